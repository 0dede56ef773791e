//! Networks against typed functions, PyTorch (see `reference/network.py`) and the definitions.
#![allow(clippy::panic, clippy::unwrap_used, reason = "tests fail by panicking")]

use std::fmt::Write;

use fallline_autodiff::{ErrorKind, Expression, math};
use fallline_optim::network::plane::{Plane, filter_directions};
use fallline_optim::network::{
    Activation, Initialization, Loss, Network, NetworkObjective, NetworkSpec, Samples, Scheme, Training,
    digits,
};
use fallline_optim::objective::FiniteSum;
use fallline_optim::optimizer::{Iteration, OPTIMIZERS, Pace};
use fallline_optim::oracle::GradientChain;
use fallline_optim::{Objective, Oracle, StatusKind, list};

const DIGITS: &[u8] = include_bytes!("../../../www/data/digits.bin");

/// One of the numbers from -0.5 to 0.5, as in `reference/network.py`.
fn number(k: usize) -> f64 {
    let place = (k * 7919 + 104_729) % 1009 % 257;
    (f64::from(u32::try_from(place).unwrap()) - 128.0) / 256.0
}

fn numbers(from: usize, count: usize) -> Vec<f64> {
    (from..from + count).map(number).collect()
}

#[track_caller]
fn close(found: &[f64], expected: &[f64], tolerance: f64) {
    assert_eq!(found.len(), expected.len());
    let largest = expected.iter().fold(0.0, |largest: f64, x| largest.max(x.abs()));
    for (i, (found, expected)) in found.iter().zip(expected).enumerate() {
        assert!((found - expected).abs() <= tolerance * largest, "{i}: {found} is not {expected}");
    }
}

fn gradient(objective: &NetworkObjective, theta: &[f64]) -> (f64, Vec<f64>) {
    let mut gradient = vec![0.0; theta.len()];
    let value = objective.value_and_gradient(theta, &mut gradient).unwrap();
    (value, gradient)
}

/// The samples of `reference/network.py`.
fn objective(
    widths: &[usize],
    activation: Activation,
    last: Activation,
    loss: Loss,
    count: usize,
) -> NetworkObjective {
    let network = Network::new(widths, activation, last, loss).unwrap();
    let (inputs, outputs) = (network.inputs(), network.outputs());
    let features = numbers(5000, count * inputs).into_iter().map(|x| 2.0 * x).collect();
    let label = |i: usize| match outputs {
        1 => i * i % 3 % 2,
        _ => i * i % outputs,
    };
    let labels: Vec<f64> = match loss {
        Loss::Squared => numbers(9000, count * outputs),
        Loss::CrossEntropy => (0..count).map(|i| f64::from(u8::try_from(label(i)).unwrap())).collect(),
    };
    let samples = Samples::new(&network, features, &labels).unwrap();
    NetworkObjective::new(network, samples).unwrap()
}

fn reference(text: &str) -> Vec<Vec<f64>> {
    text.lines().map(|line| line.split(',').map(|x| x.parse().unwrap()).collect()).collect()
}

fn relu_softmax() -> NetworkObjective {
    objective(&[8, 13, 9, 5], Activation::Relu, Activation::Identity, Loss::CrossEntropy, 23)
}

#[test]
fn losses_and_gradients_are_pytorchs() {
    let check = |text: &str, objective: NetworkObjective| {
        let expected = &reference(text)[0];
        let (value, gradient) = gradient(&objective, &numbers(0, objective.dim()));
        close(&[value], &expected[..1], 1e-14);
        close(&gradient, &expected[1..], 1e-13);
    };
    let of = objective;
    use Activation::{Identity, Relu, Sigmoid, Softplus, Tanh};
    check(
        include_str!("reference/network/gradient-sigmoid-squared.csv"),
        of(&[3, 5, 4, 2], Sigmoid, Sigmoid, Loss::Squared, 7),
    );
    check(
        include_str!("reference/network/gradient-tanh-squared.csv"),
        of(&[4, 6, 3], Tanh, Identity, Loss::Squared, 9),
    );
    check(
        include_str!("reference/network/gradient-softplus-binary.csv"),
        of(&[3, 6, 1], Softplus, Identity, Loss::CrossEntropy, 11),
    );
    check(include_str!("reference/network/gradient-relu-softmax.csv"), relu_softmax());
    check(
        include_str!("reference/network/gradient-digits.csv"),
        of(&[64, 32, 32, 10], Relu, Identity, Loss::CrossEntropy, 130),
    );
}

