"""What is asked for in odd surroundings: ``python -m analyses.robustness.running.probes NAME``."""

import hashlib
import importlib
import inspect
import json
import multiprocessing
import pickle
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields, is_dataclass
from enum import Enum
from pathlib import Path
from typing import Any

import numpy as np

import skipgraph as sg

ROOMS = (
    "topology",
    "patterns",
    "metrics",
    "design",
    "plan",
    "networks",
    "nn",
    "report",
    "plot",
    "tracing",
    "train",
    "errors",
)


def kernels() -> str:
    """Return a digest of what each compiled kernel makes: distances, and a design."""
    topologies = [sg.patterns.log_densenet(40), sg.patterns.randwire_ws(60, seed=0), sg.patterns.nearest(300)]
    digest = hashlib.sha256()
    for topology in topologies:
        digest.update(sg.metrics.backprop_distances(topology, engine="numba").tobytes())
        digest.update(repr(sg.metrics.mean_backprop_distance(topology)).encode())
    design = sg.design_topology(12, max_edges=30, steps=300, seed=0)
    digest.update(sg.topology.topology_to_json(design.topology).encode())
    return digest.hexdigest()


def kernels_in_threads() -> str:
    """Return the same from 8 threads at once, which must all agree."""
    with ThreadPoolExecutor(8) as pool:
        (found,) = set(pool.map(lambda _: kernels(), range(8)))
    return found


def patterns_and_pictures() -> str:
    """Return a digest of the JSON of all patterns, and of the bytes of four pictures."""
    from skipgraph.patterns.catalog import CATALOG
    from skipgraph.plot import adjacency, arcs, distances, profile, save_figure

    patterns = hashlib.sha256()
    for name, pattern in CATALOG.items():
        seed = {"seed": 0} if "seed" in inspect.signature(pattern).parameters else {}
        size = 18 if "n_layers" in inspect.signature(pattern).parameters else 3
        patterns.update(f"{name} {sg.topology.topology_to_json(pattern(size, **seed))}".encode())
    pictures = hashlib.sha256()
    topology = sg.patterns.log_densenet(12)
    with tempfile.TemporaryDirectory() as folder:
        for draw in (arcs, adjacency, distances, profile):
            drawn = draw(topology)
            axes = drawn.flat[0] if hasattr(drawn, "flat") else drawn[0] if isinstance(drawn, tuple | list) else drawn
            path = Path(folder, f"{draw.__name__}.svg")
            save_figure(axes.figure, path)
            pictures.update(path.read_bytes())
    return json.dumps({"patterns": patterns.hexdigest(), "pictures": pictures.hexdigest()})


def _measure(n_layers: int) -> int:
    """Return what a worker process computes by kernels only."""
    return int(sg.metrics.backprop_distances(sg.patterns.log_densenet(n_layers)).max())


def _work(n_layers: int) -> tuple[int, list[float]]:
    """Return what a worker process computes: distances by kernels, and logits by torch."""
    import torch

    topology = sg.patterns.log_densenet(n_layers)
    spec = sg.NetworkSpec(growth_rate=2, input=sg.Images(channels=1, size=(8, 8)), head=sg.heads.PoolLinear(classes=3))
    torch.manual_seed(0)
    net = sg.compile(topology, spec).eval()
    return sg.metrics.max_backprop_distance(topology), net(torch.ones(1, 1, 8, 8))[0].tolist()


def _refused(_: int) -> None:
    sg.Topology.from_reads([[], [5]])


def _processes(method: str, work: Callable[[int], Any]) -> str:
    # the parent has used all libraries before, as a session does
    _work(3)
    here = [work(n_layers) for n_layers in (3, 5, 9)]
    with multiprocessing.get_context(method).Pool(2) as pool:
        there = pool.map(work, (3, 5, 9))
        assert here == there
        try:
            pool.map(_refused, range(2))
        except sg.TopologyError as error:
            return str(error)
    return "no error"


def spawned() -> str:
    """Return the error of a worker that was spawned; its numbers are those of this process."""
    return _processes("spawn", _work)


def forked() -> str:
    """Return the error of a worker that was forked; its distances are those of this process."""
    return _processes("fork", _measure)


def forked_with_torch() -> str:
    """Return the same where the worker uses torch; its threads do not survive a fork, so there is one."""
    import torch

    torch.set_num_threads(1)
    return _processes("fork", _work)


