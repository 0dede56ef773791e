//! Functions and their derivatives as source code of Python.
//!
//! `Code` is a [`Scalar`]: a program that runs over it, forward or backward, writes down what it does. So the code
//! of a gradient comes from the same table of operations as its value. Numbers are worked out, what is multiplied
//! by 0 and what nothing depends on is left out, and nothing is written twice.

use std::cell::RefCell;
use std::collections::{HashMap, HashSet};
use std::ops::{Add, Div, Mul, Neg, Sub};
use std::rc::Rc;

use crate::error::{Error, ErrorKind};
use crate::expression::Expression;
use crate::op::Op;
use crate::program::Workspace;
use crate::scalar::{Dual, Scalar};

/// The most assignments of a function, and the longest code in bytes.
const MOST_LINES: usize = 5_000;
const LONGEST: usize = 1 << 18;
/// A longer formula gets a name before it is used further.
const LONG: usize = 40;

/// Names that mean something else in Python or in the code around a function.
const RESERVED: &[&str] = &[
    "False", "None", "True", "and", "as", "assert", "async", "await", "break", "class", "continue", "def",
    "del", "elif", "else", "except", "finally", "for", "from", "global", "if", "import", "in", "is",
    "lambda", "nonlocal", "not", "or", "pass", "raise", "return", "try", "while", "with", "yield", "np",
    "math", "torch", "theta", "rows", "data",
];

/// Whose functions the code calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Library {
    /// NumPy: names can stand for arrays as well as for numbers.
    NumPy,
    /// PyTorch: names stand for tensors, and what is made of them can be differentiated.
    Torch,
}

/// What to write down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// The m outputs.
    Values,
    /// The derivatives by the n variables: m·n results, in rows.
    Jacobian,
    /// The second derivatives: m·n·n results, for each output in rows.
    Hessians,
}

/// The body of a function.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Body {
    /// What the variables are called.
    pub variables: Vec<String>,
    /// What the parameters are called.
    pub parameters: Vec<String>,
    /// Assignments, in order.
    pub lines: Vec<String>,
    /// What is asked for, as formulas.
    pub results: Vec<String>,
}

/// The code of an expression. Variables and parameters keep their names where Python allows it.
///
/// # Errors
/// [`ErrorKind::Limit`] where it would take too many lines.
///
/// ```
/// use fallline_autodiff::Expression;
/// use fallline_autodiff::python::{body, Library, Wanted};
/// let code = body(&Expression::parse("x sin(x y)")?, Library::NumPy, Wanted::Jacobian)?;
/// assert_eq!(code.lines, ["a1 = x*y", "a2 = np.sin(a1)", "a4 = np.cos(a1)"]);
/// assert_eq!(code.results, ["a2 + y*(a4*x)", "x*(a4*x)"]);
/// # Ok::<(), fallline_autodiff::Error>(())
/// ```
pub fn body(expression: &Expression, library: Library, wanted: Wanted) -> Result<Body, Error> {
    let named: Vec<&str> = expression.variables().iter().map(String::as_str).collect();
    let (variables, parameters) = {
        let given: Vec<&str> = expression.parameters().iter().map(|(name, _)| name.as_str()).collect();
        (allowed(&named), allowed(&given))
    };
    let taken: HashSet<&str> = variables.iter().chain(&parameters).map(String::as_str).collect();
    let is_free = |prefix: &&str| {
        let numbered =
            |name: &&str| name.strip_prefix(prefix).is_some_and(|rest| rest.parse::<usize>().is_ok());
        !taken.iter().any(numbered)
    };
    let prefix = ["a", "b", "c", "u", "w", "z"].into_iter().find(is_free).unwrap_or("_");
    let page = Rc::new(RefCell::new(Page { library, prefix, ..Page::default() }));
    let names =
        |names: &[String]| names.iter().map(|name| Code::atom(name.clone(), &page)).collect::<Vec<Code>>();
    let (point, fixed) = (names(&variables), names(&parameters));
    let results = written(expression, wanted, &point, &fixed);
    let page = page.borrow();
    let results: Vec<String> = results.iter().map(|code| code.text.clone()).collect();
    let lines = page.needed(&results);
    let length: usize = lines.iter().chain(&results).map(String::len).sum();
    if page.lines.len() > MOST_LINES || length > LONGEST {
        let message = format!("the code is longer than {LONGEST} characters or {MOST_LINES} lines");
        return Err(Error::new(ErrorKind::Limit, message));
    }
    Ok(Body { variables, parameters, lines, results })
}

