//! Entries of the lists from which optimizers, searches and schedules are chosen.

use std::rc::Rc;

use fallline_autodiff::Error;
use serde::ser::SerializeStruct;
use serde::{Serialize, Serializer};

use crate::objective::Objective;
use crate::parameter::{Given, Parameter, Settings};
use crate::pseudocode::{Notation, Pseudocode};
use crate::spec::MOST_VARIABLES;
use crate::text::{self, refuse};

/// The most numbers in a Jacobian of residuals.
pub const MOST_JACOBIAN: usize = 1_000_000;

/// What an optimizer needs that not every objective has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Need {
    /// The objective has one variable.
    OneVariable,
    /// The objective is a finite sum whose terms are known.
    FiniteSum,
    /// The objective is a sum of squares whose residuals are known.
    LeastSquares,
    /// The objective is a polynomial of degree 2 or less.
    Quadratic,
    /// A matrix of n·n numbers fits, for n variables.
    Matrix,
}

impl Need {
    /// What is needed and why the objective does not have it; `None` where it does.
    fn lacking(self, objective: &dyn Objective) -> Option<String> {
        let n = objective.dim();
        match self {
            Self::OneVariable => (n != 1).then(|| format!("a function of one variable; this one has {n}")),
            Self::FiniteSum => objective.finite_sum().is_none().then(|| {
                "a finite sum; this objective is a function with one output, whose terms are not known".to_owned()
            }),
            Self::LeastSquares => match objective.least_squares() {
                None => Some("a sum of squares; of this objective no residuals are known, which are given as the outputs of a function with `reduce`: \"squares\"".to_owned()),
                Some(squares) => {
                    let entries = squares.residual_count().saturating_mul(n);
                    (entries > MOST_JACOBIAN).then(|| format!("a Jacobian of at most {MOST_JACOBIAN} numbers; this one has {entries}"))
                }
            },
            Self::Quadratic => (!objective.is_quadratic()).then(|| {
                "a quadratic function; this one is not written as a polynomial of degree 2 or less".to_owned()
            }),
            Self::Matrix => (n > MOST_VARIABLES).then(|| {
                format!("a matrix of n·n numbers, so at most {MOST_VARIABLES} variables; this objective has {n}")
            }),
        }
    }
}

/// An entry of a list: what it is called, where it is from, what can be set, how it is built.
pub struct Info<T: ?Sized + 'static> {
    /// Its stable kebab-case name.
    pub id: &'static str,
    /// Its name for people.
    pub name: &'static str,
    /// Where its formulas are from.
    pub source: &'static str,
    /// What it needs of the objective.
    pub needs: &'static [Need],
    /// The optimizer's parameters that have no effect beside it.
    pub replaces: &'static [&'static str],
    /// Of an optimizer, the search it takes where none is chosen; `None` where it decides the whole step itself
    /// and takes neither a search nor a schedule.
    pub default_search: Option<&'static str>,
    /// What can be set.
    pub parameters: &'static [Parameter],
    /// Builds it from a value for every parameter.
    pub build: fn(&Settings) -> Result<Rc<T>, Error>,
}

impl<T: ?Sized> Info<T> {
    /// Builds it from the given values and the defaults for the rest.
    ///
    /// # Errors
    /// Kind "parameter" for a name that is none of the parameters, and for a value outside its domain.
    pub fn with(&self, given: &Given) -> Result<Rc<T>, Error> {
        (self.build)(&Settings::new(self.parameters, given, self.id)?)
    }

    /// Checks that an objective has what this needs.
    ///
    /// # Errors
    /// Kind "parameter" with the reason.
    pub fn check(&self, objective: &dyn Objective) -> Result<(), Error> {
        check(self.id, self.needs, objective)
    }
}

/// Checks that an objective has what `id` needs.
pub(crate) fn check(id: &str, needs: &[Need], objective: &dyn Objective) -> Result<(), Error> {
    match needs.iter().find_map(|need| need.lacking(objective)) {
        Some(reason) => Err(refuse(format!("`{id}` needs {reason}"))),
        None => Ok(()),
    }
}

/// The entry with this id.
///
/// # Errors
/// Kind "parameter" with the nearest id that is in the list; `what` names the kind of entry.
pub fn find<T: ?Sized>(list: &[&'static Info<T>], id: &str, what: &str) -> Result<&'static Info<T>, Error> {
    list.iter().find(|info| info.id == id).copied().ok_or_else(|| {
        let known: Vec<&str> = list.iter().map(|info| info.id).collect();
        text::unknown(what, id, &known)
    })
}

/// In JSON an entry has its pseudo-code, written with the defaults, in place of its builder.
impl<T: Pseudocode + ?Sized> Serialize for Info<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let built = self.with(&Given::new()).map_err(serde::ser::Error::custom)?;
        let mut object = serializer.serialize_struct("Info", 8)?;
        object.serialize_field("id", self.id)?;
        object.serialize_field("name", self.name)?;
        object.serialize_field("source", self.source)?;
        object.serialize_field("needs", self.needs)?;
        object.serialize_field("replaces", self.replaces)?;
        object.serialize_field("defaultSearch", &self.default_search)?;
        object.serialize_field("parameters", self.parameters)?;
        object.serialize_field("lines", &built.pseudocode(&Notation::default()))?;
        object.end()
    }
}
