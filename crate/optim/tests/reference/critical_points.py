"""Critical points of the catalogue's functions, and values and gradients at their starts, to full double precision.

The formulas are written down here a second time, from their sources. SymPy makes the derivatives, NumPy finds roots of
the gradient, mpmath gives the digits:

- Newton's method from many starts: an even grid over the view for one or two variables, 20 000 random points of a box
  for more.
- In the plane the winding number of the gradient around every cell of a 240 x 240 grid is the sum of the indices of
  the critical points inside (1 for minima and maxima, -1 for saddles, -2 for a monkey saddle). Cells where it is not 0
  are starts too, and the script fails if there is one without a point of the right index nearby. On a line the same
  is done with the sign changes of the derivative.
- The kind is read from the signs of the Hessian's eigenvalues with 40 digits; where one is 0 (degenerate), or where
  the function has a kink (nonsmooth), from the signs of f(point + d) - f(point) for many small d.

- For more than two variables there is a proof that no point is missing. Rosenbrock's and Wood's function are polynomials
  whose gradient is brought to one equation in the first variable (`eliminated`), and its real roots are counted by
  Sturm's theorem. Powell's function is convex and 0 at the origin only; Trid is a convex quadratic; in the helical valley
  the derivative by the angle vanishes only for z = 10 angle, that by the radius only for radius 1, and then z = 0; the
  derivatives of the autodiff example are t2 cos(t1 t2), t1 cos(t1 t2) + exp(t2 + t3) and exp(t2 + t3) - 2, so that
  t2 = 0, t1 = -2, t3 = ln 2.

Functions with kinks are given by their smooth pieces, and points at kinks are listed by hand and then checked by those signs.

Prints two tables: `critical_points.csv` (with a row for each view) and `starts.csv`, which `tests/catalogue.rs` holds the
catalogue against.

    pip install sympy mpmath numpy && python critical_points.py
"""

import itertools
import math
import pathlib
import sys

import mpmath
import numpy
import sympy

mpmath.mp.dps = 40
HERE = pathlib.Path(__file__).parent


def rosenbrock(n):
    t = [f"t{i + 1}" for i in range(n)]
    return "+".join(f"100*({b} - {a}**2)**2 + (1 - {a})**2" for a, b in zip(t, t[1:]))


def trid(n):
    squares = "+".join(f"(t{i} - 1)**2" for i in range(1, n + 1))
    return squares + "".join(f"- t{i}*t{i - 1}" for i in range(2, n + 1))


PEAKS = (
    "3*(1 - x)**2*exp(-x**2 - (y + 1)**2) - 10*(x/5 - x**3 - y**5)*exp(-x**2 - y**2) - exp(-(x + 1)**2 - y**2)/3"
)
GOLDSTEIN_PRICE = (
    "(1 + (x + y + 1)**2*(19 - 14*x + 3*x**2 - 14*y + 6*x*y + 3*y**2))"
    "*(30 + (2*x - 3*y)**2*(18 - 32*x + 12*x**2 + 48*y - 36*x*y + 27*y**2))"
)
LEVY = (
    "sin(pi*(1 + (x - 1)/4))**2 + ((x - 1)/4)**2*(1 + 10*sin(pi*(1 + (x - 1)/4) + 1)**2)"
    "+ ((y - 1)/4)**2*(1 + sin(2*pi*(1 + (y - 1)/4))**2)"
)
BEALE = "(Rational(3, 2) - x + x*y)**2 + (Rational(9, 4) - x + x*y**2)**2 + (Rational(21, 8) - x + x*y**3)**2"
WOOD = (
    "100*(x2 - x1**2)**2 + (1 - x1)**2 + 90*(x4 - x3**2)**2 + (1 - x3)**2"
    "+ Rational(101, 10)*((x2 - 1)**2 + (x4 - 1)**2) + Rational(198, 10)*(x2 - 1)*(x4 - 1)"
)
FINITE_SUM = [(1, 1, 1), (2, 2, 0), (3, 3, 1), (2, 2, 3), (4, 1, 2)]

