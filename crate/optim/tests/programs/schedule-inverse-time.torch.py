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


schedule_decay = 0.01


def rate_factor(theta, t):
    return 1 / (1 + schedule_decay * t)


theta = torch.tensor([0.0, 0.0], requires_grad=True)
optimizer = torch.optim.Adam([theta], lr=0.2, betas=(0.9, 0.999), eps=1e-8)
scheduler = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda t: rate_factor(None, t))

print("iteration,x,y,C")
for t in range(20 + 1):
    print(t, *theta.tolist(), value(theta).item(), sep=",")
    optimizer.zero_grad()
    value(theta).backward()
    optimizer.step()
    scheduler.step()
