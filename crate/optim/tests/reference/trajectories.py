"""Trajectories of first-order optimizers, computed by optax (JAX) in double precision, and by NumPy.

Each run is 200 steps (`figure-4.2` is 2000) and one CSV file beside this script: the iterate in each line.
`tests/reference.rs` runs the same and compares.

    pip install jax optax && python trajectories.py

How optax's conventions map to ours:
- optax.sgd(rate) is gradient descent; optax.sgd(rate, momentum=beta) keeps the trace v <- beta v + g, which is
  the heavy-ball form; optax.ema(beta, debias=False) before the rate is the exponential-average form.
- optax.scale_by_adam(b1=beta, b2=gamma, eps, eps_root) divides by sqrt(s_hat + eps_root) + eps: epsilon outside the
  root is eps, inside it is eps_root. Without bias correction there is no optax optimizer; the two averages
  are optax.ema(debias=False) then.
- optax.exponential_decay computes in single precision, so the schedule is written out.
"""

import csv
import pathlib

import jax
import jax.numpy as jnp
import numpy as np
import optax

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
    write("figure-4.2", figure_4_2(0.0025, 0.99, 2000))
