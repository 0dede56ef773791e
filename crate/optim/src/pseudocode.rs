//! The notation in which optimizers write their pseudo-code.

use std::rc::Rc;

use serde::Serialize;

use crate::optimizer::Pace;
use crate::oracle::GradientChain;
use crate::record::Symbol;
use crate::sampling::Sampling;
use crate::search::Names;

/// One line of pseudo-code.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Line {
    /// The line as TeX.
    pub tex: String,
    /// What it assigns, by its name in ASCII.
    pub symbol: Symbol,
    /// What that is on a landscape.
    #[serde(skip)]
    pub role: Role,
}

impl Line {
    /// A line that assigns `symbol`.
    #[must_use]
    pub fn new(symbol: impl Into<Symbol>, tex: impl Into<String>) -> Self {
        let symbol = symbol.into();
        Self { tex: tex.into(), role: Role::of(&symbol), symbol }
    }

    /// The same line with another meaning on a landscape than its symbol usually has.
    #[must_use]
    pub fn meaning(self, role: Role) -> Self {
        Self { role, ..self }
    }

    /// Whether it is written as an assignment, with an arrow.
    #[must_use]
    pub fn is_assignment(&self) -> bool {
        self.tex.contains(r"\leftarrow") || self.tex.contains(r"\sim")
    }

    /// What it assigns, as TeX; `None` where that has no name.
    #[must_use]
    pub fn name(&self) -> Option<String> {
        if self.is_assignment() {
            let (left, _) = self.tex.split_once(r"\leftarrow").or_else(|| self.tex.split_once(r"\sim"))?;
            return Some(left.rsplit(r"\quad").next().unwrap_or(left).trim().to_owned());
        }
        match &*self.symbol {
            "alpha" => Some(r"\alpha_t".to_owned()),
            "L" => Some(r"\mathcal{L}".to_owned()),
            letter => (letter.len() == 1).then(|| letter.to_owned()),
        }
    }
}

/// What a line assigns, as something to see on a landscape.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// Nothing to see.
    #[default]
    None,
    /// A point where something is asked for.
    Point,
    /// A gradient.
    Gradient,
    /// An average of gradients.
    Momentum,
    /// An average of gradients, corrected for its start at 0.
    Corrected,
    /// A direction that is subtracted.
    #[serde(rename = "direction")]
    Descent,
    /// A direction that is added.
    Direction,
    /// The step, as what is added to the point.
    Step,
    /// The point that the step leads to.
    #[serde(rename = "step")]
    Next,
}

impl Role {
    /// What symbols stand for wherever a line says nothing else.
    #[must_use]
    pub fn of(symbol: &str) -> Self {
        match symbol {
            "theta_predicted" => Self::Point,
            "g" => Self::Gradient,
            "v" => Self::Momentum,
            "v_hat" => Self::Corrected,
            "u" => Self::Descent,
            "d" | "p" => Self::Direction,
            "theta" | "theta_1" => Self::Next,
            _ => Self::None,
        }
    }
}

/// Something that is written as lines of pseudo-code.
pub trait Pseudocode {
    /// The lines in order, with the formulas that the settings lead to.
    fn pseudocode(&self, notation: &Notation) -> Vec<Line>;
}

/// How the surroundings of an optimizer change what it writes: C′ for one variable, the chain that
/// the gradient goes through, the step size under a schedule or a search.
#[derive(Clone, Default)]
pub struct Notation {
    /// Whether the objective has one variable.
    pub one_variable: bool,
    /// What is done to the gradient.
    pub chain: GradientChain,
    /// Which terms it is made of, where it is not the whole one.
    pub sampling: Option<Sampling>,
    /// What decides how far a step goes.
    pub pace: Rc<Pace>,
}

impl Notation {
    /// The gradient at a point as the optimizer gets it: ∇C(θ), C′(θ), clipped, with weight decay.
    #[must_use]
    pub fn gradient(&self, point: &str) -> String {
        let plain = match (&self.sampling, self.one_variable) {
            (Some(sampling), one_variable) => sampling.tex(point, one_variable),
            (None, true) => format!("C'({point})"),
            (None, false) => format!(r"\nabla C({point})"),
        };
        self.chain.tex(&plain, point)
    }

    /// The Hessian at a point: ∇²C(θ) or C″(θ), with weight decay.
    #[must_use]
    pub fn hessian(&self, point: &str) -> String {
        match (self.one_variable, self.chain.weight_decay > 0.0) {
            (true, false) => format!("C''({point})"),
            (true, true) => format!(r"C''({point}) + \lambda"),
            (false, false) => format!(r"\nabla^2 C({point})"),
            (false, true) => format!(r"\nabla^2 C({point}) + \lambda I"),
        }
    }

    /// The line that finds the step size from the base rate along a direction; none where the step size is
    /// the base rate itself. `rate` is the base rate's symbol, empty for a base rate of 1.
    #[must_use]
    pub fn step_size_line(&self, rate: &str, direction: &str) -> Option<Line> {
        let names = Names { factor: self.pace.schedule.tex(), rate, direction };
        self.pace.search.formula(&names).map(|tex| Line::new("alpha", tex))
    }

    /// The symbol of the step size: the base rate's own, or αₜ where a line finds it.
    #[must_use]
    pub fn step_size(&self, rate: &'static str) -> &'static str {
        if self.step_size_line(rate, "d").is_some() { r"\alpha_t" } else { rate }
    }
}
