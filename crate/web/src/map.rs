//! Maps of starts and of parameters in JavaScript.

use fallline_autodiff::{Error, ErrorKind};
use fallline_optim::map::{
    self, BasinOptions, ClassKind, End, Known, MapAxis, Ranges, Survey, nearest_known, refinement,
};
use fallline_optim::objective::{self, Objective};
use fallline_optim::plane::Plane;
use fallline_optim::{RunSpec, StatusKind};
use fallline_plot::build::{self, Class, Mark};
use fallline_plot::cells::{Fill, Pattern, SHADES, shaded};
use fallline_plot::colour::{BLACK, Rgb};
use fallline_plot::scene::{Axis, AxisScale};
use fallline_plot::{ColourMap, Interval, Scene, svg};
use js_sys::{Array, Float64Array, JSON, Uint32Array};
use serde::{Deserialize, Serialize};
use wasm_bindgen::prelude::*;
use web_sys::HtmlCanvasElement;

use crate::canvas::{Canvas, Ground, named_theme, refused};
use crate::convert::{from_js, to_js, whole};
use crate::error::thrown;
use crate::picture::critical_kind;

/// What a map over parameters is made of.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct ParameterMapOptions {
    axes: Vec<MapAxis>,
    side: usize,
    max_iterations: u32,
    value: Option<f64>,
}

/// What `types.d.ts` calls a `MapLook`.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Look {
    tolerance: Option<f64>,
    here: Option<Vec<f64>>,
    slot: Option<u8>,
    caption: Option<String>,
    labels: Option<Vec<String>>,
}

fn run_spec(spec: &JsValue) -> Result<RunSpec, JsValue> {
    // Through JSON, as for a run.
    let text = JSON::stringify(spec).ok().and_then(|text| text.as_string()).unwrap_or_default();
    RunSpec::from_json(&text).map_err(|error| thrown(&Error { kind: ErrorKind::Parameter, ..error }, None))
}

/// The numbers of some ends, one after the other: `Survey` says which.
fn numbers(
    cells: &[u32],
    count: usize,
    n: usize,
    mut end: impl FnMut(usize) -> End,
) -> Result<Vec<f64>, JsValue> {
    let mut numbers = Vec::with_capacity(cells.len() * (n + 2));
    for &cell in cells {
        let cell = cell as usize;
        if cell >= count {
            return Err(refused(&format!(
                "the map has {count} cells, counted from 0; {cell} is none of them"
            )));
        }
        let End { status, iterations, theta } = end(cell);
        #[expect(clippy::cast_precision_loss, reason = "iterations are at most some thousands")]
        numbers.extend([f64::from(status as u8), iterations as f64]);
        numbers.extend(theta);
    }
    Ok(numbers)
}

fn row_cells(from: f64, rows: f64, side: usize, count: usize) -> Result<Vec<u32>, JsValue> {
    let (from, rows) = (whole(from, "the first row")?, whole(rows, "the number of rows")?);
    let first = from.saturating_mul(side).min(count);
    let last = from.saturating_add(rows).saturating_mul(side).min(count);
    // Maps have far fewer than 2^32 cells.
    Ok((first..last).map(|cell| cell as u32).collect())
}

/// Where a method ends from every start of a view.
#[wasm_bindgen]
pub struct BasinMap {
    inner: map::BasinMap,
}

#[wasm_bindgen]
impl BasinMap {
    /// Prepares the method; nothing is computed yet. The specification's start is not used.
    ///
    /// @throws {FallLineError} as `Run`, and where the view does not fit the objective
    #[wasm_bindgen(constructor)]
    pub fn new(
        #[wasm_bindgen(unchecked_param_type = "RunSpec")] spec: &JsValue,
        #[wasm_bindgen(unchecked_param_type = "BasinOptions")] options: JsValue,
    ) -> Result<Self, JsValue> {
        let options: BasinOptions = from_js(options, "the options of the map")?;
        let spec = run_spec(spec)?;
        let inner = map::BasinMap::new(&spec, options)
            .map_err(|error| thrown(&error, spec.objective.expression.as_deref()))?;
        Ok(Self { inner })
    }

