//! Sums over tables of samples: their derivatives, the models of the notes, sampling, least squares.
#![allow(clippy::cast_precision_loss, clippy::panic, clippy::unwrap_used, reason = "tests fail by panicking")]

mod common;

use std::collections::BTreeMap;

use common::{distance, run};
use fallline_autodiff::{ErrorKind, Expression, math};
use fallline_optim::data::{DataObjective, Table};
use fallline_optim::expression::{ExpressionObjective, Reduce};
use fallline_optim::objective::{FiniteSum, Nature};
use fallline_optim::sampling::{Kind, Sampling};
use fallline_optim::spec::ObjectiveSpec;
use fallline_optim::{DATA, MODELS, Objective, Run};

/// A table of `rows` samples with columns x and y.
fn table(rows: usize) -> Table {
    let column = |f: &dyn Fn(f64) -> f64| (0..rows).map(|i| f(i as f64)).collect();
    let columns = [
        ("x".to_owned(), column(&|i| (7.3 * i) % 4.0 - 1.5)),
        ("y".to_owned(), column(&|i| (3.7 * i + 0.3) % 2.5)),
    ];
    Table::from_columns(&BTreeMap::from(columns)).unwrap()
}

fn model(id: &str) -> Box<dyn Objective> {
    ObjectiveSpec { id: Some(id.to_owned()), ..ObjectiveSpec::default() }.build().unwrap()
}

fn gradient(objective: &dyn Objective, theta: &[f64]) -> Vec<f64> {
    let mut gradient = vec![0.0; theta.len()];
    objective.value_and_gradient(theta, &mut gradient).unwrap();
    gradient
}

/// The same sum with its terms written out one by one.
fn written_out(term: &str, table: &Table, reduce: Reduce) -> ExpressionObjective {
    let (x, y) = (table.values("x").unwrap(), table.values("y").unwrap());
    let terms = x.iter().zip(&y).map(|(x, y)| {
        let number = |value: &f64| format!("({value:?})");
        term.replace('X', &number(x)).replace('Y', &number(y))
    });
    let terms: Vec<String> = terms.collect();
    let source = if let [only] = &terms[..] { only.clone() } else { format!("({})", terms.join(",")) };
    let variables = ["a", "b"];
    let expression = Expression::with_names(&source, Some(&variables), &[("c", 0.75)]).unwrap();
    ExpressionObjective::reduced(expression, reduce).unwrap()
}

#[test]
fn a_sum_over_samples_is_the_sum_of_its_written_terms() {
    let term = "sin(a*X + c)*Y - exp(b*X/4)/(1 + a^2)";
    let theta = [0.7, -0.4];
    for rows in [1, 3, 64, 65, 150] {
        let table = table(rows);
        for reduce in [Reduce::Mean, Reduce::Sum, Reduce::Squares] {
            let expected = written_out(term, &table, reduce);
            let typed = term.to_lowercase();
            let found =
                DataObjective::new(&typed, Some(&["a", "b"]), &[("c", 0.75)], &table, reduce).unwrap();
            let near = |a: &[f64], b: &[f64]| assert!(distance(a, b) < 1e-13, "{reduce:?} {a:?} {b:?}");
            near(&[found.value(&theta).unwrap()], &[expected.value(&theta).unwrap()]);
            near(&gradient(&found, &theta), &gradient(&expected, &theta));
            near(&found.hessian(&theta).unwrap(), &expected.hessian(&theta).unwrap());
            let v = [0.3, 2.0];
            near(&found.hessian_vector(&theta, &v).unwrap(), &expected.hessian_vector(&theta, &v).unwrap());
            let (ours, theirs) = (found.finite_sum().unwrap(), expected.finite_sum().unwrap());
            assert_eq!((ours.terms(), ours.weight()), (theirs.terms(), theirs.weight()));
            near(&ours.term_values(&theta).unwrap(), &theirs.term_values(&theta).unwrap());
            let last = rows - 1;
            near(&ours.term_gradient(last, &theta).unwrap(), &theirs.term_gradient(last, &theta).unwrap());
            assert_eq!(found.least_squares().is_some(), reduce == Reduce::Squares);
            if let (Some(ours), Some(theirs)) = (found.least_squares(), expected.least_squares()) {
                near(&ours.residuals(&theta).unwrap(), &theirs.residuals(&theta).unwrap());
                near(&ours.jacobian(&theta).unwrap(), &theirs.jacobian(&theta).unwrap());
            }
        }
    }
}

