//! Maps over parameters: how many iterations a method takes with every value of one or two of its numbers.

use fallline_autodiff::{Error, math};
use serde::Deserialize;

use super::course::{Courses, End};
use super::{check_range, check_side, middle};
use crate::list;
use crate::optimizer::OPTIMIZERS;
use crate::parameter::{Domain, Parameter, Setting};
use crate::schedule::SCHEDULES;
use crate::search::SEARCHES;
use crate::spec::{RunSpec, Selection};
use crate::text::{refuse, unknown};

/// What an axis of a map over parameters changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Place {
    /// A parameter of the optimizer.
    Optimizer,
    /// A parameter of the search.
    Search,
    /// A parameter of the schedule.
    Schedule,
    /// A coordinate of the start.
    Start,
}

/// An axis of a map over parameters.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MapAxis {
    /// Whose number it is.
    pub of: Place,
    /// The parameter, or the variable whose start it is.
    pub id: String,
    /// From where to where.
    pub range: [f64; 2],
    /// Whether cells are of the same ratio instead of the same width.
    #[serde(default)]
    pub log: bool,
}

/// Where the value of an axis goes.
enum Target {
    Start(usize),
    Parameter { of: Place, id: &'static str, integer: bool },
}

struct Axis {
    target: Target,
    range: [f64; 2],
    log: bool,
}

impl Axis {
    fn new(axis: &MapAxis, spec: &RunSpec, variables: &[String]) -> Result<Self, Error> {
        let MapAxis { of, id, range, log } = axis;
        check_range(id, *range)?;
        if *log && range[0] <= 0.0 {
            return Err(refuse(format!(
                "a logarithmic range of {id} is above 0; this one begins at {}",
                range[0]
            )));
        }
        let parameters = |selection: Option<&Selection>, what: &str| match selection {
            Some(selection) => Ok(selection.id.clone()),
            None => Err(refuse(format!("the specification has no {what}, so there is no `{id}` of it"))),
        };
        let known = match of {
            Place::Start => {
                let known: Vec<&str> = variables.iter().map(String::as_str).collect();
                let place = known.iter().position(|name| name == id);
                let place = place.ok_or_else(|| unknown("variable", id, &known))?;
                return Ok(Self { target: Target::Start(place), range: *range, log: *log });
            }
            Place::Optimizer => list::find(OPTIMIZERS, &spec.optimizer.id, "optimizer")?.parameters,
            Place::Search => {
                list::find(SEARCHES, &parameters(spec.search.as_ref(), "search")?, "search")?.parameters
            }
            Place::Schedule => {
                list::find(SCHEDULES, &parameters(spec.schedule.as_ref(), "schedule")?, "schedule")?
                    .parameters
            }
        };
        let is_number = |domain: &Domain| matches!(domain, Domain::Real { .. } | Domain::Int { .. });
        let numbers: Vec<&Parameter> =
            known.iter().filter(|parameter| is_number(&parameter.domain)).collect();
        let Some(parameter) = numbers.iter().find(|parameter| parameter.id == id) else {
            let ids: Vec<&str> = numbers.iter().map(|parameter| parameter.id).collect();
            return Err(unknown("parameter", id, &ids));
        };
        let integer = matches!(parameter.domain, Domain::Int { .. });
        let target = Target::Parameter { of: *of, id: parameter.id, integer };
        Ok(Self { target, range: *range, log: *log })
    }

    /// The value in the middle of cell `i`.
    fn value(&self, i: usize, side: usize) -> f64 {
        let value = match self.log {
            true => math::exp(middle(self.range.map(math::ln), i, side)),
            false => middle(self.range, i, side),
        };
        match self.target {
            Target::Parameter { integer: true, .. } => value.round(),
            _ => value,
        }
    }

