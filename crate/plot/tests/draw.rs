//! Drawing on backends that only record: what is drawn, whether it stays on the picture, and that nothing ever
//! fails or grows without bound.
#![allow(clippy::unwrap_used, reason = "helpers of tests")]

use fallline_autodiff::math;
use fallline_plot::build::{
    Condition, Convergence, CriticalKind, CriticalPoint, Curve, CurveRun, EigenAxis, Landscape, LineArrow,
    Model, Parabola, Probe, Quadratic, RunPath, Section, Series, convergence, curve, landscape, paths,
    section,
};
use fallline_plot::scene::{Arrow, ArrowLength, Layer, Point};
use fallline_plot::{
    ColourMap, Frame, Grid, Interval, Levels, Role, ScaleKind, Scene, Target, Theme, Verdict, View, draw, svg,
};
use plotters_backend::{
    BackendColor, BackendCoord, BackendStyle, BackendTextStyle, DrawingBackend, DrawingErrorKind,
};
use proptest::prelude::*;
use std::convert::Infallible;

type Outcome = Result<(), DrawingErrorKind<Infallible>>;

/// Counts what is drawn and how far it reaches.
#[derive(Default)]
struct Recorder {
    size: (u32, u32),
    paths: usize,
    vertices: usize,
    polygons: usize,
    circles: usize,
    texts: Vec<String>,
    /// Least and greatest coordinates of lines and shapes.
    reach: Option<[i32; 4]>,
}

impl Recorder {
    fn seen(&mut self, (x, y): BackendCoord) {
        let [left, top, right, bottom] = self.reach.unwrap_or([x, y, x, y]);
        self.reach = Some([left.min(x), top.min(y), right.max(x), bottom.max(y)]);
        self.vertices += 1;
    }
}

impl DrawingBackend for Recorder {
    type ErrorType = Infallible;

    fn get_size(&self) -> (u32, u32) {
        self.size
    }

    fn ensure_prepared(&mut self) -> Outcome {
        Ok(())
    }

    fn present(&mut self) -> Outcome {
        Ok(())
    }

    fn draw_pixel(&mut self, _: BackendCoord, _: BackendColor) -> Outcome {
        unreachable!("everything is a line, a shape or text")
    }

    fn draw_rect<S: BackendStyle>(&mut self, a: BackendCoord, b: BackendCoord, _: &S, _: bool) -> Outcome {
        self.seen(a);
        self.seen(b);
        Ok(())
    }

    fn draw_path<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        path: I,
        style: &S,
    ) -> Outcome {
        assert!(style.stroke_width() > 0);
        self.paths += 1;
        path.into_iter().for_each(|p| self.seen(p));
        Ok(())
    }

    fn fill_polygon<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        path: I,
        _: &S,
    ) -> Outcome {
        self.polygons += 1;
        path.into_iter().for_each(|p| self.seen(p));
        Ok(())
    }

    fn draw_circle<S: BackendStyle>(&mut self, centre: BackendCoord, _: u32, _: &S, _: bool) -> Outcome {
        self.circles += 1;
        self.seen(centre);
        Ok(())
    }

    fn draw_text<S: BackendTextStyle>(&mut self, text: &str, _: &S, _: BackendCoord) -> Outcome {
        self.texts.push(text.to_owned());
        Ok(())
    }

    fn estimate_text_size<S: BackendTextStyle>(
        &self,
        _: &str,
        _: &S,
    ) -> Result<(u32, u32), DrawingErrorKind<Infallible>> {
        unreachable!("on wasm32 measuring needs a document")
    }
}

fn record(scene: &Scene, width: f64, height: f64, scale: f64) -> Recorder {
    let frame = Frame::new(scene, width, height, scale).unwrap();
    let mut recorder = Recorder { size: (width as u32, height as u32), ..Recorder::default() };
    draw(scene, &Theme::light(), &frame, Target::bitmap(), &mut recorder).unwrap();
    recorder
}

fn square() -> View {
    View::new([-2.0, 2.0], [-1.0, 3.0]).unwrap()
}

fn rosenbrock(n: usize) -> Grid {
    let f = |x: f64, y: f64| (1.0 - x) * (1.0 - x) + 100.0 * (y - x * x) * (y - x * x);
    Grid::sample(square(), n, n, f).unwrap()
}

