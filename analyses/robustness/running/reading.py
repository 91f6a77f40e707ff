"""Read a file in a process of its own, within limits of time and memory, and say what came of it."""

import multiprocessing
import os
import resource
import shutil
import tempfile
import time
import traceback
import warnings
from collections.abc import Callable, Hashable
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

__all__ = ["GOOD", "Outcome", "Reader"]

GOOD = ("error of ours", "equal", "different")
Outcome = tuple[str, str]
"""What came of it, and the message or the last line of a traceback."""


class Reader:
    """A process that reads files and is replaced when it hangs or dies.

    Parameters
    ----------
    seconds : float
        How long a file may take.
    n_bytes : int
        How much memory a file may take, on top of what the libraries take.
    """

    def __init__(self, *, seconds: float, n_bytes: int) -> None:
        self.seconds, self.n_bytes = seconds, n_bytes
        self._process: multiprocessing.process.BaseProcess | None = None
        self._connection: Connection | None = None

    def read(self, kind: str, path: Path) -> tuple[Outcome, Hashable, float]:
        """Return the outcome, what was read, and the seconds it took."""
        if self._process is None:
            self._start()
        assert self._connection is not None
        begin = time.perf_counter()
        self._connection.send((kind, str(path)))
        if not self._connection.poll(self.seconds):
            self.close()
            return ("hang", f"over {self.seconds} s"), None, time.perf_counter() - begin
        try:
            outcome, found = self._connection.recv()
        except EOFError:
            process = self._process
            assert process is not None
            process.join()
            code = process.exitcode
            self.close()
            return ("crash", f"exit code {code}"), None, time.perf_counter() - begin
        return outcome, found, time.perf_counter() - begin

    def close(self) -> None:
        """End the process."""
        if self._process is not None:
            self._process.kill()
            self._process.join()
            self._process = None

    def _start(self) -> None:
        context = multiprocessing.get_context("spawn")
        self._connection, theirs = context.Pipe()
        self._process = context.Process(target=_serve, args=(theirs, self.n_bytes), daemon=True)
        self._process.start()
        theirs.close()
        self._connection.recv()  # it is ready


def _serve(connection: Connection, n_bytes: int) -> None:
    readers = _readers()
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)  # where a pickle that runs makes its file
        used = int(Path("/proc/self/statm").read_text("ascii").split()[0]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_AS, (used + n_bytes, used + n_bytes))
        connection.send("ready")
        while True:
            kind, path = connection.recv()
            connection.send(_read(kind, readers[kind], path))


def _read(kind: str, read: Callable[[Path], Hashable], path: str) -> tuple[Outcome, Hashable]:
    from skipgraph.errors import FormatWarning, SkipgraphError

    found: Hashable = None
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        try:
            found = read(Path(path))
            outcome = ("read", "")
        except SkipgraphError as error:
            text = str(error)
            # what a checkpoint lacks is told of the folder of its run
            place = str(Path(path).parent) if kind == "run" else path
            outcome = ("error of ours" if place in text else "error without the file", text[:2000])
        except MemoryError as error:
            outcome = ("out of memory", _last_line(error))
        except Exception as error:  # any other is what is looked for
            outcome = ("traceback", _last_line(error))
    stray = [w for w in warned if w.category is not FormatWarning and path not in str(w.message)]
    if stray and outcome[0] in ("read", "error of ours") and "training images of" not in str(stray[0].message):
        outcome = ("stray warning", f"{stray[0].category.__name__}: {stray[0].message} {stray[0].filename}")
    if Path("trap").exists():
        Path("trap").unlink()
        outcome = ("pickle run", outcome[1])
    return outcome, found


def _last_line(error: BaseException) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if "skipgraph" in frame.filename] or frames
    return f"{type(error).__name__}: {str(error)[:300]} ({Path(ours[-1].filename).name}:{ours[-1].lineno})"


def _readers() -> dict[str, Callable[[Path], Hashable]]:  # noqa: C901  # a short function for each kind
    """Return for each kind how it is read, and what of it two equal things have equal."""
    import torch

    import skipgraph as sg
    from analyses.robustness.mutations.bases import make_run
    from skipgraph.nn.export import load_network
    from skipgraph.topology import topology_from_json, topology_to_json
    from skipgraph.train.manifest import weights_digest

    torch.set_num_threads(1)

    def topology(path: Path) -> Hashable:
        found = sg.read_topology(path)
        text = topology_to_json(found)
        if topology_from_json(text) != found:
            raise AssertionError("what was read does not come back from a file")
        return text

    def dataset(path: Path) -> Hashable:
        return sg.train.load_archive(path, seed=0).digest()

    def network(path: Path) -> Hashable:
        net = load_network(path)
        return topology_to_json(net.topology), weights_digest(net.state_dict())

    def checkpoint(path: Path) -> Hashable:
        read = sg.train.read_checkpoint(path)
        return repr((dict(read.manifest), read.history, read.best_weights, weights_digest(read.tensors)))

    whole = Path(tempfile.mkdtemp()) / "run"
    make_run(whole)

    def run(path: Path) -> Hashable:
        # the other files of the run are whole
        for other in whole.iterdir():
            if other.name != path.name:
                shutil.copy(other, path.parent / other.name)
        try:
            result: Any = make_run(path.parent)
            return result
        finally:
            for other in path.parent.iterdir():
                if other.name != path.name and other.is_file():
                    other.unlink()

    return {"topology": topology, "dataset": dataset, "network": network, "checkpoint": checkpoint, "run": run}
