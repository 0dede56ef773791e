"""Adam on a function of its own, from (0.5, 0.5). Made with Fall Line."""

import numpy as np
import torch

torch.set_default_dtype(torch.float64)


terms_count = 4
all_rows = torch.arange(4)


def terms(theta, rows=all_rows):
    """The terms of the sum."""
    x, y = theta
    a = 3.0
    a1 = x - 1
    a2 = y + 2
    a3 = x + y
    a4 = torch.sin(x)
    a5 = a1**2
    a6 = a2**2
    a7 = a3**4
    a8 = a4*y
    a9 = a*a5
    return torch.stack([0 * theta[0] + (a9), 0 * theta[0] + (a6), 0 * theta[0] + (a7), 0 * theta[0] + (a8)])[rows]


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
    """The terms of iteration t: the next 2 of a shuffled epoch."""
    epoch, place = divmod(t, -(-terms_count // 2))
    order = list(range(terms_count))
    numbers = draws(9, epoch * (terms_count - 1), terms_count - 1)
    for last, x in zip(range(terms_count - 1, 0, -1), numbers):
        other = x * (last + 1) >> 64
        order[last], order[other] = order[other], order[last]
    return np.array(order[place * 2 :][:2])


theta = torch.tensor([0.5, 0.5], requires_grad=True)
optimizer = torch.optim.Adam([theta], lr=0.05, betas=(0.9, 0.999), eps=1e-8)

print("iteration,x,y,C")
for t in range(20 + 1):
    print(t, *theta.tolist(), value(theta).item(), sep=",")
    optimizer.zero_grad()
    value(theta, torch.as_tensor(batch(t))).backward()
    optimizer.step()
