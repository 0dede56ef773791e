def method(theta):
    for t in itertools.count():
        g = gradient(theta, t)
        theta = advance(theta, -np.sign(g), learning_rate, t)
        yield theta
