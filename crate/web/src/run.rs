//! `Run` in JavaScript.

use fallline_autodiff::{Error, ErrorKind};
use fallline_optim::spec::Change;
use fallline_optim::{Counts, Rule, Run, RunSpec, export};
use js_sys::JSON;
use wasm_bindgen::prelude::*;

use crate::convert::{to_js, whole};
use crate::error::thrown;

/// An optimizer on an objective, one step at a time.
#[wasm_bindgen(js_name = Run)]
pub struct JsRun {
    inner: Run,
}

#[wasm_bindgen(js_class = Run)]
impl JsRun {
    /// A run at its start.
    ///
    /// @throws {FallLineError} where the specification does not fit; `span` is about `objective.expression`, or about
    /// `optimizer.rule` where the rule is none
    #[wasm_bindgen(constructor)]
    pub fn new(#[wasm_bindgen(unchecked_param_type = "RunSpec")] spec: &JsValue) -> Result<Self, JsValue> {
        let spec = RunSpec::from_json(&json(spec))
            .map_err(|error| thrown(&Error { kind: ErrorKind::Parameter, ..error }, None))?;
        Self::start(spec)
    }

    /// The run that `toJson` wrote, at its start.
    ///
    /// @throws {FallLineError} where the text is no specification of a run
    #[wasm_bindgen(js_name = fromJson)]
    pub fn from_json(text: &str) -> Result<Self, JsValue> {
        Self::start(RunSpec::from_json(text).map_err(|error| thrown(&error, None))?)
    }

    /// Makes a step. At the run's end it changes nothing and returns the last record.
    #[wasm_bindgen(unchecked_return_type = "StepRecord")]
    pub fn step(&mut self) -> Result<JsValue, JsValue> {
        to_js(self.inner.step())
    }

    /// Makes `n` steps, or fewer where the run ends, and returns the last record.
    #[wasm_bindgen(js_name = stepMany, unchecked_return_type = "StepRecord")]
    pub fn step_many(&mut self, n: f64) -> Result<JsValue, JsValue> {
        to_js(self.inner.step_many(whole(n, "the number of steps")?))
    }

    /// The record of the coming step, which is not made; null at the run's end, and where the step would fail.
    #[wasm_bindgen(unchecked_return_type = "StepRecord | null")]
    pub fn peek(&mut self) -> Result<JsValue, JsValue> {
        self.inner.peek().map_or(Ok(JsValue::NULL), |record| to_js(&record))
    }

    /// Makes at most `n` steps, those after which all evaluations so far have cost no more than `budget`, where one
    /// of a kind costs its weight, in the order of `counts`.
    #[wasm_bindgen(js_name = stepWithin)]
    pub fn step_within(&mut self, n: f64, budget: f64, weights: &[f64]) -> Result<(), JsValue> {
        let cost =
            |counts: &Counts| listed(counts).iter().zip(weights).map(|(count, weight)| count * weight).sum();
        self.inner.step_within(whole(n, "the number of steps")?, budget, cost);
        Ok(())
    }

    /// Gives parameters other values from some iterations on, in place of the changes that were there before. The
    /// run goes back to the first iterate from which on it differs, where it has passed it.
    ///
    /// @throws {FallLineError} where a change does not fit the run; nothing is changed then
    #[wasm_bindgen(js_name = setChanges)]
    pub fn set_changes(
        &mut self,
        #[wasm_bindgen(unchecked_param_type = "Change[]")] changes: &JsValue,
    ) -> Result<(), JsValue> {
        let parsed = Change::list_from_json(&json(changes));
        let changes = parsed.map_err(|error| thrown(&Error { kind: ErrorKind::Parameter, ..error }, None))?;
        self.inner.set_changes(changes).map_err(|error| thrown(&error, None))
    }

    /// Goes back one step.
    pub fn back(&mut self) {
        self.inner.back();
    }

    /// Goes to iterate `k`, back or forth; forth it stops where the run ends.
    #[wasm_bindgen(js_name = goTo)]
    pub fn go_to(&mut self, k: f64) -> Result<(), JsValue> {
        self.inner.go_to(whole(k, "the iteration")?).map_err(|error| thrown(&error, None))
    }

