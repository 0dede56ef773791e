//! The JavaScript API of Fall Line.

use wasm_bindgen::prelude::*;

/// Shows a panic's message in the browser's console.
#[wasm_bindgen(start)]
fn start() {
    console_error_panic_hook::set_once();
}

/// The version of the package.
#[wasm_bindgen]
#[must_use]
pub fn version() -> String {
    env!("CARGO_PKG_VERSION").to_owned()
}
