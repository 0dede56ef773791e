//! Derivatives as formulas.
//!
//! `Symbol` is a [`Scalar`] that writes down what is computed with it. The sweeps that work with numbers give
//! formulas over it: forward mode the derivative by a variable, backward mode all of them at once, with the rules of
//! the one table of operations. All symbols of a function stand on one `Sheet`, where equal formulas stand once.

use std::cell::RefCell;
use std::collections::{HashMap, HashSet};
use std::ops::{Add, Div, Mul, Neg, Sub};
use std::rc::Rc;

use serde::Serialize;

use crate::error::{Error, ErrorKind, Span};
use crate::expression::Expression;
use crate::math;
use crate::op::Op;
use crate::program::Workspace;
use crate::scalar::{Dual, Scalar};
use crate::syntax::{self, Binary, Constant, Function, Node, NodeKind};
use crate::tex;

/// The most different formulas that are kept of a function and its derivatives.
pub const MAX_FORMULAS: usize = 50_000;

/// The largest derivative, in places of its tree, that is written out.
pub const MAX_WRITTEN: usize = 2_000;

/// The largest whole multiple of π that is told from other numbers.
const MULTIPLES_OF_PI: f64 = 1000.0;

/// How large a formula is: its operations, and the variables, parameters and numbers that they take.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Size {
    /// As it would be written: every one as often as it stands there. Grows beyond what integers hold.
    pub nodes: f64,
    /// As a graph: equal formulas count once.
    pub shared_nodes: usize,
}

/// The derivative of a function by one of its variables.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Derivative {
    /// The formula, a tuple for several outputs; parses again with the function's variables and parameters. Absent
    /// above [`MAX_WRITTEN`] nodes, and where the text would be too long or too deep to be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// The formula as TeX, where there is a text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tex: Option<String>,
    /// The size of the formula.
    #[serde(flatten)]
    pub size: Size,
    /// The size of the function itself, simplified by the same rules.
    pub function: Size,
    /// The derivatives of the outputs' sum by all variables, as backward mode computes them: together, each formula
    /// once. `nodes` adds up the derivatives as they would be written.
    pub gradient: Size,
}

impl Expression {
    /// The derivative by variable number `variable`, from 0, simplified: sums and products with 0 and 1, constants,
    /// like terms and powers of the same base. Its values are those of [`Expression::jvp`] up to rounding.
    ///
    /// # Errors
    /// [`ErrorKind::Parameter`] where there is no such variable; [`ErrorKind::Limit`] above [`MAX_FORMULAS`] different
    /// formulas; [`ErrorKind::Evaluate`] where a constant of the derivative is not finite, as in that of (-2)^x.
    ///
    /// ```
    /// use fallline_autodiff::Expression;
    /// let c = Expression::parse("sin(t1*t2) + exp(t2 + t3) - 2*t3")?;
    /// let derivative = c.derivative(1)?;
    /// assert_eq!(derivative.text.as_deref(), Some("cos(t1*t2)*t1 + exp(t2 + t3)"));
    /// # Ok::<(), fallline_autodiff::Error>(())
    /// ```
    pub fn derivative(&self, variable: usize) -> Result<Derivative, Error> {
        let n = self.variables().len();
        if variable >= n {
            let message =
                format!("there is no variable {variable}: the function has {n} variables, counted from 0");
            return Err(Error::new(ErrorKind::Parameter, message));
        }
        let sheet: SharedSheet = Rc::default();
        let write = |form: Form| Symbol::Formula(sheet.clone(), sheet.borrow_mut().write(form));
        let variables: Vec<Symbol> = (0..n).map(|i| write(Form::Variable(i))).collect();
        let parameters: Vec<Symbol> =
            (0..self.parameters().len()).map(|i| write(Form::Parameter(i))).collect();
        let outputs = self.program().outputs();

        let point: Vec<Dual<Symbol>> = variables
            .iter()
            .enumerate()
            .map(|(j, x)| Dual::new(x.clone(), Symbol::Number(if j == variable { 1.0 } else { 0.0 })))
            .collect();
        let constants: Vec<Dual<Symbol>> =
            parameters.iter().map(|c| Dual::new(c.clone(), Symbol::Number(0.0))).collect();
        let mut forward = Workspace::default();
        self.program().forward_at(&point, &constants, &mut forward);
        let values: Vec<Symbol> = outputs.iter().map(|&o| forward.values[o].value.clone()).collect();
        let tangents: Vec<Symbol> = outputs.iter().map(|&o| forward.values[o].tangent.clone()).collect();

        let mut backward = Workspace::default();
        self.program().forward_at(&variables, &parameters, &mut backward);
        self.program().backward(&vec![Symbol::Number(1.0); outputs.len()], &mut backward);
        backward.adjoints.truncate(n);

        let mut sheet = sheet.borrow_mut();
        if sheet.is_full {
            let message = format!(
                "the derivative is not written: with the function it has more than {MAX_FORMULAS} different parts"
            );
            return Err(Error::new(ErrorKind::Limit, message));
        }
        let [values, tangents, gradient] = [values, tangents, backward.adjoints]
            .map(|symbols| symbols.iter().map(|symbol| sheet.id(symbol)).collect::<Vec<_>>());
        if sheet.has_broken_number(&tangents) {
            let message = "a constant of the derivative is not finite, whatever the variables are";
            return Err(Error::new(ErrorKind::Evaluate, message));
        }
        let names: Vec<&str> = self.parameters().iter().map(|(name, _)| name.as_str()).collect();
        let listed: Vec<&str> = self.variables().iter().map(String::as_str).collect();
        let written = sheet.function(&tangents, self.variables()).and_then(|function| {
            let text = syntax::print(&function, &names);
            let is_read = syntax::parse(&text, Some(&listed), &names).is_ok();
            is_read.then(|| (text, tex::function(&function, &names)))
        });
        let (text, tex) = written.unzip();
        Ok(Derivative {
            text,
            tex,
            size: sheet.size(&tangents),
            function: sheet.size(&values),
            gradient: sheet.size(&gradient),
        })
    }
}

