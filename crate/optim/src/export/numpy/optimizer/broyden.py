def method(theta):
    h = scale * np.eye(len(theta))
    for t in itertools.count():
        g = gradient(theta, t)
        d = solve(h, -g)
        following = advance(theta, d, 1, t)
        s, g_next = following - theta, gradient(following, t)
        theta = following
        if s @ s > 0:
            change = g_next if form == "notes" else g_next - g - h @ s
            h = h + np.outer(change, s) / (s @ s)
        yield theta
