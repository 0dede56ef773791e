"""Trajectories of first-order optimizers, computed in double precision by optax (JAX), PyTorch and NumPy, and with
40 digits by mpmath.

Each run is 200 steps (`figure-4.2` is 2000) and one CSV file beside this script: the iterate in each line.
`tests/reference.rs` runs the same and compares.

    pip install jax optax torch mpmath && python trajectories.py

How optax's conventions map to ours:
- optax.sgd(rate) is gradient descent; optax.sgd(rate, momentum=beta) keeps the trace v <- beta v + g, which is
  the heavy-ball form; optax.ema(beta, debias=False) before the rate is the exponential-average form.
- optax.scale_by_adam(b1=beta, b2=gamma, eps, eps_root) divides by sqrt(s_hat + eps_root) + eps: epsilon outside the
  root is eps, inside it is eps_root. Without bias correction there is no optax optimizer; the two averages
  are optax.ema(debias=False) then.
- optax.exponential_decay computes in single precision, so the schedule is written out.
- optax.sgd(rate, momentum=beta, nesterov=True) is look-ahead momentum with the rate rate / (1 - beta). Its iterates
  are the points at which Nesterov momentum, (4.33), takes its gradients: these are our theta_tilde, and
  theta = theta_tilde + rate * beta * trace.
- optax.scale_by_rss and optax.rmsprop have epsilon inside the root, PyTorch's Adagrad and RMSprop outside.
- optax.nadam has the notes' line 7; PyTorch's NAdam has a beta of its own for every step.
- torch.optim.Adam(amsgrad=True) corrects the largest s; optax.amsgrad takes the largest corrected s, which is
  another method.
- torch.optim.Adadelta has one rho for both averages, so ours have gamma = rho; epsilon is inside the roots.
- optax.adamax adds epsilon to |g| before the maximum, ours to the maximum: compared with 0 there and 1e-300 here.
- AdaHessian's exact diagonal is JAX's; its moments are optax.scale_by_adam's with the diagonal in place of the
  gradient in s, written out.
- adam-lp is written as in the notes, (4.39) and (4.40), with 40 digits: powers do not overflow there.
"""

import csv
import pathlib

import jax
import jax.numpy as jnp
import mpmath
import numpy as np
import optax
import torch

jax.config.update("jax_enable_x64", True)
HERE = pathlib.Path(__file__).parent


def rosenbrock(t):
    return (1 - t[0]) ** 2 + 100 * (t[1] - t[0] ** 2) ** 2


def peaks(t):
    x, y = t
    return (
        3 * (1 - x) ** 2 * jnp.exp(-(x**2) - (y + 1) ** 2)
        - 10 * (x / 5 - x**3 - y**5) * jnp.exp(-(x**2) - y**2)
        - jnp.exp(-((x + 1) ** 2) - y**2) / 3
    )


def beale(t):
    x, y = t
    return (1.5 - x + x * y) ** 2 + (2.25 - x + x * y**2) ** 2 + (2.625 - x + x * y**3) ** 2


def adam_without_correction(rate, beta, gamma, eps):
    first = optax.ema(beta, debias=False)
    second = optax.ema(gamma, debias=False)

    def init(params):
        return first.init(params), second.init(params)

    def update(g, state, params=None):
        v, first_state = first.update(g, state[0])
        s, second_state = second.update(g**2, state[1])
        return -rate * v / (jnp.sqrt(s) + eps), (first_state, second_state)

    return optax.GradientTransformation(init, update)


def amsgrad_as_published(rate, beta, gamma, eps):
    """Reddi et al. (2018), algorithm 2, from optax's averages."""
    first = optax.ema(beta, debias=False)
    second = optax.ema(gamma, debias=False)

    def init(params):
        return first.init(params), second.init(params), jnp.zeros_like(params)

    def update(g, state, params=None):
        v, first_state = first.update(g, state[0])
        s, second_state = second.update(g**2, state[1])
        largest = jnp.maximum(state[2], s)
        return -rate * v / (jnp.sqrt(largest) + eps), (first_state, second_state, largest)

    return optax.GradientTransformation(init, update)


