//! The optimizers that PyTorch has too.

use std::fmt::Write as _;

use fallline_autodiff::Error;

use super::function::Function;
use super::{Chosen, DRAWS, Plan, batches, templates};
use crate::parameter::Setting;
use crate::spec::RunSpec;
use crate::text::refuse;

/// The run's first `steps` iterations as a program for Python with PyTorch, whose own optimizer makes the steps.
///
/// # Errors
/// Those of [`super::numpy`]; kind "parameter" with the reason where PyTorch has no optimizer that makes the same
/// steps.
///
/// ```
/// use fallline_optim::{RunSpec, export};
/// let spec = |id: &str| {
///     RunSpec::from_json(&format!(
///         r#"{{ "objective": {{ "expression": "x^2" }}, "start": [1], "optimizer": {{ "id": "{id}" }} }}"#,
///     ))
/// };
/// assert!(export::pytorch(&spec("adam")?, 10)?.contains("torch.optim.Adam([theta]"));
/// assert!(export::pytorch(&spec("newton")?, 10).is_err());
/// # Ok::<(), fallline_autodiff::Error>(())
/// ```
pub fn pytorch(spec: &RunSpec, steps: usize) -> Result<String, Error> {
    let plan = Plan::new(spec)?;
    let constructor = constructor(&plan.optimizer)?;
    if let Some(search) = plan.search.as_ref().filter(|search| search.id != "fixed") {
        return Err(refuse(format!("PyTorch's optimizers have no search like `{}`", search.id)));
    }
    let schedule = plan.schedule.as_ref().filter(|schedule| schedule.id != "constant");
    if let Some(plateau) = schedule.filter(|schedule| schedule.id == "plateau") {
        return Err(refuse(format!("the schedule `{}` is not the same as PyTorch's", plateau.id)));
    }
    let function = Function::new(&spec.objective)?;
    let mut parts = function.torch()?;
    let batches = batches(spec.gradient.as_ref());
    let is_drawn = batches.is_some();
    if is_drawn {
        parts.push(DRAWS.to_owned());
    }
    parts.extend(batches);
    if let Some(schedule) = schedule {
        parts.push(schedule.assignments("schedule_"));
        parts.push(templates::find(templates::SCHEDULES, schedule.id).to_owned());
    }
    let start: Vec<String> = spec.start.iter().map(|x| format!("{x:?}")).collect();
    let rows = if is_drawn { ", torch.as_tensor(batch(t))" } else { "" };
    let names = function.variables().join(",");
    let mut main = format!(
        "theta = torch.tensor([{}], requires_grad=True)\noptimizer = {constructor}\n",
        start.join(", ")
    );
    if schedule.is_some() {
        main += "scheduler = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda t: rate_factor(None, t))\n";
    }
    let _ = write!(
        main,
        "
print(\"iteration,{names},C\")
for t in range({steps} + 1):
    print(t, *theta.tolist(), value(theta).item(), sep=\",\")
    optimizer.zero_grad()
    value(theta{rows}).backward()
"
    );
    if let Some(bound) = spec.clip_value {
        let _ = writeln!(main, "    torch.nn.utils.clip_grad_value_([theta], {bound:?})");
    }
    if let Some(longest) = spec.clip {
        let _ = writeln!(main, "    length = theta.grad.norm()");
        let _ = writeln!(main, "    if length > {longest:?}:\n        theta.grad *= {longest:?} / length");
    }
    if let Some(decay) = spec.weight_decay.filter(|&decay| decay > 0.0) {
        let _ = writeln!(main, "    theta.grad += {decay:?} * theta.detach()");
    }
    main += "    optimizer.step()\n";
    if schedule.is_some() {
        main += "    scheduler.step()\n";
    }
    parts.push(main);
    let code = parts.join("\n\n");
    let imports = [("math.", "import math\n\n"), ("np.", "import numpy as np\n")];
    let imports: String =
        imports.iter().filter(|(module, _)| code.contains(module)).map(|(_, import)| *import).collect();
    Ok(format!(
        "\"\"\"{}\"\"\"\n\n{imports}import torch\n\ntorch.set_default_dtype(torch.float64)\n\n\n{code}",
        plan.title(spec)
    ))
}

/// PyTorch's optimizer that makes the same steps.
fn constructor(chosen: &Chosen) -> Result<String, Error> {
    let number = |id: &str| format!("{:?}", chosen.number(id));
    let lr = || number("learningRate");
    let refused =
        |reason: &str| Err(refuse(format!("PyTorch has no optimizer that makes these steps: {reason}")));
    let betas = || format!("betas=({}, {}), eps={}", number("beta"), number("gamma"), number("epsilon"));
    // An average weighs the newest gradient by 1 - beta, PyTorch by 1: its steps are as long with a smaller rate.
    let averaged = || format!("{:?} * (1 - {:?})", chosen.number("learningRate"), chosen.number("beta"));
    if chosen.is("epsilonInside") != (chosen.id == "adadelta") && chosen.setting("epsilonInside").is_some() {
        let place = if chosen.id == "adadelta" { "under the roots" } else { "outside the root" };
        return refused(&format!("its epsilon stands {place}"));
    }
    if chosen.setting("biasCorrection") == Some(&Setting::Bool(false)) {
        return refused("its averages are corrected for their start");
    }
    let call = match chosen.id {
        "gradient-descent" => format!("SGD([theta], lr={})", lr()),
        "momentum" => {
            let is_average = chosen.setting("form") == Some(&Setting::Text("ema".to_owned()));
            let rate = if is_average { averaged() } else { lr() };
            format!("SGD([theta], lr={rate}, momentum={})", number("beta"))
        }
        "look-ahead-momentum" => {
            format!("SGD([theta], lr={}, momentum={}, nesterov=True)", averaged(), number("beta"))
        }
        "adagrad" => format!("Adagrad([theta], lr={}, eps={})", lr(), number("epsilon")),
        "rmsprop" => {
            format!("RMSprop([theta], lr={}, alpha={}, eps={})", lr(), number("gamma"), number("epsilon"))
        }
        "adadelta" if chosen.number("gamma") == chosen.number("rho") => {
            format!("Adadelta([theta], lr=1.0, rho={}, eps={})", number("rho"), number("epsilon"))
        }
        "adadelta" => return refused("its two averages have the same weight"),
        "adam" => format!("Adam([theta], lr={}, {})", lr(), betas()),
        "adamw" => {
            format!("AdamW([theta], lr={}, {}, weight_decay={})", lr(), betas(), number("weightDecay"))
        }
        "amsgrad" => format!("Adam([theta], lr={}, {}, amsgrad=True)", lr(), betas()),
        "nadam" => return refused("its momentum follows a schedule of its own"),
        "adamax" => return refused("its epsilon is added to gradients before their maximum is taken"),
        _ => return refused("NumPy has to do"),
    };
    Ok(format!("torch.optim.{call}"))
}
