"""Hessians with their eigenvalues, condition numbers and definiteness at points of the catalogue's functions.

The formulas are written down here a second time, from their sources. SymPy makes the second derivatives, mpmath
evaluates them and NumPy's eigvalsh is checked against mpmath's eigenvalues of 40 digits, which are what is printed: of
an ill-conditioned matrix the smallest eigenvalue is known to fewer digits in double precision. With each point comes
the critical point to which plain Newton steps on the gradient lead from there where they get to one in 50 steps, with
its kind from the signs of the eigenvalues.

Prints `curvature.csv`, which `tests/curvature.rs` holds the report against.

    pip install sympy mpmath numpy && python curvature.py > curvature.csv
"""

import math

import mpmath
import numpy
import sympy

mpmath.mp.dps = 40

FUNCTIONS = {
    "rosenbrock": (["t1", "t2"], "(1 - t1)**2 + 100*(t2 - t1**2)**2"),
    "himmelblau": (["x", "y"], "(x**2 + y - 11)**2 + (x + y**2 - 7)**2"),
    "beale": (["x", "y"], "(1.5 - x + x*y)**2 + (2.25 - x + x*y**2)**2 + (2.625 - x + x*y**3)**2"),
    "peaks": (
        ["x", "y"],
        "3*(1 - x)**2*exp(-x**2 - (y + 1)**2) - 10*(x/5 - x**3 - y**5)*exp(-x**2 - y**2) - exp(-(x + 1)**2 - y**2)/3",
    ),
    "saddle": (["x", "y"], "x**2 - y**2"),
    "matyas": (["x", "y"], "0.26*(x**2 + y**2) - 0.48*x*y"),
    "wood": (
        ["x1", "x2", "x3", "x4"],
        "100*(x2 - x1**2)**2 + (1 - x1)**2 + 90*(x4 - x3**2)**2 + (1 - x3)**2"
        "+ 10.1*((x2 - 1)**2 + (x4 - 1)**2) + 19.8*(x2 - 1)*(x4 - 1)",
    ),
}
POINTS = {
    "rosenbrock": [(-1.2, 1), (-1, 2), (0.5, 0.25), (1, 1)],
    "himmelblau": [(2.9, 2.2), (-0.2, -0.9), (0, 0), (-3, -3)],
    "beale": [(2.8, 0.4), (1, 1)],
    "peaks": [(0.2, -1.5), (-0.5, -0.6), (0.4, -0.3), (1.2, 0.1)],
    "saddle": [(1, 2)],
    "matyas": [(1, 2)],
    "wood": [(-3, -1, -3, -1), (1.1, 1.2, 0.9, 0.8)],
}


def kind(eigenvalues):
    largest = max(abs(x) for x in eigenvalues)
    if min(abs(x) for x in eigenvalues) <= len(eigenvalues) * 2.0**-52 * largest:
        return "singular"
    if all(x > 0 for x in eigenvalues):
        return "positive"
    return "negative" if all(x < 0 for x in eigenvalues) else "indefinite"


def numbers(values):
    return " ".join(repr(float(x)) for x in values)


print("id,theta,hessian,eigenvalues,condition,definiteness,critical,kind")
for name, (variables, text) in FUNCTIONS.items():
    symbols = sympy.symbols(variables)
    function = sympy.nsimplify(sympy.sympify(text, locals=dict(zip(variables, symbols))))
    gradient = sympy.lambdify(symbols, [function.diff(s) for s in symbols], "mpmath")
    hessian = sympy.lambdify(symbols, sympy.hessian(function, symbols), "mpmath")
    for point in POINTS[name]:
        theta = [mpmath.mpf(x) for x in map(float, point)]
        matrix = mpmath.matrix(hessian(*theta))
        eigenvalues = sorted(mpmath.eigsy(matrix, eigvals_only=True))
        n = len(theta)
        plain = numpy.array([[float(matrix[i, j]) for j in range(n)] for i in range(n)])
        seen = numpy.linalg.eigvalsh(plain)
        size = max(abs(x) for x in seen)
        assert all(abs(a - float(b)) <= 1e-13 * size for a, b in zip(seen, eigenvalues)), name
        sizes = [abs(x) for x in eigenvalues]
        at = mpmath.matrix(theta)
        critical, found = "", ""
        for _ in range(50):
            slope = mpmath.matrix(gradient(*at))
            if mpmath.norm(slope) < mpmath.mpf(10) ** -30:
                critical = numbers(at)
                found = kind([float(x) for x in mpmath.eigsy(mpmath.matrix(hessian(*at)), eigvals_only=True)])
                break
            at = at - mpmath.lu_solve(mpmath.matrix(hessian(*at)), slope)
            if not all(math.isfinite(float(x)) for x in at):
                break
        rows = [numbers(matrix[i, :]) for i in range(n)]
        print(
            ",".join(
                [
                    name,
                    numbers(theta),
                    " ".join(rows),
                    numbers(eigenvalues),
                    repr(float(max(sizes) / min(sizes))),
                    kind([float(x) for x in eigenvalues]),
                    critical,
                    found,
                ]
            )
        )
