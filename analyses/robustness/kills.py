"""Kill commands at random moments and at random steps of their file work, and look at what they leave.

A command is started, killed by SIGKILL, and started again, until it ends. After each kill, every file under its final
name must be whole, the old one or the new one. After the end, the files must be the bytes of a run that was never
killed, and nothing else may be left.
"""

import csv
import json
import random
import shutil
import tempfile
import warnings
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd

from analyses.metadata import write_results
from analyses.robustness.running.commands import Ended, prepare, run_command
from analyses.study import run_study
from skipgraph.errors import FormatError
from skipgraph.files import is_scratch
from skipgraph.nn.export import load_network
from skipgraph.train.checkpoint import read_checkpoint
from skipgraph.train.manifest import weights_digest

SEED = 0
MOST_STARTS = 6  # of one run: the last is let end
FEW = ["--against", "nearest,log_densenet"]
# command -> its words, and the words that make an older file of the same name
COMMANDS = {
    "design": (["design", "--layers", "14", "--max-edges", "40", "--steps", "3000", "-o", "out.json"], "10"),
    "frontier": (["frontier", "--layers", "8", "--steps", "20", *FEW, "-o", "out.svg", "--csv", "out.csv"], "7"),
    "export": (["export", "log_densenet", "--layers", "200", "-o", "out.graphml"], "20"),
    "plot": (["plot", "log_densenet", "--layers", "12", "-o", "out.svg"], "8"),
    "compile": (["compile", "log_densenet", "--layers", "4", "--growth-rate", "4", "-o", "out.safetensors"], "3"),
}
TRAIN = ["train", "log_densenet", "--layers", "3", "--growth-rate", "2", "--epochs", "4", "--batch-size", "16"]

HALF_WAY = "one of two files is new"  # each is whole

Fault = tuple[str, str, str, str]  # command, how it was killed, what is wrong, detail


def main(results: Path, *, resume: bool, train: int, others: int) -> None:  # noqa: ARG001  # nothing is kept halfway
    prepare()
    rows: Counter[tuple[str, str, str]] = Counter()
    faults: list[Fault] = []
    with tempfile.TemporaryDirectory() as folder:
        kills = [("train", train, kill_training)] + [(name, others, kill_command) for name in COMMANDS]
        for number, (command, count, kill) in enumerate(kills):
            rng = random.Random(f"{SEED} {number}")
            done = 0
            for how, found in kill(command, rng, Path(folder) / command):
                rows[command, how, found[0] if found else "nothing lost"] += 1
                if found and found[0] != HALF_WAY:
                    faults.append((command, how, *found))
                    print(*faults[-1], flush=True)
                done += how != "end"
                if done >= count and how == "end":
                    break
            print(command, done, "kills", flush=True)
    table = pd.DataFrame([(*key, n) for key, n in sorted(rows.items())], columns=["command", "end", "found", "count"])
    killed = table[table["end"] != "end"].groupby("command")["count"].sum()
    facts = {"kills": killed.to_dict(), "faults": len(faults)}
    write_results(table, results / "kills.csv", script=__file__, seeds=[SEED], packages=("torch",), facts=facts)
    listed = pd.DataFrame(faults, columns=["command", "end", "found", "detail"])
    write_results(listed, results / "kills_faults.csv", script=__file__, seeds=[SEED], packages=("torch",))
    print(facts)


def _killed(words: list[str], folder: Path, whole: Ended, rng: random.Random) -> tuple[str, Ended]:
    """Run a command to a random moment or step of its file work, within what a whole run takes."""
    if rng.random() < 0.5:
        return "at a moment", run_command(words, folder, kill_after=rng.uniform(0, whole.seconds))
    return "at a step", run_command(words, folder, kill_at_step=rng.randint(1, max(1, whole.n_steps)))


# training

Found = tuple[str, str] | None


def kill_training(_: str, rng: random.Random, folder: Path) -> Iterator[tuple[str, Found]]:
    """Yield how each process ended, and what was wrong after it."""
    folder.mkdir()
    data = folder / "steps.npz"
    labels = np.arange(120) % 3
    images = np.random.default_rng(0).normal(size=(120, 8, 8)) + labels[:, None, None]
    np.savez(data, images=images.astype(np.float32), labels=labels)
    reference = folder / "reference"
    words = [*TRAIN, "--data", str(data), "-o"]
    run_command([*words, str(reference)], reference)  # what is compiled once is compiled here
    shutil.rmtree(reference)
    whole = run_command([*words, str(reference)], reference)
    assert whole.code == 0, whole.said
    expected = run_result(reference)
    number = 0
    while True:
        number += 1
        run = folder / f"run{number}"
        n_done = 0
        for _start in range(MOST_STARTS - 1):
            how, ended = _killed([*words, str(run)], run, whole, rng)
            if not ended.was_killed:
                break
            n_done, found = _look_at_run(run, reference, n_done)
            yield how, found
        ended = run_command([*words, str(run)], run)
        yield "end", _look_at_end(ended, run, reference, expected)
        shutil.rmtree(run)


