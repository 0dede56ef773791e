//! Errors as values: what kind, what was wrong, and where in the text.

use std::fmt;

/// A half-open range of bytes in a source text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// Byte offset of the first byte.
    pub start: usize,
    /// Byte offset after the last byte.
    pub end: usize,
}

impl Span {
    /// The range from `start` up to, not including, `end`.
    #[must_use]
    pub fn new(start: usize, end: usize) -> Self {
        Self { start, end }
    }

    /// The smallest span that covers both.
    #[must_use]
    pub fn to(self, other: Self) -> Self {
        Self::new(self.start.min(other.start), self.end.max(other.end))
    }

    /// The text that the span covers; empty where it does not fit the text.
    #[must_use]
    pub fn of(self, source: &str) -> &str {
        source.get(self.start..self.end).unwrap_or_default()
    }
}

/// What kind of thing went wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErrorKind {
    /// The text is not in the language.
    Parse,
    /// The function or its derivative is not finite at a point.
    Evaluate,
    /// A given value does not fit: a wrong number of coordinates, a value outside its domain.
    Parameter,
    /// The input is larger than what is worked on.
    Limit,
}

impl ErrorKind {
    /// The stable name: "parse", "evaluate", "parameter" or "limit".
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Parse => "parse",
            Self::Evaluate => "evaluate",
            Self::Parameter => "parameter",
            Self::Limit => "limit",
        }
    }
}

/// An error with its kind, a message for people, and the place in the text where there is one.
#[derive(Clone, Debug, PartialEq)]
pub struct Error {
    /// What kind of thing went wrong.
    pub kind: ErrorKind,
    /// A sentence that says what was found and what was expected.
    pub message: String,
    /// The bytes of the source text that the message is about.
    pub span: Option<Span>,
    /// The source text's line with carets under the span.
    pub picture: Option<String>,
}

impl Error {
    /// An error without a place in a text.
    #[must_use]
    pub fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self { kind, message: message.into(), span: None, picture: None }
    }

    /// The same error about the bytes `span`.
    #[must_use]
    pub fn with_span(mut self, span: Span) -> Self {
        self.span = Some(span);
        self
    }

    /// The same error with a picture of its span under the line of `source` that it is in.
    #[must_use]
    pub fn pictured(mut self, source: &str) -> Self {
        self.picture = self.span.map(|span| picture(source, span));
        self
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)?;
        match &self.picture {
            Some(picture) => write!(f, "\n{picture}"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for Error {}

/// The line of `source` in which `span` starts, and below it a caret for each character of the span.
fn picture(source: &str, span: Span) -> String {
    let start = span.start.min(source.len());
    let line_start = source.get(..start).and_then(|before| before.rfind('\n')).map_or(0, |i| i + 1);
    let line_end = source.get(start..).and_then(|rest| rest.find('\n')).map_or(source.len(), |i| start + i);
    let characters = |from: usize, to: usize| source.get(from..to).map_or(0, |s| s.chars().count());
    let line = source.get(line_start..line_end).unwrap_or_default();
    let indent = characters(line_start, start);
    let carets = characters(start, span.end.clamp(start, line_end)).max(1);
    format!("  {line}\n  {}{}", " ".repeat(indent), "^".repeat(carets))
}
