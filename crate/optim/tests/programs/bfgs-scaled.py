"""BFGS on himmelblau, from (0.5, -0.5). Made with Fall Line."""

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


scale = 1.0
scale_first = True
search_initial_step = 1.0
search_beta = 0.0001
search_gamma = 0.9
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
    """A step that keeps the strong Wolfe conditions, after Nocedal and Wright's algorithms 3.5 and 3.6."""
    alpha = search_initial_step * factor
    if not d.any():
        return alpha
    start, slope = descent(theta, d)

    def at(alpha, bound):
        """The value, and the slope where the step is not too long."""
        there = theta + alpha * d
        found = value(there)
        if found <= start + search_beta * alpha * slope and found < bound:
            return found, d @ exact_gradient(there)
        return found, None

    def inside(low, low_slope, high, replaced):
        """Where the cubic, else the parabola, through the bracket has its minimum, else the middle."""
        width = high[0] - low[0]
        h, rest = width, (high[1] - low[1] - low_slope * width) / width**2
        with np.errstate(all="ignore"):
            if replaced is not None:
                k = replaced[0] - low[0]
                third = (rest - (replaced[1] - low[1] - low_slope * k) / np.float64(k) ** 2) / (h - k)
                second = rest - third * h
                share = (np.sqrt(second**2 - 3 * third * low_slope) - second) / (3 * third) / width
                if 0.2 <= share <= 0.8:
                    return low[0] + share * width
            share = -low_slope / (2 * rest) / width
        return low[0] + (share if 0.1 <= share <= 0.9 else 0.5) * width

    def zoom(low, low_slope, high):
        replaced = None
        for _ in range(200):
            alpha = inside(low, low_slope, high, replaced)
            found, there = at(alpha, low[1])
            if there is None:
                replaced, high = high, (alpha, found)
                continue
            if abs(there) <= -search_gamma * slope:
                return alpha
            if there * (high[0] - low[0]) >= 0:
                replaced, high = high, low
            else:
                replaced = low
            low, low_slope = (alpha, found), there
        raise Failed("no step keeps the strong Wolfe conditions")

    last, last_slope, bound = (0.0, start), slope, math.inf
    for _ in range(200):
        found, there = at(alpha, bound)
        if there is None:
            return zoom(last, last_slope, (alpha, found))
        if abs(there) <= -search_gamma * slope:
            return alpha
        if there >= 0:
            return zoom((alpha, found), there, last)
        last, last_slope, bound = (alpha, found), there, found
        alpha *= 2
    raise Failed("no step keeps the strong Wolfe conditions")


def advance(theta, d, rate, t):
    """Goes along d as far as the schedule and the search say."""
    return theta + step_size(theta, d, rate, rate_factor(theta, t)) * d


def method(theta):
    b = scale * np.eye(len(theta))
    is_fresh = True
    for t in itertools.count():
        g = gradient(theta, t)
        following = advance(theta, -b @ g, 1, t)
        s, y = following - theta, gradient(following, t) - g
        theta = following
        if y @ s > np.finfo(float).eps * np.linalg.norm(s) * np.linalg.norm(y):
            if scale_first and is_fresh:
                b = (y @ s) / (y @ y) * np.eye(len(theta))
            is_fresh = False
            rho = 1 / (y @ s)
            v = np.eye(len(theta)) - rho * np.outer(y, s)
            b = v.T @ b @ v + rho * np.outer(s, s)
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
