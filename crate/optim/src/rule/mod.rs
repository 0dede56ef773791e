//! Optimizers that a user types, as a rule of a few statements.
//!
//! ```text
//! # Heavy ball
//! param alpha = 0.01 from 1e-5 to 1 log    # how far to go
//! param beta = 0.9 from 0 to 1
//! v = beta*v + g
//! theta = theta - alpha*v
//! ```
//!
//! The statements, whose grammar is that of [`fallline_autodiff::syntax::Statements`], are carried out in order in every step.
//!
//! | name | what it is | shape |
//! |---|---|---|
//! | `theta`, `θ` | the point; a rule assigns the next one | vector |
//! | `g` | ∇C(θ(t)), drawn, clipped and with weight decay as the run says | vector |
//! | `C` | C(θ(t)) | number |
//! | `t` | the number of the step, from 1 | number |
//! | `n` | the number of variables | number |
//! | a name that is assigned | what was assigned last. Where a step reads it before that, it is kept from step to step, from 0 on or from what `init name = ...` says | as assigned |
//! | a name that is never assigned | a parameter, 0.1 unless `param name = ...` says otherwise | number |
//!
//! * Operators and functions work element by element, and a number stands for a vector of it.
//! * Besides the functions of [`Op`](fallline_autodiff::Op) there are those of [`FUNCTIONS`]. `max`, `min` and
//!   `logsumexp` of a single vector are of its coordinates.
//! * `g`, `C`, `hv` and `hinv` are about the point at which the step starts, whatever has been assigned to `theta` since;
//!   `grad(theta)` is about what `theta` is just then. All questions are counted.
//! * A comparison, `a < b`, is 1 or 0.
//! * A comment behind a parameter tells what it does, one on the first line names the rule.
//!
//! A rule decides itself how far a step goes: it takes neither a search nor a schedule.

mod check;
mod evaluate;
mod examples;
mod function;
mod typeset;

use std::borrow::Cow;

use fallline_autodiff::syntax::{Node, NodeKind};
use fallline_autodiff::{Error, Span};
use serde::{Serialize, Serializer};

use crate::list::Need;
use crate::parameter::{Domain, Setting};
use crate::pseudocode::{self, Line, Notation};
use crate::record::Symbol;
use crate::spec::Selection;
use crate::text::{self, refuse};
use check::Name;

pub(crate) use check::{Assignment, Role, Shape};
pub(crate) use evaluate::Own;
pub use examples::{RULES, RuleExample};
pub use function::{FUNCTIONS, Function};

/// The id of a typed rule where an optimizer is chosen.
pub const OWN: &str = "own";
/// The most statements of a rule.
pub const MOST_STATEMENTS: usize = 64;
/// The most numbers, names and operations in a rule.
pub const MOST_SIZE: usize = 1000;
/// The most places where a rule asks the objective.
pub const MOST_QUESTIONS: usize = 16;

/// A parameter of a rule.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct RuleParameter {
    /// Its name.
    pub id: String,
    /// Its name as TeX.
    pub tex: String,
    /// What the comment behind its declaration says.
    pub help: String,
    /// What it may be.
    pub domain: Domain,
    /// What it is where nothing is given.
    pub default: f64,
    #[serde(skip)]
    span: Span,
}

/// Something that a rule keeps from step to step.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct RuleState {
    /// Its name.
    pub name: String,
    /// Its name as TeX.
    pub tex: String,
    /// "number" or "vector".
    pub shape: &'static str,
    /// What it is before the first step, as TeX.
    pub init: String,
}

/// A typed rule.
#[derive(Clone, Debug, PartialEq)]
pub struct Rule {
    source: String,
    title: Option<String>,
    pub(crate) names: Vec<Name>,
    pub(crate) nodes: Vec<Node<Function>>,
    /// Of every node.
    pub(crate) shapes: Vec<Shape>,
    /// The statements of a step.
    pub(crate) steps: Vec<Assignment>,
    parameters: Vec<RuleParameter>,
}

impl Rule {
    /// Reads a rule.
    ///
    /// # Errors
    /// Kind "parse" with the place in the text where it is not in the language, where numbers stand for vectors that are
    /// needed, or where nothing is assigned to `theta`; "limit" where it is larger than [`MOST_STATEMENTS`],
    /// [`MOST_SIZE`] or [`MOST_QUESTIONS`] allow.
    ///
    /// ```
    /// use fallline_optim::rule::Rule;
    /// let rule = Rule::read("v = beta*v + (1 - beta)*g; theta = theta - alpha*v")?;
    /// let parameters: Vec<&str> = rule.parameters().iter().map(|p| p.id.as_str()).collect();
    /// assert_eq!(parameters, ["beta", "alpha"]);
    /// assert_eq!(rule.state()[0].shape, "vector");
    /// let error = Rule::read("theta = theta - alpha*norm(alpha)*g").unwrap_err();
    /// assert_eq!(error.message, "`norm` is of a vector, and this is a number; the size of a number is abs");
    /// # Ok::<(), fallline_autodiff::Error>(())
    /// ```
    pub fn read(source: &str) -> Result<Self, Error> {
        check::read(source)
    }

