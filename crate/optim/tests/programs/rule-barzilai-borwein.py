"""A typed rule on rosenbrock, from (-1.2, 1). Made with Fall Line."""

import itertools
import math

import numpy as np


def value(theta):
    """C(theta)."""
    t1, t2 = theta
    a = 1.0
    b = 100.0
    a1 = a - t1
    a2 = t1**2
    a3 = a1**2
    a4 = t2 - a2
    a5 = a4**2
    a6 = b*a5
    a7 = a3 + a6
    return a7


def exact_gradient(theta):
    """The gradient of C."""
    t1, t2 = theta
    a = 1.0
    b = 100.0
    a1 = a - t1
    a2 = t1**2
    a4 = t2 - a2
    return np.array([2*t1*(-2*a4*b) - 2*a1, 2*a4*b])


l2_factor = 0.0


def gradient(theta, t):
    """The gradient that iteration t's method is given."""
    return exact_gradient(theta)


def method(theta):
    alpha = 0.001
    for iteration in itertools.count():
        start = theta
        g = gradient(start, iteration)
        t = iteration + 1
        if iteration == 0:
            g_old = g
            theta_old = theta
        d = theta - theta_old
        y = g - g_old
        a = np.where(t < 2.0, alpha, (d @ d) / (d @ y))
        theta_old = theta
        g_old = g
        theta = theta - a * g
        yield theta


path = [np.array([-1.2, 1.0])]
for t, theta in enumerate(itertools.islice(method(path[0]), 20)):
    path.append(theta)
    if not math.isfinite(value(theta)):
        break

print("iteration,t1,t2,C")
for t, theta in enumerate(path):
    print(t, *map(float, theta), float(value(theta)), sep=",")
