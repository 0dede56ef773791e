"""Runs the programs of ../programs/ and holds what they print against the iterates beside them.

Needs NumPy and PyTorch. Prints the worst relative difference of each program; fails where one is above its bound.
"""
import pathlib
import subprocess
import sys

folder = pathlib.Path(__file__).parent.parent / "programs"
# Searches stop at another trial where a last digit decides, and second-order steps amplify rounding.
BOUND, LOOSE = 1e-9, {"trust-region-steihaug": 1e-6}


def numbers(text, columns):
    rows = [line.split(",") for line in text.splitlines() if line and line[0].isdigit()]
    return [[float(x) for x in row[: columns + 1]] for row in rows]


worst = 0.0
failed = []
only = sys.argv[1:]
for program in sorted(folder.glob("*.py")):
    name = program.name.removesuffix(".py").removesuffix(".torch")
    if only and name not in only:
        continue
    table = (folder / f"{name}.csv").read_text()
    columns = table.splitlines()[0].split(",").index("value")
    known = numbers(table, columns)
    done = subprocess.run([sys.executable, program], capture_output=True, text=True)
    printed = numbers(done.stdout, columns)
    if "torch" not in program.name and len(printed) != len(known) or not printed:
        failed.append(program.name)
        print(program.name, len(printed), "iterates,", len(known), "wanted", done.stderr[-300:], done.stdout[-200:])
        continue
    difference = 0.0
    for a, b in zip(printed, known):
        size = max(1.0, *map(abs, b[1:]))
        difference = max(difference, *(abs(x - y) / size for x, y in zip(a[1:], b[1:])))
    worst = max(worst, difference)
    if not difference < LOOSE.get(name, BOUND):
        failed.append(program.name)
    print(f"{program.name}: {difference:.1e} over {len(printed)} iterates")
print(f"worst: {worst:.1e}; failed: {failed}")
sys.exit(bool(failed))
