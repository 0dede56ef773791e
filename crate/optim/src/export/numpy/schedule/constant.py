def rate_factor(theta, t):
    return 1.0
