//! A line of pseudo-code, with a step's numbers in it, comes to what the step has.
#![allow(clippy::panic, clippy::unwrap_used, reason = "tests fail by panicking")]

mod common;

use std::collections::{BTreeMap, BTreeSet};

use common::run;
use fallline_autodiff::math;
use fallline_optim::list::Need;
use fallline_optim::parameter::Domain;
use fallline_optim::record::Quantity;
use fallline_optim::unfold::{Piece, UnfoldedLine};
use fallline_optim::{OPTIMIZERS, Run, SCHEDULES};

/// What an expression of numbers comes to.
#[derive(Clone, Debug)]
enum Value {
    Scalar(f64),
    Column(Vec<f64>),
    Row(Vec<f64>),
    Matrix(Vec<Vec<f64>>),
}

use Value::{Column, Matrix, Row, Scalar};

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

impl Value {
    fn of(quantity: &Quantity) -> Self {
        match quantity {
            Quantity::Scalar(x) => Scalar(*x),
            Quantity::Vector(v) => Column(v.clone()),
            Quantity::Matrix(rows) => Matrix(rows.clone()),
        }
    }

    fn map(&self, f: impl Fn(f64) -> f64 + Copy) -> Self {
        match self {
            Scalar(x) => Scalar(f(*x)),
            Column(v) => Column(v.iter().map(|&x| f(x)).collect()),
            Row(v) => Row(v.iter().map(|&x| f(x)).collect()),
            Matrix(rows) => Matrix(rows.iter().map(|row| row.iter().map(|&x| f(x)).collect()).collect()),
        }
    }

    /// Entry by entry; a number goes with every entry.
    fn zip(&self, other: &Self, f: impl Fn(f64, f64) -> f64 + Copy) -> Option<Self> {
        Some(match (self, other) {
            (Scalar(a), b) => b.map(|b| f(*a, b)),
            (a, Scalar(b)) => a.map(|a| f(a, *b)),
            (Column(a), Column(b)) => Column(a.iter().zip(b).map(|(&a, &b)| f(a, b)).collect()),
            (Matrix(a), Matrix(b)) => {
                let rows = a.iter().zip(b);
                Matrix(rows.map(|(a, b)| a.iter().zip(b).map(|(&a, &b)| f(a, b)).collect()).collect())
            }
            _ => return None,
        })
    }

    fn transposed(&self) -> Option<Self> {
        Some(match self {
            Scalar(x) => Scalar(*x),
            Column(v) => Row(v.clone()),
            Row(v) => Column(v.clone()),
            Matrix(rows) => {
                Matrix((0..rows.first()?.len()).map(|i| rows.iter().map(|row| row[i]).collect()).collect())
            }
        })
    }

    fn times(&self, other: &Self) -> Option<Self> {
        Some(match (self, other) {
            (Row(a), Column(b)) => Scalar(dot(a, b)),
            (Column(a), Row(b)) => Matrix(a.iter().map(|a| b.iter().map(|b| a * b).collect()).collect()),
            (Matrix(a), Column(b)) => Column(a.iter().map(|row| dot(row, b)).collect()),
            (Row(_), Matrix(_)) => other.transposed()?.times(&self.transposed()?)?.transposed()?,
            (Matrix(a), Matrix(_)) => {
                let Matrix(columns) = other.transposed()? else { return None };
                Matrix(a.iter().map(|row| columns.iter().map(|column| dot(row, column)).collect()).collect())
            }
            _ => self.zip(other, |a, b| a * b)?,
        })
    }

    fn numbers(&self) -> Vec<f64> {
        match self {
            Scalar(x) => vec![*x],
            Column(v) | Row(v) => v.clone(),
            Matrix(rows) => rows.concat(),
        }
    }
}

#[derive(Clone, Debug)]
enum Token {
    Tex(String),
    Number(Value),
}

/// Reads arithmetic; `None` where a text is something else.
struct Reader {
    tokens: Vec<Token>,
    at: usize,
}