/// The weights after 0, 20, ..., 100 steps by an optimizer of the list, recorded or not.
fn trained(json: &str, recorded: bool) -> Vec<Vec<f64>> {
    let chosen: fallline_optim::spec::Selection = serde_json::from_str(json).unwrap();
    let optimizer =
        list::find(OPTIMIZERS, &chosen.id, "optimizer").unwrap().with(&chosen.parameters).unwrap();
    let objective = relu_softmax();
    let mut theta = numbers(0, objective.dim());
    let mut walk = optimizer.walk(&theta).unwrap();
    let mut oracle = Oracle::new(Box::new(objective), GradientChain::default());
    let pace = Pace::default();
    let mut kept = vec![theta.clone()];
    for index in 0..100 {
        let at = Iteration { index, theta: &theta, pace: &pace, factor: 1.0, recorded };
        let (next, step) = walk.step(&mut oracle, &at).unwrap();
        assert_eq!(step.numbers.is_some(), recorded);
        (walk, theta) = (next, step.next);
        if index % 20 == 19 {
            kept.push(theta.clone());
        }
    }
    kept
}

#[test]
fn training_steps_are_pytorchs() {
    let cases = [
        (
            r#"{ "id": "gradient-descent", "learningRate": 0.1 }"#,
            include_str!("reference/network/training-sgd.csv"),
        ),
        (
            r#"{ "id": "adam", "learningRate": 0.01, "gamma": 0.999 }"#,
            include_str!("reference/network/training-adam.csv"),
        ),
    ];
    for (json, text) in cases {
        let found = trained(json, false);
        let expected = reference(text);
        assert_eq!((found.len(), expected.len()), (6, 6));
        found.iter().zip(&expected).for_each(|(found, expected)| close(found, expected, 1e-10));
        assert_eq!(found, trained(json, true));
    }
}

/// The network's mean loss as a person would type it, in variables w1, w2, ... in the order of the weights.
fn typed(
    widths: &[usize],
    activation: &str,
    last: &str,
    loss: Loss,
    features: &[f64],
    targets: &[f64],
) -> String {
    let outputs = widths[widths.len() - 1];
    let call = |name: &str, z: String| if name == "identity" { z } else { format!("{name}({z})") };
    let mut text = String::from("(0");
    for (x, y) in features.chunks(widths[0]).zip(targets.chunks(outputs)) {
        let mut values: Vec<String> = x.iter().map(|x| format!("({x})")).collect();
        let mut k = 0;
        for (l, pair) in widths.windows(2).enumerate() {
            let name = if l + 2 == widths.len() { last } else { activation };
            let bias = k + pair[0] * pair[1];
            values = (0..pair[1])
                .map(|i| {
                    let sum: String =
                        values.iter().enumerate().fold(format!("w{}", bias + i + 1), |sum, (j, x)| {
                            format!("{sum} + w{}*{x}", k + i * pair[0] + j + 1)
                        });
                    format!("({})", call(name, format!("({sum})")))
                })
                .collect();
            k = bias + pair[1];
        }
        let term = match (loss, &values[..]) {
            (Loss::Squared, _) => {
                values.iter().zip(y).map(|(z, y)| format!("({z} - ({y}))^2")).collect::<Vec<_>>().join(" + ")
            }
            (Loss::CrossEntropy, [z]) => format!("ln(1 + exp({z})) - ({})*{z}", y[0]),
            (Loss::CrossEntropy, _) => {
                let sum = values.iter().map(|z| format!("exp({z})")).collect::<Vec<_>>().join(" + ");
                let dot =
                    values.iter().zip(y).map(|(z, y)| format!("({y})*{z}")).collect::<Vec<_>>().join(" + ");
                format!("({})*ln({sum}) - ({dot})", y.iter().sum::<f64>())
            }
        };
        write!(text, " + {term}").unwrap();
    }
    format!("{text})/{}", features.len() / widths[0])
}

