"""Call every public function with wrong values, and count how the calls end, in about ten minutes on one core.

Each parameter of each function, method and class that a room's face shows gets wrong values, one at a time, while all
other arguments are right. A call ends well with an error or a warning of skipgraph, or with an answer if the value
was right by the parameter's hint.
"""

import contextlib
import enum
import importlib
import inspect
import io
import numbers
import os
import signal
import tempfile
import time
import types
import typing
import warnings
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import matplotlib as mpl
import networkx as nx
import numpy as np
import pandas as pd
import torch
from matplotlib.figure import Figure

import skipgraph as sg
from analyses.metadata import write_results
from analyses.study import run_study

mpl.use("agg")

ROOMS = ("topology", "patterns", "metrics", "plan", "design", "report", "plot", "networks", "nn", "tracing", "train")
PARTS = ("stems", "blocks", "transitions", "transports", "heads", "operations")
SECONDS = 10


class Stranger:
    """An object that nobody knows."""

    def __init__(self, *_: Any, **__: Any) -> None:
        pass


def _answers_nothing(*_: Any, **__: Any) -> None:
    pass


def wrong_values() -> dict[str, Any]:
    """Return values that few parameters take, by their names in the results."""
    return {
        "None": None,
        "nan": float("nan"),
        "inf": float("inf"),
        "True": True,
        "0": 0,
        "-1": -1,
        "3.7": 3.7,
        "numpy int": np.int64(2),
        "numpy float": np.float64(0.5),
        "text of a number": "3",
        "empty text": "",
        "null byte": "a\0b",
        "10**18": 10**18,
        "2**63": 2**63,
        "10**40": 10**40,
        "10**5000": 10**5000,
        "empty list": [],
        "empty mapping": {},
        "list of None": [None],
        "nested list": [[1, 2], [3]],
        "networkx graph": nx.DiGraph([(0, 1), (1, 2)]),
        "path": Path("no/such.json"),
        "object": Stranger(),
        "class": Stranger,
        "matrix": np.zeros((2, 2)),
        "bytes": b"3",
        "function": _answers_nothing,
        "tensor": torch.zeros(2, 3),
        "topology": sg.patterns.chain(3),
    }


@cache
def right_values() -> dict[str, Any]:
    """Return values that parameters take, by the parameters' names."""
    topology = sg.patterns.log_densenet(6)
    spec = sg.NetworkSpec(growth_rate=2, input=sg.Images(size=(8, 8)), head=sg.plan.heads.NormReluPoolLinear(classes=3))
    net = sg.compile(topology, spec)
    images = torch.randn(6, 3, 8, 8, generator=torch.Generator().manual_seed(0))
    part = sg.train.LabelledImages(images, torch.arange(6) % 3)
    data = sg.train.ImageData(name="x", train=part, validation=part, test=part, n_classes=3)
    scores = sg.train.Scores(loss=0.5, accuracy=0.5)
    return {
        "topology": topology,
        "first": topology,
        "second": topology,
        "pattern": topology,
        "topologies": [topology, sg.patterns.chain(6)],
        "spec": spec,
        "net": net,
        "own": net.state_dict(),
        "given": net.state_dict(),
        "weights": net.state_dict(),
        "state_dict": net.state_dict(),
        "trained": net,
        "module": torch.nn.Sequential(torch.nn.Linear(3, 3), torch.nn.ReLU(), torch.nn.Linear(3, 2)),
        "example": torch.zeros(1, 3),
        "images": images,
        "labels": part.labels,
        "logits": torch.zeros(6, 3),
        "data": data,
        "part": part,
        "train": part,
        "validation": part,
        "test": part,
        "n_classes": 3,
        "recipe": sg.train.Recipe(seed=0, epochs=1, batch_size=3),
        "scores": scores,
        "step": sg.plan_network(topology, spec).steps[-1],
        "values": [1, 2, 3],
        "costs": [1.0] * topology.n_nodes,
        "order": list(range(topology.n_nodes)),
        "n_bytes": [4] * topology.n_nodes,
        "sizes": [4] * topology.n_nodes,
        "n_elements": [4] * topology.n_nodes,
        "macs": [4] * topology.n_nodes,
        "offsets": np.array([1, 2]),
        "metrics": ["n_edges", "max_in_degree"],
        "fraction": 0.2,
        "seed": 0,
        "seeds": 0,
        "points": sg.design.find_frontier([topology]),
        "kinds": sg.NodeKind.LAYER,
        "path": "file.json",
        "name": "digits",
        "text": sg.topology.topology_to_json(topology),
        "adjacency": sg.topology.to_adjacency(topology),
        "graph": topology.to_networkx(),
        "reads": [[], [0], [0, 1]],
        "indptr": [0, 0, 1],
        "indices": [0],
        "node": 2,
        "nodes": [2],
        "stage": 0,
        "limits": {"max_edges": 12},
        "table": pd.DataFrame({"a": [1]}),
        "command": "python x.py",
        "device": torch.device("cpu"),
        "steps": 3,
        "time_seconds": 0.1,
        "n_layers": 6,
        "n_nodes": 6,
        "n_columns": 2,
        "max_mbd": 3,
        "max_edges": 12,
        "minimise": "edges",
        "start": 0,
        "stop": 3,
        "shortest": 0,
        "longest": 2,
        "layer_factor": 0.5,
        "spacing": 2,
        "hops": 2,
        "n_offsets": 3,
        "live": 3,
        "degree": 2,
        "number": 1,
        "width": 40,
        "height": 2.0,
        "figure": _figure(),
        "n_colours": 3,
        "n_images": 4,
        "survival": [0.5, 0.5],
        "blocks": None,
        "history": [_epoch(scores)],
        "source": 0,
        "target": 2,
    }