    /// The number of cells: `side` for one variable, else its square.
    #[wasm_bindgen(getter)]
    #[must_use]
    pub fn cells(&self) -> usize {
        self.inner.cells()
    }

    /// The start in the middle of a cell, n numbers.
    #[must_use]
    pub fn start(&self, cell: usize) -> Vec<f64> {
        self.inner.start(cell)
    }

    /// How the starts of these cells end, n + 2 numbers each: the place of the status in `statusKinds()`, the number of
    /// iterations, and the last iterate.
    ///
    /// @throws {FallLineError} where there is no such cell
    pub fn ends(&mut self, cells: &[u32]) -> Result<Vec<f64>, JsValue> {
        let (count, n) = (self.inner.cells(), self.inner.dim());
        numbers(cells, count, n, |cell| self.inner.end(cell))
    }

    /// `ends` of the cells of `count` rows from row `from` on, the lowest row first.
    pub fn rows(&mut self, from: f64, count: f64) -> Result<Vec<f64>, JsValue> {
        self.ends(&row_cells(from, count, self.inner.side(), self.inner.cells())?)
    }
}

/// How a method ends with every value of one or two of its parameters.
#[wasm_bindgen]
pub struct ParameterMap {
    inner: map::ParameterMap,
}

#[wasm_bindgen]
impl ParameterMap {
    /// Prepares the method; nothing is computed yet.
    ///
    /// @throws {FallLineError} as `Run`, and where an axis does not exist or leaves its domain
    #[wasm_bindgen(constructor)]
    pub fn new(
        #[wasm_bindgen(unchecked_param_type = "RunSpec")] spec: &JsValue,
        #[wasm_bindgen(unchecked_param_type = "ParameterMapOptions")] options: JsValue,
    ) -> Result<Self, JsValue> {
        let ParameterMapOptions { axes, side, max_iterations, value } =
            from_js(options, "the options of the map")?;
        let spec = run_spec(spec)?;
        let source = spec.objective.expression.clone();
        let inner = map::ParameterMap::new(spec, &axes, side, max_iterations, value)
            .map_err(|error| thrown(&error, source.as_deref()))?;
        Ok(Self { inner })
    }

    /// The number of cells: `side` for one axis, else its square.
    #[wasm_bindgen(getter)]
    #[must_use]
    pub fn cells(&self) -> usize {
        self.inner.cells()
    }

    /// The values of the axes in the middle of a cell.
    #[must_use]
    pub fn values(&self, cell: usize) -> Vec<f64> {
        self.inner.values(cell)
    }

    /// How the method ends with the values of these cells, n + 2 numbers each, as for `BasinMap`.
    ///
    /// @throws {FallLineError} where there is no such cell
    pub fn ends(&mut self, cells: &[u32]) -> Result<Vec<f64>, JsValue> {
        let (count, n) = (self.inner.cells(), self.inner.dim());
        numbers(cells, count, n, |cell| self.inner.end(cell))
    }

    /// `ends` of the cells of `count` rows from row `from` on, the lowest row first.
    pub fn rows(&mut self, from: f64, count: f64) -> Result<Vec<f64>, JsValue> {
        self.ends(&row_cells(from, count, self.inner.side(), self.inner.cells())?)
    }
}

/// The names of statuses, in the order of a map's codes.
#[wasm_bindgen(js_name = statusKinds, unchecked_return_type = "string[]")]
#[must_use]
pub fn status_kinds() -> Array {
    StatusKind::ALL.into_iter().map(|kind| JsValue::from_str(kind.as_str())).collect()
}

