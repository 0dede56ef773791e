def step_size(theta, d, rate, factor):
    """The first of the shrinking steps that keeps Armijo's condition."""
    alpha = search_initial_step * factor
    if not d.any():
        return alpha
    start, slope = descent(theta, d)
    for _ in range(1000):
        if value(theta + alpha * d) <= start + search_beta * alpha * slope:
            return alpha
        alpha *= search_factor
    raise Failed("no step keeps Armijo's condition")
