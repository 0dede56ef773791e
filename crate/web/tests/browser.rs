//! The API in a browser: its types, its errors, what it draws, and the bits of what it computes.
#![cfg(target_arch = "wasm32")]
#![allow(clippy::expect_used, clippy::unwrap_used, clippy::panic, reason = "tests fail by panicking")]

use fallline_web::{
    Curve, JsExpression, JsNetwork, JsObjective, JsRun, Landscape, LandscapeSampler, draw_convergence,
    read_data, unpack_digits,
};
use js_sys::{Array, Float64Array, JSON, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement};

#[path = "../../optim/tests/common/planes.rs"]
mod recorded;

wasm_bindgen_test_configure!(run_in_browser);

fn js(json: &str) -> JsValue {
    JSON::parse(json).expect("the test's own JSON")
}

fn get(value: &JsValue, path: &str) -> JsValue {
    path.split('.').fold(value.clone(), |value, key| Reflect::get(&value, &key.into()).expect(path))
}

fn number(value: &JsValue, path: &str) -> f64 {
    get(value, path).as_f64().unwrap_or_else(|| panic!("{path} is no number"))
}

fn text(value: &JsValue, path: &str) -> String {
    get(value, path).as_string().unwrap_or_else(|| panic!("{path} is no text"))
}

fn expression(source: &str) -> JsExpression {
    JsExpression::new(source, None, JsValue::UNDEFINED).expect(source)
}

fn canvas(width: u32, height: u32) -> HtmlCanvasElement {
    let document = web_sys::window().and_then(|w| w.document()).expect("a document");
    let canvas: HtmlCanvasElement = document.create_element("canvas").unwrap().unchecked_into();
    canvas.set_width(width);
    canvas.set_height(height);
    canvas
}

/// The RGBA bytes of the canvas's pixels.
fn pixels(canvas: &HtmlCanvasElement) -> Vec<u8> {
    let context: CanvasRenderingContext2d = canvas.get_context("2d").unwrap().unwrap().unchecked_into();
    context.get_image_data(0.0, 0.0, f64::from(canvas.width()), f64::from(canvas.height())).unwrap().data().0
}

fn at(canvas: &HtmlCanvasElement, pixels: &[u8], x: f64, y: f64) -> [u8; 4] {
    let start = 4 * (y as usize * canvas.width() as usize + x as usize);
    pixels[start..start + 4].try_into().unwrap()
}

