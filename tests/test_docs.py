"""The README and the pages under docs/ run: Python lines as doctests, commands as they stand, with what they show."""

import csv
import doctest
import importlib.util
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
import shown
import torch
import typer

from skipgraph.cli.app import app

ROOT = Path(__file__).parents[1]
PAGES = {
    str(path.relative_to(ROOT)): path.read_text("utf-8")
    for path in sorted(
        [
            *(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "ARCHITECTURE.md")),
            *(ROOT / "docs").glob("*.md"),
            *ROOT.glob(".github/**/*.md"),
            ROOT / "figures" / "README.md",
        ]
    )
}
BLOCK = re.compile(r"```(\w+)\n(.*?)```", re.DOTALL)
# each command with what is shown below it, which may be nothing
COMMANDS = [
    (page, line, output.strip())
    for page, text in PAGES.items()
    for language, block in BLOCK.findall(text)
    if language == "console"
    for line, output in re.findall(r"^\$ (skipgraph .*)\n((?:(?!\$ ).*\n)*)", block, re.MULTILINE)
]
INLINE = [(page, code) for page, text in PAGES.items() for code in re.findall(r"`([^`\n]+)`", BLOCK.sub("", text))]
NAMES = {
    name: page for page, code in INLINE for name in re.findall(r"(?<![\w./])(?:sg|skipgraph)(?:\.[A-Za-z_]\w*)+", code)
}
# a file's name is no name of Python
NAMES = {name: page for name, page in NAMES.items() if not name.endswith((".py", ".egg"))}
every_page = pytest.mark.parametrize("page", PAGES)


