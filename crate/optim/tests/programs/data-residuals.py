"""Gauss-Newton on exponential-rise, from (250, 0.0005). Made with Fall Line."""

import itertools
import math

import numpy as np


class Failed(Exception):
    """Why there is no next step."""


# y, x
data = np.array([
    [10.07, 77.6],
    [14.73, 114.9],
    [17.94, 141.1],
    [23.93, 190.8],
    [29.61, 239.9],
    [35.18, 289.0],
    [40.02, 332.8],
    [44.82, 378.4],
    [50.76, 434.8],
    [55.05, 477.3],
    [61.01, 536.8],
    [66.4, 593.1],
    [75.47, 689.1],
    [81.78, 760.0],
])
terms_count = 14
all_rows = np.arange(14)


def terms(theta, rows=all_rows):
    """The terms of the sum."""
    b1, b2 = theta
    y, x = data[rows].T
    zero = np.zeros(len(rows))
    a1 = -b2*x
    a2 = np.exp(a1)
    a3 = 1 - a2
    a4 = b1*a3
    a5 = y - a4
    return np.concatenate([zero + (a5)])


def term_gradients(theta, rows=all_rows):
    """Their gradients, one in a row."""
    b1, b2 = theta
    y, x = data[rows].T
    zero = np.zeros(len(rows))
    a1 = -b2*x
    a2 = np.exp(a1)
    a3 = 1 - a2
    return np.concatenate([np.array([zero + (-a3), zero + (-x*(a2*(b1)))]).T])


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


path = [np.array([250.0, 0.0005])]
try:
    for t, theta in enumerate(itertools.islice(method(path[0]), 20)):
        path.append(theta)
        if not math.isfinite(value(theta)):
            break
except Failed as reason:
    print("The run has ended:", reason)

print("iteration,b1,b2,C")
for t, theta in enumerate(path):
    print(t, *map(float, theta), float(value(theta)), sep=",")
