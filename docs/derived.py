"""Rewrite the parts of Markdown pages that code makes, or check that they are what it makes.

A page holds such a part between ``<!-- derived: NAME -->`` and ``<!-- /derived -->``, and `MAKERS` says what makes
NAME. ``python docs/derived.py`` rewrites all of them; ``--check`` writes nothing and fails where one differs.
"""

import argparse
import ast
import json
import re
import sys
from collections.abc import Callable, Iterable
from dataclasses import fields
from functools import partial
from pathlib import Path

import pandas as pd
from typer.testing import CliRunner

from skipgraph.cli.app import app
from skipgraph.metrics.catalog import CATALOG as METRICS
from skipgraph.patterns.catalog import CATALOG as PATTERNS
from skipgraph.plan.spec_values import CATALOGS as PARTS

ROOT = Path(__file__).parents[1]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md"), ROOT / "figures" / "README.md"])
CATALOGUE = ROOT / "analyses" / "catalogue" / "results" / "catalogue.csv"
PATTERN_LAYERS = 36
PART = re.compile(r"(<!-- derived: ([\w ]+) -->\n)(.*?)(<!-- /derived -->)", re.DOTALL)


def printed(*words: str) -> str:
    """Return what a command of skipgraph prints."""
    result = CliRunner().invoke(app, list(words), catch_exceptions=False)
    if result.exit_code != 0:
        raise ValueError(f"skipgraph {' '.join(words)}: {result.output}")
    return result.stdout


def markdown(header: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    """Return a table; a column whose header ends in a colon is aligned to the right."""
    names = list(header)
    rule = ["---:" if name.endswith(":") else "---" for name in names]
    lines = [[name.removesuffix(":") for name in names], rule, *([str(cell) for cell in row] for row in rows)]
    return "\n".join(f"| {' | '.join(cell.replace('|', '&#124;') for cell in line)} |" for line in lines)


def plain(text: str) -> str:
    """Return a text in which Markdown finds no marks, such as the stars of a power."""
    return re.sub(r"([\\`*_<\[\]])", r"\\\1", text)


def paper_of(reference: str) -> str:
    """Return title, year and a link, as far as a reference has them."""
    title, year = re.search(r'"(.+?),?"', reference), re.search(r"\b(?:19|20)\d\d\b", reference.rpartition('"')[2])
    parts = [f"*{plain(title[1])}*" if title else plain(reference), year[0] if year else ""]
    if link := re.search(r"arXiv:(\d{4}\.\d{4,5})", reference):
        parts.append(f"[arXiv:{link[1]}](https://arxiv.org/abs/{link[1]})")
    elif link := re.search(r"doi:(\S+?)[.,;]?(?:\s|$)", reference):
        parts.append(f"[doi:{link[1]}](https://doi.org/{link[1]})")
    return ", ".join(part for part in parts if part)


def patterns() -> str:
    """List every pattern: rule, size and distances at about 36 layers, paper."""
    table = pd.read_csv(CATALOGUE)
    rows = table[table["target_layers"] == PATTERN_LAYERS].set_index("pattern")
    missing = sorted(PATTERNS.keys() ^ set(rows.index))
    if missing:
        raise ValueError(
            f"{CATALOGUE.name} differs from the catalogue in {', '.join(missing)}: `make derived` measures it"
        )
    lines = []
    for record in json.loads(printed("patterns", "--json")):
        row = rows.loc[record["name"]]
        numbers = (row["n_layers"], f"{row['n_edges']:,}", row["max_backprop_distance"])
        distance = f"{row['mean_backprop_distance']:.2f}"
        lines.append((f"`{record['name']}`", plain(record["rule"]), *numbers, distance, paper_of(record["papers"][0])))
    return markdown(["pattern", "rule", "layers:", "edges:", "MBD:", "mean BD:", "paper"], lines)


def metrics() -> str:
    """List every metric: group, unit, definition, paper."""
    rows = ((f"`{name}`", m.group, m.unit, plain(m.definition), plain(m.paper)) for name, m in METRICS.items())
    return markdown(["metric", "group", "unit", "definition", "paper"], rows)


def commands() -> str:
    """List every command and what it does."""
    lines = printed("--help").partition("\nCommands:\n")[2]
    return markdown(["command", "what it does"], ((f"`skipgraph {n}`", text) for n, text in _entries(lines)))


def _entries(lines: str) -> list[tuple[str, str]]:
    return re.findall(r"^  (\S+)  +(.+)$", re.sub(r"\n   +", " ", lines), re.MULTILINE)


def paper_table() -> str:
    """Measure the patterns of the Log-DenseNet paper at 36 layers."""
    return printed("table", "--layers", "36", "--format", "markdown").rstrip("\n")


def parts(field: str) -> str:
    """List every part that a field of a spec takes: what it does, the features it works on, and its fields."""
    rows = []
    for name, kind in PARTS[field].items():
        face = f"{field}s" if field not in ("input", "join") else ""
        title = plain((kind.__doc__ or "").splitlines()[0].rstrip(".")).replace(r"\`", "`")
        works_on = ", ".join(features.name() for features in getattr(kind, "features", (kind,)))
        own = ", ".join(f"`{field.name}={field.default!r}`" for field in fields(kind))
        rows.append((f"`{face}{'.' if face else ''}{kind.__name__}`", f"`{name}`", title, works_on, own))
    return markdown(["class", "name", "what it does", "works on", "fields and their defaults"], rows)


def figures() -> str:
    """List every figure: what its script says, and the study whose numbers it reads."""
    rows = []
    for script in sorted((ROOT / "figures").glob("*.py")):
        source = script.read_text("utf-8")
        if "def draw() -> Figure:" not in source:
            continue
        study = re.search(r'"analyses" / "(\w+)"', source)
        title = (ast.get_docstring(ast.parse(source)) or "").splitlines()[0].rstrip(".")
        origin = f"[analyses/{study[1]}](../analyses/{study[1]}/README.md)" if study else "drawn"
        rows.append((f"[{script.stem}]({script.stem}.png)", title, origin))
    return markdown(["figure", "what it shows", "numbers from"], rows)


MAKERS: dict[str, Callable[[], str]] = {
    "patterns": patterns,
    "metrics": metrics,
    "commands": commands,
    "table of the paper": paper_table,
    "figures": figures,
    **{f"parts {field}": partial(parts, field) for field in PARTS},
}


def rewritten(page: str) -> str:
    """Return a page with all its derived parts as they should be."""
    return PART.sub(lambda part: f"{part[1]}{MAKERS[part[2]]()}\n{part[4]}", page)


def main() -> None:
    """Run the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="compare, and write nothing")
    check = parser.parse_args().check
    pages = {path: path.read_text("utf-8") for path in PAGES}
    try:
        stale = {path: new for path, page in pages.items() if (new := rewritten(page)) != page}
    except ValueError as error:
        sys.exit(f"stale: {error}")
    if check and stale:
        sys.exit(f"stale: {', '.join(str(path.relative_to(ROOT)) for path in stale)}\n`make derived` rewrites them")
    for path, new in stale.items():
        path.write_text(new, "utf-8")
    if unused := MAKERS.keys() - {part[2] for page in pages.values() for part in PART.finditer(page)}:
        sys.exit(f"no page shows {', '.join(sorted(unused))}")


if __name__ == "__main__":
    main()
