//! The lists from which the page's menus are made.

use fallline_optim::{OBJECTIVES, OPTIMIZERS, SCHEDULES, SEARCHES};
use fallline_plot::ColourMap;
use serde::Serialize;
use wasm_bindgen::prelude::*;

use crate::convert::to_js;

/// The catalogue of objectives.
#[wasm_bindgen(unchecked_return_type = "ObjectiveInfo[]")]
pub fn objectives() -> Result<JsValue, JsValue> {
    to_js(OBJECTIVES)
}

/// Every optimizer with its parameters and its pseudo-code.
#[wasm_bindgen(unchecked_return_type = "OptimizerInfo[]")]
pub fn optimizers() -> Result<JsValue, JsValue> {
    to_js(OPTIMIZERS)
}

/// Every search for a step size; the first is the default.
#[wasm_bindgen(unchecked_return_type = "SearchInfo[]")]
pub fn searches() -> Result<JsValue, JsValue> {
    to_js(SEARCHES)
}

/// Every schedule of the rate; the first is the default.
#[wasm_bindgen(unchecked_return_type = "ScheduleInfo[]")]
pub fn schedules() -> Result<JsValue, JsValue> {
    to_js(SCHEDULES)
}

#[derive(Serialize)]
struct ColourMapInfo {
    id: &'static str,
    name: &'static str,
}

/// The colour maps of landscapes; the first is the default.
#[wasm_bindgen(js_name = colourMaps, unchecked_return_type = "ColourMapInfo[]")]
pub fn colour_maps() -> Result<JsValue, JsValue> {
    to_js(&ColourMap::ALL.map(|map| ColourMapInfo { id: map.id(), name: map.name() }))
}

/// The version of the package.
#[wasm_bindgen]
#[must_use]
pub fn version() -> String {
    env!("CARGO_PKG_VERSION").to_owned()
}
