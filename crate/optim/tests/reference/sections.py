"""Functions along directions: values, slopes, and where the conditions of line searches hold.

For each case of `CASES` (a formula that `tests/sections.rs` gives to the parser as well, the point, the direction, beta,
gamma and the end of the range) `sections.csv` has lines

    case,value,alpha,phi(alpha),phi'(alpha)
    case,newton,-phi'(0)/phi''(0)
    case,armijo|curvature|wolfe|strong,low,high          one for each interval in (0, reach]

with 17 digits. SymPy makes phi and its derivatives by substitution; mpmath evaluates them with 50 digits. The ends of the
intervals are the sign changes of the conditions' margins, bracketed on 4000 even steps and brought to 30 digits by
mpmath's `findroot` (Anderson-Bjorck); the script fails if a margin touches zero between two steps without changing its sign.

    pip install sympy mpmath && python sections.py
"""

import csv
import pathlib

import mpmath
import sympy

mpmath.mp.dps = 50
HERE = pathlib.Path(__file__).parent
STEPS = 4_000

PEAKS = "3*(1 - x)^2*exp(-x^2 - (y + 1)^2) - 10*(x/5 - x^3 - y^5)*exp(-x^2 - y^2) - exp(-(x + 1)^2 - y^2)/3"
# name: formula, variables, point, direction, beta, gamma, reach
CASES = {
    "rosenbrock": ("(1 - x)^2 + 100*(y - x^2)^2", "x y", [-1.2, 1.0], [215.6, 88.0], 1e-4, 0.9, 0.01),
    "rosenbrock-narrow": ("(1 - x)^2 + 100*(y - x^2)^2", "x y", [-1.2, 1.0], [1.0, 0.25], 0.3, 0.1, 3.0),
    "peaks": (PEAKS, "x y", [0.2, 0.9], [-0.6, -1.1], 1e-4, 0.5, 4.0),
    "waves": ("t^2/20 - cos(2*t)", "t", [-4.0], [1.0], 0.1, 0.4, 12.0),
    "himmelblau": ("(x^2 + y - 11)^2 + (x + y^2 - 7)^2", "x y", [0.0, 0.0], [1.4, 2.2], 0.25, 0.75, 3.0),
    "three": ("exp(x + 2*y) + exp(y - z) + x^2 + z^2 - y", "x y z", [0.5, 0.5, -1.0], [-1.0, -2.0, 0.5], 0.01, 0.2, 2.5),
}
DECAY = {"himmelblau": 0.5}


def digits(number):
    return mpmath.nstr(number, 17, min_fixed=-5, max_fixed=17)


def crossings(margin, reach):
    """Where a margin changes its sign in (0, reach]."""
    alphas = [mpmath.mpf(reach) * k / STEPS for k in range(STEPS + 1)]
    with mpmath.workdps(20):
        values = [margin(alpha) for alpha in alphas]
    found = []
    # At 0 Armijo's margin is exactly 0.
    for k in range(1, STEPS):
        before, here, after = values[k - 1 : k + 2]
        if (here > 0) != (after > 0):
            found.append(mpmath.findroot(margin, (alphas[k], alphas[k + 1]), solver="anderson", tol=1e-60, maxsteps=200))
        elif k > 1 and (here > 0) == (before > 0) and abs(here) <= min(abs(before), abs(after)):
            far = 2 * max(abs(before - here), abs(after - here))
            assert abs(here) > far, f"the margin may touch zero near {alphas[k]}"
    return found


def intervals(margins, reach):
    """Where all margins are at most 0, in (0, reach]."""
    ends = sorted({alpha for margin in margins for alpha in crossings(margin, reach)})
    edges = [mpmath.mpf(0), *ends, mpmath.mpf(reach)]
    found = []
    for low, high in zip(edges, edges[1:]):
        if all(margin((low + high) / 2) <= 0 for margin in margins):
            if found and found[-1][1] == low:
                found[-1][1] = high
            else:
                found.append([low, high])
    return found


def rows():
    alpha = sympy.Symbol("alpha")
    for name, (formula, variables, point, direction, beta, gamma, reach) in CASES.items():
        symbols = sympy.symbols(variables.split())
        line = {s: sympy.Rational(x) + alpha * sympy.Rational(d) for s, x, d in zip(symbols, point, direction)}
        decay = sympy.Rational(DECAY.get(name, 0)) / 2 * sum(s**2 for s in symbols)
        phi = (sympy.sympify(formula.replace("^", "**")) + decay).subs(line, simultaneous=True)
        value, slope, second = (sympy.lambdify(alpha, f, "mpmath") for f in (phi, phi.diff(alpha), phi.diff(alpha, 2)))
        value0, slope0 = value(mpmath.mpf(0)), slope(mpmath.mpf(0))
        assert slope0 < 0, name
        beta, gamma = mpmath.mpf(beta), mpmath.mpf(gamma)
        for k in range(-1, 9):
            at = reach * k / 8
            yield name, "value", repr(at), digits(value(mpmath.mpf(at))), digits(slope(mpmath.mpf(at)))
        if second(mpmath.mpf(0)) > 0:
            yield name, "newton", digits(-slope0 / second(mpmath.mpf(0)))
        armijo = lambda a: value(a) - value0 - beta * a * slope0
        curvature = lambda a: gamma * slope0 - slope(a)
        strong = lambda a: abs(slope(a)) + gamma * slope0
        conditions = {
            "armijo": [armijo],
            "curvature": [curvature],
            "wolfe": [armijo, curvature],
            "strong": [armijo, strong],
        }
        for condition, margins in conditions.items():
            for low, high in intervals(margins, reach):
                yield name, condition, digits(low), digits(high)


if __name__ == "__main__":
    with open(HERE / "sections.csv", "w", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows())