/// Several residuals a sample: those of a circle's points by both coordinates.
#[test]
fn a_sample_can_have_several_residuals() {
    let table = table(70);
    let pair = DataObjective::new("(x - a, 2*(y - b*x))", None, &[], &table, Reduce::Squares).unwrap();
    let sum = |source: &str| DataObjective::new(source, Some(&["a", "b"]), &[], &table, Reduce::Sum).unwrap();
    let plain = sum("(x - a)^2 + 4*(y - b*x)^2");
    let theta = [0.4, -0.2];
    assert!((pair.value(&theta).unwrap() - plain.value(&theta).unwrap()).abs() < 1e-11);
    assert!(distance(&gradient(&pair, &theta), &gradient(&plain, &theta)) < 1e-14);
    assert!(distance(&pair.hessian(&theta).unwrap(), &plain.hessian(&theta).unwrap()) < 1e-14);
    let squares = pair.least_squares().unwrap();
    assert_eq!(squares.residual_count(), 140);
    let (x, y) = (table.values("x").unwrap(), table.values("y").unwrap());
    assert_eq!(squares.residuals(&theta).unwrap()[138..], [x[69] - 0.4, 2.0 * (y[69] + 0.2 * x[69])]);
    assert_eq!(squares.jacobian(&theta).unwrap()[276..], [-1.0, 0.0, 0.0, -2.0 * x[69]]);
    assert!(pair.is_quadratic() && plain.is_quadratic());
    assert!(!sum("a*exp(b*x)").is_quadratic());
}

/// Whichever way a value is asked for, it has the same bits.
#[test]
fn values_have_the_same_bits_alone_with_gradients_and_on_grids() {
    let table = table(333);
    let term = "softplus(a*x - b) + |y - b|";
    let objective = DataObjective::new(term, None, &[], &table, Reduce::Mean).unwrap();
    let (xs, ys) = ([-1.0, 0.5, 2.0], [0.25, 0.25, 3.0]);
    let mut values = [0.0; 3];
    objective.values(&[&xs, &ys], &mut values);
    for i in 0..3 {
        let theta = [xs[i], ys[i]];
        let mut g = [0.0; 2];
        let with_gradient = objective.value_and_gradient(&theta, &mut g).unwrap();
        let alone = objective.value(&theta).unwrap();
        assert_eq!([alone.to_bits(); 2], [with_gradient.to_bits(), values[i].to_bits()]);
    }
}

