//! Rust's data as JavaScript's, and back.

use fallline_autodiff::{Error, ErrorKind};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_wasm_bindgen::Serializer;
use wasm_bindgen::JsValue;

use crate::error::thrown;

/// Plain objects, arrays and numbers; a missing value is `null`.
pub(crate) fn to_js<T: Serialize + ?Sized>(value: &T) -> Result<JsValue, JsValue> {
    let serialized = value.serialize(&Serializer::json_compatible());
    serialized.map_err(|error| thrown(&Error::new(ErrorKind::Parameter, error.to_string()), None))
}

/// A value that JavaScript passed as `what`.
pub(crate) fn from_js<T: DeserializeOwned>(value: JsValue, what: &str) -> Result<T, JsValue> {
    serde_wasm_bindgen::from_value(value).map_err(|error| {
        thrown(&Error::new(ErrorKind::Parameter, format!("{what} does not fit: {error}")), None)
    })
}
