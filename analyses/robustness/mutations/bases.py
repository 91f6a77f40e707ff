"""Whole files of each kind, which the mutations start from."""

import tempfile
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

import skipgraph as sg
from analyses.robustness.mutations.archives import NPZ
from analyses.robustness.mutations.bytes_of import BytesMutation
from analyses.robustness.mutations.tensors import CHECKPOINT, NETWORK
from analyses.robustness.mutations.text import CSV, DOT, GRAPHML, JSON
from skipgraph.nn.export import export_network
from skipgraph.train.manifest import weights_digest

__all__ = ["Base", "make_bases", "make_run"]

FOREIGN_DOT = """digraph g {
  graph [rankdir=LR]; node [shape=box, width=0.75]; edge [weight=2];
  a [label=<<b>A</b>>]; a -> b -> c:n; subgraph cluster_0 { node [stage=0]; d; e } // comment
  a -> {c d} [color="red"]; d -> e; b -> "e f"; e -> "e f";
}
"""
FOREIGN_GRAPHML = """<?xml version="1.0" encoding="UTF-8"?>
<graphml xmlns="http://graphml.graphdrawing.org/xmlns">
  <key id="d0" for="node" attr.name="size" attr.type="int"><default>3</default></key>
  <key id="d1" for="edge" attr.name="weight" attr.type="double"/>
  <graph id="G" edgedefault="directed">
    <node id="a"><data key="d0">5</data></node>
    <node id="b"/><node id="g"><graph id="g:" edgedefault="directed"><node id="c"/><node id="d"/></graph></node>
    <edge source="a" target="b"><data key="d1">0.5</data></edge>
    <edge source="b" target="c"/><edge source="a" target="c"/>
    <edge source="c" target="d"><data key="d1">1e3</data></edge>
  </graph>
</graphml>
"""
FOREIGN_CSV = "from;to;weight\na;b;0,5\nb;c;1\na;c;2.5\nc;d;\n"


@dataclass(frozen=True)
class Base:
    """A whole file.

    Parameters
    ----------
    kind : str
        What reads it.
    name : str
        Of the file, with the ending that says the format.
    content : bytes
        As it was written.
    mutations : mapping of str to callable
        What can befall it.
    checked : bool
        Whether the format notices each loss: a truncated file, or one with flipped bits, must then never be read
        as another thing.
    """

    kind: str
    name: str
    content: bytes
    mutations: dict[str, BytesMutation]
    checked: bool


def make_bases() -> list[Base]:
    """Return all whole files; the same bytes each time."""
    with tempfile.TemporaryDirectory() as text:
        folder = Path(text)
        return [*_topologies(folder), *_arrays(folder), *_networks(folder), *_checkpoints(folder)]


def _topologies(folder: Path) -> list[Base]:
    rich = sg.Topology.from_reads(
        [[], [0], [0, 1], [1, 2], [0, 3]],
        labels=["stem", ("block", 1), 2, "s\N{LATIN SMALL LETTER U WITH DIAERESIS}m", None],
        stages=[0, 0, 0, 0, 0],
        name="rich",
    )
    rich = replace(
        rich,
        node_attributes={"width": [None, 4, 8, 8, 4], "rate": [float("inf"), 0.5, None, -1.0, 2.0]},
        edge_attributes={"weight": [float(edge) for edge in range(rich.n_edges)]},
    )
    bases = []
    mutations = {".json": JSON, ".graphml": GRAPHML, ".dot": DOT, ".csv": CSV}
    for ending, table in mutations.items():
        for topology in (sg.patterns.log_densenet(6), rich):
            path = folder / f"net{ending}"
            sg.write_topology(topology, path)
            bases.append(Base("topology", path.name, path.read_bytes(), table, checked=True))
    foreign = {".graphml": FOREIGN_GRAPHML, ".dot": FOREIGN_DOT, ".csv": FOREIGN_CSV}
    return bases + [
        Base("topology", f"foreign{ending}", text.encode(), mutations[ending], checked=False)
        for ending, text in foreign.items()
    ]


def _arrays(folder: Path) -> list[Base]:
    rng = np.random.default_rng(0)
    images = rng.integers(0, 255, (100, 8, 8), dtype=np.uint8)
    bases = []
    for save, name in ((np.savez, "plain.npz"), (np.savez_compressed, "packed.npz")):
        save(folder / name, images=images, labels=np.arange(100) % 3, void=np.int64(9))
        bases.append(Base("dataset", name, (folder / name).read_bytes(), NPZ, checked=True))
    return bases


def _networks(folder: Path) -> list[Base]:
    path = folder / "network.safetensors"
    export_network(sg.compile(sg.patterns.log_densenet(3), _spec()), path)
    return [Base("network", path.name, path.read_bytes(), NETWORK, checked=False)]


def _checkpoints(folder: Path) -> list[Base]:
    make_run(folder / "run")
    content = (folder / "run" / "checkpoint.safetensors").read_bytes()
    return [
        Base("checkpoint", "checkpoint.safetensors", content, CHECKPOINT, checked=True),
        Base("run", "checkpoint.safetensors", content, CHECKPOINT, checked=True),
        Base("run", "checkpoint_previous.safetensors", content, CHECKPOINT, checked=True),
        Base(
            "run",
            "best.safetensors",
            (folder / "run" / "best.safetensors").read_bytes(),
            CHECKPOINT_FILES,
            checked=True,
        ),
        Base("run", "manifest.json", (folder / "run" / "manifest.json").read_bytes(), JSON, checked=True),
        Base("run", "metrics.csv", (folder / "run" / "metrics.csv").read_bytes(), CSV, checked=True),
    ]


CHECKPOINT_FILES = {name: mutation for name, mutation in NETWORK.items() if name in CHECKPOINT}


def _spec() -> sg.NetworkSpec:
    grey = sg.Images(channels=1, size=(8, 8))
    return sg.NetworkSpec(growth_rate=2, input=grey, head=sg.heads.NormReluPoolLinear(classes=3))


def make_run(folder: Path) -> tuple[object, ...]:
    """Train a small network for two epochs in a folder, or go on there; return all that came out."""
    rng = np.random.default_rng(0)
    labels = np.arange(60) % 3
    images = (rng.normal(size=(60, 1, 8, 8)) + labels[:, None, None, None]).astype(np.float32)
    data = sg.train.split_dataset("steps", images, labels, n_classes=3, seed=0)
    recipe = sg.train.Recipe(seed=0, epochs=2, batch_size=16, learning_rate=0.05)
    done = sg.train.run(sg.patterns.log_densenet(3), data, _spec(), recipe, folder=folder)
    weights = weights_digest(done.net.state_dict())
    return weights, done.history
