//! What a panic leaves behind. Alone in its file, because an instance that has panicked is of no further use.
#![cfg(target_arch = "wasm32")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test of panics")]

use std::cell::RefCell;
use std::rc::Rc;

use fallline_web::report_panics;
use js_sys::{Function, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

#[wasm_bindgen_test]
fn a_panic_is_told_to_the_page() {
    let told = Rc::new(RefCell::new(Vec::new()));
    let heard = Rc::clone(&told);
    let listener = Closure::<dyn FnMut(JsValue)>::new(move |event: JsValue| {
        heard.borrow_mut().push(Reflect::get(&event, &"detail".into()).unwrap().as_string().unwrap());
    });
    let window = web_sys::window().unwrap();
    window.add_event_listener_with_callback("fallline:panic", listener.as_ref().unchecked_ref()).unwrap();
    // In place of the hook of the tests; the panic is caught on its way through JavaScript.
    report_panics();
    let panicking = Closure::<dyn FnMut()>::new(|| panic!("as a defect would"));
    let outcome = panicking.as_ref().unchecked_ref::<Function>().call0(&JsValue::NULL);
    assert!(outcome.is_err(), "the panic ends the call");
    let told = told.borrow();
    assert_eq!(told.len(), 1);
    assert!(told[0].contains("as a defect would"), "{}", told[0]);
}
