"""Newton on himmelblau, from (3.5, 2.5). Made with Fall Line."""

import itertools
import math

import numpy as np


class Failed(Exception):
    """Why there is no next step."""


def value(theta):
    """C(theta)."""
    x, y = theta
    a1 = x**2
    a2 = y**2
    a3 = a1 + y - 11
    a4 = x + a2 - 7
    a5 = a3**2
    a6 = a4**2
    a7 = a5 + a6
    return a7


def exact_gradient(theta):
    """The gradient of C."""
    x, y = theta
    a1 = x**2
    a2 = y**2
    a3 = a1 + y - 11
    a4 = x + a2 - 7
    return np.array([2*a4 + 2*x*(2*a3), 2*a3 + 2*y*(2*a4)])


def hessian(theta):
    """The Hessian of C."""
    x, y = theta
    a1 = x**2
    a2 = y**2
    a3 = a1 + y - 11
    a4 = x + a2 - 7
    return np.array([[2 + 2*x*(4*x) + 4*a3, 4*x + 4*y], [4*y + 4*x, 2 + 2*y*(4*y) + 4*a4]], dtype=float)


l2_factor = 0.0


def solve(matrix, right):
    """The x with matrix @ x = right."""
    try:
        return np.linalg.solve(matrix, right)
    except np.linalg.LinAlgError as error:
        raise Failed("the matrix is singular") from error


def gradient(theta, t):
    """The gradient that iteration t's method is given."""
    return exact_gradient(theta)


def rate_factor(theta, t):
    return 1.0


def step_size(theta, d, rate, factor):
    return rate * factor


def advance(theta, d, rate, t):
    """Goes along d as far as the schedule and the search say."""
    return theta + step_size(theta, d, rate, rate_factor(theta, t)) * d


def method(theta):
    for t in itertools.count():
        g = gradient(theta, t)
        d = solve(hessian(theta), -g) if g.any() else np.zeros_like(g)
        theta = advance(theta, d, 1, t)
        yield theta


def is_done(before, after, t):
    """Whether a rule ends the run after iteration t."""
    return bool(
        np.linalg.norm(exact_gradient(after)) < 0.001
        or abs(value(before) - value(after)) < 1e-9 * abs(value(before))
        or np.linalg.norm(after - before) < 1e-9
        or t + 1 >= 12
    )


path = [np.array([3.5, 2.5])]
try:
    for t, theta in enumerate(itertools.islice(method(path[0]), 20)):
        path.append(theta)
        if not math.isfinite(value(theta)):
            break
        if is_done(path[-2], path[-1], t):
            break
except Failed as reason:
    print("The run has ended:", reason)

print("iteration,x,y,C")
for t, theta in enumerate(path):
    print(t, *map(float, theta), float(value(theta)), sep=",")