/// Value, gradient, Hessian and its products agree with automatic differentiation of the typed function, for every
/// activation and loss.
#[test]
fn derivatives_are_those_of_the_typed_function() {
    let widths = [2, 3, 2];
    for activation in Activation::ALL {
        let cases = [
            (&widths[..], activation, Loss::Squared),
            (&widths[..], Activation::Identity, Loss::CrossEntropy),
            (&[2, 3, 1][..], Activation::Identity, Loss::CrossEntropy),
        ];
        for (widths, last, loss) in cases {
            let network = Network::new(widths, activation, last, loss).unwrap();
            let n = network.dim();
            let features = numbers(20, 6);
            let targets: Vec<f64> = numbers(70, 3 * network.outputs()).iter().map(|x| x + 0.5).collect();
            let name = |activation: Activation| serde_json::to_value(activation).unwrap();
            let (hidden, ends) = (name(activation), name(last));
            let text =
                typed(widths, hidden.as_str().unwrap(), ends.as_str().unwrap(), loss, &features, &targets);
            let names: Vec<String> = (1..=n).map(|i| format!("w{i}")).collect();
            let names: Vec<&str> = names.iter().map(String::as_str).collect();
            let expression = Expression::with_names(&text, Some(&names), &[]).unwrap();
            let samples = Samples::new(&network, features, &targets).unwrap();
            let objective = NetworkObjective::new(network, samples).unwrap();
            let theta = numbers(300, n);
            let (value, slope) = gradient(&objective, &theta);
            close(&[value], &expression.value(&theta).unwrap(), 1e-14);
            close(&slope, &expression.gradient(&theta).unwrap(), 1e-13);
            close(&objective.hessian(&theta).unwrap(), &expression.hessian(&theta).unwrap(), 1e-13);
        }
    }
}

#[test]
fn a_softmax_does_not_overflow() {
    let network = Network::new(&[1, 3], Activation::Relu, Activation::Identity, Loss::CrossEntropy).unwrap();
    let theta = [1000.0, 990.0, 980.0, 0.0, 0.0, 0.0];
    let p = network.predict(&theta, &[1.0]).unwrap();
    assert!((p[0] - 1.0 / (1.0 + math::exp(-10.0) + math::exp(-20.0))).abs() < 1e-15, "{p:?}");
    let samples = Samples::new(&network, vec![1.0], &[1.0]).unwrap();
    let objective = NetworkObjective::new(network, samples).unwrap();
    let (value, gradient) = gradient(&objective, &theta);
    assert!((value - 10.0 - math::exp(-10.0)).abs() < 1e-8, "{value}");
    assert!((gradient[1] + 1.0 - p[1]).abs() < 1e-15);
}

fn spec(json: &serde_json::Value) -> NetworkSpec {
    NetworkSpec::from_json(&json.to_string()).unwrap()
}

fn images(from: usize, count: usize) -> (Vec<f64>, Vec<f64>) {
    let (features, labels) = digits::unpack(DIGITS).unwrap();
    (features[from * 64..][..count * 64].to_vec(), labels[from..][..count].to_vec())
}

