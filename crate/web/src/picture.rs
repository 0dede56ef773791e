//! Landscapes, curves, paths and convergence plots in JavaScript.

use std::cell::RefCell;
use std::sync::Arc;

use fallline_autodiff::Error;
use fallline_autodiff::expression::uniform;
use fallline_optim::objective;
use fallline_optim::objective::{CriticalKind, Objective, ObjectiveInfo};
use fallline_optim::plane::{Plane, Restriction};
use fallline_optim::spec::ObjectiveSpec;
use fallline_plot::build::{
    self, Convergence, CriticalPoint, CurveRun, EigenAxis, Height, LineArrow, Model, Probe, Quadratic,
    RunPath, Surface,
};
use fallline_plot::scale::Scale;
use fallline_plot::scene::Furniture;
use fallline_plot::{ColourMap, Frame, Grid, Interval, Levels, ScaleKind, Scene, View, Viewpoint, svg};
use js_sys::{Array, Float64Array};
use serde::Deserialize;
use wasm_bindgen::prelude::*;
use web_sys::HtmlCanvasElement;

use crate::canvas::{Canvas, Ground, named_theme, refused};
use crate::convert::from_js;
use crate::error::thrown;

/// Grid values a side of a landscape: contours look smooth, and sampling takes a few milliseconds.
const GRID: usize = 400;
/// Samples of a curve: about one a pixel on a wide screen.
const SAMPLES: usize = 1601;
/// Terms of a sum over data that are evaluated for a picture at most, unless it is made in pieces: these take about
/// a tenth of a second.
const TERMS: usize = 1 << 21;
/// Points that a picture has in any case.
const COARSEST: usize = 12;
/// Contour levels where no number is given.
const LEVELS: usize = 20;
/// Facets a side of a surface on a canvas, where it is redrawn while it turns, and in a file, which is to stay small.
const FACETS: usize = 96;
const FACETS_IN_FILE: usize = 48;
/// CSS pixels between the arrows of a field, and what a gradient costs in values, about.
const FIELD_SPACING: f64 = 36.0;
const GRADIENT_COST: usize = 4;
/// The most roots of a derivative that are looked for.
const MAX_ROOTS: usize = 64;

#[derive(Deserialize)]
struct Box2 {
    x: [f64; 2],
    y: [f64; 2],
}

#[derive(Deserialize)]
struct Box1 {
    x: [f64; 2],
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct LandscapeOptions {
    view: Box2,
    plane: Option<Plane>,
    grid: Option<GridOptions>,
    levels: Option<LevelOptions>,
    colour_map: Option<String>,
}

/// A landscape of nothing but values.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct GridLandscapeOptions {
    view: Box2,
    side: usize,
    #[serde(with = "serde_wasm_bindgen::preserve")]
    values: Float64Array,
    labels: [String; 2],
    name: String,
    levels: Option<LevelOptions>,
    colour_map: Option<String>,
}

/// Values from elsewhere, such as a worker's.
#[derive(Deserialize)]
struct GridOptions {
    side: usize,
    #[serde(with = "serde_wasm_bindgen::preserve")]
    values: Float64Array,
}

#[derive(Deserialize)]
struct SamplingOptions {
    view: Box2,
    plane: Option<Plane>,
    side: usize,
}

#[derive(Deserialize)]
struct LevelOptions {
    kind: String,
    count: Option<usize>,
}

/// What a map shows besides colours and lines.
#[derive(Clone, Copy, Default, Deserialize)]
#[serde(default)]
struct MapOptions {
    labels: bool,
    field: bool,
}

#[derive(Deserialize)]
struct SurfaceOptions {
    azimuth: f64,
    elevation: f64,
    height: Option<String>,
}

impl SurfaceOptions {
    fn read(self) -> Result<(Viewpoint, Height), JsValue> {
        let from = Viewpoint::new(self.azimuth, self.elevation).map_err(|error| thrown(&error, None))?;
        let height = match &self.height {
            Some(id) => Height::from_id(id).ok_or_else(|| refused(&format!("there is no height `{id}`")))?,
            None => Height::Levels,
        };
        Ok((from, height))
    }
}

#[derive(Deserialize)]
struct LandscapeFile {
    width: f64,
    height: f64,
    #[serde(flatten)]
    map: MapOptions,
    surface: Option<SurfaceOptions>,
}

#[derive(Deserialize)]
struct CurveFile {
    width: f64,
    height: f64,
}

#[derive(Deserialize)]
struct CurveOptions {
    derivatives: u8,
}

#[derive(Deserialize)]
struct ConvergenceOptions {
    quantity: String,
    against: Option<String>,
    logarithmic: bool,
}

/// What `types.d.ts` calls a `RunPath`'s probe.
#[derive(Deserialize)]
struct JsProbe {
    at: Vec<f64>,
    accepted: bool,
    armijo: Option<bool>,
    curvature: Option<bool>,
}

impl JsProbe {
    fn placed(&self, at: [f64; 2]) -> Probe {
        Probe { at, accepted: self.accepted, armijo: self.armijo, curvature: self.curvature }
    }
}

/// What `types.d.ts` calls a `LineArrow`.
#[derive(Deserialize)]
struct JsArrow {
    from: Vec<f64>,
    vector: Vec<f64>,
    label: String,
}

/// What `types.d.ts` calls an `EigenAxis`.
#[derive(Deserialize)]
struct JsAxis {
    vector: Vec<f64>,
    value: f64,
}

