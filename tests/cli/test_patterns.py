import json
import subprocess
import sys

import pytest

from skipgraph.patterns.catalog import CATALOG


def test_every_pattern_has_a_line_with_its_rule_and_paper(call):
    result = call("patterns")
    assert result.exit_code == 0
    lines = {line.split()[0]: line for line in result.stdout.splitlines()[2:]}
    assert lines.keys() == CATALOG.keys()
    for name, line in lines.items():
        assert CATALOG[name].__doc__.strip().splitlines()[0].replace("`", "") in line
    assert "Hu et al. 2017, arXiv:1711.00002" in lines["log_densenet"]


@pytest.mark.parametrize("name", CATALOG)
def test_one_pattern_in_full(call, name):
    result = call("patterns", name)
    assert result.exit_code == 0
    assert result.stdout.startswith(f"{name}: ")
    assert "Paper: " in result.stdout
    assert "\nWith n_" in result.stdout
    argument, *_, meaning = next(line for line in result.stdout.splitlines() if "  required  " in line).split("  ")
    assert argument in CATALOG[name].__annotations__
    assert meaning


def test_the_picture_shows_what_a_layer_reads(call):
    picture = call("patterns", "densenet").stdout.partition("\nWith n_layers = 12, densenet: 12 layers, 78 edges:\n\n")[
        2
    ]
    assert next(line for line in picture.splitlines() if line.startswith("12 ")).count("\N{BLACK CIRCLE}") == 12


def test_json_of_one_and_of_all(call):
    one = json.loads(call("patterns", "log_densenet", "--json").stdout)
    assert one["name"] == "log_densenet"
    assert one["papers"][0].endswith("2017, arXiv:1711.00002.")
    assert [(entry["name"], entry["default"]) for entry in one["parameters"]][:2] == [
        ("n_layers", "required"),
        ("base", "2.0"),
    ]
    assert all(entry["meaning"] for entry in one["parameters"])
    everything = json.loads(call("patterns", "--json").stdout)
    assert [entry["name"] for entry in everything] == list(CATALOG)
    assert one in everything


def test_an_unknown_pattern(refuse):
    assert "did you mean 'nearest_half'?" in refuse("patterns", "nearest-haf")


def test_the_example_as_a_file(call, tmp_path):
    path = tmp_path / "small.svg"
    assert call("patterns", "hardnet", "-o", str(path)).exit_code == 0
    assert "hardnet: 12 layers, 29 edges" in path.read_text("utf-8")


def test_a_picture_needs_a_pattern_and_a_known_ending(refuse, tmp_path):
    assert "name the pattern to draw" in refuse("patterns", "-o", str(tmp_path / "all.svg"))
    assert "must end in one of .svg .png .pdf" in refuse("patterns", "hardnet", "-o", str(tmp_path / "small.txt"))


def test_one_pattern_is_shown_without_loading_matplotlib():
    code = (
        "import sys; from skipgraph.cli.app import app\ntry: app(['patterns', 'log_densenet'])\nexcept SystemExit: pass"
    )
    code += "\nsys.exit('matplotlib' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], check=False, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("log_densenet: ")