    /// Goes back to the start.
    pub fn reset(&mut self) {
        self.inner.reset();
    }

    /// The number k of steps made.
    #[wasm_bindgen(getter)]
    #[must_use]
    pub fn iteration(&self) -> usize {
        self.inner.iteration()
    }

    /// The furthest iterate that the run has been at.
    #[wasm_bindgen(getter)]
    #[must_use]
    pub fn reached(&self) -> usize {
        self.inner.reached()
    }

    /// The iterate at which the run ends; undefined until it has got there.
    #[wasm_bindgen(getter)]
    #[must_use]
    pub fn end(&self) -> Option<usize> {
        self.inner.end()
    }

    /// The smallest value of the objective at the iterates so far.
    #[wasm_bindgen(getter)]
    #[must_use]
    pub fn least(&self) -> f64 {
        self.inner.rows().last().map_or(f64::NAN, |row| row.least)
    }

    /// The norm of the gradient at the iterate; NaN where it is not finite.
    #[wasm_bindgen(getter, js_name = gradientNorm)]
    #[must_use]
    pub fn gradient_norm(&self) -> f64 {
        self.inner.rows().last().and_then(|row| row.gradient_norm).unwrap_or(f64::NAN)
    }

    /// The first iterate so far at which the objective is at most `value`; undefined where there is none.
    #[wasm_bindgen(js_name = firstValue)]
    #[must_use]
    pub fn first_value(&self, value: f64) -> Option<usize> {
        self.inner.rows().iter().position(|row| row.value <= value)
    }

    /// The first iterate so far at which the norm of the gradient is at most `norm`; undefined where there is none.
    #[wasm_bindgen(js_name = firstGradientNorm)]
    #[must_use]
    pub fn first_gradient_norm(&self, norm: f64) -> Option<usize> {
        self.inner.rows().iter().position(|row| row.gradient_norm.is_some_and(|length| length <= norm))
    }

    /// The evaluations up to iterate `k`, six numbers as in `counts`; none beyond the current iterate.
    #[wasm_bindgen(js_name = countsAt)]
    pub fn counts_at(&self, k: f64) -> Result<Vec<f64>, JsValue> {
        let row = self.inner.rows().get(whole(k, "the iterate")?);
        Ok(row.map_or_else(Vec::new, |row| listed(&row.counts).to_vec()))
    }

    /// The iterate, n numbers.
    #[wasm_bindgen(getter)]
    #[must_use]
    pub fn theta(&self) -> Vec<f64> {
        self.inner.theta().to_vec()
    }

    /// The objective there.
    #[wasm_bindgen(getter)]
    #[must_use]
    pub fn value(&self) -> f64 {
        self.inner.value()
    }

    /// How the run stands.
    #[wasm_bindgen(getter, unchecked_return_type = "Status")]
    pub fn status(&self) -> Result<JsValue, JsValue> {
        to_js(self.inner.status())
    }

    /// Whether another step would change nothing.
    #[wasm_bindgen(getter, js_name = isEnded)]
    #[must_use]
    pub fn is_ended(&self) -> bool {
        self.inner.is_ended()
    }

    /// The record of the step that led here; at the start one that moved nothing.
    #[wasm_bindgen(getter, unchecked_return_type = "StepRecord")]
    pub fn record(&self) -> Result<JsValue, JsValue> {
        to_js(self.inner.record())
    }

    /// The lines of the record's step with its numbers in place of their symbols.
    #[wasm_bindgen(unchecked_return_type = "UnfoldedLine[]")]
    pub fn unfolded(&self) -> Result<JsValue, JsValue> {
        to_js(&self.inner.unfolded())
    }

    /// The same for the coming step, which is not made; none where there is no such step.
    #[wasm_bindgen(js_name = unfoldedNext, unchecked_return_type = "UnfoldedLine[]")]
    pub fn unfolded_next(&mut self) -> Result<JsValue, JsValue> {
        to_js(&self.inner.unfolded_next())
    }

