def method(theta):
    def root(x):
        return np.sqrt(x + epsilon) if epsilon_inside else np.sqrt(x) + epsilon

    s = np.zeros_like(theta)
    delta = np.zeros_like(theta)
    for t in itertools.count():
        g = gradient(theta, t)
        s = gamma * s + (1 - gamma) * g * g
        u = root(delta) / root(s) * g
        delta = rho * delta + (1 - rho) * u * u
        theta = advance(theta, -u, 1, t)
        yield theta