# File: objective, start, optimizer.
RUNS = {
    "gradient-descent-rosenbrock": (rosenbrock, [-1.2, 1.0], optax.sgd(0.001)),
    "gradient-descent-peaks": (peaks, [0.2, 0.9], optax.sgd(0.01)),
    "gradient-descent-exponential-rosenbrock": (
        rosenbrock,
        [0.4, -0.2],
        optax.sgd(lambda count: 0.002 * jnp.float64(0.98) ** count),
    ),
    "gradient-descent-clip-beale": (
        beale,
        [-2.0, 1.5],
        optax.chain(optax.clip_by_global_norm(2.0), optax.add_decayed_weights(0.05), optax.sgd(0.002)),
    ),
    "momentum-ema-rosenbrock": (
        rosenbrock,
        [0.4, -0.2],
        optax.chain(optax.ema(0.9, debias=False), optax.scale(-0.01)),
    ),
    "momentum-ema-peaks": (peaks, [-0.5, 2.0], optax.chain(optax.ema(0.5, debias=False), optax.scale(-0.02))),
    "momentum-heavy-ball-rosenbrock": (rosenbrock, [0.4, -0.2], optax.sgd(0.001, momentum=0.9)),
    "momentum-heavy-ball-beale": (beale, [1.0, 1.0], optax.sgd(0.005, momentum=0.8)),
    "adam-rosenbrock": (rosenbrock, [-1.2, 1.0], optax.adam(0.05, b1=0.9, b2=0.999, eps=1e-8)),
    "adam-peaks": (peaks, [0.2, 0.9], optax.adam(0.1, b1=0.8, b2=0.99, eps=1e-3)),
    "adam-inside-beale": (beale, [1.0, 1.0], optax.adam(0.05, b1=0.9, b2=0.999, eps=0.0, eps_root=1e-4)),
    "adam-uncorrected-rosenbrock": (
        rosenbrock,
        [0.2, -0.2],
        adam_without_correction(0.01, 0.9, 0.999, 1e-8),
    ),
    "look-ahead-momentum-rosenbrock": (rosenbrock, [0.4, -0.2], optax.sgd(0.001, momentum=0.9, nesterov=True)),
    "look-ahead-momentum-peaks": (peaks, [-0.5, 2.0], optax.sgd(0.01, momentum=0.5, nesterov=True)),
    "adagrad-inside-rosenbrock": (
        rosenbrock,
        [-1.2, 1.0],
        optax.chain(optax.scale_by_rss(initial_accumulator_value=0.0, eps=1e-3), optax.scale(-0.5)),
    ),
    # With a large epsilon, which ends the oscillation across the valley that doubles every rounding error.
    "rmsprop-inside-beale": (beale, [1.0, 1.0], optax.rmsprop(0.005, decay=0.9, eps=0.5, eps_in_sqrt=True)),
    "adamw-rosenbrock": (
        rosenbrock,
        [-1.2, 1.0],
        optax.adamw(0.05, b1=0.9, b2=0.999, eps=1e-8, weight_decay=0.1),
    ),
    "adamw-inside-peaks": (
        peaks,
        [0.2, 0.9],
        optax.adamw(0.03, b1=0.8, b2=0.99, eps=0.0, eps_root=1e-5, weight_decay=0.5),
    ),
    "nadam-rosenbrock": (rosenbrock, [-1.2, 1.0], optax.nadam(0.05, b1=0.9, b2=0.999, eps=1e-8)),
    "nadam-peaks": (peaks, [0.2, 0.9], optax.nadam(0.02, b1=0.8, b2=0.99, eps=1e-6)),
    "adamax-rosenbrock": (rosenbrock, [-1.2, 1.0], optax.adamax(0.05, b1=0.9, b2=0.999, eps=0.0)),
    "adamax-beale": (beale, [1.0, 1.0], optax.adamax(0.02, b1=0.8, b2=0.9, eps=0.0)),
    "amsgrad-uncorrected-beale": (beale, [-2.0, 1.5], amsgrad_as_published(0.02, 0.9, 0.99, 1e-8)),
    "sign-descent-rosenbrock": (rosenbrock, [-1.2, 1.0], optax.sign_sgd(0.01)),
    "clip-value-beale": (
        beale,
        [-2.0, 1.5],
        optax.chain(optax.clip(1.5), optax.clip_by_global_norm(2.0), optax.sgd(0.002)),
    ),
}

