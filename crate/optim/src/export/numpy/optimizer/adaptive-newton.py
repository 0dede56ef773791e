def method(theta):
    def best_step(constant, square):
        return 2 / (1 + math.sqrt(1 + 2 * constant * math.sqrt(square)))

    constant = 0.0 if lipschitz is None else lipschitz
    for t in itertools.count():
        g = gradient(theta, t)
        h = hessian(theta)
        if not g.any():
            d = np.zeros_like(g)
        elif np.linalg.eigvalsh(h)[0] > 0:
            d = solve(h, -g)
        else:
            raise Failed("the Hessian is not positive definite")
        square = -(g @ d)
        step = best_step(constant, square) if square > 0 else 1.0
        if lipschitz is None and square > 0:
            before = value(theta)
            rounding = 4 * np.finfo(float).eps * abs(before)
            for _ in range(100):
                change = value(theta + step * d) - before - rounding
                needed = 6 * (change + step * (1 - step / 2) * square) / (step**3 * square**1.5)
                needed = max(needed, 0.0) if math.isfinite(needed) else math.inf
                if needed <= constant:
                    break
                larger = max(needed, 2 * constant)
                constant = larger if math.isfinite(larger) else 8 * max(constant, 1 / math.sqrt(square))
                step = best_step(constant, square)
            else:
                raise Failed("no Lipschitz constant is large enough")
            constant = max(needed, constant / 2)
        theta = theta + step * d
        yield theta