/// The cells of a map in passes, coarse before fine; no cell comes twice. `axes` is 1 or 2.
///
/// @throws {FallLineError} where the side is 0 or too long
#[wasm_bindgen(js_name = mapPasses, unchecked_return_type = "Uint32Array[]")]
pub fn map_passes(side: f64, axes: f64) -> Result<Array, JsValue> {
    let side = whole(side, "the side")?;
    if !(1..=map::MOST_CELLS).contains(&side) {
        return Err(refused(&format!(
            "a map has from 1 to {} cells a side; {side} are none",
            map::MOST_CELLS
        )));
    }
    let rows = if axes == 1.0 { 1 } else { side };
    let pass = |cells: Vec<usize>| {
        // Maps have far fewer than 2^32 cells.
        let cells: Vec<u32> = cells.into_iter().map(|cell| cell as u32).collect();
        JsValue::from(Uint32Array::from(cells.as_slice()))
    };
    Ok(refinement(side, rows).into_iter().map(pass).collect())
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct JsClass<'a> {
    label: &'a str,
    kind: &'static str,
    theta: Option<&'a [f64]>,
    value: Option<f64>,
    point: Option<&'static str>,
    is_known: bool,
    points: usize,
    cells: usize,
    median: f64,
    colour: String,
    ink: String,
    pattern: Option<&'static str>,
}

/// A map as a picture, finished or not.
#[wasm_bindgen]
pub struct MapPicture {
    scene: Scene,
    survey: Survey,
    looks: Vec<(Class, String)>,
    objective: Box<dyn Objective>,
    best: Option<usize>,
    /// How many cells look like those of each class.
    shown: Vec<usize>,
}

#[wasm_bindgen]
impl MapPicture {
    /// The picture of a map of starts. `ends` has n + 2 numbers for every cell, as `BasinMap` has them, the first of which
    /// is NaN where it is not known yet: such a cell looks like one of a coarser pass.
    ///
    /// @throws {FallLineError} where the parts do not fit each other
    #[wasm_bindgen(js_name = ofBasins)]
    pub fn of_basins(
        #[wasm_bindgen(unchecked_param_type = "RunSpec")] spec: &JsValue,
        #[wasm_bindgen(unchecked_param_type = "BasinOptions")] options: JsValue,
        ends: &Float64Array,
        #[wasm_bindgen(unchecked_param_type = "MapLook")] look: JsValue,
    ) -> Result<Self, JsValue> {
        let options: BasinOptions = from_js(options, "the options of the map")?;
        let look: Look = from_js(look, "the look of the map")?;
        let spec = run_spec(spec)?;
        let objective = spec.objective.build().map_err(|error| thrown(&error, None))?;
        let n = objective.dim();
        let BasinOptions { view: Ranges { x, y }, plane, side, max_iterations } = options;
        let plane = match (plane, n) {
            (None, 2) => Some(Plane::coordinates(&[0.0; 2], 0, 1).map_err(|error| thrown(&error, None))?),
            (plane, _) => plane,
        };
        let names = objective.variables();
        let labels = match plane.as_ref().map(Plane::shown) {
            None => [names.first().cloned().unwrap_or_default(), String::new()],
            Some(Some(shown)) => shown.map(|i| names[i].clone()),
            Some(None) => ["s", "t"].map(str::to_owned),
        };
        let x_axis = axis(&labels[0], x, false)?;
        let y_axis = y.map(|y| axis(&labels[1], y, false)).transpose()?;
        let known = known_points(&spec);
        let ends = ends.to_vec();
        let reach = |[low, high]: [f64; 2]| high - low;
        let tolerance = look.tolerance.unwrap_or(1e-3 * reach(x).max(y.map_or(0.0, reach)));
        let survey = Survey::of_starts(&ends, n, &known, tolerance);
        let at = |theta: &[f64]| match &plane {
            Some(plane) if theta.len() == plane.dim() => plane.project(theta),
            _ => [theta.first().copied().unwrap_or(f64::NAN), 0.0],
        };
        let looks = looks(&survey);
        let marks: Vec<Mark> = survey
            .classes
            .iter()
            .zip(&looks)
            .filter_map(|(class, (_, label))| match &class.kind {
                ClassKind::End { theta, known, status } => {
                    let kind = known.map_or_else(|| found(*status), |kind| Some(critical_kind(kind)));
                    Some(Mark { at: at(theta), kind, label: label.clone() })
                }
                _ => None,
            })
            .collect();
        let here = look.here.as_deref().map(at);
        let parts = Parts { x: x_axis, y: y_axis, side, n, most: max_iterations, marks, here, look };
        parts.picture(survey, looks, objective, &ends, None)
    }

