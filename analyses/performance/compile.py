"""Time and memory of compiled DenseNets against plain ones written by hand, and of Log-DenseNet against DenseNet."""

import statistics
import time

import pandas as pd
import torch
from torch import nn
from torch.multiprocessing.reductions import StorageWeakRef
from torch.nn import functional
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_leaves

from analyses.metadata import write_results
from analyses.study import run_study
from skipgraph.networks import densenet_bc_spec, densenet_imagenet_spec
from skipgraph.nn import compile as compile_network
from skipgraph.patterns import densenet, log_densenet
from skipgraph.plan import NetworkSpec

ROUNDS = 9


class Layer(nn.Module):
    """Concat-BN-ReLU-1x1-BN-ReLU-3x3, as published."""

    def __init__(self, width, growth):
        super().__init__()
        self.norm1, self.conv1 = nn.BatchNorm2d(width), nn.Conv2d(width, 4 * growth, 1, bias=False)
        self.norm2, self.conv2 = nn.BatchNorm2d(4 * growth), nn.Conv2d(4 * growth, growth, 3, padding=1, bias=False)
        self.relu = nn.ReLU(inplace=True)

    def forward(self, features):  # noqa: D102
        made = self.conv1(self.relu(self.norm1(torch.cat(features, 1))))
        return self.conv2(self.relu(self.norm2(made)))


class Block(nn.ModuleList):
    """A dense block."""

    def forward(self, features):  # noqa: D102
        made = [features]
        for layer in self:
            made.append(layer(made))
        return torch.cat(made, 1)


def plain_densenet(blocks, growth, classes, *, imagenet):
    width = 2 * growth
    parts: list[nn.Module] = [nn.Conv2d(3, width, 3, padding=1, bias=False)]
    if imagenet:
        parts = [
            nn.Conv2d(3, width, 7, 2, 3, bias=False),
            nn.BatchNorm2d(width),
            nn.ReLU(inplace=True),
            nn.MaxPool2d(3, 2, 1),
        ]
    for place, size in enumerate(blocks):
        parts.append(Block(Layer(width + growth * layer, growth) for layer in range(size)))
        width += growth * size
        if place < len(blocks) - 1:
            parts += [nn.BatchNorm2d(width), nn.ReLU(inplace=True), nn.Conv2d(width, width // 2, 1, bias=False)]
            parts.append(nn.AvgPool2d(2))
            width //= 2
    parts += [nn.BatchNorm2d(width), nn.ReLU(inplace=True), nn.AdaptiveAvgPool2d(1), nn.Flatten()]
    return nn.Sequential(*parts, nn.Linear(width, classes))


class LiveBytes(TorchDispatchMode):
    """The most bytes in storages that operations made, at any operation."""

    def __init__(self, apart):
        super().__init__()
        self.apart = {StorageWeakRef(tensor.untyped_storage()) for tensor in apart}
        self.alive, self.most = {}, 0

    def __torch_dispatch__(self, function, types, args=(), kwargs=None):
        made = function(*args, **(kwargs or {}))
        for tensor in tree_leaves(made):
            if isinstance(tensor, torch.Tensor):
                reference = StorageWeakRef(tensor.untyped_storage())
                if reference not in self.apart:
                    self.alive[reference] = tensor.untyped_storage().nbytes()
        self.alive = {reference: size for reference, size in self.alive.items() if not reference.expired()}
        self.most = max(self.most, sum(self.alive.values()))
        return made


def train_step(net, images, labels):
    net.zero_grad()
    functional.cross_entropy(net(images), labels).backward()


def infer(net, images, _labels):
    with torch.no_grad():
        net(images)


def measure(name, nets, images, classes):
    """Return a row for each network and task; the networks take turns, so that they share the machine's moods."""
    labels = torch.arange(len(images)) % classes
    rows = []
    for task, run in (("training step", train_step), ("inference", infer)):
        seconds: dict[str, list[float]] = {title: [] for title in nets}
        for round_ in range(ROUNDS + 1):
            for title, net in nets.items():
                net.train(task == "training step")
                start = time.perf_counter()
                run(net, images, labels)
                if round_:  # the first one warms up
                    seconds[title].append(time.perf_counter() - start)
        for title, net in nets.items():
            net.zero_grad()
            with LiveBytes([images, *net.parameters(), *net.buffers()]) as live:
                run(net, images, labels)
            net.zero_grad()
            plan = getattr(net, "plan", None)
            rows.append(
                {
                    "comparison": name,
                    "network": title,
                    "task": task,
                    "batch": len(images),
                    "parameters": sum(weight.numel() for weight in net.parameters()),
                    "macs_per_image": "" if plan is None else plan.macs,
                    "median_seconds": round(statistics.median(seconds[title]), 5),
                    "least_seconds": round(min(seconds[title]), 5),
                    "peak_bytes": live.most,
                }
            )
            print(rows[-1], flush=True)
    return rows


def main(results, *, resume):  # noqa: ARG001  # nothing is kept halfway
    torch.manual_seed(0)
    torch.set_num_threads(1)
    bc, dense, log = densenet(48, blocks=(16,) * 3), densenet(58, blocks=(6, 12, 24, 16)), log_densenet(36)
    imagenet = densenet_imagenet_spec()
    rows = measure(
        "DenseNet-BC-100-12",
        {
            "by hand": plain_densenet((16,) * 3, 12, 10, imagenet=False),
            "compiled": compile_network(bc, densenet_bc_spec()),
            "compiled, recompute concat": compile_network(bc, densenet_bc_spec(), recompute="concat"),
        },
        torch.randn(4, 3, 32, 32),
        10,
    )
    rows += measure(
        "DenseNet-121",
        {
            "by hand": plain_densenet((6, 12, 24, 16), 32, 1000, imagenet=True),
            "compiled": compile_network(dense, imagenet),
        },
        torch.randn(1, 3, 224, 224),
        1000,
    )
    rows += measure(
        "36 layers",
        {
            "densenet": compile_network(densenet(36), NetworkSpec()),
            "log_densenet": compile_network(log, NetworkSpec()),
        },
        torch.randn(2, 3, 32, 32),
        10,
    )
    facts = {"rounds": ROUNDS, "threads": 1}
    write_results(
        pd.DataFrame(rows), results / "compile.csv", script=__file__, seeds=[0], packages=["torch"], facts=facts
    )


if __name__ == "__main__":
    run_study(main, __file__)
