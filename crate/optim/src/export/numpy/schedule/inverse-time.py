def rate_factor(theta, t):
    return 1 / (1 + schedule_decay * t)