#[derive(Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
enum LocalModel {
    Quadratic { point: Vec<f64>, value: f64, gradient: Vec<f64>, matrix: Vec<Vec<f64>>, radius: Option<f64> },
    Chord { points: [f64; 2], slopes: [f64; 2] },
}

impl LocalModel {
    /// What the quadratic is on a plane. The radius stays where it is a circle there.
    fn on_plane(&self, plane: &Plane) -> Option<Quadratic<2>> {
        let Self::Quadratic { point, value, gradient, matrix, radius } = self else { return None };
        let n = plane.dim();
        let hessian = matrix.concat();
        if point.len() != n || gradient.len() != n || hessian.len() != n * n {
            return None;
        }
        let radius = radius.and_then(|radius| plane.section_radius(point, radius));
        let Restriction { point, value, gradient, matrix } =
            plane.restrict(point, *value, gradient, &hessian);
        Some(Quadratic { point, value, gradient, matrix, radius })
    }

    fn on_curve(&self) -> Option<Model> {
        match self {
            Self::Quadratic { point, value, gradient, matrix, radius } => Some(Model::Parabola(Quadratic {
                point: [*point.first()?],
                value: *value,
                gradient: [*gradient.first()?],
                matrix: [[*matrix.first()?.first()?]],
                radius: *radius,
            })),
            Self::Chord { points, slopes } => Some(Model::Chord { at: *points, slopes: *slopes }),
        }
    }
}

#[wasm_bindgen]
extern "C" {
    /// What `types.d.ts` calls a `RunPath` or a `Series`.
    type JsPath;
    #[wasm_bindgen(method, getter)]
    fn slot(this: &JsPath) -> u8;
    #[wasm_bindgen(method, getter)]
    fn label(this: &JsPath) -> Option<String>;
    #[wasm_bindgen(method, getter)]
    fn points(this: &JsPath) -> JsValue;
    #[wasm_bindgen(method, getter)]
    fn next(this: &JsPath) -> JsValue;
    #[wasm_bindgen(method, getter)]
    fn gradient(this: &JsPath) -> JsValue;
    #[wasm_bindgen(method, getter)]
    fn probes(this: &JsPath) -> JsValue;
    #[wasm_bindgen(method, getter)]
    fn model(this: &JsPath) -> JsValue;
    #[wasm_bindgen(method, getter)]
    fn arrow(this: &JsPath) -> JsValue;
    #[wasm_bindgen(method, getter)]
    fn hessian(this: &JsPath) -> JsValue;
    #[wasm_bindgen(method, getter)]
    fn axes(this: &JsPath) -> JsValue;
    #[wasm_bindgen(method, getter)]
    fn values(this: &JsPath) -> JsValue;
    #[wasm_bindgen(method, getter)]
    fn at(this: &JsPath) -> JsValue;
}

/// A path, copied once into this module's memory.
struct Path {
    slot: u8,
    label: String,
    points: Vec<f64>,
    next: Vec<f64>,
    gradient: Vec<f64>,
    probes: Vec<JsProbe>,
    model: Option<LocalModel>,
    arrow: Option<JsArrow>,
    hessian: Option<LocalModel>,
    axes: Vec<JsAxis>,
}

/// Numbers from a typed array or an array; none from `undefined` and `null`.
fn numbers(value: &JsValue) -> Vec<f64> {
    if value.is_undefined() || value.is_null() { Vec::new() } else { Float64Array::new(value).to_vec() }
}

fn paths(list: &Array) -> Result<Vec<Path>, JsValue> {
    let path = |value: JsValue| {
        let path: JsPath = value.unchecked_into();
        Ok(Path {
            slot: path.slot(),
            label: path.label().unwrap_or_default(),
            points: numbers(&path.points()),
            next: numbers(&path.next()),
            gradient: numbers(&path.gradient()),
            probes: from_js::<Option<_>>(path.probes(), "the probes")?.unwrap_or_default(),
            model: from_js(path.model(), "the local model")?,
            arrow: from_js(path.arrow(), "the arrow")?,
            hessian: from_js(path.hessian(), "the Hessian's model")?,
            axes: from_js::<Option<_>>(path.axes(), "the axes")?.unwrap_or_default(),
        })
    };
    list.iter().map(path).collect()
}

/// What is made of paths as they are seen on a plane.
fn on_plane<T>(plane: &Plane, paths: &[Path], make: impl FnOnce(&[RunPath]) -> T) -> T {
    let whole = |theta: &[f64]| theta.len() == plane.dim();
    let at = |theta: &[f64]| whole(theta).then(|| plane.project(theta));
    let placed = |probe: &JsProbe| Some(probe.placed(at(&probe.at)?));
    let points = |path: &Path| path.points.chunks(plane.dim()).filter_map(at).collect();
    let axis = |axis: &JsAxis| {
        let vector = whole(&axis.vector).then(|| plane.components(&axis.vector))?;
        Some(EigenAxis { vector, value: axis.value })
    };
    let copied: Vec<(Vec<[f64; 2]>, Vec<Probe>)> =
        paths.iter().map(|path| (points(path), path.probes.iter().filter_map(placed).collect())).collect();
    let axes: Vec<Vec<EigenAxis>> =
        paths.iter().map(|path| path.axes.iter().filter_map(axis).collect()).collect();
    let arrow = |arrow: &'_ JsArrow| {
        let vector = whole(&arrow.vector).then(|| plane.components(&arrow.vector))?;
        Some((at(&arrow.from)?, vector))
    };
    let runs: Vec<RunPath> = paths
        .iter()
        .zip(&copied)
        .zip(&axes)
        .map(|((path, (points, probes)), axes)| RunPath {
            slot: path.slot,
            label: &path.label,
            points,
            probes,
            next: at(&path.next),
            gradient: whole(&path.gradient).then(|| plane.components(&path.gradient)),
            model: path.model.as_ref().and_then(|model| model.on_plane(plane)),
            line: path.arrow.as_ref().and_then(|line| {
                let (from, vector) = arrow(line)?;
                Some(LineArrow { from, vector, label: &line.label })
            }),
            hessian: path.hessian.as_ref().and_then(|model| model.on_plane(plane)),
            axes,
        })
        .collect();
    make(&runs)
}