type Id = usize;
type SharedSheet = Rc<RefCell<Sheet>>;

/// What stands at a place of a sheet.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Form {
    /// A number by its bits.
    Number(u64),
    Variable(usize),
    Parameter(usize),
    Negate(Id),
    Binary(Binary, Id, Id),
    Call(Op, Vec<Id>),
}

/// A number, or a formula on a sheet.
#[derive(Clone, Debug)]
pub(crate) enum Symbol {
    Number(f64),
    Formula(SharedSheet, Id),
}

impl Symbol {
    fn binary(
        self,
        other: Self,
        on_numbers: fn(f64, f64) -> f64,
        on_sheet: fn(&mut Sheet, Id, Id) -> Id,
    ) -> Self {
        let sheet = match (&self, &other) {
            (Self::Number(a), Self::Number(b)) => return Self::Number(on_numbers(*a, *b)),
            (Self::Formula(sheet, _), _) | (_, Self::Formula(sheet, _)) => sheet.clone(),
        };
        Self::on(sheet, |sheet| {
            let (a, b) = (sheet.id(&self), sheet.id(&other));
            on_sheet(sheet, a, b)
        })
    }

    /// A formula that is written on a sheet; where it turns out to be a number, that number.
    fn on(shared: SharedSheet, write: impl FnOnce(&mut Sheet) -> Id) -> Self {
        let mut sheet = shared.borrow_mut();
        if sheet.is_full {
            return Self::Number(f64::NAN);
        }
        let id = write(&mut sheet);
        match sheet.number(id) {
            Some(number) => Self::Number(number),
            None => {
                drop(sheet);
                Self::Formula(shared, id)
            }
        }
    }
}

impl Add for Symbol {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        self.binary(other, |a, b| a + b, Sheet::add)
    }
}

impl Sub for Symbol {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        self + -other
    }
}

impl Mul for Symbol {
    type Output = Self;
    fn mul(self, other: Self) -> Self {
        self.binary(other, |a, b| a * b, Sheet::multiply)
    }
}

impl Div for Symbol {
    type Output = Self;
    fn div(self, other: Self) -> Self {
        self.binary(other, |a, b| a / b, Sheet::divide)
    }
}