#[test]
fn a_fault_is_told_with_its_sample_and_its_place() {
    let term = "p = a - x; y*ln(p)";
    let table = table(100);
    let objective = DataObjective::new(term, None, &[], &table, Reduce::Sum).unwrap();
    let x = table.values("x").unwrap();
    let first = x.iter().position(|&x| x >= 2.0).unwrap();
    let error = objective.value(&[2.0]).unwrap_err();
    assert_eq!((error.kind, error.span.map(|span| span.of(term))), (ErrorKind::Evaluate, Some("ln(p)")));
    let start = format!("at sample {} of 100, the function is", first + 1);
    assert!(error.message.starts_with(&start), "{}", error.message);
    assert_eq!(objective.value_and_gradient(&[2.0], &mut [0.0]).unwrap_err(), error);
    assert_eq!(objective.hessian(&[2.0]).unwrap_err(), error);
    assert_eq!(objective.term_values(&[2.0]).unwrap_err(), error);
    assert_eq!(objective.term_gradient(first, &[2.0]).unwrap_err(), error);
    assert!(objective.term_gradient(100, &[9.0]).unwrap_err().message.contains("there is no sample 100"));
    let mut values = [0.0; 2];
    objective.values(&[&[2.0, 9.0]], &mut values);
    assert!(values[0].is_nan() && values[1].is_finite());
    // A derivative that does not exist, a square and a sum that overflow, a point of another dimension.
    let built = |term: &str, reduce| DataObjective::new(term, None, &[], &table, reduce).unwrap();
    let error = built("sqrt(a) + x", Reduce::Mean).value_and_gradient(&[0.0], &mut [0.0]).unwrap_err();
    assert!(error.message.starts_with("at sample 1 of 100, the derivative of"), "{}", error.message);
    let error = built("1e200*a + x", Reduce::Squares).value(&[1.0]).unwrap_err();
    assert_eq!(error.message, "sample 1 overflows in the sum");
    let error = built("1e307*a + x", Reduce::Sum).value(&[1.0]).unwrap_err();
    assert_eq!(error.message, "the value overflows in the sum over the samples");
    assert_eq!(objective.value(&[1.0, 2.0]).unwrap_err().kind, ErrorKind::Parameter);
    // A run says the same.
    let spec = r#"{ "objective": { "expression": "ln(a - x)", "data": { "csv": "x\n1\n2" } }, "start": [1.5],
                    "optimizer": { "id": "newton" } }"#;
    assert!(Run::from_json(spec).err().unwrap().message.starts_with("at sample 2 of 2, "));
}

/// The rows of a reference file after its header, as fields.
fn rows(text: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    text.lines().skip(1).map(|line| line.split(',').collect())
}

fn numbers(field: &str) -> Vec<f64> {
    field.split(' ').map(|number| number.parse().unwrap()).collect()
}

/// Rows, columns and means of scikit-learn's and NIST's tables.
#[test]
fn data_sets_are_those_of_their_sources() {
    let mut seen = 0;
    for fields in rows(include_str!("reference/datasets.csv")) {
        let info = DATA.iter().find(|info| info.id == fields[0]).unwrap();
        let table = Table::parse(info.csv).unwrap();
        assert_eq!(table.rows(), fields[1].parse::<usize>().unwrap(), "{}", info.id);
        let column = table.values(fields[2]).unwrap();
        let mean = column.iter().sum::<f64>() / column.len() as f64;
        let expected: f64 = fields[3].parse().unwrap();
        assert!((mean - expected).abs() <= 1e-14 * expected.abs(), "{} {}", info.id, fields[2]);
        seen += 1;
    }
    let columns: usize = DATA.iter().map(|info| Table::parse(info.csv).unwrap().columns().len()).sum();
    // All but the species of the irises.
    assert_eq!(seen, columns - 1);
    let iris = Table::parse(DATA[0].csv).unwrap();
    for (class, name) in ["species_setosa", "species_versicolor", "species_virginica"].iter().enumerate() {
        let members = iris.values(name).unwrap();
        assert_eq!(members.iter().sum::<f64>(), 50.0);
        let expected: Vec<f64> =
            iris.values("species").unwrap().iter().map(|&k| f64::from(u8::from(k == class as f64))).collect();
        assert_eq!(members, expected);
    }
    assert!(DATA.iter().map(|info| info.csv.len()).sum::<usize>() < 20_000);
    for info in DATA {
        assert!([info.name, info.note, info.source, info.licence].iter().all(|text| !text.is_empty()));
    }
}