/// A kind of critical points as pictures name it.
pub(crate) fn critical_kind(kind: CriticalKind) -> build::CriticalKind {
    match kind {
        CriticalKind::Minimum => build::CriticalKind::Minimum,
        CriticalKind::Maximum => build::CriticalKind::Maximum,
        CriticalKind::Saddle => build::CriticalKind::Saddle,
        CriticalKind::Inflection => build::CriticalKind::Inflection,
    }
}

/// An objective and, where it is of the catalogue with its usual parameters, what is known of it.
struct Subject {
    objective: Box<dyn Objective>,
    source: Option<String>,
    info: Option<&'static ObjectiveInfo>,
}

impl Subject {
    fn new(objective: JsValue) -> Result<Self, JsValue> {
        let spec: ObjectiveSpec = from_js(objective, "the objective")?;
        let objective = spec.build().map_err(|error| thrown(&error, spec.expression.as_deref()))?;
        let usual = spec.parameters.as_ref().is_none_or(|given| given.is_empty());
        let info = spec.id.as_deref().and_then(objective::find).filter(|_| usual);
        Ok(Self { objective, source: spec.expression, info })
    }

    fn thrown(&self, error: &Error) -> JsValue {
        thrown(error, self.source.as_deref())
    }

    /// How many points of a picture are evaluated at once where `most` would be fine.
    fn affordable(&self, most: usize) -> usize {
        let terms = self.objective.terms_per_value();
        (TERMS / terms.max(1)).clamp(COARSEST, most)
    }

    fn critical(&self) -> impl Iterator<Item = (&'static [f64], build::CriticalKind)> {
        let points = self.info.map_or(&[][..], |info| info.critical_points);
        points.iter().map(|point| (point.theta, critical_kind(point.kind)))
    }

    fn name(&self) -> String {
        let typed = || self.source.clone().unwrap_or_default();
        self.info.map_or_else(typed, |info| info.name.to_owned())
    }

    /// C of one variable at each t.
    fn values(&self, ts: &[f64]) -> Vec<f64> {
        let mut values = vec![f64::NAN; ts.len()];
        self.objective.values(&[ts], &mut values);
        values
    }

    /// C' at each t, NaN where it is not finite.
    fn slopes(&self, ts: &[f64]) -> Vec<f64> {
        let slope = |&t: &f64| {
            let mut slope = [f64::NAN];
            self.objective.value_and_gradient(&[t], &mut slope).map_or(f64::NAN, |_| slope[0])
        };
        ts.iter().map(slope).collect()
    }

    /// C'' at each t, NaN where it is not finite.
    fn curvatures(&self, ts: &[f64]) -> Vec<f64> {
        let at = |t: &f64| self.objective.hessian(&[*t]).ok()?.first().copied();
        ts.iter().map(|t| at(t).filter(|c| c.is_finite()).unwrap_or(f64::NAN)).collect()
    }

    /// Where C' is zero, by halving between samples of different signs: at a pole the halves do not get small.
    fn roots(&self, ts: &[f64], slopes: &[f64]) -> Vec<f64> {
        let slope = |t: f64| self.slopes(&[t]).first().copied().unwrap_or(f64::NAN);
        let mut roots: Vec<f64> = Vec::new();
        for (t, s) in ts.windows(2).zip(slopes.windows(2)) {
            let [mut low, mut high] = [(t[0], s[0]), (t[1], s[1])];
            if low.1 == 0.0 {
                high = low;
            } else if low.1 * high.1 >= 0.0 || low.1.is_nan() || high.1.is_nan() {
                continue;
            }
            for _ in 0..60 {
                let middle = (low.0 + high.0) * 0.5;
                let at = (middle, slope(middle));
                if middle == low.0 || middle == high.0 || at.1.is_nan() {
                    break;
                }
                if (at.1 < 0.0) == (low.1 < 0.0) { low = at } else { high = at }
            }
            let least = low.1.abs().min(high.1.abs());
            if least <= s[0].abs().min(s[1].abs()) * 0.5 && roots.len() < MAX_ROOTS {
                roots.push(low.0);
            }
        }
        roots
    }

    /// The plane that a landscape shows: that of both variables where there are no others.
    fn plane(&self, chosen: Option<Plane>) -> Result<Plane, JsValue> {
        let n = self.objective.dim();
        match chosen {
            Some(plane) if plane.dim() == n => Ok(plane),
            Some(plane) => {
                let message =
                    format!("the plane is one of {} variables, but the function has {n}", plane.dim());
                Err(refused(&message))
            }
            None if n == 2 => Plane::coordinates(&[0.0; 2], 0, 1).map_err(|error| self.thrown(&error)),
            None => {
                let message = format!("a landscape shows a plane, and the function has {n} variables");
                Err(refused(&format!(
                    "{message}: `plane` says which one of many; one variable makes a curve"
                )))
            }
        }
    }
}