# id: variables, formula or [(formula of a piece, where it holds)], box, starts, and what else is known:
# `kinks` (points without a gradient), `coordinates` (the two variables of the view, where there are more), `flat` (far out
# every point looks like a root: Newton's method starts only in the cells around which the gradient turns).
FUNCTIONS = {
    "rosenbrock": ("t1 t2", "(1 - t1)**2 + 100*(t2 - t1**2)**2", [(-2, 2), (-1, 3)], [(-1.2, 1), (0.2, -0.2), (0.4, -0.2), (0.8, 0)], {}),
    "rosenbrock-residuals": ("t1 t2", "(1 - t1)**2 + (10*(t2 - t1**2))**2", [(-2, 2), (-1, 3)], [(-1.2, 1), (0.2, -0.2), (0.4, -0.2), (0.8, 0)], {}),
    "rosenbrock-4": ("t1 t2 t3 t4", rosenbrock(4), [(-2, 2), (-1, 3), (-3, 3), (-3, 3)], [(-1.2, 1, -1.2, 1), (-1, 1, 1, 1), (0, 0, 0, 0)], {}),
    "convex-bowl": ("t1 t2", "t1**2 + t2**2", [(-2.5, 2.5), (-2.5, 2.5)], [(2, 1.5), (-2, 0.5)], {}),
    "ill-conditioned-bowl": ("x y", "(x**2 + 10*y**2)/2", [(-11, 11), (-4, 4)], [(10, 1), (-8, 3)], {}),
    "elliptic-bowl": ("x y", "Rational(3, 2)*x**2 + 2*x*y + 3*y**2 - 2*x + 8*y", [(-4, 6), (-6, 4)], [(-2, -2), (5, 3), (-3, 1)], {}),
    "peaks": ("x y", PEAKS, [(-3, 3), (-3, 3)], [(0.2, 0.9), (-0.5, 2), (1, 1.2), (-2, 1)], {}),
    "saddle": ("x y", "x**2 - y**2", [(-2, 2), (-2, 2)], [(1.5, 0.001), (1.5, 0), (-1, 0.5)], {}),
    "monkey-saddle": ("x y", "x**3 - 3*x*y**2", [(-1.5, 1.5), (-1.5, 1.5)], [(0.8, 0.1), (1, 0), (0.5, 1)], {}),
    "linear-slope": ("x y", "-x - 2*y", [(-3, 3), (-3, 3)], [(-1, -2), (0, 0)], {}),
    "cubic": ("x y", "x**2 + 2*x*y + y**3", [(-4, 4), (-3, 3)], [(3, 2), (-1, 1), (1, -1)], {}),
    "himmelblau": ("x y", "(x**2 + y - 11)**2 + (x + y**2 - 7)**2", [(-5, 5), (-5, 5)], [(0, 4), (-1, -1), (0.5, -4)], {}),
    "beale": ("x y", BEALE, [(-4.5, 4.5), (-4.5, 4.5)], [(2.5, 1.5), (1, 1), (-2, 1.5)], {}),
    "booth": ("x y", "(x + 2*y - 7)**2 + (2*x + y - 5)**2", [(-10, 10), (-10, 10)], [(-5, -5), (8, -4), (0, 0)], {}),
    "matyas": ("x y", "Rational(26, 100)*(x**2 + y**2) - Rational(48, 100)*x*y", [(-10, 10), (-10, 10)], [(8, 3), (-6, 6), (5, -9)], {}),
    "mccormick": ("x y", "sin(x + y) + (x - y)**2 - Rational(3, 2)*x + Rational(5, 2)*y + 1", [(-1.5, 4), (-3, 4)], [(0, 0), (3, 3), (-1, 2)], {}),
    "styblinski-tang": ("x y", "(x**4 - 16*x**2 + 5*x + y**4 - 16*y**2 + 5*y)/2", [(-5, 5), (-5, 5)], [(0, 0), (1, -1), (4, 4)], {}),
    "six-hump-camel": ("x y", "(4 - Rational(21, 10)*x**2 + x**4/3)*x**2 + x*y + (-4 + 4*y**2)*y**2", [(-2, 2), (-1.2, 1.2)], [(0.5, 1), (-1.8, 0.2), (1, 0)], {}),
    "three-hump-camel": ("x y", "2*x**2 - Rational(105, 100)*x**4 + x**6/6 + x*y + y**2", [(-2.5, 2.5), (-2.5, 2.5)], [(-1, 2), (2, 1), (1.2, -0.5)], {}),
    "branin": ("x y", "(y - 51/(40*pi**2)*x**2 + 5/pi*x - 6)**2 + 10*(1 - 1/(8*pi))*cos(x) + 10", [(-5, 10), (0, 15)], [(0, 7), (5, 12), (9, 6)], {}),
    "goldstein-price": ("x y", GOLDSTEIN_PRICE, [(-2, 2), (-3, 1)], [(-0.5, 0.25), (1, -0.5), (-1, -2)], {}),
    "freudenstein-roth": ("x y", "(-13 + x + ((5 - y)*y - 2)*y)**2 + (-29 + x + ((y + 1)*y - 14)*y)**2", [(-10, 25), (-3, 6)], [(0.5, -2), (15, 5), (0, 3)], {}),
    "zakharov": ("x y", "x**2 + y**2 + (x/2 + y)**2 + (x/2 + y)**4", [(-5, 5), (-5, 5)], [(4, 3), (-4, 4), (3, -4)], {}),
    "cube": ("x y", "100*(y - x**3)**2 + (1 - x)**2", [(-1.5, 1.5), (-2, 2)], [(-1.2, 1), (0, 0), (0.5, -1)], {}),
    "narrow-canyon": ("x y", "x**2/20 + 1000*(y - sin(x))**2", [(-5, 5), (-2, 2)], [(-4, 1), (4, -1), (2, 0)], {}),
    "log-sum-exp": ("x y", "log(exp(x + 3*y - Rational(1, 10)) + exp(x - 3*y - Rational(1, 10)) + exp(-x - Rational(1, 10)))", [(-3, 3), (-2, 2)], [(-2, 1), (2, 1.5), (1, -0.5)], {}),
    "huber-valley": (
        "x y",
        [
            ("(x + y)**2/40 + (x - y)**2/2", "Abs(x - y) < 1/2"),
            ("(x + y)**2/40 + (x - y)/2 - Rational(1, 8)", "x - y > 1/2"),
            ("(x + y)**2/40 - (x - y)/2 - Rational(1, 8)", "y - x > 1/2"),
        ],
        [(-4, 4), (-4, 4)],
        [(3, -2), (-3, 0), (3, 3.2)],
        {},
    ),
    "plateau": ("x y", "1 - exp(-(x**2 + y**2)/2)", [(-4, 4), (-4, 4)], [(0.8, 0.4), (1.5, -0.5), (3, 2.5)], {}),
    "ackley": (
        "x y",
        "-20*exp(-sqrt((x**2 + y**2)/2)/5) - exp((cos(2*pi*x) + cos(2*pi*y))/2) + 20 + E",
        [(-1.7, 1.7), (-1.7, 1.7)],
        [(0.3, 0.2), (1.2, -0.9), (-1.5, 0.7)],
        {"kinks": [(0, 0)]},
    ),
    "rastrigin": ("x y", "20 + x**2 - 10*cos(2*pi*x) + y**2 - 10*cos(2*pi*y)", [(-1.7, 1.7), (-1.7, 1.7)], [(0.3, 0.2), (1.2, -0.9), (-1.3, 1.4)], {}),
    "griewank": ("x y", "1 + (x**2 + y**2)/4000 - cos(x)*cos(y/sqrt(2))", [(-6, 6), (-6, 6)], [(1, 1), (4, 3), (-5, 1)], {}),
    "levy": ("x y", LEVY, [(-4, 6), (-4, 6)], [(0, 0), (-3, 4), (5, -2)], {}),
    "easom": ("x y", "-cos(x)*cos(y)*exp(-(x - pi)**2 - (y - pi)**2)", [(-0.5, 6.5), (-0.5, 6.5)], [(2.6, 3.4), (1.5, 2.5), (5.6, 5.2)], {}),
    "bukin-6": (
        "x y",
        [
            (f"100*sqrt({s}*(y - x**2/100)) + {r}*(x + 10)/100", f"({s}*(y - x**2/100) > 0) & ({r}*(x + 10) > 0)")
            for s in (1, -1)
            for r in (1, -1)
        ],
        [(-15, -5), (-3, 3)],
        [(-7, 1), (-13, -2), (-6, 2.5)],
        {"kinks": [(-10, 1)]},
    ),
    "sine-product": ("x y", "sin(x)*sin(y)", [(-4, 4), (-4, 4)], [(0.5, -0.2), (2, 0.8), (-1, 1)], {}),
    "autodiff-example": ("t1 t2 t3", "sin(t1*t2) + exp(t2 + t3) - 2*t3", [(-4, 4), (-3, 3), (-6, 6)], [(math.pi / 6, 2, 5), (0.5, 0.5, 0), (-1, -1, 1)], {}),
    "helical-valley": (
        "x y z",
        "(10*(z - 10*atan2(y, x)/(2*pi)))**2 + (10*(sqrt(x**2 + y**2) - 1))**2 + z**2",
        [(-2, 2), (-2, 2), (-8, 8)],
        [(-1, 0, 0), (-0.5, 1, 3), (1, -1, 1)],
        {},
    ),
    "powell-singular": (
        "x1 x2 x3 x4",
        "(x1 + 10*x2)**2 + (sqrt(5)*(x3 - x4))**2 + ((x2 - 2*x3)**2)**2 + (sqrt(10)*(x1 - x4)**2)**2",
        [(-4, 4), (-4, 4), (-4, 4), (-4, 4)],
        [(3, -1, 0, 1), (1, 1, 1, 1), (-2, 2, -1, 0)],
        {},
    ),
    "wood": ("x1 x2 x3 x4", WOOD, [(-4, 4), (-2, 6), (-4, 4), (-4, 6)], [(-3, -1, -3, -1), (0, 0, 0, 0), (-1.2, 1, 1.2, 1)], {}),
    "trid-6": ("t1 t2 t3 t4 t5 t6", trid(6), [(-36, 36)] * 6, [(0, 0, 0, 0, 0, 0), (30, -10, 20, 0, 10, -30)], {"coordinates": (0, 3)}),
    "quartic": ("t", "t**4 - 4*t**3 - 2*t**2 + 10*t + 15", [(-2.2, 4.4)], [(2.5,), (1.7,), (-1.5,)], {}),
    "overshoot": ("t", "(t - 3)**2*(t + 3)", [(-4, 6)], [(1.5,), (0.5,), (5,)], {}),
    "oscillation": ("t", "-t**4/4 + 5*t**2/2", [(-3.5, 3.5)], [(1,), (0.9,), (1.1,)], {}),
    "newton-cycle": ("t", "t**4/4 - t**2 + 2*t", [(-3, 2.5)], [(0,), (0.1,), (-1.5,)], {}),
    "rate-1d": ("w", "2*w**2", [(-3, 3)], [(2.5,), (-1,)], {}),
    "rate-2d": ("w1 w2", "(w1**2 + 4*w2**2)/2", [(-3, 3), (-2, 2)], [(2.5, 1.5), (2, -0.5)], {}),
    "unbounded": ("x", "-x**3 + 3*x", [(-3, 3)], [(0.5,), (1.5,), (-2,)], {}),
    "double-well": ("t", "(t**2 - 1)**2 + t/5", [(-2, 2)], [(0.3,), (1.6,), (0,)], {}),
    "gramacy-lee": ("t", "sin(10*pi*t)/(2*t) + (t - 1)**4", [(0.5, 2.5)], [(1.5,), (0.7,), (2.2,)], {}),
    "cubic-inflection": ("t", "t**3", [(-2, 2)], [(1.5,), (0.5,), (-0.2,)], {}),
    "fourth-power": ("t", "t**4", [(-2, 2)], [(1.5,), (-0.8,)], {}),
    "absolute-value": ("t", [("t", "t > 0"), ("-t", "t < 0")], [(-3, 3)], [(2.05,), (-1,), (0.3,)], {"kinks": [(0,)]}),
    "pseudo-huber": ("t", "sqrt(1 + t**2)", [(-4, 4)], [(0.9,), (1.1,), (1,)], {}),
    "geman-mcclure": ("t", "t**2/(1 + t**2)", [(-6, 6)], [(0.5,), (1,), (4,)], {}),
    "saturation": ("t", "(1/(1 + exp(-t)) - Rational(1, 2))**2", [(-8, 8)], [(1,), (3,), (-7,)], {}),
    "finite-sum": (
        "t1 t2",
        "+".join(f"({a}*(t1 - {u})**2 + (t2 - {v})**2)/5" for a, u, v in FINITE_SUM),
        [(-1, 7), (-1, 7)],
        [(6, 6), (0, 5), (6, 0)],
        {},
    ),
    "finite-sum-shared": (
        "t1 t2",
        "+".join(f"({a}*(t1 - 2)**2 + (t2 - 2)**2)/5" for a in [1, 2, 3, 2, 4]),
        [(-1, 7), (-1, 7)],
        [(6, 6), (0, 5), (6, 0)],
        {},
    ),
    "two-weights-squared": (
        "w1 w2",
        "+".join(
            f"({y} - 1/(1 + exp(-w2/(1 + exp(-w1*({x}))))))**2"
            for x, y in [(-3, 1), (-2, 0), (-1, 0), (1, 1), (2, 1), (3, 0)]
        ),
        [(-20, 20), (-20, 20)],
        [(6, 10), (-5, -15), (1, -10)],
        {"flat": True},
    ),
    "two-weights-cross-entropy": (
        "w1 w2",
        "+".join(
            f"log(1 + exp({1 - 2 * y}*w2/(1 + exp(-w1*({x})))))/6"
            for x, y in [(-3, 1), (-2, 0), (-1, 0), (1, 1), (2, 1), (3, 0)]
        ),
        [(-20, 20), (-20, 20)],
        [(6, 10), (-5, -15), (1, -10)],
        {"flat": True},
    ),
}