/// The minima of scikit-learn and NIST, to the last digits, by Newton's method from every start.
#[test]
fn models_have_the_minima_of_other_libraries() {
    let mut seen = 0;
    for fields in rows(include_str!("reference/models.csv")) {
        let (id, value, theta) = (fields[0], fields[1].parse::<f64>().unwrap(), numbers(fields[2]));
        seen += 1;
        let info = &fallline_optim::model::find(id).unwrap().objective;
        let objective = model(id);
        // The residuals of measurements are small differences of large numbers.
        assert!((objective.value(&theta).unwrap() / value - 1.0).abs() < 1e-13, "{id}");
        let stated: Vec<&[f64]> = info.critical_points.iter().map(|point| point.theta).collect();
        assert_eq!(stated, [theta.as_slice()], "{id}");
        if id == "linear-regression-absolute" {
            // A kink: it rises on all sides.
            assert_eq!(info.critical_points[0].nature, Nature::Nonsmooth);
            for k in 0..16 {
                let angle = math::PI * f64::from(k) / 8.0;
                let beside = [theta[0] + 1e-6 * math::cos(angle), theta[1] + 1e-6 * math::sin(angle)];
                assert!(objective.value(&beside).unwrap() > value, "{k}");
            }
            continue;
        }
        for start in info.starts {
            let optimizer = match id {
                "exponential-rise" => r#"{ "id": "levenberg-marquardt", "scaling": "diagonal" }"#,
                // From far away the Hessian of Huber's loss is zero, and that of the others nearly so.
                _ => r#"{ "id": "trust-region" }"#,
            };
            let mut run = run(&format!(
                r#"{{ "objective": {{ "id": "{id}" }}, "start": {start:?}, "stop": {{ "gradientNorm": 1e-12 }},
                     "optimizer": {optimizer} }}"#
            ));
            run.step_many(100);
            let difference = run.theta().iter().zip(&theta).map(|(a, b)| (a / b - 1.0).abs());
            let difference = difference.fold(0.0, f64::max);
            assert!(difference < 1e-9, "{id} from {start:?}: {difference:e} {:?}", run.status());
        }
    }
    assert_eq!(seen, MODELS.len());
}

/// NIST certifies the fit of Misra1a to eleven digits; both methods find nine of them from both of its starts.
/// More cannot be told from the values that Levenberg-Marquardt compares.
#[test]
fn least_squares_reach_what_nist_certifies() {
    for (optimizer, steps) in [
        (r#"{ "id": "gauss-newton" }"#, 12),
        // From afar the valley is so bent that every other step is rejected.
        (r#"{ "id": "levenberg-marquardt" }"#, 100),
        (r#"{ "id": "levenberg-marquardt", "scaling": "diagonal" }"#, 100),
    ] {
        for start in ["[500, 0.0001]", "[250, 0.0005]"] {
            let mut run = run(&format!(
                r#"{{ "objective": {{ "expression": "y - b1*(1 - exp(-b2*x))", "reduce": "squares", "data": {{ "id": "misra1a" }} }},
                     "start": {start}, "optimizer": {optimizer}, "stop": {{ "gradientNorm": 1e-12 }} }}"#
            ));
            run.step_many(steps);
            let certified = [2.3894212918e2, 5.5015643181e-4];
            for (found, certified) in run.theta().iter().zip(certified) {
                assert!((found / certified - 1.0).abs() < 1e-9, "{optimizer} {start}: {:?}", run.theta());
            }
            assert!((run.value() / 1.2455138894e-1 - 1.0).abs() < 1e-10);
            assert!(run.record().counts.hessian == 0 && run.record().counts.jacobian > 0);
        }
    }
}

/// NIST certifies the line through Norris's measurements to fifteen digits; one Gauss-Newton step finds it.
#[test]
fn a_line_is_what_nist_certifies() {
    let mut run = run(
        r#"{ "objective": { "expression": "y - b0 - b1*x", "reduce": "squares", "data": { "id": "norris" } },
             "start": [0, 0], "optimizer": { "id": "gauss-newton" } }"#,
    );
    run.step_many(2);
    for (found, certified) in run.theta().iter().zip([-0.262_323_073_774_029, 1.002_116_818_020_45]) {
        assert!((found / certified - 1.0).abs() < 1e-13, "{found}");
    }
    assert!((math::sqrt(run.value() / 34.0) / 0.884_796_396_144_373 - 1.0).abs() < 1e-13);
}

