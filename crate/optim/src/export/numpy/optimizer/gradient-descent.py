def method(theta):
    for t in itertools.count():
        g = gradient(theta, t)
        theta = advance(theta, -g, learning_rate, t)
        yield theta
