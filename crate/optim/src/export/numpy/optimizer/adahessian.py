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
