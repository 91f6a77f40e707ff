import os
import resource
import subprocess
import sys

import pytest
import shown
from typer.main import get_command

import skipgraph
from skipgraph.cli.app import app

COMMANDS = [
    "patterns", "networks", "metrics", "table", "plot", "export", "trace", "plan", "compile", "train", "design",
    "frontier",
]  # fmt: skip


def test_each_command_is_in_a_file_of_the_folder():
    commands = get_command(app).commands  # type: ignore[attr-defined]  # it is a group
    assert list(commands) == COMMANDS
    assert all(command.name == name for name, command in commands.items())


def test_a_command_loads_no_other():
    code = (
        "import atexit, sys; atexit.register(lambda: print(*sys.modules)); "
        "from skipgraph.cli.app import app; app(['metrics', '-h'])"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", timeout=60)
    loaded = set(result.stdout.splitlines()[-1].split())
    assert {"skipgraph.cli.app", "skipgraph.cli.metrics"} <= loaded
    assert not loaded & {"skipgraph.cli.table", "skipgraph.cli.train", "numpy", "networkx"}


def test_no_words_give_the_help(call):
    result = call()
    assert result.exit_code == 0
    assert all(command in result.stdout for command in COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("flag", ["--help", "-h"])
def test_every_command_shows_an_example(call, command, flag):
    result = call(command, flag)
    assert result.exit_code == 0
    assert f"\n    skipgraph {command}" in result.stdout


@pytest.mark.parametrize("command", COMMANDS)
def test_the_examples_run(call, command, tmp_path, monkeypatch):
    examples = [line.strip() for line in call(command, "-h").stdout.splitlines() if line.startswith("    skipgraph ")]
    assert examples
    shown.prepare(tmp_path, monkeypatch)
    for line in examples:
        shown.run(line)


@pytest.mark.parametrize("flag", ["-V", "--version"])
def test_version(call, flag):
    assert call(flag).stdout == f"skipgraph {skipgraph.__version__}\n"


@pytest.mark.parametrize(
    ("words", "parts"),
    [
        (["tabel"], ["no such command 'tabel'", "table"]),
        (["table", "--layer", "3"], ["no such option: --layer", "--layers", "skipgraph table --help"]),
        (["table", "--layers"], ["--layers"]),
        (["table", "36"], ["unknown pattern", "36"]),
        (["metrics", "paths", "36"], ["unexpected", "36"]),
        (["table", "--format", "xls"], ["'xls' is not one of", "markdown"]),
        (["plot", "densenet"], ["missing option", "-o"]),
        (["plot", "densenet", "--kind", "pie", "-o", "a.svg"], ["'pie' is not one of", "arcs"]),
    ],
)
def test_wrong_words_are_answered_in_one_line(refuse, words, parts):
    line = refuse(*words)
    assert all(part in line for part in parts), line


@pytest.mark.parametrize("layers", ["0", "-3", "99999999", "three", "3.5", "", "1e3", "\N{SUPERSCRIPT TWO}"])
@pytest.mark.parametrize("command", [["table"], ["plot", "densenet", "-o", "a.svg"], ["train", "chain", "-o", "run"]])
def test_layers_out_of_range(refuse, command, layers):
    line = refuse(*command, "--layers", layers)
    assert "--layers" in line
    assert f"must be a whole number from 1 to 10000, got {layers!r}" in line


@pytest.mark.parametrize("seed", ["-1", "x", "1.5"])
def test_seed_out_of_range(refuse, seed):
    assert f"must be a whole number from 0, got {seed!r}" in refuse("table", "--seed", seed)


@pytest.mark.parametrize("seed", [2**63, 10**30])
def test_seed_that_torch_does_not_take(refuse, seed):
    assert f"must be a whole number from 0 to 2**63 - 1, got '{seed}'" in refuse("table", "--seed", seed)


def test_as_a_user_runs_it(run):
    result = run("table", "--layers", "0")
    assert (result.returncode, result.stdout, result.stderr.count("\n")) == (2, "", 1)
    assert result.stderr.startswith("skipgraph: ")


def test_as_a_module():
    command = [sys.executable, "-m", "skipgraph.cli.app", "--version"]
    assert subprocess.run(command, capture_output=True, encoding="utf-8", timeout=60).stdout.startswith("skipgraph ")


def test_a_closed_pipe_is_quiet(tmp_path):
    command = [sys.executable, "-c", "from skipgraph.cli.app import main; main()", "patterns"]
    reader, writer = os.pipe()
    os.close(reader)
    with os.fdopen(writer, "wb") as pipe:
        result = subprocess.run(command, stdout=pipe, stderr=subprocess.PIPE, timeout=60)
    assert result.stderr == b""
    assert result.returncode == 141


@pytest.mark.parametrize("closing", [">&-", "2>&-"])
def test_a_closed_stream_is_no_failure(tmp_path, closing):
    line = f"{sys.executable} -c 'from skipgraph.cli.app import main; main()' patterns {closing}"
    result = subprocess.run(["sh", "-c", line], capture_output=True, timeout=60)
    assert (result.returncode, result.stderr) == (0, b"")


def test_a_full_disk_is_one_line():
    with open("/dev/full", "wb") as full:  # noqa: PTH123  # no regular file
        result = subprocess.run(
            [sys.executable, "-c", "from skipgraph.cli.app import main; main()", "patterns"],
            stdout=full,
            stderr=subprocess.PIPE,
            timeout=60,
        )
    assert (result.returncode, result.stderr) == (1, b"skipgraph: No space left on device\n")


@pytest.fixture
def full_disk():
    """Let no file grow beyond a hundred bytes."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, hard))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.mark.parametrize(
    "words",
    [
        ["plot", "densenet", "-o", "a.svg"],
        ["plot", "densenet", "-o", "a.png"],
        ["patterns", "densenet", "-o", "a.svg"],
        ["table", "-o", "a.tex"],
        ["plan", "densenet", "-o", "a.csv"],
        ["export", "densenet", "-o", "a.graphml"],
        ["frontier", "--layers", "5", "--steps", "0", "--csv", "a.csv"],
        ["frontier", "--layers", "5", "--steps", "0", "-o", "a.svg"],
        ["compile", "densenet", "--layers", "3", "-o", "a.safetensors"],
    ],
)
def test_a_file_that_cannot_be_written_is_named(call, words, tmp_path, monkeypatch, full_disk):
    monkeypatch.chdir(tmp_path)
    result = call(*words)
    assert result.exit_code == 1
    line = result.stderr.splitlines()[-1]
    assert line.startswith(f"skipgraph: {words[-1]}: cannot be written: ")
    assert line.endswith("File too large")
    assert list(tmp_path.iterdir()) == []


def test_a_bug_still_shows_its_trace(call, monkeypatch):
    from skipgraph.cli import parse_topology

    def broken(name):
        raise ZeroDivisionError("a bug")

    monkeypatch.setattr(parse_topology, "find_pattern", broken)
    result = call("export", "densenet", "-o", "a.json")
    assert isinstance(result.exception, ZeroDivisionError)
