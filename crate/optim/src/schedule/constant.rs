use std::rc::Rc;

use super::{Progress, Schedule, ScheduleInfo};

/// The rate as it is given: α(t) = α.
#[derive(Clone, Copy, Debug, Default)]
pub struct Constant;

impl Schedule for Constant {
    fn factor(&self, _: usize, _: &Progress) -> f64 {
        1.0
    }

    fn tex(&self) -> &'static str {
        ""
    }
}

pub(super) static INFO: ScheduleInfo = ScheduleInfo {
    id: "constant",
    name: "Constant",
    source: "MEDL Algorithm 2.1",
    needs: &[],
    replaces: &[],
    default_search: None,
    parameters: &[],
    build: |_| Ok(Rc::new(Constant)),
};
