//! Text to tokens.

use super::callee::Comparison;
use crate::error::{Error, ErrorKind, Span};

#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Token {
    Number(f64),
    Name,
    Plus,
    Minus,
    Star,
    Slash,
    Caret,
    Open,
    Close,
    Bar,
    Comma,
    Semicolon,
    Equals,
    Comparison(Comparison),
    End,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Spanned {
    pub token: Token,
    pub span: Span,
}

/// What the end of a line means.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Lines {
    /// No more than a space.
    Blank,
    /// It ends a statement, outside of parentheses, and a comment, which `#` begins.
    Statements,
}

/// The tokens of `source`, the last an [`Token::End`] of width zero.
pub(super) fn lex(source: &str, lines: Lines) -> Result<Vec<Spanned>, Error> {
    let mut tokens = Vec::new();
    let mut open = 0_usize;
    let mut rest = source;
    while let Some(first) = rest.chars().next() {
        let start = source.len() - rest.len();
        let (token, length) = if lines == Lines::Statements && first == '\n' && open == 0 {
            (Token::Semicolon, 1)
        } else if first.is_whitespace() {
            rest = &rest[first.len_utf8()..];
            continue;
        } else if lines == Lines::Statements && first == '#' {
            rest = &rest[rest.find('\n').unwrap_or(rest.len())..];
            continue;
        } else if first.is_ascii_digit()
            || (first == '.' && rest[1..].starts_with(|c: char| c.is_ascii_digit()))
        {
            let length = number_length(rest);
            let value: f64 = rest[..length].parse().unwrap_or(f64::INFINITY);
            if value.is_infinite() {
                let message =
                    format!("the number `{}` is too large; the largest is about 1.8e308", &rest[..length]);
                return Err(Error::new(ErrorKind::Parse, message).with_span(Span::new(start, start + length)));
            }
            (Token::Number(value), length)
        } else if is_name_start(first) {
            (Token::Name, rest.find(|c| !is_name_part(c)).unwrap_or(rest.len()))
        } else if rest.starts_with("**") {
            (Token::Caret, 2)
        } else if rest.starts_with("<=") {
            (Token::Comparison(Comparison::AtMost), 2)
        } else if rest.starts_with(">=") {
            (Token::Comparison(Comparison::AtLeast), 2)
        } else {
            let token = match first {
                '+' => Token::Plus,
                '-' | '−' => Token::Minus,
                '*' | '·' | '×' | '⋅' => Token::Star,
                '/' | '÷' => Token::Slash,
                '^' => Token::Caret,
                '(' => Token::Open,
                ')' => Token::Close,
                '|' => Token::Bar,
                ',' => Token::Comma,
                ';' => Token::Semicolon,
                '=' => Token::Equals,
                '<' => Token::Comparison(Comparison::Below),
                '>' => Token::Comparison(Comparison::Above),
                '≤' => Token::Comparison(Comparison::AtMost),
                '≥' => Token::Comparison(Comparison::AtLeast),
                _ => return Err(unknown_character(first, start)),
            };
            match token {
                Token::Open => open += 1,
                Token::Close => open = open.saturating_sub(1),
                _ => {}
            }
            (token, first.len_utf8())
        };
        tokens.push(Spanned { token, span: Span::new(start, start + length) });
        rest = &rest[length..];
    }
    tokens.push(Spanned { token: Token::End, span: Span::new(source.len(), source.len()) });
    Ok(tokens)
}

fn is_name_start(c: char) -> bool {
    c.is_alphabetic()
}

fn is_name_part(c: char) -> bool {
    c.is_alphabetic() || c.is_ascii_digit() || c == '_' || ('₀'..='₉').contains(&c)
}

/// Digits, at most one point, and an exponent only where digits follow: `2e` and `2exp(x)` are products.
fn number_length(text: &str) -> usize {
    let bytes = text.as_bytes();
    let digits = |from: usize| from + bytes.iter().skip(from).take_while(|b| b.is_ascii_digit()).count();
    let mut end = digits(0);
    if bytes.get(end) == Some(&b'.') {
        end = digits(end + 1);
    }
    if matches!(bytes.get(end), Some(b'e' | b'E')) {
        let sign = usize::from(matches!(bytes.get(end + 1), Some(b'+' | b'-')));
        let exponent_end = digits(end + 1 + sign);
        if exponent_end > end + 1 + sign {
            end = exponent_end;
        }
    }
    end
}

fn unknown_character(c: char, start: usize) -> Error {
    let hint = match c {
        '[' | '{' => "; group with parentheses ( )",
        ']' | '}' => "; parentheses close with )",
        '²' | '³' => "; write a power as x^2",
        '√' => "; write sqrt(x)",
        '_' => "; a name starts with a letter",
        _ => "",
    };
    let shown = if c.is_control() { c.escape_default().to_string() } else { c.to_string() };
    let message = format!("found `{shown}`, which is not part of the language{hint}");
    Error::new(ErrorKind::Parse, message).with_span(Span::new(start, start + c.len_utf8()))
}