/// An objective of two variables, or a plane of one of more, as colours and contours. Samples once, draws often.
#[wasm_bindgen]
pub struct Landscape {
    /// What its gradients are of; values on a grid have none.
    subject: Option<Subject>,
    plane: Plane,
    view: View,
    spec: build::Landscape,
    scene: Scene,
    /// The last surface that was drawn, to be looked at from other sides.
    surface: RefCell<Option<(Height, Surface)>>,
    levels: Vec<f64>,
    range: Option<[f64; 2]>,
}

#[wasm_bindgen]
impl Landscape {
    /// Samples the objective.
    ///
    /// @throws {FallLineError} where the view is empty, the plane is not one of the objective's variables, or the
    /// objective has more than two and no plane is given
    #[wasm_bindgen(constructor)]
    pub fn new(
        #[wasm_bindgen(unchecked_param_type = "ObjectiveSpec")] objective: JsValue,
        #[wasm_bindgen(unchecked_param_type = "LandscapeOptions")] options: JsValue,
    ) -> Result<Self, JsValue> {
        let subject = Subject::new(objective)?;
        let options: LandscapeOptions = from_js(options, "the options of the landscape")?;
        let Box2 { x, y } = options.view;
        let failed = |error: Error| subject.thrown(&error);
        let view = View::new(x, y).map_err(failed)?;
        let plane = subject.plane(options.plane)?;
        let (side, values) = match &options.grid {
            Some(grid) => (grid.side, grid.values.to_vec()),
            None => {
                let side = subject.affordable(GRID * GRID).isqrt();
                let evaluate = |columns: &[&[f64]], row: &mut [f64]| subject.objective.values(columns, row);
                (side, plane.grid(x, y, side, side, evaluate).map_err(failed)?)
            }
        };
        let grid = Arc::new(Grid::new(view, side, side, values).map_err(failed)?);
        let variables = subject.objective.variables();
        let mut spec = build::Landscape::new(grid);
        spec.labels = match plane.shown() {
            Some(shown) => shown.map(|i| variables[i].clone()),
            None => ["s", "t"].map(str::to_owned),
        };
        spec.critical = subject
            .critical()
            .filter(|(theta, _)| plane.contains(theta))
            .map(|(theta, kind)| CriticalPoint { at: plane.project(theta), kind })
            .collect();
        spec.name = match variables.len() {
            2 => subject.name(),
            n => format!("{} on a plane in {n} dimensions", subject.name()),
        };
        let landscape = Self::of(plane, view, spec, options.levels.as_ref(), options.colour_map.as_deref())?;
        Ok(Self { subject: Some(subject), ..landscape })
    }

    /// A landscape of values that come from elsewhere. The points of its paths are two numbers each.
    ///
    /// @throws {FallLineError} where the view is empty or the grid does not have side * side values
    #[wasm_bindgen(js_name = ofGrid)]
    pub fn of_grid(
        #[wasm_bindgen(unchecked_param_type = "GridLandscapeOptions")] options: JsValue,
    ) -> Result<Self, JsValue> {
        let options: GridLandscapeOptions = from_js(options, "the options of the landscape")?;
        let failed = |error: Error| thrown(&error, None);
        let view = View::new(options.view.x, options.view.y).map_err(failed)?;
        let plane = Plane::coordinates(&[0.0; 2], 0, 1).map_err(failed)?;
        let grid = Grid::new(view, options.side, options.side, options.values.to_vec()).map_err(failed)?;
        let mut spec = build::Landscape::new(Arc::new(grid));
        spec.labels = options.labels;
        spec.name = options.name;
        Self::of(plane, view, spec, options.levels.as_ref(), options.colour_map.as_deref())
    }

    /// Draws colours, contours, axes and known critical points, and what else `shown` says. The canvas has its size in
    /// device pixels.
    #[wasm_bindgen(unchecked_return_type = "Frame")]
    pub fn draw(
        &self,
        canvas: &HtmlCanvasElement,
        #[wasm_bindgen(unchecked_param_type = "ThemeName")] theme: &str,
        #[wasm_bindgen(js_name = pixelRatio)] pixel_ratio: f64,
        #[wasm_bindgen(unchecked_optional_param_type = "MapOptions")] shown: JsValue,
    ) -> Result<JsValue, JsValue> {
        let canvas = Canvas::new(canvas, theme, pixel_ratio)?;
        let shown = from_js::<Option<MapOptions>>(shown, "what the map shows")?.unwrap_or_default();
        let frame = canvas.frame(&self.scene)?;
        canvas.draw(&self.map(self.scene.clone(), shown, &frame), &frame, Ground::Surface)
    }

    /// Draws paths for a canvas that lies on the landscape's.
    #[wasm_bindgen(js_name = drawPaths, unchecked_return_type = "Frame")]
    pub fn draw_paths(
        &self,
        canvas: &HtmlCanvasElement,
        #[wasm_bindgen(js_name = paths, unchecked_param_type = "RunPath[]")] list: &Array,
        #[wasm_bindgen(unchecked_param_type = "ThemeName")] theme: &str,
        #[wasm_bindgen(js_name = pixelRatio)] pixel_ratio: f64,
    ) -> Result<JsValue, JsValue> {
        let canvas = Canvas::new(canvas, theme, pixel_ratio)?;
        let frame = canvas.frame(&self.scene)?;
        canvas.draw(&self.over(&paths(list)?), &frame, Ground::Clear)
    }

