//! `Network` in JavaScript.

use fallline_autodiff::{Error, ErrorKind};
use fallline_optim::network::plane::{self, Plane};
use fallline_optim::network::{self, EpochRecord, NetworkObjective, NetworkSpec, Training, digits};
use js_sys::JSON;
use serde::Serialize;
use wasm_bindgen::prelude::*;

use crate::convert::{to_js, whole};
use crate::error::thrown;

/// A fully connected network in training.
#[wasm_bindgen(js_name = Network)]
pub struct JsNetwork {
    inner: Training,
}

#[wasm_bindgen(js_class = Network)]
impl JsNetwork {
    /// A network at its start. `features` are the training samples' inputs, one sample after the other; `labels` has for
    /// each sample its class, from 0, or as many targets as there are outputs. Validation samples likewise.
    ///
    /// @throws {FallLineError} where the specification or the samples do not fit
    #[wasm_bindgen(constructor)]
    pub fn new(
        #[wasm_bindgen(unchecked_param_type = "NetworkSpec")] spec: &JsValue,
        features: Vec<f64>,
        labels: &[f64],
        #[wasm_bindgen(js_name = validationFeatures)] validation_features: Option<Vec<f64>>,
        #[wasm_bindgen(js_name = validationLabels)] validation_labels: Option<Vec<f64>>,
    ) -> Result<Self, JsValue> {
        // Through JSON, so that fields which are undefined are absent and numbers which are not finite are refused.
        let text = JSON::stringify(spec).ok().and_then(|text| text.as_string()).unwrap_or_default();
        let spec = NetworkSpec::from_json(&text)
            .map_err(|error| thrown(&Error { kind: ErrorKind::Parameter, ..error }, None))?;
        let validation = match (validation_features, &validation_labels) {
            (Some(features), Some(labels)) => Some((features, labels.as_slice())),
            (None, None) => None,
            _ => return Err(refused("validation samples have features and labels".to_owned())),
        };
        let inner =
            Training::new(spec, features, labels, validation).map_err(|error| thrown(&error, None))?;
        Ok(Self { inner })
    }

    /// Makes steps to the end of the epoch and returns its record; the last one where training has ended.
    #[wasm_bindgen(js_name = trainEpoch, unchecked_return_type = "EpochRecord")]
    pub fn train_epoch(&mut self) -> Result<JsValue, JsValue> {
        to_js(self.inner.epoch())
    }

    /// Makes at most `n` steps, not beyond the end of the epoch, whose record it returns then; null before.
    #[wasm_bindgen(js_name = trainSteps, unchecked_return_type = "EpochRecord | null")]
    pub fn train_steps(&mut self, n: f64) -> Result<JsValue, JsValue> {
        match self.inner.step_many(whole(n, "the number of steps")?) {
            Some(record) => to_js(record),
            None => Ok(JsValue::NULL),
        }
    }

    /// A record for each epoch, from the start on.
    #[wasm_bindgen(unchecked_return_type = "EpochRecord[]")]
    pub fn records(&self) -> Result<JsValue, JsValue> {
        to_js(self.inner.records())
    }

    /// The last epoch's record.
    #[wasm_bindgen(getter, unchecked_return_type = "EpochRecord")]
    pub fn record(&self) -> Result<JsValue, JsValue> {
        let record: &EpochRecord = self.inner.record();
        to_js(record)
    }

    /// Whether training has ended: its patience is over, or a step failed.
    #[wasm_bindgen(getter, js_name = isEnded)]
    #[must_use]
    pub fn is_ended(&self) -> bool {
        self.inner.is_ended()
    }

    /// The number of steps made.
    #[wasm_bindgen(getter)]
    #[must_use]
    pub fn steps(&self) -> usize {
        self.inner.steps()
    }

    /// The number of steps in an epoch.
    #[wasm_bindgen(getter, js_name = stepsPerEpoch)]
    #[must_use]
    pub fn steps_per_epoch(&self) -> usize {
        self.inner.steps_per_epoch()
    }

    /// The weights: layer after layer the rows of the matrix, one for each neuron, and then the biases.
    #[wasm_bindgen(getter)]
    #[must_use]
    pub fn weights(&self) -> Vec<f64> {
        self.inner.weights().to_vec()
    }

    /// The weights of the best epoch so far.
    #[wasm_bindgen(getter, js_name = bestWeights)]
    #[must_use]
    pub fn best_weights(&self) -> Vec<f64> {
        self.inner.best_weights().to_vec()
    }

