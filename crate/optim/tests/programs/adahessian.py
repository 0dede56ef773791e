"""AdaHessian on beale, from (1, 1). Made with Fall Line."""

import itertools
import math

import numpy as np


def value(theta):
    """C(theta)."""
    x, y = theta
    a1 = x*y
    a2 = y**2
    a3 = y**3
    a4 = 1.5 - x + a1
    a5 = x*a2
    a6 = x*a3
    a7 = a4**2
    a8 = 2.25 - x + a5
    a9 = 2.625 - x + a6
    a10 = a8**2
    a11 = a9**2
    a12 = a7 + a10 + a11
    return a12


def exact_gradient(theta):
    """The gradient of C."""
    x, y = theta
    a1 = x*y
    a2 = y**2
    a3 = y**3
    a4 = 1.5 - x + a1
    a5 = x*a2
    a6 = x*a3
    a8 = 2.25 - x + a5
    a9 = 2.625 - x + a6
    a13 = -2*a9 - 2*a8 + a3*(2*a9) + a2*(2*a8) - 2*a4
    a14 = 3*a2*(x*(2*a9)) + 2*y*(x*(2*a8)) + x*(2*a4)
    return np.array([a13 + y*(2*a4), a14])


def hessian(theta):
    """The Hessian of C."""
    x, y = theta
    a1 = x*y
    a2 = y**2
    a3 = y**3
    a4 = 1.5 - x + a1
    a5 = x*a2
    a6 = x*a3
    a8 = 2.25 - x + a5
    a9 = 2.625 - x + a6
    a14 = -2*(-1 + a3) - 2*(-1 + a2) + a3*(2*(-1 + a3))
    a16 = 3*a2*(x*(2*(-1 + a3)) + 2*a9) + 2*y*(x*(2*(-1 + a2)) + 2*a8)
    a17 = a14 + a2*(2*(-1 + a2)) - 2*(-1 + y) + y*(2*(-1 + y))
    a20 = -2*(x*(3*a2)) - 2*(x*(2*y)) + a3*(2*(x*(3*a2))) + 3*a2*(2*a9)
    a21 = a20 + a2*(2*(x*(2*y))) + 2*y*(2*a8) - 2*x
    a22 = 3*a2*(x*(2*(x*(3*a2)))) + 6*y*(x*(2*a9)) + 2*y*(x*(2*(x*(2*y)))) + 2*(x*(2*a8))
    return np.array([[a17, a16 + x*(2*(-1 + y)) + 2*a4], [a21 + y*(2*x) + 2*a4, a22 + x*(2*x)]], dtype=float)


learning_rate = 0.15
beta = 0.9
gamma = 0.999
epsilon = 1e-8
hessian_power = 1.0
diagonal = "exact"
seed = 0.0
l2_factor = 0.0


def draws(seed, place, count):
    """`count` numbers of 64 bits of the seed's sequence of PCG64, from `place` on."""
    increment = 0x0A02BDBF7BB3C0A7AC28FA16A64ABF96 << 1 | 1
    state = ((seed + increment) * 0x2360ED051FC65DA44385DF649FCCF645 + increment) % 2**128
    generator = np.random.PCG64()
    generator.state = {
        "bit_generator": "PCG64",
        "state": {"state": state, "inc": increment},
        "has_uint32": 0,
        "uinteger": 0,
    }
    generator.advance(place)
    return [int(x) for x in generator.random_raw(count)]


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
        h = hessian(theta)
        if diagonal == "exact":
            d = np.diag(h)
        else:
            z = np.array([1.0 if x >> 63 == 0 else -1.0 for x in draws(int(seed), t * len(theta), len(theta))])
            d = z * (h @ z)
        v = beta * v + (1 - beta) * g
        s = gamma * s + (1 - gamma) * d * d
        v_hat = v / (1 - beta ** (t + 1))
        s_hat = s / (1 - gamma ** (t + 1))
        theta = advance(theta, -v_hat / (s_hat ** (hessian_power / 2) + epsilon), learning_rate, t)
        yield theta


path = [np.array([1.0, 1.0])]
for t, theta in enumerate(itertools.islice(method(path[0]), 20)):
    path.append(theta)
    if not math.isfinite(value(theta)):
        break

print("iteration,x,y,C")
for t, theta in enumerate(path):
    print(t, *map(float, theta), float(value(theta)), sep=",")