impl Reader {
    fn of(pieces: &[Piece]) -> Option<Self> {
        let mut tokens = Vec::new();
        for Piece { tex, value, shape, .. } in pieces {
            assert!(shape.is_none(), "{tex} is too large to be tested");
            match value {
                Some(value) => tokens.push(Token::Number(Value::of(value))),
                None => tokens.extend(split(tex).into_iter().map(Token::Tex)),
            }
        }
        let is_arrow = |token: &Token| matches!(token, Token::Tex(tex) if tex == r"\leftarrow");
        let at = tokens.iter().position(is_arrow)? + 1;
        Some(Self { tokens, at })
    }

    fn next_is(&self, tex: &str) -> bool {
        matches!(self.tokens.get(self.at), Some(Token::Tex(next)) if next == tex)
    }

    fn take(&mut self, tex: &str) -> Option<()> {
        self.next_is(tex).then(|| self.at += 1)
    }

    fn all(mut self) -> Option<Value> {
        let value = self.sum()?;
        // What follows a comma and a blank says more about it.
        let remark = self.next_is(",")
            && self.tokens.get(self.at + 1).is_none_or(|next| matches!(next, Token::Tex(_)));
        (self.at == self.tokens.len() || remark).then_some(value)
    }

    fn sum(&mut self) -> Option<Value> {
        let mut sum = match self.take("-") {
            Some(()) => self.product()?.map(|x| -x),
            None => self.product()?,
        };
        loop {
            if self.take("+").is_some() {
                sum = sum.zip(&self.product()?, |a, b| a + b)?;
            } else if self.take("-").is_some() {
                sum = sum.zip(&self.product()?, |a, b| a - b)?;
            } else {
                return Some(sum);
            }
        }
    }

    fn product(&mut self) -> Option<Value> {
        let mut product = self.power()?;
        loop {
            if self.take("/").is_some() {
                product = product.zip(&self.power()?, |a, b| a / b)?;
                continue;
            }
            if self.take(r"\cdot").is_none() && self.take(r"\odot").is_none() && !self.begins() {
                return Some(product);
            }
            product = product.times(&self.power()?)?;
        }
    }

    /// Whether a factor follows.
    fn begins(&self) -> bool {
        match self.tokens.get(self.at) {
            Some(Token::Number(_)) => true,
            Some(Token::Tex(tex)) => {
                matches!(
                    tex.as_str(),
                    "(" | r"\frac" | r"\tfrac" | r"\sqrt" | r"\max" | r"\min" | r"\lVert" | r"\operatorname"
                ) || tex.starts_with(|c: char| c.is_ascii_digit())
            }
            None => false,
        }
    }

    fn power(&mut self) -> Option<Value> {
        let base = self.factor()?;
        if self.take("^").is_none() {
            return Some(base);
        }
        self.take("{")?;
        if self.take(r"\top").is_some() {
            self.take("}")?;
            return base.transposed();
        }
        let Scalar(exponent) = self.sum()? else { return None };
        self.take("}")?;
        Some(base.map(|x| math::pow(x, exponent)))
    }

    fn group(&mut self, open: &str, close: &str) -> Option<Value> {
        self.take(open)?;
        let value = self.sum()?;
        self.take(close)?;
        Some(value)
    }

