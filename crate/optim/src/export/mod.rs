//! A run as a program of its own, to take along: in Python with NumPy or with PyTorch, and in Rust.
//!
//! The programs do what the run does, step by step, and print its iterates as comma-separated values. The Python ones
//! need nothing of this project: the function and its derivatives are written out by running the table of operations
//! over code, and the methods are short programs in `numpy/`, one for each entry of the lists.

mod function;
mod rule;
mod templates;
mod torch;

pub use torch::pytorch;

use std::fmt::Write as _;

use fallline_autodiff::Error;

use crate::list::{self, Info};
use crate::optimizer::OPTIMIZERS;
use crate::parameter::{Given, Setting, Settings};
use crate::phase;
use crate::rule::OWN;
use crate::run::Run;
use crate::schedule::SCHEDULES;
use crate::search::SEARCHES;
use crate::spec::{Change, GradientSpec, RunSpec, Selection};
use crate::stop::StopRules;
use function::Function;

/// The run's first `steps` iterations as a program for Python with NumPy.
///
/// # Errors
/// Those of [`Run::new`]; kind "limit" for a function or a table too long to be written out.
///
/// ```
/// use fallline_optim::RunSpec;
/// let spec = RunSpec::from_json(
///     r#"{ "objective": { "expression": "x^2" }, "start": [1],
///          "optimizer": { "id": "gradient-descent", "learningRate": 0.25 } }"#,
/// )?;
/// assert!(fallline_optim::export::numpy(&spec, 10)?.contains("learning_rate = 0.25"));
/// # Ok::<(), fallline_autodiff::Error>(())
/// ```
pub fn numpy(spec: &RunSpec, steps: usize) -> Result<String, Error> {
    let plan = Plan::new(spec)?;
    let function = Function::new(&spec.objective)?;
    let method = match spec.optimizer.rule() {
        Some(_) => rule::method(&spec.optimizer)?,
        None => templates::find(templates::OPTIMIZERS, plan.optimizer.id).to_owned(),
    };
    let search = plan.search.as_ref().map_or("", |chosen| templates::find(templates::SEARCHES, chosen.id));
    let decay = spec.weight_decay.unwrap_or(0.0) > 0.0;
    let calls = |name: &str| method.contains(name) || search.contains(name);

    let hessian = calls("hessian(") || calls("truncated_cg(");
    let mut parts = function.numpy(hessian, decay)?;
    parts.push(plan.settings(spec));
    parts.push(changes(spec)?);
    if calls("solve(") {
        parts.push(SOLVE.to_owned());
    }
    if calls("Failed") || calls("solve(") || calls("descent(") {
        parts.insert(0, FAILED.to_owned());
    }
    let batches = batches(spec.gradient.as_ref());
    if calls("draws(") || batches.is_some() {
        parts.push(DRAWS.to_owned());
    }
    parts.extend(batches);
    parts.push(gradient(spec, &function, decay));
    if calls("descent(") {
        parts.push(DESCENT.to_owned());
    }
    if calls("truncated_cg(") {
        parts.push(include_str!("numpy/truncated_cg.py").to_owned());
    }
    if let Some(schedule) = &plan.schedule {
        parts.push(templates::find(templates::SCHEDULES, schedule.id).to_owned());
        parts.push(search.to_owned());
        parts.push(ADVANCE.to_owned());
    }
    parts.push(method.clone());
    let rules = stop(spec.stop.as_ref());
    let ends = !rules.is_empty();
    parts.push(rules);
    parts.push(main(spec, &function, steps, decay, ends, parts.iter().any(|part| part == FAILED)));

    let code = parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n\n");
    let mut head = format!("\"\"\"{}\"\"\"\n\n", plan.title(spec));
    for (module, import) in [("itertools.", "import itertools"), ("math.", "import math")] {
        if code.contains(module) {
            let _ = writeln!(head, "{import}");
        }
    }
    Ok(format!("{head}\nimport numpy as np\n\n\n{code}"))
}

