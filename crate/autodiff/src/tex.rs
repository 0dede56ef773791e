//! Formulas as TeX, built with the operators of arithmetic.
//!
//! [`Tex`] is a [`Scalar`]: a rule of the table of operations that is evaluated over it writes its
//! own formula. Sums and products with 0 and 1 are simplified, and plain numbers are worked out.

use std::fmt;
use std::ops::{Add, Div, Mul, Neg, Sub};

use crate::op::Op;
use crate::scalar::Scalar;
use crate::syntax::{Binary, Constant, Definition, Function, NodeKind};

/// How tightly the outermost operation of a formula binds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Binding {
    Sum,
    Product,
    Power,
    Atom,
}

/// A formula in TeX that can be calculated with.
///
/// ```
/// use fallline_autodiff::{Op, tex::Tex};
/// let x = Tex::atom("x");
/// let sine = Op::Sin.tex(&[x.clone()]);
/// assert_eq!(Op::Sin.partial(0, &[x.clone()], &sine, &[]).to_string(), r"\cos(x)");
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Tex {
    text: String,
    binding: Binding,
    /// The value of a plain number.
    number: Option<f64>,
}

impl Tex {
    /// A symbol, such as `\theta_1` or `a_4`.
    #[must_use]
    pub fn atom(text: impl Into<String>) -> Self {
        Self { text: text.into(), binding: Binding::Atom, number: None }
    }

    /// What stands for a formula that cannot be written.
    pub(crate) fn unknown() -> Self {
        Self::atom("?")
    }

    /// A number that stays as it stands, whatever is calculated with it.
    #[must_use]
    pub fn digits(value: f64) -> Self {
        Self { number: None, ..Self::constant(value) }
    }

    /// A name as mathematicians write it: Greek letters by name or by letter, digits and what follows
    /// an underscore as a subscript, longer words upright.
    ///
    /// ```
    /// use fallline_autodiff::tex::Tex;
    /// let name = |n: &str| Tex::name(n).to_string();
    /// assert_eq!([name("t1"), name("w_2"), name("theta"), name("θ1"), name("rate")],
    ///            ["t_{1}", "w_{2}", r"\theta", r"\theta_{1}", r"\mathrm{rate}"]);
    /// ```
    #[must_use]
    pub fn name(name: &str) -> Self {
        let word_end = name.find(|c: char| !c.is_alphabetic()).unwrap_or(name.len());
        let (word, rest) = name.split_at(word_end);
        let index: String =
            rest.trim_start_matches('_').chars().map(|c| subscript_digit(c).unwrap_or(c)).collect();
        let mut letters = word.chars();
        let base = match (letters.next(), letters.next()) {
            (Some(letter), None) => {
                greek_letter(letter).map_or_else(|| letter.to_string(), |greek| format!(r"\{greek}"))
            }
            _ if is_greek_name(word) => format!(r"\{word}"),
            _ => format!(r"\mathrm{{{word}}}"),
        };
        let index = index.replace('_', r"\_");
        Self::atom(if index.is_empty() { base } else { format!("{base}_{{{index}}}") })
    }

    /// A call `f(u, v)` of the function that `function` writes.
    #[must_use]
    pub fn call(function: &str, operands: &[Self]) -> Self {
        let arguments: Vec<&str> = operands.iter().map(|u| u.text.as_str()).collect();
        let arguments = arguments.join(", ");
        let (open, close) = if is_tall(&arguments) { (r"\left(", r"\right)") } else { ("(", ")") };
        Self::atom(format!("{function}{open}{arguments}{close}"))
    }

    /// A root of order `order` (`""` or `"[3]"`).
    #[must_use]
    pub(crate) fn root(order: &str, radicand: &Self) -> Self {
        Self::atom(format!(r"\sqrt{order}{{{}}}", radicand.text))
    }

    /// |u|.
    #[must_use]
    pub(crate) fn bars(&self) -> Self {
        Self::atom(format!(r"\left|{}\right|", self.text))
    }

    /// u^v.
    #[must_use]
    pub fn power(&self, exponent: &Self) -> Self {
        match exponent.number {
            Some(1.0) => return self.clone(),
            Some(0.0) => return Self::constant(1.0),
            _ => {}
        }
        let text = format!("{}^{{{}}}", self.within(Binding::Atom), exponent.text);
        Self { text, binding: Binding::Power, number: None }
    }

    /// π or e.
    #[must_use]
    pub fn named(constant: Constant) -> Self {
        Self::atom(match constant {
            Constant::Pi => r"\pi",
            Constant::E => "e",
        })
    }

    /// Two operands as they were typed with an operator between them.
    #[must_use]
    pub fn infix(operator: Binary, a: Self, b: Self) -> Self {
        let sum = |text: String| Self { text, binding: Binding::Sum, number: None };
        match operator {
            Binary::Add if b.is_negative() => sum(format!("{} + ({})", a.text, b.text)),
            Binary::Add => a + b,
            Binary::Subtract => sum(format!("{} - {}", a.text, b.within(Binding::Product))),
            Binary::Multiply => a * b,
            Binary::Divide => a / b,
            Binary::Power => a.power(&b),
        }
    }

