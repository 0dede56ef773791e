def method(theta):
    s = np.zeros_like(theta)
    for t in itertools.count():
        g = gradient(theta, t)
        s = s + g * g
        root = np.sqrt(s + epsilon) if epsilon_inside else np.sqrt(s) + epsilon
        theta = advance(theta, -g / root, learning_rate, t)
        yield theta
