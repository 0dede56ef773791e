//! The picture of a function along a step.
#![allow(clippy::panic, clippy::unwrap_used, reason = "tests fail by panicking")]

use fallline_plot::build::{Condition, Parabola, Probe, Section, section};
use fallline_plot::scene::{BarRow, Layer, Point};
use fallline_plot::{Frame, Interval, Role, Scene, Theme, Verdict, svg};

const SAMPLES: usize = 111;

/// φ(α) = (1 - α)² (1 + 4 α²), which falls from 1 with the slope -2 and rises steeply beyond α = 1.
fn phi(alpha: f64) -> f64 {
    (1.0 - alpha) * (1.0 - alpha) * (1.0 + 4.0 * alpha * alpha)
}

fn values(range: Interval) -> Vec<f64> {
    (0..SAMPLES).map(|k| phi(range.at(k as f64 / (SAMPLES - 1) as f64))).collect()
}

fn probe(alpha: f64, accepted: bool, armijo: Option<bool>, curvature: Option<bool>) -> Probe {
    Probe { at: [alpha, phi(alpha)], accepted, armijo, curvature }
}

fn drawn(change: impl FnOnce(&mut Section)) -> Scene {
    let range = Interval::new(-0.5, 5.0).unwrap();
    let values = values(range);
    let probes = [
        probe(2.5, false, Some(false), None),
        probe(0.03, false, Some(true), Some(false)),
        Probe { at: [4.0, f64::NAN], accepted: false, armijo: Some(false), curvature: None },
        probe(1.0, true, Some(true), Some(true)),
    ];
    let armijo = [[0.0, 0.2], [0.8, 1.3]];
    let conditions =
        [Condition { name: "Armijo", holds: &armijo }, Condition { name: "strong Wolfe", holds: &[] }];
    let mut spec = Section {
        range,
        values: &values,
        value: 1.0,
        slope: -2.0,
        armijo: 0.25,
        slot: 2,
        probes: &probes,
        step: Some([1.0, 0.0]),
        model: Some(Parabola { slope: -2.0, curvature: 4.0 }),
        radius: Some(3.0),
        newton: Some(0.2),
        conditions: &conditions,
    };
    change(&mut spec);
    section(&spec).unwrap()
}

fn curve(scene: &Scene, wanted: Role) -> &[[f64; 2]] {
    let found = scene.layers.iter().find_map(|layer| match layer {
        Layer::Curve { role, points } if *role == wanted => Some(points.as_slice()),
        _ => None,
    });
    found.unwrap_or_else(|| panic!("there is no {wanted:?}"))
}

fn points(scene: &Scene, wanted: Role) -> Vec<Point> {
    let layers = scene.layers.iter().filter_map(|layer| match layer {
        Layer::Points { role, points } if *role == wanted => Some(points.clone()),
        _ => None,
    });
    layers.flatten().collect()
}

#[test]
fn lines_through_the_start_have_their_slopes() {
    let scene = drawn(|_| {});
    let rise = |role: Role| {
        let [[x, y], .., [u, v]] = curve(&scene, role) else { panic!("{role:?}") };
        ((v - y) / (u - x), y - x * (v - y) / (u - x))
    };
    assert_eq!(rise(Role::Tangent), (-2.0, 1.0));
    assert_eq!(rise(Role::Bound), (-0.5, 1.0));
    // m(α) = 1 - 2α + 2α² is lowest at 1/2.
    let lowest = curve(&scene, Role::Model(2)).iter().min_by(|a, b| a[1].total_cmp(&b[1])).unwrap();
    assert!((lowest[0] - 0.5).abs() < 0.01 && (lowest[1] - 0.5).abs() < 1e-4);
    assert_eq!(points(&scene, Role::Model(2))[0].at, [0.5, 0.5]);
}

#[test]
fn what_a_search_tried_has_its_number_and_its_shape() {
    let scene = drawn(|_| {});
    let of = |verdict| points(&scene, Role::Probe(2, verdict));
    let top = scene.axes.y.range.hi();
    let broke = of(Verdict::BrokeArmijo);
    // φ(2.5) is 58.5, and φ(4) is not defined: both stand at the upper edge.
    assert_eq!(broke.iter().map(|p| p.label.as_str()).collect::<Vec<_>>(), ["1 ↑", "3 ↑"]);
    assert!(broke.iter().all(|p| p.at[1] < top && p.at[1] > 0.9 * top), "{broke:?} {top}");
    assert_eq!(of(Verdict::BrokeCurvature)[0], Point { at: [0.03, phi(0.03)], label: "2".to_owned() });
    assert_eq!(of(Verdict::Accepted)[0], Point { at: [1.0, 0.0], label: "4".to_owned() });
    let names: Vec<&str> = scene.legend.iter().map(|entry| entry.label.as_str()).collect();
    for name in ["tangent at 0", "Armijo's bound", "local model", "trust radius", "accepted", "broke Armijo"]
    {
        assert!(names.contains(&name), "{name} in {names:?}");
    }
}

#[test]
fn the_part_that_the_search_is_about_fills_the_picture() {
    let scene = drawn(|_| {});
    let y = scene.axes.y.range;
    // φ falls from 1 to 0, and to 1616 at the end.
    assert!(y.lo() > -0.3 && y.lo() < 0.0 && y.hi() > 1.5 && y.hi() < 2.5, "{y:?}");
}

#[test]
fn conditions_are_bars_below_the_axis_in_data_units() {
    let scene = drawn(|_| {});
    let rows = scene.layers.iter().find_map(|layer| match layer {
        Layer::Bars { rows, .. } => Some(rows.clone()),
        _ => None,
    });
    let row = |label: &str, spans: &[[f64; 2]]| BarRow { label: label.to_owned(), spans: spans.to_vec() };
    assert_eq!(rows.unwrap(), [row("Armijo", &[[0.0, 0.2], [0.8, 1.3]]), row("strong Wolfe", &[])]);
    // There is room for them, and none where there are none.
    let without = drawn(|spec| spec.conditions = &[]);
    let height = |scene: &Scene| Frame::new(scene, 600.0, 400.0, 1.0).unwrap().plot().height;
    assert!(height(&without) - height(&scene) >= 2.0 * 15.0);
    let text = svg(&[scene], &Theme::light(), 600.0, 400.0).unwrap();
    assert!(text.contains("strong Wolfe") && text.contains("1 ↑"));
    assert!(text.contains("<title>φ(α) = C(θ + α d)"));
}

#[test]
fn where_the_function_rises_there_is_no_bound() {
    let scene = drawn(|spec| {
        spec.slope = 2.0;
        spec.conditions = &[];
    });
    assert!(!scene.layers.iter().any(|layer| matches!(layer, Layer::Curve { role: Role::Bound, .. })));
    assert!(!scene.layers.iter().any(|layer| matches!(layer, Layer::Bars { .. })));
}

#[test]
fn the_caption_tells_it_all() {
    let caption = drawn(|_| {}).caption;
    for part in [
        "φ(α) = C(θ + α d) for α from −0.5 to 5; φ(0) = 1, with the slope −2.",
        "The model is trusted up to α = 3.",
        "The exact Newton step is at α = 0.2.",
        "The local model has its minimum at α = 0.5.",
        "The step goes to α = 1, where φ = 0.",
        "Tried points: 1 broke curvature, 2 broke Armijo, 1 accepted.",
        "The Armijo condition holds from 0 to 0.2 and from 0.8 to 1.3.",
        "The strong Wolfe condition holds nowhere.",
    ] {
        assert!(caption.contains(part), "{part} in {caption}");
    }
}
