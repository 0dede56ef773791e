//! Tokens to a syntax tree, by precedence climbing (Pratt). The grammar heads [`crate::syntax`].

use super::callee::Callee;
use super::lexer::{Lines, Spanned, Token, lex};
use super::names::{natural_order, nearest, nearest_function};
use super::tree::{Binary, Constant, Definition, Function, Node, NodeKind, TreeId};
use super::{MAX_DEPTH, MAX_LENGTH};
use crate::error::{Error, ErrorKind, Span};
use crate::op::Op;

/// Binding powers: a larger one binds more tightly.
const COMPARISON: u8 = 1;
const SUM: u8 = 3;
const PRODUCT: u8 = 5;
const SIGN: u8 = 7;
const POWER: u8 = 9;

/// Reads a function. Free names become variables in natural order, unless the text has a head or
/// `variables` lists them; names among `parameters` become parameters.
///
/// # Errors
/// [`ErrorKind::Parse`] with the place in the text, [`ErrorKind::Limit`] for a text that is too long
/// or too deeply nested, [`ErrorKind::Parameter`] where the given names contradict the text.
pub fn parse(source: &str, variables: Option<&[&str]>, parameters: &[&str]) -> Result<Function, Error> {
    if source.len() > MAX_LENGTH {
        let message = format!("the text has {} bytes; at most {MAX_LENGTH} are read", source.len());
        return Err(Error::new(ErrorKind::Limit, message));
    }
    for name in variables.unwrap_or_default().iter().chain(parameters) {
        check_name::<Op>(name, INPUT).map_err(|reason| Error::new(ErrorKind::Parameter, reason))?;
    }
    read(source, variables, parameters).map_err(|error| error.pictured(source))
}

fn read(source: &str, variables: Option<&[&str]>, parameters: &[&str]) -> Result<Function, Error> {
    let mut tokens = lex(source, Lines::Blank)?;
    // What follows the last definition; the head is there.
    let last = tokens.iter().rposition(|t| t.token == Token::Semicolon).map_or(0, |i| i + 1);
    let head = head(source, &tokens[last..])?;
    let listed = match (&head, variables) {
        (Some(head), Some(given)) if head.variables != given => {
            let message = format!(
                "the head names ({}), but the variables are given as ({})",
                head.variables.join(", "),
                given.join(", ")
            );
            return Err(Error::new(ErrorKind::Parameter, message));
        }
        (Some(head), _) => Some(head.variables.clone()),
        (None, Some(given)) => Some(given.to_vec()),
        (None, None) => None,
    };
    if let Some(name) = listed.iter().flatten().find(|name| parameters.contains(name)) {
        return Err(Error::new(ErrorKind::Parameter, format!("`{name}` is both a variable and a parameter")));
    }
    if let Some(head) = &head {
        tokens.drain(last..last + head.length);
    }
    let defined = defined_names(source, &tokens, listed.as_deref(), parameters)?;
    let tokens = split_products(source, &tokens, listed.as_deref(), &[parameters, &defined[..]].concat());
    let names = match &listed {
        Some(listed) => listed.clone(),
        None => free_names::<Op>(source, &tokens, &[parameters, &defined[..]].concat()),
    };
    let mut parser = Parser::<Op> {
        source,
        tokens: &tokens,
        next: 0,
        depth: 0,
        bars: 0,
        nodes: Vec::new(),
        names: &names,
        is_listed: listed.is_some(),
        parameters,
        defined: &defined,
        definitions: Vec::new(),
    };
    parser.definitions()?;
    let outputs = parser.function()?;
    let Parser { nodes, definitions, .. } = parser;
    // Without a list, a name that only looked free (the subject of an error) never gets here.
    Ok(Function {
        name: head.map(|head| head.name.to_owned()),
        variables: names.iter().map(|&n| n.to_owned()).collect(),
        definitions,
        nodes,
        outputs,
    })
}

