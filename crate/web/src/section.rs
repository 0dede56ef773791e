//! Sections of an objective along a step in JavaScript.

use fallline_autodiff::Error;
use fallline_optim::record::{Model, Probe};
use fallline_optim::section::{self, Conditions, Intervals, ModelAlong, Point};
use fallline_plot::build::{self, Condition, Parabola};
use fallline_plot::{Interval, Scene, svg};
use serde::{Deserialize, Serialize};
use wasm_bindgen::prelude::*;
use web_sys::HtmlCanvasElement;

use crate::canvas::{Canvas, Ground, named_theme};
use crate::convert::{from_js, to_js};
use crate::error::thrown;
use crate::objective::JsObjective;

/// Samples of φ: about one a pixel.
const SAMPLES: usize = 801;
/// Terms of a sum over data that are evaluated for a section at most: these take some hundredths of a second.
const TERMS: usize = 1 << 17;
/// The same for slopes, which tell where the conditions hold.
const SLOPE_TERMS: usize = 1 << 14;
/// Steps at which the conditions are looked at, where they are not many.
const SLOPES: usize = 401;
/// Samples that a section has in any case.
const COARSEST: usize = 65;

/// What is needed of a `StepRecord`.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Step {
    theta: Vec<f64>,
    direction: Vec<f64>,
    step_size: f64,
    probes: Vec<Probe>,
    model: Option<Model>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct SectionOptions {
    slot: u8,
    weight_decay: Option<f64>,
    armijo: f64,
    curvature: f64,
    magnification: Option<f64>,
}

/// What `types.d.ts` calls `SectionNumbers`.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Numbers {
    range: [f64; 2],
    start: Point,
    probes: Vec<Point>,
    step: Point,
    model_minimum: Option<Point>,
    newton_step: Option<Point>,
    radius: Option<f64>,
    intervals: Intervals,
}

/// The objective along a step, φ(α) = C(θ + α d). Samples once, draws often.
#[wasm_bindgen]
pub struct Section {
    step: Step,
    options: SectionOptions,
    range: Interval,
    values: Vec<f64>,
    slope: f64,
    model: Option<ModelAlong>,
    numbers: Numbers,
}

#[wasm_bindgen]
impl Section {
    /// Samples the objective along a step.
    ///
    /// @throws {FallLineError} where the step is not one of the objective's variables, or the objective is not finite
    /// at its start
    #[wasm_bindgen(constructor)]
    pub fn new(
        objective: &JsObjective,
        #[wasm_bindgen(unchecked_param_type = "StepRecord")] step: JsValue,
        #[wasm_bindgen(unchecked_param_type = "SectionOptions")] options: JsValue,
    ) -> Result<Self, JsValue> {
        let step: Step = from_js(step, "the step")?;
        let options: SectionOptions = from_js(options, "the options of the section")?;
        Self::sampled(objective, step, options).map_err(|error| objective.thrown(&error))
    }

    /// The points of note and where the conditions hold.
    #[wasm_bindgen(getter, unchecked_return_type = "SectionNumbers")]
    pub fn numbers(&self) -> Result<JsValue, JsValue> {
        to_js(&self.numbers)
    }

    /// Draws the section. The canvas has its size in device pixels.
    #[wasm_bindgen(unchecked_return_type = "Frame")]
    pub fn draw(
        &self,
        canvas: &HtmlCanvasElement,
        #[wasm_bindgen(unchecked_param_type = "ThemeName")] theme: &str,
        #[wasm_bindgen(js_name = pixelRatio)] pixel_ratio: f64,
    ) -> Result<JsValue, JsValue> {
        let canvas = Canvas::new(canvas, theme, pixel_ratio)?;
        let scene = self.scene()?;
        canvas.draw(&scene, &canvas.frame(&scene)?, Ground::Surface)
    }

