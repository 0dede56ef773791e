def step_size(theta, d, rate, factor):
    return rate * factor