fn example_scenes() -> Vec<(&'static str, Vec<Scene>)> {
    let mut spec = Landscape::new(rosenbrock(24));
    spec.levels = Levels::count(ScaleKind::Logarithmic, 4);
    spec.critical = vec![CriticalPoint { at: [1.0, 1.0], kind: CriticalKind::Minimum }];
    spec.name = "the Rosenbrock function".to_owned();
    let points = [[-1.0, 1.5], [0.5, 0.0], [0.8, 0.7]];
    let run = RunPath {
        label: "Newton",
        points: &points,
        next: Some([1.0, 1.0]),
        gradient: Some([3.0, 4.0]),
        probes: &[Probe { at: [0.9, 0.9], accepted: true, armijo: Some(true), curvature: None }],
        ..RunPath::default()
    };
    let overlay = paths(square(), &[run]);
    let values: Vec<f64> = (0..41).map(|k| f64::from(k) * 0.1 - 2.0).map(|t| t * t * (t - 1.0)).collect();
    let slopes: Vec<f64> = (0..41).map(|k| f64::from(k) * 0.1 - 2.0).map(|t| 3.0 * t * t - 2.0 * t).collect();
    let at = [1.5, 1.2];
    let slope = |t: f64| 3.0 * t * t - 2.0 * t;
    let visited = at.map(|t| [t, slope(t)]);
    let runs = [CurveRun {
        slot: 3,
        label: "secant",
        points: &[[1.5, 1.125], [1.2, 0.288]],
        next: Some(0.9),
        model: Some(Model::Chord { at, slopes: at.map(slope) }),
        slopes: &visited,
        probes: &[],
        line: None,
    }];
    let two = curve(&Curve {
        x: Interval::new(-2.0, 2.0).unwrap(),
        y: None,
        values: &values,
        derivative: &slopes,
        variable: "t",
        function: "C",
        critical: &[],
        runs: &runs,
    })
    .unwrap();
    let series = [
        Series { label: "Adam", values: &[10.0, 1.0, 0.0, 1e-3], ..Series::default() },
        Series { slot: 1, label: "Newton", values: &[10.0, -1.0, 1e-9], ..Series::default() },
    ];
    let falling = Convergence { series: &series, x_label: "iteration", y_label: "C − C*", log: true };
    vec![
        ("landscape", vec![landscape(&spec).overlaid(&overlay)]),
        ("paths", vec![overlay]),
        ("secant", two),
        ("convergence", vec![convergence(&falling).unwrap()]),
    ]
}

#[test]
fn scenes_as_svg() {
    for (name, scenes) in example_scenes() {
        insta::assert_snapshot!(name, svg(&scenes, &Theme::light(), 240.0, 200.0).unwrap());
    }
}

#[test]
fn captions_tell_what_is_seen() {
    let captions: Vec<String> =
        example_scenes().into_iter().flat_map(|(_, scenes)| scenes).map(|s| s.caption).collect();
    insta::assert_snapshot!(captions.join("\n"));
}

#[test]
fn a_canvas_gets_no_raster_and_no_background() {
    let scene = landscape(&Landscape::new(rosenbrock(32)));
    let frame = Frame::new(&scene, 300.0, 300.0, 1.0).unwrap();
    let mut recorder = Recorder::default();
    draw(&scene, &Theme::dark(), &frame, Target::canvas(8), &mut recorder).unwrap();
    assert_eq!(recorder.polygons, 0);
    assert!(recorder.paths > 20);
    let raster = scene.raster().unwrap();
    let plot = frame.plot();
    let (w, h) = (plot.width as u32, plot.height as u32);
    assert_eq!(raster.rgba(w, h, Theme::dark().missing).unwrap().len(), (w * h * 4) as usize);
}

#[test]
fn finer_units_and_pixels_only_scale() {
    let scene = landscape(&Landscape::new(rosenbrock(32)));
    let one = record(&scene, 300.0, 260.0, 1.0).reach.unwrap();
    let two = record(&scene, 300.0, 260.0, 2.0).reach.unwrap();
    for (a, b) in one.into_iter().zip(two) {
        assert!((2 * a - b).abs() <= 2, "{one:?} and {two:?}");
    }
    let frame = Frame::new(&scene, 300.0, 260.0, 1.0).unwrap();
    let mut fine = Recorder::default();
    draw(&scene, &Theme::light(), &frame, Target::svg(10), &mut fine).unwrap();
    for (a, b) in one.into_iter().zip(fine.reach.unwrap()) {
        assert!((10 * a - b).abs() <= 10);
    }
}

#[test]
fn long_paths_are_thinned() {
    let spiral: Vec<[f64; 2]> = (0..100_000)
        .map(|k| f64::from(k) * 1e-5)
        .map(|t| [1.8 * (1.0 - t) * math::cos(40.0 * t), 1.0 + 1.8 * (1.0 - t) * math::sin(40.0 * t)])
        .collect();
    let run = RunPath { points: &spiral, ..RunPath::default() };
    let drawn = record(&paths(square(), &[run]), 600.0, 600.0, 1.0);
    assert!(drawn.vertices < 12_000, "{} vertices", drawn.vertices);
    assert!(drawn.circles > 100, "markers show the iterates");
    // A path that jumps between two points stays two points wide however long it is.
    let cycle: Vec<[f64; 2]> = (0..100_000).map(|k| [f64::from(k % 2), 0.0]).collect();
    let run = RunPath { points: &cycle, ..RunPath::default() };
    let drawn = record(&paths(square(), &[run]), 600.0, 600.0, 1.0);
    assert!(drawn.vertices < 100, "{} vertices", drawn.vertices);
}

#[test]
fn svg_files_stay_small() {
    // Rastrigin's function over 8 by 8 of its valleys.
    let wave = |t: f64| 4.0 * t * t - 10.0 * math::cos(4.0 * math::PI * t);
    let rough = |x: f64, y: f64| wave(x) + wave(y - 1.0);
    let smooth = |x: f64, y: f64| x * x + y;
    let noise = |x: f64, y: f64| math::sin(1e7 * x + 3e7 * y);
    let fields: [&dyn Fn(f64, f64) -> f64; 3] = [&rough, &smooth, &noise];
    for (k, f) in fields.into_iter().enumerate() {
        let mut spec = Landscape::new(Grid::sample(square(), 200, 200, f).unwrap());
        spec.levels = Levels::count(ScaleKind::Linear, if k == 2 { 1 } else { 10 });
        let text = svg(&[landscape(&spec)], &Theme::light(), 640.0, 480.0).unwrap();
        let limit = if k == 2 { 900_000 } else { 300_000 };
        assert!(text.len() < limit, "field {k} takes {} bytes", text.len());
    }
}

