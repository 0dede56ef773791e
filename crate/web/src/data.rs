//! Tables of samples in JavaScript.

use fallline_optim::data::{Column, Content, DataSpec};
use serde::Serialize;
use wasm_bindgen::prelude::*;

use crate::convert::{from_js, to_js};
use crate::error::{thrown, utf16};

#[derive(Serialize)]
struct JsTable<'a> {
    rows: usize,
    names: Vec<String>,
    columns: Vec<JsColumn<'a>>,
}

#[derive(Serialize)]
struct JsColumn<'a> {
    #[serde(flatten)]
    column: &'a Column,
    #[serde(skip_serializing_if = "Option::is_none")]
    span: Option<[u32; 2]>,
}

/// What a table holds: its rows, the names that an expression can use, and its columns with what is wrong with those
/// that cannot be used.
///
/// @throws {FallLineError} where it cannot be read at all; `span` is a place in the text of comma-separated values
#[wasm_bindgen(js_name = readData, unchecked_return_type = "TableInfo")]
pub fn read_data(
    #[wasm_bindgen(unchecked_param_type = "DataSpec")] data: JsValue,
) -> Result<JsValue, JsValue> {
    let spec: DataSpec = from_js(data, "the data")?;
    let text = spec.csv.as_deref();
    let table = spec.table().map_err(|error| thrown(&error, text))?;
    let columns = table.columns().iter().map(|column| {
        let span = match &column.content {
            Content::Unusable(error) => error.span.zip(text).map(|(span, text)| utf16(span, text)),
            Content::Numbers(_) | Content::Classes { .. } => None,
        };
        JsColumn { column, span }
    });
    to_js(&JsTable { rows: table.rows(), names: table.names(), columns: columns.collect() })
}
