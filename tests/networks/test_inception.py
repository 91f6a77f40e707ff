"""Inception networks: the shapes of the paper's figures, and the kernels of their branches."""

import pytest

from skipgraph.networks import inceptionresnetv2, inceptionv4
from skipgraph.plan import plan_network

# height, width and channels where a part of the network ends, as the figures say
V4 = {
    0: (64, 147, 147),
    "mixed1": (160, 73, 73),
    "mixed2": (192, 71, 71),
    "mixed3": (384, 35, 35),
    "a4.cat": (384, 35, 35),
    "reduction1": (1024, 17, 17),
    "b7.cat": (1024, 17, 17),
    "reduction2": (1536, 8, 8),
    "c3.cat": (1536, 8, 8),
}
RESNET_V2 = {
    "mixed3": (320, 35, 35),
    "a10.sum": (320, 35, 35),
    "reduction1": (1088, 17, 17),
    "b20.sum": (1088, 17, 17),
    "reduction2": (2080, 8, 8),
    "c10.sum": (2080, 8, 8),
    "last": (1536, 8, 8),
}


@pytest.mark.parametrize(("make", "shapes"), [(inceptionv4, V4), (inceptionresnetv2, RESNET_V2)])
def test_shapes_are_those_of_the_figures(make, shapes):
    found = {step.label: step.shape for step in plan_network(*make()).steps if step.kind != "head"}
    assert {label: found["input" if label == 0 else label] for label in shapes} == shapes


@pytest.mark.parametrize("make", [inceptionv4, inceptionresnetv2])
def test_long_kernels_stand_in_turns(make):
    """A long kernel of a chain is followed by one turned round, until a branch ends or forks."""
    topology = make().topology
    kernels = dict(zip(topology.labels, topology.node_attributes["kernel"], strict=True))
    assert (kernels["b1.2.2"] if make is inceptionresnetv2 else kernels["b1.3.2"]) == "1x7"
    for label, kernel in kernels.items():
        if kernel in ("1x7", "7x1") and label[0] == "b":
            *_, before = (topology.labels[read] for read in topology.reads(topology.labels.index(label)))
            assert kernels[before] in (None, {"1x7": "7x1", "7x1": "1x7"}[kernel])
