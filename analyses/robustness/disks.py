"""Write where it cannot be: a full disk, a read-only folder, a folder that goes, two processes, a damaged checkpoint.

Each command must end with one line of ours that names the path, leave what was whole as it was, and leave nothing else.
As root, the disks are small file systems in memory (tmpfs); else a limit on the size of files and the mode of the
folder stand for them.
"""

import os
import shutil
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pandas as pd

from analyses.metadata import write_results
from analyses.robustness.kills import COMMANDS, TRAIN, contents, run_result, with_paths
from analyses.robustness.running.commands import Ended, prepare, run_command
from analyses.study import run_study
from skipgraph.files import is_scratch

IS_ROOT = hasattr(os, "geteuid") and os.geteuid() == 0
WRITERS = {
    **{name: words for name, (words, _) in COMMANDS.items()},
    "compile as .pt2": ["compile", "log_densenet", "--layers", "2", "--growth-rate", "2", "-o", "out.pt2"],
    "table": ["table", "--layers", "8", "--format", "csv", "-o", "out.csv"],
}
RUN = [*TRAIN, "--data", "digits"]
Row = dict[str, object]


def main(results: Path, *, resume: bool) -> None:  # noqa: ARG001  # nothing is kept halfway
    prepare()
    rows: list[Row] = []
    with tempfile.TemporaryDirectory() as folder:
        for case in (full_disks, read_only_folders, folders_that_go, two_processes, damaged_checkpoints):
            place = Path(folder) / case.__name__
            place.mkdir()
            for row in case(place):
                print(*row.values(), flush=True)
                rows.append(row)
    table = pd.DataFrame(rows)
    bad = table[(table["said"] != "as it should") | (table["left"] != "as it was")]
    facts = {"cases": len(table), "faults": len(bad), "tmpfs": IS_ROOT}
    write_results(table, results / "disks.csv", script=__file__, packages=("torch",), facts=facts)
    print(facts)


def _row(case: str, command: str, ended: Ended, left: str, *, says: str = "one line") -> Row:
    """Return a row of the table; `says` is how the command should end."""
    said = "as it should" if _manner(ended) == says else f"{_manner(ended)}: {ended.said[-300:]}"
    return {"case": case, "command": command, "ends with": says, "said": said, "left": left}


def _manner(ended: Ended) -> str:
    lines = [line for line in ended.said.splitlines() if not line.startswith("designing")]
    ours = [line for line in lines if line.startswith("skipgraph: ")]
    if ended.code < 0:
        return "a crash"
    if ended.code == 0:
        return (
            "success" if not lines else "success and one line" if len(ours) == len(lines) == 1 else "success and noise"
        )
    return "one line" if len(ours) == len(lines) == 1 else "no line" if not lines else "other lines"


# full disks


def full_disks(folder: Path) -> Iterator[Row]:
    for name, words in WRITERS.items():
        place = folder / name
        place.mkdir()
        ended = run_command(with_paths(place, words), place)
        assert ended.code == 0, ended.said
        size = max(path.stat().st_size for path in place.iterdir())
        newer = contents(place)
        older = dict.fromkeys(newer, b"older")
        for share in (0.0, 0.3, 0.9):
            if IS_ROOT:
                with _disk(folder / "disk", 4 * size + 2**20) as disk:
                    _write(disk, older)
                    _fill(disk, int(share * size))
                    ended = run_command(with_paths(disk, words), disk)
                    left = _left(disk, older, newer, ended)
                # a disk has whole blocks, so a small file may fit after all
                says = "one line" if ended.code or not share else "success"
                yield _row(f"full disk, {share:.0%} of the file fits", name, ended, left, says=says)
            if share:  # at 0, the line of the error cannot be written either
                _write(place, older)
                ended = run_command(with_paths(place, words), place, largest_file=int(share * size))
                yield _row(f"limit of size, {share:.0%} of the file", name, ended, _left(place, older, newer, ended))
    yield from _full_in_training(folder)


def _full_in_training(folder: Path) -> Iterator[Row]:
    """Fill the disk between two epochs; with more room, the run ends as one that never stopped."""
    if not IS_ROOT:
        return
    reference = folder / "reference"
    run_command([*RUN, "-o", str(reference)], reference)
    size = (reference / "checkpoint.safetensors").stat().st_size
    for share in (0.0, 0.5, 1.5, 2.5, 3.5, 4.5):
        with _disk(folder / "disk", 12 * size + 2**20) as disk:
            _fill(disk, int(share * size))
            run = disk / "run"
            ended = run_command([*RUN, "-o", str(run)], run)
            (disk / "filling").unlink()
            again = run_command([*RUN, "-o", str(run)], run)
            left = _end_of_run(run, again, reference)
        yield _row(
            f"full disk, {share} checkpoints fit", "train", ended, left, says="one line" if ended.code else "success"
        )


def _end_of_run(run: Path, ended: Ended, reference: Path) -> str:
    if ended.code != 0:
        return f"does not go on: {ended.said[-300:]}"
    if {path.name for path in run.iterdir()} != {path.name for path in reference.iterdir()}:
        return "other files"
    return "as it was" if run_result(run) == run_result(reference) else "other numbers"


@contextmanager
def _disk(folder: Path, n_bytes: int) -> Iterator[Path]:
    """Mount a file system of this size, in memory."""
    folder.mkdir(exist_ok=True)
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={n_bytes}", "tmpfs", str(folder)], check=True)
    try:
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True)


