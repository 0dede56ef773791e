//! The lines of a step with numbers in place of their symbols.
//!
//! An optimizer writes a line once, as TeX. Here the TeX is read as a sequence of symbols, and those whose values the
//! step knows give way to them: parameters, the state before the step, the point, and what earlier lines assigned.

use serde::Serialize;

use crate::pseudocode::{Line, Role};
use crate::record::Quantity;

/// The largest matrix, in rows and in columns, whose numbers stand in a line.
pub const LARGEST_MATRIX: usize = 3;

/// A part of a line: TeX that stays, or a symbol with its value.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Piece {
    /// The TeX; of a symbol its name.
    pub tex: String,
    /// The symbol's value; `None` where the piece is no symbol, or a matrix that is too large to be written out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<Quantity>,
    /// Rows and columns of such a matrix.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shape: Option<[usize; 2]>,
    /// Whether a number that has a sign or a power of ten needs parentheses here.
    pub guarded: bool,
    /// Whether the parentheses of a vector stand in the line already, as in C(θ).
    pub enclosed: bool,
}

/// An arrow that shows what a line assigned.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct LineArrow {
    /// What it is.
    pub role: Role,
    /// Where it starts, n numbers.
    pub from: Vec<f64>,
    /// Where it leads from there, n numbers: that of a gradient points against it, as the step does.
    pub vector: Vec<f64>,
}

/// A line with a step's numbers.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct UnfoldedLine {
    /// What the line assigns, by its name in ASCII.
    pub symbol: String,
    /// The same as TeX; `None` where it has no name.
    pub name: Option<String>,
    /// The line with its numbers.
    pub pieces: Vec<Piece>,
    /// What the assigned symbol stood for before the line; `None` where it is new.
    pub before: Option<Quantity>,
    /// What was assigned; `None` where the step did not come to the line.
    pub value: Option<Quantity>,
    /// Of a gradient, the point where it was asked for, n numbers.
    pub at: Option<Vec<f64>>,
    /// The line on a landscape, where it means something there.
    pub arrow: Option<LineArrow>,
}

/// Values by names in TeX; of several with one name the last counts.
#[derive(Clone, Debug, Default)]
pub(crate) struct Scope(Vec<(Vec<String>, Option<Quantity>)>);

impl Scope {
    /// What a derivative is taken of and by is a part of its name.
    pub(crate) fn new() -> Self {
        let whole = [r"\nabla C", r"\nabla^2 C", r"\partial \theta"];
        Self(whole.iter().map(|name| (solid(name), None)).collect())
    }

    pub(crate) fn with(mut self, values: impl IntoIterator<Item = (String, Quantity)>) -> Self {
        values.into_iter().for_each(|(name, value)| self.set(&name, value));
        self
    }

    pub(crate) fn set(&mut self, name: &str, value: Quantity) {
        self.0.push((solid(name), Some(value.simplified())));
    }

    /// The same where a name stands for itself, whatever its value is elsewhere.
    pub(crate) fn binding(mut self, name: &str) -> Self {
        self.0.push((solid(name), None));
        self
    }

    fn value(&self, name: &str) -> Option<&Quantity> {
        let name = solid(name);
        self.0.iter().rev().find(|(known, _)| *known == name)?.1.as_ref()
    }

    /// The longest name that stands at the beginning of `tokens`, with the number of tokens that it takes.
    fn longest(&self, tokens: &[String]) -> Option<(usize, Option<&Quantity>)> {
        let mut best: Option<(usize, Option<&Quantity>)> = None;
        for (name, value) in &self.0 {
            if let Some(taken) = prefix(tokens, name)
                && best.is_none_or(|(longest, _)| taken >= longest)
            {
                best = Some((taken, value.as_ref()));
            }
        }
        best
    }
}

