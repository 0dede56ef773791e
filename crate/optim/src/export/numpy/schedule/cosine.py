def rate_factor(theta, t):
    share = min(t / schedule_length, 1)
    return schedule_floor + (1 - schedule_floor) * (1 + math.cos(math.pi * share)) / 2
