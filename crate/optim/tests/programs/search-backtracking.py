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


learning_rate = 0.001
search_initial_step = 1.0
search_factor = 0.5
search_beta = 0.0001
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
    """The first of the shrinking steps that keeps Armijo's condition."""
    alpha = search_initial_step * factor
    if not d.any():
        return alpha
    start, slope = descent(theta, d)
    for _ in range(1000):
        if value(theta + alpha * d) <= start + search_beta * alpha * slope:
            return alpha
        alpha *= search_factor
    raise Failed("no step keeps Armijo's condition")


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