# File: objective, start, PyTorch optimizer, and a schedule of its rate.
TORCH_RUNS = {
    "adagrad-rosenbrock": (rosenbrock, [-1.2, 1.0], lambda p: torch.optim.Adagrad(p, lr=0.5, eps=1e-8), None),
    "adagrad-beale": (beale, [1.0, 1.0], lambda p: torch.optim.Adagrad(p, lr=0.1, eps=1e-2), None),
    "rmsprop-rosenbrock": (
        rosenbrock,
        [-1.2, 1.0],
        lambda p: torch.optim.RMSprop(p, lr=0.01, alpha=0.99, eps=1e-8),
        None,
    ),
    "amsgrad-rosenbrock": (
        rosenbrock,
        [-1.2, 1.0],
        lambda p: torch.optim.Adam(p, lr=0.05, betas=(0.9, 0.999), eps=1e-8, amsgrad=True),
        None,
    ),
    "amsgrad-beale": (
        beale,
        [-2.0, 1.5],
        lambda p: torch.optim.Adam(p, lr=0.02, betas=(0.8, 0.9), eps=1e-6, amsgrad=True),
        None,
    ),
    "adamw-torch-beale": (
        beale,
        [1.0, 1.0],
        lambda p: torch.optim.AdamW(p, lr=0.05, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.2),
        None,
    ),
    "adadelta-rosenbrock": (
        rosenbrock,
        [-1.2, 1.0],
        lambda p: torch.optim.Adadelta(p, lr=1.0, rho=0.95, eps=1e-6),
        None,
    ),
    "adadelta-beale": (beale, [1.0, 1.0], lambda p: torch.optim.Adadelta(p, lr=1.0, rho=0.9, eps=1e-3), None),
    "look-ahead-momentum-torch-beale": (
        beale,
        [1.0, 1.0],
        lambda p: torch.optim.SGD(p, lr=0.005, momentum=0.8, nesterov=True),
        None,
    ),
    "schedule-step": (
        rosenbrock,
        [-1.2, 1.0],
        lambda p: torch.optim.SGD(p, lr=0.001),
        lambda o: torch.optim.lr_scheduler.StepLR(o, step_size=30, gamma=0.7),
    ),
    "schedule-cosine": (
        rosenbrock,
        [-1.2, 1.0],
        lambda p: torch.optim.SGD(p, lr=0.001),
        lambda o: torch.optim.lr_scheduler.CosineAnnealingLR(o, T_max=250, eta_min=0.0001),
    ),
    "schedule-warm-up": (
        rosenbrock,
        [-1.2, 1.0],
        lambda p: torch.optim.SGD(p, lr=0.001),
        lambda o: torch.optim.lr_scheduler.LinearLR(o, start_factor=1 / 50, total_iters=49),
    ),
    "schedule-inverse-time": (
        rosenbrock,
        [-1.2, 1.0],
        lambda p: torch.optim.SGD(p, lr=0.001),
        lambda o: torch.optim.lr_scheduler.LambdaLR(o, lambda t: 1 / (1 + 0.02 * t)),
    ),
    # At this rate the descent jumps across the valley until plateaus have lowered the rate.
    "schedule-plateau": (
        rosenbrock,
        [0.4, -0.2],
        lambda p: torch.optim.SGD(p, lr=0.006),
        lambda o: torch.optim.lr_scheduler.ReduceLROnPlateau(
            o, factor=0.5, patience=5, threshold=1e-3, threshold_mode="rel", eps=0.0
        ),
    ),
}