/// C = |y - Xθ|²/m has the gradient 2 Xᵀ(Xθ - y)/m and the Hessian 2 XᵀX/m.
#[test]
fn linear_regression_has_the_closed_form_of_the_notes() {
    let iris = Table::parse(DATA[0].csv).unwrap();
    let (x, y) = (iris.values("petal_length").unwrap(), iris.values("petal_width").unwrap());
    let m = x.len() as f64;
    let theta = [0.3, -1.1];
    let mut g = [0.0; 2];
    let mut h = [0.0; 4];
    for (x, y) in x.iter().zip(&y) {
        let row = [*x, 1.0];
        let residual = theta[0] * x + theta[1] - y;
        for i in 0..2 {
            g[i] += 2.0 * row[i] * residual / m;
            for j in 0..2 {
                h[2 * i + j] += 2.0 * row[i] * row[j] / m;
            }
        }
    }
    let objective = model("linear-regression");
    assert!(distance(&gradient(&*objective, &theta), &g) < 1e-13);
    assert!(distance(&objective.hessian(&theta).unwrap(), &h) < 1e-13);
    assert!(objective.is_quadratic());
    // Far from the kinks the absolute loss has the mean of the signs.
    let signs = x.iter().zip(&y).map(|(x, y)| (theta[0] * x + theta[1] - y).signum());
    let expected = signs.zip(&x).fold([0.0; 2], |g, (s, x)| [g[0] + s * x / m, g[1] + s / m]);
    assert!(distance(&gradient(&*model("linear-regression-absolute"), &theta), &expected) < 1e-13);
    // Huber's slope is the residual, cut at delta.
    let cut = x.iter().zip(&y).map(|(x, y)| (theta[0] * x + theta[1] - y).clamp(-0.2, 0.2));
    let expected = cut.zip(&x).fold([0.0; 2], |g, (r, x)| [g[0] + r * x / m, g[1] + r / m]);
    assert!(distance(&gradient(&*model("linear-regression-huber"), &theta), &expected) < 1e-13);
}

