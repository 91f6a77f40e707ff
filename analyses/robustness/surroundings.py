"""Run commands and kernels in odd surroundings: many at once, no home, a narrow terminal, closed pipes and others.

Each must end as it does in the usual surroundings: with the same words and the same bytes.
"""

import json
import os
import pty
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from analyses.metadata import write_results
from analyses.study import run_study

ROOT = Path(__file__).parents[2]
SECONDS = 300  # of patience
COMMANDS = {
    "patterns": ["patterns"],
    "table": ["table", "--layers", "8"],
    "plot": ["plot", "log_densenet", "--layers", "9", "-o", "out.svg"],
    "design": ["design", "--layers", "9", "--max-edges", "20", "--steps", "100", "-o", "out.json"],
    "compile": ["compile", "log_densenet", "--layers", "3", "--growth-rate", "2", "-o", "out.safetensors"],
    "train": ["train", "log_densenet", "--layers", "2", "--growth-rate", "2", "--epochs", "1", "-o", "run"],
}
# as it is set, or unset where it is None
SURROUNDINGS: dict[str, Mapping[str, str | None]] = {
    "no HOME": {"HOME": None},
    "HOME that cannot be written": {"HOME": "/proc", "XDG_CONFIG_HOME": None, "XDG_CACHE_HOME": None},
    "LANG=C, no UTF-8": {"LANG": "C", "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    "NO_COLOR": {"NO_COLOR": "1", "TERM": "dumb"},
    "python -OO": {"PYTHONOPTIMIZE": "2"},
}
REFUSED = "refused with one line"
CUT = ("patterns", "table")
Row = dict[str, str]


@dataclass(frozen=True)
class Ended:
    """How a process ended, and what it wrote."""

    code: int
    out: str
    err: str
    files: dict[str, bytes]


def main(results: Path, *, resume: bool) -> None:  # noqa: ARG001  # nothing is kept halfway
    rows: list[Row] = []
    for case in (hash_seeds, objects, start_methods, cold_caches, environments, narrow_terminals, closed_pipes):
        for row in case():
            print(*row.values(), flush=True)
            rows.append(row)
    table = pd.DataFrame(rows)
    is_well = (table["found"] == "as usual") | table["found"].str.startswith(REFUSED)
    facts = {"cases": len(table), "faults": int((~is_well).sum())}
    write_results(table, results / "surroundings.csv", script=__file__, packages=("torch", "numba"), facts=facts)
    print(facts)


def _row(surroundings: str, what: str, found: str) -> Row:
    return {"surroundings": surroundings, "what": what, "found": found[:400]}


def _environment(changes: Mapping[str, str | None]) -> dict[str, str]:
    usual = {**os.environ, "PYTHONPATH": str(ROOT)}
    return {key: value for key, value in {**usual, **changes}.items() if value is not None}


def _python(words: list[str], changes: Mapping[str, str | None]) -> Ended:
    with tempfile.TemporaryDirectory() as folder:
        try:
            done = subprocess.run(
                [sys.executable, *words],
                env=_environment(changes),
                cwd=folder,
                capture_output=True,
                timeout=SECONDS,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return Ended(-1, "", f"hang: over {SECONDS} s", {})
        files = {p.name: p.read_bytes() for p in Path(folder).iterdir() if p.is_file()}
    return Ended(done.returncode, done.stdout.decode("utf-8", "replace"), done.stderr.decode("utf-8", "replace"), files)


def _probe(name: str, changes: Mapping[str, str | None]) -> Ended:
    return _python(["-m", "analyses.robustness.running.probes", name], changes)


def _last_line(text: str) -> str:
    return text.strip().splitlines()[-1] if text.strip() else ""


def hash_seeds() -> Iterator[Row]:
    usual = None
    for seed in range(10):
        ended = _probe("patterns_and_pictures", {"PYTHONHASHSEED": str(seed)})
        made = json.loads(ended.out) if ended.code == 0 else {"error": _last_line(ended.err)}
        usual = usual or made
        for what in usual:
            yield _row(f"PYTHONHASHSEED={seed}", what, "as usual" if made.get(what) == usual[what] else str(made))


def objects() -> Iterator[Row]:
    ended = _probe("pickles", {})
    told: dict[str, Any] = (
        json.loads(ended.out) if ended.code == 0 else {"names": 0, "instances": 0, "faults": [_last_line(ended.err)]}
    )
    what = f"pickle of {told['names']} public names and {told['instances']} objects"
    yield _row("another process", what, "; ".join(told["faults"]) or "as usual")


def start_methods() -> Iterator[Row]:
    error = "not a topology: node 1 reads unknown node 5: the nodes are 0..1"
    for name in ("spawned", "forked", "forked_with_torch"):
        ended = _probe(name, {})
        yield _row(
            "worker processes", name, "as usual" if ended.out.strip() == error else _last_line(ended.err + ended.out)
        )


def cold_caches() -> Iterator[Row]:
    usual = _probe("kernels", {}).out
    with tempfile.TemporaryDirectory() as cache:
        ended = _probe("kernels_in_threads", {"NUMBA_CACHE_DIR": cache})
        found = "as usual" if ended.out == usual else _last_line(ended.err) or "other numbers"
        yield _row("8 threads, cold cache of numba", "kernels", found)
    with tempfile.TemporaryDirectory() as cache:
        words = [sys.executable, "-m", "analyses.robustness.running.probes", "kernels"]
        environment = _environment({"NUMBA_CACHE_DIR": cache})
        started = [
            subprocess.Popen(words, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
            for _ in range(8)
        ]
        for number, process in enumerate(started):
            out, err = process.communicate(timeout=SECONDS)
            found = "as usual" if out == usual else _last_line(err) or "other numbers"
            yield _row("8 processes, cold cache of numba", f"kernels, process {number}", found)


def environments() -> Iterator[Row]:
    for command, words in COMMANDS.items():
        usual = _command(words, {})
        for surroundings, changes in SURROUNDINGS.items():
            yield _row(surroundings, command, _compared(_command(words, changes), usual, is_ascii="LANG" in changes))


def _command(words: list[str], changes: Mapping[str, str | None]) -> Ended:
    return _python(["-m", "skipgraph.cli.app", *words], changes)


def _compared(ended: Ended, usual: Ended, *, is_ascii: bool) -> str:
    lines = ended.err.splitlines()
    if ended.code in (1, 2) and not ended.files and len(lines) == 1 and _is_ours(lines[0]):
        return f"{REFUSED}: {lines[0]}"
    if ended.code != usual.code:
        return f"code {ended.code}: {_last_line(ended.err)}"
    if ended.files != usual.files:
        return "other files"
    if _words(ended.out) != _words(usual.out) and not is_ascii:  # rules of tables are no ASCII
        return f"other words: {ended.out[-200:]}"
    further = set(ended.err.splitlines()) - set(usual.err.splitlines())
    return (
        "as usual" if not [line for line in further if "designing" not in line] else f"also says: {' '.join(further)}"
    )


def _words(text: str) -> list[str]:
    """Return what was printed without the seconds that an epoch took."""
    return [line.rpartition(", ")[0] if line.endswith(" s") else line for line in text.splitlines()]


def narrow_terminals() -> Iterator[Row]:
    for command, words in COMMANDS.items():
        ours, theirs = pty.openpty()
        changes = {"COLUMNS": "20", "LINES": "5", "TERM": "xterm"}
        with tempfile.TemporaryDirectory() as folder:
            process = subprocess.Popen(
                [sys.executable, "-m", "skipgraph.cli.app", *words],
                env=_environment(changes), cwd=folder, stdin=theirs, stdout=theirs, stderr=theirs,
            )  # fmt: skip
            os.close(theirs)
            said = _all_of(ours)
            code = process.wait(SECONDS)
        found = "as usual" if code == 0 and "Traceback" not in said else f"code {code}: {_last_line(said)}"
        yield _row("a terminal of 20 columns", command, found)


def _all_of(descriptor: int) -> str:
    chunks = []
    try:
        while chunk := os.read(descriptor, 65536):
            chunks.append(chunk)
    except OSError:  # the other end is closed
        pass
    os.close(descriptor)
    return b"".join(chunks).decode("utf-8", "replace")


def closed_pipes() -> Iterator[Row]:
    for command in CUT:
        text = " ".join([sys.executable, "-m", "skipgraph.cli.app", *COMMANDS[command]])
        for where, codes in (("| head -1", (0, 141)), ("> /dev/full", (1,)), (">&-", (0,))):
            words = ["bash", "-c", f"set -o pipefail; {text} {where}"]
            environment = _environment({})
            done = subprocess.run(words, env=environment, capture_output=True, text=True, timeout=SECONDS, check=False)
            lines = done.stderr.splitlines()
            is_well = done.returncode in codes and len(lines) <= 1 and all(map(_is_ours, lines))
            yield _row(where, command, "as usual" if is_well else f"code {done.returncode}: {done.stderr[-300:]}")


def _is_ours(line: str) -> bool:
    return line.startswith("skipgraph:")


if __name__ == "__main__":
    run_study(main, __file__)
