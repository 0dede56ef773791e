"""Critical points of the catalogue's functions, to full double precision.

Newton with 40 digits from a grid of starts over each view (SymPy for the derivatives, mpmath for the digits);
the kind by the signs of the Hessian's eigenvalues. Prints one line for each point; `tests/catalogue.rs` holds
the catalogue against `critical_points.csv`, which is this script's output.

    pip install sympy mpmath && python critical_points.py > critical_points.csv
"""

import itertools

import mpmath
import sympy

mpmath.mp.dps = 40
GAMMA = 10

FUNCTIONS = {
    "rosenbrock": ("t1 t2", "(1 - t1)**2 + 100*(t2 - t1**2)**2", [(-2, 2), (-1, 3)]),
    "rosenbrock-residuals": ("t1 t2", "(1 - t1)**2 + (10*(t2 - t1**2))**2", [(-2, 2), (-1, 3)]),
    "convex-bowl": ("t1 t2", "t1**2 + t2**2", [(-2.5, 2.5), (-2.5, 2.5)]),
    "ill-conditioned-bowl": ("x y", f"(x**2 + {GAMMA}*y**2)/2", [(-11, 11), (-4, 4)]),
    "peaks": (
        "x y",
        "3*(1 - x)**2*exp(-x**2 - (y + 1)**2) - 10*(x/5 - x**3 - y**5)*exp(-x**2 - y**2) - exp(-(x + 1)**2 - y**2)/3",
        [(-3, 3), (-3, 3)],
    ),
    "saddle": ("x y", "x**2 - y**2", [(-2, 2), (-2, 2)]),
    "himmelblau": ("x y", "(x**2 + y - 11)**2 + (x + y**2 - 7)**2", [(-5, 5), (-5, 5)]),
    "beale": (
        "x y",
        "(Rational(3, 2) - x + x*y)**2 + (Rational(9, 4) - x + x*y**2)**2 + (Rational(21, 8) - x + x*y**3)**2",
        [(-4.5, 4.5), (-4.5, 4.5)],
    ),
    "sine-product": ("x y", "sin(x)*sin(y)", [(-4, 4), (-4, 4)]),
    "quartic": ("t", "t**4 - 4*t**3 - 2*t**2 + 10*t + 15", [(-2.5, 4.5)]),
    "overshoot": ("t", "(t - 3)**2*(t + 3)", [(-4, 6)]),
    "oscillation": ("t", "-t**4/4 + 5*t**2/2", [(-3.5, 3.5)]),
    "rate-1d": ("w", "2*w**2", [(-3, 3)]),
    "rate-2d": ("w1 w2", "(w1**2 + 4*w2**2)/2", [(-3, 3), (-2, 2)]),
    "unbounded": ("x", "-x**3 + 3*x", [(-3, 3)]),
    "finite-sum": (
        "t1 t2",
        "+".join(
            f"({a}*(t1 - {u})**2 + (t2 - {v})**2)/5"
            for a, u, v in [(1, 1, 1), (2, 2, 0), (3, 3, 1), (2, 2, 3), (4, 1, 2)]
        ),
        [(-1, 7), (-1, 7)],
    ),
    "finite-sum-shared": (
        "t1 t2",
        "+".join(f"({a}*(t1 - 2)**2 + (t2 - 2)**2)/5" for a in [1, 2, 3, 2, 4]),
        [(-1, 7), (-1, 7)],
    ),
    "two-weights-squared": (
        "w1 w2",
        "+".join(
            f"({y} - 1/(1 + exp(-w2/(1 + exp(-w1*({x}))))))**2"
            for x, y in [(-3, 1), (-2, 0), (-1, 0), (1, 1), (2, 1), (3, 0)]
        ),
        [(-20, 20), (-20, 20)],
    ),
    "two-weights-cross-entropy": (
        "w1 w2",
        "+".join(
            f"log(1 + exp({1 - 2 * y}*w2/(1 + exp(-w1*({x})))))/6"
            for x, y in [(-3, 1), (-2, 0), (-1, 0), (1, 1), (2, 1), (3, 0)]
        ),
        [(-20, 20), (-20, 20)],
    ),
}


def critical_points(names, formula, view):
    variables = sympy.symbols(names, seq=True)
    f = sympy.sympify(formula, locals={v.name: v for v in variables})
    gradient = [sympy.diff(f, v) for v in variables]
    hessian = sympy.hessian(f, variables)
    g = sympy.lambdify(variables, gradient, "mpmath")
    h = sympy.lambdify(variables, hessian, "mpmath")
    steps = 300 if len(variables) == 1 else 41
    ranges = [[lo + (hi - lo) * i / (steps - 1) for i in range(steps)] for lo, hi in view]
    found = []
    for start in itertools.product(*ranges):
        # Rough in 15 digits, then polished in 40.
        with mpmath.workdps(15):
            x = newton(g, h, [mpmath.mpf(s) for s in start], 40, mpmath.mpf("1e-9"))
        if x is None or not all(lo <= xi <= hi for xi, (lo, hi) in zip(x, view)):
            continue
        if any(max(abs(a - b) for a, b in zip(x, y)) < 1e-6 for y in found):
            continue
        x = newton(g, h, x, 40, mpmath.mpf("1e-36"))
        # A flat tail (peaks) has a gradient near 0 and no critical point: Newton does not settle there.
        if x is not None:
            found.append(x)
    for x in sorted(found):
        signs = [mpmath.sign(e) for e in mpmath.eigsy(mpmath.matrix(h(*x)), eigvals_only=True)]
        kind = "minimum" if min(signs) > 0 else "maximum" if max(signs) < 0 else "saddle"
        yield kind, [float(xi) + 0.0 for xi in x]


def newton(g, h, x, iterations, tolerance):
    for _ in range(iterations):
        try:
            step = mpmath.lu_solve(mpmath.matrix(h(*x)), -mpmath.matrix(g(*x)))
        except (ZeroDivisionError, OverflowError):
            return None
        x = [a + b for a, b in zip(x, step)]
        if max(abs(s) for s in step) < tolerance:
            return x
        if max(abs(xi) for xi in x) > 100:
            return None
    return None


if __name__ == "__main__":
    print("id,kind,theta")
    for name, (variables, formula, view) in FUNCTIONS.items():
        for kind, theta in critical_points(variables, formula, view):
            theta = [0.0 if abs(x) < 1e-30 else x for x in theta]
            print(f"{name},{kind},{' '.join(repr(x) for x in theta)}")