fn on_digits(change: &serde_json::Value) -> Training {
    let mut json = serde_json::json!({
        "widths": [64, 16, 10], "activation": "relu", "loss": "cross-entropy",
        "initialization": { "kind": "kaiming-normal", "seed": 1 },
        "optimizer": { "id": "adam", "learningRate": 0.002 },
        "gradient": { "kind": "mini-batch", "batch": 10, "seed": 3 },
    });
    for (key, value) in change.as_object().unwrap() {
        json[key] = value.clone();
    }
    let (features, labels) = images(0, 400);
    let (held_out, held_out_labels) = images(1000, 200);
    Training::new(spec(&json), features, &labels, Some((held_out, &held_out_labels))).unwrap()
}

/// FNV-1a, as `www/data/digits.py` computes it from scikit-learn's arrays.
#[test]
fn the_digits_are_scikit_learns() {
    let (features, labels) = digits::unpack(DIGITS).unwrap();
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    let mut add = |byte: f64| hash = (hash ^ (byte as u64)).wrapping_mul(0x0100_0000_01b3);
    for (image, &digit) in features.chunks(64).zip(&labels) {
        image.iter().for_each(|x| add(x * 16.0));
        add(digit);
    }
    assert_eq!((labels.len(), hash), (1797, 0x7768_69cc_e379_5967));
}

/// Mini-batches make an epoch of every sample once: weighted by their sizes, their gradients average to the whole one.
#[test]
fn the_batches_of_an_epoch_are_the_whole_sum() {
    let objective = relu_softmax();
    let theta = numbers(0, objective.dim());
    let all: Vec<usize> = (0..23).rev().collect();
    let mut sum = vec![0.0; theta.len()];
    for batch in all.chunks(4) {
        let part = objective.batch_gradient(batch, &theta).unwrap();
        sum.iter_mut().zip(part).for_each(|(sum, part)| *sum += part / 23.0);
    }
    let (value, whole) = gradient(&objective, &theta);
    close(&sum, &whole, 1e-14);
    let values = objective.term_values(&theta).unwrap();
    close(&[values.iter().sum::<f64>() / 23.0], &[value], 1e-14);
    close(
        &objective.term_gradient(5, &theta).unwrap(),
        &objective.batch_gradient(&[5], &theta).unwrap(),
        0.0,
    );
}

#[test]
fn digits_are_learnt_and_training_stops_early() {
    let mut training = on_digits(&serde_json::json!({ "patience": 3 }));
    assert_eq!((training.steps_per_epoch(), training.record().epoch), (40, 0));
    let start = training.record().clone();
    assert!((2.0..5.0).contains(&start.loss) && start.validation_error.unwrap() > 0.8, "{start:?}");
    while !training.is_ended() {
        training.epoch();
        assert!(training.records().len() < 200);
    }
    let last = training.record().clone();
    assert_eq!((last.status.kind, last.epoch), (StatusKind::Stopped, last.best_epoch + 3));
    let errors: Vec<f64> = training.records().iter().map(|record| record.validation_error.unwrap()).collect();
    let lowest = errors.iter().copied().fold(1.0, f64::min);
    assert_eq!(errors.iter().position(|&error| error == lowest), Some(last.best_epoch));
    assert!(lowest < 0.15 && last.error.unwrap() < 0.01, "{last:?}");
    // The best weights are those of the best epoch.
    let (epochs, weights) = training.path();
    let at = epochs.iter().position(|&epoch| epoch == last.best_epoch).unwrap();
    let n = training.weights().len();
    assert_eq!(training.best_weights(), &weights[at * n..][..n]);
    let (held_out, labels) = images(1000, 200);
    let predicted = training.objective().network().predict(training.best_weights(), &held_out).unwrap();
    let wrong =
        predicted.chunks(10).zip(&labels).filter(|(p, label)| p.iter().any(|x| *x > p[**label as usize]));
    assert_eq!(wrong.count() as f64 / 200.0, lowest);
    // Nothing moves any more.
    training.epoch();
    assert_eq!(*training.record(), last);
}

