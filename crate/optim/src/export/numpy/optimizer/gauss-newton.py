def method(theta):
    for t in itertools.count():
        g = gradient(theta, t)
        j = term_gradients(theta)
        h = 2 * j.T @ j + l2_factor * np.eye(len(theta))
        theta = advance(theta, solve(h, -g), 1, t)
        yield theta
