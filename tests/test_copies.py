"""Every public object survives pickle, copy and deepcopy."""

import copy
import dataclasses
import importlib
import inspect
import pickle
from enum import Enum
from functools import cache
from operator import attrgetter
from typing import Any

import numpy as np
import pytest
import torch

import skipgraph as sg

ROOMS = ("design", "errors", "metrics", "networks", "nn", "patterns", "plan", "plot", "report", "topology", "train")
PARTS = ("blocks", "heads", "operations", "stems", "transitions", "transports")
WAYS = {
    "pickle": lambda thing: pickle.loads(pickle.dumps(thing)),
    "copy": copy.copy,
    "deepcopy": copy.deepcopy,
}


def public_classes():
    """Return every class that a face shows, by its name."""
    faces = [importlib.import_module(f"skipgraph.{room}") for room in ROOMS]
    faces += [getattr(sg.plan, part) for part in PARTS]
    return {
        thing.__name__: thing
        for face in faces
        for name in dir(face)
        if not name.startswith("_") and inspect.isclass(thing := getattr(face, name))
        if thing.__module__.startswith("skipgraph") and not inspect.isabstract(thing)
    }


def same(one: Any, other: Any) -> bool:  # a line for each kind of thing
    """Return whether two objects hold the same, as deep as they go."""
    parts = next(parts for kind, parts in PARTS_OF.items() if isinstance(one, kind))
    return type(one) is type(other) and parts(one, other)


PLAIN_EQUALITY: object = object.__eq__


def same_items(one, other):
    return len(one) == len(other) and all(map(same, one, other))


def same_arrays(one, other):
    return one.dtype == other.dtype and np.array_equal(one, other, equal_nan=one.dtype.kind == "f")


def same_values(one, other):
    if dataclasses.is_dataclass(one) or (type(one).__eq__ is PLAIN_EQUALITY and hasattr(one, "__dict__")):
        return same(vars(one), vars(other))
    return one == other or one != one or (isinstance(one, attrgetter) and repr(one) == repr(other))


def same_by(parts):
    """Return a function that compares what a function returns of each object."""
    return lambda one, other: same(parts(one), parts(other))


# the first kind that an object is of says how it is compared
PARTS_OF = {
    np.ma.MaskedArray: same_by(lambda array: (array.data, np.ma.getmaskarray(array))),
    np.ndarray: same_arrays,
    torch.Tensor: torch.equal,
    torch.nn.Module: same_by(lambda module: (repr(module), dict(module.state_dict()))),
    Exception: same_by(lambda error: (str(error), error.args, error.__dict__)),
    sg.Topology: lambda one, other: one == other and same((one.name, one.provenance), (other.name, other.provenance)),
    dict: lambda one, other: list(one) == list(other) and same_items([*one.values()], [*other.values()]),
    list: same_items,
    tuple: same_items,
    object: same_values,
}


