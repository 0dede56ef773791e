def method(theta):
    def exact(h, g, radius):
        """The p of length at most radius that minimizes g p + p H p / 2."""
        values, vectors = np.linalg.eigh(h)
        shares = vectors.T @ g
        if values[0] > 0:
            p = -vectors @ (shares / values)
            if np.linalg.norm(p) <= radius:
                return p, False
        low = max(-values[0], 0.0)
        shifted = values + low
        rounding = len(g) * np.finfo(float).eps
        flat = int(np.sum(np.cumprod(shifted <= rounding * np.abs(values).max())))
        if flat > 0 and np.all(np.abs(shares[:flat]) <= rounding * np.linalg.norm(g)):
            hard = np.zeros_like(g)
            hard[flat:] = -shares[flat:] / shifted[flat:]
            length = np.linalg.norm(hard)
            if length <= radius:
                hard[0] = math.sqrt(radius**2 - length**2) if low > 0 else 0.0
                return vectors @ hard, low > 0
        short, long = 0.0, np.linalg.norm(g) / radius - max(values[0], 0.0)
        shift = long
        for _ in range(200):
            with np.errstate(divide="ignore", invalid="ignore"):
                p = -shares / (shifted + shift)
            length = np.linalg.norm(p)
            if abs(length - radius) <= 4 * np.finfo(float).eps * radius:
                break
            if length > radius or not np.isfinite(length):
                short = shift
            else:
                long = shift
            with np.errstate(divide="ignore", invalid="ignore"):
                newton = shift + (length - radius) / radius / np.sum((p / length) ** 2 / (shifted + shift))
            following = newton if short < newton < long else short + (long - short) / 2
            if following == shift:
                break
            shift = following
        return vectors @ p, True

    def steihaug(theta, g, radius):
        """Nearly the same by conjugate gradients."""
        length = np.linalg.norm(g)
        d, direction, end = truncated_cg(theta, g, min(0.5, math.sqrt(length)) * length, radius)
        if end == "solved":
            return d, False
        a, b = direction @ direction, d @ direction
        root = math.sqrt(b * b + a * (radius**2 - d @ d))
        ends = [(-b - root) / a, (-b + root) / a]
        if end == "outside":
            return d + ends[1] * direction, True
        h = hessian(theta)
        model = [g @ (d + x * direction) + (d + x * direction) @ h @ (d + x * direction) / 2 for x in ends]
        return d + ends[0 if model[0] < model[1] else 1] * direction, True

    radius = min(initial_radius, max_radius)
    for t in itertools.count():
        radius = min(radius, max_radius)
        g = gradient(theta, t)
        h = hessian(theta)
        before = value(theta)
        p, on_boundary = exact(h, g, radius) if subproblem == "exact" else steihaug(theta, g, radius)
        predicted = -(g @ p + p @ h @ p / 2)
        actual = before - value(theta + p)
        rounding = 10 * np.finfo(float).eps * abs(before)
        is_rounding = predicted <= rounding and abs(actual) <= rounding
        ratio = 1.0 if is_rounding else actual / predicted
        if not ratio >= 0.25:
            radius = radius / 4
        elif ratio > 0.75 and on_boundary:
            radius = min(2 * radius, max_radius)
        if ratio > eta:
            theta = theta + p
        yield theta
