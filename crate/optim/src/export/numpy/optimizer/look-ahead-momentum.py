def method(theta):
    v = np.zeros_like(theta)
    for t in itertools.count():
        g = gradient(theta, t)
        v = beta * v + (1 - beta) * g
        u = beta * v + (1 - beta) * g
        theta = advance(theta, -u, learning_rate, t)
        yield theta
