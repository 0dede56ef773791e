//! From statements to a rule: what each name is, and the shape of everything.

use std::ops::Range;

use fallline_autodiff::syntax::{Node, NodeKind, Statement, StatementKind, Statements, statements};
use fallline_autodiff::{Error, ErrorKind, Op, Span};

use super::function::Function;
use super::{MOST_QUESTIONS, MOST_SIZE, MOST_STATEMENTS, Rule, RuleParameter, typeset};
use crate::parameter::Domain;

/// A number or a vector with a coordinate for each variable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    Scalar,
    Vector,
}

impl Shape {
    fn join(self, other: Self) -> Self {
        if self == Self::Vector { self } else { other }
    }

    fn noun(self) -> &'static str {
        match self {
            Self::Scalar => "a number",
            Self::Vector => "a vector",
        }
    }
}

/// What a name stands for where nothing in the step has assigned it yet.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Role {
    /// θ.
    Point,
    /// ∇C(θ(t)).
    Gradient,
    /// C(θ(t)).
    Objective,
    /// t + 1.
    Iteration,
    /// n.
    Dimension,
    /// A parameter.
    Parameter,
    /// Something kept from step to step, with what it is at first; 0 where nothing is said.
    State(Option<Assignment>),
    /// Assigned before it is read.
    Local,
}

/// The names with a meaning of their own.
const KNOWN: &[(&str, Role, Shape)] = &[
    ("theta", Role::Point, Shape::Vector),
    ("θ", Role::Point, Shape::Vector),
    ("g", Role::Gradient, Shape::Vector),
    ("C", Role::Objective, Shape::Scalar),
    ("t", Role::Iteration, Shape::Scalar),
    ("n", Role::Dimension, Shape::Scalar),
];

/// A value given to a name.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Assignment {
    /// Which name.
    pub name: usize,
    /// The nodes of the value, whose last is the value itself.
    pub nodes: Range<usize>,
    /// Where it stands in the text.
    pub span: Span,
}

/// A name of the rule.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Name {
    pub id: String,
    pub tex: String,
    pub role: Role,
    pub shape: Shape,
    /// Whether a step reads it before it assigns it.
    pub is_read: bool,
}

impl Name {
    /// Whether the pseudo-code begins with a line that says what it is.
    pub(super) fn has_line(&self) -> bool {
        self.is_read && matches!(self.role, Role::Iteration | Role::Gradient | Role::Objective)
    }
}

pub(super) fn read(source: &str) -> Result<Rule, Error> {
    let known: Vec<&str> = KNOWN.iter().map(|(name, ..)| *name).collect();
    let parsed = statements::<Function>(source, &known)?;
    Checker::new(parsed).rule(source).map_err(|error| error.pictured(source))
}

struct Checker {
    names: Vec<Name>,
    nodes: Vec<Node<Function>>,
    statements: Vec<Statement>,
    steps: Vec<Assignment>,
    initial: Vec<Assignment>,
    parameters: Vec<RuleParameter>,
}

fn refuse(span: Span, message: impl Into<String>) -> Error {
    Error::new(ErrorKind::Parse, message).with_span(span)
}

impl Checker {
    fn new(parsed: Statements<Function>) -> Self {
        let name = |id: &String| {
            let known = KNOWN.iter().find(|(name, ..)| name == id);
            let (role, shape) =
                known.map_or((Role::Parameter, Shape::Scalar), |(_, role, shape)| (role.clone(), *shape));
            // θ and theta are one name.
            let id = if role == Role::Point { "theta" } else { id };
            Name { id: id.to_owned(), tex: typeset::name(id), role, shape, is_read: false }
        };
        let Statements { names, nodes, statements } = parsed;
        let names = names.iter().map(name).collect();
        Self { names, nodes, statements, steps: Vec::new(), initial: Vec::new(), parameters: Vec::new() }
    }

    fn rule(mut self, source: &str) -> Result<Rule, Error> {
        self.check_size(source)?;
        self.merge_names();
        self.sort_statements()?;
        self.find_roles()?;
        self.find_shapes();
        let shapes = self.check_shapes()?;
        self.name_parameters(source)?;
        let Self { mut names, nodes, steps, initial, parameters, .. } = self;
        for assignment in initial {
            let place = assignment.name;
            names[place].role = Role::State(Some(assignment));
        }
        Ok(Rule { source: source.to_owned(), title: title(source), names, nodes, shapes, steps, parameters })
    }