@cache
def objects():
    """Return an object of every public class."""
    topology = sg.patterns.log_densenet(6, blocks=(3, 3))
    flat = sg.patterns.log_densenet(6)
    spec = sg.NetworkSpec(growth_rate=2, input=sg.Images(size=(8, 8)), head=sg.plan.heads.NormReluPoolLinear(classes=3))
    plan = sg.plan_network(topology, spec)
    net = sg.compile(topology, spec)
    torch.manual_seed(0)
    images, labels = torch.randn(6, 3, 8, 8), torch.arange(6) % 3
    part = sg.train.LabelledImages(images, labels)
    data = sg.train.ImageData(name="x", train=part, validation=part, test=part, n_classes=3)
    recipe = sg.train.Recipe(seed=0, epochs=1, batch_size=3)
    experiment = sg.train.run(topology, data, spec, recipe)
    frontier = sg.design.find_frontier([flat, sg.patterns.chain(6)])
    design = sg.design.design_topology(6, max_edges=12, steps=3)
    counts = sg.train.scores.ConfusionCounts(3)
    incremental = sg.metrics.IncrementalDistances(flat)
    frontier_info = sg.plot.compute_frontier(frontier)
    small = sg.compile(sg.patterns.chain(2), sg.NetworkSpec(growth_rate=1, input=sg.Images(size=(4, 4))))
    joins = [
        sg.Aggregation.CONCAT,
        sg.Aggregation.SUM,
        sg.Aggregation.MEAN,
        sg.Aggregation.WEIGHTED,
        sg.Aggregation.GATED,
    ]
    joined = [
        sg.compile(sg.Topology.from_reads([[], [0], [0, 1]], aggregations=[0, join, join]), spec) for join in joins
    ]
    modules = [
        module
        for each in [net, *joined]
        for module in each.modules()
        if type(module).__module__.startswith("skipgraph")
    ]
    measured = sg.report.MeasuredTopology(flat)
    measured.value("max_backprop_distance")
    found = [
        topology, topology.provenance, sg.NodeKind.LAYER, sg.Aggregation.SUM,
        spec, plan, *plan.steps, net, *modules,
        data, part, recipe, experiment, *experiment.history, experiment.last.test, counts,
        sg.train.Checkpoint(manifest={}, history=experiment.history, tensors={"w": labels}, best_weights="0"),
        design, *frontier, sg.design.measure_topology(flat), sg.design.min_edges(6, 2),
        sg.design.solve_exactly(5, minimise="edges", max_mbd=2),
        incremental, incremental.remove_edge(0, 2), incremental,
        sg.metrics.compare_topologies(flat, sg.patterns.chain(6)), sg.metrics.lesion_study(flat),
        sg.metrics.edge_loss(flat, fraction=0.2, seed=0, n_trials=2), sg.metrics.small_world(flat, seed=0),
        sg.metrics.stage_distances(topology), *sg.metrics.CATALOG.values(), measured,
        sg.plot.compute_adjacency(flat), sg.plot.compute_arcs(flat), sg.plot.compute_distances(topology),
        sg.plot.compute_profile(flat), frontier_info, *frontier_info.panels, *frontier_info.panels[0].marks,
        sg.nn.gradient_norms(net, images, labels), sg.nn.layerwise_isometry(small, torch.zeros(1, 3, 4, 4)),
        sg.TopologyError("not a topology", ["node 1", "node 2"]), sg.PlanError("no plan", ["a"]),
        *(kind("it is wrong") for kind in (
            sg.SkipgraphError, sg.ArgumentError, sg.FormatError, sg.FormatWarning, sg.MemoryLimitError)),
        sg.Images(), sg.Vectors(), sg.Sequences(), sg.Join(),
        sg.networks.resnet20_cifar(), sg.networks.CATALOG["resnet18"], sg.nn.inherit_weights(small, small),
    ]  # fmt: skip
    found += [made for kind in public_classes().values() if (made := _made_plainly(kind)) is not None]
    return {type(thing).__name__: thing for thing in reversed(found)}


def _made_plainly(kind):
    """Return an object of a part or an operation, whose sizes may be any numbers."""
    if not issubclass(kind, sg.plan.part.Part | sg.plan.operations.Operation):
        return None
    needed = {
        name: (sg.plan.operations.Relu(),) if "operations" in name else 4
        for name, parameter in inspect.signature(kind).parameters.items()
        if parameter.default is parameter.empty
    }
    return kind(**needed)


NAMES = sorted(set(public_classes()) - {"Features"})  # which only its kinds are made of


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("name", NAMES)
def test_a_copy_holds_the_same(name, way):
    thing = objects()[name]
    other = WAYS[way](thing)
    assert same(thing, other)
    assert isinstance(thing, Enum) or other is not thing or way != "pickle"


def test_what_differs_is_seen():
    # shows that the test above can fail
    assert not same(sg.ArgumentError("a"), sg.ArgumentError("b"))
    assert not same(np.zeros(2), np.zeros(3))
    assert not same({"a": torch.zeros(2)}, {"a": torch.ones(2)})


def test_public_functions_survive_too():
    for function in (sg.compile, sg.plan_network, sg.metrics.max_backprop_distance, sg.patterns.log_densenet):
        assert pickle.loads(pickle.dumps(function)) is function