/// What the names of inputs are given to.
const INPUT: &str = "a variable or a parameter";

/// Why a name cannot be given to `what`, if so.
pub(super) fn check_name<F: Callee>(name: &str, what: &str) -> Result<(), String> {
    let is_one_token = lex(name, Lines::Blank).is_ok_and(
        |tokens| matches!(tokens[..], [Spanned { token: Token::Name, span }, _] if span.of(name) == name),
    );
    if !is_one_token {
        Err(format!(
            "`{}` is not a name; a name is a letter followed by letters, digits and underscores",
            name.escape_debug()
        ))
    } else if Constant::from_name(name).is_some() {
        Err(format!("`{name}` is a constant and cannot be {what}"))
    } else if F::from_name(name).is_some() {
        Err(format!("`{name}` is a function and cannot be {what}"))
    } else {
        Ok(())
    }
}

struct Head<'a> {
    name: &'a str,
    variables: Vec<&'a str>,
    /// How many tokens it takes, the `=` included.
    length: usize,
}

/// `name(name, ..., name) =` before the function. Where there is an `=`, there must be a head.
fn head<'a>(source: &'a str, tokens: &[Spanned]) -> Result<Option<Head<'a>>, Error> {
    let Some(equals) = tokens.iter().position(|t| t.token == Token::Equals) else { return Ok(None) };
    let misplaced = || {
        let message = "found `=`; it follows a head that names the function and its variables, as in f(x, y) = ..., or a name that is defined, as in p = x + 1; p^2";
        Error::new(ErrorKind::Parse, message).with_span(tokens[equals].span)
    };
    let [name, open, inner @ .., close] = &tokens[..equals] else { return Err(misplaced()) };
    if (name.token, open.token, close.token) != (Token::Name, Token::Open, Token::Close) {
        return Err(misplaced());
    }
    let mut variables: Vec<&str> = Vec::new();
    for (i, token) in inner.iter().enumerate() {
        let expected = if i % 2 == 0 { Token::Name } else { Token::Comma };
        if token.token != expected {
            let wanted = if i % 2 == 0 { "the name of a variable" } else { "`,` or `)`" };
            let message = format!("found `{}` in the head, expected {wanted}", token.span.of(source));
            return Err(Error::new(ErrorKind::Parse, message).with_span(token.span));
        }
        if expected == Token::Name {
            let text = token.span.of(source);
            let refuse = |reason: String| Error::new(ErrorKind::Parse, reason).with_span(token.span);
            check_name::<Op>(text, INPUT).map_err(refuse)?;
            if variables.contains(&text) {
                return Err(refuse(format!("the head names `{text}` twice")));
            }
            variables.push(text);
        }
    }
    if inner.len() % 2 == 0 {
        let message = "found `)`, expected the name of a variable";
        return Err(Error::new(ErrorKind::Parse, message).with_span(close.span));
    }
    Ok(Some(Head { name: name.span.of(source), variables, length: equals + 1 }))
}

/// The names that the text defines, each before an `=` at the start or after a `;`.
fn defined_names<'a>(
    source: &'a str,
    tokens: &[Spanned],
    listed: Option<&[&str]>,
    parameters: &[&str],
) -> Result<Vec<&'a str>, Error> {
    let mut defined: Vec<&str> = Vec::new();
    for part in tokens.split(|t| t.token == Token::Semicolon) {
        let [Spanned { token: Token::Name, span }, Spanned { token: Token::Equals, .. }, ..] = part else {
            continue;
        };
        let name = span.of(source);
        let refuse = |reason: String| Error::new(ErrorKind::Parse, reason).with_span(*span);
        check_name::<Op>(name, "a definition").map_err(refuse)?;
        if defined.contains(&name) {
            return Err(refuse(format!("`{name}` is defined twice")));
        }
        if listed.is_some_and(|listed| listed.contains(&name)) {
            return Err(refuse(format!("`{name}` is a variable and cannot be defined; choose another name")));
        }
        if parameters.contains(&name) {
            // A parameter, or a column of data.
            return Err(refuse(format!(
                "`{name}` has a value already and cannot be defined; choose another name"
            )));
        }
        defined.push(name);
    }
    Ok(defined)
}

