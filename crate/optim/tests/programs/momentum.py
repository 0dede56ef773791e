"""Momentum on beale, from (1, 1). Made with Fall Line."""

import itertools
import math

import numpy as np


def value(theta):
    """C(theta)."""
    x, y = theta
    a1 = x*y
    a2 = y**2
    a3 = y**3
    a4 = 1.5 - x + a1
    a5 = x*a2
    a6 = x*a3
    a7 = a4**2
    a8 = 2.25 - x + a5
    a9 = 2.625 - x + a6
    a10 = a8**2
    a11 = a9**2
    a12 = a7 + a10 + a11
    return a12


def exact_gradient(theta):
    """The gradient of C."""
    x, y = theta
    a1 = x*y
    a2 = y**2
    a3 = y**3
    a4 = 1.5 - x + a1
    a5 = x*a2
    a6 = x*a3
    a8 = 2.25 - x + a5
    a9 = 2.625 - x + a6
    a13 = -2*a9 - 2*a8 + a3*(2*a9) + a2*(2*a8) - 2*a4
    a14 = 3*a2*(x*(2*a9)) + 2*y*(x*(2*a8)) + x*(2*a4)
    return np.array([a13 + y*(2*a4), a14])


learning_rate = 0.01
beta = 0.9
form = "ema"
l2_factor = 0.0


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
    v = np.zeros_like(theta)
    for t in itertools.count():
        g = gradient(theta, t)
        v = beta * v + (1 - beta if form == "ema" else 1) * g
        theta = advance(theta, -v, learning_rate, t)
        yield theta


path = [np.array([1.0, 1.0])]
for t, theta in enumerate(itertools.islice(method(path[0]), 20)):
    path.append(theta)
    if not math.isfinite(value(theta)):
        break

print("iteration,x,y,C")
for t, theta in enumerate(path):
    print(t, *map(float, theta), float(value(theta)), sep=",")
