"""Values and derivatives of every operation and of some functions, with 50 digits by SymPy and mpmath.

Run: pip install sympy==1.14.0 && python operations.py
Writes operations.csv: name, arguments, value, first derivatives, second derivatives (rows of the Hessian),
each list separated by blanks, rounded to the nearest double.
"""

import csv
from pathlib import Path

import sympy as sp

u, v = sp.symbols("u v", real=True)

OPERATIONS = {
    "divide": (u / v, [(1.5, -2.0), (-0.3, 0.7)]),
    "pow": (u**v, [(1.5, 2.5), (0.3, -1.2), (2.0, 3.0)]),
    "sin": (sp.sin(u), [(0.4,), (-2.0,), (30.0,)]),
    "cos": (sp.cos(u), [(0.4,), (-2.0,), (30.0,)]),
    "tan": (sp.tan(u), [(0.4,), (-2.0,)]),
    "asin": (sp.asin(u), [(0.4,), (-0.7,)]),
    "acos": (sp.acos(u), [(0.4,), (-0.7,)]),
    "atan": (sp.atan(u), [(0.4,), (-2.0,)]),
    "atan2": (sp.atan2(u, v), [(0.4, 1.2), (-2.0, 0.3), (0.7, -1.1)]),
    "sinh": (sp.sinh(u), [(0.4,), (-2.0,)]),
    "cosh": (sp.cosh(u), [(0.4,), (-2.0,)]),
    "tanh": (sp.tanh(u), [(0.4,), (-2.0,)]),
    "exp": (sp.exp(u), [(0.4,), (-2.0,), (20.0,)]),
    "ln": (sp.log(u), [(0.4,), (3.0,)]),
    "log2": (sp.log(u, 2), [(0.4,), (3.0,)]),
    "log10": (sp.log(u, 10), [(0.4,), (3.0,)]),
    "sqrt": (sp.sqrt(u), [(0.4,), (3.0,)]),
    "cbrt": (sp.sign(u) * sp.Abs(u) ** sp.Rational(1, 3), [(0.4,), (-3.0,)]),
    "abs": (sp.Abs(u), [(0.4,), (-2.0,)]),
    "sign": (sp.sign(u), [(0.4,), (-2.0,)]),
    "min": (sp.Min(u, v), [(0.4, 1.0), (2.0, -1.0)]),
    "max": (sp.Max(u, v), [(0.4, 1.0), (2.0, -1.0)]),
    "sigmoid": (1 / (1 + sp.exp(-u)), [(0.4,), (-2.0,), (30.0,), (-30.0,)]),
    "softplus": (sp.log(1 + sp.exp(u)), [(0.4,), (-2.0,), (-30.0,)]),
    "logsumexp": (sp.log(sp.exp(u) + sp.exp(v)), [(0.4, -2.0), (-30.0, 1.0), (710.0, 712.5), (-0.5, -0.5)]),
    "relu": (sp.Max(0, u), [(0.4,), (-2.0,)]),
    "erf": (sp.erf(u), [(0.4,), (-1.0,), (2.5,)]),
}

FUNCTIONS = [
    "(1 - u)^2 + 100*(v - u^2)^2",
    "3*(1 - u)^2*exp(-u^2 - (v + 1)^2) - 10*(u/5 - u^3 - v^5)*exp(-u^2 - v^2) - exp(-(u + 1)^2 - v^2)/3",
    "(u^2 + v - 11)^2 + (u + v^2 - 7)^2",
    "sin(u*v)/(1 + u^2) + ln(2 + cos(v))",
    "sqrt(1 + u^2 + v^4)*tanh(u - v)",
    "exp(sin(u)*atan(v))^2",
    "u^3/7 - erf(u*v)",
]
POINTS = [(0.5, 0.0), (-1.25, 0.75), (1.9, -0.3)]


def derivatives(expression, symbols, point):
    at = dict(zip(symbols, (sp.Rational(x) for x in point)))

    def number(e):
        e = e.doit().subs(at)
        # The derivative of sign is a delta at 0, which no point here touches.
        e = e.replace(sp.DiracDelta, lambda *_: sp.Integer(0))
        return repr(float(sp.N(e, 50)))

    first = [sp.diff(expression, a) for a in symbols]
    second = [sp.diff(f, b) for f in first for b in symbols]
    return number(expression), " ".join(map(number, first)), " ".join(map(number, second))


with open(Path(__file__).with_name("operations.csv"), "w", newline="") as file:
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(["name", "arguments", "value", "first", "second"])
    for name, (expression, points) in OPERATIONS.items():
        for point in points:
            row = derivatives(expression, (u, v)[: len(point)], point)
            writer.writerow([name, " ".join(map(repr, point)), *row])
    for text in FUNCTIONS:
        expression = sp.sympify(text.replace("^", "**").replace("ln", "log"), locals={"u": u, "v": v})
        for point in POINTS:
            writer.writerow([text, " ".join(map(repr, point)), *derivatives(expression, (u, v), point)])