    /// Draws the landscape as a surface in space. The frame is that of the picture plane.
    ///
    /// @throws {FallLineError} where an angle is not finite
    #[wasm_bindgen(js_name = drawSurface, unchecked_return_type = "Frame")]
    pub fn draw_surface(
        &self,
        canvas: &HtmlCanvasElement,
        #[wasm_bindgen(unchecked_param_type = "SurfaceOptions")] surface: JsValue,
        #[wasm_bindgen(unchecked_param_type = "ThemeName")] theme: &str,
        #[wasm_bindgen(js_name = pixelRatio)] pixel_ratio: f64,
    ) -> Result<JsValue, JsValue> {
        let canvas = Canvas::new(canvas, theme, pixel_ratio)?;
        let (from, height) = from_js::<SurfaceOptions>(surface, "the surface")?.read()?;
        let scene = self.with_surface(height, |surface| surface.scene(from));
        canvas.draw(&scene, &canvas.frame(&scene)?, Ground::Surface)
    }

    /// Draws paths for a canvas that lies on the surface's.
    #[wasm_bindgen(js_name = drawSurfacePaths, unchecked_return_type = "Frame")]
    pub fn draw_surface_paths(
        &self,
        canvas: &HtmlCanvasElement,
        #[wasm_bindgen(js_name = paths, unchecked_param_type = "RunPath[]")] list: &Array,
        #[wasm_bindgen(unchecked_param_type = "SurfaceOptions")] surface: JsValue,
        #[wasm_bindgen(unchecked_param_type = "ThemeName")] theme: &str,
        #[wasm_bindgen(js_name = pixelRatio)] pixel_ratio: f64,
    ) -> Result<JsValue, JsValue> {
        let canvas = Canvas::new(canvas, theme, pixel_ratio)?;
        let (from, height) = from_js::<SurfaceOptions>(surface, "the surface")?.read()?;
        let list = paths(list)?;
        self.with_surface(height, |surface| {
            let frame = canvas.frame(&surface.ground(from))?;
            let scene = on_plane(&self.plane, &list, |runs| surface.paths(from, runs));
            canvas.draw(&scene, &frame, Ground::Clear)
        })
    }

    /// Map or surface and the paths on it as one SVG.
    #[wasm_bindgen(js_name = toSvg)]
    pub fn to_svg(
        &self,
        #[wasm_bindgen(js_name = paths, unchecked_param_type = "RunPath[]")] list: &Array,
        #[wasm_bindgen(unchecked_param_type = "LandscapeFile")] file: JsValue,
        #[wasm_bindgen(unchecked_param_type = "ThemeName")] theme: &str,
    ) -> Result<String, JsValue> {
        let LandscapeFile { width, height, map, surface } = from_js(file, "the picture")?;
        let (list, theme) = (paths(list)?, named_theme(theme)?);
        let failed = |error: Error| thrown(&error, None);
        let scene = match surface {
            Some(options) => {
                let (from, height) = options.read()?;
                let surface = Surface::new(&self.spec, height, FACETS_IN_FILE);
                let over = on_plane(&self.plane, &list, |runs| surface.paths(from, runs));
                surface.scene(from).overlaid(&over)
            }
            None => {
                let scene = self.scene.clone().overlaid(&self.over(&list));
                let scene = if map.field { scene.name_field() } else { scene };
                let frame = Frame::new(&scene, width, height, 1.0).map_err(failed)?;
                self.map(scene, map, &frame)
            }
        };
        svg(&[scene], &theme, width, height).map_err(failed)
    }

    /// The gradient at points of the picture, two coordinates each, as it is seen on the plane: two numbers each, NaN
    /// where it is undefined. Values on a grid have none.
    #[must_use]
    pub fn gradients(&self, points: &[f64]) -> Vec<f64> {
        points.as_chunks::<2>().0.iter().flat_map(|point| self.gradient(*point)).collect()
    }

    /// The picture in words.
    #[wasm_bindgen(getter)]
    #[must_use]
    pub fn caption(&self) -> String {
        self.scene.caption.clone()
    }

    /// The point with these coordinates on the picture's axes, n numbers.
    #[wasm_bindgen(js_name = thetaAt)]
    #[must_use]
    pub fn theta_at(&self, x: f64, y: f64) -> Vec<f64> {
        self.plane.point([x, y])
    }

    /// The contour levels.
    #[wasm_bindgen(getter)]
    #[must_use]
    pub fn levels(&self) -> Vec<f64> {
        self.levels.clone()
    }

    /// The smallest and the largest finite value in view, or null where there is none.
    #[wasm_bindgen(getter, unchecked_return_type = "[number, number] | null")]
    #[must_use]
    pub fn range(&self) -> JsValue {
        self.range
            .map_or(JsValue::NULL, |range| range.into_iter().map(JsValue::from).collect::<Array>().into())
    }
}

impl Landscape {
    /// The picture of a grid with these levels and colours.
    fn of(
        plane: Plane,
        view: View,
        mut spec: build::Landscape,
        levels: Option<&LevelOptions>,
        colour_map: Option<&str>,
    ) -> Result<Self, JsValue> {
        let levels = match levels {
            Some(LevelOptions { kind, count }) => {
                let kind = ScaleKind::from_id(kind)
                    .ok_or_else(|| refused(&format!("there are no levels `{kind}`")))?;
                Levels::count(kind, count.unwrap_or(LEVELS))
            }
            None => Levels::count(ScaleKind::Logarithmic, LEVELS),
        };
        let map = colour_map.unwrap_or(ColourMap::Viridis.id());
        let map =
            ColourMap::from_id(map).ok_or_else(|| refused(&format!("there is no colour map `{map}`")))?;
        let values = spec.grid.values();
        let scale = Scale::fit(levels.kind, values);
        let range = values.iter().any(|value| value.is_finite()).then(|| [scale.min(), scale.max()]);
        let shown = levels.values(&scale);
        spec.colour_map = Some(map);
        spec.levels = levels;
        let scene = build::landscape(&spec);
        let surface = RefCell::new(None);
        Ok(Self { subject: None, plane, view, spec, scene, surface, levels: shown, range })
    }

