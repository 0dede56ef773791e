"""The built-in data sets, their means, and the minima of the models over them.

Run: pip install scikit-learn==1.9.1 scipy==1.17.1 mpmath==1.3.0 && python datasets.py
Writes src/dataset/iris.csv and wdbc.csv from scikit-learn, checks misra1a.csv and norris.csv against what the
National Institute of Standards and Technology certifies, and writes
  datasets.csv: id, rows, column, mean of the column as the shortest digits of the nearest double;
  models.csv: id, value of the minimum, its coordinates, by scikit-learn where it has the model, polished by
  Newton's method in 50 digits.
"""

import csv
from pathlib import Path

import mpmath as mp
import numpy as np
from scipy.optimize import linprog
from sklearn.datasets import load_breast_cancer, load_iris
from sklearn.linear_model import LinearRegression, LogisticRegression

HERE = Path(__file__).parent
SETS = HERE.parent.parent / "src" / "dataset"
mp.mp.dps = 50


def write(path, header, rows):
    with open(path, "w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


iris = load_iris()
NAMES = ["sepal_length", "sepal_width", "petal_length", "petal_width"]
species = [iris.target_names[k] for k in iris.target]
write(SETS / "iris.csv", NAMES + ["species"], [[*map(repr, map(float, x)), s] for x, s in zip(iris.data, species)])
cancer = load_breast_cancer()
assert list(cancer.target_names) == ["malignant", "benign"]
malignant = 1 - cancer.target
write(
    SETS / "wdbc.csv",
    ["radius", "texture", "malignant"],
    [[repr(float(x[0])), repr(float(x[1])), int(y)] for x, y in zip(cancer.data, malignant)],
)


def table(name):
    with open(SETS / f"{name}.csv") as file:
        rows = list(csv.DictReader(file))
    return {column: [row[column] for row in rows] for column in rows[0]}


def exact(values):
    return [mp.mpf(float(x)) for x in values]


# Linear least squares by NIST: intercept, slope and residual standard deviation of Norris.
norris = table("norris")
x, y = exact(norris["x"]), exact(norris["y"])
fit = mp.lu_solve(mp.matrix([[1, a] for a in x]), mp.matrix(y))
residual = sum((b - fit[0] - fit[1] * a) ** 2 for a, b in zip(x, y))
for found, certified in [
    (fit[0], "-0.262323073774029"),
    (fit[1], "1.00211681802045"),
    (mp.sqrt(residual / 34), "0.884796396144373"),
]:
    assert abs(found / mp.mpf(certified) - 1) < 1e-13, (found, certified)


def newton(gradient_and_hessian, theta, steps=60):
    theta = mp.matrix([mp.mpf(float(t)) for t in theta])
    for _ in range(steps):
        g, h = gradient_and_hessian(theta)
        step = mp.lu_solve(h, g)
        theta -= step
        if mp.norm(step) < mp.mpf(10) ** -40 * (1 + mp.norm(theta)):
            return [theta[i] for i in range(len(theta))]
    raise RuntimeError("Newton's method did not converge")


def derivatives(f, theta):
    n = len(theta)
    point = [theta[i] for i in range(n)]
    unit = lambda *at: tuple(sum(1 for a in at if a == i) for i in range(n))
    g = mp.matrix([mp.diff(f, point, unit(i)) for i in range(n)])
    h = mp.matrix(n, n)
    for i in range(n):
        for j in range(i, n):
            h[i, j] = h[j, i] = mp.diff(f, point, unit(i, j))
    return g, h


rows = []


def minimum(name, value, theta):
    rows.append([name, repr(float(value)), " ".join(repr(float(t)) for t in theta)])


# Petal width on petal length: squared, absolute and Huber loss. Coordinates (w, b).
a, b = exact(iris.data[:, 2]), exact(iris.data[:, 3])
m = len(a)
sk = LinearRegression().fit(iris.data[:, 2:3], iris.data[:, 3])
linear = mp.lu_solve(mp.matrix([[u, 1] for u in a]), mp.matrix(b))
assert abs(sk.coef_[0] - linear[0]) < 1e-13 and abs(sk.intercept_ - linear[1]) < 1e-13
minimum("linear-regression", sum((v - linear[0] * u - linear[1]) ** 2 for u, v in zip(a, b)) / m, linear)

# The absolute loss as a linear program: least total of t with -t <= residual <= t.
X = np.c_[iris.data[:, 2], np.ones(m)]
absolute = linprog(
    np.r_[0, 0, np.ones(m) / m],
    A_ub=np.block([[-X, -np.eye(m)], [X, -np.eye(m)]]),
    b_ub=np.r_[-iris.data[:, 3], iris.data[:, 3]],
    bounds=[(None, None)] * 2 + [(0, None)] * m,
    method="highs",
)
# A vertex of the program lies on two of the points; solved again from them.
at = np.argsort(absolute.x[2:])[:12]
on = [i for i in at if absolute.x[2 + i] < 1e-12]
i, j = next((i, j) for i in on for j in on if a[i] != a[j])
w = (b[i] - b[j]) / (a[i] - a[j])
vertex = [w, b[i] - w * a[i]]
value = sum(abs(v - vertex[0] * u - vertex[1]) for u, v in zip(a, b)) / m
assert abs(value - absolute.fun) < 1e-13
minimum("linear-regression-absolute", value, vertex)

delta = mp.mpf("0.2")


def huber(theta):
    # Within delta a residual counts by its square, beyond it by its size.
    g, h = mp.matrix(2, 1), mp.matrix(2, 2)
    for u, v in zip(a, b):
        r, d = v - theta[0] * u - theta[1], (u, mp.mpf(1))
        for p in range(2):
            g[p] -= (r if abs(r) <= delta else delta * mp.sign(r)) * d[p] / m
            for q in range(2):
                h[p, q] += (d[p] * d[q] if abs(r) <= delta else 0) / m
    return g, h


solution = newton(huber, linear)


def huber_loss(r):
    return r**2 / 2 if abs(r) <= delta else delta * (abs(r) - delta / 2)


value = sum(huber_loss(v - solution[0] * u - solution[1]) for u, v in zip(a, b)) / m
minimum("linear-regression-huber", value, solution)


def softplus(z):
    return mp.log(1 + mp.exp(z))


def logistic(name, features, order):
    """Logistic regression, features first and the bias last in the matrix; `order` is that of the coordinates."""
    design = [[*(exact(f)), mp.mpf(1)] for f in features]
    labels = [mp.mpf(int(k)) for k in malignant]
    n = len(design[0])

    def gradient_and_hessian(theta):
        g, h = mp.matrix(n, 1), mp.matrix(n, n)
        for d, k in zip(design, labels):
            p = 1 / (1 + mp.exp(-sum(theta[i] * d[i] for i in range(n))))
            for i in range(n):
                g[i] += (p - k) * d[i] / len(design)
                for j in range(n):
                    h[i, j] += p * (1 - p) * d[i] * d[j] / len(design)
        return g, h

    sk = LogisticRegression(C=np.inf, tol=1e-12, max_iter=10000, solver="newton-cholesky")
    sk.fit(np.array(features, dtype=float), malignant)
    start = [*sk.coef_[0], sk.intercept_[0]]
    theta = newton(gradient_and_hessian, start)
    assert max(abs(float(t) - s) for t, s in zip(theta, start)) < 1e-7, (theta, start)
    value = sum(
        softplus(sum(t * u for t, u in zip(theta, d))) - k * sum(t * u for t, u in zip(theta, d))
        for d, k in zip(design, labels)
    ) / len(design)
    minimum(name, value, [theta[i] for i in order])


radius, texture = cancer.data[:, 0], cancer.data[:, 1]
logistic("logistic-regression", [[r - 14] for r in radius], [0, 1])
logistic("logistic-regression-2", [[r - 14, t - 19] for r, t in zip(radius, texture)], [0, 1, 2])

# Multinomial regression of the species on the sepals, with weight decay on all nine coordinates.
decay = mp.mpf("0.01")
features = [[float(x[0]) - 5.8, float(x[1]) - 3.0, 1.0] for x in iris.data]
sk = LogisticRegression(C=1 / (0.01 * 150), fit_intercept=False, tol=1e-12, max_iter=10000).fit(features, iris.target)
design = [exact(f) for f in features]


def softmax_model(theta):
    g, h = decay * theta, decay * mp.eye(9)
    for d, k in zip(design, iris.target):
        e = [mp.exp(sum(theta[3 * c + i] * d[i] for i in range(3))) for c in range(3)]
        p = [v / sum(e) for v in e]
        for c in range(3):
            for i in range(3):
                g[3 * c + i] += (p[c] - (1 if c == k else 0)) * d[i] / 150
                for c2 in range(3):
                    s = p[c] * ((1 if c == c2 else 0) - p[c2]) / 150
                    for j in range(3):
                        h[3 * c + i, 3 * c2 + j] += s * d[i] * d[j]
    return g, h


start = sk.coef_.ravel()
theta = newton(softmax_model, start)
assert max(abs(float(t) - s) for t, s in zip(theta, start)) < 1e-4, (theta, start)
value = decay / 2 * sum(t**2 for t in theta)
for d, k in zip(design, iris.target):
    z = [sum(theta[3 * c + i] * d[i] for i in range(3)) for c in range(3)]
    value += (mp.log(sum(mp.exp(v) for v in z)) - z[k]) / 150
minimum("multinomial-regression", value, theta)

# Nonlinear least squares by NIST: the certified value to its eleven digits, and then more of them.
misra = table("misra1a")
x, y = exact(misra["x"]), exact(misra["y"])
square = lambda p, q: sum((v - p * (1 - mp.exp(-q * u))) ** 2 for u, v in zip(x, y))
theta = newton(lambda t: derivatives(square, t), [238.942, 0.000550156])
assert abs(theta[0] / mp.mpf("2.3894212918E+02") - 1) < 1e-10
assert abs(theta[1] / mp.mpf("5.5015643181E-04") - 1) < 1e-10
assert abs(square(*theta) / mp.mpf("1.2455138894E-01") - 1) < 1e-10
minimum("exponential-rise", square(*theta), theta)

write(HERE / "models.csv", ["id", "value", "theta"], rows)

means = []
for name in ["iris", "misra1a", "norris", "wdbc"]:
    for column, values in table(name).items():
        if column != "species":
            means.append([name, len(values), column, repr(float(sum(exact(values)) / len(values)))])
write(HERE / "datasets.csv", ["id", "rows", "column", "mean"], means)
