"""A typed rule on himmelblau, from (0.5, -0.5). Made with Fall Line."""

import itertools
import math

import numpy as np


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


l2_factor = 0.0


def gradient(theta, t):
    """The gradient that iteration t's method is given."""
    return exact_gradient(theta)


def method(theta):
    alpha = 0.01
    beta = 0.9
    gamma = 0.99
    lambda_ = 0.0
    m = np.zeros_like(theta)
    for iteration in itertools.count():
        start = theta
        g = gradient(start, iteration)
        c = beta * m + (1.0 - beta) * g
        m = gamma * m + (1.0 - gamma) * g
        theta = theta - alpha * (np.sign(c) + lambda_ * theta)
        yield theta


path = [np.array([0.5, -0.5])]
for t, theta in enumerate(itertools.islice(method(path[0]), 20)):
    path.append(theta)
    if not math.isfinite(value(theta)):
        break

print("iteration,x,y,C")
for t, theta in enumerate(path):
    print(t, *map(float, theta), float(value(theta)), sep=",")