fn is_word<F: Callee>(source: &str, token: &Spanned) -> bool {
    let text = token.span.of(source);
    token.token == Token::Name && Constant::from_name(text).is_none() && F::from_name(text).is_none()
}

/// The names that are neither functions, constants nor among `taken`, in natural order.
pub(super) fn free_names<'a, F: Callee>(source: &'a str, tokens: &[Spanned], taken: &[&str]) -> Vec<&'a str> {
    let words = tokens.iter().filter(|t| is_word::<F>(source, t)).map(|t| t.span.of(source));
    let mut names: Vec<&str> = words.filter(|name| !taken.contains(name)).collect();
    names.sort_by(|a, b| natural_order(a, b));
    names.dedup();
    names
}

/// Splits a run of letters such as `xy` into the names x and y, where it is not a name itself, listed or
/// `declared` as a parameter or a definition, and each of its letters is one.
fn split_products(
    source: &str,
    tokens: &[Spanned],
    listed: Option<&[&str]>,
    declared: &[&str],
) -> Vec<Spanned> {
    let whole: Vec<&str> = match listed {
        Some(listed) => listed.iter().chain(declared).copied().collect(),
        None => free_names::<Op>(source, tokens, &[]),
    };
    let is_declared =
        |name: &str| declared.contains(&name) || listed.is_some_and(|listed| listed.contains(&name));
    let mut split = Vec::with_capacity(tokens.len());
    for token in tokens {
        let text = token.span.of(source);
        let letters = || text.char_indices().map(|(i, c)| (i, &text[i..i + c.len_utf8()]));
        let is_product = is_word::<Op>(source, token)
            && !is_declared(text)
            && text.chars().nth(1).is_some()
            && letters().all(|(_, letter)| whole.contains(&letter) || letter == "e" || letter == "π")
            && letters().any(|(_, letter)| whole.contains(&letter));
        if is_product {
            split.extend(letters().map(|(i, letter)| {
                let start = token.span.start + i;
                Spanned { token: Token::Name, span: Span::new(start, start + letter.len()) }
            }));
        } else {
            split.push(*token);
        }
    }
    split
}

pub(super) struct Parser<'a, F> {
    pub source: &'a str,
    pub tokens: &'a [Spanned],
    pub next: usize,
    pub depth: usize,
    /// How many `|` are open inside the innermost parentheses.
    pub bars: usize,
    pub nodes: Vec<Node<F>>,
    pub names: &'a [&'a str],
    /// Whether a head or a caller named the variables, rather than the text's free names.
    pub is_listed: bool,
    pub parameters: &'a [&'a str],
    /// Every name that the text defines.
    pub defined: &'a [&'a str],
    /// The definitions that have been read.
    pub definitions: Vec<Definition>,
}

impl<'a, F: Callee> Parser<'a, F> {
    pub(super) fn peek(&self) -> Spanned {
        self.peek_at(0)
    }

    pub(super) fn peek_at(&self, ahead: usize) -> Spanned {
        let end = Span::new(self.source.len(), self.source.len());
        self.tokens.get(self.next + ahead).copied().unwrap_or(Spanned { token: Token::End, span: end })
    }

    pub(super) fn advance(&mut self) -> Spanned {
        let token = self.peek();
        self.next += 1;
        token
    }

