"""Train a DenseNet on the digits, take most of its edges out, and see what is left; takes about ten minutes."""

import numpy as np
import pandas as pd
import torch
from torch import nn

from analyses.metadata import write_results
from analyses.study import run_study
from skipgraph.design import design_topology
from skipgraph.metrics import max_backprop_distance, mean_backprop_distance
from skipgraph.nn import compile as compile_network
from skipgraph.nn.inherit import inherit_weights
from skipgraph.patterns import densenet, log_densenet, nearest_log_i
from skipgraph.plan import Images, NetworkSpec, heads
from skipgraph.topology import Topology
from skipgraph.train import Recipe, load_digits, run, seeded

SEEDS = range(5)
LAYERS, GROWTH = 24, 6
DENSE_EPOCHS = 6
EPOCHS = (0, 1, 2)  # of training after the slicing, and from scratch


def random_edges(like, *, seed):
    """Return a topology in which each layer reads the one before it and as many others as in `like`, at random."""
    generator = np.random.default_rng(seed)
    reads: list[list[int]] = [[]]
    for node in range(1, like.n_nodes):
        others = generator.choice(node - 1, len(like.reads(node)) - 1, replace=False) if node > 1 else ()
        reads.append([node - 1, *map(int, others)])
    return Topology.from_reads(reads, name="random")


def patterns(seed):
    """Return topologies of about as many edges as Log-DenseNet; all but the last have its in-degrees."""
    log = log_densenet(LAYERS)
    designed = design_topology(LAYERS, max_edges=log.n_edges, max_in_degree=6, steps=2000, seed=0).topology
    return log, nearest_log_i(LAYERS), random_edges(log, seed=seed), designed.rename("designed")


def spec_of(data):
    return NetworkSpec(
        growth_rate=GROWTH,
        input=Images(channels=data.n_channels, size=data.image_size),
        head=heads.NormReluPoolLinear(classes=data.n_classes),
    )


def untrained(topology, data, parent, seed):
    """Return a network with random weights, or with those of a parent if there is one."""
    with seeded(seed):
        net = compile_network(topology, spec_of(data))
    if parent is not None:
        inherit_weights(net, parent)
    return net


def accuracy(net, data):
    net.eval()
    with torch.no_grad():
        return float((net(data.test.images).argmax(1) == data.test.labels).double().mean())


def renew_statistics(net, data):
    """Measure the mean and variance of every norm again; no weight changes."""
    norms = [module for module in net.modules() if isinstance(module, nn.BatchNorm2d)]
    for norm in norms:
        norm.reset_running_stats()
        norm.momentum = None  # a plain mean over all batches
    net.train()
    with torch.no_grad():
        for images in data.train.images.split(128):
            net(images)


def rows_of(seed):
    data = load_digits(seed=seed)
    spec = spec_of(data)
    trained = run(densenet(LAYERS), data, spec, Recipe(seed=seed, epochs=DENSE_EPOCHS)).net
    dense = trained.topology
    yield row(dense, seed, "trained whole", DENSE_EPOCHS, accuracy(trained, data))
    for topology in patterns(seed):
        for epochs in EPOCHS:
            # what is inherited needs smaller steps than what is random
            for start, parent, rate in (("inherited", trained, 0.02), ("scratch", None, 0.1)):
                if epochs:
                    recipe = Recipe(seed=seed, epochs=epochs, learning_rate=rate)
                    net = run(topology, data, spec, recipe, inherit_from=parent).net
                else:
                    net = untrained(topology, data, parent, seed)
                yield row(topology, seed, start, epochs, accuracy(net, data))
        net = untrained(topology, data, trained, seed)
        renew_statistics(net, data)
        yield row(topology, seed, "inherited, norms renewed", 0, accuracy(net, data))
        net = run(topology, data, spec, Recipe(seed=seed, epochs=DENSE_EPOCHS + max(EPOCHS))).net
        yield row(topology, seed, "scratch", DENSE_EPOCHS + max(EPOCHS), accuracy(net, data))


def row(topology, seed, start, epochs, test_accuracy):
    return {
        "topology": topology.name,
        "edges": topology.n_edges,
        "max_backprop_distance": max_backprop_distance(topology),
        "mean_backprop_distance": mean_backprop_distance(topology),
        "start": start,
        "epochs": epochs,
        "seed": seed,
        "test_accuracy": test_accuracy,
    }


def main(results, *, resume):
    torch.set_num_threads(1)
    path = results / "digits.csv"
    done = pd.read_csv(path) if resume and path.exists() else pd.DataFrame()
    for seed in SEEDS:
        if len(done) and (done["seed"] == seed).any():
            continue
        done = pd.concat([done, pd.DataFrame(rows_of(seed))], ignore_index=True)
        write_results(done, path, script=__file__, seeds=SEEDS, packages=["torch", "scikit-learn"])
        print(f"seed {seed} done", flush=True)
    keys = ["topology", "edges", "start", "epochs"]
    table = done.groupby(keys)["test_accuracy"].agg(["mean", "std", "count"]).round(4)
    print(table.sort_values(["epochs", "start", "mean"]).to_string())


if __name__ == "__main__":
    run_study(main, __file__)
