//! The JavaScript API of Fall Line: what the other crates do, in JavaScript's types.
//!
//! No mathematics and no drawing logic is here. Data structures are described in `types.d.ts`, which
//! becomes part of the package's declarations. Every error is thrown as a `FallLineError`.

mod canvas;
mod convert;
mod data;
mod error;
mod expression;
mod lists;
mod map;
mod network;
mod objective;
mod picture;
mod plane;
mod rule;
mod run;
mod section;

pub use data::read_data;
pub use expression::JsExpression;
pub use lists::{
    colour_maps, data_sets, gradient_chain, gradients, models, objectives, optimizers, run_styles, schedules,
    searches, version,
};
pub use map::{BasinMap, MapPicture, ParameterMap, map_passes, status_kinds};
pub use network::{JsNetwork, unpack_digits};
pub use objective::JsObjective;
pub use picture::{Curve, Landscape, LandscapeSampler, convergence_svg, draw_convergence};
pub use plane::{coordinate_plane, principal_plane, project_onto_plane};
pub use rule::{read_rule, rules};
pub use run::JsRun;
pub use section::Section;

use wasm_bindgen::prelude::*;
use web_sys::{CustomEvent, CustomEventInit, EventTarget};

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = include_str!("../types.d.ts");

#[wasm_bindgen(start)]
fn start() {
    report_panics();
}

/// Makes a panic visible: in the console, and as the event `fallline:panic` for the page. After a
/// panic the instance must not be used any more.
pub fn report_panics() {
    std::panic::set_hook(Box::new(|info| {
        console_error_panic_hook::hook(info);
        let init = CustomEventInit::new();
        init.set_detail(&info.to_string().into());
        let event = CustomEvent::new_with_event_init_dict("fallline:panic", &init);
        // Outside a page nobody listens, and the console has the message.
        if let (Ok(target), Ok(event)) = (js_sys::global().dyn_into::<EventTarget>(), event) {
            let _ = target.dispatch_event(&event);
        }
    }));
}