class Function:
    """A smooth function, or a smooth piece of one, with its derivatives."""

    def __init__(self, names, formula, where):
        self.variables = sympy.symbols(names, seq=True, real=True)
        known = {v.name: v for v in self.variables}
        self.f = sympy.sympify(formula, locals=known)
        self.gradient = [sympy.diff(self.f, v) for v in self.variables]
        self.hessian = sympy.hessian(self.f, self.variables)
        condition = sympy.sympify(where, locals=known)
        self.where = sympy.lambdify(self.variables, condition, "mpmath")
        self.mp = [sympy.lambdify(self.variables, e, "mpmath") for e in (self.f, self.gradient, self.hessian)]
        g = sympy.lambdify(self.variables, self.gradient, "numpy", cse=True)
        h = sympy.lambdify(self.variables, list(self.hessian), "numpy", cse=True)
        n = len(self.variables)
        stacked = lambda values, x: numpy.stack([numpy.broadcast_to(v, x.shape[1:]) for v in values])
        # Points are the columns of x.
        self.g = lambda x: stacked(g(*x), x)
        self.h = lambda x: stacked(h(*x), x).reshape(n, n, -1)

    def newton(self, x):
        """Newton's method on all columns of x at once; the columns that settled."""
        with numpy.errstate(all="ignore"):
            for _ in range(120):
                g, h = self.g(x), numpy.moveaxis(self.h(x), 2, 0)
                good = numpy.isfinite(g).all(axis=0) & numpy.isfinite(h).all(axis=(1, 2))
                good &= numpy.linalg.cond(numpy.where(good[:, None, None], h, numpy.eye(len(x)))) < 1e15
                good &= (numpy.abs(x) < 1e3).all(axis=0)
                # Frozen where there is no step: degenerate points end like this.
                x, h, g = x.copy(), h[good], g[:, good]
                step = numpy.zeros_like(x)
                step[:, good] = numpy.linalg.solve(h, -g.T[:, :, None])[:, :, 0].T
                x = x + step
            return x[:, (numpy.abs(step) < 1e-6 * (1 + numpy.abs(x))).all(axis=0) & (numpy.abs(self.g(x)) < 1e-6).all(axis=0)]

    def polished(self, x):
        """x with 40 digits, or None where it is no root. Roots of more than first order are taken for short decimals."""
        rounded = [sympy.Rational(round(float(xi) * 1000), 1000) for xi in x]
        exact = [mpmath.mpf(r.p) / r.q for r in rounded]
        # The proof is slow, and needed only where 40 digits have no doubt.
        likely = max(abs(g) for g in self.mp[1](*exact)) < mpmath.mpf("1e-30")
        if likely and max(abs(float(r) - xi) for r, xi in zip(rounded, x)) < 1e-3:
            at = dict(zip(self.variables, rounded))
            if all(sympy.simplify(e.subs(at)) == 0 for e in self.gradient):
                return exact
        _, g, h = self.mp
        x = [mpmath.mpf(float(xi)) for xi in x]
        for _ in range(60):
            try:
                step = mpmath.lu_solve(mpmath.matrix(h(*x)), -mpmath.matrix(g(*x)))
            except (ZeroDivisionError, OverflowError):
                return None
            x = [a + b for a, b in zip(x, step)]
            # A flat tail (peaks) has a gradient near 0 and no critical point: Newton does not settle there.
            if max(abs(s) for s in step) < mpmath.mpf("1e-36"):
                return x
        return None

    def kind(self, x):
        eigenvalues = mpmath.eigsy(mpmath.matrix(self.mp[2](*x)), eigvals_only=True)
        largest = max(abs(e) for e in eigenvalues)
        if min(abs(e) for e in eigenvalues) <= mpmath.mpf("1e-25") * largest:
            return sampled_kind(self.mp[0], x), "degenerate"
        kind = "minimum" if min(eigenvalues) > 0 else "maximum" if max(eigenvalues) < 0 else "saddle"
        return kind, "nondegenerate"


