//! A rule's step.

use std::rc::Rc;

use fallline_autodiff::syntax::{Binary, Comparison, Constant, NodeKind};
use fallline_autodiff::{Error, Op, math};

use super::Rule;
use super::check::{Assignment, Name, Role, Shape};
use super::function::Function;
use crate::linear;
use crate::optimizer::{Iteration, Optimizer, Step, newton_direction};
use crate::oracle::Oracle;
use crate::pseudocode::{Line, Notation};
use crate::record::{Quantity, StateEntry};
use crate::status::{Status, StatusKind};
use crate::text;

/// A number, or a vector that is shared by all who read it.
#[derive(Clone, Debug)]
pub(crate) enum Value {
    /// A number.
    Scalar(f64),
    /// n numbers.
    Vector(Rc<[f64]>),
}

impl Value {
    fn is_finite(&self) -> bool {
        self.coordinates().iter().all(|x| x.is_finite())
    }

    fn coordinates(&self) -> &[f64] {
        match self {
            Self::Scalar(x) => std::slice::from_ref(x),
            Self::Vector(v) => v,
        }
    }

    /// Coordinate i; a number has the same everywhere.
    fn at(&self, i: usize) -> f64 {
        match self {
            Self::Scalar(x) => *x,
            Self::Vector(v) => v.get(i).copied().unwrap_or(f64::NAN),
        }
    }

    fn quantity(&self) -> Quantity {
        match self {
            Self::Scalar(x) => Quantity::Scalar(*x),
            Self::Vector(v) => Quantity::Vector(v.to_vec()),
        }
    }

    /// The same in this shape.
    fn shaped(self, shape: Shape, n: usize) -> Self {
        match (self, shape) {
            (Self::Scalar(x), Shape::Vector) => Self::Vector(vec![x; n].into()),
            (value, _) => value,
        }
    }

    fn text(&self) -> String {
        match self {
            Self::Scalar(x) => text::number(*x),
            Self::Vector(v) => text::point(v),
        }
    }
}

/// What is computed of each coordinate on its own.
fn elementwise(operands: &[Value], f: impl Fn(&[f64]) -> f64) -> Value {
    let length = operands.iter().find_map(|operand| match operand {
        Value::Vector(v) => Some(v.len()),
        Value::Scalar(_) => None,
    });
    let mut row = vec![0.0; operands.len()];
    let mut at = |i: usize| {
        for (x, operand) in row.iter_mut().zip(operands) {
            *x = operand.at(i);
        }
        f(&row)
    };
    match length {
        Some(n) => Value::Vector((0..n).map(at).collect()),
        None => Value::Scalar(at(0)),
    }
}

/// A rule with values for its parameters.
pub(crate) struct Own {
    pub(crate) rule: Rule,
    /// By name.
    pub(crate) parameters: Vec<Option<f64>>,
}

/// What a rule keeps from step to step, by name; before the first step only what is known without asking the objective.
pub(crate) type Kept = Vec<(String, Value)>;

/// A step on its way.
struct Walk<'a> {
    own: &'a Own,
    oracle: &'a mut Oracle,
    theta: &'a [f64],
    /// By name.
    values: Vec<Option<Value>>,
    hessian: Option<Vec<f64>>,
    remark: Option<Status>,
}

