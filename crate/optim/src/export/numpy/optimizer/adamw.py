def method(theta):
    v = np.zeros_like(theta)
    s = np.zeros_like(theta)
    for t in itertools.count():
        g = gradient(theta, t)
        v = beta * v + (1 - beta) * g
        s = gamma * s + (1 - gamma) * g * g
        v_hat = v / (1 - beta ** (t + 1)) if bias_correction else v
        s_hat = s / (1 - gamma ** (t + 1)) if bias_correction else s
        root = np.sqrt(s_hat + epsilon) if epsilon_inside else np.sqrt(s_hat) + epsilon
        theta = advance(theta, -v_hat / root - weight_decay * theta, learning_rate, t)
        yield theta
