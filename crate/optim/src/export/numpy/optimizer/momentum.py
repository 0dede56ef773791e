def method(theta):
    v = np.zeros_like(theta)
    for t in itertools.count():
        g = gradient(theta, t)
        v = beta * v + (1 - beta if form == "ema" else 1) * g
        theta = advance(theta, -v, learning_rate, t)
        yield theta