    /// How the objective is curved at the iterate, and how far a matrix of n * n numbers is from its Hessian.
    #[wasm_bindgen(unchecked_return_type = "CurvatureReport")]
    pub fn curvature(&mut self, own: Option<Vec<f64>>) -> Result<JsValue, JsValue> {
        to_js(&self.inner.curvature(own.as_deref()))
    }

    /// The iterates from the start on, (k + 1) * n numbers.
    #[must_use]
    pub fn trajectory(&self) -> Vec<f64> {
        self.inner.trajectory().to_vec()
    }

    /// The objective at each iterate, k + 1 numbers.
    #[must_use]
    pub fn values(&self) -> Vec<f64> {
        self.inner.rows().iter().map(|row| row.value).collect()
    }

    /// The norm of the gradient at each iterate, k + 1 numbers; NaN where it is not finite.
    #[wasm_bindgen(js_name = gradientNorms)]
    #[must_use]
    pub fn gradient_norms(&self) -> Vec<f64> {
        self.inner.rows().iter().map(|row| row.gradient_norm.unwrap_or(f64::NAN)).collect()
    }

    /// How often the objective was asked up to each iterate: calls of value, gradient, Hessian, Hessian-vector
    /// product, gradient of a single term and Jacobian of the residuals, as `Counts` lists them; 6 * (k + 1)
    /// numbers.
    #[must_use]
    pub fn counts(&self) -> Vec<f64> {
        self.inner.rows().iter().flat_map(|row| listed(&row.counts)).collect()
    }

    /// A line for each iterate, with a header.
    #[wasm_bindgen(js_name = toCsv)]
    #[must_use]
    pub fn to_csv(&self) -> String {
        self.inner.to_csv()
    }

    /// The specification of the run, from which `fromJson` makes the same run.
    #[wasm_bindgen(js_name = toJson)]
    #[must_use]
    pub fn to_json(&self) -> String {
        self.inner.to_json()
    }

    /// The first `steps` iterations as a program for Python that prints the iterates.
    ///
    /// @throws {FallLineError} where the function is too long, or PyTorch has no optimizer that makes the same steps
    #[wasm_bindgen(js_name = toPython)]
    pub fn to_python(
        &self,
        #[wasm_bindgen(unchecked_param_type = "\"numpy\" | \"pytorch\"")] library: &str,
        steps: usize,
    ) -> Result<String, JsValue> {
        let spec = self.inner.spec();
        let program = match library {
            "pytorch" => export::pytorch(spec, steps),
            _ => export::numpy(spec, steps),
        };
        program.map_err(|error| thrown(&error, None))
    }

    /// The first `steps` iterations as a program for Rust that prints the iterates, with this project's crates.
    ///
    /// @throws {FallLineError} never for a run that exists
    #[wasm_bindgen(js_name = toRust)]
    pub fn to_rust(&self, steps: usize) -> Result<String, JsValue> {
        export::rust(self.inner.spec(), steps).map_err(|error| thrown(&error, None))
    }
}

/// A value as JSON, so that fields which are undefined are absent and numbers which are not finite are refused.
fn json(value: &JsValue) -> String {
    JSON::stringify(value).ok().and_then(|text| text.as_string()).unwrap_or_default()
}

/// Counts in the order in which `Counts` has them.
#[expect(clippy::cast_precision_loss, reason = "counts of a bounded run are far below 2^53")]
fn listed(counts: &Counts) -> [f64; 6] {
    let Counts { value, gradient, hessian, hessian_vector, term, jacobian } = *counts;
    [value, gradient, hessian, hessian_vector, term, jacobian].map(|count| count as f64)
}

impl JsRun {
    fn start(spec: RunSpec) -> Result<Self, JsValue> {
        let expression = spec.objective.expression.clone();
        let rule = spec.optimizer.rule().map(str::to_owned);
        let inner = Run::new(spec).map_err(|error| {
            let is_of_rule = rule.as_ref().is_some_and(|rule| Rule::read(rule).as_ref() == Err(&error));
            thrown(&error, if is_of_rule { rule } else { expression }.as_deref())
        })?;
        Ok(Self { inner })
    }
}