    /// The scene of paths on the map.
    fn over(&self, paths: &[Path]) -> Scene {
        on_plane(&self.plane, paths, |runs| build::paths(self.view, runs))
    }

    /// The map with what else it shows, for a frame that is made for it.
    fn map(&self, scene: Scene, shown: MapOptions, frame: &Frame) -> Scene {
        let scene = scene.with_labels(shown.labels);
        let Some(subject) = self.subject.as_ref().filter(|_| shown.field) else { return scene };
        let mut points = frame.lattice(FIELD_SPACING);
        let most = subject.affordable(usize::MAX) / GRADIENT_COST;
        if points.len() > most {
            let coarser = (points.len() as f64 / most.max(1) as f64).sqrt();
            points = frame.lattice(FIELD_SPACING * coarser);
        }
        let gradients: Vec<[f64; 2]> = points.iter().map(|point| self.gradient(*point)).collect();
        build::field(scene, &points, &gradients, FIELD_SPACING * 0.8)
    }

    fn gradient(&self, point: [f64; 2]) -> [f64; 2] {
        let theta = self.plane.point(point);
        let mut gradient = vec![f64::NAN; theta.len()];
        let found = self.subject.as_ref().map(|s| s.objective.value_and_gradient(&theta, &mut gradient));
        match found {
            Some(Ok(_)) => self.plane.components(&gradient),
            _ => [f64::NAN; 2],
        }
    }

    fn with_surface<T>(&self, height: Height, look: impl FnOnce(&Surface) -> T) -> T {
        let mut kept = self.surface.borrow_mut();
        let (_, surface) = match kept.take().filter(|(made, _)| *made == height) {
            Some(same) => kept.insert(same),
            None => kept.insert((height, Surface::new(&self.spec, height, FACETS))),
        };
        look(surface)
    }
}

/// The values of a landscape row by row, for a worker that makes it in pieces: coarse before fine, and stopped in between
/// when another view is asked for.
#[wasm_bindgen]
pub struct LandscapeSampler {
    subject: Subject,
    plane: Plane,
    view: [[f64; 2]; 2],
    side: usize,
}

#[wasm_bindgen]
impl LandscapeSampler {
    /// Reads the objective with its data; nothing is evaluated yet.
    ///
    /// @throws {FallLineError} as the constructor of `Landscape`
    #[wasm_bindgen(constructor)]
    pub fn new(
        #[wasm_bindgen(unchecked_param_type = "ObjectiveSpec")] objective: JsValue,
        #[wasm_bindgen(unchecked_param_type = "SamplerOptions")] options: JsValue,
    ) -> Result<Self, JsValue> {
        let subject = Subject::new(objective)?;
        let SamplingOptions { view: Box2 { x, y }, plane, side } =
            from_js(options, "the options of the sampler")?;
        View::new(x, y).map_err(|error| subject.thrown(&error))?;
        let plane = subject.plane(plane)?;
        Ok(Self { subject, plane, view: [x, y], side })
    }

    /// The values of rows `from` to `from + count` of `side` rows, from the lowest y: `side` numbers each. NaN where the
    /// objective is undefined.
    ///
    /// @throws {FallLineError} where the grid is too large
    pub fn rows(&self, from: usize, count: usize) -> Result<Vec<f64>, JsValue> {
        let rows = from..from.saturating_add(count);
        let evaluate = |columns: &[&[f64]], row: &mut [f64]| self.subject.objective.values(columns, row);
        let values = self.plane.rows(self.view, self.side, self.side, rows, evaluate);
        values.map_err(|error| self.subject.thrown(&error))
    }
}

/// An objective of one variable, C, and its derivative C'.
#[wasm_bindgen]
pub struct Curve {
    subject: Subject,
    x: Interval,
    values: Vec<f64>,
    /// Empty where it is not shown, as the second one.
    derivative: Vec<f64>,
    second: Vec<f64>,
    roots: Vec<f64>,
    /// The range of the values, for layers above the curve; set once the curve is laid out.
    y: Option<Interval>,
}

#[wasm_bindgen]
impl Curve {
    /// Samples the objective.
    ///
    /// @throws {FallLineError} where the objective does not have one variable or the view is empty
    #[wasm_bindgen(constructor)]
    pub fn new(
        #[wasm_bindgen(unchecked_param_type = "ObjectiveSpec")] objective: JsValue,
        #[wasm_bindgen(unchecked_param_type = "View")] view: JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "CurveOptions")] options: JsValue,
    ) -> Result<Self, JsValue> {
        let subject = Subject::new(objective)?;
        let options: Option<CurveOptions> = from_js(options, "the options of the curve")?;
        let derivatives = options.map_or(1, |options| options.derivatives);
        let Box1 { x } = from_js(view, "the view")?;
        let failed = |error: Error| subject.thrown(&error);
        let interval = Interval::new(x[0], x[1]).map_err(failed)?;
        let n = subject.objective.dim();
        if n != 1 {
            return Err(refused(&format!("a curve needs a function of 1 variable; this one has {n}")));
        }
        let points = uniform(x, subject.affordable(SAMPLES)).map_err(failed)?;
        let values = subject.values(&points);
        let derivative = if derivatives > 0 { subject.slopes(&points) } else { Vec::new() };
        let second = if derivatives > 1 { subject.curvatures(&points) } else { Vec::new() };
        let roots = subject.roots(&points, &derivative);
        let mut curve = Self { subject, x: interval, values, derivative, second, roots, y: None };
        curve.y = Some(curve.scene(Part::Curve, &[])?.axes.y.range);
        Ok(curve)
    }

