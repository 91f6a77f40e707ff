import subprocess
import sys

import pytest

from skipgraph.cli.parse_model import make_model, parse_shape, traced
from skipgraph.errors import ArgumentError, FormatError


@pytest.fixture
def nets(tmp_path, monkeypatch):
    """Write a module of the user's own into the current folder."""

    def nets(name, text):
        (tmp_path / f"{name}.py").write_text("import torch\nfrom torch import nn\n" + text, encoding="utf-8")
        monkeypatch.chdir(tmp_path)
        return name

    return nets


TEXT = """
net = nn.Sequential(nn.Linear(4, 4), nn.Linear(4, 4))
three = 3
class Pair(nn.Module):
    def __init__(self, width=4):
        super().__init__()
        self.word, self.number = nn.Embedding(9, 4), nn.Linear(2, width)
    def forward(self, words, numbers):
        return self.number(numbers) + self.word(words).mean(1)
def broken():
    raise ValueError("bad\\nwidth")
def wants(width):
    return nn.Linear(width, 3)
def returns():
    return "a net"
def leaves():
    raise SystemExit(0)
class Leaves(nn.Module):
    def forward(self, x):
        raise SystemExit
class Late(nn.Module):
    def __init__(self):
        super().__init__()
        self.layer = nn.Linear(4, 4)
    def forward(self, x):
        import mynets_late
        return mynets_late.twice(self.layer(x))
"""


def test_a_factory_a_class_or_a_module(nets):
    name = nets("mynets_a", TEXT)
    assert len(make_model(f"{name}:net")) == 2
    assert make_model(f"{name}:Pair").number.in_features == 2
    topology = traced(f"{name}:Pair", ["5:int", "2"])
    assert (topology.name, topology.labels) == ("Pair", ("words", "numbers", "number", "add"))
    assert traced(f"{name}:net", ["4"], selectors={"stem": ["0"], "layers": None}).labels == ("0", "1")


def test_the_users_own_errors_are_shown_as_theirs(nets):
    name = nets("mynets_b", TEXT)
    for factory, words in {
        "broken": [f"{name}:broken raised ValueError: bad", "(mynets_b.py, line 13)"],
        "wants": ["raised TypeError: wants() missing 1 required positional argument: 'width'"],
        "leaves": [f"{name}:leaves raised SystemExit: 0", "(mynets_b.py, line 19)"],
        "returns": [f"{name}:returns returned an object of type str: must be a torch module"],
    }.items():
        with pytest.raises(FormatError) as refused:
            make_model(f"{name}:{factory}")
        assert all(word in str(refused.value) for word in words), refused.value
    with pytest.raises(FormatError, match=r"mynets_c raised SyntaxError: .*\(mynets_c.py, line 3\)"):
        make_model(nets("mynets_c", "def f(:") + ":f")
    with pytest.raises(FormatError, match=r"mynets_f raised SystemExit: 3 \(mynets_f.py, line 3\)"):
        make_model(nets("mynets_f", "raise SystemExit(3)") + ":f")
    with pytest.raises(FormatError, match=r"mynets_b:Leaves raised SystemExit.* \(mynets_b.py, line 22\)"):
        traced(f"{name}:Leaves", ["4"])
    with pytest.raises(FormatError, match="mynets_d raised ModuleNotFoundError: No module named 'no_such_package'"):
        make_model(nets("mynets_d", "import no_such_package") + ":f")


def test_a_wrong_spelling_is_answered_with_what_there_is(nets):
    name = nets("mynets_e", TEXT)
    with pytest.raises(
        ArgumentError,
        match=r"no 'Pear': did you mean 'Pair'\? it holds Pair, broken, wants, returns, le",
    ):
        make_model(f"{name}:Pear")
    with pytest.raises(ArgumentError, match="there is no module 'mynets_x'"):
        make_model("mynets_x:net")
    with pytest.raises(
        ArgumentError, match="mynets_e:three is an object of type int: must be a torch module or make one"
    ):
        make_model(f"{name}:three")
    for word in ("mynets_e", ":net", "mynets_e:", "my nets:net", "mynets_e:net()", "../mynets_e:net"):
        with pytest.raises(ArgumentError, match=r"write package.module:factory, or name a \.pt2 file"):
            make_model(word)


def test_the_current_folder_comes_last_and_only_for_the_network(nets):
    before = sys.path.copy()
    name = nets("mynets_g", TEXT)
    nets("mynets_late", "def twice(x):\n    return x + x")
    assert traced(f"{name}:Late", ["4"]).labels == ("x", "layer")
    assert sys.path == before


@pytest.mark.parametrize("place", ["copy", "sys", "skipgraph.nn"])
def test_a_file_of_the_current_folder_hides_no_installed_module(nets, place):
    file = place.partition(".")[0]
    nets(file, "raise ValueError('was run')")
    with pytest.raises(ArgumentError, match=f"{file}.py in the current folder has the name of an installed module"):
        make_model(f"{place}:net")


def test_a_library_that_the_network_needs_is_not_shadowed(tmp_path):
    (tmp_path / "difflib.py").write_text("raise ValueError('was run')", encoding="utf-8")
    (tmp_path / "mynets.py").write_text("import difflib\nfrom torch import nn\nnet = nn.Linear(4, 4)", encoding="utf-8")
    code = "import sys; sys.path.remove(''); from skipgraph.cli.app import main; main()"
    command = [sys.executable, "-c", code, "trace", "mynets:net", "--input", "4"]
    done = subprocess.run(command, capture_output=True, cwd=tmp_path, timeout=120, encoding="utf-8")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("net: 1 layer, 1 edge\n")


@pytest.mark.parametrize("text", ["", "3x", "x3", "3x0", "-3", "3.5", "3x4:float", "3x4:", "3,4", "²", "1e3"])
def test_shapes_that_are_none(text):
    with pytest.raises(ArgumentError, match=r"must be sizes such as 3x224x224, or 128:int"):
        parse_shape(text)


def test_shapes():
    assert parse_shape("3x224x224") == ((3, 224, 224), False)
    assert parse_shape("7:int") == ((7,), True)
    with pytest.raises(ArgumentError, match="do not fit, must be at most"):
        parse_shape("99999x99999")
    with pytest.raises(ArgumentError, match="say what the network takes, as in --input 3x224x224"):
        traced("nets:net", None)