def _small_network() -> Any:
    return sg.compile(sg.patterns.chain(2), sg.NetworkSpec(growth_rate=1, input=sg.Images(size=(4, 4))))


def _figure() -> Any:
    return Figure()


def _epoch(scores: Any) -> Any:
    fields = inspect.signature(sg.train.EpochResult).parameters
    values: dict[str, Any] = {name: scores if name in ("validation", "test") else 1 for name in fields}
    return sg.train.EpochResult(**values)


# where a name means something else
ELSEWHERE: dict[str, dict[str, Any]] = {
    "read_topology": {"path": "topology.json"},
    "vgg": {"depth": 16},
    "cell_density": {"depth": 4, "width": 8, "max_links": 4},
    "cell_nn_mass": {"depth": 4, "width": 8, "max_links": 4},
    "spec_from_values": {"values": sg.plan.spec_to_values(sg.NetworkSpec())},
    "catalogue": {"base": sg.plan.Stem, "names": {"Conv": sg.plan.stems.Conv}},
    "channel_axis": {"shape": (3, 8, 8)},
    "channels_of": {"shape": (3, 8, 8)},
    "with_channels": {"shape": (3, 8, 8), "channels": 4},
    "numbered": {"operations": [sg.plan.operations.Relu()]},
    "with_dropout": {
        "rate": 0.5,
        "operations": (("relu", sg.plan.operations.Relu()),),
        "after": (sg.plan.operations.Relu,),
    },
    "with_stride": {"operations": (("conv", sg.plan.operations.Convolution(2, 2, 3)),), "stride": 2},
    "edge_weighted_distances": {"attribute": "weight"},
    "write_results": {"path": "x.csv"},
    "node_handles": {"kinds": [sg.NodeKind.LAYER]},
    "save_figure": {"path": "x.svg"},
    "export_network": {"path": "x.safetensors"},
    "load_network": {"path": "net.safetensors"},
    "trace": {"example": torch.zeros(1, 3)},
    "load_archive": {"path": Path("data.npz")},
    "read_checkpoint": {"path": Path("data.npz")},
    "Topology.leading_to": {"nodes": 2},
    "compute_frontier": {"named": None},
    "solve_exactly": {"max_mbd": 3, "max_edges": None},
    "build_staged": {"reads": [[0], [0, 1]], "blocks": (2,), "name": "x", "provenance": sg.topology.Provenance()},
    "condensenet_cifar": {"depth": 86},
    "densenet_cifar": {"depth": 40},
    "resnet_cifar": {"depth": 20},
    "resnet_imagenet": {"depth": 18},
    "densenet_imagenet": {"depth": 121},
    "dual_path_layout": {"depth": 92},
    "fc_densenet_layout": {"depth": 56},
    "hardnet_layout": {"depth": 39},
    "load_densenet_state": {},
    "Recipe": {"epochs": 1},
    "split_dataset": {"images": np.zeros((30, 3, 4, 4), np.float32), "labels": np.arange(30) % 3},
    "joint_loss": {"weights": None},
    "evaluate": {"weights": None},
    "arcs": {"width": None},
    "new_figure": {"width": 3.0},
    "effective_path_length": {},
    "Topology.rename": {"name": "x"},
    "IncrementalDistances.add_edge": {"source": 0, "target": 6},
    "IncrementalDistances.remove_edge": {"source": 5, "target": 6},
    "layerwise_isometry": {"net": _small_network(), "images": torch.zeros(1, 3, 4, 4)},
    "fractal": {"n_columns": 2},
    "design_topology": {"minimise": "mbd", "max_mbd": None},
    "min_max_distance": {"max_edges": 12},
    "min_mean_distance": {"max_edges": 12},
    "offset_range": {"offsets": (1, 2)},
    "load_shapes": {"n_images": 40},
    "draw_shapes": {"image_size": 16},
}


