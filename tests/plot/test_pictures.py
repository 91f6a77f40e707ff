"""What all pictures have in common."""

import ast
import gc
import subprocess
import sys
import weakref
from pathlib import Path

import matplotlib as mpl
import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from matplotlib.text import Text
from strategies import topologies

from skipgraph import plot
from skipgraph.errors import ArgumentError
from skipgraph.plot import adjacency, arcs, distances, new_figure, paper_style, profile, save_figure
from skipgraph.topology import Topology

PICTURES = [adjacency, arcs, distances, profile]
pytestmark = pytest.mark.filterwarnings("error")


@pytest.fixture(params=PICTURES, ids=lambda picture: picture.__name__)
def picture(request):
    return request.param


@pytest.fixture(params=["log_36", "staged", "arms"])
def topology(request):
    return request.getfixturevalue(request.param)


def test_leaves_the_settings_alone(picture, staged):
    before = dict(mpl.rcParams)
    picture(staged)
    picture(staged, ax=new_figure(3, 3).add_subplot())
    assert dict(mpl.rcParams) == before


def test_only_topologies_are_drawn(picture):
    with pytest.raises(ArgumentError, match=r"got a DiGraph: Topology\.from_networkx makes one of a graph"):
        picture(nx.DiGraph([(0, 1)]))


def test_no_figure_stays_behind(picture, log_36):
    pyplot = pytest.importorskip("matplotlib.pyplot")
    figure = weakref.ref(picture(log_36).figure)
    assert not pyplot.get_fignums()
    gc.collect()
    assert figure() is None


def test_pyplot_is_not_loaded():
    code = "import sys, skipgraph.plot; sys.exit('matplotlib.pyplot' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_returns_the_axes_it_was_given(picture, staged):
    figure = new_figure(7, 7)
    subplot = figure.subplots(2, 2)[1, 0]
    inset = figure.add_subplot().inset_axes((0.1, 0.1, 0.3, 0.3))
    part = new_figure(7, 3).subfigures(1, 2)[1].subplots()
    for ax in (subplot, inset, part):
        assert picture(staged, ax=ax) is ax
        assert ax.get_title(loc="left").startswith("staged")
        ax.get_figure(root=True).draw_without_rendering()


def test_nothing_is_cut_off_and_texts_are_large_enough_for_print(picture, topology):
    figure = picture(topology).figure
    box = figure.get_tightbbox()  # inches
    assert np.all(box.min >= 0)
    assert np.all(box.max <= figure.get_size_inches())
    assert min(text.get_size() for text in figure.findobj(Text) if text.get_text()) >= 7


@pytest.mark.parametrize("ending", ["svg", "png", "pdf"])
def test_files_are_equal_byte_for_byte(picture, staged, ending, tmp_path):
    ax = picture(staged)
    save_figure(ax, tmp_path / f"one.{ending}")
    save_figure(ax, tmp_path / f"two.{ending}")
    with mpl.rc_context({"font.size": 30, "savefig.dpi": 30, "axes.facecolor": "red"}):
        save_figure(picture(staged), tmp_path / f"three.{ending}")
    assert len({path.read_bytes() for path in tmp_path.iterdir()}) == 1


@pytest.mark.parametrize("ending", ["svg", "pdf"])
def test_files_do_not_say_when_or_by_what_they_were_made(picture, staged, ending, tmp_path):
    save_figure(picture(staged), tmp_path / f"a.{ending}")
    content = (tmp_path / f"a.{ending}").read_bytes()
    assert b"CreationDate" not in content
    assert b"<dc:date>" not in content
    assert mpl.__version__.encode() not in content


def test_a_name_is_no_formula(picture, log_36):
    figure = picture(log_36.rename(r"$\frac{ &lt;_^")).figure
    assert any(r"$\frac{ &lt;_^" in text.get_text() for text in figure.findobj(Text))


def test_the_legend_can_be_left_out(log_36):
    for picture in (adjacency, arcs, distances):
        ax = picture(log_36, legend=False)
        assert ax.get_legend() is None
        assert not ax.child_axes
        assert picture(log_36).get_legend() or picture(log_36).child_axes


@given(topologies(stages=True))
@settings(max_examples=5)
def test_draws_anything(topology):
    with paper_style():
        figure = new_figure(7, 7)
        for ax, picture in zip(figure.subplots(2, 2).ravel(), PICTURES, strict=True):
            picture(topology, ax=ax)
    figure.draw_without_rendering()


def test_draws_a_single_node(picture):
    picture(Topology.from_reads([[]])).figure.draw_without_rendering()


@pytest.mark.parametrize(
    "use", ["from skipgraph.plot.text import text_arcs", "import skipgraph.plot as p; p.text_arcs"]
)
def test_letters_do_not_load_matplotlib(use):
    code = f"{use}; import sys; sys.exit('matplotlib' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
    code = "import skipgraph.plot as p; p.arcs; import sys; sys.exit('matplotlib' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 1  # the test above can fail


def test_every_name_is_offered_and_known_to_type_checkers():
    tree = ast.parse(Path(plot.__file__).read_text("utf-8"))
    typed = {name.name for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) for name in node.names}
    offered = {name for name in dir(plot) if not name.startswith("_")}
    assert typed - {"TYPE_CHECKING", "Any"} <= offered
    for name in typed - {"TYPE_CHECKING", "Any"}:
        assert getattr(plot, name) is not None
    with pytest.raises(AttributeError, match="no attribute 'arc'"):
        plot.arc  # noqa: B018  # the access is the test


def test_a_title_takes_the_place_of_name_and_size(picture, staged):
    assert picture(staged, title="mine").get_title(loc="left") == "mine"
    assert picture(staged, title="").get_title(loc="left") == ""


@pytest.mark.parametrize("ax", [3, "ax", new_figure(1, 1)])
def test_only_axes_are_drawn_on(picture, staged, ax):
    with pytest.raises(ArgumentError, match="ax must be an Axes or None, got"):
        picture(staged, ax=ax)