/// MEDL (4.7): the Hessian is the mean of σ(1 - σ)(1, x)(1, x)ᵀ.
#[test]
fn logistic_regression_has_the_closed_form_of_the_notes() {
    let table = Table::parse(DATA[1].csv).unwrap();
    let [radius, texture, malignant] =
        ["radius", "texture", "malignant"].map(|name| table.values(name).unwrap());
    let m = table.rows() as f64;
    let theta = [0.4, -0.3, 0.6];
    let (mut g, mut h) = ([0.0; 3], [0.0; 9]);
    for ((radius, texture), label) in radius.iter().zip(&texture).zip(&malignant) {
        let row = [radius - 14.0, texture - 19.0, 1.0];
        let z: f64 = row.iter().zip(&theta).map(|(x, t)| x * t).sum();
        let p = 1.0 / (1.0 + math::exp(-z));
        for a in 0..3 {
            g[a] += (p - label) * row[a] / m;
            for b in 0..3 {
                h[3 * a + b] += p * (1.0 - p) * row[a] * row[b] / m;
            }
        }
    }
    let objective = model("logistic-regression-2");
    assert!(distance(&gradient(&*objective, &theta), &g) < 1e-13);
    assert!(distance(&objective.hessian(&theta).unwrap(), &h) < 1e-13);
    // With a definition of p, as the notes write it, it is the same.
    let typed = ObjectiveSpec {
        expression: Some(
            "p = sigmoid(w1*(radius - 14) + w2*(texture - 19) + b); -malignant*ln(p) - (1 - malignant)*ln(1 - p)"
                .to_owned(),
        ),
        variables: Some(["w1", "w2", "b"].map(str::to_owned).to_vec()),
        data: serde_json::from_str(r#"{ "id": "wdbc" }"#).unwrap(),
        ..ObjectiveSpec::default()
    };
    let typed = typed.build().unwrap();
    assert!((typed.value(&theta).unwrap() / objective.value(&theta).unwrap() - 1.0).abs() < 1e-13);
    assert!(distance(&gradient(&*typed, &theta), &g) < 1e-12);
    assert!(distance(&typed.hessian(&theta).unwrap(), &h) < 1e-12);
}

/// The gradient by class c is the mean of (p_c - [y = c])(x, 1), with softmax probabilities p; far out too.
#[test]
fn multinomial_regression_has_the_closed_form_of_the_notes() {
    let iris = Table::parse(DATA[0].csv).unwrap();
    let [length, width, species] =
        ["sepal_length", "sepal_width", "species"].map(|name| iris.values(name).unwrap());
    let objective = model("multinomial-regression");
    for scale in [1.0, 500.0] {
        let theta = [0.3, -0.2, 0.5, -0.7, 0.1, -0.4, 0.2, 0.6, 0.0].map(|t| scale * t);
        let mut g = theta.map(|t| 0.01 * t);
        for i in 0..iris.rows() {
            let row = [length[i] - 5.8, width[i] - 3.0, 1.0];
            let z: Vec<f64> = theta.chunks(3).map(|w| w.iter().zip(&row).map(|(w, x)| w * x).sum()).collect();
            let largest = z.iter().copied().fold(f64::MIN, f64::max);
            let e: Vec<f64> = z.iter().map(|z| math::exp(z - largest)).collect();
            let total: f64 = e.iter().sum();
            for c in 0..3 {
                let excess = e[c] / total - f64::from(u8::from(species[i] == c as f64));
                for k in 0..3 {
                    g[3 * c + k] += excess * row[k] / 150.0;
                }
            }
        }
        assert!(distance(&gradient(&*objective, &theta), &g) < 1e-12, "{scale}");
    }
}

/// MEDL (4.11): the mean of a term's gradient over the draws is the gradient, exactly; so is that of a batch.
#[test]
fn stochastic_gradients_are_unbiased() {
    for id in ["linear-regression", "logistic-regression", "multinomial-regression"] {
        let objective = model(id);
        let theta: Vec<f64> = (0..objective.dim()).map(|j| 0.3 - 0.17 * j as f64).collect();
        let whole = gradient(&*objective, &theta);
        let sum = objective.finite_sum().unwrap();
        let mut mean = vec![0.0; theta.len()];
        for i in 0..sum.terms() {
            let sampling_scale = sum.weight() * sum.terms() as f64;
            for (mean, g) in mean.iter_mut().zip(sum.term_gradient(i, &theta).unwrap()) {
                *mean += sampling_scale * g / sum.terms() as f64;
            }
        }
        assert!(distance(&mean, &whole) < 1e-13, "{id}");
    }
    // An epoch of shuffled mini-batches of equal size takes every sample once.
    let objective = model("linear-regression");
    let sum = objective.finite_sum().unwrap();
    let theta = [0.3, -0.4];
    let mut sampling = Sampling::new(sum, Kind::Shuffled, 15, 7).unwrap();
    let epoch: Vec<Vec<f64>> = (0..10).map(|k| estimate(sum, &mut sampling, k, &theta)).collect();
    let mean = [0, 1].map(|j| epoch.iter().map(|g| g[j]).sum::<f64>() / 10.0);
    assert!(distance(&mean, &gradient(&*objective, &theta)) < 1e-13);
}

/// The gradient of the batch of iteration `k`, as an oracle makes it.
fn estimate(sum: &dyn FiniteSum, sampling: &mut Sampling, k: usize, theta: &[f64]) -> Vec<f64> {
    let batch = sampling.batch(k);
    let mut total = vec![0.0; theta.len()];
    for &i in &batch {
        for (total, g) in total.iter_mut().zip(sum.term_gradient(i, theta).unwrap()) {
            *total += g * sampling.scale(batch.len());
        }
    }
    total
}

/// The variance of a mini-batch's gradient is that of one term over n_b.
#[test]
fn the_variance_falls_with_the_size_of_the_batch() {
    let objective = model("logistic-regression");
    let sum = objective.finite_sum().unwrap();
    let theta = [0.5, 0.2];
    let whole = gradient(&*objective, &theta);
    let squared = |g: &[f64]| g.iter().zip(&whole).map(|(g, w)| (g - w) * (g - w)).sum::<f64>();
    let terms = (0..sum.terms()).map(|i| squared(&sum.term_gradient(i, &theta).unwrap()));
    let variance = terms.sum::<f64>() / sum.terms() as f64;
    for batch in [1, 4, 16, 64] {
        let mut sampling = Sampling::new(sum, Kind::Replacement, batch, 3).unwrap();
        let draws = 4000;
        let measured =
            (0..draws).map(|k| squared(&estimate(sum, &mut sampling, k, &theta))).sum::<f64>() / draws as f64;
        let ratio = measured * batch as f64 / variance;
        // The standard deviation of the ratio is below 0.04 for 4000 draws.
        assert!((ratio - 1.0).abs() < 0.1, "{batch}: {ratio}");
    }
}

/// Samples are drawn by the run as from any finite sum, and lead to the minimum.
#[test]
fn mini_batches_train_a_model() {
    let spec = r#"{ "objective": { "id": "logistic-regression" }, "start": [0, 0],
                    "gradient": { "kind": "mini-batch", "batch": 32, "seed": 5 },
                    "optimizer": { "id": "gradient-descent", "learningRate": 0.5 },
                    "schedule": { "id": "inverse-time" } }"#;
    let mut run = run(spec);
    let record = run.step_many(18).clone();
    // 569 samples are 18 batches, the last of 25.
    assert_eq!((record.terms.map(|terms| terms.len()), record.counts.term), (Some(25), 569));
    run.step_many(2000);
    assert!(run.value() < 0.2905, "{}", run.value());
}

