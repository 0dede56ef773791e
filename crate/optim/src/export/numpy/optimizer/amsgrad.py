def method(theta):
    v = np.zeros_like(theta)
    s = np.zeros_like(theta)
    m = np.zeros_like(theta)
    for t in itertools.count():
        g = gradient(theta, t)
        v = beta * v + (1 - beta) * g
        s = gamma * s + (1 - gamma) * g * g
        m = np.maximum(m, s)
        v_hat = v / (1 - beta ** (t + 1)) if bias_correction else v
        m_hat = m / (1 - gamma ** (t + 1)) if bias_correction else m
        root = np.sqrt(m_hat + epsilon) if epsilon_inside else np.sqrt(m_hat) + epsilon
        theta = advance(theta, -v_hat / root, learning_rate, t)
        yield theta