def load(path):
    spec = importlib.util.spec_from_file_location(Path(path).stem, ROOT / path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def one_thread():
    """So small a network trains no faster on more, and far slower where other tests need the cores."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@pytest.mark.usefixtures("one_thread")
@pytest.mark.parametrize("page", [page for page, text in PAGES.items() if ">>> " in text])
def test_the_python_lines_give_what_they_show(page, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    lines = re.sub(r"^```.*$", "", PAGES[page], flags=re.MULTILINE)  # or the end of a block would be output
    test = doctest.DocTestParser().get_doctest(lines, {}, page, page, 0)
    report: list[str] = []
    results = doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE).run(test, out=report.append)
    assert results.attempted > 1
    assert results.failed == 0, "".join(report)


@pytest.mark.parametrize(("page", "line", "output"), COMMANDS, ids=[f"{page}: {line}" for page, line, _ in COMMANDS])
def test_the_commands_print_what_they_show(page, line, output, tmp_path, monkeypatch):
    shown.prepare(tmp_path, monkeypatch)
    printed = shown.run(line, exactly=bool(output))
    if output:
        assert printed.strip() == output


def test_the_readme_shows_the_first_screen():
    text = PAGES["README.md"]
    assert len(text.splitlines()) < 110
    assert [page for page, *_ in COMMANDS].count("README.md") == 3
    assert "\nmake demo " in text
    assert "\nmake test " in text


def test_names_in_the_text_resolve_after_a_bare_import():
    # in a fresh interpreter: here the tests have imported every room already
    code = f"""
import json
import skipgraph
missing = []
for name in {sorted(NAMES)!r}:
    value = skipgraph
    try:
        for part in name.split(".")[1:]:
            value = getattr(value, part)
    except AttributeError as error:
        missing.append(f"{{name}}: {{error}}")
print(json.dumps(missing))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    missing = json.loads(done.stdout)
    assert not missing, [f"{line} ({NAMES[line.partition(':')[0]]})" for line in missing]


def test_commands_in_the_text_exist_with_their_options():
    group = typer.main.get_command(app)
    assert isinstance(group, typer.core.TyperGroup)
    found = 0
    for page, code in INLINE:
        words = code.split()
        if words[0] != "skipgraph" or len(words) == 1 or words[1].startswith("-"):
            continue
        assert words[1] in group.commands, f"{page}: {code}"
        known = {option for parameter in group.commands[words[1]].params for option in parameter.opts}
        assert {word for word in words if word.startswith("--")} <= known | {"--help"}, f"{page}: {code}"
        found += 1
    assert found > 5


@every_page
def test_every_file_it_links_is_there(page):
    for target, fragment in re.findall(r"\]\((?!https?:)([^)#]*)#?([^)]*)\)", PAGES[page]):
        path = (ROOT / page).parent / target if target else ROOT / page
        assert path.exists(), f"{page}: {target}"
        if fragment:
            titles = re.findall(r"^#+ (.*)$", path.read_text("utf-8"), re.MULTILINE)
            slugs = [re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles]
            assert fragment in slugs, f"{page}: {target}#{fragment}"


def test_every_page_and_study_is_linked():
    index, results = PAGES["docs/README.md"], PAGES["docs/results.md"]
    for path in (ROOT / "docs").glob("*.md"):
        assert path.name == "README.md" or f"]({path.name})" in index, path
    for path in (ROOT / "analyses").glob("*/README.md"):
        assert f"](../{path.relative_to(ROOT).as_posix()})" in results, path


def rows(name):
    with (ROOT / "analyses" / name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_the_numbers_are_those_of_the_studies():
    n_published = len(rows("published/results/published.csv"))
    assert f"{n_published} published networks come out" in PAGES["docs/networks.md"]
    results = PAGES["docs/results.md"]
    assert f"{n_published} of {n_published} have the same parameters" in results
    designed = {row["topology"]: row for row in rows("optimality/results/designs.csv")}
    best, published = designed["within_log_densenet"], designed["log_densenet"]
    said = f"finds MBD {best['mbd']} and a mean BD of {float(best['mean_bd']):.2f}, instead of "
    said += f"{published['mbd']} and {float(published['mean_bd']):.2f}"
    assert said in PAGES["docs/design.md"].replace("\n", " ")
    at_100 = {r["pattern"]: r for r in rows("catalogue/results/catalogue.csv") if r["target_layers"] == "100"}
    two_hop, log = at_100["two_hop"], at_100["log_densenet"]
    assert f"has {two_hop['n_edges']} edges against {log['n_edges']}" in results
    assert f"MBD {two_hop['max_backprop_distance']} against {log['max_backprop_distance']}" in results
    at_1024 = {r["topology"]: r["mbd"] for r in rows("optimality/results/patterns.csv") if r["n_layers"] == "1024"}
    assert f"MBD {at_1024[DESIGNED]} instead of {at_1024['log_densenet']}" in results
    ranks = {row["joins"]: float(row["spearman"]) for row in rows(CORRELATIONS) if row["metric"] == MEAN_BD}
    assert f"{ranks['concat']:.2f} concatenated, {ranks['sum']:.2f} added up" in results


DESIGNED = "designed within log_densenet's limits"
CORRELATIONS, MEAN_BD = "prediction/results/correlations.csv", "mean_backprop_distance"


def test_derived_parts_are_what_the_code_makes():
    derived = load("docs/derived.py")
    used = set()
    for path in derived.PAGES:
        page = path.read_text("utf-8")
        used |= {part[2] for part in derived.PART.finditer(page)}
        assert derived.rewritten(page) == page, f"{path}: run `make derived`"
    assert used == set(derived.MAKERS)


def test_the_table_is_what_the_command_prints():
    page = PAGES["docs/metrics.md"]
    (table,) = re.findall(r"<!-- derived: table of the paper -->\n(.*?)<!-- /derived -->", page, re.DOTALL)
    assert table.strip() == shown.run("skipgraph table --layers 36 --format markdown", exactly=True).strip()


def test_a_pattern_that_no_study_has_measured_is_named(monkeypatch):
    derived = load("docs/derived.py")
    monkeypatch.setitem(derived.PATTERNS, "every_third", derived.PATTERNS["every_other"])
    with pytest.raises(ValueError, match="every_third"):
        derived.patterns()


def test_stale_figures_are_named(tmp_path, monkeypatch):
    redraw = load("figures/redraw.py")
    monkeypatch.syspath_prepend(ROOT / "figures")
    assert redraw.find_stale(["tour"]) == []
    for path in (ROOT / "figures").glob("*.*"):
        if path.suffix in redraw.ENDINGS and path.name != "gallery.pdf":
            (tmp_path / path.name).write_bytes(path.read_bytes())
    for name in ("tour.svg", "left_over.png"):
        (tmp_path / name).write_bytes(b"")
    monkeypatch.setattr(redraw, "HERE", tmp_path)
    assert redraw.find_stale(["tour"]) == ["gallery.pdf", "left_over.png", "tour.svg"]