impl Walk<'_> {
    /// What a name stands for just now.
    fn read(&mut self, name: usize) -> Result<Value, Status> {
        if let Some(Some(value)) = self.values.get(name) {
            return Ok(value.clone());
        }
        let value = match self.own.rule.names[name].role {
            Role::Gradient => Value::Vector(self.oracle.gradient(self.theta)?.into()),
            Role::Objective => Value::Scalar(self.oracle.value(self.theta)?),
            // Whatever else is read has a value by then.
            _ => Value::Scalar(f64::NAN),
        };
        self.values[name] = Some(value.clone());
        Ok(value)
    }

    /// The value of an assignment.
    fn assigned(&mut self, assignment: &Assignment) -> Result<Value, Status> {
        let rule = &self.own.rule;
        let from = assignment.nodes.start;
        let mut pieces: Vec<Value> = Vec::with_capacity(assignment.nodes.len());
        let mut broken = None;
        for (id, node) in assignment.nodes.clone().zip(&rule.nodes[assignment.nodes.clone()]) {
            // Every node is read once.
            let mut take = |id: usize| {
                let piece = id.checked_sub(from).and_then(|i| pieces.get_mut(i));
                piece.map_or(Value::Scalar(f64::NAN), |piece| std::mem::replace(piece, Value::Scalar(0.0)))
            };
            let value = match &node.kind {
                NodeKind::Number(value) => Value::Scalar(*value),
                NodeKind::Constant(Constant::Pi) => Value::Scalar(math::PI),
                NodeKind::Constant(Constant::E) => Value::Scalar(math::E),
                NodeKind::Variable(i) => self.read(*i)?,
                NodeKind::Parameter(_) | NodeKind::Definition(_) => Value::Scalar(f64::NAN),
                NodeKind::Negate(a) => elementwise(&[take(*a)], |u| -u[0]),
                NodeKind::Binary(operator, a, b) => {
                    let f = match operator {
                        Binary::Add => |u: &[f64]| u[0] + u[1],
                        Binary::Subtract => |u: &[f64]| u[0] - u[1],
                        Binary::Multiply => |u: &[f64]| u[0] * u[1],
                        Binary::Divide => |u: &[f64]| u[0] / u[1],
                        Binary::Power => |u: &[f64]| Op::Power.value(u, &[]),
                    };
                    elementwise(&[take(*a), take(*b)], f)
                }
                NodeKind::Call(function, arguments) => {
                    let arguments: Vec<Value> = arguments.iter().map(|&id| take(id)).collect();
                    self.call(*function, &arguments)?
                }
            };
            if broken.is_none() && !value.is_finite() {
                broken = Some((id, value.clone()));
            }
            pieces.push(value);
        }
        let value = pieces.pop().unwrap_or(Value::Scalar(f64::NAN));
        match broken.filter(|_| !value.is_finite()) {
            Some((id, part)) => Err(self.not_finite(assignment, &value, id, &part)),
            None => Ok(value),
        }
    }

    fn call(&mut self, function: Function, arguments: &[Value]) -> Result<Value, Status> {
        // Shapes are checked, so a vector is there where one is needed.
        let vector = |i: usize| arguments.get(i).map_or(&[][..], Value::coordinates);
        #[expect(clippy::cast_precision_loss, reason = "vectors are short")]
        let mean = |v: &[f64]| v.iter().sum::<f64>() / v.len() as f64;
        let number = |x: f64| Ok(Value::Scalar(x));
        match function {
            Function::Op(op @ (Op::Max | Op::Min)) if arguments.len() == 1 => {
                number(vector(0).iter().copied().reduce(|a, b| op.value(&[a, b], &[])).unwrap_or(f64::NAN))
            }
            Function::Op(Op::LogSumExp) if arguments.len() == 1 => {
                number(Op::LogSumExp.value(vector(0), &[]))
            }
            Function::Op(op) => Ok(elementwise(arguments, |u| op.value(u, &[]))),
            Function::Compare(comparison) => Ok(elementwise(arguments, |u| {
                let holds = match comparison {
                    Comparison::Below => u[0] < u[1],
                    Comparison::Above => u[0] > u[1],
                    Comparison::AtMost => u[0] <= u[1],
                    Comparison::AtLeast => u[0] >= u[1],
                };
                f64::from(u8::from(holds))
            })),
            Function::Where => Ok(elementwise(arguments, |u| if u[0] != 0.0 { u[1] } else { u[2] })),
            Function::Clip => {
                Ok(elementwise(arguments, |u| Op::Min.value(&[Op::Max.value(&[u[0], u[1]], &[]), u[2]], &[])))
            }
            Function::Dot => number(linear::dot(vector(0), vector(1))),
            Function::Norm => number(linear::norm(vector(0))),
            Function::Sum => number(vector(0).iter().sum()),
            Function::Mean => number(mean(vector(0))),
            Function::Gradient => Ok(Value::Vector(self.oracle.gradient(vector(0))?.into())),
            Function::Value => number(self.oracle.value(vector(0))?),
            Function::HessianVector => {
                Ok(Value::Vector(self.oracle.hessian_vector(self.theta, vector(0))?.into()))
            }
            Function::HessianInverse => self.solve(vector(0)),
        }
    }

    /// x with H x = a; 0 for a = 0, whatever H is.
    fn solve(&mut self, a: &[f64]) -> Result<Value, Status> {
        let hessian = match self.hessian.take() {
            Some(hessian) => hessian,
            None => self.oracle.hessian(self.theta)?,
        };
        let solution = if linear::largest(a) == 0.0 {
            vec![0.0; a.len()]
        } else {
            let (solution, remark) = newton_direction(&hessian, &linear::negated(a))?;
            self.remark = remark.or(self.remark.take());
            solution
        };
        self.hessian = Some(hessian);
        Ok(Value::Vector(solution.into()))
    }

    /// The status of an assignment whose `value` is not finite, because `part` of it is not.
    fn not_finite(&self, assignment: &Assignment, value: &Value, id: usize, part: &Value) -> Status {
        let rule = &self.own.rule;
        let shown = |text: &str| {
            const LONGEST: usize = 60;
            let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
            match line.char_indices().nth(LONGEST) {
                Some((end, _)) => format!("{}...", &line[..end]),
                None => line,
            }
        };
        let statement = shown(assignment.span.of(&rule.source));
        let reason = match rule.nodes.get(id).map(|node| shown(node.span.of(&rule.source))) {
            Some(text) => format!("`{text}` is {}", part.text()),
            None => format!("the value is {}", value.text()),
        };
        let is_point = rule.names.get(assignment.name).is_some_and(|name| name.role == Role::Point);
        let overflows = !value.coordinates().iter().any(|x| x.is_nan());
        let kind = if is_point && overflows { StatusKind::Diverged } else { StatusKind::NotFinite };
        Status::new(kind, format!("In {statement}: {reason}."))
    }
}

