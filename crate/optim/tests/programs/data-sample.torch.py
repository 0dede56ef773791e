"""Momentum on linear-regression, from (1, 1). Made with Fall Line."""

import numpy as np
import torch

torch.set_default_dtype(torch.float64)


# petal_length, petal_width
data = torch.tensor([
    [1.4, 0.2],
    [1.4, 0.2],
    [1.3, 0.2],
    [1.5, 0.2],
    [1.4, 0.2],
    [1.7, 0.4],
    [1.4, 0.3],
    [1.5, 0.2],
    [1.4, 0.2],
    [1.5, 0.1],
    [1.5, 0.2],
    [1.6, 0.2],
    [1.4, 0.1],
    [1.1, 0.1],
    [1.2, 0.2],
    [1.5, 0.4],
    [1.3, 0.4],
    [1.4, 0.3],
    [1.7, 0.3],
    [1.5, 0.3],
    [1.7, 0.2],
    [1.5, 0.4],
    [1.0, 0.2],
    [1.7, 0.5],
    [1.9, 0.2],
    [1.6, 0.2],
    [1.6, 0.4],
    [1.5, 0.2],
    [1.4, 0.2],
    [1.6, 0.2],
    [1.6, 0.2],
    [1.5, 0.4],
    [1.5, 0.1],
    [1.4, 0.2],
    [1.5, 0.2],
    [1.2, 0.2],
    [1.3, 0.2],
    [1.4, 0.1],
    [1.3, 0.2],
    [1.5, 0.2],
    [1.3, 0.3],
    [1.3, 0.3],
    [1.3, 0.2],
    [1.6, 0.6],
    [1.9, 0.4],
    [1.4, 0.3],
    [1.6, 0.2],
    [1.4, 0.2],
    [1.5, 0.2],
    [1.4, 0.2],
    [4.7, 1.4],
    [4.5, 1.5],
    [4.9, 1.5],
    [4.0, 1.3],
    [4.6, 1.5],
    [4.5, 1.3],
    [4.7, 1.6],
    [3.3, 1.0],
    [4.6, 1.3],
    [3.9, 1.4],
    [3.5, 1.0],
    [4.2, 1.5],
    [4.0, 1.0],
    [4.7, 1.4],
    [3.6, 1.3],
    [4.4, 1.4],
    [4.5, 1.5],
    [4.1, 1.0],
    [4.5, 1.5],
    [3.9, 1.1],
    [4.8, 1.8],
    [4.0, 1.3],
    [4.9, 1.5],
    [4.7, 1.2],
    [4.3, 1.3],
    [4.4, 1.4],
    [4.8, 1.4],
    [5.0, 1.7],
    [4.5, 1.5],
    [3.5, 1.0],
    [3.8, 1.1],
    [3.7, 1.0],
    [3.9, 1.2],
    [5.1, 1.6],
    [4.5, 1.5],
    [4.5, 1.6],
    [4.7, 1.5],
    [4.4, 1.3],
    [4.1, 1.3],
    [4.0, 1.3],
    [4.4, 1.2],
    [4.6, 1.4],
    [4.0, 1.2],
    [3.3, 1.0],
    [4.2, 1.3],
    [4.2, 1.2],
    [4.2, 1.3],
    [4.3, 1.3],
    [3.0, 1.1],
    [4.1, 1.3],
    [6.0, 2.5],
    [5.1, 1.9],
    [5.9, 2.1],
    [5.6, 1.8],
    [5.8, 2.2],
    [6.6, 2.1],
    [4.5, 1.7],
    [6.3, 1.8],
    [5.8, 1.8],
    [6.1, 2.5],
    [5.1, 2.0],
    [5.3, 1.9],
    [5.5, 2.1],
    [5.0, 2.0],
    [5.1, 2.4],
    [5.3, 2.3],
    [5.5, 1.8],
    [6.7, 2.2],
    [6.9, 2.3],
    [5.0, 1.5],
    [5.7, 2.3],
    [4.9, 2.0],
    [6.7, 2.0],
    [4.9, 1.8],
    [5.7, 2.1],
    [6.0, 1.8],
    [4.8, 1.8],
    [4.9, 1.8],
    [5.6, 2.1],
    [5.8, 1.6],
    [6.1, 1.9],
    [6.4, 2.0],
    [5.6, 2.2],
    [5.1, 1.5],
    [5.6, 1.4],
    [6.1, 2.3],
    [5.6, 2.4],
    [5.5, 1.8],
    [4.8, 1.8],
    [5.4, 2.1],
    [5.6, 2.4],
    [5.1, 2.3],
    [5.1, 1.9],
    [5.9, 2.3],
    [5.7, 2.5],
    [5.2, 2.3],
    [5.0, 1.9],
    [5.2, 2.0],
    [5.4, 2.3],
    [5.1, 1.8],
])
terms_count = 150
all_rows = torch.arange(150)


def terms(theta, rows=all_rows):
    """The terms of the sum."""
    w, b = theta
    petal_length, petal_width = data[rows].T
    zero = torch.zeros(len(rows))
    a1 = w*petal_length
    a2 = petal_width - a1 - b
    a3 = a2**2
    return torch.cat([zero + (a3)])


def value(theta, rows=all_rows):
    """C(theta), or its estimate from some of the terms."""
    return 1 / len(rows) * (terms(theta, rows)).sum()


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
    """The terms of iteration t: drawn anew, each as likely as any other."""
    return np.array([x * terms_count >> 64 for x in draws(5, t * 1, 1)])


theta = torch.tensor([1.0, 1.0], requires_grad=True)
optimizer = torch.optim.SGD([theta], lr=0.01 * (1 - 0.9), momentum=0.9)

print("iteration,w,b,C")
for t in range(20 + 1):
    print(t, *theta.tolist(), value(theta).item(), sep=",")
    optimizer.zero_grad()
    value(theta, torch.as_tensor(batch(t))).backward()
    theta.grad += 0.01 * theta.detach()
    optimizer.step()
