def method(theta):
    pairs = []
    for t in itertools.count():
        g = gradient(theta, t)
        q, shares = g, []
        for s, y in reversed(pairs):
            shares.append((s @ q) / (y @ s))
            q = q - shares[-1] * y
        if pairs and scaling:
            s, y = pairs[-1]
            q = (y @ s) / (y @ y) * q
        for (s, y), share in zip(pairs, reversed(shares)):
            q = q + (share - (y @ q) / (y @ s)) * s
        following = advance(theta, -q, 1, t)
        s, y = following - theta, gradient(following, t) - g
        theta = following
        if y @ s > np.finfo(float).eps * np.linalg.norm(s) * np.linalg.norm(y):
            pairs = (pairs + [(s, y)])[-int(memory) :]
        yield theta