impl Neg for Symbol {
    type Output = Self;
    fn neg(self) -> Self {
        match self {
            Self::Number(number) => Self::Number(-number),
            Self::Formula(sheet, id) => Self::on(sheet, |sheet| sheet.scale(-1.0, id)),
        }
    }
}

impl Scalar for Symbol {
    fn constant(value: f64) -> Self {
        Self::Number(value)
    }

    fn apply(op: Op, operands: &[Self], weights: &[f64]) -> Self {
        let weight = |k: usize| Self::Number(weights.get(k).copied().unwrap_or(1.0));
        match (op, operands) {
            (Op::Sum, _) => {
                let terms = operands.iter().enumerate().map(|(k, u)| weight(k) * u.clone());
                terms.fold(Self::Number(0.0), |total, term| total + term)
            }
            (Op::Product, _) => operands.iter().fold(weight(0), |product, u| product * u.clone()),
            (Op::Divide, [u, v]) => u.clone() / v.clone(),
            (Op::Power, [u, v]) => u.clone().binary(v.clone(), math::pow, Sheet::power),
            _ => {
                let sheet = operands.iter().find_map(|u| match u {
                    Self::Formula(sheet, _) => Some(sheet.clone()),
                    Self::Number(_) => None,
                });
                let Some(sheet) = sheet else {
                    let numbers: Vec<f64> = operands
                        .iter()
                        .map(|u| if let Self::Number(x) = u { *x } else { f64::NAN })
                        .collect();
                    return Self::Number(op.value(&numbers, weights));
                };
                Self::on(sheet, |sheet| {
                    let operands = operands.iter().map(|u| sheet.id(u)).collect();
                    sheet.write(Form::Call(op, operands))
                })
            }
        }
    }

    fn is_zero(&self) -> bool {
        matches!(self, Self::Number(number) if *number == 0.0)
    }
}

/// Formulas, each written once, and the rules by which they are simplified.
#[derive(Debug, Default)]
pub(crate) struct Sheet {
    forms: Vec<Form>,
    ids: HashMap<Form, Id>,
    /// How large each is, as it would be written.
    nodes: Vec<f64>,
    /// Whether something had no room any more, so that what stands here is not what was computed.
    is_full: bool,
}

impl Sheet {
    fn write(&mut self, form: Form) -> Id {
        if let Some(&id) = self.ids.get(&form) {
            return id;
        }
        if self.forms.len() >= MAX_FORMULAS {
            self.is_full = true;
            return 0;
        }
        let id = self.forms.len();
        let mut nodes = 1.0;
        for_each_child(&form, |child| nodes += self.nodes[child]);
        self.nodes.push(nodes);
        self.forms.push(form.clone());
        self.ids.insert(form, id);
        id
    }

    fn id(&mut self, symbol: &Symbol) -> Id {
        match symbol {
            Symbol::Number(number) => self.write_number(*number),
            Symbol::Formula(_, id) => *id,
        }
    }

    fn write_number(&mut self, number: f64) -> Id {
        // 0 and -0 are the same formula.
        self.write(Form::Number((number + 0.0).to_bits()))
    }

    fn number(&self, id: Id) -> Option<f64> {
        if let Form::Number(bits) = self.forms[id] { Some(f64::from_bits(bits)) } else { None }
    }

    /// A term without its numeric factor, and that factor; a number is a multiple of 1.
    fn split(&mut self, id: Id) -> (f64, Id) {
        match self.forms[id] {
            Form::Number(bits) => (f64::from_bits(bits), self.write_number(1.0)),
            Form::Negate(a) => (-1.0, a),
            Form::Binary(Binary::Multiply, c, a) => self.number(c).map_or((1.0, id), |c| (c, a)),
            _ => (1.0, id),
        }
    }

