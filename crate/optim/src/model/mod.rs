//! Models over the built-in data sets.

mod exponential_rise;
mod linear_regression;
mod linear_regression_absolute;
mod linear_regression_huber;
mod logistic_regression;
mod logistic_regression_2;
mod multinomial_regression;

use serde::Serialize;

use crate::objective::ObjectiveInfo;

/// An objective of the catalogue that is a sum over a data set: its formula is the term of one sample.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct ModelInfo {
    /// The id of the data set.
    pub data: &'static str,
    /// What is known of the sum.
    #[serde(flatten)]
    pub objective: ObjectiveInfo,
}

/// Every model.
pub static MODELS: &[&ModelInfo] = &[
    &linear_regression::INFO,
    &linear_regression_absolute::INFO,
    &linear_regression_huber::INFO,
    &logistic_regression::INFO,
    &logistic_regression_2::INFO,
    &multinomial_regression::INFO,
    &exponential_rise::INFO,
];

/// The model with this id.
#[must_use]
pub fn find(id: &str) -> Option<&'static ModelInfo> {
    MODELS.iter().find(|info| info.objective.id == id).copied()
}
