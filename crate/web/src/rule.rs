//! Typed rules in JavaScript.

use fallline_optim::{RULES, Rule};
use wasm_bindgen::prelude::*;

use crate::convert::to_js;
use crate::error::thrown;

/// What a typed rule is made of.
///
/// @throws {FallLineError} where the text is no rule; `span` says where
#[wasm_bindgen(js_name = readRule, unchecked_return_type = "RuleInfo")]
pub fn read_rule(text: &str) -> Result<JsValue, JsValue> {
    to_js(&Rule::read(text).map_err(|error| thrown(&error, Some(text)))?)
}

/// Rules to begin with.
#[wasm_bindgen(unchecked_return_type = "RuleExample[]")]
pub fn rules() -> Result<JsValue, JsValue> {
    to_js(RULES)
}