    /// c times a formula.
    fn scale(&mut self, c: f64, id: Id) -> Id {
        let (own, rest) = self.split(id);
        let c = c * own;
        let is_one = self.number(rest) == Some(1.0);
        match self.forms[rest] {
            _ if is_one || c == 0.0 => self.write_number(c),
            _ if c == 1.0 => rest,
            Form::Binary(Binary::Subtract, a, b) if c == -1.0 => {
                self.write(Form::Binary(Binary::Subtract, b, a))
            }
            _ if c == -1.0 => self.write(Form::Negate(rest)),
            Form::Binary(Binary::Divide, a, b) if c > 0.0 => {
                let a = self.scale(c, a);
                self.divide(a, b)
            }
            Form::Binary(Binary::Divide, ..) => {
                let positive = self.scale(-c, rest);
                self.scale(-1.0, positive)
            }
            _ => {
                let c = self.write_number(c);
                self.write(Form::Binary(Binary::Multiply, c, rest))
            }
        }
    }

    fn add(&mut self, a: Id, b: Id) -> Id {
        let mut sum = a;
        for (is_negative, term) in self.terms(b) {
            let term = if is_negative { self.scale(-1.0, term) } else { term };
            sum = self.add_term(sum, term);
        }
        sum
    }

    /// The terms of a sum from left to right, and whether each is subtracted.
    fn terms(&self, mut id: Id) -> Vec<(bool, Id)> {
        let mut terms = Vec::new();
        loop {
            match self.forms[id] {
                Form::Binary(Binary::Add, a, b) => {
                    terms.push((false, b));
                    id = a;
                }
                Form::Binary(Binary::Subtract, a, b) => {
                    terms.push((true, b));
                    id = a;
                }
                _ => break,
            }
        }
        terms.push((false, id));
        terms.reverse();
        terms
    }

    fn add_term(&mut self, a: Id, b: Id) -> Id {
        if self.number(a) == Some(0.0) {
            return b;
        }
        let (c, term) = self.split(b);
        if c == 0.0 {
            return a;
        }
        let (own, rest) = self.split(a);
        if rest == term {
            return self.scale(own + c, term);
        }
        let (sign, before, last) = match self.forms[a] {
            Form::Binary(Binary::Add, before, last) => (1.0, before, last),
            Form::Binary(Binary::Subtract, before, last) => (-1.0, before, last),
            _ if own < 0.0 && c > 0.0 => {
                let a = self.scale(-1.0, a);
                return self.write(Form::Binary(Binary::Subtract, b, a));
            }
            _ => (0.0, a, a),
        };
        let (own, rest) = self.split(last);
        if sign != 0.0 && rest == term {
            let merged = self.scale(sign * own + c, term);
            return self.add_term(before, merged);
        }
        if c < 0.0 {
            let b = self.scale(-1.0, b);
            self.write(Form::Binary(Binary::Subtract, a, b))
        } else {
            self.write(Form::Binary(Binary::Add, a, b))
        }
    }

    fn multiply(&mut self, a: Id, b: Id) -> Id {
        let ((c, a), (d, b)) = (self.split(a), self.split(b));
        let product = match (self.quotient(a), self.quotient(b)) {
            (None, None) => {
                let factors = self.factors(b);
                factors.into_iter().fold(a, |product, factor| self.multiply_factor(product, factor))
            }
            (a_quotient, b_quotient) => {
                let one = self.write_number(1.0);
                let ((p, q), (r, s)) = (a_quotient.unwrap_or((a, one)), b_quotient.unwrap_or((b, one)));
                let (above, below) = (self.multiply(p, r), self.multiply(q, s));
                self.divide(above, below)
            }
        };
        self.scale(c * d, product)
    }

    fn quotient(&self, id: Id) -> Option<(Id, Id)> {
        if let Form::Binary(Binary::Divide, a, b) = self.forms[id] { Some((a, b)) } else { None }
    }

    fn has_numeric_factor(&self, form: &Form) -> bool {
        matches!(form, Form::Binary(Binary::Multiply, c, _) if self.number(*c).is_some())
    }

    /// The factors of a product from left to right, with its numeric factor in front.
    fn factors(&self, mut id: Id) -> Vec<Id> {
        let mut factors = Vec::new();
        let mut front = None;
        if let Form::Binary(Binary::Multiply, c, rest) = self.forms[id]
            && self.number(c).is_some()
        {
            (front, id) = (Some(c), rest);
        }
        while let Form::Binary(Binary::Multiply, a, b) = self.forms[id] {
            factors.push(b);
            id = a;
        }
        factors.push(id);
        factors.extend(front);
        factors.reverse();
        factors
    }