/// A step without a record asks for the batch alone: gradient descent must not take longer than Adam, which computes
/// more with the same gradients. With the whole gradient in every step it took fifty times as long.
#[test]
fn steps_of_a_training_ask_for_no_whole_gradient() {
    let seconds = |optimizer: &str| {
        let mut training = on_digits(&serde_json::json!({ "optimizer": { "id": optimizer } }));
        let start = std::time::Instant::now();
        // One step less than an epoch: its end is where losses are computed.
        assert!(training.step_many(39).is_none());
        start.elapsed().as_secs_f64()
    };
    let (plain, adam) = (seconds("gradient-descent"), seconds("adam"));
    assert!(plain < 5.0 * adam, "{plain} s against {adam} s");
}

/// The bits of the weights after two epochs; the same test runs in Node, on WebAssembly.
#[test]
fn training_has_the_recorded_bits() {
    let mut training = on_digits(&serde_json::json!({ "activation": "tanh" }));
    training.epoch();
    // In pieces it is the same.
    assert!(training.step_many(13).is_none());
    assert_eq!(training.step_many(1000).map(|record| record.epoch), Some(2));
    let hash = training
        .weights()
        .iter()
        .flat_map(|w| w.to_le_bytes())
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
    assert_eq!(format!("{hash:016x}"), "42e904a8fbbc0932");
}

#[test]
fn gradient_norms_are_those_of_the_layers() {
    let training = on_digits(&serde_json::json!({}));
    let (_, whole) = gradient(training.objective(), training.weights());
    let norms = training.gradient_norms().unwrap();
    assert_eq!(norms.len(), 2);
    let squares: f64 = norms.iter().map(|norm| norm * norm).sum();
    close(&[squares], &[whole.iter().map(|g| g * g).sum()], 1e-13);
    let first: f64 = whole[..65 * 16].iter().map(|g| g * g).sum();
    close(&[norms[0] * norms[0]], &[first], 1e-13);
}

/// Every optimizer of the list trains the network or is refused with a reason.
#[test]
fn every_optimizer_fits_or_says_why_not() {
    let (features, labels) = images(0, 30);
    let mut refused = Vec::new();
    for info in OPTIMIZERS {
        let spec = spec(&serde_json::json!({
            "widths": [64, 8, 10], "activation": "tanh", "loss": "cross-entropy",
            "optimizer": { "id": info.id },
        }));
        match Training::new(spec, features.clone(), &labels, None) {
            Ok(mut training) => {
                let before = training.record().loss;
                (0..8).for_each(|_| _ = training.epoch());
                assert!(training.record().loss < before, "{}: {:?}", info.id, training.record());
            }
            Err(error) => refused.push((info.id, error.message)),
        }
    }
    let ids: Vec<&str> = refused.iter().map(|(id, _)| *id).collect();
    assert_eq!(
        ids,
        [
            "adahessian",
            "newton",
            "adaptive-newton",
            "trust-region",
            "secant",
            "broyden",
            "dfp",
            "bfgs",
            "gauss-newton",
            "levenberg-marquardt"
        ]
    );
    assert_eq!(
        refused[1].1,
        "`newton` needs a matrix of n·n numbers, so at most 100 variables; this objective has 610"
    );
    assert!(refused[4].1.contains("one variable") && refused[8].1.contains("sum of squares"), "{refused:?}");
}

/// What a matrix of n·n numbers would be too large for, products with the Hessian serve.
#[test]
fn a_large_network_has_hessian_vector_products() {
    let mut training = on_digits(&serde_json::json!({
        "optimizer": { "id": "adahessian", "diagonal": "hutchinson", "learningRate": 0.005 }, "gradient": { "kind": "full" },
    }));
    let before = training.record().loss;
    (0..3).for_each(|_| _ = training.epoch());
    assert!(training.record().loss < before, "{:?}", training.record());
    let theta = training.weights().to_vec();
    let mut oracle = Oracle::new(Box::new(training.objective().clone()), GradientChain::default());
    let status = oracle.hessian(&theta).unwrap_err();
    assert_eq!(status.kind, StatusKind::Unsuitable);
    assert!(status.message.contains("a Hessian of 1210 weights"), "{}", status.message);
}

