"""Newton-CG on beale, from (1, 1). Made with Fall Line."""

import itertools
import math

import numpy as np


class Failed(Exception):
    """Why there is no next step."""


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


def hessian(theta):
    """The Hessian of C."""
    x, y = theta
    a1 = x*y
    a2 = y**2
    a3 = y**3
    a4 = 1.5 - x + a1
    a5 = x*a2
    a6 = x*a3
    a8 = 2.25 - x + a5
    a9 = 2.625 - x + a6
    a14 = -2*(-1 + a3) - 2*(-1 + a2) + a3*(2*(-1 + a3))
    a16 = 3*a2*(x*(2*(-1 + a3)) + 2*a9) + 2*y*(x*(2*(-1 + a2)) + 2*a8)
    a17 = a14 + a2*(2*(-1 + a2)) - 2*(-1 + y) + y*(2*(-1 + y))
    a20 = -2*(x*(3*a2)) - 2*(x*(2*y)) + a3*(2*(x*(3*a2))) + 3*a2*(2*a9)
    a21 = a20 + a2*(2*(x*(2*y))) + 2*y*(2*a8) - 2*x
    a22 = 3*a2*(x*(2*(x*(3*a2)))) + 6*y*(x*(2*a9)) + 2*y*(x*(2*(x*(2*y)))) + 2*(x*(2*a8))
    return np.array([[a17, a16 + x*(2*(-1 + y)) + 2*a4], [a21 + y*(2*x) + 2*a4, a22 + x*(2*x)]], dtype=float)


forcing = "root"
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
    def truncated_cg(theta, g, tolerance, radius):
        """Conjugate gradients on H d = -g: d, the next direction, and why they ended."""
        h = hessian(theta)
        d, residual, direction = np.zeros_like(g), g, -g
        for _ in range(10 * len(g)):
            if np.linalg.norm(residual) <= tolerance:
                break
            product = h @ direction
            curvature = direction @ product
            if curvature <= 0:
                return d, direction, "negative curvature"
            step = (residual @ residual) / curvature
            if np.linalg.norm(d + step * direction) >= radius:
                return d, direction, "outside"
            d = d + step * direction
            before, residual = residual, residual + step * product
            direction = -residual + (residual @ residual) / (before @ before) * direction
        return d, direction, "solved"

    for t in itertools.count():
        g = gradient(theta, t)
        length = np.linalg.norm(g)
        eta = min(0.5, math.sqrt(length) if forcing == "root" else length)
        d, _, end = truncated_cg(theta, g, eta * length, math.inf)
        if end == "negative curvature" and not d.any():
            d = -g
        theta = advance(theta, d, 1, t)
        yield theta


path = [np.array([1.0, 1.0])]
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
