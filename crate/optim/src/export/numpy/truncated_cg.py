def truncated_cg(theta, g, tolerance, radius):
    """Conjugate gradients on H d = -g: d, the next direction, and why they ended."""
    h = hessian(theta)
    d, residual, direction = np.zeros_like(g), g, -g
    for _ in range(10 * len(g)):
        if np.linalg.norm(residual) <= tolerance:
            break
        product = h @ direction
        curvature = direction @ product
        if curvature <= 0:
            return d, direction, "negative curvature"
        step = (residual @ residual) / curvature
        if np.linalg.norm(d + step * direction) >= radius:
            return d, direction, "outside"
        d = d + step * direction
        before, residual = residual, residual + step * product
        direction = -residual + (residual @ residual) / (before @ before) * direction
    return d, direction, "solved"
