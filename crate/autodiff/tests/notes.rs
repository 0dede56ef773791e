//! The numbers and tables of the notes.
#![allow(
    clippy::disallowed_methods,
    clippy::panic,
    reason = "tests fail by panicking and use std as the independent reference"
)]

use std::f64::consts::{E, PI};

use fallline_autodiff::Expression;
use fallline_autodiff::graph::Operand::{self, Node, Variable};
use fallline_autodiff::table::{Row, Table};

/// MEDL (4.27).
const C: &str = "sin(t1*t2) + exp(t2 + t3) - 2*t3";
const THETA: [f64; 3] = [PI / 6.0, 2.0, 5.0];

fn parse(source: &str) -> Expression {
    Expression::parse(source).unwrap_or_else(|error| panic!("{error}"))
}

fn close(found: f64, expected: f64) {
    assert!((found - expected).abs() <= 1e-14 * expected.abs().max(1.0), "{found} is not {expected}");
}

fn all_close(found: &[f64], expected: &[f64]) {
    assert_eq!(found.len(), expected.len());
    for (f, e) in found.iter().zip(expected) {
        close(*f, *e);
    }
}

fn symbols(table: &Table) -> Vec<Vec<&str>> {
    table.iterations.iter().map(|i| i.rows.iter().map(|row| row.symbol.as_str()).collect()).collect()
}

fn row<'a>(table: &'a Table, symbol: &str) -> &'a Row {
    let mut rows = table.iterations.iter().flat_map(|i| &i.rows);
    rows.find(|row| row.symbol == symbol).unwrap_or_else(|| panic!("no row {symbol}"))
}

#[test]
fn the_graph_of_4_27_is_figure_4_7() {
    let c = parse(C);
    let nodes: Vec<(&str, &[Operand], usize)> =
        c.graph().nodes.iter().map(|node| (node.op.name(), &node.operands[..], node.iteration)).collect();
    assert_eq!(
        nodes,
        [
            ("product", &[Variable(0), Variable(1)][..], 1),
            ("sum", &[Variable(1), Variable(2)], 1),
            ("product", &[Variable(2)], 1),
            ("sin", &[Node(0)], 2),
            ("exp", &[Node(1)], 2),
            ("sum", &[Node(3), Node(4), Node(2)], 3),
        ]
    );
    assert_eq!(c.graph().nodes[2].weights, [-2.0]);
    assert_eq!(c.graph().nodes[5].weights, [1.0, 1.0, 1.0]);
    assert_eq!(c.graph().outputs, [Node(5)]);
}

#[test]
fn table_4_1_primals() {
    let table = parse(C).primal_table(&THETA).unwrap();
    assert_eq!(
        symbols(&table),
        [vec!["t1", "t2", "t3"], vec!["a_1", "a_2", "a_3"], vec!["a_4", "a_5"], vec!["a_6"]]
    );
    let labels: Vec<&str> = table.iterations.iter().map(|i| i.label.as_str()).collect();
    assert_eq!(labels, ["Input", "Iteration 1", "Iteration 2", "Iteration 3 (output)"]);
    let value = 3.0_f64.sqrt() / 2.0 + E.powi(7) - 10.0;
    for (symbol, expected) in [
        ("t1", PI / 6.0),
        ("a_1", PI / 3.0),
        ("a_2", 7.0),
        ("a_3", -10.0),
        ("a_4", 3.0_f64.sqrt() / 2.0),
        ("a_5", E.powi(7)),
        ("a_6", value),
    ] {
        close(row(&table, symbol).value, expected);
    }
    all_close(&table.result, &[value]);
    assert_eq!(row(&table, "a_3").tex, "a_{3} = -2 t_{3}");
    assert_eq!(row(&table, "a_6").tex, "a_{6} = a_{4} + a_{5} + a_{3}");
}

#[test]
fn table_4_2_tangents() {
    let table = parse(C).forward_table(&THETA, &[0.0, 1.0, 0.0]).unwrap();
    let e7 = E.powi(7);
    for (symbol, value, tangent) in [
        ("t2", 2.0, 1.0),
        ("a_1", PI / 3.0, PI / 6.0),
        ("a_2", 7.0, 1.0),
        ("a_3", -10.0, 0.0),
        ("a_4", 3.0_f64.sqrt() / 2.0, PI / 12.0),
        ("a_5", e7, e7),
        ("a_6", 3.0_f64.sqrt() / 2.0 + e7 - 10.0, PI / 12.0 + e7),
    ] {
        let row = row(&table, symbol);
        close(row.value, value);
        close(row.derivative.unwrap(), tangent);
    }
    all_close(&table.result, &[PI / 12.0 + e7]);
    assert_eq!(
        row(&table, "a_1").tex,
        r"(a_{1}, \dot{a}_{1}) = (t_{1} t_{2},\; t_{2} \dot{t}_{1} + t_{1} \dot{t}_{2})"
    );
    assert_eq!(row(&table, "a_5").tex, r"(a_{5}, \dot{a}_{5}) = (\exp(a_{2}),\; \exp(a_{2}) \dot{a}_{2})");
    assert_eq!(
        row(&table, "a_6").tex,
        r"(a_{6}, \dot{a}_{6}) = (a_{4} + a_{5} + a_{3},\; \dot{a}_{4} + \dot{a}_{5} + \dot{a}_{3})"
    );
}