/// The outputs or derivatives of a program that runs over code.
fn written(expression: &Expression, wanted: Wanted, point: &[Code], fixed: &[Code]) -> Vec<Code> {
    let program = expression.program();
    let (n, m) = (point.len(), expression.outputs());
    let one_hot = |k: usize| (0..m).map(move |i| f64::from(u8::from(i == k)));
    let mut results = Vec::new();
    match wanted {
        Wanted::Values => {
            let mut workspace = Workspace::default();
            program.forward_at(point, fixed, &mut workspace);
            results.extend(program.outputs().iter().map(|&output| workspace.values[output].clone()));
        }
        Wanted::Jacobian => {
            let mut workspace = Workspace::default();
            program.forward_at(point, fixed, &mut workspace);
            for k in 0..m {
                let seed: Vec<Code> = one_hot(k).map(Code::constant).collect();
                program.backward(&seed, &mut workspace);
                results.extend(workspace.adjoints.iter().take(n).cloned());
            }
        }
        Wanted::Hessians => {
            let constant = |code: &Code| Dual::new(code.clone(), Code::constant(0.0));
            let fixed: Vec<Dual<Code>> = fixed.iter().map(constant).collect();
            for k in 0..m {
                for j in 0..n {
                    let tangent = |i: usize| Code::constant(f64::from(u8::from(i == j)));
                    let point = point.iter().enumerate().map(|(i, code)| Dual::new(code.clone(), tangent(i)));
                    let mut workspace = Workspace::default();
                    program.forward_at(&point.collect::<Vec<_>>(), &fixed, &mut workspace);
                    let seed: Vec<Dual<Code>> = one_hot(k).map(Dual::constant).collect();
                    program.backward(&seed, &mut workspace);
                    results.extend(workspace.adjoints.iter().take(n).map(|adjoint| adjoint.tangent.clone()));
                }
            }
        }
    }
    results
}

/// The names as Python allows them, all different.
#[must_use]
pub fn allowed(names: &[&str]) -> Vec<String> {
    let mut given: Vec<String> = Vec::with_capacity(names.len());
    for name in names {
        let mut name = (*name).to_owned();
        while RESERVED.contains(&name.as_str()) || given.contains(&name) {
            name.push('_');
        }
        given.push(name);
    }
    given
}

/// How tightly the outermost operation of a formula binds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Binding {
    Sum,
    Product,
    Power,
    Atom,
}

/// What has been written so far.
#[derive(Debug)]
struct Page {
    library: Library,
    prefix: &'static str,
    lines: Vec<String>,
    /// The names of right-hand sides.
    known: HashMap<String, String>,
}

impl Default for Page {
    fn default() -> Self {
        Self { library: Library::NumPy, prefix: "a", lines: Vec::new(), known: HashMap::new() }
    }
}

impl Page {
    /// The name of a formula, which it has or gets.
    fn name(&mut self, formula: &str) -> String {
        if let Some(name) = self.known.get(formula) {
            return name.clone();
        }
        let name = format!("{}{}", self.prefix, self.lines.len() + 1);
        // Beyond the limit the code is thrown away: nothing more needs to be kept of it.
        if self.lines.len() <= MOST_LINES {
            self.lines.push(formula.to_owned());
            self.known.insert(formula.to_owned(), name.clone());
        }
        name
    }