    fn check_size(&self, source: &str) -> Result<(), Error> {
        let limit = |span: Span, message: String| Err(Error::new(ErrorKind::Limit, message).with_span(span));
        if let Some(statement) = self.statements.get(MOST_STATEMENTS) {
            return limit(statement.span, format!("a rule has at most {MOST_STATEMENTS} statements"));
        }
        if let Some(node) = self.nodes.get(MOST_SIZE) {
            return limit(node.span, format!("a rule has at most {MOST_SIZE} numbers, names and operations"));
        }
        let mut asking =
            self.nodes.iter().filter(|node| matches!(node.kind, NodeKind::Call(f, _) if f.asks()));
        match asking.nth(MOST_QUESTIONS) {
            Some(node) => limit(
                node.span,
                format!(
                    "a rule asks the objective in at most {MOST_QUESTIONS} places; `{}` is one more",
                    node.span.of(source)
                ),
            ),
            None => Ok(()),
        }
    }

    /// Makes names that are spelt in two ways one.
    fn merge_names(&mut self) {
        let first: Vec<usize> = self
            .names
            .iter()
            .map(|name| self.names.iter().position(|other| other.id == name.id).unwrap_or_default())
            .collect();
        for node in &mut self.nodes {
            if let NodeKind::Variable(i) = &mut node.kind {
                *i = first[*i];
            }
        }
    }

    fn place(&self, statement: &Statement) -> usize {
        let id = if statement.name == "θ" { "theta" } else { &statement.name };
        self.names.iter().position(|name| name.id == id).unwrap_or_default()
    }

    /// Steps, initial values and parameters.
    fn sort_statements(&mut self) -> Result<(), Error> {
        let mut from = 0;
        for statement in std::mem::take(&mut self.statements) {
            let name = self.place(&statement);
            let what = match statement.kind {
                StatementKind::Assign(_) => None,
                StatementKind::Initial(_) => Some("an initial value"),
                StatementKind::Parameter { .. } => Some("a parameter"),
            };
            let is_known = self.names[name].role != Role::Parameter;
            if let Some(what) = what.filter(|_| is_known) {
                let reason = format!("`{}` has a meaning of its own and cannot be {what}", statement.name);
                return Err(refuse(statement.name_span, reason));
            }
            let is_twice = self.initial.iter().any(|other| other.name == name)
                || self.parameters.iter().any(|other| other.id == statement.name);
            if what.is_some() && is_twice {
                return Err(refuse(statement.name_span, format!("`{}` is declared twice", statement.name)));
            }
            match statement.kind {
                StatementKind::Assign(body) | StatementKind::Initial(body) => {
                    let assignment = Assignment { name, nodes: from..body + 1, span: statement.span };
                    from = body + 1;
                    let is_step = what.is_none();
                    if is_step { &mut self.steps } else { &mut self.initial }.push(assignment);
                }
                StatementKind::Parameter { value, range, log } => {
                    let (min, max) = range.unzip();
                    let domain = Domain::Real { min, max, min_open: false, max_open: false, log };
                    self.parameters.push(RuleParameter {
                        id: statement.name.clone(),
                        tex: self.names[name].tex.clone(),
                        help: String::new(),
                        domain,
                        default: value,
                        span: statement.span,
                    });
                }
            }
        }
        Ok(())
    }