/// What is written in a specification comes back.
#[test]
fn data_are_part_of_a_specification() {
    for data in [
        r#"{"id":"iris"}"#,
        r#"{"csv":"petal_width;petal_length\n0,2;1,4\n1,5;4,1\n"}"#,
        r#"{"columns":{"petal_length":[1.4,4.1],"petal_width":[0.2,1.5]}}"#,
    ] {
        let spec = format!(
            r#"{{"objective":{{"expression":"(petal_width - w*petal_length)^2","reduce":"mean","data":{data}}},"optimizer":{{"id":"newton"}},"start":[1.0]}}"#
        );
        let mut run = run(&spec);
        assert_eq!(run.to_json(), spec);
        assert_eq!(run.variables(), ["w"]);
        assert_eq!(run.step().status.kind.as_str(), "minimum");
        let mut first = run.expression().unwrap().parameters().to_vec();
        first.sort_by(|a, b| a.0.cmp(&b.0));
        assert_eq!(first, [("petal_length".to_owned(), 1.4), ("petal_width".to_owned(), 0.2)]);
    }
}

#[test]
fn what_does_not_fit_the_data_is_refused() {
    let refused = |objective: &str| {
        let spec =
            format!(r#"{{ "objective": {objective}, "optimizer": {{ "id": "newton" }}, "start": [0] }}"#);
        let error = Run::from_json(&spec).err().unwrap_or_else(|| panic!("{objective}"));
        (error.kind, error.message)
    };
    for (objective, kind, message) in [
        (
            r#"{ "id": "linear-regression", "data": { "id": "iris" } }"#,
            ErrorKind::Parameter,
            "the data of `linear-regression` cannot be changed",
        ),
        (
            r#"{ "expression": "w*x", "data": {} }"#,
            ErrorKind::Parameter,
            "by an `id`, by `csv` or by `columns`",
        ),
        (
            r#"{ "expression": "w*x", "data": { "id": "irsi" } }"#,
            ErrorKind::Parameter,
            "there is no data set `irsi`; did you mean `iris`?",
        ),
        (
            r#"{ "expression": "w*x", "data": { "csv": "x\n1", "id": "iris" } }"#,
            ErrorKind::Parameter,
            "by one of them only",
        ),
        (
            r#"{ "expression": "w*z", "data": { "csv": "x,y\n1,2" } }"#,
            ErrorKind::Parameter,
            "names no column of the data, so its terms would all be the same; the columns are x, y",
        ),
        (
            r#"{ "expression": "w*x + z", "variables": ["w"], "data": { "csv": "x,y\n1,2" } }"#,
            ErrorKind::Parse,
            "found the unknown name `z`; the names are w, x, y",
        ),
        (
            r#"{ "expression": "w*x", "parameters": { "x": 1 }, "data": { "csv": "x\n1" } }"#,
            ErrorKind::Parameter,
            "`x` is a column of the data and cannot be a parameter",
        ),
        (
            r#"{ "expression": "w*x", "variables": ["w", "x"], "data": { "csv": "x\n1" } }"#,
            ErrorKind::Parameter,
            "`x` is a column of the data and cannot be a variable",
        ),
        (
            r#"{ "expression": "x = 1; w*x", "data": { "csv": "x\n1" } }"#,
            ErrorKind::Parse,
            "`x` has a value already and cannot be defined",
        ),
        (
            r#"{ "expression": "(w*x, w)", "data": { "csv": "x\n1" } }"#,
            ErrorKind::Parameter,
            "the term of a sample has one output; this one has 2",
        ),
        (
            r#"{ "expression": "w*x", "data": { "csv": "x\n1\n?" } }"#,
            ErrorKind::Parse,
            "row 3 of column `x` holds ? where a value should be",
        ),
        (
            r#"{ "expression": "w*x", "data": { "columns": { "x": [1, 2], "y": [1] } } }"#,
            ErrorKind::Parameter,
            "column `y` has 1 rows, but another one has 2",
        ),
        (r#"{ "expression": "w*x", "data": { "columns": {} } }"#, ErrorKind::Parameter, "the table is empty"),
        (
            r#"{ "expression": "w*x", "data": { "columns": { "2x": [1] } } }"#,
            ErrorKind::Parameter,
            "`2x` is not a name",
        ),
        (r#"{ "expression": "w*x", "data": { "file": "x.csv" } }"#, ErrorKind::Parse, "unknown field `file`"),
    ] {
        let (found, text) = refused(objective);
        assert_eq!(found, kind, "{objective}: {text}");
        assert!(text.contains(message), "{objective}: {text}");
    }
}

/// A Jacobian with too many numbers is refused before it is made.
#[test]
fn a_jacobian_has_a_limit() {
    let columns = serde_json::json!({ "x": vec![1.0; 300_000] });
    let spec = |reduce: &str, optimizer: &str| {
        serde_json::json!({
            "objective": { "expression": "a + b*x + c*x + d*x", "reduce": reduce, "data": { "columns": columns } },
            "optimizer": { "id": optimizer }, "start": [1, 1, 1, 1]
        })
        .to_string()
    };
    let error = Run::from_json(&spec("squares", "gauss-newton")).err().unwrap();
    assert!(error.message.contains("a Jacobian of at most 1000000 numbers; this one has 1200000"));
    let mut run = Run::from_json(&spec("squares", "gradient-descent")).unwrap();
    assert_eq!(run.value(), 16.0 * 300_000.0);
    run.step();
}