def sampled_kind(f, x):
    """The kind of a point from the signs of f(x + d) - f(x), d on three small spheres."""
    random = numpy.random.default_rng(1)
    signs = set()
    for radius in ["1e-2", "1e-3", "1e-4"]:
        for d in random.standard_normal((400, len(x))):
            d = d / numpy.linalg.norm(d)
            moved = [xi + mpmath.mpf(radius) * mpmath.mpf(float(di)) for xi, di in zip(x, d)]
            signs.add(int(mpmath.sign(f(*moved) - f(*x))))
    assert 0 not in signs, x
    return {(1,): "minimum", (-1,): "maximum"}.get(tuple(signs), "inflection" if len(x) == 1 else "saddle")


def eliminated(name):
    """A polynomial in the first variable that is 0 at all critical points."""
    t = sympy.symbols("t1:5")
    if name == "rosenbrock-4":
        # The derivative by t_i is linear in t_(i+1).
        chain = [t[0], t[0] ** 2 - (1 - t[0]) / (200 * t[0])]
        for _ in range(2):
            a, b = chain[-2:]
            chain.append(sympy.together(b**2 + (200 * (b - a**2) - 2 * (1 - b)) / (400 * b)))
        return sympy.numer(sympy.together(chain[3] - chain[2] ** 2))
    f = sympy.sympify(WOOD, locals=dict(zip(["x1", "x2", "x3", "x4"], t)))
    g = [sympy.diff(f, v) for v in t]
    # Two derivatives are linear in t2 and t4.
    known = sympy.solve([g[1], g[3]], [t[1], t[3]], dict=True)[0]
    return sympy.resultant(*(sympy.numer(sympy.together(g[i].subs(known))) for i in (0, 2)), t[2])