    fn factor(&mut self) -> Option<Value> {
        let token = self.tokens.get(self.at)?.clone();
        let tex = match token {
            Token::Number(value) => {
                self.at += 1;
                return Some(value);
            }
            Token::Tex(tex) => tex,
        };
        match tex.as_str() {
            "(" => self.group("(", ")"),
            "|" => Some(self.group("|", "|")?.map(f64::abs)),
            r"\lVert" => {
                let value = self.group(r"\lVert", r"\rVert")?.numbers();
                Some(Scalar(dot(&value, &value).sqrt()))
            }
            r"\sqrt" => {
                self.at += 1;
                Some(self.group("{", "}")?.map(f64::sqrt))
            }
            r"\frac" | r"\tfrac" => {
                self.at += 1;
                let above = self.group("{", "}")?;
                above.zip(&self.group("{", "}")?, |a, b| a / b)
            }
            r"\operatorname" => {
                self.at += 1;
                for letter in ["{", "s", "i", "g", "n", "}"] {
                    self.take(letter)?;
                }
                Some(self.group("(", ")")?.map(math::sign))
            }
            r"\max" | r"\min" => {
                self.at += 1;
                self.take("(")?;
                let first = self.sum()?;
                self.take(",")?;
                let second = self.sum()?;
                self.take(")")?;
                first.zip(&second, if tex == r"\max" { f64::max } else { f64::min })
            }
            _ => {
                let number = tex.parse().ok()?;
                self.at += 1;
                Some(Scalar(number))
            }
        }
    }
}

/// Commands, numbers and characters; sizes of parentheses and blanks are left out.
fn split(tex: &str) -> Vec<String> {
    let mut tokens: Vec<String> = Vec::new();
    let mut rest = tex;
    while let Some(first) = rest.chars().next() {
        let length = match first {
            '\\' => match rest[1..].find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(rest.len() - 1) {
                0 => 2,
                letters => 1 + letters,
            },
            '0'..='9' => rest.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(rest.len()),
            _ => first.len_utf8(),
        };
        let (token, after) = rest.split_at(length);
        let is_left_out = token.trim().is_empty()
            || [r"\,", r"\;", r"\bigl", r"\bigr", r"\Bigl", r"\Bigr"].contains(&token);
        if !is_left_out {
            tokens.push(token.to_owned());
        }
        rest = after;
    }
    tokens
}

/// Whether two values are the same to rounding, seen beside the largest number of the expression.
fn agree(a: &[f64], b: &[f64], size: f64) -> bool {
    a.len() == b.len() && a.iter().zip(b).all(|(a, b)| (a - b).abs() <= 1e-12 * size)
}

fn text(line: &UnfoldedLine) -> String {
    let piece = |piece: &Piece| match &piece.value {
        Some(value) => serde_json::to_string(value).unwrap(),
        None => piece.tex.clone(),
    };
    line.pieces.iter().map(piece).collect()
}