#[test]
fn captions_are_escaped() {
    let mut spec = Landscape::new(rosenbrock(4));
    spec.name = "<script>&".to_owned();
    let text = svg(&[landscape(&spec)], &Theme::light(), 200.0, 200.0).unwrap();
    assert!(text.contains("&lt;script&gt;&amp;") && !text.contains("<script"));
}

#[test]
fn a_gap_stays_a_gap_on_the_logarithmic_axis() {
    let series = [Series { values: &[1.0, 0.1, 0.0, 0.1, 1.0], ..Series::default() }];
    let spec = Convergence { series: &series, x_label: "k", y_label: "C", log: true };
    let frame = Frame::new(&convergence(&spec).unwrap(), 300.0, 200.0, 1.0).unwrap();
    assert!(frame.to_pixel([2.0, 0.0])[1].is_nan());
    let without = [Series { values: &[0.0, -1.0, f64::NAN], ..Series::default() }];
    let scene = convergence(&Convergence { series: &without, ..spec }).unwrap();
    assert!(scene.axes.y.range.contains(-1.0), "where nothing is positive the axis is linear");
}

fn parabola(at: f64, value: f64, slope: f64, curvature: f64) -> Model {
    Model::Parabola(Quadratic { point: [at], value, gradient: [slope], matrix: [[curvature]], radius: None })
}

#[test]
fn newtons_parabola_touches_the_curve() {
    let model = parabola(1.0, 2.0, -4.0, 8.0);
    let runs =
        [CurveRun { points: &[[1.0, 2.0]], next: Some(1.5), model: Some(model), ..CurveRun::default() }];
    let spec = Curve {
        x: Interval::new(0.0, 4.0).unwrap(),
        y: None,
        values: &[6.0, 2.0, 1.0, 2.0],
        derivative: &[],
        variable: "t",
        function: "C",
        critical: &[],
        runs: &runs,
    };
    let scenes = curve(&spec).unwrap();
    let curves: Vec<&Vec<[f64; 2]>> = scenes[0]
        .layers
        .iter()
        .filter_map(|layer| match layer {
            Layer::Curve { role: Role::Model(0), points } => Some(points),
            _ => None,
        })
        .collect();
    assert_eq!(curves.len(), 1);
    assert!(curves[0].contains(&[1.0, 2.0]) && curves[0].contains(&[1.5, 1.0]));
    assert!(scenes[0].caption.contains("minimum at 1.5"));
}

/// Markers of a role by where they are.
fn marked(scene: &Scene, wanted: Role) -> Vec<[f64; 2]> {
    let points = scene.layers.iter().filter_map(|layer| match layer {
        Layer::Points { role, points } if *role == wanted => Some(points),
        _ => None,
    });
    points.flatten().map(|point| point.at).collect()
}

#[test]
fn probes_are_told_apart_by_shape_and_by_name() {
    let probe = |t: f64, accepted, armijo, curvature| Probe { at: [t, t * t], accepted, armijo, curvature };
    let probes = [
        probe(0.1, false, Some(false), None),
        probe(0.2, false, Some(false), Some(false)),
        probe(0.3, false, Some(true), Some(false)),
        probe(0.4, true, Some(true), Some(true)),
    ];
    let points = [[0.0, 0.0]];
    let plane = paths(square(), &[RunPath { points: &points, probes: &probes, ..RunPath::default() }]);
    let spec = Curve {
        x: Interval::new(-1.0, 1.0).unwrap(),
        y: None,
        values: &[1.0, 0.0, 1.0],
        derivative: &[],
        variable: "t",
        function: "C",
        critical: &[],
        runs: &[CurveRun { points: &points, probes: &probes, ..CurveRun::default() }],
    };
    for scene in [plane, curve(&spec).unwrap().remove(0)] {
        let of = |verdict| marked(&scene, Role::Probe(0, verdict));
        assert_eq!(of(Verdict::BrokeArmijo), [probes[0].at, probes[1].at]);
        assert_eq!(of(Verdict::BrokeCurvature), [probes[2].at]);
        assert_eq!(of(Verdict::Accepted), [probes[3].at]);
        assert_eq!(of(Verdict::Rejected), [[0.0; 2]; 0]);
        let names: Vec<&str> = scene.legend.iter().map(|entry| entry.label.as_str()).collect();
        assert_eq!(names, ["broke curvature", "broke Armijo", "accepted"]);
        assert!(scene.caption.contains("Tried points: 1 broke curvature, 2 broke Armijo, 1 accepted."));
    }
    let theme = Theme::light();
    let shapes: Vec<_> =
        [Verdict::Accepted, Verdict::BrokeArmijo, Verdict::BrokeCurvature, Verdict::Rejected]
            .map(|verdict| theme.style(Role::Probe(3, verdict)))
            .to_vec();
    assert!(shapes.iter().all(|style| style.hollow));
    assert!((1..4).all(|k| shapes[..k].iter().all(|other| other.marker != shapes[k].marker)));
}

#[test]
fn two_runs_share_the_names_of_their_probes() {
    let probes = [Probe { at: [0.0, 0.0], accepted: true, armijo: None, curvature: None }];
    let run = |slot| RunPath { slot, points: &[[1.0, 1.0]], probes: &probes, ..RunPath::default() };
    let scene = paths(square(), &[run(0), run(1)]);
    assert_eq!(scene.legend.len(), 1);
    assert_eq!(marked(&scene, Role::Probe(1, Verdict::Accepted)).len(), 1);
}

