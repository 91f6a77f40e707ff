import itertools

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure

from skipgraph.errors import ArgumentError, FormatError
from skipgraph.plot.style import (
    KIND_MARKS,
    PALETTE,
    describe,
    new_figure,
    node_handles,
    paper_style,
    save_figure,
    sequential,
)
from skipgraph.topology import NodeKind, Topology

# G. Machado, M. Oliveira and L. Fernandes, "A Physiologically-based Model for Simulation of Color Vision
# Deficiency", 2009, severity 1; applied to linear RGB
DEFICIENCIES = {
    "protan": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "deutan": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
    "tritan": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]],
}


def linear(colour):
    rgb = np.array(to_rgb(colour))
    return np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)


def lab(rgb):
    """CIE L*a*b* of linear RGB, white D65."""
    xyz = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]) @ np.clip(rgb, 0, 1)
    f = np.cbrt(np.maximum(xyz / [0.9505, 1, 1.089], 0.008856))
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


@pytest.mark.parametrize("deficiency", DEFICIENCIES)
def test_colours_are_told_apart_by_the_colour_blind(deficiency):
    seen = {name: lab(np.array(DEFICIENCIES[deficiency]) @ linear(colour)) for name, colour in PALETTE.items()}
    for one, other in itertools.combinations(seen, 2):
        assert np.linalg.norm(seen[one] - seen[other]) > 10, (one, other)


def test_the_sequence_darkens_and_stands_out_from_white():
    lightness = [lab(linear(colour))[0] for colour in sequential(20).colors]
    assert np.all(np.diff(lightness) < 0)
    assert lightness[0] < 92
    assert len(sequential(1).colors) == 1


def test_every_kind_has_a_mark_of_its_own():
    assert set(KIND_MARKS) == set(NodeKind)
    assert len({marker for marker, _ in KIND_MARKS.values()}) == len(NodeKind)


def test_the_legend_shows_the_marks():
    shown = {handle.get_label(): (handle.get_marker(), handle.get_color()) for handle in node_handles(NodeKind)}
    assert shown == {kind.name.lower(): KIND_MARKS[kind] for kind in NodeKind}


def test_the_style_ends_with_its_block():
    before = dict(mpl.rcParams)
    with paper_style():
        assert mpl.rcParams["font.size"] == 8
        inside = Figure().add_subplot()
    assert dict(mpl.rcParams) == before
    assert inside.xaxis.label.get_fontsize() == 8
    with pytest.raises(KeyError), paper_style():
        raise KeyError
    assert dict(mpl.rcParams) == before


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("dense", "dense: 2 layers, 3 edges"),
        ("", "2 layers, 3 edges"),
        ("two\nlines", "two lines: 2 layers, 3 edges"),
        ("x" * 99, "x" * 59 + "\N{HORIZONTAL ELLIPSIS}: 2 layers, 3 edges"),
    ],
)
def test_a_title_is_one_short_line(name, title):
    assert describe(Topology.from_reads([[], [0], [0, 1]], name=name)) == title


def test_a_title_counts_one():
    assert describe(Topology.from_reads([[], [0]], name="short")) == "short: 1 layer, 1 edge"


@pytest.mark.parametrize("ending", ["svg", "png", "pdf", "SVG"])
def test_files_are_what_their_ending_says(tmp_path, ending):
    save_figure(new_figure(1, 1), tmp_path / f"a.{ending}")
    start = (tmp_path / f"a.{ending}").read_bytes()[:5]
    assert start.startswith({"svg": b"<?xml", "png": b"\x89PNG", "pdf": b"%PDF"}[ending.lower()])
    assert [path.name for path in tmp_path.iterdir()] == [f"a.{ending}"]


def test_axes_and_subfigures_stand_for_their_figure(tmp_path):
    figure = new_figure(2, 1)
    left, right = figure.subfigures(1, 2)  # type: ignore[misc]  # an array of two
    axes = right.subplots().inset_axes((0, 0, 1, 1))
    for name, part in {"figure": figure, "left": left, "axes": axes}.items():
        save_figure(part, tmp_path / f"{name}.png")
    assert len({path.read_bytes() for path in tmp_path.iterdir()}) == 1


@pytest.mark.parametrize(
    ("name", "error", "message"),
    [
        ("a.jpg", FormatError, r"a\.jpg: the name must end in one of \.svg, \.png, \.pdf"),
        ("svg", FormatError, "must end in"),
        ("nowhere/a.svg", ArgumentError, "there is no folder .*nowhere"),
    ],
)
def test_a_bad_path_is_refused(tmp_path, name, error, message):
    with pytest.raises(error, match=message):
        save_figure(new_figure(1, 1), tmp_path / name)
    assert not list(tmp_path.iterdir())


def test_only_figures_are_saved(tmp_path):
    with pytest.raises(ArgumentError, match="figure must be a FigureBase or an Axes, got 'arcs'"):
        save_figure("arcs", tmp_path / "a.svg")


def test_a_failed_save_leaves_the_old_file(tmp_path, monkeypatch):
    path = tmp_path / "a.svg"
    save_figure(new_figure(1, 1), path)
    before = path.read_bytes()

    def fail(_figure, target, **_settings):
        target.write_text("half")
        raise OSError("disk full")

    monkeypatch.setattr(Figure, "savefig", fail)
    with pytest.raises(OSError, match="disk full"):
        save_figure(new_figure(1, 1), path)
    assert path.read_bytes() == before
    assert [file.name for file in tmp_path.iterdir()] == ["a.svg"]