    /// The norm of the gradient over all training samples in each layer, from the inputs on. It takes about as long
    /// as an epoch.
    #[wasm_bindgen(js_name = gradientNorms)]
    pub fn gradient_norms(&self) -> Result<Vec<f64>, JsValue> {
        self.inner.gradient_norms().map_err(|error| thrown(&error, None))
    }

    /// What the network says of samples, for each as many numbers as there are outputs: probabilities under
    /// cross-entropy. With `weights` in place of the present ones where they are given.
    pub fn predict(&self, features: &[f64], weights: Option<Vec<f64>>) -> Result<Vec<f64>, JsValue> {
        let weights = weights.as_deref().unwrap_or(self.inner.weights());
        let network = self.inner.objective().network();
        network.predict(weights, features).map_err(|error| thrown(&error, None))
    }

    /// The epochs whose weights are kept and these weights, n numbers each.
    #[wasm_bindgen(unchecked_return_type = "WeightPath")]
    pub fn path(&self) -> Result<JsValue, JsValue> {
        #[derive(Serialize)]
        struct Path<'a> {
            epochs: &'a [usize],
        }
        let (epochs, weights) = self.inner.path();
        let path = to_js(&Path { epochs })?;
        js_sys::Reflect::set(&path, &"weights".into(), &js_sys::Float64Array::from(weights))?;
        Ok(path)
    }

    /// Two random directions with filter normalization for the given weights, 2n numbers; biases do not move.
    #[wasm_bindgen(js_name = filterDirections)]
    pub fn filter_directions(&self, weights: &[f64], seed: f64) -> Result<Vec<f64>, JsValue> {
        // A whole number of 32 bits fits.
        let seed = whole(seed, "the seed")? as u64;
        let network: &network::Network = self.inner.objective().network();
        plane::filter_directions(network, weights, seed).map_err(|error| thrown(&error, None))
    }

    /// The mean loss at centre + s d1 + t d2 for every pair of an s and a t: value (i, j) at [j*s.length + i], NaN
    /// where it is not finite. `directions` are d1 and d2, 2n numbers. Over the first `samples` training samples, all
    /// if absent. A worker asks for few t at a time, so that it can be interrupted.
    #[wasm_bindgen(js_name = lossOnPlane)]
    pub fn loss_on_plane(
        &self,
        centre: &[f64],
        directions: &[f64],
        s: &[f64],
        t: &[f64],
        samples: Option<f64>,
    ) -> Result<Vec<f64>, JsValue> {
        let objective = self.inner.objective();
        let values = match samples {
            None => plane(centre, directions).values(objective, s, t),
            Some(samples) => {
                let count = whole(samples, "the number of samples")?;
                let network = objective.network().clone();
                NetworkObjective::new(network, objective.samples().first(count))
                    .and_then(|objective| plane(centre, directions).values(&objective, s, t))
            }
        };
        values.map_err(|error| thrown(&error, None))
    }

    /// The coordinates s, t of the plane's points nearest to given weights of n numbers each, such as a path's.
    #[wasm_bindgen(js_name = planeCoordinates)]
    pub fn plane_coordinates(
        &self,
        centre: &[f64],
        directions: &[f64],
        weights: &[f64],
    ) -> Result<Vec<f64>, JsValue> {
        plane(centre, directions).coordinates(weights).map_err(|error| thrown(&error, None))
    }

    /// The specification, from which with the same samples the same training follows.
    #[wasm_bindgen(js_name = toJson)]
    #[must_use]
    pub fn to_json(&self) -> String {
        self.inner.spec().to_json()
    }
}

/// The plane of a centre and two directions one after the other.
fn plane<'a>(centre: &'a [f64], directions: &'a [f64]) -> Plane<'a> {
    let (first, second) = directions.split_at(centre.len().min(directions.len()));
    Plane { centre, directions: [first, second] }
}

fn refused(message: String) -> JsValue {
    thrown(&Error::new(ErrorKind::Parameter, message), None)
}

/// The images and labels of the packed file of 8x8 handwritten digits.
///
/// @throws {FallLineError} where the bytes are no such file
#[wasm_bindgen(js_name = unpackDigits, unchecked_return_type = "{ features: Float64Array; labels: Float64Array }")]
pub fn unpack_digits(bytes: &[u8]) -> Result<JsValue, JsValue> {
    let (features, labels) = digits::unpack(bytes).map_err(|error| thrown(&error, None))?;
    let samples = js_sys::Object::new();
    for (name, numbers) in [("features", features), ("labels", labels)] {
        js_sys::Reflect::set(&samples, &name.into(), &js_sys::Float64Array::from(numbers.as_slice()))?;
    }
    Ok(samples.into())
}
