"""Adam on a function of its own, from (0.3, -0.4). Made with Fall Line."""

import itertools
import math

import numpy as np


def value(theta):
    """C(theta)."""
    x, y = theta
    a1 = np.sin(x)
    a2 = np.cos(y)
    a3 = 0.25*x
    a4 = x/9
    a5 = y/9
    a6 = x*y
    a7 = y + 9
    a8 = x + 9
    a9 = x/3
    a10 = y/3
    a11 = np.tanh(x)
    a12 = -y
    a13 = y - 9
    a14 = x - 9
    a15 = np.sign(y)
    a16 = np.exp(-np.logaddexp(0, -(y)))
    a17 = np.logaddexp(x, 0)
    a18 = np.vectorize(math.erf)(x)
    a19 = np.logaddexp(np.logaddexp(x, y), 1)
    a20 = np.tan(a3)
    a21 = np.arcsin(a4)
    a22 = np.arccos(a5)
    a23 = np.arctan(a6)
    a24 = np.arctan2(a7, a8)
    a25 = np.sinh(a9)
    a26 = np.cosh(a10)
    a27 = np.exp(a12)
    a28 = np.log(a8)
    a29 = np.log2(a7)
    a30 = np.log10(a8)
    a31 = np.sqrt(a8)
    a32 = np.cbrt(a13)
    a33 = np.abs(a14)
    a34 = np.minimum(x, a13)
    a35 = np.maximum(x, a13)
    a36 = np.maximum(a7, 0)
    a37 = a8**a5
    a38 = a2*a20
    a39 = a1 + a38 + a21 + a22 + a23 + a24 + a25 + a26
    a40 = a39 + a11 + a27 + a28 + a29 + a30 + a31 + a32
    a41 = a40 + a33 + a15 + a34 + a35 + a16 + a17 + a36
    a42 = a41 + a18 + a37 + a19 + 8.539734222673566
    return a42


def exact_gradient(theta):
    """The gradient of C."""
    x, y = theta
    a2 = np.cos(y)
    a3 = 0.25*x
    a4 = x/9
    a5 = y/9
    a6 = x*y
    a7 = y + 9
    a8 = x + 9
    a9 = x/3
    a10 = y/3
    a11 = np.tanh(x)
    a12 = -y
    a13 = y - 9
    a14 = x - 9
    a16 = np.exp(-np.logaddexp(0, -(y)))
    a20 = np.tan(a3)
    a27 = np.exp(a12)
    a28 = np.log(a8)
    a31 = np.sqrt(a8)
    a32 = np.cbrt(a13)
    a36 = np.maximum(a7, 0)
    a37 = a8**a5
    a43 = a8**(a5 - 1)
    a44 = np.sign(a36)
    a45 = np.sign(x - a13)
    a46 = np.sign(a14)
    a47 = (1 - a45)/2 + (1 + a45)/2 + 1/(3*(a32*a32))
    a48 = a5*a43 + 1/(2*a31) + 1/(2.302585092994046*a8)
    a49 = np.sinh(a10)
    a50 = np.cosh(a9)
    a51 = a44 + 1/(0.6931471805599453*a7) + a8/(a7*a7 + a8*a8)
    a52 = np.sqrt(1 - a5*a5)
    a53 = np.sqrt(1 - a4*a4)
    a54 = np.exp(y - x)
    a55 = np.exp(1 - x)
    a56 = (1 + a45)/2 + (1 - a45)/2 + 1/(1 + a54 + a55)
    a57 = np.exp(x - y)
    a58 = np.exp(1 - y)
    a59 = np.exp(-x*x)
    a60 = np.exp(-np.logaddexp(0, -(x)))
    a61 = 1/(1 + a57 + a58) + a16*(1 - a16) + a47 - a27
    a62 = a56 + 1.1283791670955126*a59 + a60 + a46 + 1 - a11*a11
    a63 = a62 + 0.3333333333333333*a50 + a48 + 1/a8 - a7/(a7*a7 + a8*a8)
    a64 = a61 + 0.3333333333333333*a49 + a51 + x*(1/(1 + a6*a6))
    a65 = a64 + 0.1111111111111111*(a37*a28 - 1/a52)
    a66 = a63 + y*(1/(1 + a6*a6)) + 0.1111111111111111*(1/a53)
    a67 = np.sin(y)
    a68 = np.cos(x)
    return np.array([a66 + 0.25*((1 + a20*a20)*a2) + a68, a65 - a67*a20])


learning_rate = 0.05
beta = 0.9
gamma = 0.999
epsilon = 1e-8
bias_correction = True
epsilon_inside = False
l2_factor = 0.0


def gradient(theta, t):
    """The gradient that iteration t's method is given."""
    return exact_gradient(theta)


def rate_factor(theta, t):
    return 1.0


def step_size(theta, d, rate, factor):
    return rate * factor


def advance(theta, d, rate, t):
    """Goes along d as far as the schedule and the search say."""
    return theta + step_size(theta, d, rate, rate_factor(theta, t)) * d


def method(theta):
    v = np.zeros_like(theta)
    s = np.zeros_like(theta)
    for t in itertools.count():
        g = gradient(theta, t)
        v = beta * v + (1 - beta) * g
        s = gamma * s + (1 - gamma) * g * g
        v_hat = v / (1 - beta ** (t + 1)) if bias_correction else v
        s_hat = s / (1 - gamma ** (t + 1)) if bias_correction else s
        root = np.sqrt(s_hat + epsilon) if epsilon_inside else np.sqrt(s_hat) + epsilon
        theta = advance(theta, -v_hat / root, learning_rate, t)
        yield theta


path = [np.array([0.3, -0.4])]
for t, theta in enumerate(itertools.islice(method(path[0]), 20)):
    path.append(theta)
    if not math.isfinite(value(theta)):
        break

print("iteration,x,y,C")
for t, theta in enumerate(path):
    print(t, *map(float, theta), float(value(theta)), sep=",")
