//! Which terms of a finite sum an iteration's gradient is made of.

use fallline_autodiff::Error;
use serde::Serialize;

use crate::draws::Draws;
use crate::list::Need;
use crate::objective::FiniteSum;
use crate::parameter::{DefaultValue, Domain, Parameter};
use crate::pseudocode::Line;
use crate::text::refuse;

/// Where an iteration's gradient can be from.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct GradientInfo {
    /// The `kind` of a specification's gradient.
    pub id: &'static str,
    /// Its name for people.
    pub name: &'static str,
    /// Where its formula is from.
    pub source: &'static str,
    /// What it needs of the objective.
    pub needs: &'static [Need],
    /// What can be set.
    pub parameters: &'static [Parameter],
}

const SEED: Parameter = Parameter {
    id: "seed",
    tex: "s",
    help: "Which sequence of draws: the same seed draws the same terms.",
    domain: Domain::Int { min: 0, max: i32::MAX },
    default: DefaultValue::Number(0.0),
};

/// Every kind of gradient; the first is the default.
pub static GRADIENTS: &[GradientInfo] = &[
    GradientInfo { id: "full", name: "Full gradient", source: "MEDL (4.8)", needs: &[], parameters: &[] },
    GradientInfo {
        id: "sample",
        name: "One sample",
        source: "MEDL (4.10)",
        needs: &[Need::FiniteSum],
        parameters: &[SEED],
    },
    GradientInfo {
        id: "mini-batch",
        name: "Mini-batch",
        source: "MEDL (4.13)",
        needs: &[Need::FiniteSum],
        parameters: &[
            Parameter {
                id: "batch",
                tex: "n_b",
                help: "How many terms the gradient of an iteration is made of.",
                domain: Domain::Int { min: 1, max: 1_000_000 },
                default: DefaultValue::Number(2.0),
            },
            Parameter {
                id: "replacement",
                tex: r"\text{replacement}",
                help: "Whether every term is drawn anew; otherwise every epoch shuffles the terms.",
                domain: Domain::Bool,
                default: DefaultValue::Bool(false),
            },
            SEED,
        ],
    },
];

/// How the terms of an iteration are drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// One term, each as likely as any other, MEDL (4.10).
    Sample,
    /// The sum is shuffled for every epoch and cut into mini-batches, MEDL (4.13); the last one of an epoch is
    /// smaller where the size does not divide the number of terms.
    Shuffled,
    /// Every term of a mini-batch is drawn anew, MEDL 4.2: one term can be there twice.
    Replacement,
}

/// The terms of each iteration's gradient. They depend on the seed and the iteration alone.
#[derive(Clone, Debug)]
pub struct Sampling {
    kind: Kind,
    terms: usize,
    weight: f64,
    batch: usize,
    draws: Draws,
    /// The last epoch that was shuffled, with its order.
    shuffled: Option<(usize, Vec<usize>)>,
}

impl Sampling {
    /// Draws `batch` terms of the sum for each iteration.
    ///
    /// # Errors
    /// Kind "parameter" for a batch of no terms or of more than the sum has.
    pub fn new(sum: &dyn FiniteSum, kind: Kind, batch: usize, seed: u64) -> Result<Self, Error> {
        let (terms, weight) = (sum.terms(), sum.weight());
        if !(1..=terms).contains(&batch) {
            return Err(refuse(format!(
                "`batch` of the gradient must be a whole number from 1 to {terms}, the number of terms; it is {batch}"
            )));
        }
        Ok(Self { kind, terms, weight, batch, draws: Draws::new(seed), shuffled: None })
    }

    /// The number of iterations in an epoch, which asks for as many terms as there are.
    #[must_use]
    pub fn batches(&self) -> usize {
        self.terms.div_ceil(self.batch)
    }

    /// The terms of iteration `iteration`, from 0. The order of an epoch is kept for its next iteration.
    #[must_use]
    pub fn batch(&mut self, iteration: usize) -> Vec<usize> {
        let batches = self.batches();
        let Self { kind, terms, batch, draws, shuffled, .. } = self;
        match kind {
            Kind::Sample | Kind::Replacement => draws.independent(iteration, *batch, *terms),
            Kind::Shuffled => {
                let epoch = iteration / batches;
                let known = shuffled.take().filter(|(known, _)| *known == epoch);
                let (_, order) =
                    shuffled.insert(known.unwrap_or_else(|| (epoch, draws.shuffled(epoch, *terms))));
                let from = iteration % batches * *batch;
                order.iter().skip(from).take(*batch).copied().collect()
            }
        }
    }

    /// The factor on the sum of the batch's gradients that makes its expectation the whole gradient: w m / n_b
    /// for a sum of m terms with the factor w. It is 1/n_b for a mean.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "texts are short")]
    pub fn scale(&self, drawn: usize) -> f64 {
        self.weight * self.terms as f64 / drawn.max(1) as f64
    }

    /// The gradient at `point` as TeX.
    pub(crate) fn tex(&self, point: &str, one_variable: bool) -> String {
        let is_mean = self.weight < 1.0 || self.terms == 1;
        let (single, factor) = match (self.batch, is_mean) {
            (1, true) => (true, String::new()),
            (1, false) => (true, "m".to_owned()),
            (_, true) => (false, r"\frac{1}{n_b}".to_owned()),
            (_, false) => (false, r"\frac{m}{n_b}".to_owned()),
        };
        let term = |i: &str| {
            if one_variable { format!("C_{{{i}}}'({point})") } else { format!(r"\nabla C_{{{i}}}({point})") }
        };
        match single {
            true => format!(r"{factor}{}", term("I_t")),
            false => format!(r"{factor} \sum_{{i \in I_t}} {}", term("i")),
        }
    }

    /// The numbers that its formulas name: how many terms there are, and how many are drawn.
    #[expect(clippy::cast_precision_loss, reason = "texts are short")]
    pub(crate) fn names(&self) -> [(&'static str, f64); 2] {
        [("m", self.terms as f64), ("n_b", self.batch as f64)]
    }

    /// The line that draws, whose numbers count terms from 1 as the formulas do.
    pub(crate) fn line(&self) -> Line {
        let tex = match self.kind {
            Kind::Sample => r"I_t \sim \text{uniform on } \{1, \dots, m\}",
            Kind::Shuffled => r"I_t \leftarrow \text{the next } n_b \text{ of the shuffled } 1, \dots, m",
            Kind::Replacement => r"I_t \sim n_b \text{ times uniform on } \{1, \dots, m\}",
        };
        Line::new("I", tex)
    }
}