    /// The numbers of the lines whose names stand in a formula.
    fn mentioned(&self, formula: &str) -> Vec<usize> {
        let words = formula.split(|c: char| !(c.is_alphanumeric() || c == '_'));
        let number = |word: &str| word.strip_prefix(self.prefix).and_then(|rest| rest.parse::<usize>().ok());
        words.filter_map(number).filter(|i| (1..=self.lines.len()).contains(i)).collect()
    }

    /// The assignments that the results depend on.
    fn needed(&self, results: &[String]) -> Vec<String> {
        let mut is_needed = vec![false; self.lines.len() + 1];
        results.iter().flat_map(|result| self.mentioned(result)).for_each(|i| is_needed[i] = true);
        for (i, line) in self.lines.iter().enumerate().rev() {
            if is_needed[i + 1] {
                self.mentioned(line).into_iter().for_each(|i| is_needed[i] = true);
            }
        }
        let assignment = |(i, line)| format!("{}{} = {line}", self.prefix, i + 1);
        let lines = self.lines.iter().enumerate().filter(|(i, _)| is_needed[i + 1]);
        lines.map(assignment).collect()
    }
}

/// A formula in Python, with the page on which longer ones are taken apart.
#[derive(Clone, Debug)]
struct Code {
    text: String,
    binding: Binding,
    /// The value of a plain number.
    number: Option<f64>,
    /// None for numbers, which need none.
    page: Option<Rc<RefCell<Page>>>,
}

impl Code {
    fn atom(text: String, page: &Rc<RefCell<Page>>) -> Self {
        Self { text, binding: Binding::Atom, number: None, page: Some(Rc::clone(page)) }
    }

    fn within(&self, least: Binding) -> String {
        if self.binding >= least { self.text.clone() } else { format!("({})", self.text) }
    }

    /// Itself where it is short, else its name.
    fn short(self) -> Self {
        if self.text.len() > LONG { self.named() } else { self }
    }

    fn named(self) -> Self {
        match &self.page {
            Some(page) if self.binding != Binding::Atom => {
                let name = page.borrow_mut().name(&self.text);
                Self::atom(name, page)
            }
            _ => self,
        }
    }

    /// A formula of two others.
    fn of(a: &Self, b: &Self, text: String, binding: Binding) -> Self {
        let page = a.page.as_ref().or(b.page.as_ref()).cloned();
        Self { text, binding, number: None, page }.short()
    }

    /// The number that a product begins with, and the rest.
    fn factor(&self) -> Option<(f64, &str)> {
        let (first, rest) = self.text.split_once('*').filter(|_| self.binding == Binding::Product)?;
        // u**v is no product.
        if rest.starts_with('*') { None } else { Some((first.parse().ok()?, rest)) }
    }

    fn times(&self, other: &Self) -> Self {
        // A negative number needs no parentheses where it stands first.
        let first = if self.number.is_some() { self.text.clone() } else { self.within(Binding::Product) };
        let text = format!("{first}*{}", other.within(Binding::Power));
        Self::of(self, other, text, Binding::Product)
    }

    fn power(&self, exponent: &Self) -> Self {
        match exponent.number {
            Some(1.0) => self.clone(),
            Some(0.0) => Self::constant(1.0),
            _ => {
                let text = format!("{}**{}", self.within(Binding::Atom), exponent.within(Binding::Atom));
                Self::of(self, exponent, text, Binding::Power)
            }
        }
    }

    /// A function of the library.
    fn call(op: Op, operands: &[Self], page: &Rc<RefCell<Page>>) -> Self {
        let library = page.borrow().library;
        let torch = library == Library::Torch;
        let name = |code: &Self| code.clone().short();
        // PyTorch's functions take no plain numbers.
        let argument = |code: &Self| match code.number {
            Some(_) if torch => format!("torch.tensor({})", code.text),
            _ => name(code).text,
        };
        let arguments: Vec<String> = operands.iter().map(argument).collect();
        let text = called(op, library, &arguments);
        // Not an atom, so that it gets a name.
        Self { text, binding: Binding::Power, number: None, page: Some(Rc::clone(page)) }
    }
}

