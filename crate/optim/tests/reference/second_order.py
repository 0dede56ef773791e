"""Trajectories of second-order methods, by SciPy where its definitions coincide, else by the textbook in NumPy.

Each run is one CSV file beside this script: the iterate in each line. `tests/second_order.rs` runs the same and compares.

    pip install scipy && python second_order.py

By SciPy:
- `bfgs`: minimize(method="BFGS"). Its line search is MINPACK's, which this project does not have, so the test takes the
  lengths of SciPy's steps and compares where they lead. Rounding grows with the steps, so that 10 variables are enough.
- `l-bfgs`: minimize(method="L-BFGS-B") without bounds, memory 5; compared in the same way. SciPy keeps the matrix in the
  compact form of Byrd, Nocedal and Schnabel, not in two loops.
- `trust-region-steihaug`: minimize(method="trust-ncg").
- `trust-region-exact`: SciPy's trust region with its exact subproblem, solved to 1e-13 of the radius. By default
  "trust-exact" is content with a tenth of it.
- `conjugate-gradient-linear`: scipy.sparse.linalg.cg on A theta = b.

By NumPy, because SciPy's definition differs or it has none:
- `newton-cg`: SciPy measures residuals in the 1-norm, and takes another length along the negative gradient.
- `conjugate-gradient-*`: SciPy has Polak-Ribiere only, with a line search of its own.
- `levenberg-marquardt`: MINPACK adapts the damping to a trust region.
- `bfgs-damped`, `l-bfgs-damped`: the whole trajectory, with Armijo's condition from the step 1/8.
- `dfp`, `broyden-*`, `gauss-newton`, `adaptive-newton`: not in SciPy as minimizers by these formulas. The adaptive
  step size is here the positive root of the cubic bound's derivative by numpy.roots.
"""

import csv
import pathlib

import numpy as np
import scipy.sparse.linalg
from scipy.optimize import minimize
from scipy.optimize._trustregion import _minimize_trust_region
from scipy.optimize._trustregion_exact import IterativeSubproblem

HERE = pathlib.Path(__file__).parent


def chained(t):
    return np.sum((1 - t[:-1]) ** 2 + 100 * (t[1:] - t[:-1] ** 2) ** 2)


def chained_gradient(t):
    g = np.zeros_like(t)
    rest = t[1:] - t[:-1] ** 2
    g[:-1] = -2 * (1 - t[:-1]) - 400 * t[:-1] * rest
    g[1:] += 200 * rest
    return g


def chained_hessian(t):
    n = len(t)
    h = np.zeros((n, n))
    for i in range(n - 1):
        h[i, i] += 2 - 400 * (t[i + 1] - t[i] ** 2) + 800 * t[i] ** 2
        h[i, i + 1] = h[i + 1, i] = -400 * t[i]
        h[i + 1, i + 1] += 200
    return h


def start(n):
    return np.array([-1.2 if i % 2 == 0 else 1.0 for i in range(n)])


def milder(t):
    """With 10 for 100, so that rounding errors in the matrices stay small."""
    return np.sum((1 - t[:-1]) ** 2 + 10 * (t[1:] - t[:-1] ** 2) ** 2)


def milder_gradient(t):
    g = np.zeros_like(t)
    rest = t[1:] - t[:-1] ** 2
    g[:-1] = -2 * (1 - t[:-1]) - 40 * t[:-1] * rest
    g[1:] += 20 * rest
    return g


def by_scipy(method, n, **options):
    points = [start(n)]
    trust = method.startswith("trust")
    minimize(
        chained if trust else milder,
        start(n),
        jac=chained_gradient if trust else milder_gradient,
        hess=chained_hessian if trust else None,
        method=method,
        callback=lambda x: points.append(np.copy(x)),
        options=options,
    )
    return points


def trust_exact(n):
    class Tight(IterativeSubproblem):
        def __init__(self, *arguments, **keywords):
            super().__init__(*arguments, **{**keywords, "k_easy": 1e-13, "k_hard": 1e-13, "maxiter": 1000})

    points = [start(n)]
    _minimize_trust_region(
        chained,
        start(n),
        jac=chained_gradient,
        hess=chained_hessian,
        subproblem=Tight,
        initial_trust_radius=0.01,
        max_trust_radius=0.02,
        gtol=1e-4,
        callback=lambda result: points.append(np.copy(result.x)),
    )
    return points


