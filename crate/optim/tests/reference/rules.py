"""Trajectories of update rules in NumPy, for tests/rule.rs.

Run with NumPy installed: `python rules.py` writes rule-*.csv beside this file.
"""

from pathlib import Path

import numpy as np

HERE = Path(__file__).parent


def rosenbrock(theta):
    x, y = theta
    value = (1 - x) ** 2 + 100 * (y - x**2) ** 2
    return value, np.array([-2 * (1 - x) - 400 * x * (y - x**2), 200 * (y - x**2)])


def beale(theta):
    x, y = theta
    r = np.array([1.5 - x + x * y, 2.25 - x + x * y**2, 2.625 - x + x * y**3])
    jacobian = np.array([[y - 1, x], [y**2 - 1, 2 * x * y], [y**3 - 1, 3 * x * y**2]])
    return r @ r, 2 * jacobian.T @ r


def bowl(theta):
    x, y = theta
    return x**2 + 5 * y**2, np.array([2 * x, 10 * y])


def barzilai_borwein(function, theta, steps, alpha=0.001):
    """Barzilai and Borwein (1988), with the long step size dᵀd / dᵀy."""
    before = None
    for _ in range(steps):
        yield theta
        _, g = function(theta)
        size = alpha
        if before is not None:
            d, y = theta - before[0], g - before[1]
            size = (d @ d) / (d @ y)
        before = theta, g
        theta = theta - size * g


def lion(function, theta, steps, alpha=0.01, beta=0.9, gamma=0.99):
    """Chen et al. (2023), algorithm 2, without weight decay."""
    m = np.zeros_like(theta)
    for _ in range(steps):
        yield theta
        _, g = function(theta)
        theta = theta - alpha * np.sign(beta * m + (1 - beta) * g)
        m = gamma * m + (1 - gamma) * g


def rprop(function, theta, steps, alpha=0.01):
    """Riedmiller and Braun (1993), in the variant that leaves a coordinate where its derivative changes sign."""
    size, old = np.full_like(theta, alpha), np.zeros_like(theta)
    for _ in range(steps):
        yield theta
        _, g = function(theta)
        theta, g = theta.copy(), g.copy()
        for i in range(len(theta)):
            if g[i] * old[i] > 0:
                size[i] = min(size[i] * 1.2, 1)
            elif g[i] * old[i] < 0:
                size[i] = max(size[i] * 0.5, 1e-6)
                g[i] = 0
            theta[i] -= size[i] * np.sign(g[i])
        old = g


def polyak(function, theta, steps, low=0.0):
    """Polyak's step size for a known smallest value."""
    for _ in range(steps):
        yield theta
        value, g = function(theta)
        theta = theta - (value - low) / (g @ g) * g


RUNS = {
    "barzilai-borwein": (barzilai_borwein, rosenbrock, [-1.2, 1.0], 31),
    "lion": (lion, beale, [1.0, 1.0], 201),
    "rprop": (rprop, rosenbrock, [-1.2, 1.0], 201),
    "polyak": (polyak, bowl, [1.0, 1.0], 61),
}

for name, (rule, function, start, count) in RUNS.items():
    rows = rule(function, np.array(start), count)
    text = "".join(",".join(repr(float(x)) for x in theta) + "\n" for theta in rows)
    (HERE / f"rule-{name}.csv").write_text(text)
