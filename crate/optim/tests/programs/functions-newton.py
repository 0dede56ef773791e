"""Newton on a function of its own, from (0.3, -0.4). Made with Fall Line."""

import itertools
import math

import numpy as np


class Failed(Exception):
    """Why there is no next step."""


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


def hessian(theta):
    """The Hessian of C."""
    x, y = theta
    a1 = np.sin(x)
    a3 = np.cos(y)
    a4 = 0.25*x
    a5 = x/9
    a6 = y/9
    a7 = x*y
    a8 = y + 9
    a9 = x + 9
    a10 = x/3
    a11 = y/3
    a12 = np.tanh(x)
    a13 = -y
    a14 = y - 9
    a17 = np.exp(-np.logaddexp(0, -(y)))
    a19 = np.exp(-np.logaddexp(0, -(x)))
    a21 = np.exp(-x*x)
    a23 = np.exp(y - x)
    a24 = np.exp(1 - x)
    a25 = np.tan(a4)
    a27 = np.sqrt(1 - a5*a5)
    a31 = np.sinh(a10)
    a33 = np.cosh(a11)
    a34 = np.exp(a13)
    a35 = np.log(a9)
    a38 = np.sqrt(a9)
    a39 = np.cbrt(a14)
    a46 = a9**a6
    a47 = a9**(a6 - 1)
    a59 = a9**(a6 - 1 - 1)
    a63 = 1/(3*(a39*a39))
    a64 = 1/(2*a38)
    a65 = a6*((a6 - 1)*a59) - a64/(2*a38)*(2*(1/(2*a38)))
    a66 = 1/(2.302585092994046*a9)
    a67 = 2.302585092994046*(-a66/(2.302585092994046*a9))
    a68 = 1/(0.6931471805599453*a8)
    a69 = 1/a9
    a71 = a9/(a8*a8 + a9*a9)
    a72 = 1/(a8*a8 + a9*a9) - a71/(a8*a8 + a9*a9)*(a9 + a9)
    a73 = a8/(a8*a8 + a9*a9)
    a74 = a65 + a67 - a69/a9 + a73/(a8*a8 + a9*a9)*(a9 + a9)
    a75 = 1/(1 + a7*a7)
    a76 = np.sqrt(1 - a6*a6)
    a77 = 1/a76
    a78 = 0.1111111111111111*a5 + 0.1111111111111111*a5
    a79 = 1/a27
    a80 = a25*(0.25*(1 + a25*a25)) + 0.25*(1 + a25*a25)*a25
    a81 = 1/(1 + a23 + a24)
    a82 = np.exp(x - y)
    a83 = np.exp(1 - y)
    a84 = 1/(1 + a82 + a83)
    a85 = -a81/(1 + a23 + a24)*(-a23 - a24) + 1.1283791670955126*(a21*(-(x + x)))
    a88 = a85 + a19*(1 - a19) - (a12*(1 - a12*a12) + (1 - a12*a12)*a12)
    a92 = a88 + 0.1111111111111111*a31 + a74 + y*(-a75/(1 + a7*a7)*(a7*y + y*a7))
    a93 = -a84/(1 + a82 + a83)*a82 + a72 + x*(-a75/(1 + a7*a7)*(a7*y + y*a7)) + a75
    a94 = 0.1111111111111111*(a46*(1/a9) + a6*a47*a35)
    a96 = 0.1111111111111111*(-a79/a27*(1/(2*a27)*(-a78)))
    a98 = np.sin(y)
    a104 = a6*(0.1111111111111111*(a47*a35)) + 0.1111111111111111*a47
    a105 = a39*(1/(3*(a39*a39))) + 1/(3*(a39*a39))*a39
    a106 = 0.6931471805599453*(-a68/(0.6931471805599453*a8))
    a107 = 1/(a8*a8 + a9*a9) - a73/(a8*a8 + a9*a9)*(a8 + a8)
    a108 = 0.1111111111111111*a6 + 0.1111111111111111*a6
    a109 = 0.1111111111111111*(a46*a35)*a35 + a77/a76*(1/(2*a76)*(-a108))
    a110 = a17*(-a17*(1 - a17)) + a17*(1 - a17)*(1 - a17)
    a111 = -a84/(1 + a82 + a83)*(-a82 - a83) + a110 - a63/(3*(a39*a39))*(3*a105)
    a112 = a111 + a34 + 0.1111111111111111*a33 + a106 - a71/(a8*a8 + a9*a9)*(a8 + a8)
    a113 = -a81/(1 + a23 + a24)*a23 + a104 - a107 + y*(-a75/(1 + a7*a7)*(a7*x + x*a7)) + a75
    a114 = a112 + x*(-a75/(1 + a7*a7)*(a7*x + x*a7))
    return np.array([[a92 + a96 + 0.25*(a80*a3) - a1, a93 + a94 - a98*(0.25*(1 + a25*a25))], [a113 + 0.25*((1 + a25*a25)*(-a98)), a114 + 0.1111111111111111*a109 - a3*a25]], dtype=float)


l2_factor = 0.0


def solve(matrix, right):
    """The x with matrix @ x = right."""
    try:
        return np.linalg.solve(matrix, right)
    except np.linalg.LinAlgError as error:
        raise Failed("the matrix is singular") from error


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
    for t in itertools.count():
        g = gradient(theta, t)
        d = solve(hessian(theta), -g) if g.any() else np.zeros_like(g)
        theta = advance(theta, d, 1, t)
        yield theta


path = [np.array([0.3, -0.4])]
try:
    for t, theta in enumerate(itertools.islice(method(path[0]), 20)):
        path.append(theta)
        if not math.isfinite(value(theta)):
            break
except Failed as reason:
    print("The run has ended:", reason)

print("iteration,x,y,C")
for t, theta in enumerate(path):
    print(t, *map(float, theta), float(value(theta)), sep=",")
