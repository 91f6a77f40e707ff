"""The README runs: its Python lines as doctests, its table as the command beside it."""

import doctest
import re
from pathlib import Path

from typer.testing import CliRunner

from skipgraph.cli.app import app

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text("utf-8")


def test_the_python_lines_give_what_they_show():
    test = doctest.DocTestParser().get_doctest(README, {}, "README.md", "README.md", 0)
    assert len(test.examples) > 5
    report: list[str] = []
    results = doctest.DocTestRunner().run(test, out=report.append)
    assert results.failed == 0, "".join(report)


def test_the_table_is_what_the_command_prints():
    shown = re.search(r"<!-- table -->\n(.*?)<!-- /table -->", README, re.DOTALL).group(1)
    printed = CliRunner().invoke(app, ["table", "--layers", "36", "--format", "markdown"])
    assert printed.exit_code == 0
    assert shown.strip() == printed.stdout.strip()


def test_every_file_it_names_is_there():
    for target in re.findall(r"\]\((?!https?:)([^)#]+)\)", README):
        assert (ROOT / target).exists(), target
