//! A text of statements, each of which gives a name a value.
//!
//! ```text
//! statements  = [ statement ] { ( ";" | newline ) [ statement ] }
//! statement   = name "=" value
//!             | "init" name "=" value                                  before the first step
//!             | "param" name "=" number [ "from" number "to" number [ "log" ] ]
//! value       = expr [ ( "<" | ">" | "<=" | ">=" ) expr ]
//! number      = [ sign ] digits ...
//! ```
//!
//! `expr` is that of a function, see [`crate::syntax`], in whose calls a value may stand wherever an
//! expression does. Words are never taken apart. A line goes on inside parentheses, and `#` begins a comment up to
//! the end of the line.

use super::MAX_LENGTH;
use super::callee::Callee;
use super::lexer::{Lines, Token, lex};
use super::parser::{Parser, check_name, free_names};
use super::tree::{Node, TreeId};
use crate::error::{Error, ErrorKind, Span};

/// What a statement says about its name.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum StatementKind {
    /// `name = value`
    Assign(TreeId),
    /// `init name = value`
    Initial(TreeId),
    /// `param name = number from low to high log`
    Parameter {
        /// The value where no other is given.
        value: f64,
        /// The smallest and the largest value.
        range: Option<(f64, f64)>,
        /// Whether the range is one of magnitudes.
        log: bool,
    },
}

/// One statement.
#[derive(Clone, Debug, PartialEq)]
pub struct Statement {
    /// What it says.
    pub kind: StatementKind,
    /// The name that it is about.
    pub name: String,
    /// Where the name stands.
    pub name_span: Span,
    /// Where the statement stands.
    pub span: Span,
}

/// A text of statements.
#[derive(Clone, Debug, PartialEq)]
pub struct Statements<F> {
    /// Every name of the text; [`NodeKind::Variable`](super::NodeKind::Variable) says which by its place here.
    pub names: Vec<String>,
    /// The nodes of all values, children before their parents, those of a statement before those of the next.
    pub nodes: Vec<Node<F>>,
    /// The statements in order.
    pub statements: Vec<Statement>,
}

/// Reads a text of statements in a language whose functions are `F`. The names among `known` have values from elsewhere.
///
/// # Errors
/// [`ErrorKind::Parse`] with the place in the text, [`ErrorKind::Limit`] for a text that is too long or too deeply nested.
///
/// ```
/// use fallline_autodiff::Op;
/// use fallline_autodiff::syntax::statements;
/// let rule = statements::<Op>("v = beta*v + g  # momentum\ntheta = theta - v", &["theta", "g"])?;
/// assert_eq!(rule.names, ["beta", "g", "theta", "v"]);
/// assert_eq!(rule.statements.len(), 2);
/// # Ok::<(), fallline_autodiff::Error>(())
/// ```
pub fn statements<F: Callee>(source: &str, known: &[&str]) -> Result<Statements<F>, Error> {
    if source.len() > MAX_LENGTH {
        let message = format!("the text has {} bytes; at most {MAX_LENGTH} are read", source.len());
        return Err(Error::new(ErrorKind::Limit, message));
    }
    read(source, known).map_err(|error| error.pictured(source))
}

fn read<F: Callee>(source: &str, known: &[&str]) -> Result<Statements<F>, Error> {
    let tokens = lex(source, Lines::Statements)?;
    let assigned = tokens.windows(2).filter_map(|pair| match (pair[0].token, pair[1].token) {
        (Token::Name, Token::Equals) => Some(pair[0].span.of(source)),
        _ => None,
    });
    let declared: Vec<&str> = known.iter().copied().chain(assigned).collect();
    let names = free_names::<F>(source, &tokens, &[]);
    let mut parser = Parser::<F> {
        source,
        tokens: &tokens,
        next: 0,
        depth: 0,
        bars: 0,
        nodes: Vec::new(),
        names: &names,
        is_listed: false,
        parameters: &declared,
        defined: &[],
        definitions: Vec::new(),
    };
    let mut statements = Vec::new();
    loop {
        match parser.peek().token {
            Token::Semicolon => {
                parser.advance();
            }
            Token::End => break,
            _ => {
                statements.push(parser.statement()?);
                if !matches!(parser.peek().token, Token::Semicolon | Token::End) {
                    return Err(
                        parser.expected("an operator, or `;` or a new line before the next statement")
                    );
                }
            }
        }
    }
    let nodes = parser.nodes;
    Ok(Statements { names: names.iter().map(|&name| name.to_owned()).collect(), nodes, statements })
}