    fn multiply_factor(&mut self, a: Id, b: Id) -> Id {
        if self.number(a) == Some(1.0) {
            return b;
        }
        if self.number(b) == Some(1.0) {
            return a;
        }
        let (before, last) = match self.forms[a] {
            Form::Binary(Binary::Multiply, before, last) => (Some(before), last),
            _ => (None, a),
        };
        let ((base, m), (other, n)) = (self.base(last), self.base(b));
        if base == other {
            let exponent = self.write_number(m + n);
            let power = self.power(base, exponent);
            return before.map_or(power, |before| self.write(Form::Binary(Binary::Multiply, before, power)));
        }
        self.write(Form::Binary(Binary::Multiply, a, b))
    }

    /// A formula as a power with a whole positive exponent.
    fn base(&self, id: Id) -> (Id, f64) {
        if let Form::Binary(Binary::Power, base, exponent) = self.forms[id]
            && let Some(n) = self.number(exponent)
            && n >= 1.0
            && n.trunc() == n
        {
            return (base, n);
        }
        (id, 1.0)
    }

    fn divide(&mut self, a: Id, b: Id) -> Id {
        if let Some((p, q)) = self.quotient(a) {
            let below = self.multiply(q, b);
            return self.divide(p, below);
        }
        if let Some((p, q)) = self.quotient(b) {
            let above = self.multiply(a, q);
            return self.divide(above, p);
        }
        let ((c, a), (d, b)) = (self.split(a), self.split(b));
        let sign = if (c < 0.0) == (d < 0.0) { 1.0 } else { -1.0 };
        let (mut c, mut d) = (c.abs(), d.abs());
        if (c / d).trunc() == c / d {
            (c, d) = (c / d, 1.0);
        } else if (d / c).trunc() == d / c {
            (c, d) = (1.0, d / c);
        }
        let one = self.write_number(1.0);
        let (a, b) = if a == b {
            (one, one)
        } else {
            let ((p, m), (q, n)) = (self.base(a), self.base(b));
            if p == q {
                let rest = self.write_number((m - n).abs());
                let power = self.power(p, rest);
                if m > n { (power, one) } else { (one, power) }
            } else {
                (a, b)
            }
        };
        let (above, below) = (self.scale(c, a), self.scale(d, b));
        let quotient = match (self.number(above), self.number(below)) {
            (_, Some(1.0)) => above,
            (Some(above), Some(below)) => self.write_number(above / below),
            _ if c == 0.0 => self.write_number(0.0),
            _ => self.write(Form::Binary(Binary::Divide, above, below)),
        };
        if sign < 0.0 { self.scale(-1.0, quotient) } else { quotient }
    }

    fn power(&mut self, a: Id, exponent: Id) -> Id {
        match (self.number(a), self.number(exponent)) {
            (Some(a), Some(n)) => self.write_number(math::pow(a, n)),
            (_, Some(1.0)) => a,
            (_, Some(0.0)) => self.write_number(1.0),
            _ => self.write(Form::Binary(Binary::Power, a, exponent)),
        }
    }

    /// What the formulas are made of, themselves among it.
    fn parts(&self, roots: &[Id]) -> HashSet<Id> {
        let mut seen: HashSet<Id> = HashSet::new();
        let mut open = roots.to_vec();
        while let Some(id) = open.pop() {
            if seen.insert(id) {
                for_each_child(&self.forms[id], |child| open.push(child));
            }
        }
        seen
    }

    fn size(&self, roots: &[Id]) -> Size {
        let nodes = roots.iter().map(|&id| self.nodes[id]).sum();
        Size { nodes, shared_nodes: self.parts(roots).len() }
    }

    fn has_broken_number(&self, roots: &[Id]) -> bool {
        self.parts(roots).iter().any(|&id| self.number(id).is_some_and(|number| !number.is_finite()))
    }

