def method(theta):
    b = scale * np.eye(len(theta))
    is_fresh = True
    for t in itertools.count():
        g = gradient(theta, t)
        following = advance(theta, -b @ g, 1, t)
        s, y = following - theta, gradient(following, t) - g
        theta = following
        if y @ s > np.finfo(float).eps * np.linalg.norm(s) * np.linalg.norm(y):
            if scale_first and is_fresh:
                b = (y @ s) / (y @ y) * np.eye(len(theta))
            is_fresh = False
            rho = 1 / (y @ s)
            v = np.eye(len(theta)) - rho * np.outer(y, s)
            b = v.T @ b @ v + rho * np.outer(s, s)
        yield theta
