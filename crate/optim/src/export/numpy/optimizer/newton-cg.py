def method(theta):
    for t in itertools.count():
        g = gradient(theta, t)
        length = np.linalg.norm(g)
        eta = min(0.5, math.sqrt(length) if forcing == "root" else length)
        d, _, end = truncated_cg(theta, g, eta * length, math.inf)
        if end == "negative curvature" and not d.any():
            d = -g
        theta = advance(theta, d, 1, t)
        yield theta
