"""Trust region on himmelblau, from (0.5, -0.5). Made with Fall Line."""

import itertools
import math

import numpy as np


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


initial_radius = 1.0
max_radius = 1000.0
eta = 0.15
subproblem = "steihaug"
l2_factor = 0.0


def gradient(theta, t):
    """The gradient that iteration t's method is given."""
    return exact_gradient(theta)


def method(theta):
    def exact(h, g, radius):
        """The p of length at most radius that minimizes g p + p H p / 2."""
        values, vectors = np.linalg.eigh(h)
        shares = vectors.T @ g
        if values[0] > 0:
            p = -vectors @ (shares / values)
            if np.linalg.norm(p) <= radius:
                return p, False
        low = max(-values[0], 0.0)
        shifted = values + low
        rounding = len(g) * np.finfo(float).eps
        flat = int(np.sum(np.cumprod(shifted <= rounding * np.abs(values).max())))
        if flat > 0 and np.all(np.abs(shares[:flat]) <= rounding * np.linalg.norm(g)):
            hard = np.zeros_like(g)
            hard[flat:] = -shares[flat:] / shifted[flat:]
            length = np.linalg.norm(hard)
            if length <= radius:
                hard[0] = math.sqrt(radius**2 - length**2) if low > 0 else 0.0
                return vectors @ hard, low > 0
        short, long = 0.0, np.linalg.norm(g) / radius - max(values[0], 0.0)
        shift = long
        for _ in range(200):
            with np.errstate(divide="ignore", invalid="ignore"):
                p = -shares / (shifted + shift)
            length = np.linalg.norm(p)
            if abs(length - radius) <= 4 * np.finfo(float).eps * radius:
                break
            if length > radius or not np.isfinite(length):
                short = shift
            else:
                long = shift
            with np.errstate(divide="ignore", invalid="ignore"):
                newton = shift + (length - radius) / radius / np.sum((p / length) ** 2 / (shifted + shift))
            following = newton if short < newton < long else short + (long - short) / 2
            if following == shift:
                break
            shift = following
        return vectors @ p, True

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

    def steihaug(theta, g, radius):
        """Nearly the same by conjugate gradients."""
        length = np.linalg.norm(g)
        d, direction, end = truncated_cg(theta, g, min(0.5, math.sqrt(length)) * length, radius)
        if end == "solved":
            return d, False
        a, b = direction @ direction, d @ direction
        root = math.sqrt(b * b + a * (radius**2 - d @ d))
        ends = [(-b - root) / a, (-b + root) / a]
        if end == "outside":
            return d + ends[1] * direction, True
        h = hessian(theta)
        model = [g @ (d + x * direction) + (d + x * direction) @ h @ (d + x * direction) / 2 for x in ends]
        return d + ends[0 if model[0] < model[1] else 1] * direction, True

    radius = min(initial_radius, max_radius)
    for t in itertools.count():
        g = gradient(theta, t)
        h = hessian(theta)
        before = value(theta)
        p, on_boundary = exact(h, g, radius) if subproblem == "exact" else steihaug(theta, g, radius)
        predicted = -(g @ p + p @ h @ p / 2)
        actual = before - value(theta + p)
        rounding = 10 * np.finfo(float).eps * abs(before)
        is_rounding = predicted <= rounding and abs(actual) <= rounding
        ratio = 1.0 if is_rounding else actual / predicted
        if not ratio >= 0.25:
            radius = radius / 4
        elif ratio > 0.75 and on_boundary:
            radius = min(2 * radius, max_radius)
        if ratio > eta:
            theta = theta + p
        yield theta


path = [np.array([0.5, -0.5])]
for t, theta in enumerate(itertools.islice(method(path[0]), 20)):
    path.append(theta)
    if not math.isfinite(value(theta)):
        break

print("iteration,x,y,C")
for t, theta in enumerate(path):
    print(t, *map(float, theta), float(value(theta)), sep=",")