def near(x, y, tolerance):
    return max(abs(a - b) for a, b in zip(x, y)) < tolerance


def inside(x, box):
    return all(low <= xi <= high for xi, (low, high) in zip(x, box))


def edges(low, high, count):
    # Odd numbers, so that the points that people like lie inside of cells.
    return numpy.linspace(low - 1.234e-4 * (high - low), high + 1.377e-4 * (high - low), count + 1)


def indices(function, box):
    """Centres of the cells around which the gradient turns, how often it turns, and half a cell's sides."""
    count = 240 if len(box) == 2 else 4000
    lines = [edges(low, high, count) for low, high in box]
    half = [(line[1] - line[0]) / 2 for line in lines]
    middle = [(line[1:] + line[:-1]) / 2 for line in lines]
    with numpy.errstate(all="ignore"):
        if len(box) == 1:
            sign = numpy.sign(function.g(lines[0][None])[0])
            turns = (sign[1:] - sign[:-1]) / 2
            centres = middle[0][None]
        else:
            x = numpy.stack([a.ravel() for a in numpy.meshgrid(*lines, indexing="ij")])
            g = function.g(x)
            angle = numpy.arctan2(g[1], g[0]).reshape(count + 1, count + 1)
            turned = lambda a, b: (b - a + numpy.pi) % (2 * numpy.pi) - numpy.pi
            a, b, c, d = angle[:-1, :-1], angle[1:, :-1], angle[1:, 1:], angle[:-1, 1:]
            turns = numpy.rint((turned(a, b) + turned(b, c) + turned(c, d) + turned(d, a)) / (2 * numpy.pi)).ravel()
            centres = numpy.stack([a.ravel() for a in numpy.meshgrid(*middle, indexing="ij")])
    there = numpy.isfinite(turns) & (turns != 0)
    return centres[:, there], turns[there], half


