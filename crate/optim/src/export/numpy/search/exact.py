def step_size(theta, d, rate, factor):
    """A minimum of the objective along d: doubling, then secants of the slope or the middle of the bracket."""
    if not d.any():
        return 0.0
    start, slope = descent(theta, d)
    curvature = d @ hessian(theta) @ d
    alpha = -slope / curvature if curvature > 0 else 0.1 * max(1.0, np.linalg.norm(theta)) / np.linalg.norm(d)
    low, high, last, width = (0.0, start, slope), None, (0.0, start, slope), math.inf
    for _ in range(300):
        there = theta + alpha * d
        trial = (alpha, value(there), d @ exact_gradient(there))
        same = 4 * np.finfo(float).eps * abs(start) - 1e-9 * slope * alpha
        fell = trial[1] <= low[1] + same
        if fell and abs(trial[2]) <= -search_tolerance * slope:
            return alpha
        if fell and trial[2] < 0:
            low = trial
        else:
            high = alpha
        if high is None:
            alpha, last = 2 * alpha, low
            continue
        middle = low[0] + (high - low[0]) / 2
        if not low[0] < middle < high or np.array_equal(theta + high * d, theta + low[0] * d):
            return low[0]
        before, width = width, high - low[0]
        with np.errstate(all="ignore"):
            secant = trial[0] - trial[2] * ((trial[0] - last[0]) / np.float64(trial[2] - last[2]))
        last = trial
        alpha = secant if width <= 0.75 * before and low[0] < secant < high else middle
    raise Failed("no minimum was found along the direction")