/// The scene of one model around its point, in the square.
fn modelled(model: Quadratic<2>) -> Scene {
    let points = [model.point];
    paths(square(), &[RunPath { points: &points, model: Some(model), ..RunPath::default() }])
}

fn ellipses(scene: &Scene, wanted: Role) -> Vec<([f64; 2], [[f64; 2]; 2])> {
    let found = scene.layers.iter().filter_map(|layer| match layer {
        Layer::Ellipse { role, centre, axes } if *role == wanted => Some((*centre, *axes)),
        _ => None,
    });
    found.collect()
}

fn curves(scene: &Scene, wanted: Role) -> Vec<&[[f64; 2]]> {
    let found = scene.layers.iter().filter_map(|layer| match layer {
        Layer::Curve { role, points } if *role == wanted => Some(points.as_slice()),
        _ => None,
    });
    found.collect()
}

fn names(scene: &Scene) -> Vec<&str> {
    scene.legend.iter().map(|entry| entry.label.as_str()).collect()
}

/// Newton's model of Rosenbrock's function at (-1.2, 1).
const NEWTON: Quadratic<2> = Quadratic {
    point: [-1.2, 1.0],
    value: 24.2,
    gradient: [-215.6, -88.0],
    matrix: [[1330.0, 480.0], [480.0, 200.0]],
    radius: None,
};

#[test]
fn newtons_model_has_ellipses_around_the_newton_step() {
    let scene = modelled(NEWTON);
    let found = ellipses(&scene, Role::Model(0));
    assert_eq!(found.len(), 3);
    let close = |a: f64, b: f64| (a - b).abs() <= 1e-8 * b.abs().max(1.0);
    // With numpy 2: the centre by linalg.solve; half the width and height, and the area, of the level line through
    // (-1.2, 1), from two million points found along rays.
    let (centre, [width, height], area) =
        ([-1.1752808988764045, 1.380674157303371], [0.467053662706, 1.204419019107], 0.6465147542908945);
    let drop = 19.414382022471912;
    for (k, (at, [a, b])) in found.iter().enumerate() {
        let size = 1.0 - k as f64 / 3.0;
        assert!(close(at[0], centre[0]) && close(at[1], centre[1]), "{at:?}");
        let [w, h] = [0, 1].map(|i| math::hypot(a[i], b[i]));
        assert!(close(w, size * width) && close(h, size * height), "{w} by {h}");
        let enclosed = math::PI * (a[0] * b[1] - a[1] * b[0]).abs();
        assert!(close(enclosed, size * size * area), "{enclosed}");
        // All its points lie on one level, which falls by 1 - size² of what the step promises.
        for turn in 0..12 {
            let s = f64::from(turn) * math::PI / 6.0;
            let [u, v] = [0, 1].map(|i| at[i] + math::cos(s) * a[i] + math::sin(s) * b[i] - NEWTON.point[i]);
            let q = 24.2 - 215.6 * u - 88.0 * v + 665.0 * u * u + 480.0 * u * v + 100.0 * v * v;
            assert!(close(q, 24.2 - (1.0 - size * size) * drop), "{q} on ellipse {k}");
        }
    }
    assert_eq!(marked(&scene, Role::Model(0)), [found[0].0]);
    assert_eq!(names(&scene), ["local model"]);
    assert!(
        scene.caption.contains("are ellipses around its minimum at (−1.175, 1.381)."),
        "{}",
        scene.caption
    );
    let negated = Quadratic {
        gradient: NEWTON.gradient.map(|g| -g),
        matrix: NEWTON.matrix.map(|row| row.map(|h| -h)),
        ..NEWTON
    };
    let scene = modelled(negated);
    assert_eq!(ellipses(&scene, Role::Model(0)).len(), 3);
    assert!(scene.caption.contains("are ellipses around its maximum at (−1.175, 1.381)."));
}

#[test]
fn gradient_descents_model_has_circles_through_the_iterate() {
    let gradient = [3.0, -4.0];
    let model = Quadratic {
        point: [0.5, 1.0],
        value: 7.0,
        gradient,
        matrix: [[10.0, 0.0], [0.0, 10.0]],
        radius: None,
    };
    let scene = modelled(model);
    let (centre, [a, b]) = ellipses(&scene, Role::Model(0))[0];
    // α = 0.1 leads by 0.1 g, and the radius is as long.
    assert_eq!(centre, [0.2, 1.4]);
    assert!((math::hypot(a[0], a[1]) - 0.5).abs() < 1e-15 && (math::hypot(b[0], b[1]) - 0.5).abs() < 1e-15);
    assert!((a[0] * b[0] + a[1] * b[1]).abs() < 1e-15);
    assert!(scene.caption.contains("are circles around its minimum at (0.2, 1.4)."), "{}", scene.caption);
    // At a stationary point the circles have shrunk to their centre.
    let scene = modelled(Quadratic { gradient: [0.0, 0.0], ..model });
    assert_eq!(marked(&scene, Role::Model(0)), [[0.5, 1.0]]);
    record(&scene, 300.0, 300.0, 1.0);
}

