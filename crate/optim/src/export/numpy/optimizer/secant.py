def method(theta):
    start = theta[0]
    second = start + 0.1 * max(1.0, abs(start)) if second_start is None else second_start
    last, last_slope = theta, gradient(theta, 0)
    theta = np.array([second])
    yield theta
    for t in itertools.count(1):
        slope = gradient(theta, t)
        if slope[0] == 0:
            d = np.zeros(1)
        else:
            chord = (slope - last_slope) / (theta - last)
            if not (np.isfinite(chord[0]) and chord[0] != 0):
                raise Failed("the chord is flat")
            d = -slope / chord
        last, last_slope = theta, slope
        theta = advance(theta, d, 1, t)
        yield theta
