use std::rc::Rc;

use super::{Names, Ray, Search, SearchInfo};
use crate::oracle::Oracle;
use crate::status::Status;

/// No search: the step size is the optimizer's base rate times the schedule's factor.
#[derive(Clone, Copy, Debug, Default)]
pub struct Fixed;

impl Search for Fixed {
    fn step_size(&self, _: &mut Oracle, ray: &Ray<'_>) -> Result<f64, Status> {
        Ok(ray.rate * ray.factor)
    }

    fn formula(&self, Names { factor, rate, .. }: &Names<'_>) -> Option<String> {
        (!factor.is_empty()).then(|| format!(r"\alpha_t \leftarrow {rate} {factor}"))
    }
}

pub(super) static INFO: SearchInfo = SearchInfo {
    id: "fixed",
    name: "Fixed rate",
    source: "MEDL Algorithm 2.1",
    needs: &[],
    replaces: &[],
    default_search: None,
    parameters: &[],
    build: |_| Ok(Rc::new(Fixed)),
};