#[test]
fn an_indefinite_model_has_hyperbolas() {
    // xy, around (1, 0.5).
    let matrix = [[0.0, 1.0], [1.0, 0.0]];
    let model = Quadratic { point: [1.0, 0.5], value: 0.5, gradient: [0.5, 1.0], matrix, radius: None };
    let scene = modelled(model);
    assert!(ellipses(&scene, Role::Model(0)).is_empty());
    let lines = curves(&scene, Role::Model(0));
    // The least value in the square is -6, in the upper left corner: the levels are 0.5, 0.5 - 6.5/9 and
    // 0.5 - 6.5 · 4/9, each of two branches; the lower left one of the last lies outside.
    let levels = [0.5, -2.0 / 9.0, -43.0 / 18.0];
    let counts = levels.map(|level| {
        let on = |line: &&&[[f64; 2]]| line.iter().all(|[x, y]| (x * y - level).abs() < 2e-3);
        lines.iter().filter(on).count()
    });
    assert_eq!(counts, [2, 2, 1]);
    assert_eq!(lines.len(), 5);
    assert!(lines.iter().flat_map(|line| line.iter()).any(|p| math::hypot(p[0] - 1.0, p[1] - 0.5) < 0.03));
    assert_eq!(marked(&scene, Role::Model(0)), [[0.0, 0.0]]);
    assert!(scene.caption.contains("are hyperbolas around its saddle point at (0, 0)."), "{}", scene.caption);
}

#[test]
fn a_singular_model_has_parabolas_or_lines() {
    // x² - y around (1, 1), and x - y.
    let model = Quadratic {
        point: [1.0, 1.0],
        value: 0.0,
        gradient: [2.0, -1.0],
        matrix: [[2.0, 0.0], [0.0, 0.0]],
        radius: None,
    };
    let plane = Quadratic { gradient: [1.0, -1.0], matrix: [[0.0; 2]; 2], ..model };
    let value = [|[x, y]: [f64; 2]| x * x - y, |[x, y]: [f64; 2]| x - y];
    for (model, value) in [model, plane].into_iter().zip(value) {
        let scene = modelled(model);
        let lines = curves(&scene, Role::Model(0));
        assert!(lines.iter().any(|line| line.len() > 50 && line.iter().all(|p| value(*p).abs() < 1e-3)));
        assert!(marked(&scene, Role::Model(0)).is_empty());
        assert!(scene.caption.contains("parabolas or straight lines, as its matrix is singular."));
    }
}

/// The arrows of a line in a view of 4 by 4.
fn line_arrow(vector: [f64; 2]) -> (Arrow, String) {
    let line = Some(LineArrow { from: [0.5, 0.5], vector, label: "negative gradient" });
    let scene = paths(square(), &[RunPath { slot: 2, points: &[[0.5, 0.5]], line, ..RunPath::default() }]);
    let arrow = scene.layers.iter().find_map(|layer| match layer {
        Layer::Arrows { role: Role::Line(2), arrows } => arrows.first().copied(),
        _ => None,
    });
    let text = scene.layers.iter().find_map(|layer| match layer {
        Layer::Text { text, .. } => Some(text.clone()),
        _ => None,
    });
    assert!(scene.caption.ends_with("An arrow shows the negative gradient."), "{}", scene.caption);
    (arrow.unwrap(), text.unwrap())
}

#[test]
fn an_arrow_is_to_scale_where_it_can_be_seen() {
    let (arrow, text) = line_arrow([0.5, -0.25]);
    assert_eq!((arrow.vector, arrow.length), ([0.5, -0.25], ArrowLength::Data));
    assert_eq!(text, "negative gradient");
    for vector in [[300.0, 4.0], [1e-9, 0.0]] {
        let (arrow, text) = line_arrow(vector);
        let share = arrow.vector[0].abs().max(arrow.vector[1].abs()) / 4.0;
        assert!((share - 0.15).abs() < 1e-12, "{arrow:?}");
        assert!(
            (arrow.vector[0] * vector[1] - arrow.vector[1] * vector[0]).abs() < 1e-9 * vector[0],
            "{arrow:?}"
        );
        assert_eq!(text, "negative gradient, not to scale");
    }
}

#[test]
fn axes_lie_along_the_eigenvectors_and_say_their_values() {
    let axes = [EigenAxis { vector: [0.6, 0.8], value: 2.5 }, EigenAxis { vector: [-0.8, 0.6], value: -1.0 }];
    let scene = paths(square(), &[RunPath { points: &[[0.0, 1.0]], axes: &axes, ..RunPath::default() }]);
    let lines = curves(&scene, Role::Eigenvector);
    assert_eq!(lines.len(), 2);
    for (line, axis) in lines.iter().zip(&axes) {
        let along = [line[2][0] - line[0][0], line[2][1] - line[0][1]];
        let across = along[0] * axis.vector[1] - along[1] * axis.vector[0];
        assert!(across.abs() < 1e-12 && line[1] == [0.0, 1.0], "{line:?}");
    }
    let texts: Vec<&str> = scene
        .layers
        .iter()
        .filter_map(|layer| match layer {
            Layer::Text { text, .. } => Some(text.as_str()),
            _ => None,
        })
        .collect();
    assert_eq!(texts, ["λ = 2.5", "λ = −1"]);
    assert!(scene.caption.contains("Axes show the eigenvectors for 2.5 and −1."), "{}", scene.caption);
}

