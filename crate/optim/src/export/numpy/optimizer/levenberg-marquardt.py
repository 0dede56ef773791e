def method(theta):
    mu = damping
    for t in itertools.count():
        g = gradient(theta, t)
        j = term_gradients(theta)
        h = 2 * j.T @ j + l2_factor * np.eye(len(theta))
        d = solve(h + mu * (np.eye(len(theta)) if scaling == "identity" else np.diag(np.diag(h))), -g)
        if value(theta + d) <= value(theta):
            theta, mu = theta + d, mu / factor
        else:
            mu = mu * factor
        yield theta