    /// The text that was read.
    #[must_use]
    pub fn source(&self) -> &str {
        &self.source
    }

    /// The comment on the first line.
    #[must_use]
    pub fn title(&self) -> Option<&str> {
        self.title.as_deref()
    }

    /// What can be set: first what is declared.
    #[must_use]
    pub fn parameters(&self) -> &[RuleParameter] {
        &self.parameters
    }

    /// What is kept from step to step.
    #[must_use]
    pub fn state(&self) -> Vec<RuleState> {
        let entry = |name: &Name| match &name.role {
            Role::State(initial) => Some(RuleState {
                name: name.id.clone(),
                tex: name.tex.clone(),
                shape: match name.shape {
                    Shape::Scalar => "number",
                    Shape::Vector => "vector",
                },
                init: initial
                    .as_ref()
                    .map_or_else(|| "0".to_owned(), |initial| self.value_tex(initial, &Notation::default())),
            }),
            _ => None,
        };
        self.names.iter().filter_map(entry).collect()
    }

    /// Its pseudo-code.
    #[must_use]
    pub fn lines(&self, notation: &Notation) -> Vec<Line> {
        let steps = self.steps.iter().enumerate();
        self.opening(notation).chain(steps.map(|(i, step)| self.step_line(i, step, notation))).collect()
    }

    /// A statement as a line; on a landscape only points mean something for sure.
    fn step_line(&self, place: usize, step: &Assignment, notation: &Notation) -> Line {
        let is_point = self.names[step.name].role == Role::Point;
        let meaning = if is_point { pseudocode::Role::Next } else { pseudocode::Role::None };
        Line::new(self.symbol(place), self.line(step, notation)).meaning(meaning)
    }

    /// What tells the line of a step from all others: the name that it assigns, counted where that is assigned more
    /// than once.
    fn symbol(&self, step: usize) -> Symbol {
        let Some(assignment) = self.steps.get(step) else { return Cow::Borrowed("") };
        let name = &self.names[assignment.name];
        let before = self.steps[..step].iter().filter(|other| other.name == assignment.name).count();
        match before + usize::from(name.has_line()) {
            0 => Cow::Owned(name.id.clone()),
            count => Cow::Owned(format!("{} ({})", name.id, count + 1)),
        }
    }

    /// What it needs of an objective.
    #[must_use]
    pub fn needs(&self) -> &'static [Need] {
        let solves = |node: &Node<Function>| matches!(node.kind, NodeKind::Call(Function::HessianInverse, _));
        if self.nodes.iter().any(solves) { &[Need::Matrix] } else { &[] }
    }

    /// The optimizer that a specification with the id [`OWN`] describes: its `rule`, with the values of parameters.
    ///
    /// # Errors
    /// As for [`Rule::read`], with the place in the rule; kind "parameter" where there is no rule, for a name that is
    /// none of its parameters, and for a value outside its domain.
    pub(crate) fn own(selection: &Selection) -> Result<Own, Error> {
        let Some(source) = selection.rule() else {
            return Err(refuse(format!("`{OWN}` needs a `rule`, which is a text")));
        };
        let given = &selection.parameters;
        let rule = Self::read(source)?;
        let mut values = Vec::with_capacity(rule.parameters.len());
        for (name, setting) in given.iter().filter(|(name, _)| *name != "rule") {
            let Some(parameter) = rule.parameters.iter().find(|parameter| parameter.id == *name) else {
                let known: Vec<&str> = rule.parameters.iter().map(|p| p.id.as_str()).collect();
                return Err(text::unknown("parameter of the rule called", name, &known));
            };
            match setting {
                Some(setting @ Setting::Number(x)) if parameter.domain.contains(setting) => {
                    values.push((name.clone(), *x));
                }
                Some(setting) => {
                    let wanted = parameter.domain.describe(name);
                    return Err(refuse(format!("`{name}` of the rule must be {wanted}; it is {setting}")));
                }
                None => {}
            }
        }
        let value = |name: &Name| {
            let given = values.iter().find(|(id, _)| *id == name.id).map(|(_, x)| *x);
            given.or_else(|| rule.parameters.iter().find(|p| p.id == name.id).map(|p| p.default))
        };
        let values = rule.names.iter().map(value).collect();
        Ok(Own { rule, parameters: values })
    }
}

/// In JSON: its title, its parameters, its state and its lines.
impl Serialize for Rule {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Description<'a> {
            title: Option<&'a str>,
            parameters: &'a [RuleParameter],
            state: Vec<RuleState>,
            needs: &'static [Need],
            lines: Vec<Line>,
        }
        let description = Description {
            title: self.title(),
            parameters: &self.parameters,
            state: self.state(),
            needs: self.needs(),
            lines: self.lines(&Notation::default()),
        };
        description.serialize(serializer)
    }
}
