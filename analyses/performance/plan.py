"""Time of the bill of a network: the plan, without tensors, against torch that counts on tensors without numbers."""

import statistics
import time
from collections.abc import Callable

import pandas as pd
import torch
from torch.utils.flop_counter import FlopCounterMode

from analyses.metadata import write_results
from analyses.study import run_study
from skipgraph.nn import compile as compile_network
from skipgraph.patterns import log_densenet
from skipgraph.plan import NetworkSpec, plan_network

ROUNDS = 5


def by_plan(topology, spec):
    plan = plan_network(topology, spec)
    return plan.n_parameters, 2 * plan.macs, plan.peak_training_bytes


def by_counter(topology, spec):
    """Make the network on the meta device, and run it under torch's counter; bytes are not counted."""
    with torch.device("meta"), torch.no_grad(), FlopCounterMode(display=False) as counter:
        net = compile_network(topology, spec).eval()
        net(torch.zeros(1, *spec.input.shape))
    return sum(weight.numel() for weight in net.parameters()), counter.get_total_flops()


def main(results, *, resume):  # noqa: ARG001  # it takes a minute
    torch.set_num_threads(1)
    rows = []
    for n_layers in (100, 1000):
        topology, spec = log_densenet(n_layers), NetworkSpec()
        assert by_plan(topology, spec)[:2] == by_counter(topology, spec)
        seconds: dict[Callable[..., tuple[int, ...]], list[float]] = {by_plan: [], by_counter: []}
        for _ in range(ROUNDS):  # in turns, so that other work on the machine strikes both
            for tool, found in seconds.items():
                start = time.perf_counter()
                tool(topology, spec)
                found.append(time.perf_counter() - start)
        rows += [
            {"layers": n_layers, "tool": tool.__name__, "median_seconds": statistics.median(found), "least": min(found)}
            for tool, found in seconds.items()
        ]
        print(rows[-2:], flush=True)
    table = pd.DataFrame(rows).round(4)
    table["rounds"] = ROUNDS
    write_results(table, results / "plan.csv", script=__file__, packages=["torch"], facts={"threads": 1})


if __name__ == "__main__":
    run_study(main, __file__)
