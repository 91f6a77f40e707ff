"""Progress of a search on stderr, as a bar on a terminal and as lines elsewhere, and its end by Ctrl-C."""

import signal
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from rich.progress import Progress

__all__ = ["SearchProgress", "interrupts"]

_PAUSE_SECONDS = 1.0  # between two lines


class SearchProgress:
    """A bar with a note on the best so far; without a terminal, a line for each new note, at most one a second.

    Parameters
    ----------
    title : str
        What the search does.
    waiting : str
        Shown if there is no other note in the first second.

    Examples
    --------
    >>> with SearchProgress("designing") as progress:  # a line on stderr if that is no terminal
    ...     progress.tell(0.5, "MBD 3")
    """

    def __init__(self, title: str, *, waiting: str = "") -> None:
        self._title, self._told, self._when = title, "", -_PAUSE_SECONDS
        self._wait = threading.Timer(_PAUSE_SECONDS, self._say, (0.0, waiting))
        self._wait.daemon = True
        self._waits = bool(waiting)
        self._bar: Progress | None = None

    def __enter__(self) -> Self:
        if sys.stderr.isatty():
            from rich.console import Console
            from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

            columns = (TextColumn("{task.description}", markup=False), BarColumn(bar_width=24), TimeElapsedColumn())
            self._bar = Progress(*columns, console=Console(stderr=True), transient=True)
            self._bar.add_task(self._title, total=1.0)
            self._bar.start()
        if self._waits:
            self._wait.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._wait.cancel()
        if self._bar is not None:
            self._bar.stop()

    def tell(self, share: float, text: str) -> None:
        """Show the share of the work that is done, from 0 to 1, and a note."""
        self._wait.cancel()
        self._say(share, text)

    def _say(self, share: float, text: str) -> None:
        if self._bar is not None:
            self._bar.update(self._bar.task_ids[0], completed=share, description=f"{self._title}: {text}")
        elif text != self._told and time.monotonic() >= self._when + _PAUSE_SECONDS:
            self._told, self._when = text, time.monotonic()
            print(f"{self._title}, {share:4.0%}: {text}", file=sys.stderr, flush=True)


@contextmanager
def interrupts() -> Iterator[threading.Event]:
    """Remember whether Ctrl-C was pressed, for work that checks it now and then and returns the best so far.

    Yields
    ------
    threading.Event
        Set by the first Ctrl-C, which raises nothing, so that it may come at any moment. The second one raises
        `KeyboardInterrupt`.
    """
    pressed = threading.Event()
    if threading.current_thread() is not threading.main_thread():
        yield pressed  # only the main thread gets signals
        return

    def remember(number: int, frame: FrameType | None) -> None:
        if pressed.is_set():
            signal.default_int_handler(number, frame)
        pressed.set()

    before = signal.signal(signal.SIGINT, remember)
    try:
        yield pressed
    finally:
        signal.signal(signal.SIGINT, before)