def pickles() -> str:
    """Return what of all public objects does not come back from pickle, and how many do."""
    faults, n_names = [], 0
    for room in ROOMS:
        face = importlib.import_module(f"skipgraph.{room}")
        for name in sorted(getattr(face, "__all__", None) or dir(face)):
            value = getattr(face, name)
            if (
                name.startswith("_")
                or inspect.ismodule(value)
                or "skipgraph" not in str(getattr(value, "__module__", ""))
            ):
                continue
            n_names += 1
            try:
                if pickle.loads(pickle.dumps(value)) is not value and not isinstance(value, sg.NetworkSpec):
                    faults.append(f"{room}.{name} comes back as another")
            except Exception as error:  # whatever it is, it is what is looked for
                faults.append(f"{room}.{name}: {error}")
    made = list(_instances())
    for value in made:
        try:
            back = pickle.loads(pickle.dumps(value))
            if type(back) is not type(value) or _told(back) != _told(value):
                faults.append(f"{type(value).__name__} comes back changed")
        except Exception as error:
            faults.append(f"{type(value).__name__}: {error}")
    missing = sorted(
        f"{room}.{name}"
        for room in ROOMS
        for name, value in vars(importlib.import_module(f"skipgraph.{room}")).items()
        if inspect.isclass(value) and value.__module__.startswith("skipgraph") and not name.startswith("_")
        if not any(isinstance(one, value) for one in made)
    )
    return json.dumps({"names": n_names, "instances": len(made), "faults": faults, "classes without one": missing})


def _told(value: Any) -> Any:
    """Return what two equal things have equal."""
    if isinstance(value, np.ndarray):
        return str(value.dtype), value.shape, value.tobytes()
    if hasattr(value, "detach"):
        return _told(value.detach().numpy())
    if hasattr(value, "state_dict"):
        return _told(dict(value.state_dict()))
    if isinstance(value, Mapping):
        return [(key, _told(item)) for key, item in value.items()]
    if isinstance(value, tuple | list):
        return [_told(item) for item in value]
    if isinstance(value, Exception):
        return repr((value, vars(value)))
    if is_dataclass(value) and not isinstance(value, type):
        return [(field.name, _told(getattr(value, field.name))) for field in fields(value)]
    if hasattr(value, "__dict__") and not callable(value) and not isinstance(value, Enum):
        return [(key, _told(item)) for key, item in vars(value).items()]
    return repr(value)


def _instances() -> Iterator[Any]:
    import torch

    from skipgraph.metrics import IncrementalDistances, ablation, small_worldness
    from skipgraph.metrics.catalog import CATALOG
    from skipgraph.nn.measure_gradients import gradient_norms
    from skipgraph.nn.measure_isometry import layerwise_isometry

    topology = sg.patterns.log_densenet(6)
    yield topology
    yield topology.provenance
    yield from (sg.NodeKind.LAYER, sg.Aggregation.SUM)
    yield from CATALOG.values()
    yield sg.metrics.compare_topologies(topology, sg.patterns.chain(6))
    changing = IncrementalDistances(topology)
    yield changing
    yield changing.add_edge(0, 5)
    yield ablation.lesion_study(topology)
    yield small_worldness.small_world(topology, seed=0)
    yield sg.metrics.stage_distances(sg.patterns.densenet(6, blocks=(3, 3)))
    design = sg.design_topology(8, max_edges=16, steps=50, seed=0)
    yield from (design, design.measures)
    yield sg.design.min_edges(8, 3)
    yield from sg.design.find_frontier([topology])
    spec = sg.NetworkSpec(growth_rate=2, input=sg.Images(channels=1, size=(8, 8)), head=sg.heads.PoolLinear(classes=3))
    yield from (spec, spec.input, spec.stem, spec.block, spec.transition, spec.transport, spec.join, spec.head)
    yield from (sg.Sequences(), sg.Vectors())
    plan = sg.plan_network(topology, spec)
    yield from (plan, *plan.steps)
    yield from (operation for step in plan.steps for operation in step.operations)
    net = sg.compile(topology, spec)
    yield net
    images, labels = torch.ones(2, 1, 8, 8), torch.tensor([0, 1])
    yield gradient_norms(net, images, labels)
    yield layerwise_isometry(net, images)
    yield from _of_training()
    yield from _of_pictures(topology)
    yield from (sg.ArgumentError("a"), sg.FormatError("a"), sg.MemoryLimitError("a"), sg.SkipgraphError("a"))
    yield from (sg.TopologyError("a", ["b", "c"]), sg.PlanError("a", ["b"]), sg.FormatWarning("a"))


def _of_training() -> Iterator[Any]:
    from analyses.robustness.mutations.bases import make_run

    with tempfile.TemporaryDirectory() as folder:
        _, history = make_run(Path(folder, "run"))
        yield from history  # type: ignore[misc]
        yield from (history[0].test, sg.train.read_checkpoint(Path(folder, "run", "checkpoint.safetensors")))  # type: ignore[index]
    yield sg.train.Recipe(seed=0)
    data = sg.train.load_digits(seed=0)
    yield from (data, data.train)


def _of_pictures(topology: sg.Topology) -> Iterator[Any]:
    from skipgraph import plot

    for compute in (plot.compute_arcs, plot.compute_adjacency, plot.compute_distances, plot.compute_profile):
        yield compute(topology)
    yield plot.compute_frontier(sg.design.find_frontier([topology]))


PROBES: dict[str, Callable[[], str]] = {
    probe.__name__: probe
    for probe in (
        kernels,
        kernels_in_threads,
        patterns_and_pictures,
        spawned,
        forked,
        forked_with_torch,
        pickles,
    )
}


if __name__ == "__main__":
    print(PROBES[sys.argv[1]]())
