"""Principal components of random walks, by NumPy's singular value decomposition.

Prints a line for each walk: the number of variables, the points, their mean, the first two components (largest entry positive)
and the shares of the variance that they explain. `tests/planes.rs` holds `principal_plane` against them.

    pip install numpy && python principal_planes.py > principal_planes.csv
"""

import numpy


def oriented(vector):
    return vector * numpy.sign(vector[numpy.argmax(numpy.abs(vector))])


if __name__ == "__main__":
    random = numpy.random.default_rng(7)
    print("variables,points,mean,first,second,explained")
    for points, variables in [(60, 2), (40, 3), (25, 4), (12, 12), (5, 17), (3, 40), (2, 6)]:
        steps = random.standard_normal((points, variables)) * random.uniform(0.2, 2, variables)
        walk = numpy.cumsum(steps, axis=0) + random.uniform(-5, 5, variables)
        mean = walk.mean(axis=0)
        _, sigma, rows = numpy.linalg.svd(walk - mean, full_matrices=False)
        explained = (sigma**2 / numpy.sum(sigma**2))[:2]
        # Two points lie on a line: there is no second component to compare.
        second = oriented(rows[1]) if points > 2 else []
        columns = [walk.ravel(), mean, oriented(rows[0]), second, explained]
        print(f"{variables}," + ",".join(" ".join(repr(float(x)) for x in column) for column in columns))