/// The Hessian's model beside a local one has the same kind of lines in a style and under a name of its own.
#[test]
fn the_hessians_model_lies_beside_the_local_one() {
    let quadratic =
        |matrix| Quadratic { point: [0.0, 0.0], value: 1.0, gradient: [1.0, 0.5], matrix, radius: None };
    let (model, hessian) = (quadratic([[2.0, 0.0], [0.0, 2.0]]), quadratic([[4.0, 1.0], [1.0, 3.0]]));
    let run =
        RunPath { points: &[[0.0, 0.0]], model: Some(model), hessian: Some(hessian), ..RunPath::default() };
    let scene = paths(square(), &[run]);
    assert_eq!(ellipses(&scene, Role::Model(0)).len(), 3);
    assert_eq!(ellipses(&scene, Role::TrueModel).len(), 3);
    assert_eq!(names(&scene), ["local model", "Hessian's model"]);
    // Its centre is where Newton's step leads.
    let step = marked(&scene, Role::TrueModel)[0];
    assert!((step[0] + 2.5 / 11.0).abs() < 1e-12 && (step[1] + 1.0 / 11.0).abs() < 1e-12, "{step:?}");
}

#[test]
fn the_trust_radius_is_a_circle_in_data_units() {
    let within = modelled(Quadratic { radius: Some(0.5), ..NEWTON });
    let circle = ([-1.2, 1.0], [[0.5, 0.0], [0.0, 0.5]]);
    assert_eq!(ellipses(&within, Role::TrustRadius(0)), [circle]);
    assert_eq!(names(&within), ["local model", "trust radius"]);
    assert!(within.caption.contains("It is trusted in the circle of radius 0.5 around (−1.2, 1)."));
    // A circle around the whole square is not in the picture, nor is one far away.
    for (point, radius) in
        [([-1.2, 1.0], 6.0), ([50.0, 1.0], 3.0), ([-1.2, 1.0], f64::NAN), ([-1.2, 1.0], -1.0)]
    {
        let outside = modelled(Quadratic { radius: Some(radius), point, ..NEWTON });
        assert!(ellipses(&outside, Role::TrustRadius(0)).is_empty(), "radius {radius}");
        assert!(!names(&outside).contains(&"trust radius"));
    }
    let model = Quadratic { point: [1.0], value: 2.0, gradient: [-4.0], matrix: [[8.0]], radius: None };
    for (radius, ends) in [(0.25, vec![0.75, 1.25]), (2.0, vec![3.0]), (9.0, Vec::new())] {
        let model = Some(Model::Parabola(Quadratic { radius: Some(radius), ..model }));
        let spec = Curve {
            x: Interval::new(0.0, 4.0).unwrap(),
            y: None,
            values: &[6.0, 2.0, 1.0],
            derivative: &[],
            variable: "t",
            function: "C",
            critical: &[],
            runs: &[CurveRun { points: &[[1.0, 2.0]], model, ..CurveRun::default() }],
        };
        let scene = curve(&spec).unwrap().remove(0);
        let found = scene.layers.iter().find_map(|layer| match layer {
            Layer::Verticals { role: Role::TrustRadius(0), at } => Some(at.clone()),
            _ => None,
        });
        assert_eq!(found.unwrap_or_default(), ends);
        assert_eq!(names(&scene).contains(&"trust radius"), !ends.is_empty());
        assert!(scene.caption.contains(&format!("It is trusted as far as {radius} from there.")));
    }
}

#[test]
fn large_ellipses_stay_smooth() {
    // A circle that touches the middle of the square from the right: almost a vertical line.
    let mut scene = paths(square(), &[]);
    let axes = [[500.0, 0.0], [0.0, 500.0]];
    scene.layers.push(Layer::Ellipse { role: Role::Model(0), centre: [500.0, 1.0], axes });
    let frame = Frame::new(&scene, 400.0, 400.0, 1.0).unwrap();
    let mut recorder = Recorder::default();
    draw(&scene, &Theme::light(), &frame, Target::canvas(1), &mut recorder).unwrap();
    let [left, top, right, bottom] = recorder.reach.unwrap();
    assert!(left >= 199 && right <= 201, "{left}..{right}");
    assert!(top <= 2 && bottom >= 398);
}

#[test]
fn a_convergence_plot_against_costs_has_an_axis_for_them() {
    let plot = |at: &[f64]| {
        let series = [
            Series { values: &[4.0, 2.0, 1.0], at, ..Series::default() },
            Series { slot: 1, values: &[4.0, 3.0], at: &at[..2], ..Series::default() },
        ];
        convergence(&Convergence { series: &series, x_label: "evaluations", y_label: "C", log: true })
            .unwrap()
    };
    let [whole, parts] = [plot(&[0.0, 3.0, 6.0]), plot(&[0.0, 0.1, 0.25])].map(|scene| scene.axes.x);
    assert_eq!((whole.integer, whole.range.lo(), whole.range.hi()), (true, 0.0, 6.0));
    assert_eq!((parts.integer, parts.range.lo(), parts.range.hi()), (false, 0.0, 0.25));
    let still = plot(&[0.0, 0.0, 0.0]).axes.x;
    assert_eq!((still.range.lo(), still.range.hi()), (0.0, 1.0));
}

