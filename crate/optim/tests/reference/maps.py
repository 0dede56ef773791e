"""Basins of Newton's method on a lattice of 33 by 33 starts, by NumPy and without derivatives from elsewhere.

Prints for each map its name, the ends, and for every start, row by row from the lowest one, the number of the nearest
end (-1 where there is none) and the number of steps until the gradient is shorter than 1e-8. `tests/maps.rs` holds
`BasinMap` against them.

"himmelblau" is Newton's method on the gradient of Himmelblau's function. "fractal" is Newton's method for z^3 = 1 in
the complex plane, whose basins are Newton's fractal: the same as that on the gradient of Re(z^4/4 - z).

    pip install numpy && python maps.py > maps.csv
"""

import numpy

SIDE, LIMIT, TOLERANCE = 33, 100, 1e-8


def himmelblau(point):
    x, y = point
    a, b = x * x + y - 11, x + y * y - 7
    gradient = numpy.array([4 * x * a + 2 * b, 2 * a + 4 * y * b])
    hessian = numpy.array([[12 * x * x + 4 * y - 42, 4 * (x + y)], [4 * (x + y), 4 * x + 12 * y * y - 26]])
    return gradient, lambda: numpy.linalg.solve(hessian, gradient)


def fractal(point):
    z = complex(*point)
    residual = z**3 - 1

    def step():
        quotient = residual / (3 * z**2)
        return numpy.array([quotient.real, quotient.imag])

    return numpy.array([residual.real, residual.imag]), step


def course(function, point):
    for count in range(LIMIT + 1):
        gradient, step = function(point)
        if count > 0 and numpy.linalg.norm(gradient) < TOLERANCE:
            return point, count
        try:
            point = point - step()
        except (ZeroDivisionError, numpy.linalg.LinAlgError):
            return None, count
    return None, LIMIT


def basins(function, ends, reach):
    middles = [reach * ((2 * i + 1) / SIDE - 1) for i in range(SIDE)]
    for y in middles:
        for x in middles:
            end, count = course(function, numpy.array([x, y]))
            distances = [numpy.linalg.norm(end - numpy.array(known)) for known in ends] if end is not None else [1]
            nearest = int(numpy.argmin(distances))
            yield (nearest if distances[nearest] < 1e-6 else -1), count


def critical_points_of_himmelblau():
    """Where the resultant's roots lead: Newton's method from a fine lattice finds all nine."""
    found = []
    for x in numpy.linspace(-5, 5, 41):
        for y in numpy.linspace(-5, 5, 41):
            end, _ = course(himmelblau, numpy.array([x, y]))
            if end is not None and all(numpy.linalg.norm(end - known) > 1e-4 for known in found):
                found.append(end)
    return sorted(tuple(map(float, end)) for end in found)


if __name__ == "__main__":
    roots = [(1.0, 0.0), (-0.5, 0.75**0.5), (-0.5, -(0.75**0.5))]
    print("name,ends,labels,steps")
    maps = [("himmelblau", himmelblau, critical_points_of_himmelblau(), 5.0), ("fractal", fractal, roots, 2.0)]
    for name, function, ends, reach in maps:
        cells = list(basins(function, ends, reach))
        columns = [[x for end in ends for x in end], [label for label, _ in cells], [count for _, count in cells]]
        print(",".join([name] + [" ".join(map(repr, column)) for column in columns]))
