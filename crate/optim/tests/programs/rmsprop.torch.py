"""RMSprop on beale, from (1, 1). Made with Fall Line."""

import torch

torch.set_default_dtype(torch.float64)


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


theta = torch.tensor([1.0, 1.0], requires_grad=True)
optimizer = torch.optim.RMSprop([theta], lr=0.01, alpha=0.99, eps=1e-8)

print("iteration,x,y,C")
for t in range(20 + 1):
    print(t, *theta.tolist(), value(theta).item(), sep=",")
    optimizer.zero_grad()
    value(theta).backward()
    optimizer.step()
