//! Operation counts against counts by hand, and the cheap gradient principle.

#![allow(clippy::panic, clippy::unwrap_used, reason = "tests fail by panicking")]

use fallline_autodiff::cost::{Family, Operations};
use fallline_autodiff::{ErrorKind, Expression, Op};

fn operations(additions: usize, multiplications: usize, divisions: usize, functions: usize) -> Operations {
    Operations { additions, multiplications, divisions, functions }
}

#[test]
fn figure_4_7_counted_by_hand() {
    let c = Expression::parse("sin(t1*t2) + exp(t2 + t3) - 2*t3").unwrap();
    let costs = c.costs(&[0.0, 1.0, 0.0], &[1.0]).unwrap();
    assert_eq!(costs.total.nodes, 6);
    // t1 t2, -2 t3; t2 + t3 and two more additions; sin and exp.
    assert_eq!(costs.total.value, operations(3, 2, 0, 2));
    // ȧ1 = t1 and ȧ2 = 1 are there already; cos(a1) ȧ1; exp(a2) 1; their sum.
    assert_eq!(costs.total.tangent, operations(1, 1, 0, 1));
    // cos(a1); its products with t2 and with t1; the sum for t2, where ζ2 = exp(a2) is there already; -2 + ζ2.
    assert_eq!(costs.total.adjoint, operations(2, 2, 0, 1));
    let by_name: Vec<_> = costs.operations.iter().map(|(name, sweeps)| (*name, sweeps.nodes)).collect();
    assert_eq!(by_name, [("sum", 2), ("product", 2), ("sin", 1), ("exp", 1)]);
    // A general direction moves every input.
    assert!(c.costs(&[0.5, 0.5, 0.5], &[1.0]).unwrap().total.tangent.total() > 3);
    assert!(c.costs(&[1.0], &[1.0]).is_err() && c.costs(&[1.0; 3], &[1.0; 2]).is_err());
}

#[test]
fn the_gradient_of_smooth_operations_is_cheap() {
    for &op in Op::ALL {
        let arity = op.arity().unwrap_or(2);
        // Their rules have more operations than one elementary function stands for.
        if !op.is_function() || matches!(op, Op::Atan2 | Op::Min | Op::Max | Op::Power | Op::LogSumExp) {
            continue;
        }
        let source = format!("{}({})", op.name(), ["u", "u, v"][arity - 1]);
        let total = Expression::parse(&source).unwrap().costs(&vec![1.0; arity], &[1.0]).unwrap().total;
        let ratio = (total.value.total() + total.adjoint.total()) as f64 / total.value.total() as f64;
        assert!(ratio <= 5.0, "{source}: {ratio}");
    }
}

#[test]
fn forward_mode_grows_by_n_and_backward_mode_does_not() {
    let example = Expression::parse("sin(t1*t2) + exp(t2 + t3) - 2*t3").unwrap();
    for family in [Family::Copies, Family::Product, Family::Rosenbrock] {
        let costs = example.jacobian_costs(family).unwrap();
        assert!(costs.len() >= 5, "{costs:?}");
        for cost in &costs {
            assert!(cost.backward <= 5 * cost.value, "{cost:?}");
            assert!(cost.forward >= cost.variables * cost.value, "{cost:?}");
        }
        assert!(costs.windows(2).all(|pair| pair[1].variables == 2 * pair[0].variables));
    }
    // x1 ⋯ xn: n - 1 products; each factor of a pair but the last gets one more on the way back.
    for cost in example.jacobian_costs(Family::Product).unwrap() {
        let n = cost.variables;
        assert_eq!((cost.value, cost.backward), (n - 1, 3 * (n - 1) - if n > 1 { 2 } else { 0 }));
    }
    let [first, .., last] = &example.jacobian_costs(Family::Copies).unwrap()[..] else { panic!() };
    assert_eq!((first.variables, last.variables), (3, 48));
    assert_eq!((first.value, last.value), (7, 16 * 8 - 1));
}

#[test]
fn several_outputs_take_a_backward_pass_each() {
    let tall = Expression::parse("p = 2; (sin(x), cos(x), exp(x), x^p)").unwrap();
    let costs = tall.jacobian_costs(Family::Copies).unwrap();
    assert_eq!((costs[0].variables, costs[0].value), (1, 4));
    // One forward pass does what four backward passes do.
    assert_eq!(costs[0].forward, costs[0].backward);
    assert!(costs[0].forward > costs[0].value);
    let definitions =
        Expression::parse("q = a*x; r = q^2; r + q").unwrap().jacobian_costs(Family::Copies).unwrap();
    assert!(definitions.windows(2).all(|pair| pair[1].value == 2 * pair[0].value + 1), "{definitions:?}");
}

#[test]
fn counting_ends_where_it_would_take_long() {
    let factors = format!("{}x", "x*y*".repeat(900));
    let error = Expression::parse(&factors).unwrap().jacobian_costs(Family::Copies).unwrap_err();
    assert_eq!(error.kind, ErrorKind::Limit);
    // A long sum has room for fewer copies.
    let sum: Vec<String> = (0..900).map(|k| format!("sin({k}x)*y")).collect();
    let costs = Expression::parse(&sum.join("+")).unwrap().jacobian_costs(Family::Copies).unwrap();
    assert!((1..6).contains(&costs.len()), "{costs:?}");
}