def write_files() -> None:
    """Write the files that some functions read into the current folder."""
    sg.write_topology(right_values()["topology"], "topology.json")
    sg.nn.export_network(right_values()["net"], "net.safetensors")
    images = np.random.default_rng(0).integers(0, 255, (30, 4, 4, 3), dtype=np.uint8)
    np.savez("data.npz", images=images, labels=np.arange(30) % 3)


def public_callables() -> dict[str, Any]:
    """Return every function, method and class that a face shows and that takes arguments, by room and name."""
    found = {}
    for room in ROOMS:
        face = importlib.import_module(f"skipgraph.{room}")
        faces = [face, *(getattr(face, part) for part in PARTS if room == "plan")]
        for each in faces:
            for name in sorted(getattr(each, "__all__", None) or dir(each)):
                thing = getattr(each, name)
                own = str(getattr(thing, "__module__", "")).startswith("skipgraph")
                if name.startswith("_") or not own or typing.get_origin(thing) is not None:
                    continue
                if inspect.isfunction(thing) or (inspect.isclass(thing) and _is_made_by_users(thing)):
                    found[f"{room}.{name}"] = thing
    from skipgraph.metrics import IncrementalDistances

    for name in ("reads", "sources", "readers", "nodes_of_kind", "leading_to", "rename"):
        found[f"topology.Topology.{name}"] = getattr(sg.Topology, name)
    for name in ("from_reads", "from_networkx"):
        found[f"topology.Topology.{name}"] = getattr(sg.Topology, name)
    for name in ("add_edge", "remove_edge", "reads"):
        found[f"metrics.IncrementalDistances.{name}"] = getattr(IncrementalDistances, name)
    return {name: thing for name, thing in found.items() if parameters(thing)}


def _is_made_by_users(kind: type) -> bool:
    """Return whether a class checks what it is made of; results, which skipgraph makes itself, do not."""
    if issubclass(kind, torch.nn.Module | enum.Enum) or inspect.isabstract(kind):
        return False
    makes = getattr(kind, "__post_init__", None) or (kind.__init__ if kind.__name__ == "IncrementalDistances" else None)
    return makes is not None


def parameters(thing: Any) -> dict[str, inspect.Parameter]:
    given = inspect.signature(thing).parameters
    return {name: one for name, one in given.items() if name != "self" and one.kind is not one.VAR_KEYWORD}


def right_arguments(name: str, thing: Any) -> dict[str, Any]:
    """Return arguments by which a callable can be called; a fresh object where a call may change it."""
    own = ELSEWHERE.get(name.partition(".")[2], {})
    arguments = {}
    for key, parameter in parameters(thing).items():
        if key in own:
            arguments[key] = own[key]
        elif parameter.default is parameter.empty or key in ("time_seconds", "steps"):
            arguments[key] = right_values().get(key, 2)
    return arguments


def call(name: str, thing: Any, arguments: dict[str, Any]) -> Any:
    """Call by position or keyword, as the signature asks."""
    args: list[Any] = []
    kwargs = {}
    if inspect.isfunction(thing) and "self" in inspect.signature(thing).parameters:
        owner = sg.patterns.log_densenet(6)
        args.append(owner if ".Topology." in name else sg.metrics.IncrementalDistances(owner))
    taken = parameters(thing)
    has_rest = any(one.kind is one.VAR_POSITIONAL for one in taken.values())
    for key, parameter in taken.items():
        if key not in arguments:
            continue
        if has_rest and parameter.kind is not parameter.KEYWORD_ONLY:
            args.append(arguments[key])
        else:
            kwargs[key] = arguments[key]
    answer = thing(*args, **kwargs)
    if isinstance(answer, contextlib.AbstractContextManager):
        with answer:
            pass
    elif isinstance(answer, types.GeneratorType):
        for _ in answer:
            pass
    return answer