# File: objective, start, PyTorch optimizer, and values that its parameters are given before step 10, 60 and so on.
CHANGED_RUNS = {
    "changed-gradient-descent-rosenbrock": (
        rosenbrock,
        [-1.2, 1.0],
        lambda p: torch.optim.SGD(p, lr=0.001),
        {10: {"lr": 0.0002}},
    ),
    "changed-momentum-beale": (
        beale,
        [1.0, 1.0],
        lambda p: torch.optim.SGD(p, lr=0.005, momentum=0.8),
        {10: {"lr": 0.01}, 60: {"momentum": 0.5}},
    ),
    "changed-adam-rosenbrock": (
        rosenbrock,
        [-1.2, 1.0],
        lambda p: torch.optim.Adam(p, lr=0.05, betas=(0.9, 0.999), eps=1e-8),
        {10: {"lr": 0.2}, 60: {"lr": 0.01, "betas": (0.8, 0.99)}},
    ),
}


def trajectory(objective, start, optimizer, steps=200):
    gradient = jax.jit(jax.grad(objective))
    theta = jnp.array(start, dtype=jnp.float64)
    state = optimizer.init(theta)
    yield theta
    for _ in range(steps):
        updates, state = optimizer.update(gradient(theta), state, theta)
        theta = optax.apply_updates(theta, updates)
        yield theta


def torch_trajectory(objective, start, optimizer, schedule=None, changes={}, steps=200):
    theta = torch.tensor(start, dtype=torch.float64, requires_grad=True)
    optimizer = optimizer([theta])
    schedule = schedule(optimizer) if schedule else None
    plateau = isinstance(schedule, torch.optim.lr_scheduler.ReduceLROnPlateau)
    yield theta.tolist()
    for t in range(steps):
        for group in optimizer.param_groups:
            group.update(changes.get(t, {}))
        optimizer.zero_grad()
        value = objective(theta)
        if plateau:
            # The value at the iterate decides on the rate from there.
            schedule.step(value.item())
        value.backward()
        optimizer.step()
        if schedule and not plateau:
            schedule.step()
        yield theta.tolist()


def nesterov(objective, start, rate, beta, steps=200):
    """The iterates of (4.34), from optax's iterates and its trace."""
    optimizer = optax.sgd(rate, momentum=beta, nesterov=True)
    gradient = jax.jit(jax.grad(objective))
    predicted = jnp.array(start, dtype=jnp.float64)
    state = optimizer.init(predicted)
    yield predicted
    for _ in range(steps):
        updates, state = optimizer.update(gradient(predicted), state, predicted)
        predicted = optax.apply_updates(predicted, updates)
        yield predicted + rate * beta * state[0].trace


def adahessian(objective, start, rate, beta, gamma, eps, power, steps=200):
    """Yao et al. (2021) with the exact diagonal of the Hessian."""
    gradient = jax.jit(jax.grad(objective))
    diagonal = jax.jit(lambda t: jnp.diag(jax.hessian(objective)(t)))
    theta = jnp.array(start, dtype=jnp.float64)
    v, s = jnp.zeros(2), jnp.zeros(2)
    yield theta
    for t in range(1, steps + 1):
        v = beta * v + (1 - beta) * gradient(theta)
        s = gamma * s + (1 - gamma) * diagonal(theta) ** 2
        root = (s / (1 - gamma**t)) ** (power / 2)
        theta = theta - rate * (v / (1 - beta**t)) / (root + eps)
        yield theta


def adam_lp(gradient, start, rate, beta, gamma, eps, p, steps=200):
    """(4.39) and (4.40) with 40 digits."""
    rate, beta, gamma, eps, p = (mpmath.mpf(x) for x in (rate, beta, gamma, eps, p))
    theta = [mpmath.mpf(x) for x in start]
    v, s = [mpmath.mpf(0)] * 2, [mpmath.mpf(0)] * 2
    yield theta
    for t in range(1, steps + 1):
        g = gradient(*theta)
        v = [beta * vi + (1 - beta) * gi for vi, gi in zip(v, g)]
        s = [gamma**p * si + (1 - gamma**p) * abs(gi) ** p for si, gi in zip(s, g)]
        v_hat = [vi / (1 - beta**t) for vi in v]
        s_hat = [si / (1 - gamma ** (p * t)) for si in s]
        theta = [x - rate * vi / (si ** (1 / p) + eps) for x, vi, si in zip(theta, v_hat, s_hat)]
        yield theta