#[test]
fn table_4_3_adjoints() {
    let table = parse(C).backward_table(&THETA, &[1.0]).unwrap();
    assert_eq!(
        symbols(&table),
        [
            vec!["zeta_6"],
            vec!["zeta_4", "zeta_5", "zeta_3"],
            vec!["zeta_1", "zeta_2"],
            vec!["dC/dt1", "dC/dt2", "dC/dt3"]
        ]
    );
    let labels: Vec<&str> = table.iterations.iter().map(|i| i.label.as_str()).collect();
    assert_eq!(labels, ["Start", "Iteration 1", "Iteration 2", "Iteration 3"]);
    let e7 = E.powi(7);
    for (symbol, adjoint) in [
        ("zeta_6", 1.0),
        ("zeta_4", 1.0),
        ("zeta_5", 1.0),
        ("zeta_3", 1.0),
        ("zeta_1", 0.5),
        ("zeta_2", e7),
        ("dC/dt1", 1.0),
        ("dC/dt2", PI / 12.0 + e7),
        ("dC/dt3", e7 - 2.0),
    ] {
        close(row(&table, symbol).value, adjoint);
    }
    all_close(&table.result, &[1.0, PI / 12.0 + e7, e7 - 2.0]);
    assert_eq!(row(&table, "zeta_6").tex, r"\zeta_{6} = \frac{\partial C}{\partial a_{6}} = 1");
    assert_eq!(
        row(&table, "zeta_1").tex,
        r"\zeta_{1} = \frac{\partial a_{4}}{\partial a_{1}} \zeta_{4} = \cos(a_{1}) \zeta_{4}"
    );
    assert_eq!(
        row(&table, "dC/dt3").tex,
        concat!(
            r"\frac{\partial C}{\partial t_{3}} = \frac{\partial a_{2}}{\partial t_{3}} \zeta_{2}",
            r" + \frac{\partial a_{3}}{\partial t_{3}} \zeta_{3} = 1 \times \zeta_{2} - 2 \times \zeta_{3}"
        )
    );
}

#[test]
fn derivatives_of_4_27() {
    let c = parse(C);
    let e7 = E.powi(7);
    all_close(&c.gradient(&THETA).unwrap(), &[1.0, PI / 12.0 + e7, e7 - 2.0]);
    // By hand, with s = sin(pi/3) and c = cos(pi/3) = 1/2.
    let s = 3.0_f64.sqrt() / 2.0;
    let mixed = 0.5 - s * PI / 3.0;
    let expected = [-4.0 * s, mixed, 0.0, mixed, e7 - s * PI * PI / 36.0, e7, 0.0, e7, e7];
    all_close(&c.hessian(&THETA).unwrap(), &expected);
    let v = [1.0, -2.0, 0.5];
    let product: Vec<f64> =
        expected.chunks(3).map(|row| row.iter().zip(&v).map(|(h, v)| h * v).sum()).collect();
    for (found, expected) in c.hessian_vector(&THETA, &v).unwrap().iter().zip(&product) {
        assert!((found - expected).abs() <= 1e-12 * e7);
    }
}

#[test]
fn differentiable_programming_of_section_4_4() {
    let g = parse("g(t1, t2, t3) = (t1 - 7*t2 + 5*t3, t2*t3)");
    let theta = [2.5, 2.1, 1.4];
    assert_eq!(g.outputs(), 2);
    close(g.partial_derivative(&theta, 1, 2).unwrap(), 2.1);
    all_close(&g.jvp(&theta, &[0.0, 1.0, 0.0]).unwrap(), &[-7.0, 1.4]);
    all_close(&g.vjp(&theta, &[1.0, 0.0]).unwrap(), &[1.0, -7.0, 5.0]);
    all_close(&g.jacobian(&theta).unwrap(), &[1.0, -7.0, 5.0, 0.0, 1.4, 2.1]);
    all_close(&g.backward_table(&theta, &[0.0, 1.0]).unwrap().result, &[0.0, 1.4, 2.1]);
    all_close(&g.forward_table(&theta, &[0.0, 1.0, 0.0]).unwrap().result, &[-7.0, 1.4]);
}

#[test]
fn gradients_and_jacobians_of_the_theory_notes() {
    assert_eq!(parse("x^2 + 2xy + y^3").gradient(&[3.0, 2.0]).unwrap(), [10.0, 18.0]);
    let f = parse("(x1^2 + 5 x2, 3 x1 sin x2, x1 x2^2)");
    let (x1, x2) = (1.3_f64, 0.7_f64);
    let expected = [2.0 * x1, 5.0, 3.0 * x2.sin(), 3.0 * x1 * x2.cos(), x2 * x2, 2.0 * x1 * x2];
    all_close(&f.jacobian(&[x1, x2]).unwrap(), &expected);
}