/// The call of an operation with these arguments in a library, whose functions work element by element.
#[must_use]
pub fn called(op: Op, library: Library, arguments: &[String]) -> String {
    let module = if library == Library::Torch { "torch" } else { "np" };
    let call = |function: &str| format!("{module}.{function}({})", arguments.join(", "));
    let first = arguments.first().map_or("", String::as_str);
    match (op, library) {
        (Op::LogSumExp, _) => {
            let rest = arguments.iter().skip(1);
            rest.fold(first.to_owned(), |sum, next| format!("{module}.logaddexp({sum}, {next})"))
        }
        (Op::Ln, _) => call("log"),
        (Op::Min, _) => call("minimum"),
        (Op::Max, _) => call("maximum"),
        (Op::Atan2, Library::NumPy) => call("arctan2"),
        (Op::Asin, Library::NumPy) => call("arcsin"),
        (Op::Acos, Library::NumPy) => call("arccos"),
        (Op::Atan, Library::NumPy) => call("arctan"),
        (Op::Cbrt, Library::Torch) => format!("torch.sign({first})*torch.abs({first})**(1/3)"),
        (Op::Softplus, Library::Torch) => format!("torch.logaddexp({first}, torch.tensor(0.0))"),
        (Op::Softplus, Library::NumPy) => format!("np.logaddexp({first}, 0)"),
        (Op::Relu, Library::NumPy) => format!("np.maximum({first}, 0)"),
        (Op::Sigmoid, Library::NumPy) => format!("np.exp(-np.logaddexp(0, -({first})))"),
        (Op::Erf, Library::NumPy) => format!("np.vectorize(math.erf)({first})"),
        _ => call(op.name()),
    }
}

impl Add for Code {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        match (self.number, other.number) {
            (Some(a), Some(b)) => Self::constant(a + b),
            (Some(0.0), _) => other,
            (_, Some(0.0)) => self,
            _ => {
                let text = match other.text.strip_prefix('-') {
                    Some(positive) if other.binding >= Binding::Product || other.number.is_some() => {
                        format!("{} - {positive}", self.text)
                    }
                    _ => format!("{} + {}", self.text, other.text),
                };
                Self::of(&self, &other, text, Binding::Sum)
            }
        }
    }
}

impl Sub for Code {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        self + -other
    }
}

impl Mul for Code {
    type Output = Self;
    fn mul(self, other: Self) -> Self {
        match (self.number, other.number) {
            (Some(a), Some(b)) => Self::constant(a * b),
            (Some(0.0), _) | (_, Some(0.0)) => Self::constant(0.0),
            (Some(1.0), _) => other,
            (_, Some(1.0)) => self,
            (Some(-1.0), _) => -other,
            (_, Some(-1.0)) => -self,
            (None, Some(_)) => other * self,
            (Some(a), None) => match other.factor() {
                Some((b, rest)) => {
                    let is_name = rest.chars().all(|c| c.is_alphanumeric() || c == '_');
                    let binding = if is_name { Binding::Atom } else { Binding::Product };
                    Self::constant(a * b) * Self { text: rest.to_owned(), binding, ..other.clone() }
                }
                None => self.times(&other),
            },
            _ => self.times(&other),
        }
    }
}

impl Div for Code {
    type Output = Self;
    fn div(self, other: Self) -> Self {
        match (self.number, other.number) {
            (Some(a), Some(b)) => Self::constant(a / b),
            (_, Some(1.0)) => self,
            _ => {
                let text = format!("{}/{}", self.within(Binding::Product), other.within(Binding::Power));
                Self::of(&self, &other, text, Binding::Product)
            }
        }
    }
}

impl Neg for Code {
    type Output = Self;
    fn neg(self) -> Self {
        if let Some(number) = self.number {
            return Self::constant(-number);
        }
        if let Some(positive) = self.text.strip_prefix('-').filter(|_| self.binding == Binding::Product) {
            return Self { text: positive.to_owned(), ..self };
        }
        let text = format!("-{}", self.within(Binding::Product));
        Self { text, binding: Binding::Product, ..self }
    }
}

