"""Progress on stderr: lines where there is no terminal, and Ctrl-C remembered."""

import errno
import os
import pty
import signal
import threading
import time

import pytest

from skipgraph.cli.progress import SearchProgress, interrupts


def test_lines_say_what_changed(capsys, monkeypatch):
    monkeypatch.setattr("skipgraph.cli.progress._PAUSE_SECONDS", 0.0)
    with SearchProgress("designing") as progress:
        for share, text in ((0.0, "MBD 4"), (0.5, "MBD 4"), (0.75, "MBD 3")):
            progress.tell(share, text)
    printed = capsys.readouterr()
    assert printed.err.splitlines() == ["designing,   0%: MBD 4", "designing,  75%: MBD 3"]
    assert printed.out == ""


def test_lines_do_not_rush(capsys, monkeypatch):
    monkeypatch.setattr("skipgraph.cli.progress._PAUSE_SECONDS", 1000.0)
    with SearchProgress("designing") as progress:
        for step in range(5):
            progress.tell(step / 5, f"MBD {step}")
    assert capsys.readouterr().err == "designing,   0%: MBD 0\n"


def test_a_terminal_gets_a_bar_that_goes_away(monkeypatch):
    ours, theirs = pty.openpty()
    with os.fdopen(theirs, "w", encoding="utf-8") as terminal:
        monkeypatch.setattr("sys.stderr", terminal)
        with SearchProgress("designing") as progress:
            progress.tell(0.5, "[MBD 3]")
    shown = _read_all(ours)
    os.close(ours)
    assert "designing" in shown
    assert "\x1b[2K" in shown  # the line is erased at the end


def _read_all(terminal):
    """Return what was written to a terminal whose other side is closed; one read may give less than all of it."""
    pieces = []
    while True:
        try:
            piece = os.read(terminal, 100_000)
        except OSError as error:  # Linux says so of the end, where other systems give nothing
            if error.errno != errno.EIO:
                raise
            piece = b""
        if not piece:
            return b"".join(pieces).decode()
        pieces.append(piece)


def test_a_silent_start_is_explained(monkeypatch, capsys):
    monkeypatch.setattr("skipgraph.cli.progress._PAUSE_SECONDS", 0.01)
    with SearchProgress("designing", waiting="compiling"):
        time.sleep(0.5)
    monkeypatch.setattr("skipgraph.cli.progress._PAUSE_SECONDS", 60.0)
    with SearchProgress("designing", waiting="compiling") as progress:
        progress.tell(0.5, "MBD 3")
    assert capsys.readouterr().err.splitlines() == ["designing,   0%: compiling", "designing,  50%: MBD 3"]


def test_ctrl_c_is_remembered_and_the_second_is_raised():
    before = signal.getsignal(signal.SIGINT)
    with interrupts() as pressed:
        assert not pressed.is_set()
        signal.raise_signal(signal.SIGINT)
        assert pressed.is_set()
        with pytest.raises(KeyboardInterrupt):  # whoever presses again does not want to wait
            signal.raise_signal(signal.SIGINT)
    assert signal.getsignal(signal.SIGINT) is before


def test_other_threads_have_no_signals():
    seen = []

    def work():
        with interrupts() as pressed:
            seen.append(pressed.is_set())

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert seen == [False]
