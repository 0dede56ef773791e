"""Step sizes of SciPy's strong Wolfe line search along the negative gradient.

Each line of `strong-wolfe.csv`: the objective, the point, beta (SciPy's c1), gamma (c2), and the step size.
`tests/searches.rs` runs the same searches and compares.

    pip install scipy && python searches.py

SciPy and this project follow Algorithms 3.5 and 3.6 of Nocedal and Wright with the same interpolation, from the first
trial 1. Two differences are left out here, by calling the zoom of SciPy through a wrapper: SciPy gives up after ten
trials in a bracket (such searches are not written), and where its bracket is reversed (the worse end is the smaller
step) it measures the distance of a trial from the ends with the wrong sign and so takes trials close to an end or
outside; these searches are not written either.
"""

import csv
import pathlib

import numpy as np
from scipy.optimize import _linesearch, line_search

HERE = pathlib.Path(__file__).parent


def rosenbrock(t):
    x, y = t
    return (1 - x) ** 2 + 100 * (y - x**2) ** 2


def rosenbrock_gradient(t):
    x, y = t
    return np.array([-2 * (1 - x) - 400 * x * (y - x**2), 200 * (y - x**2)])


def beale(t):
    x, y = t
    return (1.5 - x + x * y) ** 2 + (2.25 - x + x * y**2) ** 2 + (2.625 - x + x * y**3) ** 2


def beale_gradient(t):
    x, y = t
    r = np.array([1.5 - x + x * y, 2.25 - x + x * y**2, 2.625 - x + x * y**3])
    return 2 * np.array([r @ [y - 1, y**2 - 1, y**3 - 1], r @ [x, 2 * x * y, 3 * x * y**2]])


def himmelblau(t):
    x, y = t
    return (x**2 + y - 11) ** 2 + (x + y**2 - 7) ** 2


def himmelblau_gradient(t):
    x, y = t
    a, b = x**2 + y - 11, x + y**2 - 7
    return np.array([4 * x * a + 2 * b, 2 * a + 4 * y * b])


OBJECTIVES = {
    "rosenbrock": (rosenbrock, rosenbrock_gradient),
    "beale": (beale, beale_gradient),
    "himmelblau": (himmelblau, himmelblau_gradient),
}

reversed_brackets = 0
_cubicmin, _quadmin = _linesearch._cubicmin, _linesearch._quadmin


def quadmin(a, fa, fpa, b, fb):
    global reversed_brackets
    reversed_brackets += b < a
    return _quadmin(a, fa, fpa, b, fb)


def cubicmin(a, fa, fpa, b, fb, c, fc):
    global reversed_brackets
    reversed_brackets += b < a
    return _cubicmin(a, fa, fpa, b, fb, c, fc)


_linesearch._quadmin, _linesearch._cubicmin = quadmin, cubicmin

if __name__ == "__main__":
    random = np.random.default_rng(1)
    with open(HERE / "strong-wolfe.csv", "w", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        for name, (value, gradient) in OBJECTIVES.items():
            for beta, gamma in [(1e-4, 0.9), (0.01, 0.3), (0.1, 0.2)]:
                for point in random.uniform(-2, 2, (80, 2)).round(3):
                    reversed_brackets = 0
                    direction = -gradient(point)
                    alpha = line_search(value, gradient, point, direction, c1=beta, c2=gamma)[0]
                    if alpha is not None and reversed_brackets == 0:
                        out.writerow([name, *map(float, point), beta, gamma, repr(float(alpha))])