    /// Draws the curve with axes and known critical points.
    #[wasm_bindgen(unchecked_return_type = "Frame")]
    pub fn draw(
        &self,
        canvas: &HtmlCanvasElement,
        #[wasm_bindgen(unchecked_param_type = "ThemeName")] theme: &str,
        #[wasm_bindgen(js_name = pixelRatio)] pixel_ratio: f64,
    ) -> Result<JsValue, JsValue> {
        self.draw_part(Part::Curve, &[], &Canvas::new(canvas, theme, pixel_ratio)?)
    }

    /// Draws the visited points and the local model for a canvas that lies on the curve's.
    #[wasm_bindgen(js_name = drawPaths, unchecked_return_type = "Frame")]
    pub fn draw_paths(
        &self,
        canvas: &HtmlCanvasElement,
        #[wasm_bindgen(js_name = paths, unchecked_param_type = "RunPath[]")] list: &Array,
        #[wasm_bindgen(unchecked_param_type = "ThemeName")] theme: &str,
        #[wasm_bindgen(js_name = pixelRatio)] pixel_ratio: f64,
    ) -> Result<JsValue, JsValue> {
        let canvas = Canvas::new(canvas, theme, pixel_ratio)?;
        let frame = self.frame(&canvas, &self.scene(Part::Curve, &[])?)?;
        canvas.draw(&self.scene(Part::Paths, &paths(list)?)?, &frame, Ground::Clear)
    }

    /// Draws the derivative with the line whose zero is the step: the model's slope, the secant's chord.
    #[wasm_bindgen(js_name = drawDerivative, unchecked_return_type = "Frame")]
    pub fn draw_derivative(
        &self,
        canvas: &HtmlCanvasElement,
        #[wasm_bindgen(js_name = paths, unchecked_param_type = "RunPath[]")] list: &Array,
        #[wasm_bindgen(unchecked_param_type = "ThemeName")] theme: &str,
        #[wasm_bindgen(js_name = pixelRatio)] pixel_ratio: f64,
    ) -> Result<JsValue, JsValue> {
        if self.derivative.is_empty() {
            return Err(refused("this curve was made without its derivative"));
        }
        self.draw_part(Part::Derivative, &paths(list)?, &Canvas::new(canvas, theme, pixel_ratio)?)
    }

    /// Draws the second derivative with that of the local model.
    ///
    /// @throws {FallLineError} where the curve was made without it
    #[wasm_bindgen(js_name = drawSecondDerivative, unchecked_return_type = "Frame")]
    pub fn draw_second_derivative(
        &self,
        canvas: &HtmlCanvasElement,
        #[wasm_bindgen(js_name = paths, unchecked_param_type = "RunPath[]")] list: &Array,
        #[wasm_bindgen(unchecked_param_type = "ThemeName")] theme: &str,
        #[wasm_bindgen(js_name = pixelRatio)] pixel_ratio: f64,
    ) -> Result<JsValue, JsValue> {
        if self.second.is_empty() {
            return Err(refused("this curve was made without its second derivative"));
        }
        self.draw_part(Part::SecondDerivative, &paths(list)?, &Canvas::new(canvas, theme, pixel_ratio)?)
    }

    /// Curve, derivatives and paths as one SVG.
    #[wasm_bindgen(js_name = toSvg)]
    pub fn to_svg(
        &self,
        #[wasm_bindgen(js_name = paths, unchecked_param_type = "RunPath[]")] list: &Array,
        #[wasm_bindgen(unchecked_param_type = "CurveFile")] file: JsValue,
        #[wasm_bindgen(unchecked_param_type = "ThemeName")] theme: &str,
    ) -> Result<String, JsValue> {
        let CurveFile { width, height } = from_js(file, "the picture")?;
        let scenes = self.scenes(Part::SecondDerivative, &paths(list)?)?;
        svg(&scenes, &named_theme(theme)?, width, height).map_err(|error| thrown(&error, None))
    }

    /// The picture in words.
    #[wasm_bindgen(getter)]
    pub fn caption(&self) -> Result<String, JsValue> {
        Ok(self.scene(Part::Curve, &[])?.caption)
    }
}

/// What of a curve's picture a canvas shows.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Curve,
    Paths,
    /// The derivative, with the curve above it.
    Derivative,
    /// The second derivative, where there is one, with both above it.
    SecondDerivative,
}

impl Curve {
    /// Draws a part on a ground of its own.
    fn draw_part(&self, part: Part, paths: &[Path], canvas: &Canvas) -> Result<JsValue, JsValue> {
        let scene = self.scene(part, paths)?;
        canvas.draw(&scene, &self.frame(canvas, &scene)?, Ground::Surface)
    }

    fn scene(&self, part: Part, paths: &[Path]) -> Result<Scene, JsValue> {
        let scene = self.scenes(part, paths)?.pop();
        scene.ok_or_else(|| refused("the curve has no picture"))
    }