def index(function, box):
    """How often the gradient turns around once on the border of the box."""
    (a, b), (c, d) = box
    s = numpy.linspace(0, 1, 200_001)
    sides = [
        [a + (b - a) * s, c + 0 * s],
        [b + 0 * s, c + (d - c) * s],
        [b - (b - a) * s, d + 0 * s],
        [a + 0 * s, d - (d - c) * s],
    ]
    g = numpy.concatenate([function.g(numpy.array(side)) for side in sides], axis=1)
    angle = numpy.unwrap(numpy.arctan2(g[1], g[0]))
    return round((angle[-1] - angle[0]) / (2 * numpy.pi))


def critical_points(name, names, pieces, box, kinks, flat):
    found = []
    for formula, where in pieces:
        function = Function(names, formula, where)
        n = len(box)
        low, high = numpy.array(box, float).T[:, :, None]
        if n > 2:
            starts = low + (high - low) * numpy.random.default_rng(0).random((n, 20_000))
        else:
            lines = [edges(*side, 120 if n == 2 else 2000) for side in box]
            starts = numpy.stack([a.ravel() for a in numpy.meshgrid(*lines, indexing="ij")])
            centres, turns, half = indices(function, box)
            starts = centres if flat else numpy.concatenate([starts, centres], axis=1)
        with mpmath.workdps(15):
            rough = []
            for x in function.newton(starts).T:
                if inside(x, [(a - 1e-2, b + 1e-2) for a, b in box]) and not any(near(x, y, 1e-3) for y in rough):
                    rough.append(x)
        own = []
        for x in rough:
            x = function.polished(x)
            if x is None or not inside(x, box) or any(near(x, y[0], 1e-6) for y in own) or not function.where(*x):
                continue
            if not any(near(x, k, 1e-6) for k in kinks):
                own.append((x, *function.kind(x)))
        if n <= 2:
            for centre, turn in zip(centres.T, turns):
                around = [(c - 2 * h, c + 2 * h) for c, h in zip(centre, half)]
                known = any(inside(x, around) for x in [y[0] for y in own] + list(kinks))
                outside = not inside(centre, box) or not function.where(*centre)
                # Across a narrow valley the gradient turns by more than half a turn from corner to corner.
                if not known and not outside and (n == 1 or index(function, around) != 0):
                    raise AssertionError(f"{name}: the gradient turns {turn} times around {centre}")
        found += own
    for kink in kinks:
        smooth = lambda *x: next(f.mp[0](*x) for f in all_pieces if f.where(*x))
        all_pieces = [Function(names, formula, where) for formula, where in pieces]
        limit = lambda *x: all_pieces[0].mp[0](*x) if list(x) == list(kink) else smooth(*x)
        found.append(([mpmath.mpf(k) for k in kink], sampled_kind(limit, [mpmath.mpf(k) for k in kink]), "nonsmooth"))
    if len(box) == 2 and len(pieces) == 1:
        # The index of the whole view, around its border, against the points inside.
        function = Function(names, *pieces[0])
        total = index(function, box)
        indexed = {"minimum": 1, "maximum": 1, "saddle": -1}
        counted = sum(-2 if name == "monkey-saddle" else indexed[kind] for _, kind, _ in found)
        assert counted == total, f"{name}: points of index {counted} in a view of index {total}"
    return sorted(found)