impl Scalar for Code {
    fn constant(value: f64) -> Self {
        let text = match value {
            _ if value.is_nan() => "float(\"nan\")".to_owned(),
            _ if value.is_infinite() => format!("float(\"{}inf\")", if value < 0.0 { "-" } else { "" }),
            _ => {
                let text = format!("{value:?}");
                text.strip_suffix(".0").map_or_else(|| text.clone(), str::to_owned)
            }
        };
        let binding = if value < 0.0 { Binding::Sum } else { Binding::Atom };
        Self { text, binding, number: Some(value), page: None }
    }

    fn apply(op: Op, operands: &[Self], weights: &[f64]) -> Self {
        let numbers: Option<Vec<f64>> = operands.iter().map(|code| code.number).collect();
        if let Some(numbers) = numbers {
            return Self::constant(op.value(&numbers, weights));
        }
        let weight = |k: usize| Self::constant(weights.get(k).copied().unwrap_or(1.0));
        let result = match (op, operands) {
            (Op::Sum, _) => {
                let terms = operands.iter().enumerate().map(|(k, code)| weight(k) * code.clone());
                terms.fold(Self::constant(0.0), |sum, term| sum + term)
            }
            (Op::Product, _) => operands.iter().fold(weight(0), |product, code| product * code.clone()),
            (Op::Divide, [u, v]) => u.clone() / v.clone(),
            (Op::Power, [u, v]) => u.power(v),
            _ => match operands.iter().find_map(|code| code.page.as_ref()) {
                Some(page) => Self::call(op, operands, page),
                None => Self::constant(f64::NAN),
            },
        };
        result.named()
    }

    fn is_zero(&self) -> bool {
        self.number == Some(0.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(source: &str, library: Library, wanted: Wanted) -> Body {
        body(&Expression::parse(source).unwrap(), library, wanted).unwrap()
    }

    #[test]
    fn the_functions_of_figure_4_7_and_its_gradient() {
        let body = code("sin(t1*t2) + exp(t2 + t3) - 2*t3", Library::NumPy, Wanted::Jacobian);
        insta::assert_snapshot!(format!("{}\n[{}]", body.lines.join("\n"), body.results.join(", ")));
    }

    #[test]
    fn second_derivatives_leave_out_what_is_not_needed() {
        let body = code("(1 - x)^2 + 100*(y - x^2)^2", Library::NumPy, Wanted::Hessians);
        insta::assert_snapshot!(format!("{}\n[{}]", body.lines.join("\n"), body.results.join(", ")));
    }

    #[test]
    fn every_operation_has_code_in_both_libraries() {
        for &op in Op::ALL.iter().filter(|op| op.is_function()) {
            let arguments = ["x", "y"][..op.arguments().0.clamp(1, 2)].join(", ");
            let source = format!("{}({arguments})", op.name());
            for (library, module) in [(Library::NumPy, "np."), (Library::Torch, "torch.")] {
                let body = code(&source, library, Wanted::Values);
                let text = body.lines.join("\n") + &body.results.join("\n");
                let is_plain = matches!(op, Op::Power | Op::LogSumExp);
                assert!(is_plain || text.contains(module), "{op:?}: {text}");
                assert!(!text.contains('?'), "{op:?}: {text}");
            }
        }
    }

    #[test]
    fn names_that_python_has_for_itself_are_changed() {
        let body = code("lambda^2 + a1 + theta", Library::NumPy, Wanted::Values);
        assert_eq!(body.variables, ["a1", "lambda_", "theta_"]);
        assert_eq!(body.lines, ["b1 = lambda_**2", "b2 = b1 + a1 + theta_"]);
        assert_eq!(body.results, ["b2"]);
    }

    #[test]
    fn code_without_end_is_refused() {
        let function = (0..60).map(|i| format!("sin(x{i})")).collect::<Vec<_>>().join("*");
        let expression = Expression::parse(&function).unwrap();
        let error = body(&expression, Library::NumPy, Wanted::Hessians).unwrap_err();
        assert_eq!(error.kind, ErrorKind::Limit);
    }
}
