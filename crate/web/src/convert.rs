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

/// A count that JavaScript passed.
pub(crate) fn whole(number: f64, what: &str) -> Result<usize, JsValue> {
    if number >= 0.0 && number.trunc() == number && number <= f64::from(u32::MAX) {
        // Exact: a whole number of at most 32 bits.
        return Ok(number as usize);
    }
    let message = format!("{what} is {number}, but must be a whole number from 0");
    Err(thrown(&Error::new(ErrorKind::Parameter, message), None))
}

/// A value that JavaScript passed as `what`.
pub(crate) fn from_js<T: DeserializeOwned>(value: JsValue, what: &str) -> Result<T, JsValue> {
    serde_wasm_bindgen::from_value(value).map_err(|error| {
        thrown(&Error::new(ErrorKind::Parameter, format!("{what} does not fit: {error}")), None)
    })
}
