"""Difference quotients: in double precision by NumPy, and their distance from the derivative with 60 digits by mpmath.

Run: pip install numpy==2.4.6 mpmath==1.3.0 && python differences.py
Writes differences.csv: function, point, variable, step, forward, central, forward truncation, central truncation.
The quotients are left out where NumPy's elementary functions may differ from ours in their last bit; the truncation
errors |quotient - derivative| are those of exact arithmetic.
"""

import csv
from pathlib import Path

import mpmath as mp
import numpy as np

mp.mp.dps = 60

# Text, the same over any numbers, and whether it takes nothing but + - *.
FUNCTIONS = [
    ("(1 - x)^2 + 100*(y - x^2)^2", lambda m, x, y: (1 - x) * (1 - x) + 100 * ((y - x * x) * (y - x * x)), True),
    ("x*x*y - 3*x + y", lambda m, x, y: x * x * y - 3 * x + y, True),
    ("sin(x*y)", lambda m, x, y: m.sin(x * y), False),
    ("exp(x) + y^2", lambda m, x, y: m.exp(x) + y * y, False),
    ("ln(2 + x^2)*y", lambda m, x, y: m.log(2 + x * x) * y, False),
]
POINTS = [(0.5, 0.25), (-1.2, 1.0), (0.7853981633974483, 2.0)]
STEPS = [10.0**-k for k in range(0, 17)]

with open(Path(__file__).with_name("differences.csv"), "w", newline="") as file:
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(["function", "point", "variable", "step", "forward", "central", "forward truncation", "central truncation"])
    for text, function, is_exact in FUNCTIONS:
        for point in POINTS:
            for variable in range(2):
                def at(module, number, shift):
                    moved = [number(c) for c in point]
                    moved[variable] = moved[variable] + shift
                    return function(module, *moved)

                exact = mp.diff(lambda t: at(mp, mp.mpf, t), 0, h=mp.mpf(10) ** -25)
                for step in STEPS:
                    h = np.float64(step)
                    forward = (at(np, np.float64, h) - at(np, np.float64, np.float64(0))) / h
                    central = (at(np, np.float64, h) - at(np, np.float64, -h)) / (2 * h)
                    h = mp.mpf(step)
                    truncation = [
                        abs((at(mp, mp.mpf, h) - at(mp, mp.mpf, 0)) / h - exact),
                        abs((at(mp, mp.mpf, h) - at(mp, mp.mpf, -h)) / (2 * h) - exact),
                    ]
                    quotients = [repr(float(q)) if is_exact else "" for q in (forward, central)]
                    writer.writerow([text, "%r %r" % point, variable, repr(step), *quotients, *(repr(float(t)) for t in truncation)])
