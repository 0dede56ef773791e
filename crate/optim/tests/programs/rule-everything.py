"""A typed rule on himmelblau, from (0.5, -0.5). Made with Fall Line."""

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


def method(theta):
    lambda_ = 0.02
    for iteration in itertools.count():
        start = theta
        C = value(start)
        g = gradient(start, iteration)
        n = len(theta)
        t = iteration + 1
        if iteration == 0:
            count = -1.0
            first = theta
            size = np.linalg.norm(g) + 1.0
            w = np.full_like(theta, C)
        count = count + 1.0
        name_16_ = -(theta - first)**2.0 / size**-1.0 + t**2.0 - n
        value_at = value(theta + 0.01 * (hessian(start) @ g)) + np.mean(name_16_) + np.sum(w * name_16_) + ((g - name_16_) @ theta)
        a = np.where(theta < 0.3, np.maximum(np.maximum(g, name_16_), 0.0), np.clip(np.abs(name_16_), -1.0, lambda_)) + np.where(count != 0, np.pi, np.e)
        b = np.where(g > 0.0, 1.0, 0.0) * 2.0 - np.where(theta >= t, 1.0, 0.0) + np.logaddexp.reduce(g) + np.max(g) - np.min(theta) + 2.0**-theta - -lambda_
        w = w * 0.5 + 0.1 * np.log(1.0 + a**2.0)
        np_ = np.tanh(value_at) + 0.0 * b
        theta = theta - lambda_ * np.tanh(gradient(theta - 0.1 * w, iteration)) - 0.001 * solve(hessian(start), g) / (1.0 + t) + 0.001 * np_ + 0.0001 * np.tanh(b * a)
        yield theta


path = [np.array([0.5, -0.5])]
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
