//! What is minimized, and what of it a method asks for, in Python.

use fallline_autodiff::python::{Body, Library, Wanted, body};
use fallline_autodiff::{Error, Expression};

use crate::expression::Reduce;
use crate::spec::{ObjectiveSpec, Resolved};
use crate::text::refuse;

/// The most numbers of a table that are written into the code.
const MOST_NUMBERS: usize = 100_000;

/// A function with what is needed to write it.
pub(super) struct Function {
    /// The function itself, its outputs, or the term of one sample.
    expression: Expression,
    reduce: Option<Reduce>,
    /// The columns that the term names, and the rows of their values.
    data: Option<(Vec<String>, Vec<Vec<f64>>)>,
}

impl Function {
    pub(super) fn new(spec: &ObjectiveSpec) -> Result<Self, Error> {
        let objective = spec.build()?;
        let Resolved { formula, variables, parameters, table, reduce } = spec.resolve()?;
        let whole = || refuse("this objective is not written as a formula");
        let Some(table) = table else {
            let expression = match reduce {
                None => objective.expression().cloned().ok_or_else(whole)?,
                Some(_) => {
                    let names: Option<Vec<&str>> =
                        variables.as_ref().map(|names| names.iter().map(String::as_str).collect());
                    let values: Vec<(&str, f64)> =
                        parameters.iter().map(|(name, x)| (name.as_str(), *x)).collect();
                    Expression::with_names(&formula, names.as_deref(), &values)?
                }
            };
            return Ok(Self { expression, reduce, data: None });
        };
        let term = objective.expression().cloned().ok_or_else(whole)?;
        let columns: Vec<String> =
            term.parameters().iter().skip(parameters.len()).map(|(name, _)| name.clone()).collect();
        let values = columns.iter().map(|name| table.values(name)).collect::<Result<Vec<_>, _>>()?;
        if table.rows() * columns.len() > MOST_NUMBERS {
            return Err(refuse(format!(
                "the table has more than {MOST_NUMBERS} numbers, too many to write into the code"
            )));
        }
        let rows = (0..table.rows()).map(|i| values.iter().map(|column| column[i]).collect()).collect();
        Ok(Self {
            expression: term,
            reduce: Some(reduce.unwrap_or(Reduce::Mean)),
            data: Some((columns, rows)),
        })
    }

    pub(super) fn variables(&self) -> &[String] {
        self.expression.variables()
    }

    /// Whether it is a sum of terms, so that gradients can be of some of them.
    pub(super) fn is_sum(&self) -> bool {
        self.reduce.is_some()
    }

    /// How many terms the sum has.
    fn terms(&self) -> usize {
        self.data.as_ref().map_or(self.expression.outputs(), |(_, rows)| rows.len())
    }

