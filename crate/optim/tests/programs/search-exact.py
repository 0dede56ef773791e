"""Gradient descent on himmelblau, from (0, 0). Made with Fall Line."""

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


learning_rate = 0.001
search_tolerance = 1e-10
l2_factor = 0.0


def gradient(theta, t):
    """The gradient that iteration t's method is given."""
    return exact_gradient(theta)


def descent(theta, d):
    """The value at theta and the slope along d."""
    slope = d @ exact_gradient(theta)
    if not slope < 0:
        raise Failed("the direction does not descend")
    return value(theta), slope


def rate_factor(theta, t):
    return 1.0


def step_size(theta, d, rate, factor):
    """A minimum of the objective along d: doubling, then secants of the slope or the middle of the bracket."""
    if not d.any():
        return 0.0
    start, slope = descent(theta, d)
    curvature = d @ hessian(theta) @ d
    alpha = -slope / curvature if curvature > 0 else 0.1 * max(1.0, np.linalg.norm(theta)) / np.linalg.norm(d)
    low, high, last, width = (0.0, start, slope), None, (0.0, start, slope), math.inf
    for _ in range(300):
        there = theta + alpha * d
        trial = (alpha, value(there), d @ exact_gradient(there))
        same = 4 * np.finfo(float).eps * abs(start) - 1e-9 * slope * alpha
        fell = trial[1] <= low[1] + same
        if fell and abs(trial[2]) <= -search_tolerance * slope:
            return alpha
        if fell and trial[2] < 0:
            low = trial
        else:
            high = alpha
        if high is None:
            alpha, last = 2 * alpha, low
            continue
        middle = low[0] + (high - low[0]) / 2
        if not low[0] < middle < high or np.array_equal(theta + high * d, theta + low[0] * d):
            return low[0]
        before, width = width, high - low[0]
        with np.errstate(all="ignore"):
            secant = trial[0] - trial[2] * ((trial[0] - last[0]) / np.float64(trial[2] - last[2]))
        last = trial
        alpha = secant if width <= 0.75 * before and low[0] < secant < high else middle
    raise Failed("no minimum was found along the direction")


def advance(theta, d, rate, t):
    """Goes along d as far as the schedule and the search say."""
    return theta + step_size(theta, d, rate, rate_factor(theta, t)) * d


def method(theta):
    for t in itertools.count():
        g = gradient(theta, t)
        theta = advance(theta, -g, learning_rate, t)
        yield theta


path = [np.array([0.0, 0.0])]
try:
    for t, theta in enumerate(itertools.islice(method(path[0]), 20)):
        path.append(theta)
        if not math.isfinite(value(theta)):
            break
except Failed as reason:
    print("The run has ended:", reason)

print("iteration,x,y,C")
for t, theta in enumerate(path):
    print(t, *map(float, theta), float(value(theta)), sep=",")