/// On a network that is small enough there is a Hessian, and Newton's method.
#[test]
fn a_small_network_has_a_hessian() {
    let json = serde_json::json!({
        "widths": [1, 1], "activation": "identity", "loss": "cross-entropy", "optimizer": { "id": "newton" },
        "initialization": { "kind": "zero" },
    });
    let mut training =
        Training::new(spec(&json), vec![-2.0, -1.0, 0.0, 1.0, 2.0], &[0.0, 1.0, 0.0, 1.0, 1.0], None)
            .unwrap();
    (0..12).for_each(|_| _ = training.epoch());
    let (_, slope) = gradient(training.objective(), training.weights());
    assert!(slope.iter().all(|g| g.abs() < 1e-15), "{slope:?}");
}

#[test]
fn a_failed_step_ends_training_with_its_reason() {
    let far = serde_json::json!({ "optimizer": { "id": "gradient-descent", "learningRate": 1e200 } });
    let mut training = on_digits(&far);
    training.epoch();
    let status = training.record().status.clone();
    assert!(training.is_ended() && status.kind == StatusKind::NotFinite, "{status:?}");
}

#[test]
fn a_plane_shows_the_loss_around_its_centre() {
    let training = on_digits(&serde_json::json!({}));
    let objective = training.objective();
    let (network, centre) = (objective.network(), training.weights());
    let n = centre.len();
    let directions = filter_directions(network, centre, 5).unwrap();
    let (first, second) = directions.split_at(n);
    let length = |row: &[f64]| row.iter().map(|x| x * x).sum::<f64>().sqrt();
    for direction in [first, second] {
        // A neuron of each layer.
        for row in [0..64, 15 * 64..16 * 64, 65 * 16..66 * 16, n - 26..n - 10] {
            close(&[length(&direction[row.clone()])], &[length(&centre[row])], 1e-14);
        }
        assert!(direction[64 * 16..65 * 16].iter().all(|&x| x == 0.0));
    }
    assert!(filter_directions(network, centre, 6).unwrap() != directions);
    let plane = Plane { centre, directions: [first, second] };
    let values = plane.values(objective, &[-0.5, 0.0], &[0.0, 0.25, 1.0]).unwrap();
    assert_eq!((values.len(), values[1]), (6, training.record().loss));
    let point: Vec<f64> = (0..n).map(|i| centre[i] - 0.5 * first[i] + 0.25 * second[i]).collect();
    close(&values[2..3], &[objective.value(&point).unwrap()], 1e-14);
    close(&plane.coordinates(&point).unwrap(), &[-0.5, 0.25], 1e-13);
    let parallel = Plane { centre, directions: [first, first] };
    assert_eq!(parallel.coordinates(&point).unwrap_err().kind, ErrorKind::Parameter);
    let far = Plane { centre, directions: [first, &first[1..]] };
    assert_eq!(far.values(objective, &[0.0], &[0.0]).unwrap_err().kind, ErrorKind::Parameter);
    let many = vec![0.0; 2000];
    assert_eq!(plane.values(objective, &many, &many).unwrap_err().kind, ErrorKind::Limit);
}