    /// The factor before the sum.
    fn factor(&self) -> &'static str {
        if self.reduce == Some(Reduce::Mean) { " / terms_count" } else { "" }
    }

    /// The names, constants and lines that a body begins with.
    fn opening(&self, body: &Body, library: Library) -> Vec<String> {
        let tuple = |names: &[String]| match names {
            [name] => format!("({name},)"),
            _ => names.join(", "),
        };
        let columns = self.data.as_ref().map_or(0, |(columns, _)| columns.len());
        let (own, of_data) = body.parameters.split_at(body.parameters.len().saturating_sub(columns));
        let mut lines = Vec::new();
        if !body.variables.is_empty() {
            lines.push(format!("{} = theta", tuple(&body.variables)));
        }
        for (name, (_, value)) in own.iter().zip(self.expression.parameters()) {
            lines.push(format!("{name} = {value:?}"));
        }
        if !of_data.is_empty() {
            lines.push(format!("{} = data[rows].T", tuple(of_data)));
            let zeros = if library == Library::Torch { "torch" } else { "np" };
            lines.push(format!("zero = {zeros}.zeros(len(rows))"));
        }
        lines.extend(body.lines.iter().cloned());
        lines
    }

    /// A function of Python whose last line gives `results`.
    fn define(&self, name: &str, help: &str, body: &Body, library: Library, results: &str) -> String {
        let arguments = if self.is_sum() { "theta, rows=all_rows" } else { "theta" };
        let mut lines = vec![format!("\"\"\"{help}\"\"\"")];
        lines.extend(self.opening(body, library));
        lines.push(format!("return {results}"));
        format!("def {name}({arguments}):\n    {}\n", lines.join("\n    "))
    }

    /// The table and the numbers of its rows, or of the outputs.
    fn rows(&self, library: Library) -> String {
        let module = if library == Library::Torch { "torch" } else { "np" };
        let array = if library == Library::Torch { "tensor" } else { "array" };
        let table = self.data.as_ref().map(|(columns, rows)| {
            let row = |row: &Vec<f64>| {
                format!("    [{}],", row.iter().map(|x| format!("{x:?}")).collect::<Vec<_>>().join(", "))
            };
            let rows: Vec<String> = rows.iter().map(row).collect();
            format!("# {}\ndata = {module}.{array}([\n{}\n])\n", columns.join(", "), rows.join("\n"))
        });
        let count = self.terms();
        format!("{}terms_count = {count}\nall_rows = {module}.arange({count})\n", table.unwrap_or_default())
    }

    /// The function for PyTorch, which differentiates it.
    pub(super) fn torch(&self) -> Result<Vec<String>, Error> {
        let library = Library::Torch;
        let body = body(&self.expression, library, Wanted::Values)?;
        let Some(reduce) = self.reduce else {
            let result = body.results.join(", ");
            let code = self.define("value", "C(theta).", &body, library, &result);
            return Ok(vec![code]);
        };
        let results: Vec<String> = match &self.data {
            Some(_) => body.results.iter().map(|result| format!("zero + ({result})")).collect(),
            None => body.results.iter().map(|result| format!("0 * theta[0] + ({result})")).collect(),
        };
        let joined = match &self.data {
            Some(_) => format!("torch.cat([{}])", results.join(", ")),
            None => format!("torch.stack([{}])[rows]", results.join(", ")),
        };
        let squared = if reduce == Reduce::Squares { " ** 2" } else { "" };
        let scale = if reduce == Reduce::Mean { "1" } else { "terms_count" };
        Ok(vec![
            self.rows(library),
            self.define("terms", "The terms of the sum.", &body, library, &joined),
            format!(
                "def value(theta, rows=all_rows):\n    \"\"\"C(theta), or its estimate from some of the terms.\"\"\"\n    return {scale} / len(rows) * ({}).sum()\n",
                format_args!("terms(theta, rows){squared}")
            ),
        ])
    }

    /// `value`, `exact_gradient` and, where it is wanted, `hessian` for NumPy; with L2 regularization where `decay`.
    pub(super) fn numpy(&self, hessian: bool, decay: bool) -> Result<Vec<String>, Error> {
        let (penalty, decayed, ridge) = match decay {
            true => (
                " + l2_factor / 2 * (theta @ theta)",
                " + l2_factor * theta",
                " + l2_factor * np.eye(len(theta))",
            ),
            false => ("", "", ""),
        };
        let mut parts = match self.reduce {
            None => self.plain(hessian, penalty, decayed, ridge)?,
            Some(reduce) => self.sum(reduce, hessian, penalty, decayed, ridge)?,
        };
        parts.retain(|part| !part.is_empty());
        Ok(parts)
    }

    fn plain(&self, hessian: bool, penalty: &str, decayed: &str, ridge: &str) -> Result<Vec<String>, Error> {
        let library = Library::NumPy;
        let n = self.variables().len();
        let code = |wanted| body(&self.expression, library, wanted);
        let (values, slopes) = (code(Wanted::Values)?, code(Wanted::Jacobian)?);
        let value = values.results.join(", ");
        let mut parts = vec![
            self.define("value", "C(theta).", &values, library, &format!("{value}{penalty}")),
            self.define(
                "exact_gradient",
                "The gradient of C.",
                &slopes,
                library,
                &format!("np.array([{}]){decayed}", slopes.results.join(", ")),
            ),
        ];
        if hessian {
            let body = code(Wanted::Hessians)?;
            let matrix = format!("np.array({}, dtype=float){ridge}", matrix(&body.results, n));
            parts.push(self.define("hessian", "The Hessian of C.", &body, library, &matrix));
        }
        Ok(parts)
    }

    fn sum(
        &self,
        reduce: Reduce,
        hessian: bool,
        penalty: &str,
        decayed: &str,
        ridge: &str,
    ) -> Result<Vec<String>, Error> {
        let library = Library::NumPy;
        let n = self.variables().len();
        let code = |wanted| body(&self.expression, library, wanted);
        let (values, slopes) = (code(Wanted::Values)?, code(Wanted::Jacobian)?);
        let of_data = self.data.is_some();
        // Over data every result is a column, whatever it depends on; else it is a number of its own.
        let column = |result: &String| if of_data { format!("zero + ({result})") } else { result.clone() };
        let columns = |results: &[String]| results.iter().map(column).collect::<Vec<_>>().join(", ");
        let joined = match of_data {
            true => format!("np.concatenate([{}])", columns(&values.results)),
            false => format!("np.array([{}], dtype=float)[rows]", columns(&values.results)),
        };
        let rows: Vec<String> =
            slopes.results.chunks(n.max(1)).map(|row| format!("[{}]", columns(row))).collect();
        let jacobian = match of_data {
            true => {
                let blocks: Vec<String> = rows.iter().map(|row| format!("np.array({row}).T")).collect();
                format!("np.concatenate([{}])", blocks.join(", "))
            }
            false => format!("np.array([{}], dtype=float)[rows]", rows.join(", ")),
        };
        let factor = self.factor();
        let is_squares = reduce == Reduce::Squares;
        let (value, slope) = match is_squares {
            true => ("(terms(theta) ** 2).sum()", "2 * terms(theta) @ term_gradients(theta)"),
            false => ("terms(theta).sum()", "term_gradients(theta).sum(axis=0)"),
        };
        let mut parts = vec![
            self.rows(library),
            self.define("terms", "The terms of the sum.", &values, library, &joined),
            self.define("term_gradients", "Their gradients, one in a row.", &slopes, library, &jacobian),
            format!("def value(theta):\n    \"\"\"C(theta).\"\"\"\n    return {value}{factor}{penalty}\n"),
            format!(
                "def exact_gradient(theta):\n    \"\"\"The gradient of C.\"\"\"\n    return {slope}{factor}{decayed}\n"
            ),
        ];
        if hessian {
            let body = code(Wanted::Hessians)?;
            let squares: Vec<String> = body
                .results
                .chunks((n * n).max(1))
                .map(|block| matrix(&block.iter().map(column).collect::<Vec<_>>(), n))
                .collect();
            let all = match of_data {
                true => {
                    let blocks: Vec<String> = squares
                        .iter()
                        .map(|block| format!("np.moveaxis(np.array({block}), -1, 0)"))
                        .collect();
                    format!("np.concatenate([{}])", blocks.join(", "))
                }
                false => format!("np.array([{}], dtype=float)[rows]", squares.join(", ")),
            };
            parts.push(self.define("term_hessians", "Their Hessians.", &body, library, &all));
            let whole = match is_squares {
                true => {
                    "2 * (term_gradients(theta).T @ term_gradients(theta) + np.tensordot(terms(theta), term_hessians(theta), 1))"
                }
                false => "term_hessians(theta).sum(axis=0)",
            };
            parts.push(format!(
                "def hessian(theta):\n    \"\"\"The Hessian of C.\"\"\"\n    return {whole}{factor}{ridge}\n"
            ));
        }
        Ok(parts)
    }

    /// The gradient from the terms `rows` as an expression of Python.
    pub(super) fn estimate(&self) -> String {
        let scale = if self.reduce == Some(Reduce::Mean) { "1" } else { "terms_count" };
        let sum = match self.reduce {
            Some(Reduce::Squares) => "2 * terms(theta, rows) @ term_gradients(theta, rows)",
            _ => "term_gradients(theta, rows).sum(axis=0)",
        };
        format!("{scale} / len(rows) * ({sum})")
    }
}

/// Formulas in rows of n.
fn matrix(results: &[String], n: usize) -> String {
    let rows: Vec<String> = results.chunks(n.max(1)).map(|row| format!("[{}]", row.join(", "))).collect();
    format!("[{}]", rows.join(", "))
}
