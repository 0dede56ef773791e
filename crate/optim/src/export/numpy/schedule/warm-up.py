def rate_factor(theta, t):
    return min((t + 1) / schedule_length, 1)
