def method(theta):
    v = np.zeros_like(theta)
    for t in itertools.count():
        predicted = theta - learning_rate * rate_factor(theta, t) * beta * v
        g = gradient(predicted, t)
        v = beta * v + (1 - beta) * g
        theta = advance(theta, -v, learning_rate, t)
        yield theta