impl<F: Callee> Parser<'_, F> {
    fn statement(&mut self) -> Result<Statement, Error> {
        let first = self.peek();
        let keyword = match (first.token, self.peek_at(1).token) {
            (Token::Name, Token::Name) => {
                self.advance();
                Some(self.text(first))
            }
            _ => None,
        };
        if !matches!(keyword, None | Some("init" | "param")) {
            let message = format!(
                "found `{}` before a name; a statement is name = ..., init name = ... or param name = ...",
                self.text(first)
            );
            return Err(Error::new(ErrorKind::Parse, message).with_span(first.span));
        }
        let subject = self.peek();
        if subject.token != Token::Name {
            return Err(self.expected("a statement, as in v = beta*v + g"));
        }
        let name = self.text(subject);
        self.advance();
        if self.peek().token != Token::Equals {
            return Err(self.expected("`=`; a statement gives a name a value, as in v = beta*v + g"));
        }
        check_name::<F>(name, "the name of a value")
            .map_err(|reason| Error::new(ErrorKind::Parse, reason).with_span(subject.span))?;
        self.advance();
        let kind = match keyword {
            None => StatementKind::Assign(self.expression(0)?),
            Some("init") => StatementKind::Initial(self.expression(0)?),
            Some(_) => self.parameter()?,
        };
        let span = Span::new(first.span.start, self.previous_end());
        Ok(Statement { kind, name: name.to_owned(), name_span: subject.span, span })
    }

    /// What follows `param name =`.
    fn parameter(&mut self) -> Result<StatementKind, Error> {
        let start = self.peek().span;
        let value = self.number("the default, a number")?;
        if !self.takes("from") {
            return Ok(StatementKind::Parameter { value, range: None, log: false });
        }
        let low = self.number("the smallest value, a number")?;
        if !self.takes("to") {
            return Err(self.expected("`to` and the largest value, as in param alpha = 0.1 from 0 to 1"));
        }
        let high = self.number("the largest value, a number")?;
        let log = self.takes("log");
        let span = start.to(Span::new(start.start, self.previous_end()));
        let refuse = |reason: String| Err(Error::new(ErrorKind::Parse, reason).with_span(span));
        if low >= high {
            return refuse(format!("the range from {low} to {high} is empty"));
        }
        if log && low <= 0.0 {
            return refuse(format!("a range of magnitudes (log) starts above 0, not at {low}"));
        }
        if !(low..=high).contains(&value) {
            return refuse(format!("the default {value} is not from {low} to {high}"));
        }
        Ok(StatementKind::Parameter { value, range: Some((low, high)), log })
    }

    /// Takes the word at hand where it is this one.
    fn takes(&mut self, word: &str) -> bool {
        let is_it = self.text(self.peek()) == word;
        if is_it {
            self.advance();
        }
        is_it
    }

    fn number(&mut self, wanted: &str) -> Result<f64, Error> {
        let sign = match self.peek().token {
            Token::Minus => -1.0,
            Token::Plus => 1.0,
            _ => 0.0,
        };
        if sign != 0.0 {
            self.advance();
        }
        let Token::Number(value) = self.peek().token else { return Err(self.expected(wanted)) };
        self.advance();
        Ok(if sign == 0.0 { value } else { sign * value })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::op::Op;

    fn refusal(text: &str) -> (String, String) {
        let error = statements::<Op>(text, &["theta", "g"]).unwrap_err();
        (error.message, error.span.unwrap().of(text).to_owned())
    }

    #[test]
    fn lines_and_semicolons_end_statements() {
        let rule =
            statements::<Op>("\n# name\na = 1; b = (2 +\n 3)*a # rest; c = 4\n\n ;theta = b", &[]).unwrap();
        let names: Vec<&str> = rule.statements.iter().map(|s| s.name.as_str()).collect();
        assert_eq!(names, ["a", "b", "theta"]);
        assert_eq!(rule.names, ["a", "b", "theta"]);
    }

    #[test]
    fn parameters_have_a_range() {
        let rule = statements::<Op>("param a = 1e-2 from 1e-4 to 1 log; param b = -.5", &[]).unwrap();
        let kinds: Vec<StatementKind> = rule.statements.iter().map(|s| s.kind).collect();
        assert_eq!(
            kinds,
            [
                StatementKind::Parameter { value: 0.01, range: Some((1e-4, 1.0)), log: true },
                StatementKind::Parameter { value: -0.5, range: None, log: false }
            ]
        );
        for (text, says, marked) in [
            ("param a = 2 from 0 to 1", "the default 2 is not from 0 to 1", "2 from 0 to 1"),
            (
                "param a = 0 from 0 to 1 log",
                "a range of magnitudes (log) starts above 0, not at 0",
                "0 from 0 to 1 log",
            ),
            ("param a = 0 from 1 to 0", "the range from 1 to 0 is empty", "0 from 1 to 0"),
            ("param a = b", "found `b`, expected the default, a number", "b"),
        ] {
            assert_eq!(refusal(text), (says.to_owned(), marked.to_owned()));
        }
    }

    #[test]
    fn errors_point_at_their_place() {
        let says = |text: &str| {
            let (message, marked) = refusal(text);
            format!("{message} | {marked}")
        };
        assert_eq!(
            says("theta - g"),
            "found `-`, expected `=`; a statement gives a name a value, as in v = beta*v + g | -"
        );
        assert_eq!(
            says("v = g theta = v"),
            "found `=`, expected an operator, or `;` or a new line before the next statement | ="
        );
        assert_eq!(
            says("v = (g"),
            "found the end of the text, expected an operator or `)`; the `(` at character 5 is never closed | "
        );
        assert_eq!(
            says("v = g +\ntheta = v"),
            "found the end of the line, expected a number, a name, a function or `(` | \n"
        );
        assert_eq!(says("sin = g"), "`sin` is a function and cannot be the name of a value | sin");
        assert_eq!(says("v = sinn(g)"), "found the unknown function `sinn`; did you mean `sin`? | sinn");
        assert!(says("let v = g").starts_with("found `let` before a name"));
        assert!(says("v = g < 1").starts_with("found `<`, expected an operator"));
    }
}