    /// The product a ⊙ b, element by element.
    #[must_use]
    pub fn hadamard(&self, other: &Self) -> Self {
        let text = format!(r"{} \odot {}", self.within(Binding::Product), other.within(Binding::Power));
        // As a sum, so that it is in parentheses inside other products.
        Self { text, binding: Binding::Sum, number: None }
    }

    /// `factor × self` with the factor written out even where it is 1, as the notes' backward table
    /// writes its local derivatives.
    pub(crate) fn weighted_by(&self, factor: &Self) -> Self {
        let text = if factor.number.is_some() {
            format!(r"{} \times {}", factor.text, self.text)
        } else {
            format!(r"{} {}", factor.within(Binding::Product), self.text)
        };
        Self { text, binding: Binding::Product, number: None }
    }

    /// The text, in parentheses unless it binds at least as tightly as `binding` and has no sign.
    fn within(&self, binding: Binding) -> String {
        if self.binding >= binding && !self.is_negative() {
            self.text.clone()
        } else if is_tall(&self.text) {
            format!(r"\left({}\right)", self.text)
        } else {
            format!("({})", self.text)
        }
    }

    fn is_negative(&self) -> bool {
        self.text.starts_with('-')
    }

    /// A factor that is not the first of its product.
    fn as_factor(&self) -> String {
        self.within(Binding::Product)
    }
}

/// Whether parentheses around the text should grow with it.
fn is_tall(text: &str) -> bool {
    text.contains(r"\frac") || text.contains('^') || text.contains(r"\left")
}

fn subscript_digit(c: char) -> Option<char> {
    let value = u32::from(c).checked_sub(u32::from('₀'))?;
    char::from_digit(value, 10)
}

const GREEK: &[(char, &str)] = &[
    ('α', "alpha"),
    ('β', "beta"),
    ('γ', "gamma"),
    ('δ', "delta"),
    ('ε', "varepsilon"),
    ('ζ', "zeta"),
    ('η', "eta"),
    ('θ', "theta"),
    ('ι', "iota"),
    ('κ', "kappa"),
    ('λ', "lambda"),
    ('μ', "mu"),
    ('ν', "nu"),
    ('ξ', "xi"),
    ('π', "pi"),
    ('ρ', "rho"),
    ('σ', "sigma"),
    ('τ', "tau"),
    ('υ', "upsilon"),
    ('φ', "varphi"),
    ('χ', "chi"),
    ('ψ', "psi"),
    ('ω', "omega"),
    ('Γ', "Gamma"),
    ('Δ', "Delta"),
    ('Θ', "Theta"),
    ('Λ', "Lambda"),
    ('Ξ', "Xi"),
    ('Π', "Pi"),
    ('Σ', "Sigma"),
    ('Φ', "Phi"),
    ('Ψ', "Psi"),
    ('Ω', "Omega"),
];

fn greek_letter(letter: char) -> Option<&'static str> {
    GREEK.iter().find(|(c, _)| *c == letter).map(|(_, name)| *name)
}

fn is_greek_name(word: &str) -> bool {
    matches!(word, "epsilon" | "phi") || GREEK.iter().any(|(_, name)| *name == word)
}

/// A number as TeX: the shortest digits that read back the same, powers of ten where they are shorter.
#[must_use]
pub fn number(value: f64) -> String {
    if !value.is_finite() {
        return if value.is_nan() {
            r"\mathrm{NaN}".into()
        } else if value > 0.0 {
            r"\infty".into()
        } else {
            r"-\infty".into()
        };
    }
    let size = value.abs();
    if size == 0.0 || (1e-4..1e16).contains(&size) {
        return format!("{}", value + 0.0);
    }
    let text = format!("{value:e}");
    match text.split_once('e') {
        Some(("1", exponent)) => format!("10^{{{exponent}}}"),
        Some((digits, exponent)) => format!(r"{digits} \cdot 10^{{{exponent}}}"),
        None => text,
    }
}

impl fmt::Display for Tex {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl Add for Tex {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        match (self.number, other.number) {
            (Some(a), Some(b)) => return Self::constant(a + b),
            (Some(0.0), _) => return other,
            (_, Some(0.0)) => return self,
            _ => {}
        }
        let text = match other.text.strip_prefix('-') {
            Some(rest) => format!("{} - {rest}", self.text),
            None => format!("{} + {}", self.text, other.text),
        };
        Self { text, binding: Binding::Sum, number: None }
    }
}

impl Sub for Tex {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        self + -other
    }
}