    /// The formulas as a tree, in which a formula stands as often as it is used; none where that is too large.
    fn function(&self, roots: &[Id], variables: &[String]) -> Option<Function> {
        let written: f64 = roots.iter().map(|&id| self.nodes[id]).sum();
        if written > MAX_WRITTEN as f64 {
            return None;
        }
        let mut nodes: Vec<Node> = Vec::new();
        let mut push = |kind: NodeKind| {
            nodes.push(Node { kind, span: Span::new(0, 0) });
            nodes.len() - 1
        };
        let mut outputs = Vec::new();
        for &root in roots {
            // Depth first; `true` marks the way back, when the operands wait at the end of `done`.
            let mut open = vec![(root, false)];
            let mut done: Vec<usize> = Vec::new();
            while let Some((id, is_return)) = open.pop() {
                let form = &self.forms[id];
                // A numeric factor stands before the others, and not before a product of them.
                let factors = if self.has_numeric_factor(form) { self.factors(id) } else { Vec::new() };
                if !is_return {
                    open.push((id, true));
                    let first = open.len();
                    open.extend(factors.iter().map(|&factor| (factor, false)));
                    if factors.is_empty() {
                        for_each_child(form, |child| open.push((child, false)));
                    }
                    open[first..].reverse();
                    continue;
                }
                if !factors.is_empty() {
                    let factors = done.split_off(done.len().checked_sub(factors.len())?);
                    done.extend(
                        factors.into_iter().reduce(|a, b| push(NodeKind::Binary(Binary::Multiply, a, b))),
                    );
                    continue;
                }
                let place = match form {
                    Form::Number(bits) => write_out(f64::from_bits(*bits), &mut push),
                    Form::Variable(i) => push(NodeKind::Variable(*i)),
                    Form::Parameter(i) => push(NodeKind::Parameter(*i)),
                    Form::Negate(_) => push(NodeKind::Negate(done.pop()?)),
                    Form::Binary(operator, ..) => {
                        let (b, a) = (done.pop()?, done.pop()?);
                        push(NodeKind::Binary(*operator, a, b))
                    }
                    Form::Call(op, operands) => {
                        let arguments = done.split_off(done.len().checked_sub(operands.len())?);
                        push(NodeKind::Call(*op, arguments))
                    }
                };
                done.push(place);
            }
            outputs.extend(done);
        }
        Some(Function { name: None, variables: variables.to_vec(), definitions: Vec::new(), nodes, outputs })
    }
}

fn for_each_child(form: &Form, mut visit: impl FnMut(Id)) {
    match form {
        Form::Number(_) | Form::Variable(_) | Form::Parameter(_) => {}
        Form::Negate(a) => visit(*a),
        Form::Binary(_, a, b) => {
            visit(*a);
            visit(*b);
        }
        Form::Call(_, operands) => operands.iter().copied().for_each(visit),
    }
}

/// The largest denominator of a fraction that is told from other numbers.
const DENOMINATORS: u32 = 99;

/// A number as the language has it: a sign is an operation, e and the multiples of π go by their names, and what has no
/// short digits may be a fraction. What is read again are the same bits.
fn write_out(number: f64, push: &mut impl FnMut(NodeKind) -> usize) -> usize {
    let size = number.abs();
    let multiple = (size / math::PI).round();
    let place = if size == math::E {
        push(NodeKind::Constant(Constant::E))
    } else if (1.0..=MULTIPLES_OF_PI).contains(&multiple) && multiple * math::PI == size {
        let pi = push(NodeKind::Constant(Constant::Pi));
        if multiple == 1.0 {
            pi
        } else {
            let factor = push(NodeKind::Number(multiple));
            push(NodeKind::Binary(Binary::Multiply, factor, pi))
        }
    } else if let Some((above, below)) = fraction(size) {
        let (above, below) = (push(NodeKind::Number(above)), push(NodeKind::Number(below)));
        push(NodeKind::Binary(Binary::Divide, above, below))
    } else {
        push(NodeKind::Number(size))
    };
    if number < 0.0 { push(NodeKind::Negate(place)) } else { place }
}

/// A number with many digits as a fraction of small whole numbers, if it is the nearest double to one.
fn fraction(number: f64) -> Option<(f64, f64)> {
    let has_many_digits = number > 1e-3 && number < 1e3 && format!("{number}").len() > 10;
    (2..=DENOMINATORS).map(f64::from).filter(|_| has_many_digits).find_map(|below| {
        let above = (number * below).round();
        (above / below == number).then_some((above, below))
    })
}