    pub(super) fn text(&self, token: Spanned) -> &'a str {
        token.span.of(self.source)
    }

    fn push(&mut self, kind: NodeKind<F>, span: Span) -> TreeId {
        self.nodes.push(Node { kind, span });
        self.nodes.len() - 1
    }

    pub(super) fn span(&self, id: TreeId) -> Span {
        self.nodes.get(id).map_or(Span::new(0, 0), |node| node.span)
    }

    pub(super) fn expected(&self, wanted: &str) -> Error {
        let found = self.peek();
        let found_text = match found.token {
            Token::End => "the end of the text".to_owned(),
            _ if self.text(found) == "\n" => "the end of the line".to_owned(),
            _ => format!("`{}`", self.text(found)),
        };
        Error::new(ErrorKind::Parse, format!("found {found_text}, expected {wanted}")).with_span(found.span)
    }

    /// `name = expr;` as often as it stands there.
    fn definitions(&mut self) -> Result<(), Error> {
        while (self.peek().token, self.peek_at(1).token) == (Token::Name, Token::Equals) {
            let name = self.text(self.peek()).to_owned();
            self.next += 2;
            let body = self.expression(0)?;
            match self.peek().token {
                Token::Semicolon => self.advance(),
                Token::Comma => {
                    return Err(self.expected("an operator or `;`; a definition has one value"));
                }
                _ => return Err(self.expected("an operator or the `;` that ends a definition")),
            };
            self.definitions.push(Definition { name, body });
        }
        Ok(())
    }

    /// The whole body: one expression, or a tuple of several.
    fn function(&mut self) -> Result<Vec<TreeId>, Error> {
        if let Some(outputs) = self.tuple()? {
            return Ok(outputs);
        }
        if self.peek().token == Token::End && !self.definitions.is_empty() {
            return Err(self.expected("the function, which follows its definitions"));
        }
        let output = self.expression(0)?;
        match self.peek().token {
            Token::End => Ok(vec![output]),
            Token::Comma => {
                Err(self.expected("an operator; several outputs go into parentheses, as in (x + y, x*y)"))
            }
            Token::Semicolon => Err(self.expected(
                "an operator or the end of the text; only definitions as in p = x + 1; p^2 end with `;`, and several outputs are separated by commas",
            )),
            Token::Equals => Err(self.expected(
                "an operator or the end of the text; definitions come before the head, as in p = x + 1; f(x) = p^2",
            )),
            _ => Err(self.expected("an operator or the end of the text")),
        }
    }

    /// `(f1, f2, ...)`, if the parentheses that open the text hold a comma and close it.
    fn tuple(&mut self) -> Result<Option<Vec<TreeId>>, Error> {
        let opening = self.peek().token == Token::Open;
        if !opening || !self.tuple_ahead() {
            return Ok(None);
        }
        self.advance();
        let mut outputs = Vec::new();
        loop {
            outputs.push(self.expression(0)?);
            match self.peek().token {
                Token::Comma => self.advance(),
                Token::Close => break,
                _ => return Err(self.expected("an operator, `,` or `)`")),
            };
        }
        self.advance();
        match self.peek().token {
            Token::End => Ok(Some(outputs)),
            _ => Err(self.expected("the end of the text after the outputs")),
        }
    }

    /// Whether a comma stands directly inside the parenthesis at hand.
    fn tuple_ahead(&self) -> bool {
        let mut level = 0_usize;
        for token in self.tokens.iter().skip(self.next) {
            match token.token {
                Token::Open => level += 1,
                Token::Close if level <= 1 => return false,
                Token::Close => level -= 1,
                Token::Comma if level == 1 => return true,
                _ => {}
            }
        }
        false
    }

    /// An expression whose operators all bind more tightly than `above`.
    pub(super) fn expression(&mut self, above: u8) -> Result<TreeId, Error> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            let message = format!("nested more than {MAX_DEPTH} levels deep");
            return Err(Error::new(ErrorKind::Limit, message).with_span(self.peek().span));
        }
        let mut left = self.prefix()?;
        loop {
            let Some((operator, binding, width)) = self.infix() else {
                if above >= COMPARISON {
                    break;
                }
                let Some(compared) = self.comparison(left)? else { break };
                left = compared;
                continue;
            };
            if binding <= above {
                break;
            }
            self.next += width;
            // A power takes a signed power on its right, x^-y^2, and so associates to the right.
            let right = self.expression(if operator == Binary::Power { POWER - 1 } else { binding })?;
            let span = self.span(left).to(self.span(right));
            left = self.push(NodeKind::Binary(operator, left, right), span);
        }
        self.depth -= 1;
        Ok(left)
    }

    /// `left < right`, where the language has comparisons and one is at hand.
    fn comparison(&mut self, left: TreeId) -> Result<Option<TreeId>, Error> {
        let Token::Comparison(comparison) = self.peek().token else { return Ok(None) };
        let Some(function) = F::comparison(comparison) else { return Ok(None) };
        self.advance();
        let right = self.expression(COMPARISON)?;
        if let Token::Comparison(_) = self.peek().token {
            return Err(self.expected("an operator; a comparison is of two values"));
        }
        let span = self.span(left).to(self.span(right));
        Ok(Some(self.push(NodeKind::Call(function, vec![left, right]), span)))
    }

    /// The operator at hand, how tightly it binds, and how many tokens it is written in.
    fn infix(&self) -> Option<(Binary, u8, usize)> {
        Some(match self.peek().token {
            Token::Plus => (Binary::Add, SUM, 1),
            Token::Minus => (Binary::Subtract, SUM, 1),
            Token::Star => (Binary::Multiply, PRODUCT, 1),
            Token::Slash => (Binary::Divide, PRODUCT, 1),
            Token::Caret => (Binary::Power, POWER, 1),
            Token::Name | Token::Open => (Binary::Multiply, PRODUCT, 0),
            Token::Bar if self.bars == 0 => (Binary::Multiply, PRODUCT, 0),
            _ => return None,
        })
    }

    fn prefix(&mut self) -> Result<TreeId, Error> {
        let token = self.peek();
        match token.token {
            Token::Minus => {
                self.advance();
                let operand = self.expression(SIGN)?;
                let span = token.span.to(self.span(operand));
                Ok(self.push(NodeKind::Negate(operand), span))
            }
            Token::Plus => {
                self.advance();
                self.expression(SIGN)
            }
            Token::Number(value) => {
                self.advance();
                if let Token::Number(_) = self.peek().token {
                    return Err(self.expected("an operator between two numbers"));
                }
                Ok(self.push(NodeKind::Number(value), token.span))
            }
            Token::Name => {
                self.advance();
                self.name(token)
            }
            Token::Open => {
                self.advance();
                let bars = std::mem::take(&mut self.bars);
                let inner = self.expression(0)?;
                self.bars = bars;
                match self.peek().token {
                    Token::Close => {}
                    Token::Comma => return Err(self.expected("`)`; only the whole function can be a tuple")),
                    _ => return Err(self.unclosed(token, "an operator or `)`")),
                }
                let close = self.advance();
                self.reject_number_after_factor()?;
                self.nodes[inner].span = token.span.to(close.span);
                Ok(inner)
            }
            Token::Bar => {
                self.advance();
                self.bars += 1;
                let inner = self.expression(0)?;
                if self.peek().token != Token::Bar {
                    return Err(self.unclosed(token, "an operator or the closing `|`"));
                }
                self.bars -= 1;
                let close = self.advance();
                self.reject_number_after_factor()?;
                Ok(self.push(NodeKind::Call(F::from(Op::Abs), vec![inner]), token.span.to(close.span)))
            }
            _ => Err(self.expected("a number, a name, a function or `(`")),
        }
    }

    fn unclosed(&self, open: Spanned, wanted: &str) -> Error {
        let mut error = self.expected(wanted);
        if self.peek().token == Token::End {
            let before = self.source.get(..open.span.start).map_or(0, |text| text.chars().count());
            error.message +=
                &format!("; the `{}` at character {} is never closed", self.text(open), before + 1);
        }
        error
    }

    /// `(x + 1) 2`: a number cannot follow a factor directly, because `x2` is a name.
    fn reject_number_after_factor(&self) -> Result<(), Error> {
        match self.peek().token {
            Token::Number(_) => {
                Err(self.expected("an operator; write the number in front or put a `*` between"))
            }
            _ => Ok(()),
        }
    }

    /// A name that has just been read: a function, a constant, a variable or a parameter.
    fn name(&mut self, token: Spanned) -> Result<TreeId, Error> {
        let name = self.text(token);
        if let Some(function) = F::from_name(name) {
            return self.call(function, token);
        }
        self.reject_misspelt_function(token)?;
        let kind = if let Some(constant) = Constant::from_name(name) {
            NodeKind::Constant(constant)
        } else if let Some(i) = self.definitions.iter().position(|definition| definition.name == name) {
            NodeKind::Definition(i)
        } else if self.defined.contains(&name) {
            return Err(self.not_yet_defined(token));
        } else if let Some(i) = self.names.iter().position(|n| *n == name) {
            NodeKind::Variable(i)
        } else if let Some(i) = self.parameters.iter().position(|n| *n == name) {
            NodeKind::Parameter(i)
        } else {
            return Err(self.unknown_name(token));
        };
        self.reject_number_after_factor()?;
        Ok(self.push(kind, token.span))
    }

    fn not_yet_defined(&self, token: Spanned) -> Error {
        let name = self.text(token);
        let message = match self.defined.get(self.definitions.len()) {
            Some(own) if *own == name => format!("`{name}` is a part of its own definition"),
            _ => format!("`{name}` is used before it is defined"),
        };
        Error::new(ErrorKind::Parse, message).with_span(token.span)
    }

    fn unknown_name(&self, token: Spanned) -> Error {
        let name = self.text(token);
        let known: Vec<&str> =
            self.names.iter().chain(self.parameters).chain(self.defined).copied().collect();
        let hint = match nearest(name, known.iter().copied()).or_else(|| nearest_function::<F>(name)) {
            Some(near) => format!("; did you mean `{near}`?"),
            None if known.is_empty() => "; this function has no variables".to_owned(),
            None => format!("; the names are {}", known.join(", ")),
        };
        Error::new(ErrorKind::Parse, format!("found the unknown name `{name}`{hint}")).with_span(token.span)
    }

    /// `sni(x)` and `sni x` are slips of the pen; `x(x + 1)` and `x y` are products.
    fn reject_misspelt_function(&self, token: Spanned) -> Result<(), Error> {
        let name = self.text(token);
        let is_word = name.chars().filter(|c| c.is_alphabetic()).count() > 1;
        let is_listed = self.parameters.contains(&name)
            || self.defined.contains(&name)
            || Constant::from_name(name).is_some()
            || (self.is_listed && self.names.contains(&name));
        let is_applied = match self.peek().token {
            Token::Open => self.peek().span.start == token.span.end,
            Token::Name => nearest_function::<F>(name).is_some(),
            _ => false,
        };
        // A word that also stands alone, or that a list names, is a variable next to a factor.
        let stands_alone = self.tokens.iter().enumerate().any(|(i, other)| {
            self.text(*other) == name
                && !matches!(self.tokens.get(i + 1).map(|t| t.token), Some(Token::Open | Token::Name))
        });
        if !is_word || is_listed || !is_applied || stands_alone {
            return Ok(());
        }
        let hint = match nearest_function::<F>(name) {
            Some(near) => format!("; did you mean `{near}`?"),
            None => "; write a product with `*`".to_owned(),
        };
        Err(Error::new(ErrorKind::Parse, format!("found the unknown function `{name}`{hint}"))
            .with_span(token.span))
    }

    fn call(&mut self, function: F, name: Spanned) -> Result<TreeId, Error> {
        let arguments = if self.peek().token == Token::Open {
            self.arguments(name)?
        } else {
            vec![self.bare_argument(function, name)?]
        };
        self.reject_number_after_factor()?;
        let span = name.span.to(Span::new(name.span.start, self.previous_end()));
        let (least, most) = function.arguments();
        if arguments.len() < least || arguments.len() > most {
            let wanted = match (least, most) {
                (1, 1) => "one argument".to_owned(),
                (2, 2) => "two arguments".to_owned(),
                (3, 3) => "three arguments".to_owned(),
                _ => format!("at least {least} arguments"),
            };
            let message = format!(
                "found {} in the call of `{}`, expected {wanted}",
                count(arguments.len()),
                self.text(name)
            );
            return Err(Error::new(ErrorKind::Parse, message).with_span(span));
        }
        if arguments.len() > 2 && function.op().is_some_and(|op| op.arity() == Some(2)) {
            // min(a, b, c) is min(min(a, b), c).
            let mut arguments = arguments.into_iter();
            let first = arguments.next();
            let nested = arguments.fold(first, |left, right| {
                left.map(|left| self.push(NodeKind::Call(function, vec![left, right]), span))
            });
            return nested.ok_or_else(|| self.expected("an argument"));
        }
        Ok(self.push(
            match (function.op(), &arguments[..]) {
                // pow(u, v) is u^v.
                (Some(Op::Power), &[base, exponent]) => NodeKind::Binary(Binary::Power, base, exponent),
                _ => NodeKind::Call(function, arguments),
            },
            span,
        ))
    }

    pub(super) fn previous_end(&self) -> usize {
        self.next.checked_sub(1).and_then(|i| self.tokens.get(i)).map_or(0, |t| t.span.end)
    }

    /// `(a, b, ...)` after a function's name.
    fn arguments(&mut self, name: Spanned) -> Result<Vec<TreeId>, Error> {
        let open = self.advance();
        if self.peek().token == Token::Close {
            return Err(self.expected(&format!("the argument of `{}`", self.text(name))));
        }
        let bars = std::mem::take(&mut self.bars);
        let mut arguments = Vec::new();
        loop {
            arguments.push(self.expression(0)?);
            match self.peek().token {
                Token::Comma => self.advance(),
                Token::Close => break,
                _ => return Err(self.unclosed(open, "an operator, `,` or `)`")),
            };
        }
        self.advance();
        self.bars = bars;
        Ok(arguments)
    }

    /// The argument of a function written without parentheses: a product of powers up to the next
    /// operator or function, so that sin 2x cos x is sin(2x) cos(x).
    fn bare_argument(&mut self, function: F, name: Spanned) -> Result<TreeId, Error> {
        match self.peek().token {
            Token::Caret => {
                let called = self.text(name);
                return Err(self.expected(&format!(
                    "the argument of `{called}`; a power of it is written {called}(x)^2"
                )));
            }
            Token::Number(_) | Token::Name | Token::Minus | Token::Bar | Token::Open => {}
            _ => return Err(self.expected(&format!("the argument of `{}`", self.text(name)))),
        }
        if function.arguments().0 > 1 {
            return Err(self.expected(&format!("`(`, because `{}` takes several arguments", self.text(name))));
        }
        let mut argument = self.expression(PRODUCT)?;
        loop {
            let token = self.peek();
            let continues = match token.token {
                Token::Name => F::from_name(self.text(token)).is_none(),
                Token::Open => true,
                _ => false,
            };
            if !continues {
                return Ok(argument);
            }
            let factor = self.expression(PRODUCT)?;
            let span = self.span(argument).to(self.span(factor));
            argument = self.push(NodeKind::Binary(Binary::Multiply, argument, factor), span);
        }
    }
}

fn count(arguments: usize) -> String {
    if arguments == 1 { "1 argument".to_owned() } else { format!("{arguments} arguments") }
}