def beale_gradient(x, y):
    a, b, c = 1.5 - x + x * y, 2.25 - x + x * y**2, 2.625 - x + x * y**3
    return [
        2 * (a * (y - 1) + b * (y**2 - 1) + c * (y**3 - 1)),
        2 * x * (a + 2 * b * y + 3 * c * y**2),
    ]


A = np.array([1.0, 2.0, 3.0, 2.0, 4.0])
U = np.array([[1.0, 1.0], [2.0, 0.0], [3.0, 1.0], [2.0, 3.0], [1.0, 2.0]])


def pcg64(seed):
    """NumPy's PCG64 from the state that PCG's reference implementation makes of a seed and its default stream."""
    multiplier, modulus = 0x2360ED051FC65DA44385DF649FCCF645, 1 << 128
    increment = (0x0A02BDBF7BB3C0A7AC28FA16A64ABF96 << 1) | 1
    state = ((seed + increment) * multiplier + increment) % modulus
    generator = np.random.PCG64()
    generator.state = {
        "bit_generator": "PCG64",
        "state": {"state": state, "inc": increment},
        "has_uint32": 0,
        "uinteger": 0,
    }
    return lambda m: int(generator.random_raw()) * m >> 64


def batches(kind, size, seed, m=5):
    below = pcg64(seed)
    while True:
        if kind == "shuffled":
            order = list(range(m))
            for last in range(m - 1, 0, -1):
                other = below(last + 1)
                order[last], order[other] = order[other], order[last]
            yield from (order[i : i + size] for i in range(0, m, size))
        else:
            yield [below(m) for _ in range(size)]


def figure_4_3(kind, size, seed, rate=0.01, steps=300):
    """Stochastic gradient descent on (4.12) as in figure 4.3 (a)."""
    t = np.array([6.0, 6.0])
    yield t
    draw = batches(kind, size, seed)
    for _ in range(steps):
        i = next(draw)
        g = np.mean([[2 * A[k] * (t[0] - U[k, 0]), 2 * (t[1] - U[k, 1])] for k in i], axis=0)
        t = t - rate * g
        yield t


def figure_4_2(rate, decay, steps):
    """Gradient descent on Rosenbrock from (0.2, -0.2) with the rate rate * decay^t, by NumPy."""
    t = np.array([0.2, -0.2])
    yield t
    for k in range(steps):
        g = np.array([-2 * (1 - t[0]) - 400 * t[0] * (t[1] - t[0] ** 2), 200 * (t[1] - t[0] ** 2)])
        t = t - rate * decay**k * g
        yield t


def write(name, points):
    with open(HERE / f"{name}.csv", "w", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([repr(float(x)) for x in point] for point in points)


if __name__ == "__main__":
    for name, (objective, start, optimizer) in RUNS.items():
        write(name, trajectory(objective, start, optimizer))
    for name, run in TORCH_RUNS.items():
        write(name, torch_trajectory(*run))
    for name, (objective, start, optimizer, changes) in CHANGED_RUNS.items():
        write(name, torch_trajectory(objective, start, optimizer, changes=changes))
    write("nesterov-rosenbrock", nesterov(rosenbrock, [0.4, -0.2], 0.001, 0.9))
    write("nesterov-peaks", nesterov(peaks, [-0.5, 2.0], 0.01, 0.5))
    write("adahessian-rosenbrock", adahessian(rosenbrock, [-1.2, 1.0], 0.1, 0.9, 0.999, 1e-8, 1.0))
    write("adahessian-power-beale", adahessian(beale, [1.0, 1.0], 0.02, 0.8, 0.99, 1e-4, 0.5))
    with mpmath.workdps(40):
        for p in ["1", "2.5", "10", "400", "1000000"]:
            write(f"adam-lp-{p}-beale", adam_lp(beale_gradient, [1, 1], "0.02", "0.9", "0.99", "1e-8", p))
    write("figure-4.3-sample", figure_4_3("sample", 1, 7))
    write("figure-4.3-shuffled", figure_4_3("shuffled", 2, 8))
    write("figure-4.3-replacement", figure_4_3("replacement", 3, 9))
    write("figure-4.2", figure_4_2(0.0025, 0.99, 2000))
