def method(theta):
    def share(k):
        """(1 - gamma^(p k))^(1/p)."""
        return (-math.expm1(p * k * math.log(gamma))) ** (1 / p) if gamma > 0 else 1.0

    def norm(a, b):
        """(a^p + b^p)^(1/p), without overflow for large p."""
        large, small = np.maximum(a, b), np.minimum(a, b)
        ratio = np.divide(small, large, out=np.zeros_like(large), where=large > 0)
        return large * np.exp(np.log1p(ratio**p) / p)

    v = np.zeros_like(theta)
    r = np.zeros_like(theta)
    for t in itertools.count():
        g = gradient(theta, t)
        v = beta * v + (1 - beta) * g
        r = norm(gamma * r, share(1) * np.abs(g))
        v_hat = v / (1 - beta ** (t + 1))
        r_hat = r / share(t + 1)
        theta = advance(theta, -v_hat / (r_hat + epsilon), learning_rate, t)
        yield theta
