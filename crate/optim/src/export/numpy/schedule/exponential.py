def rate_factor(theta, t):
    return schedule_decay**t
