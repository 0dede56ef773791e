def step_size(theta, d, rate, factor):
    """A step that keeps the strong Wolfe conditions, after Nocedal and Wright's algorithms 3.5 and 3.6."""
    alpha = search_initial_step * factor
    if not d.any():
        return alpha
    start, slope = descent(theta, d)

    def at(alpha, bound):
        """The value, and the slope where the step is not too long."""
        there = theta + alpha * d
        found = value(there)
        if found <= start + search_beta * alpha * slope and found < bound:
            return found, d @ exact_gradient(there)
        return found, None

    def inside(low, low_slope, high, replaced):
        """Where the cubic, else the parabola, through the bracket has its minimum, else the middle."""
        width = high[0] - low[0]
        h, rest = width, (high[1] - low[1] - low_slope * width) / width**2
        with np.errstate(all="ignore"):
            if replaced is not None:
                k = replaced[0] - low[0]
                third = (rest - (replaced[1] - low[1] - low_slope * k) / np.float64(k) ** 2) / (h - k)
                second = rest - third * h
                share = (np.sqrt(second**2 - 3 * third * low_slope) - second) / (3 * third) / width
                if 0.2 <= share <= 0.8:
                    return low[0] + share * width
            share = -low_slope / (2 * rest) / width
        return low[0] + (share if 0.1 <= share <= 0.9 else 0.5) * width

    def zoom(low, low_slope, high):
        replaced = None
        for _ in range(200):
            alpha = inside(low, low_slope, high, replaced)
            found, there = at(alpha, low[1])
            if there is None:
                replaced, high = high, (alpha, found)
                continue
            if abs(there) <= -search_gamma * slope:
                return alpha
            if there * (high[0] - low[0]) >= 0:
                replaced, high = high, low
            else:
                replaced = low
            low, low_slope = (alpha, found), there
        raise Failed("no step keeps the strong Wolfe conditions")

    last, last_slope, bound = (0.0, start), slope, math.inf
    for _ in range(200):
        found, there = at(alpha, bound)
        if there is None:
            return zoom(last, last_slope, (alpha, found))
        if abs(there) <= -search_gamma * slope:
            return alpha
        if there >= 0:
            return zoom((alpha, found), there, last)
        last, last_slope, bound = (alpha, found), there, found
        alpha *= 2
    raise Failed("no step keeps the strong Wolfe conditions")