    fn set(&self, spec: &mut RunSpec, value: f64) {
        let (of, id) = match self.target {
            Target::Start(place) => {
                if let Some(x) = spec.start.get_mut(place) {
                    *x = value;
                }
                return;
            }
            Target::Parameter { of, id, .. } => (of, id),
        };
        let selection = match of {
            Place::Search => spec.search.as_mut(),
            Place::Schedule => spec.schedule.as_mut(),
            _ => Some(&mut spec.optimizer),
        };
        if let Some(selection) = selection {
            selection.parameters.insert(id.to_owned(), Some(Setting::Number(value)));
        }
    }
}

/// How a method ends with every value of one or two numbers: parameters of its optimizer, search or schedule, or
/// coordinates of the start.
///
/// ```
/// use fallline_optim::RunSpec;
/// use fallline_optim::map::{MapAxis, ParameterMap, Place};
///
/// // Gradient descent on x² converges where the learning rate is below 2/L = 1.
/// let spec = RunSpec::from_json(r#"{
///     "objective": { "expression": "x^2" }, "optimizer": { "id": "gradient-descent" }, "start": [1],
///     "stop": { "gradientNorm": 1e-6 }
/// }"#)?;
/// let rate = MapAxis { of: Place::Optimizer, id: "learningRate".to_owned(), range: [0.0, 2.0], log: false };
/// let mut map = ParameterMap::new(spec, &[rate], 4, 200, None)?;
/// let statuses: Vec<&str> = (0..4).map(|cell| map.end(cell).status.as_str()).collect();
/// assert_eq!(map.values(1), [0.75]);
/// assert_eq!(statuses, ["minimum", "minimum", "diverged", "diverged"]);
/// # Ok::<(), fallline_autodiff::Error>(())
/// ```
pub struct ParameterMap {
    courses: Courses,
    spec: RunSpec,
    axes: Vec<Axis>,
    side: usize,
}

impl ParameterMap {
    /// The map over one or two axes. The target is the specification's stop rules or, with `value`, an objective not
    /// above that.
    ///
    /// # Errors
    /// As for [`Courses::new`]; kind "parameter" where there is no such axis, a range is empty or leaves the parameter's
    /// domain, "limit" where there are too many cells.
    pub fn new(
        spec: RunSpec,
        axes: &[MapAxis],
        side: usize,
        limit: u32,
        value: Option<f64>,
    ) -> Result<Self, Error> {
        check_side(side)?;
        if !matches!(axes.len(), 1 | 2) {
            return Err(refuse(format!(
                "a map over parameters has one axis or two; {} are given",
                axes.len()
            )));
        }
        let courses = Courses::new(&spec, limit, value)?;
        let objective = spec.objective.build()?;
        let axes: Vec<Axis> = axes
            .iter()
            .map(|axis| Axis::new(axis, &spec, objective.variables()))
            .collect::<Result<_, _>>()?;
        let mut map = Self { courses, spec, axes, side };
        // Domains are intervals: what the first and the last cell may have, all between them may.
        for axis in &map.axes {
            for i in [0, side - 1] {
                let mut spec = map.spec.clone();
                axis.set(&mut spec, axis.value(i, side));
                map.courses.adjust(&spec)?;
            }
        }
        Ok(map)
    }

    /// n, the number of variables.
    #[must_use]
    pub fn dim(&self) -> usize {
        self.courses.dim()
    }

    /// The number of cells: `side` for one axis, else its square.
    #[must_use]
    pub fn cells(&self) -> usize {
        if self.axes.len() == 2 { self.side * self.side } else { self.side }
    }

    /// Cells along each axis.
    #[must_use]
    pub fn side(&self) -> usize {
        self.side
    }

    /// The values of the axes in the middle of a cell.
    #[must_use]
    pub fn values(&self, cell: usize) -> Vec<f64> {
        let places = [cell % self.side, cell / self.side];
        self.axes.iter().zip(places).map(|(axis, i)| axis.value(i, self.side)).collect()
    }

    /// How the method ends with the values of a cell; "unsuitable" where they do not fit each other.
    pub fn end(&mut self, cell: usize) -> End {
        let mut spec = self.spec.clone();
        for (axis, value) in self.axes.iter().zip(self.values(cell)) {
            axis.set(&mut spec, value);
        }
        match self.courses.adjust(&spec) {
            Ok(()) => self.courses.run(&spec.start),
            Err(_) => End { status: crate::StatusKind::Unsuitable, iterations: 0, theta: spec.start.clone() },
        }
    }
}