/// The lines of a step in order. `scope` has what is known before them, by line; `values` what they assign.
pub(crate) fn unfold(
    lines: &[Line],
    values: &[Option<Quantity>],
    theta: &[f64],
    scope: impl Fn(&Line, &[(String, Quantity)]) -> Scope,
) -> Vec<UnfoldedLine> {
    let mut assigned: Vec<(String, Quantity)> = Vec::new();
    let mut point = theta.to_vec();
    let unfolded = |(line, value): (&Line, &Option<Quantity>)| {
        let known = scope(line, &assigned);
        let value = value.clone().map(Quantity::simplified);
        let before = line.name().and_then(|name| known.value(&name).cloned());
        // What is solved for, or searched, has no number yet.
        let sought = line.name().filter(|_| !line.is_assignment());
        let scope = sought.map_or(known.clone(), |name| known.binding(&name));
        let mut writer = Writer { scope, pieces: Vec::new() };
        writer.line(&tokens(&line.tex));
        let arrow = value.as_ref().and_then(|value| arrow(line, &value.numbers(), theta, &point));
        let at = (line.role == Role::Gradient).then(|| point.clone());
        if let Some(value) = &value {
            if line.role == Role::Point {
                point = value.numbers();
            }
            // A typed rule may assign it more than once, as "theta (2)".
            let is_point = line.symbol.split(' ').next() == Some("theta");
            if let Some(name) = line.name().filter(|name| name != r"\theta" || is_point) {
                assigned.push((name, value.clone()));
            }
        }
        let before = before.filter(|_| value.is_some());
        UnfoldedLine {
            symbol: line.symbol.to_string(),
            name: line.name(),
            pieces: writer.pieces,
            before,
            value,
            at,
            arrow,
        }
    };
    lines.iter().zip(values).map(unfolded).collect()
}

/// The arrow of a line that assigned `value`. `point` is where a gradient was asked for.
fn arrow(line: &Line, value: &[f64], theta: &[f64], point: &[f64]) -> Option<LineArrow> {
    let (from, vector): (&[f64], Vec<f64>) = match line.role {
        Role::None => return None,
        Role::Point | Role::Next => (theta, value.iter().zip(theta).map(|(to, from)| to - from).collect()),
        Role::Gradient => (point, value.iter().map(|x| -x).collect()),
        Role::Momentum | Role::Corrected | Role::Descent => (theta, value.iter().map(|x| -x).collect()),
        Role::Step | Role::Direction => (theta, value.to_vec()),
    };
    let moves = vector.iter().any(|&x| x != 0.0) && vector.len() == from.len();
    moves.then(|| LineArrow { role: line.role, from: from.to_vec(), vector })
}

/// A text of TeX as commands, numbers and characters; blanks in between are tokens of their own.
pub(crate) fn tokens(tex: &str) -> Vec<String> {
    let mut tokens: Vec<String> = Vec::new();
    let mut rest = tex.chars().peekable();
    while let Some(first) = rest.next() {
        let mut token = String::from(first);
        let mut take_while = |token: &mut String, wanted: fn(&char) -> bool| {
            while let Some(next) = rest.next_if(wanted) {
                token.push(next);
            }
        };
        match first {
            '\\' => {
                take_while(&mut token, char::is_ascii_alphabetic);
                if token.len() == 1 {
                    token.extend(rest.next());
                }
            }
            '0'..='9' => take_while(&mut token, |c| c.is_ascii_digit() || *c == '.'),
            _ if first.is_whitespace() => take_while(&mut token, |c| c.is_whitespace()),
            _ => {}
        }
        tokens.push(token);
    }
    tokens
}

fn is_blank(token: &str) -> bool {
    token.trim().is_empty() || matches!(token, r"\," | r"\;" | r"\!")
}

fn solid(tex: &str) -> Vec<String> {
    tokens(tex).into_iter().filter(|token| !is_blank(token)).collect()
}

/// How many tokens a name takes at the beginning of a text, blanks between its parts included.
fn prefix(tokens: &[String], name: &[String]) -> Option<usize> {
    let mut taken = 0;
    for (index, part) in name.iter().enumerate() {
        if index > 0 {
            taken += tokens[taken..].iter().take_while(|token| is_blank(token)).count();
        }
        if tokens.get(taken) != Some(part) {
            return None;
        }
        taken += 1;
    }
    Some(taken)
}

