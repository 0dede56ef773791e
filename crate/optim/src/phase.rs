//! The part of a run in which the same parameters hold.

use std::rc::Rc;

use fallline_autodiff::Error;
use serde::Serialize;

use crate::optimizer::{AnyOptimizer, Chosen, Pace};
use crate::pseudocode::{Line, Notation};
use crate::spec::{Change, RunSpec, Selection, pace};
use crate::text::refuse;

/// The most changes of parameters in one run.
pub const MOST_CHANGES: usize = 1000;

/// What a step was made with: each as given, with defaults for the parameters that are not named.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Held {
    /// The optimizer.
    pub optimizer: Selection,
    /// The search; `None` where the optimizer decides its steps itself.
    pub search: Option<Selection>,
    /// The schedule; `None` where the optimizer decides its steps itself.
    pub schedule: Option<Selection>,
}

impl Held {
    /// What holds from the start on, with what the specification leaves open filled in.
    fn first(spec: &RunSpec) -> Result<Self, Error> {
        let chosen = Chosen::new(&spec.optimizer)?;
        let or = |chosen: &Option<Selection>, id: &str| {
            Some(chosen.clone().unwrap_or_else(|| Selection { id: id.to_owned(), ..Selection::default() }))
        };
        let (search, schedule) = match chosen.default_search {
            Some(usual) => (or(&spec.search, usual), or(&spec.schedule, "constant")),
            None => (spec.search.clone(), spec.schedule.clone()),
        };
        Ok(Self { optimizer: spec.optimizer.clone(), search, schedule })
    }

    fn changed(&self, change: &Change) -> Result<Self, Error> {
        let within = |what, held: &Option<Selection>, change: &Option<Selection>| match (held, change) {
            (_, None) => Ok(held.clone()),
            (Some(held), Some(change)) => merged(what, held, change).map(Some),
            (None, Some(change)) => Err(refuse(format!(
                "`{}` decides the length of its steps itself, so there is no {what} `{}` to change",
                self.optimizer.id, change.id
            ))),
        };
        Ok(Self {
            optimizer: match &change.optimizer {
                Some(optimizer) => merged("optimizer", &self.optimizer, optimizer)?,
                None => self.optimizer.clone(),
            },
            search: within("search", &self.search, &change.search)?,
            schedule: within("schedule", &self.schedule, &change.schedule)?,
        })
    }
}

/// What holds from which iteration on.
pub(crate) fn held(spec: &RunSpec, changes: &[Change]) -> Result<Vec<(usize, Held)>, Error> {
    if changes.len() > MOST_CHANGES {
        let count = changes.len();
        return Err(refuse(format!("a run has at most {MOST_CHANGES} changes; these are {count}")));
    }
    let (mut from, mut held) = (0, Held::first(spec)?);
    let mut all = vec![(from, held.clone())];
    for change in changes {
        let next = change.iteration as usize;
        if next <= from {
            return Err(refuse(format!(
                "changes come one after the other, the first after an iteration or more; {next} does not follow {from}"
            )));
        }
        (from, held) = (next, held.changed(change)?);
        all.push((from, held.clone()));
    }
    Ok(all)
}

/// The values of `change` in place of those of `held`, of the same entry.
fn merged(what: &str, held: &Selection, change: &Selection) -> Result<Selection, Error> {
    if held.id != change.id {
        return Err(refuse(format!(
            "a change within a run is one of parameters: the {what} stays `{}` and cannot become `{}`",
            held.id, change.id
        )));
    }
    let mut merged = held.clone();
    merged.parameters.extend(change.parameters.clone());
    Ok(merged)
}

/// From which iteration on, and how, a run steps.
pub(crate) struct Phase {
    pub(crate) from: usize,
    pub(crate) optimizer: Rc<dyn AnyOptimizer>,
    pub(crate) pace: Rc<Pace>,
    /// The pseudo-code.
    pub(crate) lines: Vec<Line>,
    pub(crate) held: Rc<Held>,
}

impl Phase {
    /// The phases of a run, one after the other.
    ///
    /// # Errors
    /// Kind "parameter" where something does not exist, is outside its domain or does not fit the rest, and for
    /// changes that are not one after the other.
    pub(crate) fn all(
        spec: &RunSpec,
        changes: &[Change],
        notation: impl Fn(&Rc<Pace>) -> Notation,
    ) -> Result<Vec<Self>, Error> {
        let phases = held(spec, changes)?;
        phases.into_iter().map(|(from, held)| Self::new(from, held, &notation)).collect()
    }

    fn new(from: usize, held: Held, notation: impl Fn(&Rc<Pace>) -> Notation) -> Result<Self, Error> {
        let chosen = Chosen::new(&held.optimizer)?;
        let pace = Rc::new(pace(&chosen, held.search.as_ref(), held.schedule.as_ref())?);
        let optimizer = chosen.optimizer;
        let notation = notation(&pace);
        let mut lines: Vec<Line> = notation.sampling.iter().map(crate::sampling::Sampling::line).collect();
        lines.extend(optimizer.pseudocode(&notation));
        Ok(Self { from, optimizer, pace, lines, held: Rc::new(held) })
    }
}