    /// Which names are kept from step to step, which are made in a step, and which are parameters.
    fn find_roles(&mut self) -> Result<(), Error> {
        let end = self.steps.last().map_or(Span::new(0, 0), |step| step.span);
        if !self.steps.iter().any(|step| self.names[step.name].role == Role::Point) {
            let message =
                "nothing is assigned to `theta`; a rule makes the step, as in theta = theta - alpha*g";
            return Err(refuse(end, message));
        }
        let mut assigned = vec![false; self.names.len()];
        for step in &self.steps {
            for i in self.reads(&step.nodes) {
                self.names[i].is_read |= !assigned[i];
            }
            assigned[step.name] = true;
        }
        for initial in &self.initial {
            for node in &self.nodes[initial.nodes.clone()] {
                let NodeKind::Variable(i) = node.kind else { continue };
                if assigned[i] && self.names[i].role == Role::Parameter
                    || self.initial.iter().any(|other| other.name == i)
                {
                    let reason = format!(
                        "`{}` has no value before the first step; an initial value is made of theta, g, C, n and parameters",
                        self.names[i].id
                    );
                    return Err(refuse(node.span, reason));
                }
            }
        }
        for (name, assigned) in self.names.iter_mut().zip(assigned) {
            if name.role != Role::Parameter {
                continue;
            }
            let declared = self.parameters.iter().find(|parameter| parameter.id == name.id);
            match (declared, assigned) {
                (Some(parameter), true) => {
                    let reason = format!("`{}` is assigned, so it cannot be a parameter", name.id);
                    return Err(refuse(parameter.span, reason));
                }
                (None, true) if name.is_read => name.role = Role::State(None),
                (None, true) => name.role = Role::Local,
                (_, false) => {}
            }
        }
        for initial in &self.initial {
            let name = &mut self.names[initial.name];
            if self.parameters.iter().any(|parameter| parameter.id == name.id) {
                return Err(refuse(initial.span, format!("`{}` is declared twice", name.id)));
            }
            name.role = Role::State(None);
        }
        Ok(())
    }

    fn reads(&self, nodes: &Range<usize>) -> Vec<usize> {
        let names = self.nodes[nodes.clone()].iter().filter_map(|node| match node.kind {
            NodeKind::Variable(i) => Some(i),
            _ => None,
        });
        names.collect()
    }

    /// The shapes of the names, which follow from one another.
    fn find_shapes(&mut self) {
        let assignments: Vec<Assignment> = self.steps.iter().chain(&self.initial).cloned().collect();
        // Each round that changes something makes a name a vector.
        loop {
            let mut changed = false;
            for assignment in &assignments {
                let shapes = self.shapes(&assignment.nodes);
                let name = &mut self.names[assignment.name];
                if shapes.last() == Some(&Shape::Vector)
                    && name.shape == Shape::Scalar
                    && matches!(name.role, Role::State(_) | Role::Local)
                {
                    name.shape = Shape::Vector;
                    changed = true;
                }
            }
            if !changed {
                return;
            }
        }
    }

    /// The shapes of nodes, whether or not they fit together.
    fn shapes(&self, nodes: &Range<usize>) -> Vec<Shape> {
        let mut shapes = Vec::with_capacity(nodes.len());
        for node in &self.nodes[nodes.clone()] {
            let of = |id: usize| -> Shape {
                id.checked_sub(nodes.start).and_then(|i| shapes.get(i)).copied().unwrap_or(Shape::Scalar)
            };
            let joined = |ids: &[usize]| ids.iter().fold(Shape::Scalar, |shape, &id| shape.join(of(id)));
            let shape = match &node.kind {
                NodeKind::Variable(i) => self.names[*i].shape,
                NodeKind::Negate(a) => of(*a),
                NodeKind::Binary(_, a, b) => joined(&[*a, *b]),
                NodeKind::Call(function, arguments) => match function {
                    Function::Op(Op::Max | Op::Min | Op::LogSumExp) if arguments.len() == 1 => Shape::Scalar,
                    Function::Op(_) | Function::Compare(_) | Function::Where | Function::Clip => {
                        joined(arguments)
                    }
                    Function::Dot | Function::Norm | Function::Sum | Function::Mean | Function::Value => {
                        Shape::Scalar
                    }
                    Function::Gradient | Function::HessianVector | Function::HessianInverse => Shape::Vector,
                },
                NodeKind::Number(_)
                | NodeKind::Constant(_)
                | NodeKind::Parameter(_)
                | NodeKind::Definition(_) => Shape::Scalar,
            };
            shapes.push(shape);
        }
        shapes
    }