    /// The picture of a map over parameters, see `ofBasins`.
    ///
    /// @throws {FallLineError} where the parts do not fit each other
    #[wasm_bindgen(js_name = ofParameters)]
    pub fn of_parameters(
        #[wasm_bindgen(unchecked_param_type = "RunSpec")] spec: &JsValue,
        #[wasm_bindgen(unchecked_param_type = "ParameterMapOptions")] options: JsValue,
        ends: &Float64Array,
        #[wasm_bindgen(unchecked_param_type = "MapLook")] look: JsValue,
    ) -> Result<Self, JsValue> {
        let options: ParameterMapOptions = from_js(options, "the options of the map")?;
        let look: Look = from_js(look, "the look of the map")?;
        let spec = run_spec(spec)?;
        let objective = spec.objective.build().map_err(|error| thrown(&error, None))?;
        let ParameterMapOptions { axes, side, max_iterations, .. } = &options;
        let named = |k: usize, id: &String| {
            look.labels.as_ref().and_then(|labels| labels.get(k)).unwrap_or(id).clone()
        };
        let mut drawn = axes
            .iter()
            .enumerate()
            .map(|(k, MapAxis { id, range, log, .. })| axis(&named(k, id), *range, *log));
        let x = drawn.next().unwrap_or_else(|| Err(refused("a map over parameters has an axis")))?;
        let y = drawn.next().transpose()?;
        let ends = ends.to_vec();
        let n = objective.dim();
        let survey = Survey::of_parameters(&ends, n);
        let iterations = |cell: usize| ends.get(cell * (n + 2) + 1).copied().unwrap_or(f64::NAN);
        let reached = survey.classes.iter().find(|class| class.kind == ClassKind::Reached);
        let best = reached.and_then(|class| {
            class.cells.iter().copied().min_by(|&a, &b| iterations(a).total_cmp(&iterations(b)))
        });
        let (side, most) = (*side, *max_iterations);
        let source = spec.objective.expression.clone();
        let cells = map::ParameterMap::new(spec, &options.axes, side, most, None)
            .map_err(|error| thrown(&error, source.as_deref()))?;
        let at = |values: &[f64]| [0, 1].map(|i| values.get(i).copied().unwrap_or(f64::NAN));
        let marks: Vec<Mark> = best
            .map(|cell| Mark { at: at(&cells.values(cell)), kind: None, label: "best".to_owned() })
            .into_iter()
            .collect();
        let here = look.here.as_deref().map(at);
        let looks = looks(&survey);
        let parts = Parts { x, y, side, n, most, marks, here, look };
        parts.picture(survey, looks, objective, &ends, best)
    }

    /// Draws the map with its axes. The canvas has its size in device pixels.
    #[wasm_bindgen(unchecked_return_type = "Frame")]
    pub fn draw(
        &self,
        canvas: &HtmlCanvasElement,
        #[wasm_bindgen(unchecked_param_type = "ThemeName")] theme: &str,
        #[wasm_bindgen(js_name = pixelRatio)] pixel_ratio: f64,
    ) -> Result<JsValue, JsValue> {
        let canvas = Canvas::new(canvas, theme, pixel_ratio)?;
        canvas.draw(&self.scene, &canvas.frame(&self.scene)?, Ground::Surface)
    }

    /// The map as an SVG.
    pub fn svg(
        &self,
        width: f64,
        height: f64,
        #[wasm_bindgen(unchecked_param_type = "ThemeName")] theme: &str,
    ) -> Result<String, JsValue> {
        svg(std::slice::from_ref(&self.scene), &named_theme(theme)?, width, height)
            .map_err(|error| thrown(&error, None))
    }

