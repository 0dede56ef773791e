progress = {"t": -1, "best": None, "waited": 0, "lowered": 0}


def rate_factor(theta, t):
    if t > progress["t"]:
        found, best = value(theta), progress["best"]
        progress["t"] = t
        if best is None or found < best - schedule_threshold * abs(best):
            progress["best"], progress["waited"] = found, 0
        else:
            progress["waited"] += 1
            if progress["waited"] > schedule_patience:
                progress["waited"] = 0
                progress["lowered"] += 1
    return schedule_decay ** progress["lowered"]