def _fill(disk: Path, n_free: int) -> None:
    """Write a file until only so many bytes are free, in whole blocks."""
    status = os.statvfs(disk)
    n_blocks = max(0, status.f_bavail - -(-n_free // status.f_frsize) - (1 if n_free else 0))
    with (disk / "filling").open("wb") as file:
        file.write(bytes(n_blocks * status.f_frsize))


def _write(folder: Path, files: dict[str, bytes]) -> None:
    for name, content in files.items():
        (folder / name).write_bytes(content)


def _left(folder: Path, older: dict[str, bytes], newer: dict[str, bytes], ended: Ended) -> str:
    """Return what is wrong with the files: each is the older one, or the whole newer one."""
    found = {name: content for name, content in contents(folder).items() if name != "filling"}
    if any(is_scratch(Path(name)) for name in found):
        return "scratch left"
    if ended.code == 0:
        return "as it was" if found == newer else "other files"
    odd = [name for name in {**older, **found} if found.get(name) not in (older.get(name), newer.get(name))]
    return f"changed: {', '.join(odd)}" if odd or set(found) != set(older) else "as it was"


# folders


def read_only_folders(folder: Path) -> Iterator[Row]:
    writers = {**WRITERS, "train": [*RUN, "-o", "out.run"]}
    for name, words in writers.items():
        with _read_only(folder / "disk") as (disk, older):
            ended = run_command(with_paths(disk, words), disk)
            left = _left(disk, older, {}, ended)
        yield _row("read-only folder", name, ended, left)


@contextmanager
def _read_only(folder: Path) -> Iterator[tuple[Path, dict[str, bytes]]]:
    older = {"out.json": b"older", "out.svg": b"older"}
    if IS_ROOT:
        with _disk(folder, 2**20) as disk:
            _write(disk, older)
            subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
            yield disk, older
    else:
        folder.mkdir(exist_ok=True)
        folder.chmod(0o700)
        _write(folder, older)
        folder.chmod(0o500)
        yield folder, older
        folder.chmod(0o700)


def folders_that_go(folder: Path) -> Iterator[Row]:
    long_search = ["design", "--layers", "200", "--max-edges", "700", "--time", "4", "-o", "out.json"]
    ended, _ = _while_running(with_paths(folder / "gone", long_search), folder / "gone", lambda place: place.is_dir())
    yield _row("folder removed while it runs", "design", ended, _gone(folder / "gone"))
    words = [*RUN, "--epochs", "40", "-o", str(folder / "run")]
    ended, _ = _while_running(words, folder / "run", lambda place: (place / "checkpoint.safetensors").exists())
    yield _row("folder removed while it runs", "train", ended, _gone(folder / "run"))


def _while_running(words: list[str], place: Path, is_time: Callable[[Path], bool]) -> tuple[Ended, bool]:
    """Run a command, and remove the folder when it is time."""
    if "design" in words:
        place.mkdir()
    removed = threading.Event()

    def remove() -> None:
        for _ in range(6000):
            if is_time(place):
                time.sleep(1.0)
                shutil.rmtree(place)
                removed.set()
                return
            time.sleep(0.01)

    thread = threading.Thread(target=remove)
    thread.start()
    ended = run_command(words, place)
    thread.join()
    return ended, removed.is_set()


def _gone(place: Path) -> str:
    return "as it was" if not place.exists() else f"made again: {', '.join(path.name for path in place.iterdir())}"


def two_processes(folder: Path) -> Iterator[Row]:
    """Start a second run in the folder of a first: it is refused, and the first ends as if it was the only one."""
    reference, run = folder / "reference", folder / "run"
    long_run = [*RUN, "--epochs", "40"]
    run_command([*long_run, "-o", str(reference)], reference)
    for further in ([], ["--seed", "1"]):
        first: list[Ended] = []
        thread = threading.Thread(target=_keep, args=(first, [*long_run, "-o", str(run)], run))
        thread.start()
        while not (run / "checkpoint.safetensors").exists():
            time.sleep(0.01)
        second = run_command([*long_run, *further, "-o", str(run)], run)
        thread.join()
        which = "another seed" if further else "the same run"
        yield _row("two processes in one folder", f"train, {which}", second, _end_of_run(run, first[0], reference))
        shutil.rmtree(run)


def _keep(ended: list[Ended], words: list[str], folder: Path) -> None:
    ended.append(run_command(words, folder))


# checkpoints


def damaged_checkpoints(folder: Path) -> Iterator[Row]:
    reference = folder / "reference"
    short, whole = [*RUN, "--epochs", "4"], folder / "whole"
    run_command([*short, "-o", str(reference)], reference)
    latest, previous, best = "checkpoint.safetensors", "checkpoint_previous.safetensors", "best.safetensors"
    shutil.copytree(reference, whole)
    for damage in (_cut, _flip, _empty, _remove):
        for names, says in [
            ((latest,), "success" if damage is _remove else "success and one line"),
            ((previous,), "success"),
            ((best,), "success"),
            ((latest, best), "success" if damage is _remove else "success and one line"),
            (("manifest.json", "metrics.csv", "best.json"), "success"),
            ((latest, previous), "one line"),
        ]:
            if damage is _remove and names == (latest, previous):
                continue  # a folder without a checkpoint begins again
            run = folder / "run"
            shutil.copytree(whole, run)
            for name in names:
                damage(run / name)
            ended = run_command([*short, "-o", str(run)], run)
            left = "as it was" if says == "one line" else _end_of_run(run, ended, reference)
            what = f"{damage.__name__.removeprefix('_')}: {' and '.join(names)}"
            yield _row("damaged files of a run", f"train, {what}", ended, left, says=says)
            shutil.rmtree(run)


def _cut(path: Path) -> None:
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2])


def _flip(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[-20] ^= 1
    path.write_bytes(content)


def _empty(path: Path) -> None:
    path.write_bytes(b"")


def _remove(path: Path) -> None:
    path.unlink()


if __name__ == "__main__":
    run_study(main, __file__)
