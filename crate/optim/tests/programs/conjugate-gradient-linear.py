"""Conjugate gradients on a function of its own, from (1, 2, -1). Made with Fall Line."""

import itertools
import math

import numpy as np


class Failed(Exception):
    """Why there is no next step."""


def value(theta):
    """C(theta)."""
    x, y, z = theta
    a1 = x**2
    a2 = y**2
    a3 = z**2
    a4 = x*y
    a5 = y*z
    a6 = 2*a1
    a7 = 5*a3
    a8 = a6 + a2 + a7 + a4 - a5 - x
    return a8


def exact_gradient(theta):
    """The gradient of C."""
    x, y, z = theta
    return np.array([-1 + y + 4*x, -z + x + 2*y, -y + 10*z])


def hessian(theta):
    """The Hessian of C."""
    x, y, z = theta
    return np.array([[4, 1, 0], [1, 2, -1], [0, -1, 10]], dtype=float)


form = "linear"
restart = None
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
    most = len(theta) if restart is None else restart
    last_g = last_d = last_product = None
    age = 0
    for t in itertools.count():
        g = gradient(theta, t)
        weight = 0.0
        if last_d is not None and age < most:
            change = g - last_g
            if form == "linear":
                weight = (g @ last_product) / (last_d @ last_product)
            elif form == "fletcher-reeves":
                weight = (g @ g) / (last_g @ last_g)
            elif form == "polak-ribiere":
                weight = max(0.0, (g @ change) / (last_g @ last_g))
            else:
                weight = (g @ change) / (last_d @ change)
            if not g @ (-g + weight * last_d) < 0:
                weight = 0.0
        d = -g + weight * last_d if weight != 0 else -g
        age = age + 1 if weight != 0 else 1
        product, rate = None, 1.0
        if form == "linear":
            product = hessian(theta) @ d
            if g.any():
                if not d @ product > 0:
                    raise Failed("the curvature along the direction is not positive")
                rate = -(g @ d) / (d @ product)
        theta = advance(theta, d, rate, t)
        last_g, last_d, last_product = g, d, product
        yield theta


path = [np.array([1.0, 2.0, -1.0])]
try:
    for t, theta in enumerate(itertools.islice(method(path[0]), 20)):
        path.append(theta)
        if not math.isfinite(value(theta)):
            break
except Failed as reason:
    print("The run has ended:", reason)

print("iteration,x,y,z,C")
for t, theta in enumerate(path):
    print(t, *map(float, theta), float(value(theta)), sep=",")
