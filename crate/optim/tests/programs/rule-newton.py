"""A typed rule on rosenbrock, from (-1.2, 1). Made with Fall Line."""

import itertools
import math

import numpy as np


class Failed(Exception):
    """Why there is no next step."""


def value(theta):
    """C(theta)."""
    t1, t2 = theta
    a = 1.0
    b = 100.0
    a1 = a - t1
    a2 = t1**2
    a3 = a1**2
    a4 = t2 - a2
    a5 = a4**2
    a6 = b*a5
    a7 = a3 + a6
    return a7


def exact_gradient(theta):
    """The gradient of C."""
    t1, t2 = theta
    a = 1.0
    b = 100.0
    a1 = a - t1
    a2 = t1**2
    a4 = t2 - a2
    return np.array([2*t1*(-2*a4*b) - 2*a1, 2*a4*b])


def hessian(theta):
    """The Hessian of C."""
    t1, t2 = theta
    a = 1.0
    b = 100.0
    a2 = t1**2
    a4 = t2 - a2
    return np.array([[2*t1*(4*t1*b) - 4*(a4*b) + 2, -4*t1*b], [2*t1*(-2*b), 2*b]], dtype=float)


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
    for iteration in itertools.count():
        start = theta
        g = gradient(start, iteration)
        theta = theta - solve(hessian(start), g)
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
