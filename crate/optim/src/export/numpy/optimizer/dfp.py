def method(theta):
    b = scale * np.eye(len(theta))
    for t in itertools.count():
        g = gradient(theta, t)
        following = advance(theta, -b @ g, 1, t)
        s, y = following - theta, gradient(following, t) - g
        theta = following
        if y @ s > np.finfo(float).eps * np.linalg.norm(s) * np.linalg.norm(y):
            by = b @ y
            b = b - np.outer(by, by) / (y @ by) + np.outer(s, s) / (y @ s)
        yield theta