    /// What there is on the map, with the colours of a theme.
    #[wasm_bindgen(unchecked_return_type = "MapClass[]")]
    pub fn classes(
        &self,
        #[wasm_bindgen(unchecked_param_type = "ThemeName")] theme: &str,
    ) -> Result<JsValue, JsValue> {
        let theme = named_theme(theme)?;
        let classes: Vec<JsClass> = self
            .survey
            .classes
            .iter()
            .zip(&self.looks)
            .zip(&self.shown)
            .map(|((class, (look, label)), &cells)| {
                let fill = match *look {
                    Class::Hue(hue) => Fill::Hue(hue, 5),
                    Class::Scale => Fill::Scale(128),
                    Class::Pattern(pattern) => Fill::Pattern(pattern),
                };
                let colours = self.scene.cells().map(|cells| cells.colours(fill, &theme));
                let [colour, ink] = colours.unwrap_or([BLACK; 2]).map(css);
                let pattern = match look {
                    Class::Pattern(pattern) => Some(pattern.id()),
                    _ => None,
                };
                let plain = JsClass {
                    label,
                    kind: "end",
                    theta: None,
                    value: None,
                    point: None,
                    is_known: false,
                    points: 1,
                    cells,
                    median: class.median,
                    colour,
                    ink,
                    pattern,
                };
                match &class.kind {
                    ClassKind::End { theta, known, status } => JsClass {
                        theta: Some(theta),
                        value: self.objective.value(theta).ok(),
                        point: Some(known.map_or(status.as_str(), |kind| critical_kind(kind).id())),
                        is_known: known.is_some(),
                        ..plain
                    },
                    ClassKind::Others(points) => JsClass { kind: "others", points: *points, ..plain },
                    ClassKind::Reached => JsClass { kind: "reached", ..plain },
                    ClassKind::Status(status) => JsClass { kind: status.as_str(), ..plain },
                }
            })
            .collect();
        to_js(&classes)
    }

    /// CSS colours for 1 to the most iterations, evenly by the logarithm.
    #[wasm_bindgen(unchecked_return_type = "string[]")]
    #[must_use]
    pub fn shades(&self) -> Array {
        let is_scale = self.looks.iter().any(|(class, _)| *class == Class::Scale);
        let colour = |shade: u8| match is_scale {
            // As the map itself, whose light end has the fewest.
            true => ColourMap::Viridis.at(1.0 - f64::from(shade) / f64::from(SHADES - 1)),
            false => shaded(0, shade),
        };
        (0..SHADES).map(|shade| JsValue::from(css(colour(shade)))).collect()
    }

    /// The place in `classes` of a cell's class; -1 where the cell is not known.
    #[wasm_bindgen(js_name = classOf)]
    #[must_use]
    pub fn class_of(&self, cell: usize) -> i32 {
        // Classes are few.
        self.survey.class_of.get(cell).copied().flatten().map_or(-1, |class| class as i32)
    }

    /// Of a map over parameters the first of the cells with the fewest iterations; null where none reached its target.
    #[wasm_bindgen(getter, unchecked_return_type = "number | null")]
    #[must_use]
    pub fn best(&self) -> JsValue {
        // Cells are far fewer than 2^53.
        self.best.map_or(JsValue::NULL, |cell| JsValue::from(cell as f64))
    }

    /// The picture in words.
    #[wasm_bindgen(getter)]
    #[must_use]
    pub fn caption(&self) -> String {
        self.scene.caption.clone()
    }
}

/// What a picture is made of besides its classes.
struct Parts {
    x: Axis,
    y: Option<Axis>,
    side: usize,
    n: usize,
    most: u32,
    marks: Vec<Mark>,
    here: Option<[f64; 2]>,
    look: Look,
}

