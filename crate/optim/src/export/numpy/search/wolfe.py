def step_size(theta, d, rate, factor):
    """Bisection up to a step that keeps both Wolfe conditions."""
    alpha = search_initial_step * factor
    if not d.any():
        return alpha
    start, slope = descent(theta, d)
    short, long = 0.0, math.inf
    for _ in range(1000):
        there = theta + alpha * d
        if not value(there) <= start + search_beta * alpha * slope:
            long = alpha
        elif d @ exact_gradient(there) >= search_gamma * slope:
            return alpha
        else:
            short = alpha
        alpha = 2 * short if math.isinf(long) else short + (long - short) / 2
    raise Failed("no step keeps the Wolfe conditions")
