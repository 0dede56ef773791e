"""Writes network/*.csv: losses, gradients and training steps of fully connected networks, computed by PyTorch in double precision.

python crate/optim/tests/reference/network.py (PyTorch 2.15.0)

A weight, a feature and a target are functions of their place, so that the tests can make the same: number(k) below.
"""

import pathlib

import torch

torch.set_default_dtype(torch.float64)
folder = pathlib.Path(__file__).parent / "network"


def number(k):
    """One of the numbers from -0.5 to 0.5, exact in binary."""
    return ((k * 7919 + 104729) % 1009 % 257 - 128) / 256


ACTIVATIONS = {
    "identity": torch.nn.Identity,
    "sigmoid": torch.nn.Sigmoid,
    "tanh": torch.nn.Tanh,
    "relu": torch.nn.ReLU,
    "softplus": torch.nn.Softplus,
}


def network(widths, activation, last):
    layers = []
    for i, (inputs, outputs) in enumerate(zip(widths, widths[1:])):
        layers.append(torch.nn.Linear(inputs, outputs))
        layers.append(ACTIVATIONS[last if i == len(widths) - 2 else activation]())
    model = torch.nn.Sequential(*layers)
    with torch.no_grad():
        k = 0
        for parameter in model.parameters():
            values = [number(k + i) for i in range(parameter.numel())]
            k += parameter.numel()
            parameter.copy_(torch.tensor(values).reshape(parameter.shape))
    return model


def samples(count, inputs, outputs, loss):
    features = torch.tensor([2 * number(5000 + i) for i in range(count * inputs)]).reshape(count, inputs)
    if loss == "cross-entropy" and outputs > 1:
        return features, torch.tensor([i * i % outputs for i in range(count)])
    if loss == "cross-entropy":
        return features, torch.tensor([float(i * i % 3 % 2) for i in range(count)]).reshape(count, 1)
    return features, torch.tensor([number(9000 + i) for i in range(count * outputs)]).reshape(count, outputs)


def mean_loss(loss, outputs, targets):
    if loss == "squared":
        return ((outputs - targets) ** 2).sum(dim=1).mean()
    if outputs.shape[1] == 1:
        return torch.nn.functional.binary_cross_entropy_with_logits(outputs, targets)
    return torch.nn.functional.cross_entropy(outputs, targets)


def flat(tensors):
    return torch.cat([tensor.reshape(-1) for tensor in tensors]).tolist()


def write(name, rows):
    (folder / f"{name}.csv").write_text("".join(",".join(map(repr, row)) + "\n" for row in rows))


CASES = {
    "sigmoid-squared": ([3, 5, 4, 2], "sigmoid", "sigmoid", "squared", 7),
    "tanh-squared": ([4, 6, 3], "tanh", "identity", "squared", 9),
    "softplus-binary": ([3, 6, 1], "softplus", "identity", "cross-entropy", 11),
    "relu-softmax": ([8, 13, 9, 5], "relu", "identity", "cross-entropy", 23),
    "digits": ([64, 32, 32, 10], "relu", "identity", "cross-entropy", 130),
}

# Loss, then the gradient in the order of the weights.
for name, (widths, activation, last, loss, count) in CASES.items():
    model = network(widths, activation, last)
    features, targets = samples(count, widths[0], widths[-1], loss)
    value = mean_loss(loss, model(features), targets)
    value.backward()
    write(f"gradient-{name}", [[value.item(), *flat(p.grad for p in model.parameters())]])

# The weights after 0, 20, 40, ..., 100 steps with the whole gradient; row by row.
OPTIMIZERS = {
    "sgd": lambda parameters: torch.optim.SGD(parameters, lr=0.1),
    "adam": lambda parameters: torch.optim.Adam(parameters, lr=0.01, betas=(0.9, 0.999), eps=1e-8),
}
for optimizer_name, build in OPTIMIZERS.items():
    widths, activation, last, loss, count = CASES["relu-softmax"]
    model = network(widths, activation, last)
    features, targets = samples(count, widths[0], widths[-1], loss)
    optimizer = build(model.parameters())
    rows = [flat(model.parameters())]
    for step in range(100):
        optimizer.zero_grad()
        mean_loss(loss, model(features), targets).backward()
        optimizer.step()
        if step % 20 == 19:
            rows.append(flat(model.parameters()))
    write(f"training-{optimizer_name}", rows)
