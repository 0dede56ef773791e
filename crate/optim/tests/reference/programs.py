"""Has all programs of ../programs.rs written, runs them, and holds what they print against the iterates of the runs.

Needs NumPy and PyTorch. Prints the worst relative difference of each program; where none is above its bound, notes the
programs in ../programs/digests.txt as the ones that were run.
"""
import os
import pathlib
import subprocess
import sys
import tempfile

tests = pathlib.Path(__file__).parent.parent
folder = pathlib.Path(tempfile.mkdtemp())
# The test fails where programs have changed; they are written all the same.
subprocess.run(
    ["cargo", "test", "--quiet", "-p", "fallline-optim", "--test", "programs", "programs_are"],
    cwd=tests,
    env=os.environ | {"FALLLINE_WRITE_PROGRAMS": str(folder)},
    capture_output=True,
)
# Searches stop at another trial where a last digit decides, and second-order steps amplify rounding.
BOUND, LOOSE = 1e-9, {"trust-region-steihaug": 1e-6}


def numbers(text, columns):
    rows = [line.split(",") for line in text.splitlines() if line and line[0].isdigit()]
    return [[float(x) for x in row[: columns + 1]] for row in rows]


worst = 0.0
failed = []
for program in sorted(folder.glob("*.py")):
    name = program.name.removesuffix(".py").removesuffix(".torch")
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
if failed or not any(folder.glob("*.py")):
    sys.exit(1)
(tests / "programs" / "digests.txt").write_text((folder / "digests.txt").read_text())
