"""Run a command of the command line in a process of its own, and kill it at a moment or at a step of its file work."""

import multiprocessing
import os
import resource
import shutil
import signal
import sys
import tempfile
import time
from dataclasses import dataclass
from multiprocessing.sharedctypes import Synchronized
from pathlib import Path

__all__ = ["Ended", "prepare", "run_command"]

_FILE_WORK = ("open", "os.", "shutil.", "tempfile.")
_PRELOADED = (
    "skipgraph.cli.app",
    "skipgraph.train",
    "skipgraph.nn.export",
    "skipgraph.plot.style",
    "matplotlib.pyplot",
    "analyses.robustness.running.commands",
)


@dataclass(frozen=True)
class Ended:
    """How a process ended.

    Parameters
    ----------
    code : int
        Its exit code; below 0 the signal.
    seconds : float
        How long it ran.
    n_steps : int
        How many steps of file work in the folder it did: opening, moving, making and removing.
    said : str
        What it printed last on stderr.
    """

    code: int
    seconds: float
    n_steps: int
    said: str

    @property
    def was_killed(self) -> bool:
        """Whether SIGKILL ended it."""
        return self.code == -signal.SIGKILL


def prepare() -> None:
    """Load all libraries once, in the process that the others are forked from."""
    multiprocessing.set_start_method("forkserver", force=True)
    multiprocessing.set_forkserver_preload(list(_PRELOADED))


def run_command(
    words: list[str],
    folder: Path,
    *,
    kill_after: float | None = None,
    kill_at_step: int | None = None,
    largest_file: int | None = None,
) -> Ended:
    """Run ``skipgraph`` with these words.

    Parameters
    ----------
    words : list of str
        After the name of the program.
    folder : Path
        Where it writes; its steps of file work there are counted.
    kill_after : float, optional
        Kill it after so many seconds.
    kill_at_step : int, optional
        Kill it before this step of its file work in `folder`.
    largest_file : int, optional
        How many bytes a file may have, by a limit of the system.
    """
    context = multiprocessing.get_context("forkserver")
    n_steps: Synchronized[int] = context.Value("q", 0)
    begun = context.Event()
    log = Path(tempfile.mkdtemp()) / "stderr"
    arguments = (words, str(folder), str(log), n_steps, begun, kill_at_step, largest_file)
    process = context.Process(target=_command, args=arguments)
    process.start()
    begun.wait()
    begin = time.perf_counter()
    process.join(kill_after if kill_after is not None else 120)
    if process.is_alive():
        process.kill()
        process.join()
    seconds = time.perf_counter() - begin
    said = log.read_text("utf-8", errors="replace").strip() if log.exists() else ""
    shutil.rmtree(log.parent)
    return Ended(process.exitcode or 0, seconds, n_steps.value, said[-2000:])


def _command(
    words: list[str],
    folder: str,
    log: str,
    n_steps: "Synchronized[int]",
    begun: object,
    kill_at_step: int | None,
    largest_file: int | None,
) -> None:
    from skipgraph.cli.app import main

    out, err = os.open(os.devnull, os.O_WRONLY), os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    os.dup2(out, 1)
    os.dup2(err, 2)

    def count(event: str, arguments: tuple[object, ...]) -> None:
        if event.startswith(_FILE_WORK) and any(folder in str(argument) for argument in arguments):
            n_steps.value += 1
            if n_steps.value == kill_at_step:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(count)
    if largest_file is not None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (largest_file, largest_file))
    sys.argv = ["skipgraph", *words]
    begun.set()  # type: ignore[attr-defined]  # an event of multiprocessing
    main()