def backtracking(value, t, d, slope, first=1.0, beta=1e-4):
    alpha = first
    while value(t + alpha * d) > value(t) + beta * alpha * slope:
        alpha /= 2
    return alpha


def newton_cg(n, steps):
    t = start(n)
    yield t
    for _ in range(steps):
        g, h = chained_gradient(t), chained_hessian(t)
        length = np.linalg.norm(g)
        tolerance = min(0.5, np.sqrt(length)) * length
        z, r, p = np.zeros(n), g.copy(), -g
        while np.linalg.norm(r) > tolerance:
            hp = h @ p
            curvature = p @ hp
            if curvature <= 0:
                z = -g if not z.any() else z
                break
            alpha = (r @ r) / curvature
            z = z + alpha * p
            new = r + alpha * hp
            p = -new + (new @ new) / (r @ r) * p
            r = new
        t = t + backtracking(chained, t, z, g @ z, first=0.1) * z
        yield t


def dfp(steps):
    t, b = start(2), np.eye(2)
    yield t
    for _ in range(steps):
        g = chained_gradient(t)
        d = -b @ g
        s = backtracking(chained, t, d, g @ d, first=0.125) * d
        y = chained_gradient(t + s) - g
        t = t + s
        if y @ s > 0:
            b = b - np.outer(b @ y, b @ y) / (y @ b @ y) + np.outer(s, s) / (y @ s)
        yield t


def cosh(t):
    x, y = t
    return np.cosh(x) + np.cosh(2 * y) + (x - y) ** 2 / 4


def cosh_gradient(t):
    x, y = t
    return np.array([np.sinh(x) + (x - y) / 2, 2 * np.sinh(2 * y) - (x - y) / 2])


def bfgs(value, gradient, t, memory, steps):
    """Algorithm 4.3 with (4.66) as written; with a memory from kappa I through the last pairs, (4.69)."""
    b, pairs = np.eye(2), []
    yield t
    for _ in range(steps):
        if memory and pairs:
            s, y = pairs[-1]
            b = (y @ s) / (y @ y) * np.eye(2)
        for s, y in pairs:
            v = np.eye(2) - np.outer(y, s) / (y @ s)
            b = v.T @ b @ v + np.outer(s, s) / (y @ s)
        g = gradient(t)
        d = -b @ g
        s = backtracking(value, t, d, g @ d, first=0.125) * d
        y = gradient(t + s) - g
        t = t + s
        if memory:
            pairs = (pairs + [(s, y)])[-memory:] if y @ s > 0 else pairs
        else:
            pairs = [(s, y)] if y @ s > 0 else []
        yield t


def broyden(form, steps):
    """Steps of the lengths 1, 0.97, 0.97^2, ..., so that the two forms differ."""
    t, h = np.array([3.0, -1.0]), 100 * np.eye(2)
    yield t
    for k in range(steps):
        g = cosh_gradient(t)
        if np.linalg.norm(g) < 1e-6:
            return
        s = 0.97**k * np.linalg.solve(h, -g)
        new = cosh_gradient(t + s)
        h = h + np.outer(new if form == "notes" else new - g - h @ s, s) / (s @ s)
        t = t + s
        yield t


TIMES = np.arange(1.0, 8.0)
DATA = np.array([3.7, 2.2, 2.1, 1.3, 1.6, 0.9, 1.2])


def residuals(t):
    return t[0] * np.exp(-t[1] * TIMES) + t[2] - DATA


def jacobian(t):
    e = np.exp(-t[1] * TIMES)
    return np.stack([e, -t[0] * TIMES * e, np.ones_like(e)], axis=1)


def gauss_newton(steps):
    t = np.array([4.0, 0.5, 1.0])
    yield t
    for _ in range(steps):
        t = t + 0.1 * np.linalg.lstsq(jacobian(t), -residuals(t), rcond=None)[0]
        yield t


