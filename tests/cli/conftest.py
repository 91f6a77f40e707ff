import subprocess
import sys

import pytest
from typer.testing import CliRunner

from skipgraph.cli.app import app


@pytest.fixture
def call():
    """Run the command line inside this process."""
    return lambda *words: CliRunner().invoke(app, [str(word) for word in words])


@pytest.fixture
def refuse(call):
    """Run the command line and return the one line with which it refuses."""

    def refuse(*words, code=2):
        result = call(*words)
        assert result.exit_code == code, result.output
        assert result.stdout == ""
        assert result.stderr.startswith("skipgraph: ")
        assert result.stderr.count("\n") == 1
        assert result.stderr.endswith("\n")
        return result.stderr.removeprefix("skipgraph: ").removesuffix("\n")

    return refuse


@pytest.fixture
def run(tmp_path):
    """Run the command line as a user does, in an empty folder."""

    def run(*words, **options):
        command = [sys.executable, "-c", "from skipgraph.cli.app import main; main()", *map(str, words)]
        return subprocess.run(command, capture_output=True, cwd=tmp_path, timeout=120, encoding="utf-8", **options)

    return run
