//! `Objective` in JavaScript.

use fallline_autodiff::Error;
use fallline_optim::Objective;
use fallline_optim::spec::ObjectiveSpec;
use js_sys::Array;
use wasm_bindgen::prelude::*;

use crate::convert::from_js;
use crate::error::thrown;

/// What is minimized: a function, or a sum over data.
#[wasm_bindgen(js_name = Objective)]
pub struct JsObjective {
    inner: Box<dyn Objective>,
    source: Option<String>,
}

#[wasm_bindgen(js_class = Objective)]
impl JsObjective {
    /// The objective that a specification describes.
    ///
    /// @throws {FallLineError} where it does not exist or does not fit; `span` is about `expression`
    #[wasm_bindgen(constructor)]
    pub fn new(
        #[wasm_bindgen(unchecked_param_type = "ObjectiveSpec")] objective: JsValue,
    ) -> Result<Self, JsValue> {
        let spec: ObjectiveSpec = from_js(objective, "the objective")?;
        let inner = spec.build().map_err(|error| thrown(&error, spec.expression.as_deref()))?;
        Ok(Self { inner, source: spec.expression })
    }

    /// The names of the n variables.
    #[wasm_bindgen(getter, unchecked_return_type = "string[]")]
    #[must_use]
    pub fn variables(&self) -> Array {
        self.inner.variables().iter().map(|name| JsValue::from_str(name)).collect()
    }

    /// The number of terms of a finite sum: of samples, or of a function's outputs.
    #[wasm_bindgen(getter)]
    #[must_use]
    pub fn terms(&self) -> Option<usize> {
        self.inner.finite_sum().map(fallline_optim::objective::FiniteSum::terms)
    }

    /// C(θ).
    ///
    /// @throws {FallLineError} of kind "evaluate" where it is not finite
    pub fn value(&self, theta: &[f64]) -> Result<f64, JsValue> {
        self.inner.value(theta).map_err(|error| self.thrown(&error))
    }

    /// The gradient, n numbers.
    ///
    /// @throws {FallLineError} of kind "evaluate" where it is not finite
    pub fn gradient(&self, theta: &[f64]) -> Result<Vec<f64>, JsValue> {
        let mut gradient = vec![0.0; theta.len()];
        self.inner.value_and_gradient(theta, &mut gradient).map_err(|error| self.thrown(&error))?;
        Ok(gradient)
    }

    /// The Hessian, n*n numbers in rows.
    ///
    /// @throws {FallLineError} of kind "evaluate" where it is not finite
    pub fn hessian(&self, theta: &[f64]) -> Result<Vec<f64>, JsValue> {
        self.inner.hessian(theta).map_err(|error| self.thrown(&error))
    }
}

impl JsObjective {
    pub(crate) fn inner(&self) -> &dyn Objective {
        &*self.inner
    }

    pub(crate) fn thrown(&self, error: &Error) -> JsValue {
        thrown(error, self.source.as_deref())
    }
}