def _look_at_run(run: Path, reference: Path, n_before: int) -> tuple[int, Found]:
    """Return how many epochs are kept, and what is wrong with the files of a run that was killed."""
    if not run.exists():
        return 0, ("epochs lost", f"{n_before}") if n_before else None
    n_kept = 0
    try:
        for name in ("checkpoint.safetensors", "checkpoint_previous.safetensors"):
            if (run / name).exists():
                n_kept = max(n_kept, len(read_checkpoint(run / name).history))
        if (run / "best.safetensors").exists():
            load_network(run / "best.safetensors")
        for name in ("best.json", "manifest.json"):
            if (run / name).exists() and (run / name).read_bytes() != (reference / name).read_bytes():
                return n_kept, ("partial file", name)
        if (run / "metrics.csv").exists():
            lines = _metrics(run)
            if lines != _metrics(reference)[: len(lines)]:
                return n_kept, ("partial file", "metrics.csv")
    except FormatError as error:
        return n_kept, ("partial file", str(error))
    return n_kept, ("epochs lost", f"{n_before}, now {n_kept}") if n_kept < n_before else None


def _look_at_end(ended: Ended, run: Path, reference: Path, expected: object) -> Found:
    if ended.code != 0:
        return "refused to go on", ended.said
    left = sorted({path.name for path in run.iterdir()} ^ {path.name for path in reference.iterdir()})
    if left:
        return ("scratch left" if any(map(is_scratch, map(Path, left))) else "other files", ", ".join(left))
    return None if run_result(run) == expected else ("other numbers", "")


def run_result(run: Path) -> object:
    """Return all that a run comes to but the seconds it took."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        checkpoint = read_checkpoint(run / "checkpoint.safetensors")
        best = (run / "best.safetensors").read_bytes()
    return (
        checkpoint.history,
        json.dumps(dict(checkpoint.manifest), sort_keys=True),
        weights_digest(checkpoint.tensors),
        checkpoint.best_weights,
        best,
        _metrics(run),
    )


def _metrics(run: Path) -> list[tuple[str, ...]]:
    with (run / "metrics.csv").open(newline="", encoding="utf-8") as file:
        return [tuple(value for key, value in row.items() if key != "wall_seconds") for row in csv.DictReader(file)]


# commands that write files


def kill_command(command: str, rng: random.Random, folder: Path) -> Iterator[tuple[str, Found]]:
    """Yield how each process ended, and what was wrong after it; half of the time there is an older file."""
    words, older_size = COMMANDS[command]
    older_words = [*words]
    older_words[words.index("--layers") + 1] = older_size
    made: dict[str, dict[str, bytes]] = {}
    wholes = []
    for name, these in (("older", older_words), ("warm", words), ("newer", words)):
        place = folder / name
        place.mkdir(parents=True)
        ended = run_command(with_paths(place, these), place)
        assert ended.code == 0, ended.said
        wholes.append(ended)
        made[name] = contents(place)
    if made["warm"] != made["newer"]:
        yield "end", ("other bytes", "two runs that nobody killed")
    while True:
        place = folder / "killed"
        place.mkdir()
        older = made["older"] if rng.random() < 0.5 else {}
        for name, content in older.items():
            (place / name).write_bytes(content)
        how, ended = _killed(with_paths(place, words), place, wholes[-1], rng)
        if ended.was_killed:
            yield how, _look_at_files(place, older, made["newer"])
        ended = run_command(with_paths(place, words), place)
        if ended.code != 0:
            yield "end", ("refused", ended.said)
        elif contents(place) != made["newer"]:
            yield "end", ("other bytes or files", ", ".join(sorted(path.name for path in place.iterdir())))
        else:
            yield "end", None
        shutil.rmtree(place)


def _look_at_files(place: Path, older: dict[str, bytes], newer: dict[str, bytes]) -> Found:
    found = {name: content for name, content in contents(place).items() if not is_scratch(Path(name))}
    for name in newer:
        if name in older and name not in found:
            return "file lost", name
        if name in found and found[name] not in (older.get(name), newer[name]):
            return "partial file", name
    if set(found) - set(newer):
        return "other files", ", ".join(set(found) - set(newer))
    # two files cannot be replaced at once
    is_new = {found.get(name) == newer[name] for name in newer}
    return (HALF_WAY, ", ".join(newer)) if len(is_new) == 2 else None


def contents(place: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() if path.is_file() else b"" for path in place.iterdir()}


def with_paths(place: Path, words: list[str]) -> list[str]:
    return [str(place / word) if word.startswith("out.") else word for word in words]


if __name__ == "__main__":
    run_study(main, __file__, train=(120, "kills of train"), others=(25, "kills of each other command"))