def levenberg_marquardt(scaling, steps):
    t, mu = np.array([-1.2, 1.0]), 0.01
    f = lambda t: np.array([1 - t[0], 10 * (t[1] - t[0] ** 2)])
    yield t
    for _ in range(steps):
        j = np.array([[-1.0, 0.0], [-20 * t[0], 10.0]])
        # |f + J d|^2 + mu/2 d'D d is least where (2 J'J + mu D) d = -2 J'f.
        scale = np.eye(2) if scaling == "identity" else np.diag(np.sqrt(2 * np.sum(j**2, axis=0)))
        d = np.linalg.lstsq(np.vstack([j, np.sqrt(mu / 2) * scale]), np.append(-f(t), [0, 0]), rcond=None)[0]
        if f(t + d) @ f(t + d) <= f(t) @ f(t):
            t, mu = t + d, mu / 1.5
        else:
            mu *= 1.5
        yield t


def adaptive_newton(lipschitz, steps):
    t = np.array([3.0, -1.0])
    yield t
    for _ in range(steps):
        x, y = t
        g = cosh_gradient(t)
        h = np.array([[np.cosh(x) + 0.5, -0.5], [-0.5, 4 * np.cosh(2 * y) + 0.5]])
        d = np.linalg.solve(h, -g)
        e = d @ h @ d
        if e < 1e-24:
            return
        # The bound's derivative: -e + lambda e + lambda^2 L e^(3/2) / 2.
        step = max(np.roots([lipschitz * e**1.5 / 2, e, -e]))
        t = t + step * d
        yield t


def nonlinear_conjugate_gradient(form, steps):
    t, last, age = start(2), None, 0
    yield t
    for _ in range(steps):
        g = chained_gradient(t)
        d = -g
        # A restart after five steps, and where the direction does not descend.
        if last is not None and age < 5:
            old, direction = last
            beta = {
                "fletcher-reeves": g @ g / (old @ old),
                "polak-ribiere": max(0.0, g @ (g - old) / (old @ old)),
                "hestenes-stiefel": g @ (g - old) / (direction @ (g - old)),
            }[form]
            d = -g + beta * direction if g @ (-g + beta * direction) < 0 else -g
        age = 1 if (d == -g).all() else age + 1
        last = g, d
        t = t + backtracking(chained, t, d, g @ d, first=0.0005) * d
        yield t


SIZE = 20
MATRIX = np.array([[1.0 / (1 + abs(i - j)) + (i + 1 if i == j else 0) for j in range(SIZE)] for i in range(SIZE)])
RIGHT = np.array([(-1.0) ** i * (i + 2) for i in range(SIZE)])


def linear_conjugate_gradient():
    points = [np.zeros(SIZE)]
    scipy.sparse.linalg.cg(MATRIX, RIGHT, rtol=1e-14, callback=lambda x: points.append(np.copy(x)))
    return points[: SIZE + 1]


def write(name, points):
    with open(HERE / f"{name}.csv", "w", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([repr(float(x)) for x in point] for point in points)


if __name__ == "__main__":
    write("bfgs", by_scipy("BFGS", 10, gtol=1e-6, maxiter=1000))
    write("l-bfgs", by_scipy("L-BFGS-B", 10, maxcor=5, gtol=1e-6, ftol=0, maxiter=1000))
    trust = {"initial_trust_radius": 0.01, "max_trust_radius": 0.02, "gtol": 1e-4}
    write("trust-region-steihaug", by_scipy("trust-ncg", 2, **trust))
    write("trust-region-exact", trust_exact(2))
    write("conjugate-gradient-linear", linear_conjugate_gradient())
    write("newton-cg", newton_cg(2, 120))
    write("bfgs-damped", bfgs(chained, chained_gradient, start(2), 0, 120))
    write("l-bfgs-damped", bfgs(cosh, cosh_gradient, np.array([3.0, -1.0]), 3, 120))
    write("dfp", dfp(120))
    for form in ["notes", "good"]:
        write(f"broyden-{form}", broyden(form, 120))
    write("gauss-newton", gauss_newton(120))
    for scaling in ["identity", "diagonal"]:
        write(f"levenberg-marquardt-{scaling}", levenberg_marquardt(scaling, 120))
    write("adaptive-newton", adaptive_newton(1e5, 200))
    for form in ["fletcher-reeves", "polak-ribiere", "hestenes-stiefel"]:
        write(f"conjugate-gradient-{form}", nonlinear_conjugate_gradient(form, 120))