    /// The shape of every node, where all fit together.
    fn check_shapes(&self) -> Result<Vec<Shape>, Error> {
        let mut all = vec![Shape::Scalar; self.nodes.len()];
        let initial = self.initial.iter().map(|assignment| (assignment, true));
        let steps = self.steps.iter().map(|assignment| (assignment, false));
        for (assignment, _) in initial.clone().chain(steps.clone()) {
            let shapes = self.shapes(&assignment.nodes);
            all[assignment.nodes.clone()].copy_from_slice(&shapes);
        }
        for (assignment, is_initial) in initial.chain(steps) {
            for node in &self.nodes[assignment.nodes.clone()] {
                self.check_call(node, &all)?;
            }
            let name = &self.names[assignment.name];
            let found = all[assignment.nodes.end - 1];
            // A number at first stands for a vector of it.
            if found != name.shape && !(is_initial && found == Shape::Scalar) {
                let place = if matches!(name.role, Role::State(_) | Role::Local) {
                    " elsewhere in the rule"
                } else {
                    ""
                };
                let reason =
                    format!("`{}` is {}{place}, and this is {}", name.id, name.shape.noun(), found.noun());
                return Err(refuse(self.nodes[assignment.nodes.end - 1].span, reason));
            }
        }
        Ok(all)
    }

    fn check_call(&self, node: &Node<Function>, shapes: &[Shape]) -> Result<(), Error> {
        let NodeKind::Call(function, arguments) = &node.kind else { return Ok(()) };
        let wanted = match function {
            Function::Op(Op::Max | Op::Min | Op::LogSumExp) if arguments.len() == 1 => {
                "several values, or the coordinates of a vector"
            }
            Function::Dot => "two vectors",
            Function::Norm | Function::Sum | Function::Mean => "a vector",
            Function::Gradient | Function::Value => "a point, which is a vector",
            Function::HessianVector | Function::HessianInverse => "a vector",
            Function::Op(_) | Function::Compare(_) | Function::Where | Function::Clip => return Ok(()),
        };
        match arguments.iter().find(|&&id| shapes[id] == Shape::Scalar) {
            Some(&id) => {
                let hint = if *function == Function::Norm { "; the size of a number is abs" } else { "" };
                let reason = format!("`{}` is of {wanted}, and this is a number{hint}", function.name());
                Err(refuse(self.nodes[id].span, reason))
            }
            None => Ok(()),
        }
    }

    /// The parameters in the order in which they are declared, and then in which they stand in the text.
    fn name_parameters(&mut self, source: &str) -> Result<(), Error> {
        for parameter in &mut self.parameters {
            parameter.help = comment(source, parameter.span.end);
        }
        for node in &self.nodes {
            let NodeKind::Variable(i) = node.kind else { continue };
            let Name { id, tex, role, .. } = &self.names[i];
            if *role != Role::Parameter || self.parameters.iter().any(|parameter| parameter.id == *id) {
                continue;
            }
            self.parameters.push(RuleParameter {
                id: id.clone(),
                tex: tex.clone(),
                help: String::new(),
                domain: Domain::Real { min: None, max: None, min_open: false, max_open: false, log: true },
                default: 0.1,
                span: node.span,
            });
        }
        match self.parameters.iter().find(|parameter| matches!(parameter.id.as_str(), "id" | "rule")) {
            Some(parameter) => {
                let reason = format!("`{}` cannot be the name of a parameter; choose another", parameter.id);
                Err(refuse(parameter.span, reason))
            }
            None => Ok(()),
        }
    }
}

/// What a comment behind a statement says.
fn comment(source: &str, end: usize) -> String {
    let rest = source.get(end..).unwrap_or_default();
    let line = rest.split('\n').next().unwrap_or_default();
    line.trim_start_matches([' ', '\t', ';'])
        .strip_prefix('#')
        .map_or(String::new(), |text| text.trim().to_owned())
}

/// The first line, where it is a comment.
fn title(source: &str) -> Option<String> {
    const LONGEST: usize = 40;
    let title = source.trim_start().strip_prefix('#')?.split('\n').next()?.trim();
    let title: String = title.chars().filter(|c| !c.is_control()).take(LONGEST).collect();
    Some(title).filter(|title| !title.is_empty())
}