#[test]
fn eight_names_fit_above_a_narrow_plot() {
    let runs: Vec<RunPath> = (0..8)
        .map(|slot| RunPath {
            slot,
            label: "Levenberg-Marquardt",
            points: &[[0.0, 0.0]],
            ..RunPath::default()
        })
        .collect();
    let scene = landscape(&Landscape::new(rosenbrock(8))).overlaid(&paths(square(), &runs));
    let drawn = record(&scene, 360.0, 420.0, 1.0);
    assert_eq!(drawn.texts.iter().filter(|text| *text == "Levenberg-Marquardt").count(), 8);
    assert!(Frame::new(&scene, 360.0, 420.0, 1.0).unwrap().plot().height > 150.0);
}

fn any_number() -> impl Strategy<Value = f64> {
    prop_oneof![4 => -3.0..3.0, 1 => prop::num::f64::ANY, 1 => Just(0.0), 1 => Just(f64::NAN)]
}

fn any_point() -> impl Strategy<Value = [f64; 2]> {
    prop::array::uniform2(any_number())
}

fn any_probe() -> impl Strategy<Value = Probe> {
    let held = || prop::option::of(prop::bool::ANY);
    (any_point(), prop::bool::ANY, held(), held()).prop_map(|(at, accepted, armijo, curvature)| Probe {
        at,
        accepted,
        armijo,
        curvature,
    })
}

fn any_model() -> impl Strategy<Value = Quadratic<2>> {
    (any_point(), any_number(), any_point(), any_point(), any_number(), prop::option::of(any_number()))
        .prop_map(|(point, value, gradient, [a, b], d, radius)| Quadratic {
            point,
            value,
            gradient,
            matrix: [[a, b], [b, d]],
            radius,
        })
}

/// What is drawn stays on the picture, give or take half a marker.
fn check(scene: &Scene, width: f64, height: f64) {
    let Ok(frame) = Frame::new(scene, width, height, 1.0) else { return };
    let mut recorder = Recorder::default();
    draw(scene, &Theme::light(), &frame, Target::bitmap(), &mut recorder).unwrap();
    let [left, top, right, bottom] = recorder.reach.unwrap_or_default();
    let slack = 16;
    assert!(left >= -slack && top >= -slack, "{:?}", recorder.reach);
    assert!(right <= width as i32 + slack && bottom <= height as i32 + slack, "{:?}", recorder.reach);
    for text in recorder.texts {
        assert!(!text.contains("NaN") && !text.contains('-'), "{text}");
    }
    svg(std::slice::from_ref(scene), &Theme::dark(), width, height).unwrap();
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, ..ProptestConfig::default() })]

    #[test]
    fn any_landscape_is_drawn(
        values in prop::collection::vec(any_number(), 4..60),
        x in any_point(), y in any_point(),
        kind in prop::sample::select(ScaleKind::ALL.to_vec()),
        count in 0_usize..40,
        explicit in prop::collection::vec(any_number(), 0..5),
        map in prop::option::of(prop::sample::select(ColourMap::ALL.to_vec())),
        at in any_point(),
        equal_aspect in prop::bool::ANY,
        size in (1.0..900.0, 1.0..700.0),
    ) {
        let nx = if values.len() % 3 == 0 { 3 } else { 2 };
        let ny = values.len() / nx;
        let Ok(view) = View::new(x, y) else { return Ok(()) };
        let Ok(grid) = Grid::new(view, nx, ny, values[..nx * ny].to_vec()) else { return Ok(()) };
        let mut spec = Landscape::new(grid);
        spec.levels = if explicit.is_empty() { Levels::count(kind, count) } else { Levels::at(kind, explicit) };
        spec.colour_map = map;
        spec.equal_aspect = equal_aspect;
        spec.critical = CriticalKind::ALL.map(|kind| CriticalPoint { at, kind }).to_vec();
        check(&landscape(&spec), size.0, size.1);
    }

    #[test]
    fn any_paths_are_drawn(
        points in prop::collection::vec(any_point(), 0..40),
        next in prop::option::of(any_point()), gradient in prop::option::of(any_point()),
        probes in prop::collection::vec(any_probe(), 0..9), model in prop::option::of(any_model()),
        hessian in prop::option::of(any_model()), arrow in prop::array::uniform2(any_point()), value in any_number(),
        slot in 0_u8..=255, size in (1.0..900.0, 1.0..700.0),
    ) {
        let [from, vector] = arrow;
        let line = Some(LineArrow { from, vector, label: "step" });
        let axes = [EigenAxis { vector, value }];
        let probes = &probes;
        let runs =
            [RunPath { slot, label: "run", points: &points, next, gradient, model, probes, line, hessian, axes: &axes }];
        let mut scene = landscape(&Landscape::new(rosenbrock(5))).overlaid(&paths(square(), &runs));
        let at = points.first().copied().unwrap_or_default();
        let to = points.last().copied().unwrap_or_default();
        scene.layers.push(Layer::Ellipse { role: Role::Model(slot), centre: at, axes: [to, at] });
        scene.layers.push(Layer::Text { role: Role::Guide, at, text: "here".to_owned() });
        scene.layers.push(Layer::Verticals { role: Role::Guide, at: to.to_vec() });
        scene.layers.push(Layer::Horizontals { role: Role::Guide, at: to.to_vec() });
        let arrow = Arrow { from: at, vector: to, length: ArrowLength::Pixels(at[0]) };
        scene.layers.push(Layer::Arrows { role: Role::Gradient, arrows: vec![arrow] });
        let point = Point { at, label: "label".to_owned() };
        scene.layers.push(Layer::Points { role: Role::Start(slot), points: vec![point; 3] });
        check(&scene, size.0, size.1);
    }

    #[test]
    fn any_curve_is_drawn(
        x in any_point(), values in prop::collection::vec(any_number(), 0..40),
        derivative in prop::collection::vec(any_number(), 0..10),
        points in prop::collection::vec(any_point(), 0..5), next in prop::option::of(any_number()),
        numbers in prop::array::uniform4(any_number()), parabola in prop::bool::ANY,
        radius in prop::option::of(any_number()),
        probes in prop::collection::vec(any_probe(), 0..9),
        size in (1.0..900.0, 1.0..700.0),
    ) {
        let [at, value, slope, curvature] = numbers;
        let model = if parabola {
            Model::Parabola(Quadratic { point: [at], value, gradient: [slope], matrix: [[curvature]], radius })
        } else {
            Model::Chord { at: [at, value], slopes: [slope, curvature] }
        };
        let line = Some(LineArrow { from: [at, value], vector: [slope, 0.0], label: "direction" });
        let (points, probes) = (&points, &probes);
        let runs = [CurveRun { slot: 1, label: "", points, next, model: Some(model), slopes: points, probes, line }];
        let Ok(x) = Interval::new(x[0], x[1]) else { return Ok(()) };
        let critical = [CriticalPoint { at: [at, value], kind: CriticalKind::Saddle }];
        let spec = Curve {
            x, y: None, values: &values, derivative: &derivative, variable: "t", function: "C",
            critical: &critical, runs: &runs,
        };
        for scene in curve(&spec).into_iter().flatten() {
            check(&scene, size.0, size.1);
        }
    }

    #[test]
    fn any_section_is_drawn(
        range in any_point(), values in prop::collection::vec(any_number(), 0..40),
        numbers in prop::array::uniform4(any_number()), step in prop::option::of(any_point()),
        model in prop::option::of(any_point()), radius in prop::option::of(any_number()),
        newton in prop::option::of(any_number()), probes in prop::collection::vec(any_probe(), 0..9),
        holds in prop::collection::vec(any_point(), 0..4), slot in 0_u8..=255, size in (1.0..900.0, 1.0..700.0),
    ) {
        let Ok(range) = Interval::new(range[0], range[1]) else { return Ok(()) };
        let [value, slope, armijo, _] = numbers;
        let model = model.map(|[slope, curvature]| Parabola { slope, curvature });
        let conditions = [Condition { name: "Armijo", holds: &holds }, Condition { name: "Wolfe", holds: &[] }];
        let spec = Section {
            range, values: &values, value, slope, armijo, slot, probes: &probes, step, model, radius, newton,
            conditions: &conditions,
        };
        if let Ok(scene) = section(&spec) {
            check(&scene, size.0, size.1);
        }
    }

    #[test]
    fn any_convergence_is_drawn(
        values in prop::collection::vec(prop::collection::vec(any_number(), 0..90), 0..12),
        at in prop::collection::vec(any_number(), 0..4), log in prop::bool::ANY,
        size in (1.0..900.0, 1.0..700.0),
    ) {
        let series: Vec<Series> = values
            .iter()
            .enumerate()
            .map(|(k, values)| Series { slot: 255 - k as u8, label: if k == 0 { "" } else { "a long name for a series" }, values, at: &at })
            .collect();
        let spec = Convergence { series: &series, x_label: "iteration", y_label: "C", log };
        if let Ok(scene) = convergence(&spec) {
            check(&scene, size.0, size.1);
        }
    }
}

