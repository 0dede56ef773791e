//! `docs/reference.md` is made from the lists, and this test fails when it is stale.
//!
//! `FALLLINE_WRITE_DOCS=1 cargo test -p fallline-optim --test documentation` writes it anew.
#![allow(clippy::unwrap_used, reason = "tests fail by panicking")]

use std::fmt::Write;

use fallline_autodiff::Op;
use fallline_optim::data::Table;
use fallline_optim::list::Info;
use fallline_optim::objective::CriticalKind;
use fallline_optim::oracle::GradientChain;
use fallline_optim::parameter::Parameter;
use fallline_optim::pseudocode::Pseudocode;
use fallline_optim::rule::{FUNCTIONS, RuleExample};
use fallline_optim::{
    DATA, GRADIENTS, MODELS, OBJECTIVES, OPTIMIZERS, ObjectiveInfo, RULES, SCHEDULES, SEARCHES,
};

/// A table cell: a bar would end it.
fn cell(text: &str) -> String {
    text.replace('|', r"\|")
}

fn parameters(list: &[Parameter]) -> String {
    let one = |p: &Parameter| {
        let default = serde_json::to_value(p.default).unwrap();
        let default = if default.is_null() { String::new() } else { format!(", default `{default}`") };
        format!("`{}` (${}$): {} Takes {}{default}.", p.id, p.tex, p.help, p.domain.describe(p.id))
    };
    list.iter().map(one).collect::<Vec<_>>().join("<br>")
}

fn entries<T: Pseudocode + ?Sized>(text: &mut String, title: &str, list: &[&Info<T>]) {
    writeln!(text, "\n## {title}\n\n| id | name | parameters | source |\n|---|---|---|---|").unwrap();
    for info in list {
        let parameters = cell(&parameters(info.parameters));
        writeln!(text, "| `{}` | {} | {parameters} | {} |", info.id, info.name, cell(info.source)).unwrap();
    }
}

fn reference() -> String {
    let mut text = String::from(
        "# Reference\n\nMade from the lists in the code; `docs/notation.md` explains symbols and the language of functions.\n",
    );
    entries(&mut text, "Optimizers", OPTIMIZERS);
    entries(&mut text, "Searches", SEARCHES);
    entries(&mut text, "Schedules", SCHEDULES);
    text.push_str("\n## Gradients\n\n| kind | name | parameters | source |\n|---|---|---|---|\n");
    for info in GRADIENTS {
        let parameters = cell(&parameters(info.parameters));
        writeln!(text, "| `{}` | {} | {parameters} | {} |", info.id, info.name, cell(info.source)).unwrap();
    }
    let chain = cell(&parameters(&GradientChain::PARAMETERS));
    writeln!(text, "\nBefore the optimizer gets the gradient: {chain}").unwrap();
    text.push_str("\n## Objectives\n\n| id | formula | critical points | what to see | source |\n|---|---|---|---|---|\n");
    for info in OBJECTIVES {
        let count = |kind: CriticalKind, name: &str| {
            let count = info.critical_points.iter().filter(|p| p.kind == kind).count();
            (count > 0).then(|| format!("{count} {name}"))
        };
        let kinds = [
            (CriticalKind::Minimum, "min"),
            (CriticalKind::Maximum, "max"),
            (CriticalKind::Saddle, "saddle"),
            (CriticalKind::Inflection, "inflection"),
        ];
        let counts: Vec<String> = kinds.into_iter().filter_map(|(kind, name)| count(kind, name)).collect();
        let (formula, note) = (cell(info.formula), cell(info.note));
        let reduced = match info.reduce {
            Some(reduce) => {
                format!("{} of `{formula}`", serde_json::to_value(reduce).unwrap().as_str().unwrap())
            }
            None => format!("`{formula}`"),
        };
        writeln!(
            text,
            "| `{}` | {reduced} | {} | {note} | {} |",
            info.id,
            counts.join(", "),
            cell(info.source)
        )
        .unwrap();
    }
    text.push_str("\n## Models over data\n\n| id | term of a sample | data | what to see | source |\n|---|---|---|---|---|\n");
    for info in MODELS {
        let ObjectiveInfo { id, formula, reduce, note, source, .. } = &info.objective;
        let reduced = serde_json::to_value(reduce).unwrap();
        let (reduced, formula) = (reduced.as_str().unwrap(), cell(formula));
        writeln!(text, "| `{id}` | {reduced} of `{formula}` | `{}` | {} | {source} |", info.data, cell(note))
            .unwrap();
    }
    text.push_str("\n## Data sets\n\n| id | rows | columns | what was measured | source | licence |\n|---|---|---|---|---|---|\n");
    for info in DATA {
        let table = Table::parse(info.csv).unwrap();
        let columns: Vec<String> =
            table.columns().iter().map(|column| format!("`{}`", column.name)).collect();
        let (rows, columns) = (table.rows(), columns.join(", "));
        writeln!(
            text,
            "| `{}` | {rows} | {columns} | {} | {} | {} |",
            info.id, info.note, info.source, info.licence
        )
        .unwrap();
    }
    text.push_str("\n## Operations\n\n| name | arguments | where it has no derivative |\n|---|---|---|\n");
    for op in Op::ALL.iter().filter(|op| op.is_function()) {
        let arguments = match op.arguments() {
            (1, 1) => "1".to_owned(),
            (2, 2) => "2".to_owned(),
            (least, _) => format!("{least} or more"),
        };
        writeln!(text, "| `{}` | {arguments} | {} |", op.name(), op.convention().unwrap_or("")).unwrap();
    }
    text.push_str("\n`log` is `ln`. Sums, products, quotients and powers are written with `+ - * / ^`.\n");
    text.push_str("\n## Rules\n\nBesides the operations, a typed rule can call:\n\n| name | arguments | what it is |\n|---|---|---|\n");
    for (name, _, arguments, what) in FUNCTIONS {
        writeln!(text, "| `{name}` | {arguments} | {what} |").unwrap();
    }
    text.push_str("\nRules to begin with; one that stands for an optimizer of the list has its bits.\n");
    for RuleExample { name, optimizer, text: rule, .. } in RULES {
        let stands = optimizer.map_or(String::new(), |id| format!(", `{id}` of the list"));
        writeln!(text, "\n{name}{stands}:\n\n```text\n{rule}\n```").unwrap();
    }
    text
}

#[test]
fn the_reference_is_what_the_lists_say() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/reference.md");
    let text = reference();
    if std::env::var_os("FALLLINE_WRITE_DOCS").is_some() {
        std::fs::write(path, &text).unwrap();
    }
    let written = std::fs::read_to_string(path).unwrap();
    assert!(written == text, "docs/reference.md is stale; this test's head says how to write it anew");
}