/// The run's first `steps` iterations as a program for Rust with this crate.
///
/// # Errors
/// Those of [`Run::new`].
pub fn rust(spec: &RunSpec, steps: usize) -> Result<String, Error> {
    let plan = Plan::new(spec)?;
    let json = serde_json::to_string_pretty(spec).unwrap_or_default().replace('\n', "\n    ");
    let marks = "#".repeat(longest_hashes(&json) + 1);
    Ok(format!(
        "//! {}

use fallline_optim::Run;

const SPECIFICATION: &str = r{marks}\"
    {json}
\"{marks};

fn main() -> Result<(), Box<dyn std::error::Error>> {{
    let mut run = Run::from_json(SPECIFICATION)?;
    run.step_many({steps});
    print!(\"{{}}\", run.to_csv());
    println!(\"{{}}\", run.record().status.message);
    Ok(())
}}
",
        plan.title(spec)
    ))
}

/// The longest row of # after a quotation mark, which would end a raw string.
fn longest_hashes(text: &str) -> usize {
    let rows = text.split('"').skip(1).map(|rest| rest.chars().take_while(|&c| c == '#').count());
    rows.max().unwrap_or(0)
}

/// An entry of a list with its values.
struct Chosen {
    id: &'static str,
    name: &'static str,
    settings: Vec<(&'static str, Option<Setting>)>,
}

impl Chosen {
    fn new<T: ?Sized>(info: &'static Info<T>, given: &Given) -> Result<Self, Error> {
        let settings = Settings::new(info.parameters, given, info.id)?;
        let value = |id| settings.get(id).cloned();
        let settings = info.parameters.iter().map(|parameter| (parameter.id, value(parameter.id))).collect();
        Ok(Self { id: info.id, name: info.name, settings })
    }

    fn number(&self, id: &str) -> f64 {
        match self.setting(id) {
            Some(Setting::Number(x)) => *x,
            _ => f64::NAN,
        }
    }

    fn is(&self, id: &str) -> bool {
        self.setting(id) == Some(&Setting::Bool(true))
    }

    fn setting(&self, id: &str) -> Option<&Setting> {
        self.settings.iter().find(|(known, _)| *known == id).and_then(|(_, setting)| setting.as_ref())
    }

    /// Assignments of all values.
    fn assignments(&self, prefix: &str) -> String {
        let mut lines = String::new();
        for (id, setting) in &self.settings {
            let _ = writeln!(lines, "{prefix}{} = {}", snake_case(id), literal(setting.as_ref()));
        }
        lines
    }
}

fn literal(setting: Option<&Setting>) -> String {
    match setting {
        None => "None".to_owned(),
        Some(Setting::Bool(true)) => "True".to_owned(),
        Some(Setting::Bool(false)) => "False".to_owned(),
        Some(Setting::Number(x)) => format!("{x:?}"),
        Some(Setting::Text(word)) => format!("{word:?}"),
    }
}

fn snake_case(id: &str) -> String {
    id.chars().fold(String::new(), |mut name, c| {
        if c.is_uppercase() {
            name.push('_');
        }
        name.extend(c.to_lowercase());
        name
    })
}

/// The method of a run.
struct Plan {
    optimizer: Chosen,
    /// None where the optimizer decides the whole step itself.
    search: Option<Chosen>,
    schedule: Option<Chosen>,
}

impl Plan {
    fn new(spec: &RunSpec) -> Result<Self, Error> {
        // What a run refuses has no program either.
        Run::new(spec.clone())?;
        Self::of(spec)
    }

    /// The plan that holds from every change on, with its iteration.
    fn changed(spec: &RunSpec) -> Result<Vec<(usize, Self)>, Error> {
        let phases = phase::held(spec, &spec.changes)?.into_iter().skip(1);
        phases
            .map(|(from, held)| {
                let phase::Held { optimizer, search, schedule } = held;
                Ok((from, Self::of(&RunSpec { optimizer, search, schedule, ..spec.clone() })?))
            })
            .collect()
    }

    fn of(spec: &RunSpec) -> Result<Self, Error> {
        if spec.optimizer.rule().is_some() {
            let optimizer = Chosen { id: OWN, name: "A typed rule", settings: Vec::new() };
            return Ok(Self { optimizer, search: None, schedule: None });
        }
        let info = list::find(OPTIMIZERS, &spec.optimizer.id, "optimizer")?;
        let optimizer = Chosen::new(info, &spec.optimizer.parameters)?;
        let Some(usual) = info.default_search else {
            return Ok(Self { optimizer, search: None, schedule: None });
        };
        let none = Given::new();
        let of = |selection: &Option<Selection>, usual: &str| match selection {
            Some(chosen) => (chosen.id.clone(), chosen.parameters.clone()),
            None => (usual.to_owned(), none.clone()),
        };
        let (search, given) = of(&spec.search, usual);
        let search = Chosen::new(list::find(SEARCHES, &search, "search")?, &given)?;
        let (schedule, given) = of(&spec.schedule, "constant");
        let schedule = Chosen::new(list::find(SCHEDULES, &schedule, "schedule")?, &given)?;
        Ok(Self { optimizer, search: Some(search), schedule: Some(schedule) })
    }

    fn title(&self, spec: &RunSpec) -> String {
        let objective = spec.objective.id.as_deref().unwrap_or("a function of its own");
        let start: Vec<String> = spec.start.iter().map(f64::to_string).collect();
        format!("{} on {objective}, from ({}). Made with Fall Line.", self.optimizer.name, start.join(", "))
    }

    fn settings(&self, spec: &RunSpec) -> String {
        let mut lines = self.optimizer.assignments("");
        if let Some(search) = &self.search {
            lines += &search.assignments("search_");
        }
        if let Some(schedule) = &self.schedule {
            lines += &schedule.assignments("schedule_");
        }
        let _ = writeln!(lines, "l2_factor = {:?}", spec.weight_decay.unwrap_or(0.0));
        lines
    }
}

const FAILED: &str = "class Failed(Exception):
    \"\"\"Why there is no next step.\"\"\"
";

const SOLVE: &str = "def solve(matrix, right):
    \"\"\"The x with matrix @ x = right.\"\"\"
    try:
        return np.linalg.solve(matrix, right)
    except np.linalg.LinAlgError as error:
        raise Failed(\"the matrix is singular\") from error
";

const DESCENT: &str = "def descent(theta, d):
    \"\"\"The value at theta and the slope along d.\"\"\"
    slope = d @ exact_gradient(theta)
    if not slope < 0:
        raise Failed(\"the direction does not descend\")
    return value(theta), slope
";

const ADVANCE: &str = "def advance(theta, d, rate, t):
    \"\"\"Goes along d as far as the schedule and the search say.\"\"\"
    return theta + step_size(theta, d, rate, rate_factor(theta, t)) * d
";

const DRAWS: &str = "def draws(seed, place, count):
    \"\"\"`count` numbers of 64 bits of the seed's sequence of PCG64, from `place` on.\"\"\"
    increment = 0x0A02BDBF7BB3C0A7AC28FA16A64ABF96 << 1 | 1
    state = ((seed + increment) * 0x2360ED051FC65DA44385DF649FCCF645 + increment) % 2**128
    generator = np.random.PCG64()
    generator.state = {
        \"bit_generator\": \"PCG64\",
        \"state\": {\"state\": state, \"inc\": increment},
        \"has_uint32\": 0,
        \"uinteger\": 0,
    }
    generator.advance(place)
    return [int(x) for x in generator.random_raw(count)]
";

/// The values that parameters are given on the way; empty where there are none.
fn changes(spec: &RunSpec) -> Result<String, Error> {
    let mut lines = String::new();
    for (Change { optimizer, search, schedule, .. }, (from, plan)) in
        spec.changes.iter().zip(Plan::changed(spec)?)
    {
        let parts = [
            ("", optimizer, Some(&plan.optimizer)),
            ("search_", search, plan.search.as_ref()),
            ("schedule_", schedule, plan.schedule.as_ref()),
        ];
        let values: Vec<String> = parts
            .iter()
            .flat_map(|(prefix, change, chosen)| {
                let ids = change.iter().flat_map(|change| change.parameters.keys());
                ids.map(move |id| {
                    let value = literal(chosen.and_then(|chosen| chosen.setting(id)));
                    format!("\"{prefix}{}\": {value}", snake_case(id))
                })
            })
            .collect();
        let _ = writeln!(lines, "    {from}: {{{}}},", values.join(", "));
    }
    Ok(match lines.is_empty() {
        true => lines,
        false => {
            format!("# Values that parameters are given before an iteration.\nchanges = {{\n{lines}}}\n")
        }
    })
}

/// The function that draws the terms of an iteration; none for the whole gradient.
fn batches(gradient: Option<&GradientSpec>) -> Option<String> {
    let gradient = gradient.filter(|gradient| gradient.kind != "full")?;
    let seed = gradient.seed.unwrap_or(0);
    let batch = gradient.batch.unwrap_or(1);
    let is_shuffled = gradient.kind == "mini-batch" && gradient.replacement != Some(true);
    Some(match is_shuffled {
        false => format!(
            "def batch(t):
    \"\"\"The terms of iteration t: drawn anew, each as likely as any other.\"\"\"
    return np.array([x * terms_count >> 64 for x in draws({seed}, t * {batch}, {batch})])
"
        ),
        true => format!(
            "def batch(t):
    \"\"\"The terms of iteration t: the next {batch} of a shuffled epoch.\"\"\"
    epoch, place = divmod(t, -(-terms_count // {batch}))
    order = list(range(terms_count))
    numbers = draws({seed}, epoch * (terms_count - 1), terms_count - 1)
    for last, x in zip(range(terms_count - 1, 0, -1), numbers):
        other = x * (last + 1) >> 64
        order[last], order[other] = order[other], order[last]
    return np.array(order[place * {batch} :][:{batch}])
"
        ),
    })
}

/// The gradient that the method is given.
fn gradient(spec: &RunSpec, function: &Function, decay: bool) -> String {
    let is_drawn = spec.gradient.as_ref().is_some_and(|gradient| gradient.kind != "full");
    let mut lines = vec!["\"\"\"The gradient that iteration t's method is given.\"\"\"".to_owned()];
    if !is_drawn && spec.clip.is_none() && spec.clip_value.is_none() {
        lines.push("return exact_gradient(theta)".to_owned());
        return defined_gradient(&lines);
    }
    if is_drawn {
        lines.push("rows = batch(t)".to_owned());
        lines.push(format!("g = {}", function.estimate()));
    } else {
        lines.push("g = exact_gradient(theta)".to_owned());
        if decay {
            lines.push("g = g - l2_factor * theta".to_owned());
        }
    }
    if let Some(bound) = spec.clip_value {
        lines.push(format!("g = np.clip(g, -{bound:?}, {bound:?})"));
    }
    if let Some(longest) = spec.clip {
        lines.push("length = np.linalg.norm(g)".to_owned());
        lines.push(format!("if length > {longest:?}:"));
        lines.push(format!("    g = g * ({longest:?} / length)"));
    }
    lines.push(if decay { "return g + l2_factor * theta" } else { "return g" }.to_owned());
    defined_gradient(&lines)
}

fn defined_gradient(lines: &[String]) -> String {
    format!("def gradient(theta, t):\n    {}\n", lines.join("\n    "))
}

/// The rules that end the run.
fn stop(rules: Option<&StopRules>) -> String {
    let Some(rules) = rules else { return String::new() };
    let change = "abs(value(before) - value(after))";
    let conditions = [
        rules.gradient_norm.map(|x| format!("np.linalg.norm(exact_gradient(after)) < {x:?}")),
        rules.absolute_improvement.map(|x| format!("{change} < {x:?}")),
        rules.relative_improvement.map(|x| format!("{change} < {x:?} * abs(value(before))")),
        rules.step_norm.map(|x| format!("np.linalg.norm(after - before) < {x:?}")),
        rules.max_iterations.map(|most| format!("t + 1 >= {most}")),
    ];
    let conditions: Vec<String> = conditions.into_iter().flatten().collect();
    if conditions.is_empty() {
        return String::new();
    }
    format!(
        "def is_done(before, after, t):\n    \"\"\"Whether a rule ends the run after iteration t.\"\"\"\n    return bool(\n        {}\n    )\n",
        conditions.join("\n        or ")
    )
}

/// The loop and what it prints.
fn main(spec: &RunSpec, function: &Function, steps: usize, decay: bool, ends: bool, fails: bool) -> String {
    let start: Vec<String> = spec.start.iter().map(|x| format!("{x:?}")).collect();
    let names = function.variables().join(",");
    let done = if ends { "    if is_done(path[-2], path[-1], t):\n        break\n" } else { "" };
    let change = match spec.changes.is_empty() {
        true => "",
        false => "    globals().update(changes.get(t + 1, {}))\n",
    };
    let body = format!(
        "for t, theta in enumerate(itertools.islice(method(path[0]), {steps})):
    path.append(theta)
{change}    if not math.isfinite(value(theta)):
        break
{done}"
    );
    let body = match fails {
        true => format!(
            "try:\n    {}\nexcept Failed as reason:\n    print(\"The run has ended:\", reason)\n",
            body.trim_end().replace('\n', "\n    ")
        ),
        false => body,
    };
    let penalty = if decay { " - l2_factor / 2 * (theta @ theta)" } else { "" };
    format!(
        "path = [np.array([{}])]
{body}
print(\"iteration,{names},C\")
for t, theta in enumerate(path):
    print(t, *map(float, theta), float(value(theta){penalty}), sep=\",\")
",
        start.join(", ")
    )
}