impl Parts {
    fn picture(
        self,
        survey: Survey,
        looks: Vec<(Class, String)>,
        objective: Box<dyn Objective>,
        ends: &[f64],
        best: Option<usize>,
    ) -> Result<MapPicture, JsValue> {
        let Self { x, y, side, n, most, marks, here, look } = self;
        let rows = if y.is_some() { side } else { 1 };
        let wanted = side.checked_mul(rows).and_then(|cells| cells.checked_mul(n + 2));
        if wanted != Some(ends.len()) {
            return Err(refused(&format!(
                "{} numbers are given for the ends of a map, which does not fit {side} cells a side and {n} variables",
                ends.len()
            )));
        }
        let class_of = |cell: usize| survey.class_of.get(cell).copied().flatten();
        let stands_for = |cell| nearest_known(cell, side, rows, |cell| class_of(cell).is_some());
        let shown: Vec<Option<usize>> = (0..side * rows).map(stands_for).collect();
        let shown_class: Vec<Option<usize>> = shown.iter().map(|cell| class_of((*cell)?)).collect();
        let iterations = |cell: Option<usize>| ends.get(cell? * (n + 2) + 1).copied();
        let iterations: Vec<f64> = shown.iter().map(|&cell| iterations(cell).unwrap_or(f64::NAN)).collect();
        let mut counts = vec![0; survey.classes.len()];
        shown_class.iter().flatten().for_each(|&class| counts[class] += 1);
        let scene = build::map(&build::Map {
            x,
            y,
            side,
            classes: &looks,
            class_of: &shown_class,
            iterations: &iterations,
            most: f64::from(most),
            marks: &marks,
            here,
            slot: look.slot.unwrap_or(0),
            map: ColourMap::Viridis,
            caption: look.caption.unwrap_or_default(),
        })
        .map_err(|error| thrown(&error, None))?;
        Ok(MapPicture { scene, survey, looks, objective, best, shown: counts })
    }
}

fn axis(label: &str, [low, high]: [f64; 2], log: bool) -> Result<Axis, JsValue> {
    let range = Interval::new(low, high).map_err(|error| thrown(&error, None))?;
    let scale = if log { AxisScale::Log10 } else { AxisScale::Linear };
    Ok(Axis { scale, ..Axis::linear(label, range) })
}

/// What is known of an objective of the catalogue with its usual parameters.
fn known_points(spec: &RunSpec) -> Vec<Known<'static>> {
    let usual = spec.objective.parameters.as_ref().is_none_or(|given| given.is_empty());
    let info = spec.objective.id.as_deref().and_then(objective::find).filter(|_| usual);
    let points = info.map_or(&[][..], |info| info.critical_points);
    points.iter().map(|point| Known { theta: point.theta, kind: point.kind }).collect()
}

fn css(Rgb(r, g, b): Rgb) -> String {
    format!("rgb({r}, {g}, {b})")
}

/// Ends have numbers and hues, everything else letters and patterns.
fn looks(survey: &Survey) -> Vec<(Class, String)> {
    let (mut number, mut letters) = (0u8, 'A'..='Z');
    survey
        .classes
        .iter()
        .map(|class| {
            let pattern = match class.kind {
                ClassKind::End { .. } => {
                    number += 1;
                    return (Class::Hue(number - 1), number.to_string());
                }
                ClassKind::Reached => return (Class::Scale, String::new()),
                ClassKind::Others(_) => Pattern::Dots,
                ClassKind::Status(StatusKind::MaxIterations) => Pattern::Plain,
                ClassKind::Status(StatusKind::Diverged) => Pattern::Rising,
                ClassKind::Status(StatusKind::NotFinite) => Pattern::Falling,
                ClassKind::Status(StatusKind::Cycle) => Pattern::Crossed,
                ClassKind::Status(_) => Pattern::Level,
            };
            (Class::Pattern(pattern), letters.next().map(String::from).unwrap_or_default())
        })
        .collect()
}

/// The kind of a point that a course has found.
fn found(status: StatusKind) -> Option<build::CriticalKind> {
    match status {
        StatusKind::Minimum => Some(build::CriticalKind::Minimum),
        StatusKind::Maximum => Some(build::CriticalKind::Maximum),
        StatusKind::Saddle => Some(build::CriticalKind::Saddle),
        _ => None,
    }
}