def digits(numbers):
    return " ".join(repr(0.0 if abs(x) < 1e-30 else float(x)) for x in numbers)


if __name__ == "__main__":
    points, values = ["id,kind,nature,theta"], ["id,theta,value,gradient"]
    for name, (names, formula, box, starts, rest) in FUNCTIONS.items():
        pieces = [(formula, "True")] if isinstance(formula, str) else formula
        shown = [box[i] for i in rest.get("coordinates", (0, 1)) if i < len(box)]
        points.append(f"{name},view,,{digits(itertools.chain(*shown))}")
        found = critical_points(name, names, pieces, box, rest.get("kinks", []), rest.get("flat", False))
        if name in ("rosenbrock-4", "wood"):
            polynomial = sympy.Poly(eliminated(name), sympy.Symbol("t1"))
            assert polynomial.count_roots() == len(found), name
        points += [f"{name},{kind},{nature},{digits(x)}" for x, kind, nature in found]
        functions = [Function(names, *piece) for piece in pieces]
        for start in starts:
            x = [mpmath.mpf(float(xi)) for xi in start]
            f, g, _ = next(f.mp for f in functions if f.where(*x))
            values.append(f"{name},{digits(x)},{digits([f(*x)])},{digits(g(*x))}")
        print(name, len(found), file=sys.stderr, flush=True)
    (HERE / "critical_points.csv").write_text("\n".join(points) + "\n")
    (HERE / "starts.csv").write_text("\n".join(values) + "\n")
