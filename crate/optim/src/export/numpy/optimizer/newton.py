def method(theta):
    for t in itertools.count():
        g = gradient(theta, t)
        d = solve(hessian(theta), -g) if g.any() else np.zeros_like(g)
        theta = advance(theta, d, 1, t)
        yield theta
