"""Run the commands that the README and the help show, as they stand but for what only takes time."""

import os
import shlex
import sys
from dataclasses import replace

import numpy as np
import torch
from typer.testing import CliRunner

import skipgraph.train
from skipgraph.cli.app import app
from skipgraph.patterns import log_densenet
from skipgraph.topology import write_topology

NETWORKS = """
from foreign_networks import BasicBlock
from foreign_networks import ResNet as PlainResNet

def ResNet():
    return PlainResNet(BasicBlock, (2, 2))

make_net = ResNet
"""
WIDTH = {"COLUMNS": "120"}


def prepare(folder, monkeypatch):
    """Go to a folder that holds the files that are spoken of; train on a few images only."""
    monkeypatch.chdir(folder)
    (folder / "mynets.py").write_text(NETWORKS, "utf-8")
    monkeypatch.delitem(sys.modules, "mynets", raising=False)  # that of another folder
    for name in ("topo.json", "mine.json"):
        write_topology(log_densenet(6), folder / name)
    rng = np.random.default_rng(0)
    images = rng.integers(0, 256, (30, 3, 8, 8), dtype=np.uint8)
    np.savez(folder / "my.npz", images=images, labels=rng.integers(0, 2, 30))
    program = torch.export.export(torch.nn.Sequential(torch.nn.Linear(4, 4)).eval(), (torch.zeros(1, 4),))
    torch.export.save(program, folder / "net.pt2")
    train = skipgraph.train.run

    def train_a_little(topology, data, spec, recipe, **options):
        few = {key: replace(part, images=part.images[:4], labels=part.labels[:4]) for key, part in data.parts.items()}
        few_images = replace(data, **few)
        return train(topology, few_images, spec, replace(recipe, epochs=1, batch_size=2), **options)

    monkeypatch.setattr(skipgraph.train, "run", train_a_little)


def run(line, *, exactly=False):
    """Return what a command prints; where that is not shown, with fewer layers and a search of a few steps."""
    program, *words = shlex.split(line, comments=True)
    assert program == "skipgraph", line
    if not exactly:
        if words[0] in ("compile", "train") and words[-2:-1] == ["-o"]:
            words = ["4" if word == "36" else word for word in words]
        if words[0] in ("design", "frontier"):
            words += ["--steps", "1"]
    result = CliRunner().invoke(app, words, env={**os.environ, **WIDTH})
    assert result.exit_code == 0, f"{line}: {result.output or repr(result.exception)}"
    return result.stdout