/// A path as the page passes it.
fn path(points: &[f64], next: &[f64]) -> Array {
    let path = js(r#"{"slot": 0, "label": "Newton"}"#);
    Reflect::set(&path, &"points".into(), &Float64Array::from(points)).unwrap();
    Reflect::set(&path, &"next".into(), &Float64Array::from(next)).unwrap();
    Array::of1(&path)
}

fn rosenbrock() -> JsValue {
    js(r#"{"expression": "(1 - x)^2 + 100*(y - x^2)^2"}"#)
}

fn view() -> JsValue {
    js(r#"{"view": {"x": [-2, 2], "y": [-1, 3]}}"#)
}

#[wasm_bindgen_test]
fn an_expression_gives_values_derivatives_and_tables() {
    let c = expression("sin(t1*t2) + exp(t2 + t3) - 2*t3");
    assert_eq!(c.variables().length(), 3);
    let theta = [std::f64::consts::FRAC_PI_6, 2.0, 5.0];
    let gradient = c.gradient(&theta).unwrap();
    assert!((gradient[0] - 1.0).abs() < 1e-14);
    let table = c.backward_table(&theta, &[1.0]).unwrap();
    assert_eq!(text(&table, "iterations.1.rows.2.symbol"), "zeta_3");
    assert_eq!(number(&table, "iterations.3.rows.0.value").to_bits(), gradient[0].to_bits());
    assert_eq!(number(&c.graph().unwrap(), "nodes.length"), 6.0);
}

#[wasm_bindgen_test]
fn errors_are_javascript_errors_with_kind_and_span() {
    let error = JsExpression::new("θ + 2 sni(θ)", None, JsValue::UNDEFINED).err().unwrap();
    assert!(error.is_instance_of::<js_sys::Error>());
    assert_eq!(text(&error, "name"), "FallLineError");
    assert_eq!(text(&error, "kind"), "parse");
    assert_eq!((number(&error, "span.0"), number(&error, "span.1")), (6.0, 9.0));
    assert!(text(&error, "message").contains("did you mean `sin`?"));
    let spec = js(r#"{"objective": {"id": "rosenbrok"}, "optimizer": {"id": "adam"}, "start": [0, 0]}"#);
    let error = JsRun::new(&spec).err().unwrap();
    assert_eq!(text(&error, "kind"), "parameter");
    assert!(text(&error, "message").contains("rosenbrock"));
}

#[wasm_bindgen_test]
fn a_run_steps_goes_back_and_is_the_same_again() {
    let spec = js(
        r#"{"objective": {"id": "rosenbrock"}, "optimizer": {"id": "adam", "learningRate": 0.1}, "start": [-1, 1]}"#,
    );
    let mut run = JsRun::new(&spec).unwrap();
    let record = run.step().unwrap();
    assert_eq!(number(&record, "iteration"), 0.0);
    assert!(number(&record, "lines.length") >= 6.0);
    run.step_many(29.0).unwrap();
    let there = run.theta();
    run.back();
    assert_ne!(run.theta(), there);
    run.go_to(30.0).unwrap();
    assert_eq!(run.theta(), there);
    assert_eq!(run.trajectory().len(), 62);
    let mut again = JsRun::from_json(&run.to_json()).unwrap();
    again.step_many(30.0).unwrap();
    assert_eq!(again.theta(), there);
    assert!(run.go_to(0.5).is_err() && run.go_to(-1.0).is_err() && run.step_many(f64::NAN).is_err());
}

#[wasm_bindgen_test]
fn a_landscape_fills_its_plot_with_the_colours_of_its_values() {
    let landscape = Landscape::new(rosenbrock(), view()).unwrap();
    let canvas = canvas(800, 600);
    let frame = landscape.draw(&canvas, "light", 2.0, JsValue::UNDEFINED).unwrap();
    let (left, top) = (number(&frame, "left") * 2.0, number(&frame, "top") * 2.0);
    let (width, height) = (number(&frame, "width") * 2.0, number(&frame, "height") * 2.0);
    assert!(width > 600.0 && height > 400.0, "{width} by {height}");
    assert_eq!([number(&frame, "x.0"), number(&frame, "x.1")], [-2.0, 2.0]);
    let pixels = pixels(&canvas);
    // Outside the plot is the light surface; inside, low and high values differ in lightness.
    assert_eq!(at(&canvas, &pixels, 1.0, 1.0), [255, 255, 255, 255]);
    let lightness = |x: f64, y: f64| {
        let [r, g, b, alpha] =
            at(&canvas, &pixels, left + (x + 2.0) / 4.0 * width, top + (3.0 - y) / 4.0 * height);
        assert_eq!(alpha, 255);
        u32::from(r) + u32::from(g) + u32::from(b)
    };
    assert!(lightness(-1.97, -0.97) > lightness(0.03, 0.03) + 100);
    let dark = landscape.draw(&canvas, "dark", 2.0, JsValue::UNDEFINED).unwrap();
    assert_eq!(number(&dark, "left"), left / 2.0);
    assert_ne!(at(&canvas, &self::pixels(&canvas), 1.0, 1.0), [255, 255, 255, 255]);
    assert!(landscape.draw(&canvas, "pink", 2.0, JsValue::UNDEFINED).is_err());
}

#[wasm_bindgen_test]
fn a_path_lies_over_the_landscape_where_its_points_are() {
    let landscape = Landscape::new(rosenbrock(), view()).unwrap();
    let (base, overlay) = (canvas(800, 600), canvas(800, 600));
    let frame = landscape.draw(&base, "light", 1.0, JsValue::UNDEFINED).unwrap();
    let over = landscape.draw_paths(&overlay, &path(&[-1.0, 2.0, 1.0, 1.0], &[]), "light", 1.0).unwrap();
    for side in ["left", "top", "width", "height"] {
        assert_eq!(number(&frame, side), number(&over, side));
    }
    let drawn = pixels(&overlay);
    let opaque = |x: f64, y: f64| {
        let px = number(&frame, "left") + (x + 2.0) / 4.0 * number(&frame, "width");
        let py = number(&frame, "top") + (3.0 - y) / 4.0 * number(&frame, "height");
        at(&overlay, &drawn, px, py)[3] > 200
    };
    assert!(opaque(-1.0, 2.0) && opaque(1.0, 1.0) && opaque(0.0, 1.5));
    assert!(!opaque(-1.0, 0.0) && !opaque(1.5, 2.5));
}

/// A path of one point with these fields of `RunPath` added.
fn path_with(fields: &str) -> Array {
    let list = path(&[-1.2, 1.0], &[]);
    let fields = js(fields);
    for key in Reflect::own_keys(&fields).unwrap().iter() {
        Reflect::set(&list.get(0), &key, &Reflect::get(&fields, &key).unwrap()).unwrap();
    }
    list
}

/// How many pixels are drawn on for such a path.
fn drawn_with(landscape: &Landscape, fields: &str) -> usize {
    let list = path_with(fields);
    let canvas = canvas(640, 480);
    landscape.draw_paths(&canvas, &list, "light", 1.0).unwrap();
    pixels(&canvas).as_chunks::<4>().0.iter().filter(|pixel| pixel[3] > 128).count()
}

#[wasm_bindgen_test]
fn a_local_model_its_radius_and_probes_lie_over_the_landscape() {
    let landscape = Landscape::new(rosenbrock(), view()).unwrap();
    let model = r#"{"model": {"kind": "quadratic", "point": [-1.2, 1], "value": 24.2, "gradient": [-215.6, -88],
        "matrix": [[1330, 480], [480, 200]]"#;
    let plain = drawn_with(&landscape, "{}");
    let with_model = drawn_with(&landscape, &format!("{model}}}}}"));
    let with_radius = drawn_with(&landscape, &format!("{model}, \"radius\": 0.5}}}}"));
    assert!(with_model > plain + 1000, "{plain}, then {with_model} pixels");
    assert!(with_radius > with_model + 500, "{with_model}, then {with_radius} pixels");
    let probe =
        |at: &str| format!(r#"{{"at": {at}, "accepted": false, "armijo": false, "curvature": null}}"#);
    let probed = drawn_with(&landscape, &format!("{{\"probes\": [{}]}}", probe("[1, 2]")));
    assert!(probed > plain + 30, "{plain}, then {probed} pixels");
    // A chord, a model of one variable and a point without coordinates have no place on a landscape.
    for field in [
        r#"{"model": {"kind": "chord", "points": [0, 1], "slopes": [1, 2]}}"#.to_owned(),
        r#"{"model": {"kind": "quadratic", "point": [1], "value": 1, "gradient": [1], "matrix": [[1]]}}"#
            .to_owned(),
        format!("{{\"probes\": [{}]}}", probe("[]")),
        r#"{"model": null, "probes": null}"#.to_owned(),
    ] {
        assert_eq!(drawn_with(&landscape, &field), plain, "{field}");
    }
    // The list of numbers that probes are not is refused, and so is a model without its matrix.
    for field in [r#"{"probes": [1, 2]}"#, r#"{"model": {"kind": "quadratic", "point": [1, 2]}}"#] {
        let error = landscape.draw_paths(&canvas(300, 200), &path_with(field), "light", 1.0).err().unwrap();
        assert_eq!(text(&error, "kind"), "parameter");
    }
}

#[wasm_bindgen_test]
fn counts_are_six_numbers_an_iterate() {
    let spec = js(
        r#"{"objective": {"id": "rosenbrock-residuals"}, "optimizer": {"id": "levenberg-marquardt"}, "start": [-1, 1]}"#,
    );
    let mut run = JsRun::new(&spec).unwrap();
    let record = run.step().unwrap();
    let told = ["value", "gradient", "hessian", "hessianVector", "term", "jacobian"]
        .map(|kind| number(&record, &format!("counts.{kind}")));
    assert_eq!(told[5], 1.0);
    assert_eq!(run.counts(), [[0.0; 6], told].concat());
}

/// On a plane that is askew a path lies where its points are projected.
#[wasm_bindgen_test]
fn a_path_of_many_variables_lies_on_the_plane() {
    let options = js(
        r#"{"view": {"x": [-2, 2], "y": [-1, 3]}, "plane": {"origin": [0, 0, 5], "u": [0, 1, 0], "v": [2, 0, 0]}}"#,
    );
    let landscape = Landscape::new(js(r#"{"expression": "x^2 + y^2 + z^2"}"#), options).unwrap();
    assert_eq!(landscape.theta_at(1.5, -0.5), [-1.0, 1.5, 5.0]);
    let (base, overlay) = (canvas(800, 600), canvas(800, 600));
    let frame = landscape.draw(&base, "light", 1.0, JsValue::UNDEFINED).unwrap();
    let points = [4.0, -1.0, 9.0, 2.0, 1.0, -3.0];
    landscape.draw_paths(&overlay, &path(&points, &[2.0, -1.0, 0.0]), "light", 1.0).unwrap();
    let drawn = pixels(&overlay);
    let opaque = |x: f64, y: f64| {
        let px = number(&frame, "left") + (x + 2.0) / 4.0 * number(&frame, "width");
        let py = number(&frame, "top") + (3.0 - y) / 4.0 * number(&frame, "height");
        at(&overlay, &drawn, px, py)[3] > 200
    };
    assert!(opaque(-1.0, 2.0) && opaque(1.0, 1.0) && opaque(0.0, 1.5) && opaque(0.0, 1.0));
    assert!(!opaque(-1.0, 0.0) && !opaque(1.5, 2.5));
}

#[wasm_bindgen_test]
fn curves_and_convergence_plots_are_drawn() {
    let objective = js(r#"{"expression": "t^4 - 4t^3 - 2t^2 + 10t + 15"}"#);
    let curve = Curve::new(objective.clone(), js(r#"{"x": [-2, 4]}"#), JsValue::UNDEFINED).unwrap();
    let count = |canvas: &HtmlCanvasElement| {
        let bytes = pixels(canvas);
        bytes.as_chunks::<4>().0.iter().filter(|p| p[3] > 128 && **p != [255, 255, 255, 255]).count()
    };
    let base = canvas(640, 480);
    curve.draw(&base, "light", 1.0).unwrap();
    assert!(count(&base) > 1000);
    let model = r#"{"kind": "quadratic", "point": [2.5], "value": 12, "gradient": [-14], "matrix": [[11]]}"#;
    let with_model = path(&[2.5], &[3.0]);
    Reflect::set(&with_model.get(0), &"model".into(), &js(model)).unwrap();
    let (plain, parabola) = (canvas(640, 480), canvas(640, 480));
    curve.draw_paths(&plain, &path(&[2.5], &[]), "light", 1.0).unwrap();
    curve.draw_paths(&parabola, &with_model, "light", 1.0).unwrap();
    assert!(count(&parabola) > count(&plain) + 200);
    let chord = path(&[2.5], &[3.0]);
    Reflect::set(
        &chord.get(0),
        &"model".into(),
        &js(r#"{"kind": "chord", "points": [2, 2.5], "slopes": [-14, -14.5]}"#),
    )
    .unwrap();
    let derivative = canvas(640, 240);
    let frame = curve.draw_derivative(&derivative, &chord, "dark", 1.0).unwrap();
    assert!(number(&frame, "y.0") < 0.0 && number(&frame, "y.1") > 0.0);
    let second = canvas(640, 240);
    assert_eq!(
        text(&curve.draw_second_derivative(&second, &chord, "light", 1.0).err().unwrap(), "kind"),
        "parameter"
    );
    let with_second = Curve::new(objective, js(r#"{"x": [-2, 4]}"#), js(r#"{"derivatives": 2}"#)).unwrap();
    let frame = with_second.draw_second_derivative(&second, &chord, "light", 1.0).unwrap();
    // 12 t^2 - 24 t - 4 falls to -16 at 1 and is 92 at -2 and at 4.
    assert!(number(&frame, "y.0") < -16.0 && number(&frame, "y.1") > 92.0);
    assert!(count(&second) > 500);
    let series = js(r#"[{"slot": 0, "label": "C", "values": [100, 1, 0.01, 0]}]"#);
    let options = js(r#"{"quantity": "C", "logarithmic": true}"#);
    let plot = canvas(640, 480);
    let frame = draw_convergence(&plot, series.unchecked_ref(), options, "light", 1.0).unwrap();
    assert_eq!(text(&frame, "yScale"), "log");
    assert!(count(&plot) > 500);
}

#[wasm_bindgen_test]
fn a_surface_is_drawn_from_all_sides() {
    let landscape = Landscape::new(rosenbrock(), view()).unwrap();
    let coloured = |canvas: &HtmlCanvasElement| {
        let bytes = pixels(canvas);
        assert!(bytes.as_chunks::<4>().0.iter().all(|p| p[3] == 255), "the surface stands on the ground");
        bytes
            .as_chunks::<4>()
            .0
            .iter()
            .filter(|p| p[..3].iter().max() > p[..3].iter().min().map(|m| m.saturating_add(40)).as_ref())
            .count()
    };
    let mut pictures: Vec<Vec<u8>> = Vec::new();
    for surface in [
        r#"{"azimuth": -60, "elevation": 40}"#,
        r#"{"azimuth": -60, "elevation": 40, "height": "value"}"#,
        r#"{"azimuth": 120, "elevation": 40}"#,
        r#"{"azimuth": -60, "elevation": 90}"#,
    ] {
        let (base, overlay) = (canvas(400, 300), canvas(400, 300));
        let frame = landscape.draw_surface(&base, js(surface), "light", 1.0).unwrap();
        assert!(coloured(&base) > 8000, "{surface}");
        let over = landscape.draw_surface_paths(
            &overlay,
            &path(&[-1.5, 2.5, 0.0, 1.0], &[1.0, 1.0]),
            js(surface),
            "light",
            1.0,
        );
        assert_eq!(JSON::stringify(&over.unwrap()).unwrap(), JSON::stringify(&frame).unwrap());
        assert!(pixels(&overlay).as_chunks::<4>().0.iter().any(|p| p[3] == 255));
        pictures.push(pixels(&base));
    }
    for (k, picture) in pictures.iter().enumerate() {
        assert!(!pictures[..k].contains(picture), "picture {k} is as another one");
    }
    for wrong in
        [r#"{"azimuth": null, "elevation": 1}"#, r#"{"azimuth": 1, "elevation": 1, "height": "x"}"#, "{}"]
    {
        let error = landscape.draw_surface(&canvas(40, 30), js(wrong), "light", 1.0).err().unwrap();
        assert_eq!(text(&error, "kind"), "parameter", "{wrong}");
    }
}

#[wasm_bindgen_test]
fn a_map_shows_labels_and_the_field_of_its_gradients() {
    let landscape = Landscape::new(js(r#"{"expression": "x^2 + 3*y"}"#), view()).unwrap();
    assert_eq!(landscape.gradients(&[1.0, 2.0, -0.5, 0.0]), [2.0, 3.0, -1.0, 3.0]);
    let pictures = ["null", r#"{"labels": true}"#, r#"{"field": true}"#].map(|shown| {
        let base = canvas(400, 300);
        landscape.draw(&base, "light", 1.0, js(shown)).unwrap();
        pixels(&base)
    });
    assert!(pictures[0] != pictures[1] && pictures[0] != pictures[2] && pictures[1] != pictures[2]);
}

#[wasm_bindgen_test]
fn odd_canvases_give_errors_and_not_traps() {
    let landscape = Landscape::new(rosenbrock(), view()).unwrap();
    for (width, height, ratio) in
        [(0, 0, 1.0), (1, 1, 1.0), (300, 200, 0.0), (300, 200, f64::NAN), (2, 900, 3.0)]
    {
        let canvas = canvas(width, height);
        let _ = landscape.draw(&canvas, "light", ratio, JsValue::UNDEFINED);
        let _ = landscape.draw_paths(
            &canvas,
            &path(&[f64::NAN, 1.0, 1e300, -1e300], &[f64::INFINITY, 0.0]),
            "light",
            ratio,
        );
    }
    let canvas = canvas(300, 200);
    assert!(landscape.draw(&canvas, "light", 1.0, JsValue::UNDEFINED).is_ok(), "the module still works");
}

#[wasm_bindgen_test]
fn trajectories_have_the_bits_that_a_native_build_recorded() {
    const RUNS: &str = include_str!("../../optim/tests/reference/bits/runs.json");
    const RECORDED: &str = include_str!("../../optim/tests/reference/bits/trajectories.txt");
    let runs: Vec<serde_json::Value> = serde_json::from_str(RUNS).unwrap();
    assert_eq!(runs.len(), RECORDED.matches("# ").count());
    for (entry, recorded) in runs.iter().zip(RECORDED.split("# ").skip(1)) {
        let mut run = JsRun::from_json(&entry["spec"].to_string()).unwrap();
        run.step_many(100.0).unwrap();
        let n = run.theta().len();
        let bits = |theta: &[f64]| {
            theta.iter().map(|x| format!("{:016x}", x.to_bits())).collect::<Vec<_>>().join(" ")
        };
        let ours: Vec<String> = run.trajectory().chunks(n).map(bits).collect();
        let lines: Vec<&str> = recorded.lines().collect();
        assert_eq!(Some(lines[0]), entry["name"].as_str());
        assert!(ours.len() > 5 && ours == lines[1..], "{} differs", lines[0]);
    }
}

/// The native test of networks in crate/optim has the same number.
#[wasm_bindgen_test]
fn a_network_trains_to_the_bits_of_a_native_build() {
    let samples = unpack_digits(include_bytes!("../../../www/data/digits.bin")).unwrap();
    let part = |name: &str, from: usize, to: usize| {
        Float64Array::from(get(&samples, name)).subarray(from as u32, to as u32).to_vec()
    };
    let spec = js(r#"{ "widths": [64, 16, 10], "activation": "tanh", "loss": "cross-entropy",
        "initialization": { "kind": "kaiming-normal", "seed": 1 }, "optimizer": { "id": "adam", "learningRate": 0.002 },
        "gradient": { "kind": "mini-batch", "batch": 10, "seed": 3 } }"#);
    let mut network = JsNetwork::new(
        &spec,
        part("features", 0, 64 * 400),
        &part("labels", 0, 400),
        Some(part("features", 64 * 1000, 64 * 1200)),
        Some(part("labels", 1000, 1200)),
    )
    .unwrap();
    network.train_epoch().unwrap();
    let record = network.train_epoch().unwrap();
    assert_eq!(number(&record, "epoch"), 2.0);
    assert!(number(&record, "validationError") < 0.5);
    let hash = network
        .weights()
        .iter()
        .flat_map(|w| w.to_le_bytes())
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
    assert_eq!(format!("{hash:016x}"), "42e904a8fbbc0932");
}

#[wasm_bindgen_test]
fn a_sum_over_data_has_its_values_and_its_picture_in_pieces() {
    let spec = js(r#"{ "expression": "(y - (w*x + b))^2", "data": { "csv": "x,y\n1,2\n2,3\n4,7\n" } }"#);
    let objective = JsObjective::new(spec.clone()).unwrap();
    assert_eq!((objective.terms(), objective.value(&[0.0, 1.0]).unwrap()), (Some(3), 11.0 / 3.0));
    let options = js(r#"{ "view": { "x": [-1, 1], "y": [0, 2] }, "side": 5 }"#);
    let sampler = LandscapeSampler::new(spec.clone(), options).unwrap();
    let mut values = sampler.rows(0, 2).unwrap();
    values.extend(sampler.rows(2, 3).unwrap());
    for (place, value) in values.iter().enumerate() {
        let theta = [(place % 5) as f64 / 2.0 - 1.0, (place / 5) as f64 / 2.0];
        assert!((value - objective.value(&theta).unwrap()).abs() < 1e-14, "{theta:?}");
    }
    let error = read_data(js(r#"{ "csv": "x,y\n1,2\n3\n" }"#)).unwrap_err();
    assert_eq!(text(&error, "kind"), "parse");
    assert!(text(&error, "message").starts_with("row 3 of the table has 1 cell"));
}

#[wasm_bindgen_test]
fn planes_and_grids_have_the_bits_that_a_native_build_recorded() {
    assert!(recorded::bits() == include_str!("../../optim/tests/reference/bits/planes.txt"));
}
