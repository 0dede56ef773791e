//! A run as data: what can be saved, linked to and read back.

use std::collections::BTreeMap;
use std::rc::Rc;

use fallline_autodiff::{Error, ErrorKind, Expression};
use serde::{Deserialize, Serialize};

use crate::data::{self, DataObjective, DataSpec, Table};
use crate::dataset;
use crate::expression::{ExpressionObjective, Reduce};
use crate::list;
use crate::model::{self, MODELS};
use crate::objective::{self, OBJECTIVES, Objective};
use crate::optimizer::{Chosen, Pace};
use crate::oracle::GradientChain;
use crate::parameter::{Given, Setting, Settings};
use crate::rule::OWN;
use crate::sampling::{Kind, Sampling};
use crate::schedule::SCHEDULES;
use crate::search::SEARCHES;
use crate::stop::StopRules;
use crate::text::{self, refuse};

/// The longest text that is read as a specification, in bytes; a table can be part of it.
pub const LONGEST_TEXT: usize = data::LONGEST_TEXT + (1 << 20);
/// The most variables of a run.
pub const MOST_VARIABLES: usize = 100;

/// All that determines a run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RunSpec {
    /// What is minimized.
    pub objective: ObjectiveSpec,
    /// Which optimizer, with its parameters.
    pub optimizer: Selection,
    /// Which search, with its parameters; the optimizer's own default where none is given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub search: Option<Selection>,
    /// Which schedule, with its parameters; "constant" where none is given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schedule: Option<Selection>,
    /// The longest gradient let through; longer ones are scaled to this length.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clip: Option<f64>,
    /// The largest coordinate of the gradient let through; larger ones are cut to it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clip_value: Option<f64>,
    /// The factor λ of L2 regularization, which adds λθ to the gradient.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weight_decay: Option<f64>,
    /// Where the gradient is from; "full" where nothing is given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gradient: Option<GradientSpec>,
    /// θ(0).
    pub start: Vec<f64>,
    /// Parameters that are given other values on the way, in the order of the iterations.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub changes: Vec<Change>,
    /// When to stop.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stop: Option<StopRules>,
}

/// An entry of the catalogue by `id`, or a typed `expression`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ObjectiveSpec {
    /// Of the catalogue.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// The text of a function, with several outputs where `reduce` says what is made of them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expression: Option<String>,
    /// How the outputs of a typed function, or its values at the samples of the data, make one objective; for data
    /// their mean where nothing is given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reduce: Option<Reduce>,
    /// The names and the order of a typed function's variables; natural order where none are given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub variables: Option<Vec<String>>,
    /// Values by name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parameters: Option<BTreeMap<String, f64>>,
    /// The samples over which a typed function is summed. It is the term of one sample, and names the columns.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub data: Option<DataSpec>,
}

impl ObjectiveSpec {
    /// The objective as one expression, with its parameters' values; where it is a sum over data, the term of the
    /// first sample.
    ///
    /// # Errors
    /// As for [`ObjectiveSpec::build`].
    ///
    /// ```
    /// use fallline_optim::spec::ObjectiveSpec;
    /// let spec = ObjectiveSpec { id: Some("rosenbrock".to_owned()), ..ObjectiveSpec::default() };
    /// assert_eq!(spec.expression()?.value(&[0.0, 1.0])?, [101.0]);
    /// # Ok::<(), fallline_autodiff::Error>(())
    /// ```
    pub fn expression(&self) -> Result<Expression, Error> {
        let objective = self.build()?;
        objective
            .expression()
            .cloned()
            .ok_or_else(|| refuse("this objective is not written as an expression"))
    }

    /// The term of sample `i`, from 0, of a sum over data as an expression, in which the columns are parameters with
    /// the sample's values.
    ///
    /// # Errors
    /// As for [`ObjectiveSpec::build`]; kind "parameter" where there is no such sample.
    ///
    /// ```
    /// use fallline_optim::spec::ObjectiveSpec;
    /// let spec = ObjectiveSpec { id: Some("linear-regression".to_owned()), ..ObjectiveSpec::default() };
    /// let term = spec.term(50)?;
    /// assert_eq!(term.parameters(), [("petal_length".to_owned(), 4.7), ("petal_width".to_owned(), 1.4)]);
    /// assert!((term.value(&[1.0, -3.0])?[0] - 0.09).abs() < 1e-15); // 1.4 - (4.7 - 3), squared
    /// # Ok::<(), fallline_autodiff::Error>(())
    /// ```
    pub fn term(&self, i: usize) -> Result<Expression, Error> {
        let objective = self.build()?;
        let sum = objective.finite_sum();
        sum.and_then(|sum| sum.term_expression(i)).ok_or_else(|| match sum {
            Some(sum) if i >= sum.terms() => {
                refuse(format!("there is no sample {i}: the data have {}, counted from 0", sum.terms()))
            }
            _ => refuse("this objective is not a sum over data"),
        })
    }