/// Where the group that opens at `open` ends: the place of its closing brace.
fn closing(tokens: &[String], open: usize) -> usize {
    let mut depth = 0_usize;
    for (index, token) in tokens.iter().enumerate().skip(open) {
        match token.as_str() {
            "{" => depth += 1,
            "}" => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth == 0 {
            return index;
        }
    }
    tokens.len()
}

/// What the text so far ends with.
#[derive(Clone, Copy, PartialEq)]
enum End {
    /// Nothing, an opening or a separator: a sign is the number's own.
    Open,
    /// An operator.
    Operator,
    /// A factor, written with numbers or not.
    Factor { numeric: bool },
    /// A factor that multiplies as matrices do.
    Linear,
}

struct Writer {
    scope: Scope,
    pieces: Vec<Piece>,
}

impl Writer {
    /// What is assigned stays as it is; the rest has numbers.
    fn line(&mut self, tokens: &[String]) {
        let arrow = tokens.iter().position(|token| matches!(token.as_str(), r"\leftarrow" | r"\sim"));
        let Some(arrow) = arrow else { return self.write(tokens) };
        let condition = tokens[..arrow].iter().rposition(|token| token == r"\quad").map_or(0, |at| at + 1);
        self.write(&tokens[..condition]);
        self.keep(&tokens[condition..=arrow]);
        self.write(&tokens[arrow + 1..]);
    }

    fn keep(&mut self, tokens: &[String]) {
        let tex = tokens.concat();
        match self.pieces.last_mut().filter(|last| last.value.is_none() && last.shape.is_none()) {
            Some(last) => last.tex += &tex,
            None => self.pieces.push(Piece { tex, ..Piece::default() }),
        }
    }

    fn keep_text(&mut self, tex: &str) {
        self.keep(&[tex.to_owned()]);
    }

    /// How many symbols have given way to numbers.
    fn numbers(&self) -> usize {
        self.pieces.iter().filter(|piece| piece.value.is_some()).count()
    }

    /// A sign of multiplication where numbers would run together.
    fn multiply(&mut self, end: End, numeric: bool, matrix: bool) {
        match end {
            End::Factor { numeric: true } if !matrix => self.separate(r"\cdot "),
            End::Factor { .. } | End::Linear if numeric || matrix => self.separate(r"\,"),
            _ => {}
        }
    }

    /// A sign in place of the blanks at the end.
    fn separate(&mut self, sign: &str) {
        if let Some(last) = self.pieces.last_mut().filter(|last| last.value.is_none() && last.shape.is_none())
        {
            let solid = last.tex.trim_end();
            last.tex = solid.strip_suffix(r"\,").unwrap_or(solid).to_owned();
        }
        self.keep_text(sign);
    }

    fn write(&mut self, tokens: &[String]) {
        let mut end = End::Open;
        let mut bar = false;
        let mut at = 0;
        while let Some(token) = tokens.get(at) {
            if let Some((taken, value)) = self.scope.longest(&tokens[at..])
                && !goes_on(&tokens[at + taken..])
            {
                let name = tokens[at..at + taken].concat();
                let value = value.cloned();
                end = self.symbol(tokens, at, taken, name, value, end);
                at += taken;
                continue;
            }
            let group = |at: usize| closing(tokens, at);
            match token.as_str() {
                r"\text" | r"\operatorname" | r"\hat" | r"\tilde" | r"\mathcal" | r"\bar"
                    if tokens.get(at + 1).is_some_and(|next| next == "{") =>
                {
                    let to = group(at + 1).min(tokens.len() - 1);
                    let is_name = matches!(token.as_str(), r"\hat" | r"\tilde" | r"\mathcal" | r"\bar");
                    if is_name {
                        self.multiply(end, false, end == End::Linear);
                    }
                    self.keep(&tokens[at..=to]);
                    end = if is_name { End::Factor { numeric: false } } else { End::Open };
                    at = to + 1;
                }
                r"\frac" | r"\tfrac" | r"\sqrt" => {
                    self.multiply(end, false, false);
                    self.keep_text(token);
                    at += 1;
                    let before = self.numbers();
                    while tokens.get(at).is_some_and(|next| next == "{") {
                        let to = group(at);
                        self.keep_text("{");
                        self.write(&tokens[at + 1..to]);
                        self.keep_text("}");
                        at = to + 1;
                    }
                    // Of ∂f/∂θ nothing is a number, and what follows is where it is taken.
                    end = End::Factor { numeric: self.numbers() > before };
                }
                "^" | "_" => {
                    let is_power = token == "^";
                    let to = match tokens.get(at + 1).map(String::as_str) {
                        Some("{") => group(at + 1).min(tokens.len() - 1),
                        _ => (at + 1).min(tokens.len() - 1),
                    };
                    let inner = match to > at + 1 {
                        true => &tokens[at + 2..to],
                        false => &tokens[at + 1..=to],
                    };
                    let index = inner.first().is_some_and(|first| first == "(");
                    if (is_power || inner.len() > 1) && !index {
                        self.keep_text(&format!("{token}{{"));
                        self.write(inner);
                        self.keep_text("}");
                    } else {
                        self.keep(&tokens[at..=to]);
                    }
                    if inner.first().is_some_and(|first| first == r"\top") {
                        end = End::Linear;
                    }
                    at = to + 1;
                }
                "(" | r"\bigl" | r"\Bigl" | r"\{" | r"\lVert" => {
                    self.multiply(end, false, false);
                    self.keep_text(token);
                    end = End::Open;
                    at += 1;
                }
                ")" | r"\}" | r"\rVert" | r"\rfloor" => {
                    self.keep_text(token);
                    end = End::Factor { numeric: true };
                    at += 1;
                }
                "|" => {
                    if !bar {
                        self.multiply(end, false, false);
                    }
                    self.keep_text(token);
                    end = if bar { End::Factor { numeric: true } } else { End::Open };
                    bar = !bar;
                    at += 1;
                }
                _ => {
                    end = self.other(token, end);
                    at += 1;
                }
            }
        }
    }

    /// A token that means nothing in particular.
    fn other(&mut self, token: &str, end: End) -> End {
        let first = token.chars().next().unwrap_or(' ');
        let (kind, starts) = match token {
            "+" | "-" | "/" | r"\odot" | r"\cdot" | r"\pm" => (End::Operator, false),
            r"\bigr" | r"\Bigr" => (end, false),
            _ if is_blank(token) => (end, false),
            _ if first.is_ascii_digit() => (End::Factor { numeric: true }, true),
            _ if first.is_ascii_alphabetic() => (End::Factor { numeric: false }, true),
            _ => (End::Open, false),
        };
        if starts {
            self.multiply(end, matches!(kind, End::Factor { numeric: true }), end == End::Linear);
        }
        self.keep_text(token);
        kind
    }

    /// A known symbol, or a name that stays as it is.
    fn symbol(
        &mut self,
        tokens: &[String],
        at: usize,
        taken: usize,
        name: String,
        value: Option<Quantity>,
        end: End,
    ) -> End {
        let Some(value) = value else {
            self.multiply(end, false, end == End::Linear);
            self.keep_text(&name);
            return End::Factor { numeric: false };
        };
        let is_matrix = matches!(value, Quantity::Matrix(_));
        let next = tokens.get(at + taken).map(String::as_str);
        let is_transposed =
            next == Some("^") && tokens.get(at + taken + 1).is_some_and(|above| above == r"\top");
        self.multiply(end, true, is_matrix || is_transposed || end == End::Linear);
        let guarded = end != End::Open || next == Some("^");
        let opened = at.checked_sub(1).is_some_and(|before| tokens[before] == "(");
        let closed = matches!(next, Some(")" | r"\bigr" | r"\Bigr"));
        let shape = value.shape().filter(|shape| shape.iter().any(|&side| side > LARGEST_MATRIX));
        let value = Some(value).filter(|_| shape.is_none());
        self.pieces.push(Piece { tex: name, value, shape, guarded, enclosed: opened && closed });
        if is_matrix { End::Linear } else { End::Factor { numeric: true } }
    }
}

/// Whether what follows a name makes it another one: a subscript, a prime, or an index in parentheses above.
fn goes_on(rest: &[String]) -> bool {
    let mut next = rest.iter().map(String::as_str);
    match next.next() {
        Some("_" | "'") => true,
        Some("^") => next.next() == Some("{") && next.next() == Some("("),
        _ => false,
    }
}
