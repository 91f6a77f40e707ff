"""Read thousands of damaged files, each within 10 s and 1 GB, and count what comes of it.

Each file is a whole one with one mutation, chosen by the seed and the number of the file.
"""

import random
import tempfile
from collections import Counter
from pathlib import Path

import pandas as pd

from analyses.metadata import write_results
from analyses.robustness.mutations.bases import Base, make_bases
from analyses.robustness.running.reading import GOOD, Reader
from analyses.study import run_study

SEED = 0
SECONDS, BYTES = 10, 2**30
# of every hundred files; a run is read by training on, which takes a tenth of a second
SHARES = {".json": 16, ".graphml": 17, ".dot": 17, ".csv": 14, ".npz": 14, "network": 9, "checkpoint": 7, "run": 6}
# a text can be changed by hand, so it need not notice more than its end is lost
TEXTS = (".json", ".graphml", ".dot", ".csv")
LOSSES = {"text": ("truncated",), "binary": ("truncated", "flipped_bits", "part_lost", "part_zeroed")}


def main(results: Path, *, resume: bool, count: int) -> None:  # noqa: ARG001  # nothing is kept halfway
    bases = make_bases()
    reader = Reader(seconds=SECONDS, n_bytes=BYTES)
    rows: Counter[tuple[str, str, str]] = Counter()
    faults = []
    slowest = 0.0
    try:
        with tempfile.TemporaryDirectory() as folder:
            whole = [_read(reader, base, base.content, Path(folder))[1] for base in bases]
            for number in range(count):
                base, mutation, content = mutated(number, bases)
                outcome, detail, found, seconds = _outcome(reader, base, content, Path(folder))
                slowest = max(slowest, seconds)
                if outcome == "read":
                    outcome = "equal" if found == whole[bases.index(base)] else _if_different(base, mutation)
                rows[_what(base), mutation, outcome] += 1
                if outcome not in GOOD:
                    faults.append((number, _what(base), base.name, mutation, outcome, detail))
                    print(*faults[-1], flush=True)
    finally:
        reader.close()
    counted = [(*key, n) for key, n in sorted(rows.items())]
    table = pd.DataFrame(counted, columns=["files", "mutation", "outcome", "count"])
    facts = {
        "outcomes": table.groupby("outcome")["count"].sum().sort_index().to_dict(),
        "slowest_seconds": round(slowest, 1),
        "seconds_allowed": SECONDS,
        "bytes_allowed": BYTES,
    }
    packages = ("networkx", "safetensors", "torch")
    write_results(table, results / "files.csv", script=__file__, seeds=[SEED], packages=packages, facts=facts)
    columns = ["number", "files", "name", "mutation", "outcome", "detail"]
    listed = pd.DataFrame(faults, columns=columns)
    write_results(listed, results / "files_faults.csv", script=__file__, seeds=[SEED], packages=packages)
    print(facts["outcomes"])


def mutated(number: int, bases: list[Base]) -> tuple[Base, str, bytes]:
    """Return the base, the mutation and the content of a file by its number."""
    rng = random.Random(f"{SEED} {number}")
    kind = rng.choices(list(SHARES), list(SHARES.values()))[0]
    base = rng.choice([base for base in bases if _what(base) == kind])
    mutation = rng.choice(list(base.mutations))
    return base, mutation, base.mutations[mutation](rng, base.content)


def _what(base: Base) -> str:
    return base.kind if base.kind in SHARES else Path(base.name).suffix


def _if_different(base: Base, mutation: str) -> str:
    losses = LOSSES["text" if Path(base.name).suffix in TEXTS else "binary"]
    return "silent change" if base.checked and mutation in losses else "different"


def _outcome(reader: Reader, base: Base, content: bytes, folder: Path) -> tuple[str, str, object, float]:
    (outcome, detail), found, seconds = _read(reader, base, content, folder)
    if outcome == "hang":  # a second time, as a busy machine is slow too
        (outcome, detail), found, seconds = _read(reader, base, content, folder)
    return outcome, detail, found, seconds


def _read(reader: Reader, base: Base, content: bytes, folder: Path) -> tuple[tuple[str, str], object, float]:
    path = folder / base.kind / base.name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(content)
    return reader.read(base.kind, path)


if __name__ == "__main__":
    run_study(main, __file__, count=(10_000, "files to damage"))
