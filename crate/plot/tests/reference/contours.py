"""Writes contours.csv: grids, and what contourpy finds on them.

    pip install contourpy==1.3.3 numpy==2.4.6
    python contours.py > contours.csv

Records, one a line:
    grid,<name>,<nx>,<ny>,<x lo>,<x hi>,<y lo>,<y hi>
    row,<nx values, "nan" where undefined>
    level,<level>,<number of lines>,<number of closed lines>,<total length>
"""

import numpy as np
from contourpy import LineType, contour_generator


def report(name, x, y, z, levels):
    print("grid", name, len(x), len(y), repr(float(x[0])), repr(float(x[-1])), repr(float(y[0])), repr(float(y[-1])), sep=",")
    for row in z:
        print("row", *(repr(float(v)) for v in row), sep=",")
    # Cells with an undefined corner are left out; a saddle is resolved by the mean of its corners.
    generator = contour_generator(x, y, np.ma.masked_invalid(z), name="serial", corner_mask=False, line_type=LineType.Separate)
    for level in levels:
        lines = generator.lines(level)
        closed = sum(bool((line[0] == line[-1]).all()) for line in lines)
        length = sum(np.hypot(*np.diff(line, axis=0).T).sum() for line in lines)
        print("level", repr(float(level)), len(lines), closed, repr(float(length)), sep=",")


def grid(nx, ny, x, y):
    xs, ys = np.linspace(*x, nx), np.linspace(*y, ny)
    return xs, ys, *np.meshgrid(xs, ys)


x, y, X, Y = grid(31, 27, (-3, 3), (-3, 3))
peaks = 3 * (1 - X) ** 2 * np.exp(-(X**2) - (Y + 1) ** 2) - 10 * (X / 5 - X**3 - Y**5) * np.exp(-(X**2) - Y**2) - np.exp(-((X + 1) ** 2) - Y**2) / 3
report("peaks", x, y, peaks, np.linspace(-6, 7.5, 17))

x, y, X, Y = grid(25, 33, (-2, 2), (-1, 3))
report("rosenbrock", x, y, (1 - X) ** 2 + 100 * (Y - X**2) ** 2, np.exp(np.arange(-3, 7.3, 0.7)))

noise = np.random.default_rng(7).normal(size=(19, 23))
x, y, _, _ = grid(23, 19, (0, 1), (0, 2))
report("noise", x, y, noise, np.linspace(-2, 2, 9))

x, y, X, Y = grid(21, 21, (-1.03, 1), (-1, 1.07))
with np.errstate(invalid="ignore", divide="ignore"):
    report("undefined", x, y, np.log(X * Y) + X, np.linspace(-6, 1, 8))
