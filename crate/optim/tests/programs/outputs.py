"""Adam on a function of its own, from (0.5, 0.5). Made with Fall Line."""

import itertools
import math

import numpy as np


terms_count = 4
all_rows = np.arange(4)


def terms(theta, rows=all_rows):
    """The terms of the sum."""
    x, y = theta
    a = 3.0
    a1 = x - 1
    a2 = y + 2
    a3 = x + y
    a4 = np.sin(x)
    a5 = a1**2
    a6 = a2**2
    a7 = a3**4
    a8 = a4*y
    a9 = a*a5
    return np.array([a9, a6, a7, a8], dtype=float)[rows]


def term_gradients(theta, rows=all_rows):
    """Their gradients, one in a row."""
    x, y = theta
    a = 3.0
    a1 = x - 1
    a2 = y + 2
    a3 = x + y
    a4 = np.sin(x)
    a10 = a3**3
    a11 = np.cos(x)
    return np.array([[2*a1*a, 0], [0, 2*a2], [4*a10, 4*a10], [a11*y, a4]], dtype=float)[rows]


def value(theta):
    """C(theta)."""
    return terms(theta).sum() / terms_count


def exact_gradient(theta):
    """The gradient of C."""
    return term_gradients(theta).sum(axis=0) / terms_count


learning_rate = 0.05
beta = 0.9
gamma = 0.999
epsilon = 1e-8
bias_correction = True
epsilon_inside = False
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


def batch(t):
    """The terms of iteration t: the next 2 of a shuffled epoch."""
    epoch, place = divmod(t, -(-terms_count // 2))
    order = list(range(terms_count))
    numbers = draws(9, epoch * (terms_count - 1), terms_count - 1)
    for last, x in zip(range(terms_count - 1, 0, -1), numbers):
        other = x * (last + 1) >> 64
        order[last], order[other] = order[other], order[last]
    return np.array(order[place * 2 :][:2])


def gradient(theta, t):
    """The gradient that iteration t's method is given."""
    rows = batch(t)
    g = 1 / len(rows) * (term_gradients(theta, rows).sum(axis=0))
    return g


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


path = [np.array([0.5, 0.5])]
for t, theta in enumerate(itertools.islice(method(path[0]), 20)):
    path.append(theta)
    if not math.isfinite(value(theta)):
        break

print("iteration,x,y,C")
for t, theta in enumerate(path):
    print(t, *map(float, theta), float(value(theta)), sep=",")
