def method(theta):
    v = np.zeros_like(theta)
    r = np.zeros_like(theta)
    for t in itertools.count():
        g = gradient(theta, t)
        v = beta * v + (1 - beta) * g
        r = np.maximum(gamma * r, np.abs(g))
        v_hat = v / (1 - beta ** (t + 1))
        theta = advance(theta, -v_hat / (r + epsilon), learning_rate, t)
        yield theta