/// Every optimizer that fits, with its defaults and with each of its choices and switches turned.
fn optimizers(one_variable: bool) -> Vec<(&'static str, String)> {
    let mut all = Vec::new();
    for info in OPTIMIZERS {
        if info.needs.contains(&Need::OneVariable) && !one_variable {
            continue;
        }
        all.push((info.id, format!(r#"{{ "id": "{}" }}"#, info.id)));
        for parameter in info.parameters {
            let values: Vec<String> = match parameter.domain {
                Domain::Bool => ["true", "false"].map(str::to_owned).to_vec(),
                Domain::Choice { options } => options.iter().map(|option| format!("\"{option}\"")).collect(),
                _ => continue,
            };
            all.extend(values.iter().map(|value| {
                (info.id, format!(r#"{{ "id": "{}", "{}": {value} }}"#, info.id, parameter.id))
            }));
        }
    }
    all
}

/// The lines whose right sides are arithmetic all through, by optimizer, each found right at every step.
fn checked(runs: impl Iterator<Item = (&'static str, Run)>) -> BTreeMap<&'static str, BTreeSet<String>> {
    let mut found: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    for (id, mut run) in runs {
        let mut state: Vec<_> = run.record().state.clone();
        for _ in 0..6 {
            if run.is_ended() {
                break;
            }
            let record = run.step().clone();
            let unfolded = run.unfolded();
            assert_eq!(unfolded.len(), record.lines.len(), "{id}");
            let mut known: BTreeMap<String, Quantity> =
                state.iter().map(|entry| (entry.tex.to_string(), entry.value.clone().simplified())).collect();
            known.insert(r"\theta".to_owned(), Quantity::from(record.theta.as_slice()).simplified());
            for (line, recorded) in unfolded.iter().zip(&record.lines) {
                let value = recorded.value.clone().map(Quantity::simplified);
                assert_eq!(line.value, value, "{id}: {}", recorded.tex);
                for piece in line.pieces.iter().filter(|piece| piece.value.is_some()) {
                    // A schedule's count is one of its own.
                    if let Some(known) = known.get(&piece.tex).filter(|_| piece.tex != "k") {
                        assert_eq!(
                            piece.value.as_ref(),
                            Some(known),
                            "{id}: {} in {}",
                            piece.tex,
                            recorded.tex
                        );
                    }
                }
                let Some(value) = value else { continue };
                if let Some(found_value) = Reader::of(&line.pieces).and_then(Reader::all) {
                    let inside = line.pieces.iter().filter_map(|piece| piece.value.as_ref());
                    // A step is the difference of two points.
                    let numbers =
                        inside.flat_map(Quantity::numbers).chain(value.numbers()).chain(record.theta.clone());
                    let size = numbers.fold(0.0, |size: f64, x| size.max(x.abs()));
                    let is_right = agree(&found_value.numbers(), &value.numbers(), size);
                    let stayed = recorded.tex.contains(r"\text{if ") && line.before.as_ref() == Some(&value);
                    let restarted = recorded.tex.contains("at a restart") && value == Quantity::Scalar(0.0);
                    assert!(
                        is_right || stayed || restarted,
                        "{id}: {} is {found_value:?}, not {value:?}",
                        text(line)
                    );
                    if is_right {
                        found.entry(id).or_default().insert(recorded.symbol.clone());
                    }
                }
                if let Some(name) =
                    line.name.clone().filter(|name| name != r"\theta" || line.symbol == "theta")
                {
                    known.insert(name, value);
                }
            }
            state.clone_from(&record.state);
        }
    }
    found
}

fn rosenbrock(optimizer: &str, more: &str) -> Run {
    let objective = r#""expression": "(1 - x, 10*(y - x^2))", "reduce": "squares""#;
    run(&format!(
        r#"{{ "objective": {{ {objective} }}, "start": [-1.2, 1], "optimizer": {optimizer}{more} }}"#
    ))
}

/// What the lines of every optimizer come to, for a function of two variables and for one of one.
#[test]
fn lines_come_to_what_they_assign() {
    let planes = optimizers(false).into_iter().map(|(id, text)| (id, rosenbrock(&text, "")));
    let found = checked(planes);
    let curves = optimizers(true).into_iter().map(|(id, text)| {
        let objective = r#""expression": "(x^2 - 2, x/3)", "reduce": "squares""#;
        (id, run(&format!(r#"{{ "objective": {{ {objective} }}, "start": [2.5], "optimizer": {text} }}"#)))
    });
    let found_one = checked(curves);
    let mut table = String::from("# optimizer: lines with two variables | with one\n");
    for info in OPTIMIZERS {
        let list = |found: &BTreeMap<&str, BTreeSet<String>>| {
            found
                .get(info.id)
                .map_or("-".to_owned(), |lines| lines.iter().cloned().collect::<Vec<_>>().join(" "))
        };
        table += &format!("{}: {} | {}\n", info.id, list(&found), list(&found_one));
    }
    assert_eq!(table, include_str!("reference/unfold.txt"));
}

/// A schedule's and a chain's parameters stand in the lines too, also where an optimizer has one of the same name.
#[test]
fn lines_know_what_surrounds_the_optimizer() {
    for schedule in SCHEDULES {
        let more = format!(
            r#", "search": {{ "id": "fixed" }}, "schedule": {{ "id": "{}" }}, "weightDecay": 0.1"#,
            schedule.id
        );
        let paced = OPTIMIZERS
            .iter()
            .filter(|info| info.default_search.is_some() && !info.needs.contains(&Need::OneVariable));
        let runs = paced.map(|info| (info.id, rosenbrock(&format!(r#"{{ "id": "{}" }}"#, info.id), &more)));
        let found = checked(runs);
        let with_step_size = found.values().filter(|lines| lines.contains("alpha")).count();
        let is_arithmetic = ["exponential", "inverse-time", "warm-up", "plateau"].contains(&schedule.id);
        assert!(with_step_size >= if is_arithmetic { 15 } else { 0 }, "{}: {found:?}", schedule.id);
    }
}

#[test]
fn a_search_finds_its_trials_by_themselves() {
    let mut run = rosenbrock(r#"{ "id": "gradient-descent" }"#, r#", "search": { "id": "backtracking" }"#);
    run.step();
    let line = &run.unfolded()[1];
    // The rate that is searched is no parameter of the method; those of the search have their numbers.
    assert_eq!(
        text(line),
        r"\alpha_t \leftarrow \max_{j \ge 0} \{\alpha = 1.0\cdot 0.5^{j} : C([-1.2,1.0] + \alpha d) \le 24.199999999999996 + 0.0001\cdot \alpha\, d^{\top}\,\nabla C([-1.2,1.0])\},\quad d = -[-215.59999999999997,-87.99999999999999]"
    );
}

#[test]
fn a_derivative_is_taken_at_a_point_and_not_multiplied_by_it() {
    let mut run = rosenbrock(r#"{ "id": "gauss-newton" }"#, "");
    run.step();
    assert_eq!(text(&run.unfolded()[1]), r"J \leftarrow \frac{\partial f}{\partial \theta}([-1.2,1.0])");
}

#[test]
fn arrows_lead_where_the_lines_say() {
    let mut run = rosenbrock(r#"{ "id": "nesterov", "learningRate": 0.001 }"#, "");
    run.step_many(3);
    let record = run.record().clone();
    let lines = run.unfolded();
    let roles: Vec<String> = lines
        .iter()
        .map(|line| {
            line.arrow.as_ref().map_or("none".to_owned(), |arrow| serde_json::to_string(&arrow.role).unwrap())
        })
        .collect();
    assert_eq!(roles, ["\"point\"", "\"gradient\"", "\"momentum\"", "\"step\""]);
    let [point, gradient, momentum, step] = [0, 1, 2, 3].map(|i| lines[i].arrow.clone().unwrap());
    assert_eq!(point.from, record.theta);
    let predicted: Vec<f64> = point.from.iter().zip(&point.vector).map(|(a, b)| a + b).collect();
    // The gradient is asked for at the predicted point, and that is where its arrow starts.
    assert!(agree(&gradient.from, &predicted, 1.0), "{gradient:?} {predicted:?}");
    assert_eq!(momentum.from, record.theta);
    let Some(Quantity::Vector(v)) = &record.lines[2].value else { panic!("{record:?}") };
    assert_eq!(momentum.vector, [-v[0], -v[1]]);
    let there: Vec<f64> = step.from.iter().zip(&step.vector).map(|(a, b)| a + b).collect();
    assert!(agree(&there, &record.next_theta, 1.0));
}

/// What was before a step is the same whether the run came there by stepping or by going back.
#[test]
fn going_back_unfolds_the_same() {
    for info in OPTIMIZERS.iter().filter(|info| !info.needs.contains(&Need::OneVariable)) {
        let mut run = rosenbrock(&format!(r#"{{ "id": "{}" }}"#, info.id), "");
        run.step_many(4);
        let there = run.unfolded();
        let k = run.iteration();
        run.step_many(3);
        run.go_to(k).unwrap();
        assert_eq!(run.unfolded(), there, "{}", info.id);
    }
}

#[test]
fn large_matrices_keep_their_names() {
    let mut run = run(
        r#"{ "objective": { "expression": "a^2 + 2*b^2 + 3*c^2 + 4*d^2 + a*b*c*d" }, "start": [1, 1, 1, 1], "optimizer": { "id": "bfgs" } }"#,
    );
    run.step();
    let lines = run.unfolded();
    let piece = lines[1].pieces.iter().find(|piece| piece.tex == "B").unwrap();
    assert_eq!((piece.value.as_ref(), piece.shape), (None, Some([4, 4])));
}