    fn scenes(&self, part: Part, paths: &[Path]) -> Result<Vec<Scene>, JsValue> {
        let with_derivative = matches!(part, Part::Derivative | Part::SecondDerivative);
        let with_second = part == Part::SecondDerivative && !self.second.is_empty();
        let critical: Vec<CriticalPoint> = self
            .subject
            .critical()
            .filter(|_| part != Part::Paths)
            .map(|(theta, kind)| CriticalPoint { at: [theta[0], self.subject.values(theta)[0]], kind })
            .collect();
        let mut copied: Vec<[Vec<[f64; 2]>; 2]> = Vec::with_capacity(paths.len());
        for Path { points, .. } in paths {
            // Only the derivative's picture shows them, and a long path has many.
            let slopes = match part {
                Part::Derivative | Part::SecondDerivative => self.subject.slopes(points),
                Part::Curve | Part::Paths => Vec::new(),
            };
            let with =
                |ts: &[f64], values: Vec<f64>| ts.iter().copied().zip(values).map(|(t, v)| [t, v]).collect();
            copied.push([with(points, self.subject.values(points)), with(points, slopes)]);
        }
        let placed = |probe: &JsProbe| {
            let &t = probe.at.first()?;
            Some(probe.placed([t, *self.subject.values(&[t]).first()?]))
        };
        let probes: Vec<Vec<Probe>> =
            paths.iter().map(|path| path.probes.iter().filter_map(placed).collect()).collect();
        let runs: Vec<CurveRun> = paths
            .iter()
            .zip(&copied)
            .zip(&probes)
            .map(|((path, [points, slopes]), probes)| CurveRun {
                slot: path.slot,
                label: &path.label,
                points,
                probes,
                slopes,
                curvature: path
                    .points
                    .last()
                    .filter(|_| with_second)
                    .map(|t| [*t, self.subject.curvatures(&[*t])[0]]),
                next: path.next.first().copied(),
                model: path.model.as_ref().and_then(LocalModel::on_curve),
                line: path.arrow.as_ref().and_then(|line| {
                    let (&from, &across) = (line.from.first()?, line.vector.first()?);
                    let value = *self.subject.values(&[from]).first()?;
                    Some(LineArrow { from: [from, value], vector: [across, 0.0], label: &line.label })
                }),
            })
            .collect();
        let variable = self.subject.objective.variables().first().map_or("t", String::as_str);
        let mut scenes = build::curve(&build::Curve {
            x: self.x,
            y: self.y,
            values: if part == Part::Paths { &[] } else { &self.values },
            derivative: if with_derivative { &self.derivative } else { &[] },
            second: if with_second { &self.second } else { &[] },
            roots: &self.roots,
            variable,
            function: "C",
            critical: &critical,
            runs: &runs,
        })
        .map_err(|error| thrown(&error, None))?;
        if part == Part::Paths {
            for scene in &mut scenes {
                scene.axes.furniture = Furniture::None;
            }
        }
        // The variable is named below the last graph, whether or not they are on one picture.
        let is_above = match part {
            Part::Curve | Part::Paths => !self.derivative.is_empty(),
            Part::Derivative => !self.second.is_empty(),
            Part::SecondDerivative => false,
        };
        if let Some(last) = scenes.last_mut().filter(|_| is_above) {
            last.axes.x.label.clear();
        }
        Ok(scenes)
    }

    /// The layout of a scene on its own canvas, aligned with the other one's.
    fn frame(&self, canvas: &Canvas, scene: &Scene) -> Result<Frame, JsValue> {
        canvas.frame_in_column(scene, &self.scenes(Part::SecondDerivative, &[])?)
    }
}

fn convergence(list: &Array, options: JsValue) -> Result<Scene, JsValue> {
    let options: ConvergenceOptions = from_js(options, "the options of the convergence plot")?;
    let copied: Vec<(u8, String, Vec<f64>, Vec<f64>)> = list
        .iter()
        .map(|value| {
            let series: JsPath = value.unchecked_into();
            let label = series.label().unwrap_or_default();
            (series.slot(), label, numbers(&series.values()), numbers(&series.at()))
        })
        .collect();
    let series: Vec<build::Series> = copied
        .iter()
        .map(|(slot, label, values, at)| build::Series { slot: *slot, label, values, at })
        .collect();
    build::convergence(&Convergence {
        series: &series,
        x_label: options.against.as_deref().unwrap_or("iteration"),
        y_label: &options.quantity,
        log: options.logarithmic,
    })
    .map_err(|error| thrown(&error, None))
}

/// Draws quantities of runs against iterations or evaluations.
#[wasm_bindgen(js_name = drawConvergence, unchecked_return_type = "Frame")]
pub fn draw_convergence(
    canvas: &HtmlCanvasElement,
    #[wasm_bindgen(unchecked_param_type = "Series[]")] series: &Array,
    #[wasm_bindgen(unchecked_param_type = "ConvergenceOptions")] options: JsValue,
    #[wasm_bindgen(unchecked_param_type = "ThemeName")] theme: &str,
    #[wasm_bindgen(js_name = pixelRatio)] pixel_ratio: f64,
) -> Result<JsValue, JsValue> {
    let canvas = Canvas::new(canvas, theme, pixel_ratio)?;
    let scene = convergence(series, options)?;
    canvas.draw(&scene, &canvas.frame(&scene)?, Ground::Surface)
}

/// The convergence plot as an SVG.
#[wasm_bindgen(js_name = convergenceSvg)]
pub fn convergence_svg(
    #[wasm_bindgen(unchecked_param_type = "Series[]")] series: &Array,
    #[wasm_bindgen(unchecked_param_type = "ConvergenceOptions")] options: JsValue,
    width: f64,
    height: f64,
    #[wasm_bindgen(unchecked_param_type = "ThemeName")] theme: &str,
) -> Result<String, JsValue> {
    svg(&[convergence(series, options)?], &named_theme(theme)?, width, height)
        .map_err(|error| thrown(&error, None))
}