    /// The objective, with its parameters' values.
    ///
    /// # Errors
    /// Kind "parameter" for an id that is not in the catalogue, a value outside its domain, both or neither of
    /// `id` and `expression`, several outputs without `reduce`; and what [`Expression::with_names`] refuses.
    pub fn build(&self) -> Result<Box<dyn Objective>, Error> {
        let Resolved { formula, variables, parameters, table, reduce } = self.resolve()?;
        let names: Option<Vec<&str>> =
            variables.as_ref().map(|names| names.iter().map(String::as_str).collect());
        let values: Vec<(&str, f64)> = parameters.iter().map(|(name, x)| (name.as_str(), *x)).collect();
        if let Some(table) = table {
            let reduce = reduce.unwrap_or(Reduce::Mean);
            return Ok(Box::new(DataObjective::new(&formula, names.as_deref(), &values, &table, reduce)?));
        }
        let expression = Expression::with_names(&formula, names.as_deref(), &values)?;
        Ok(Box::new(match reduce {
            Some(reduce) => ExpressionObjective::reduced(expression, reduce)?,
            None => ExpressionObjective::new(expression)?,
        }))
    }

    /// What the objective is made of, looked up and checked.
    pub(crate) fn resolve(&self) -> Result<Resolved, Error> {
        let given = self.parameters.clone().unwrap_or_default();
        match (&self.id, &self.expression) {
            (Some(id), None) => {
                let info = objective::find(id).ok_or_else(|| {
                    let models = MODELS.iter().map(|model| model.objective.id);
                    let known: Vec<&str> = OBJECTIVES.iter().map(|info| info.id).chain(models).collect();
                    text::unknown("objective", id, &known)
                })?;
                let fixed = [
                    (self.reduce.is_some(), "reduction"),
                    (self.data.is_some(), "data"),
                    (self.variables.is_some(), "variables"),
                ];
                if let Some((_, what)) = fixed.iter().find(|(is_given, _)| *is_given) {
                    return Err(refuse(format!("the {what} of `{id}` cannot be changed")));
                }
                let given: Given =
                    given.into_iter().map(|(name, x)| (name, Some(Setting::Number(x)))).collect();
                let settings = Settings::new(info.parameters, &given, id)?;
                let data = model::find(id).map(|model| dataset::find(model.data)).transpose()?;
                Ok(Resolved {
                    formula: info.formula.to_owned(),
                    variables: Some(info.variables.iter().map(|&name| name.to_owned()).collect()),
                    parameters: settings.numbers().map(|(name, x)| (name.to_owned(), x)).collect(),
                    table: data.map(|data| Table::parse(data.csv).map(Rc::new)).transpose()?,
                    reduce: info.reduce,
                })
            }
            (None, Some(source)) => {
                // The place in the table is not one in the text of the function.
                let table = self.data.as_ref().map(DataSpec::table).transpose();
                Ok(Resolved {
                    formula: source.clone(),
                    variables: self.variables.clone(),
                    parameters: given.into_iter().collect(),
                    table: table.map_err(|error| Error { span: None, ..error })?,
                    reduce: self.reduce,
                })
            }
            _ => {
                Err(refuse("an objective is given by an `id` or by an `expression`, and by one of them only"))
            }
        }
    }
}

/// What an objective is made of.
pub(crate) struct Resolved {
    /// The text of the function, or of the term of one sample.
    pub(crate) formula: String,
    /// The variables in their order; the natural one where there are none.
    pub(crate) variables: Option<Vec<String>>,
    /// Parameters with their values.
    pub(crate) parameters: Vec<(String, f64)>,
    /// The samples.
    pub(crate) table: Option<Rc<Table>>,
    /// What is made of several outputs, or of the values at the samples.
    pub(crate) reduce: Option<Reduce>,
}

/// Other values for some parameters from an iteration on. What is not named keeps its value, the optimizer what it
/// remembers, and the schedule counts iterations from the start of the run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Change {
    /// t, the first iteration that is made with the new values; at least 1.
    pub iteration: u32,
    /// Values for parameters of the optimizer, which must be the run's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub optimizer: Option<Selection>,
    /// Values for parameters of the search, which must be the run's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub search: Option<Selection>,
    /// Values for parameters of the schedule, which must be the run's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schedule: Option<Selection>,
}

impl Change {
    /// Reads the changes of a run from JSON.
    ///
    /// # Errors
    /// Kind "parse" where the text is not the JSON of such a list, "limit" where it is longer than [`LONGEST_TEXT`].
    pub fn list_from_json(text: &str) -> Result<Vec<Self>, Error> {
        read(text, "changes of a run")
    }
}

/// An entry of a list by its id, with values for its parameters.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Selection {
    /// Which entry.
    pub id: String,
    /// Values by name; defaults for the rest.
    #[serde(flatten)]
    pub parameters: Given,
}

