"""Adam on a function of its own, from (0.3, -0.4). Made with Fall Line."""

import torch

torch.set_default_dtype(torch.float64)


def value(theta):
    """C(theta)."""
    x, y = theta
    a1 = torch.sin(x)
    a2 = torch.cos(y)
    a3 = 0.25*x
    a4 = x/9
    a5 = y/9
    a6 = x*y
    a7 = y + 9
    a8 = x + 9
    a9 = x/3
    a10 = y/3
    a11 = torch.tanh(x)
    a12 = -y
    a13 = y - 9
    a14 = x - 9
    a15 = torch.sign(y)
    a16 = torch.sigmoid(y)
    a17 = torch.logaddexp(x, torch.tensor(0.0))
    a18 = torch.erf(x)
    a19 = torch.logaddexp(torch.logaddexp(x, y), torch.tensor(1))
    a20 = torch.tan(a3)
    a21 = torch.asin(a4)
    a22 = torch.acos(a5)
    a23 = torch.atan(a6)
    a24 = torch.atan2(a7, a8)
    a25 = torch.sinh(a9)
    a26 = torch.cosh(a10)
    a27 = torch.exp(a12)
    a28 = torch.log(a8)
    a29 = torch.log2(a7)
    a30 = torch.log10(a8)
    a31 = torch.sqrt(a8)
    a32 = torch.sign(a13)*torch.abs(a13)**(1/3)
    a33 = torch.abs(a14)
    a34 = torch.minimum(x, a13)
    a35 = torch.maximum(x, a13)
    a36 = torch.relu(a7)
    a37 = a8**a5
    a38 = a2*a20
    a39 = a1 + a38 + a21 + a22 + a23 + a24 + a25 + a26
    a40 = a39 + a11 + a27 + a28 + a29 + a30 + a31 + a32
    a41 = a40 + a33 + a15 + a34 + a35 + a16 + a17 + a36
    a42 = a41 + a18 + a37 + a19 + 8.539734222673566
    return a42


theta = torch.tensor([0.3, -0.4], requires_grad=True)
optimizer = torch.optim.Adam([theta], lr=0.05, betas=(0.9, 0.999), eps=1e-8)

print("iteration,x,y,C")
for t in range(20 + 1):
    print(t, *theta.tolist(), value(theta).item(), sep=",")
    optimizer.zero_grad()
    value(theta).backward()
    optimizer.step()
