"""Gauss-Newton on rosenbrock-residuals, from (-1.2, 1). Made with Fall Line."""

import itertools
import math

import numpy as np


class Failed(Exception):
    """Why there is no next step."""


terms_count = 2
all_rows = np.arange(2)


def terms(theta, rows=all_rows):
    """The terms of the sum."""
    t1, t2 = theta
    a = 1.0
    b = 100.0
    a1 = a - t1
    a2 = np.sqrt(b)
    a3 = t1**2
    a4 = t2 - a3
    a5 = a2*a4
    return np.array([a1, a5], dtype=float)[rows]


def term_gradients(theta, rows=all_rows):
    """Their gradients, one in a row."""
    t1, t2 = theta
    a = 1.0
    b = 100.0
    a2 = np.sqrt(b)
    return np.array([[-1, 0], [2*t1*(-a2), a2]], dtype=float)[rows]


def value(theta):
    """C(theta)."""
    return (terms(theta) ** 2).sum()


def exact_gradient(theta):
    """The gradient of C."""
    return 2 * terms(theta) @ term_gradients(theta)


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
        j = term_gradients(theta)
        h = 2 * j.T @ j + l2_factor * np.eye(len(theta))
        theta = advance(theta, solve(h, -g), 1, t)
        yield theta


path = [np.array([-1.2, 1.0])]
try:
    for t, theta in enumerate(itertools.islice(method(path[0]), 20)):
        path.append(theta)
        if not math.isfinite(value(theta)):
            break
except Failed as reason:
    print("The run has ended:", reason)

print("iteration,t1,t2,C")
for t, theta in enumerate(path):
    print(t, *map(float, theta), float(value(theta)), sep=",")
