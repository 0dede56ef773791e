def method(theta):
    most = len(theta) if restart is None else restart
    last_g = last_d = last_product = None
    age = 0
    for t in itertools.count():
        g = gradient(theta, t)
        weight = 0.0
        if last_d is not None and age < most:
            change = g - last_g
            if form == "linear":
                weight = (g @ last_product) / (last_d @ last_product)
            elif form == "fletcher-reeves":
                weight = (g @ g) / (last_g @ last_g)
            elif form == "polak-ribiere":
                weight = max(0.0, (g @ change) / (last_g @ last_g))
            else:
                weight = (g @ change) / (last_d @ change)
            if not g @ (-g + weight * last_d) < 0:
                weight = 0.0
        d = -g + weight * last_d if weight != 0 else -g
        age = age + 1 if weight != 0 else 1
        product, rate = None, 1.0
        if form == "linear":
            product = hessian(theta) @ d
            if g.any():
                if not d @ product > 0:
                    raise Failed("the curvature along the direction is not positive")
                rate = -(g @ d) / (d @ product)
        theta = advance(theta, d, rate, t)
        last_g, last_d, last_product = g, d, product
        yield theta