impl Own {
    /// What stands for the same number in every step, as TeX with the number.
    pub(crate) fn named(&self, n: usize) -> Vec<(String, Quantity)> {
        let value = |(name, parameter): (&Name, &Option<f64>)| match name.role {
            #[expect(clippy::cast_precision_loss, reason = "dimensions are small")]
            Role::Dimension => Some((name.tex.clone(), Quantity::Scalar(n as f64))),
            _ => parameter.map(|x| (name.tex.clone(), Quantity::Scalar(x))),
        };
        self.rule.names.iter().zip(&self.parameters).filter_map(value).collect()
    }
}

/// What is kept under a name, where it has the name's shape: another rule may have kept it.
fn kept_value(name: &Name, kept: &Kept) -> Option<Value> {
    let fits = |value: &Value| matches!(value, Value::Vector(_)) == (name.shape == Shape::Vector);
    kept.iter().find(|(id, value)| *id == name.id && fits(value)).map(|(_, value)| value.clone())
}

impl Optimizer for Own {
    type State = Kept;

    fn lines(&self, notation: &Notation) -> Vec<Line> {
        self.rule.lines(notation)
    }

    fn init(&self, start: &[f64]) -> Result<Kept, Error> {
        let known = self.rule.names.iter().filter_map(|name| {
            let Role::State(initial) = &name.role else { return None };
            let value = match initial {
                None => 0.0,
                Some(initial) => match self.rule.nodes.get(initial.nodes.clone()) {
                    Some([node]) => match node.kind {
                        NodeKind::Number(value) => value,
                        _ => return None,
                    },
                    _ => return None,
                },
            };
            Some((name.id.clone(), Value::Scalar(value).shaped(name.shape, start.len())))
        });
        Ok(known.collect())
    }