impl Selection {
    /// The text of a typed rule, where one is chosen.
    #[must_use]
    pub fn rule(&self) -> Option<&str> {
        match self.parameters.get("rule") {
            Some(Some(Setting::Text(rule))) if self.id == OWN => Some(rule),
            _ => None,
        }
    }
}

/// Where the gradient is from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GradientSpec {
    /// "full", "sample" or "mini-batch".
    pub kind: String,
    /// The number of terms of a mini-batch.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub batch: Option<u32>,
    /// Whether every term of a mini-batch is drawn anew; otherwise every epoch shuffles the terms.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replacement: Option<bool>,
    /// The seed of the draws; 0 where none is given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seed: Option<u64>,
}

impl RunSpec {
    /// Reads a specification from JSON.
    ///
    /// # Errors
    /// Kind "parse" where the text is not the JSON of a specification, "limit" where it is longer than
    /// [`LONGEST_TEXT`].
    pub fn from_json(text: &str) -> Result<Self, Error> {
        read(text, "a run")
    }

    /// The specification as JSON.
    #[must_use]
    pub fn to_json(&self) -> String {
        // A specification has only string keys and no failing serializers, so this cannot fail.
        serde_json::to_string(self).unwrap_or_default()
    }

    pub(crate) fn chain(&self) -> Result<GradientChain, Error> {
        GradientChain::checked(self.clip, self.clip_value, self.weight_decay)
    }

    /// How the terms of each iteration are drawn; `None` for the whole gradient.
    pub(crate) fn sampling(&self, objective: &dyn Objective) -> Result<Option<Sampling>, Error> {
        self.gradient.as_ref().map_or(Ok(None), |gradient| gradient.sampling(objective))
    }
}

fn read<T: for<'a> Deserialize<'a>>(text: &str, what: &str) -> Result<T, Error> {
    if text.len() > LONGEST_TEXT {
        let message = format!("the text has {} bytes; at most {LONGEST_TEXT} are read", text.len());
        return Err(Error::new(ErrorKind::Limit, message));
    }
    serde_json::from_str(text)
        .map_err(|error| Error::new(ErrorKind::Parse, format!("this does not describe {what}: {error}")))
}

/// What decides how far the steps of an optimizer go: the chosen search and schedule, or its own.
pub(crate) fn pace(
    optimizer: &Chosen,
    search: Option<&Selection>,
    schedule: Option<&Selection>,
) -> Result<Pace, Error> {
    let default = Pace::default();
    if optimizer.default_search.is_none() {
        let chosen = |selection: Option<&Selection>, default: &str| {
            selection.map(|chosen| chosen.id.clone()).filter(|id| id != default)
        };
        if let Some(other) = chosen(search, "fixed").or(chosen(schedule, "constant")) {
            let reason = "decides the length of its steps itself";
            return Err(refuse(format!(
                "`{}` {reason}, so it cannot be combined with `{other}`",
                optimizer.id
            )));
        }
    }
    let schedule = match schedule {
        Some(chosen) => list::find(SCHEDULES, &chosen.id, "schedule")?.with(&chosen.parameters)?,
        None => default.schedule,
    };
    let search = match search {
        Some(chosen) => list::find(SEARCHES, &chosen.id, "search")?.with(&chosen.parameters)?,
        None => match optimizer.default_search {
            Some(id) => list::find(SEARCHES, id, "search")?.with(&Given::new())?,
            None => default.search,
        },
    };
    Ok(Pace { schedule, search })
}

impl GradientSpec {
    /// How the terms of each iteration are drawn; `None` for the whole gradient.
    pub(crate) fn sampling(&self, objective: &dyn Objective) -> Result<Option<Sampling>, Error> {
        let Self { kind, batch, replacement, seed } = self;
        let (kind, batch) = match (kind.as_str(), batch) {
            ("full", None) if replacement.is_none() && seed.is_none() => return Ok(None),
            ("full", _) => {
                return Err(refuse("the full gradient has no `batch`, `replacement` or `seed`"));
            }
            ("sample", None) if replacement.is_none() => (Kind::Sample, 1),
            ("sample", _) => {
                return Err(refuse("the gradient `sample` is one term: it has no `batch` or `replacement`"));
            }
            ("mini-batch", Some(batch)) => match replacement {
                Some(true) => (Kind::Replacement, *batch),
                _ => (Kind::Shuffled, *batch),
            },
            ("mini-batch", None) => {
                return Err(refuse("the gradient `mini-batch` needs `batch`, the number of its terms"));
            }
            (other, _) => return Err(text::unknown("gradient", other, &["full", "sample", "mini-batch"])),
        };
        let sum = objective.finite_sum().ok_or_else(|| {
            refuse(format!(
                "the gradient `{}` needs a finite sum, and this objective is not one: there are no terms to draw from",
                self.kind
            ))
        })?;
        let batch = usize::try_from(batch).unwrap_or(usize::MAX);
        Sampling::new(sum, kind, batch, seed.unwrap_or(0)).map(Some)
    }
}
