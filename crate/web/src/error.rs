//! Errors as JavaScript throws them.

use fallline_autodiff::{Error, Span};
use js_sys::{Array, Reflect};
use wasm_bindgen::prelude::*;

/// A `FallLineError`: an `Error` with `kind` and, where it is about a text, `span`.
pub(crate) fn thrown(error: &Error, source: Option<&str>) -> JsValue {
    let value = js_sys::Error::new(&error.to_string());
    value.set_name("FallLineError");
    let set = |key: &str, field: &JsValue| {
        // Setting a field of a fresh object cannot fail.
        let _ = Reflect::set(&value, &key.into(), field);
    };
    set("kind", &error.kind.as_str().into());
    if let (Some(span), Some(source)) = (error.span, source) {
        let ends = utf16(span, source);
        set("span", &ends.iter().map(|&end| JsValue::from(end)).collect::<Array>());
    }
    value.into()
}

/// The span in UTF-16 code units, JavaScript's measure of strings.
pub(crate) fn utf16(span: Span, source: &str) -> [u32; 2] {
    [span.start, span.end].map(|end| {
        let units = source.get(..end).map_or(0, |before| before.encode_utf16().count());
        u32::try_from(units).unwrap_or(u32::MAX)
    })
}
