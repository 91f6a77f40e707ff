"""The README runs: its Python lines as doctests, its commands as they stand, with the output that it shows."""

import csv
import doctest
import re
from pathlib import Path

import pytest
import shown

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text("utf-8")
# each command with what is shown below it, which may be nothing
COMMANDS = [
    (line, output.strip())
    for block in re.findall(r"```console\n(.*?)```", README, re.DOTALL)
    for line, output in re.findall(r"^\$ (skipgraph .*)\n((?:(?!\$ ).*\n)*)", block, re.MULTILINE)
]


def test_the_python_lines_give_what_they_show():
    test = doctest.DocTestParser().get_doctest(README, {}, "README.md", "README.md", 0)
    assert len(test.examples) > 5
    report: list[str] = []
    results = doctest.DocTestRunner().run(test, out=report.append)
    assert results.failed == 0, "".join(report)


@pytest.mark.parametrize(("line", "output"), COMMANDS, ids=[line for line, _ in COMMANDS])
def test_the_commands_print_what_they_show(line, output, tmp_path, monkeypatch):
    shown.prepare(tmp_path, monkeypatch)
    printed = shown.run(line, exactly=bool(output))
    if output:
        assert printed.strip() == output


def test_the_table_is_what_the_command_prints():
    table = re.search(r"<!-- table -->\n(.*?)<!-- /table -->", README, re.DOTALL).group(1)
    assert table.strip() == shown.run("skipgraph table --layers 36 --format markdown", exactly=True).strip()


def test_the_numbers_are_those_of_the_studies():
    with (ROOT / "analyses/published/results/published.csv").open(encoding="utf-8") as file:
        assert f"{len(list(csv.DictReader(file)))} published networks come out" in README
    with (ROOT / "analyses/optimality/results/designs.csv").open(encoding="utf-8") as file:
        designed = {row["topology"]: row for row in csv.DictReader(file)}
    best, published = designed["within_log_densenet"], designed["log_densenet"]
    said = f"finds MBD {best['mbd']} and a mean BD of {float(best['mean_bd']):.2f}, instead of "
    assert f"{said}{published['mbd']} and {float(published['mean_bd']):.2f}" in README.replace("\n", " ")


def test_every_file_it_names_is_there():
    for target in re.findall(r"\]\((?!https?:)([^)#]+)\)", README):
        assert (ROOT / target).exists(), target