impl Mul for Tex {
    type Output = Self;
    fn mul(self, other: Self) -> Self {
        match (self.number, other.number) {
            (Some(a), Some(b)) => return Self::constant(a * b),
            (Some(0.0), _) | (_, Some(0.0)) => return Self::constant(0.0),
            (Some(1.0), _) => return other,
            (_, Some(1.0)) => return self,
            (Some(-1.0), _) => return -other,
            (_, Some(-1.0)) => return -self,
            // Numbers stand in front: y · 2 is 2 y.
            (None, Some(_)) => return other * self,
            _ => {}
        }
        if let Some(positive) = self.text.strip_prefix('-')
            && self.binding != Binding::Sum
        {
            return -(Self { text: positive.into(), number: self.number.map(|n| -n), ..self } * other);
        }
        let (left, right) = (self.within(Binding::Product), other.as_factor());
        // Upright words would run into their neighbours.
        let is_word = |text: &str| text.rfind(r"\mathrm{").is_some_and(|at| !text[at..].contains(' '));
        let dot = if right.starts_with(|c: char| c.is_ascii_digit()) {
            r" \cdot "
        } else if is_word(&left) || right.starts_with(r"\mathrm{") {
            r" \, "
        } else {
            " "
        };
        Self { text: format!("{left}{dot}{right}"), binding: Binding::Product, number: None }
    }
}

impl Div for Tex {
    type Output = Self;
    fn div(self, other: Self) -> Self {
        if other.number == Some(1.0) || self.number == Some(0.0) {
            return self;
        }
        if let Some(positive) = self.text.strip_prefix('-')
            && self.binding != Binding::Sum
        {
            return -(Self { text: positive.into(), number: self.number.map(|n| -n), ..self } / other);
        }
        Self {
            text: format!(r"\frac{{{}}}{{{}}}", self.text, other.text),
            binding: Binding::Product,
            number: None,
        }
    }
}

impl Neg for Tex {
    type Output = Self;
    fn neg(self) -> Self {
        if let Some(number) = self.number {
            return Self::constant(-number);
        }
        let text = match self.text.strip_prefix('-') {
            Some(positive) if self.binding != Binding::Sum => positive.to_owned(),
            _ => format!("-{}", self.within(Binding::Product)),
        };
        Self { text, binding: Binding::Product, number: None }
    }
}

impl Scalar for Tex {
    fn constant(value: f64) -> Self {
        let text = number(value);
        let binding = if text.contains("cdot") {
            Binding::Product
        } else if text.contains('^') {
            Binding::Power
        } else {
            Binding::Atom
        };
        Self { text, binding, number: Some(value) }
    }

    fn apply(op: Op, operands: &[Self], weights: &[f64]) -> Self {
        let weighted: Vec<Self> = match op {
            Op::Sum => operands.iter().zip(weights).map(|(u, w)| u.clone() * Self::constant(*w)).collect(),
            Op::Product => {
                weights.iter().map(|w| Self::constant(*w)).chain(operands.iter().cloned()).collect()
            }
            _ => operands.to_vec(),
        };
        op.tex(&weighted)
    }

    fn is_zero(&self) -> bool {
        self.number == Some(0.0)
    }
}

/// A parsed function as it was typed: implicit products, fractions and powers typeset, nothing
/// simplified.
pub(crate) fn function(function: &Function, parameters: &[&str]) -> String {
    let mut pieces: Vec<Tex> = Vec::with_capacity(function.nodes.len());
    for node in &function.nodes {
        let name = |name: Option<&str>| name.map_or_else(Tex::unknown, Tex::name);
        let mut take = |id: usize| {
            pieces.get_mut(id).map_or_else(Tex::unknown, |piece| std::mem::replace(piece, Tex::unknown()))
        };
        let piece = match &node.kind {
            // Typed numbers are kept as they are: 1 x stays 1 x.
            NodeKind::Number(value) => Tex::digits(*value),
            NodeKind::Constant(constant) => Tex::named(*constant),
            NodeKind::Variable(i) => name(function.variables.get(*i).map(String::as_str)),
            NodeKind::Parameter(i) => name(parameters.get(*i).copied()),
            NodeKind::Definition(i) => name(function.definitions.get(*i).map(|d| d.name.as_str())),
            NodeKind::Negate(a) => -take(*a),
            NodeKind::Binary(operator, a, b) => {
                let (a, b) = (take(*a), take(*b));
                Tex::infix(*operator, a, b)
            }
            NodeKind::Call(op, arguments) => {
                let arguments: Vec<Tex> = arguments.iter().map(|&id| take(id)).collect();
                op.tex(&arguments)
            }
        };
        pieces.push(piece);
    }
    let outputs: Vec<String> = function
        .outputs
        .iter()
        .map(|&id| pieces.get(id).map_or_else(String::new, |piece| piece.text.clone()))
        .collect();
    let body = match &outputs[..] {
        [output] => output.clone(),
        // Without \left and \right lines can break between outputs.
        _ => format!("({})", outputs.join(r",\allowbreak\; ")),
    };
    let definition = |d: &Definition| {
        let body = pieces.get(d.body).map_or("", |piece| piece.text.as_str());
        format!(r"{} = {body};\quad ", Tex::name(&d.name))
    };
    let definitions: String = function.definitions.iter().map(definition).collect();
    match &function.name {
        Some(name) => {
            let variables: Vec<String> = function.variables.iter().map(|v| Tex::name(v).text).collect();
            format!("{definitions}{}({}) = {body}", Tex::name(name), variables.join(", "))
        }
        None => definitions + &body,
    }
}
