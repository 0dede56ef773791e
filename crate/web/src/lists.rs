//! The lists from which the page's menus are made.

use fallline_optim::oracle::GradientChain;
use fallline_optim::{DATA, GRADIENTS, MODELS, OBJECTIVES, OPTIMIZERS, SCHEDULES, SEARCHES};
use fallline_plot::colour::Rgb;
use fallline_plot::{ColourMap, RUNS, Role};
use serde::Serialize;
use wasm_bindgen::prelude::*;

use crate::canvas::named_theme;
use crate::convert::to_js;

/// The catalogue of objectives.
#[wasm_bindgen(unchecked_return_type = "ObjectiveInfo[]")]
pub fn objectives() -> Result<JsValue, JsValue> {
    to_js(OBJECTIVES)
}

/// The models over built-in data sets: objectives that are sums over samples.
#[wasm_bindgen(unchecked_return_type = "ModelInfo[]")]
pub fn models() -> Result<JsValue, JsValue> {
    to_js(MODELS)
}

/// The built-in data sets.
#[wasm_bindgen(js_name = dataSets, unchecked_return_type = "DataInfo[]")]
pub fn data_sets() -> Result<JsValue, JsValue> {
    to_js(DATA)
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

/// Where an iteration's gradient can be from; the first is the default.
#[wasm_bindgen(unchecked_return_type = "GradientInfo[]")]
pub fn gradients() -> Result<JsValue, JsValue> {
    to_js(GRADIENTS)
}

/// What can be done to a gradient before the optimizer gets it: the specification's `clip`, `clipValue` and
/// `weightDecay`.
#[wasm_bindgen(js_name = gradientChain, unchecked_return_type = "ParameterInfo[]")]
pub fn gradient_chain() -> Result<JsValue, JsValue> {
    to_js(&GradientChain::PARAMETERS)
}

#[derive(Serialize)]
struct RunStyle {
    colour: String,
    dash: &'static [f64],
    marker: &'static str,
}

/// How the runs 0 to 7 look in pictures of a theme, for legends beside the canvas.
#[wasm_bindgen(js_name = runStyles, unchecked_return_type = "RunStyle[]")]
pub fn run_styles(
    #[wasm_bindgen(unchecked_param_type = "ThemeName")] theme: &str,
) -> Result<JsValue, JsValue> {
    let theme = named_theme(theme)?;
    let style = |slot: u8| {
        let style = theme.style(Role::Path(slot));
        let Rgb(red, green, blue) = style.colour;
        RunStyle { colour: format!("rgb({red} {green} {blue})"), dash: style.dash, marker: style.marker.id() }
    };
    to_js(&(0..RUNS as u8).map(style).collect::<Vec<_>>())
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