def surely_wrong(value: Any, hint: Any) -> bool:
    """Return whether a plain hint rules a value out; this is written apart from the package's own check."""
    origin, inner = typing.get_origin(hint), typing.get_args(hint)
    if origin is typing.Annotated:
        return surely_wrong(value, inner[0])
    if origin in (typing.Union, types.UnionType):
        return all(surely_wrong(value, choice) for choice in inner)
    if origin is typing.Literal:
        return value not in inner or isinstance(value, bool)
    is_bool = isinstance(value, bool | np.bool_)
    if hint is bool:
        return not is_bool
    if hint is int:
        return is_bool or not isinstance(value, numbers.Integral)
    if hint is float:
        return is_bool or not isinstance(value, numbers.Real) or abs(value) > 1.8e308 or value != value  # type: ignore[operator]
    if hint is types.NoneType:
        return value is not None
    if isinstance(hint, type) and issubclass(hint, enum.IntEnum):
        return is_bool or not isinstance(value, numbers.Integral) or int(value) not in list(hint)
    if hint in (str, sg.Topology, sg.NetworkSpec, sg.train.Recipe, sg.train.ImageData):
        return not isinstance(value, hint)
    return False


class _TooLong(BaseException):
    pass


def _stop(*_: Any) -> None:
    raise _TooLong


def ending(name: str, thing: Any, key: str, value: Any) -> tuple[str, str]:
    """Return how a call with a value ends, and what it says."""
    arguments = {**right_arguments(name, thing), key: value}
    begin = time.perf_counter()
    signal.signal(signal.SIGALRM, _stop)
    signal.alarm(SECONDS)
    try:
        with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
            warnings.simplefilter("ignore")
            call(name, thing, arguments)
    except sg.SkipgraphError as error:
        text = str(error)
        return ("our error", text) if "\n" not in text and text else ("error of several lines", text)
    except _TooLong:
        return "over 10 s", ""
    except Exception as error:
        return "raw error", f"{type(error).__name__}: {error}"
    finally:
        signal.alarm(0)
    if time.perf_counter() - begin > SECONDS:
        return "over 10 s", ""
    hint = _hint(thing, key)
    return ("silent" if surely_wrong(value, hint) else "answer"), repr(hint)


def _hint(thing: Any, key: str) -> Any:
    try:
        return typing.get_type_hints(thing if not inspect.isclass(thing) else thing.__init__)[key]
    except (KeyError, NameError, AttributeError):
        return Any


def all_calls(values: list[str]) -> list[tuple[str, str, str]]:
    """Return the calls with these wrong values: callable, parameter, value."""
    things = public_callables()
    return [(name, key, value) for name in things for key in parameters(things[name]) for value in values]


def try_calls(calls: list[tuple[str, str, str]]) -> pd.DataFrame:
    """Make calls in a folder of their own; return a row for each."""
    things, rows = public_callables(), []
    here = Path.cwd()
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        write_files()
        try:
            for name, key, value in calls:
                end, said = ending(name, things[name], key, wrong_values()[value])
                rows.append({"function": name, "parameter": key, "value": value, "ending": end, "said": said})
        finally:
            os.chdir(here)
    return pd.DataFrame(rows)


def main(results: Path, *, resume: bool) -> None:  # noqa: ARG001  # it has no parts to go on with
    table = try_calls(all_calls(list(wrong_values())))
    bad = table[~table["ending"].isin(["answer", "our error"])]
    for row in bad.itertuples():
        print(f"{row.function}({row.parameter}={row.value}): {row.ending}: {row.said:.200}", flush=True)
    print(Counter(table["ending"]))
    room = table["function"].str.partition(".")[0]
    counts = table.groupby([room.rename("room"), "ending"]).size().unstack(fill_value=0)
    for end in ("answer", "our error", "raw error", "silent", "over 10 s"):
        counts[end] = counts.get(end, 0)
    counts.insert(0, "callables", table.groupby(room)["function"].nunique())
    counts.insert(1, "calls", table.groupby(room).size())
    counts = counts.loc[[name for name in ROOMS if name in counts.index]].reset_index()
    write_results(counts, results / "arguments.csv", script=__file__, packages=("torch", "networkx", "matplotlib"))


if __name__ == "__main__":
    run_study(main, __file__)