    fn step(&self, oracle: &mut Oracle, at: &Iteration<'_>, kept: &Kept) -> Result<(Kept, Step), Status> {
        let n = at.theta.len();
        #[expect(clippy::cast_precision_loss, reason = "iterations and dimensions are far below 2^53")]
        let (t, dimension) = ((at.index + 1) as f64, n as f64);
        let names = &self.rule.names;
        let known = |(i, name): (usize, &Name)| match &name.role {
            Role::Point => Some(Value::Vector(at.theta.into())),
            Role::Iteration => Some(Value::Scalar(t)),
            Role::Dimension => Some(Value::Scalar(dimension)),
            Role::Parameter => self.parameters.get(i).copied().flatten().map(Value::Scalar),
            Role::State(initial) => kept_value(name, kept).or_else(|| match initial {
                None => Some(Value::Scalar(0.0).shaped(name.shape, n)),
                Some(_) => None,
            }),
            Role::Gradient | Role::Objective | Role::Local => None,
        };
        let values = names.iter().enumerate().map(known).collect();
        let mut walk = Walk { own: self, oracle, theta: at.theta, values, hessian: None, remark: None };
        for (i, name) in names.iter().enumerate() {
            if let (Role::State(Some(initial)), None) = (&name.role, &walk.values[i]) {
                walk.values[i] = Some(walk.assigned(initial)?.shaped(name.shape, n));
            }
        }
        let mut numbers = Vec::new();
        for (i, name) in names.iter().enumerate().filter(|(_, name)| name.has_line()) {
            numbers.push((name.id.clone().into(), walk.read(i)?.quantity()));
        }
        for (i, assignment) in self.rule.steps.iter().enumerate() {
            let value = walk.assigned(assignment)?;
            if at.recorded {
                numbers.push((self.rule.symbol(i), value.quantity()));
            }
            walk.values[assignment.name] = Some(value);
        }
        let Walk { values, remark, .. } = walk;
        let value =
            |role: fn(&Role) -> bool| names.iter().zip(&values).filter(move |(name, _)| role(&name.role));
        let next = value(|role| *role == Role::Point).find_map(|(_, value)| value.clone());
        let next = next.map_or_else(|| at.theta.to_vec(), |value| value.coordinates().to_vec());
        let kept = value(|role| matches!(role, Role::State(_)))
            .filter_map(|(name, value)| Some((name.id.clone(), value.clone()?)))
            .collect();
        let direction = linear::difference(&next, at.theta);
        let step = at.step(next, direction, 1.0);
        let numbers = step.numbers.as_ref().map(|_| numbers);
        Ok((kept, Step { numbers, remark, ..step }))
    }

    fn describe(&self, kept: &Kept) -> Vec<StateEntry> {
        let tex = |id: &str| self.rule.names.iter().find(|name| name.id == id).map(|name| name.tex.clone());
        kept.iter()
            .map(|(id, value)| StateEntry::new(id.clone(), tex(id).unwrap_or_default(), value.quantity()))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use fallline_autodiff::Expression;

    use super::*;
    use crate::ExpressionObjective;
    use crate::optimizer::Pace;
    use crate::oracle::GradientChain;

    /// A run whose rule is changed on the way goes on with what the new one can use.
    #[test]
    fn what_another_rule_has_kept_is_used_where_it_fits() {
        let rule =
            Rule::read("v = v + 1; k = k + 1; init s = 5; s = s + 0*g; theta = theta + v + k + s").unwrap();
        let parameters = vec![None; rule.names.len()];
        let own = Own { rule, parameters };
        let objective = ExpressionObjective::new(Expression::parse("x^2").unwrap()).unwrap();
        let mut oracle = Oracle::new(Box::new(objective), GradientChain::default());
        let pace = Pace::default();
        let at = Iteration { index: 3, theta: &[1.0], pace: &pace, factor: 1.0, recorded: false };
        let vector = |x: f64| Value::Vector(vec![x].into());
        let kept = vec![
            ("v".to_owned(), Value::Scalar(10.0)),
            ("k".to_owned(), vector(20.0)),
            ("s".to_owned(), vector(30.0)),
        ];
        let (kept, step) = own.step(&mut oracle, &at, &kept).unwrap();
        // v goes on from 10, s from 30; k was a vector and is now a number, so it begins anew.
        assert_eq!(step.next, [1.0 + 11.0 + 1.0 + 30.0]);
        assert_eq!(kept.len(), 3);
    }
}
