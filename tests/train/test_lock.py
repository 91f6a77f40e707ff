import json
import os
import signal
import subprocess
import sys

import pytest

from skipgraph.errors import ArgumentError
from skipgraph.train.lock import HOLDER, locked

HOLD = """
import sys, time
from pathlib import Path
from skipgraph.train.lock import locked
with locked(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(60)
"""


def test_a_lock_is_held_by_one(tmp_path):
    with locked(tmp_path):
        assert json.loads((tmp_path / HOLDER).read_text())["process"] == os.getpid()
        with pytest.raises(ArgumentError, match=rf"another run .* \(process {os.getpid()} on .*, since \d{{4}}-"):
            locked(tmp_path).__enter__()
        (tmp_path / HOLDER).write_text("torn")
        with pytest.raises(ArgumentError, match=r"another run trains in [^()]*: wait for its end"):
            locked(tmp_path).__enter__()
    with locked(tmp_path):
        pass
    assert not (tmp_path / HOLDER).exists()


def test_the_lock_of_a_killed_process_is_free(tmp_path):
    with subprocess.Popen([sys.executable, "-c", HOLD, str(tmp_path)], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout.readline() == "held\n"
        with pytest.raises(ArgumentError, match=rf"process {process.pid} on "):
            locked(tmp_path).__enter__()
        process.send_signal(signal.SIGKILL)
        process.wait()
        assert (tmp_path / HOLDER).exists()  # left behind, but nobody holds the lock
        with locked(tmp_path):
            assert json.loads((tmp_path / HOLDER).read_text())["process"] == os.getpid()
