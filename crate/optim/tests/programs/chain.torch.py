"""Adam on himmelblau, from (0, 0). Made with Fall Line."""

import torch

torch.set_default_dtype(torch.float64)


def value(theta):
    """C(theta)."""
    x, y = theta
    a1 = x**2
    a2 = y**2
    a3 = a1 + y - 11
    a4 = x + a2 - 7
    a5 = a3**2
    a6 = a4**2
    a7 = a5 + a6
    return a7


theta = torch.tensor([0.0, 0.0], requires_grad=True)
optimizer = torch.optim.Adam([theta], lr=0.05, betas=(0.9, 0.999), eps=1e-8)

print("iteration,x,y,C")
for t in range(20 + 1):
    print(t, *theta.tolist(), value(theta).item(), sep=",")
    optimizer.zero_grad()
    value(theta).backward()
    torch.nn.utils.clip_grad_value_([theta], 1.5)
    length = theta.grad.norm()
    if length > 2.0:
        theta.grad *= 2.0 / length
    theta.grad += 0.1 * theta.detach()
    optimizer.step()