#[test]
fn newtons_tangent_is_zero_where_its_parabola_is_lowest() {
    // C = t² (t - 1) at 1.5: C' = 3.75, C'' = 7, so the step ends at 1.5 - 3.75/7.
    let model = parabola(1.5, 1.125, 3.75, 7.0);
    let run = CurveRun {
        points: &[[1.5, 1.125]],
        slopes: &[[1.5, 3.75]],
        model: Some(model),
        ..CurveRun::default()
    };
    let scenes = curve(&Curve {
        x: Interval::new(-2.0, 2.0).unwrap(),
        y: None,
        values: &[-12.0, -2.0, 0.0, 0.0, 4.0],
        derivative: &[16.0, 5.0, 0.0, 1.0, 8.0],
        variable: "t",
        function: "C",
        critical: &[],
        runs: &[run],
    })
    .unwrap();
    assert!(
        scenes[1].caption.contains("The slope of the model through (1.5, 3.75) is zero at 0.9643."),
        "{}",
        scenes[1].caption
    );
    let zeros = scenes[1].layers.iter().filter_map(|layer| match layer {
        Layer::Verticals { at, .. } => at.first().copied(),
        _ => None,
    });
    assert!(zeros.eq([1.5 - 3.75 / 7.0]));
}

#[test]
fn plots_in_a_column_of_pictures_are_aligned() {
    let (_, scenes) = example_scenes().into_iter().find(|(name, _)| *name == "secant").unwrap();
    for (above, below) in [(300.0, 200.0), (500.0, 140.0), (620.0, 380.0)] {
        let frames = [(&scenes[0], above), (&scenes[1], below)]
            .map(|(scene, height)| Frame::in_column(scene, &scenes, 700.0, height, 2.0).unwrap().plot());
        assert_eq!(frames[0].left, frames[1].left);
        assert_eq!(frames[0].width, frames[1].width);
        assert!(frames[0].left < 120.0 && frames[0].width > 1200.0);
    }
}
