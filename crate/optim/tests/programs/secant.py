"""Secant on a function of its own, from (4.5). Made with Fall Line."""

import itertools
import math

import numpy as np


class Failed(Exception):
    """Why there is no next step."""


def value(theta):
    """C(theta)."""
    (t,) = theta
    a1 = t**4
    a2 = t**3
    a3 = t**2
    a4 = 10*t
    a5 = -4*a2
    a6 = -2*a3
    a7 = a1 + a5 + a6 + a4 + 15
    return a7


def exact_gradient(theta):
    """The gradient of C."""
    (t,) = theta
    a2 = t**3
    a3 = t**2
    return np.array([10 - 4*t - 12*a3 + 4*a2])


second_start = None
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
    start = theta[0]
    second = start + 0.1 * max(1.0, abs(start)) if second_start is None else second_start
    last, last_slope = theta, gradient(theta, 0)
    theta = np.array([second])
    yield theta
    for t in itertools.count(1):
        slope = gradient(theta, t)
        if slope[0] == 0:
            d = np.zeros(1)
        else:
            chord = (slope - last_slope) / (theta - last)
            if not (np.isfinite(chord[0]) and chord[0] != 0):
                raise Failed("the chord is flat")
            d = -slope / chord
        last, last_slope = theta, slope
        theta = advance(theta, d, 1, t)
        yield theta


path = [np.array([4.5])]
try:
    for t, theta in enumerate(itertools.islice(method(path[0]), 20)):
        path.append(theta)
        if not math.isfinite(value(theta)):
            break
except Failed as reason:
    print("The run has ended:", reason)

print("iteration,t,C")
for t, theta in enumerate(path):
    print(t, *map(float, theta), float(value(theta)), sep=",")