    /// The section as an SVG.
    #[wasm_bindgen(js_name = toSvg)]
    pub fn to_svg(
        &self,
        width: f64,
        height: f64,
        #[wasm_bindgen(unchecked_param_type = "ThemeName")] theme: &str,
    ) -> Result<String, JsValue> {
        svg(&[self.scene()?], &named_theme(theme)?, width, height).map_err(|error| thrown(&error, None))
    }

    /// The picture in words.
    #[wasm_bindgen(getter)]
    pub fn caption(&self) -> Result<String, JsValue> {
        Ok(self.scene()?.caption)
    }
}

impl Section {
    fn sampled(objective: &JsObjective, step: Step, options: SectionOptions) -> Result<Self, Error> {
        let objective = objective.inner();
        let decay = options.weight_decay.unwrap_or(0.0);
        let section = section::Section::new(objective, &step.theta, &step.direction, decay)?;
        let model = step.model.as_ref().and_then(|model| ModelAlong::new(model, &step.direction));
        let minimum = model.and_then(|model| model.minimum());
        let tried = step.probes.iter().map(|probe| probe.step_size);
        let sizes: Vec<f64> = tried.chain([step.step_size]).collect();
        let reach = section::reach(&sizes, minimum, &step.direction) / options.magnification.unwrap_or(1.0);
        let range = Interval::new(-0.1 * reach, reach)?;
        let terms = objective.terms_per_value().max(1);
        let (count, slopes) =
            ((TERMS / terms).clamp(COARSEST, SAMPLES), (SLOPE_TERMS / terms).clamp(COARSEST, SLOPES));
        let values = section.samples([range.lo(), range.hi()], count)?;
        let conditions = Conditions { armijo: options.armijo, curvature: options.curvature };
        let intervals = section.intervals(conditions, reach, slopes, &sizes)?;
        let at = |alpha: f64| section.at(conditions, alpha);
        let numbers = Numbers {
            range: [range.lo(), range.hi()],
            start: at(0.0),
            probes: step.probes.iter().map(|probe| at(probe.step_size)).collect(),
            step: at(step.step_size),
            model_minimum: minimum.map(at),
            newton_step: section.newton_step().map(at),
            radius: model.and_then(|model| model.radius),
            intervals,
        };
        Ok(Self { slope: section.slope(), model, range, values, numbers, step, options })
    }

    fn scene(&self) -> Result<Scene, JsValue> {
        let Self { step, options, numbers, .. } = self;
        let value = |point: &Point| point.value.unwrap_or(f64::NAN);
        let probe = |(tried, found): (&Probe, &Point)| build::Probe {
            at: [tried.step_size, value(found)],
            accepted: tried.accepted,
            armijo: tried.armijo,
            curvature: tried.curvature,
        };
        let probes: Vec<build::Probe> = step.probes.iter().zip(&numbers.probes).map(probe).collect();
        let Intervals { armijo, curvature, wolfe, strong_wolfe } = &numbers.intervals;
        let all =
            [("Armijo", armijo), ("curvature", curvature), ("Wolfe", wolfe), ("strong Wolfe", strong_wolfe)];
        let conditions: Vec<Condition> =
            all.iter().map(|(name, holds)| Condition { name, holds: holds.as_slice() }).collect();
        let spec = build::Section {
            range: self.range,
            values: &self.values,
            value: value(&numbers.start),
            slope: self.slope,
            armijo: options.armijo,
            slot: options.slot,
            probes: &probes,
            step: (step.step_size != 0.0).then(|| [step.step_size, value(&numbers.step)]),
            model: self.model.map(|ModelAlong { slope, curvature, .. }| Parabola { slope, curvature }),
            radius: numbers.radius,
            newton: numbers.newton_step.map(|point| point.step_size),
            // Where φ does not fall at 0 they make no sense.
            conditions: if self.slope < 0.0 { &conditions } else { &[] },
        };
        build::section(&spec).map_err(|error| thrown(&error, None))
    }
}
