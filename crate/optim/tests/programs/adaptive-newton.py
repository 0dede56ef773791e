"""Newton with adaptive step size on a function of its own, from (1.5, 1). Made with Fall Line."""

import itertools
import math

import numpy as np


class Failed(Exception):
    """Why there is no next step."""


def value(theta):
    """C(theta)."""
    x, y = theta
    a1 = np.exp(x)
    a2 = np.exp(y)
    a3 = -2*y
    a4 = x**2
    a5 = y**2
    a6 = a4*a5
    a7 = a1 - x + a2 + a3 + a6
    return a7


def exact_gradient(theta):
    """The gradient of C."""
    x, y = theta
    a1 = np.exp(x)
    a2 = np.exp(y)
    a4 = x**2
    a5 = y**2
    return np.array([-1 + 2*x*a5 + a1, 2*y*a4 - 2 + a2])


def hessian(theta):
    """The Hessian of C."""
    x, y = theta
    a1 = np.exp(x)
    a2 = np.exp(y)
    a4 = x**2
    a5 = y**2
    return np.array([[2*a5 + a1, 2*y*(2*x)], [2*x*(2*y), 2*a4 + a2]], dtype=float)


lipschitz = None
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
    def best_step(constant, square):
        return 2 / (1 + math.sqrt(1 + 2 * constant * math.sqrt(square)))

    constant = 0.0 if lipschitz is None else lipschitz
    for t in itertools.count():
        g = gradient(theta, t)
        h = hessian(theta)
        if not g.any():
            d = np.zeros_like(g)
        elif np.linalg.eigvalsh(h)[0] > 0:
            d = solve(h, -g)
        else:
            raise Failed("the Hessian is not positive definite")
        square = -(g @ d)
        step = best_step(constant, square) if square > 0 else 1.0
        if lipschitz is None and square > 0:
            before = value(theta)
            rounding = 4 * np.finfo(float).eps * abs(before)
            for _ in range(100):
                change = value(theta + step * d) - before - rounding
                needed = 6 * (change + step * (1 - step / 2) * square) / (step**3 * square**1.5)
                needed = max(needed, 0.0) if math.isfinite(needed) else math.inf
                if needed <= constant:
                    break
                larger = max(needed, 2 * constant)
                constant = larger if math.isfinite(larger) else 8 * max(constant, 1 / math.sqrt(square))
                step = best_step(constant, square)
            else:
                raise Failed("no Lipschitz constant is large enough")
            constant = max(needed, constant / 2)
        theta = theta + step * d
        yield theta


path = [np.array([1.5, 1.0])]
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