#[test]
fn initial_weights_have_their_distributions() {
    let network =
        Network::new(&[300, 100, 50], Activation::Relu, Activation::Identity, Loss::Squared).unwrap();
    let cases = [
        (Scheme::XavierUniform, 2.0 / 400.0, (6.0_f64 / 400.0).sqrt()),
        (Scheme::XavierNormal, 2.0 / 400.0, f64::INFINITY),
        (Scheme::KaimingUniform, 2.0 / 300.0, (6.0_f64 / 300.0).sqrt()),
        (Scheme::KaimingNormal, 2.0 / 300.0, f64::INFINITY),
    ];
    for (kind, variance, bound) in cases {
        let theta = Initialization { kind, seed: 9 }.weights(&network);
        let first = &theta[..30_000];
        let mean = first.iter().sum::<f64>() / 3e4;
        let found = first.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / 3e4;
        // Four standard deviations of the estimates.
        assert!(mean.abs() < 4.0 * (variance / 3e4_f64).sqrt(), "{kind:?}: {mean}");
        assert!((found / variance - 1.0).abs() < 4.0 * (2.0 / 3e4_f64).sqrt(), "{kind:?}: {found}");
        let largest = first.iter().fold(0.0, |largest: f64, x| largest.max(x.abs()));
        assert!(largest <= bound && largest > 1.7 * variance.sqrt(), "{kind:?}: {largest}");
        assert!(theta[30_000..30_100].iter().all(|&bias| bias == 0.0));
        assert_ne!(theta, Initialization { kind, seed: 10 }.weights(&network));
    }
}

#[test]
fn what_does_not_fit_is_refused() {
    let refusal = |widths: serde_json::Value, loss: &str, last: &str, features: &[f64], labels: &[f64]| {
        let json = serde_json::json!({
            "widths": widths, "activation": "relu", "outputActivation": last, "loss": loss,
            "optimizer": { "id": "adam" },
        });
        let error = Training::new(spec(&json), features.to_vec(), labels, None).err().unwrap();
        (error.kind, error.message)
    };
    use serde_json::json;
    let cases = [
        (refusal(json!([2]), "squared", "identity", &[], &[]), ErrorKind::Parameter, "`widths` must name"),
        (refusal(json!([2, 0, 1]), "squared", "identity", &[], &[]), ErrorKind::Parameter, "above 0"),
        (
            refusal(json!([2000, 2000, 1]), "squared", "identity", &[], &[]),
            ErrorKind::Limit,
            "at most 64 layers and 2000000 weights",
        ),
        (refusal(json!([usize::MAX, 9]), "squared", "identity", &[], &[]), ErrorKind::Limit, "weights"),
        (refusal(json!([2, 2]), "cross-entropy", "tanh", &[], &[]), ErrorKind::Parameter, "softmax"),
        (
            refusal(json!([2, 2]), "squared", "identity", &[], &[]),
            ErrorKind::Parameter,
            "no whole number of samples",
        ),
        (refusal(json!([2, 2]), "squared", "identity", &[1.0; 3], &[0.0]), ErrorKind::Parameter, "3 numbers"),
        (
            refusal(json!([2, 2]), "squared", "identity", &[1.0; 4], &[0.0; 3]),
            ErrorKind::Parameter,
            "2 samples have",
        ),
        (
            refusal(json!([2, 2]), "squared", "identity", &[f64::NAN; 2], &[0.0]),
            ErrorKind::Parameter,
            "finite",
        ),
        (
            refusal(json!([2, 2]), "squared", "identity", &[1.0; 2], &[2.0]),
            ErrorKind::Parameter,
            "from 0 to 1, the class",
        ),
        (
            refusal(json!([2, 2]), "squared", "identity", &[1.0; 2], &[0.5]),
            ErrorKind::Parameter,
            "one is 0.5",
        ),
        (
            refusal(json!([2, 1]), "cross-entropy", "identity", &[1.0; 2], &[2.0]),
            ErrorKind::Parameter,
            "probabilities",
        ),
    ];
    for ((kind, message), expected, part) in cases {
        assert!(kind == expected && message.contains(part), "{kind:?}: {message}");
    }
    let unknown = NetworkSpec::from_json(r#"{ "widths": [1, 1], "activatoin": "relu" }"#).unwrap_err();
    assert!(unknown.message.starts_with("this does not describe a network"), "{}", unknown.message);
    let json = on_digits(&json!({ "patience": 3 })).spec().to_json();
    assert_eq!(NetworkSpec::from_json(&json).unwrap().to_json(), json);
}
