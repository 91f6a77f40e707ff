"""Train topologies of equally many edges on the digits, and ask which number tells the loss; half an hour."""

from dataclasses import replace

import numpy as np
import pandas as pd
from scipy.stats import spearmanr

from analyses.metadata import write_results
from analyses.study import run_study
from skipgraph.design import design_topology
from skipgraph.patterns import log_densenet, nearest_log_i
from skipgraph.plan import Images, NetworkSpec
from skipgraph.report import METRICS, measure
from skipgraph.topology import Aggregation, Topology
from skipgraph.train import Recipe, load_digits, run

PACKAGES = ("torch", "scipy", "scikit-learn")
LAYERS, EPOCHS, SEEDS = 36, 3, range(4)
# a feature is read with probability offset**-exponent: far ones first below zero, near ones first above
EXPONENTS, DRAWS = (-2, -1, 0, 1, 2, 3), range(3)
GROWTH = {Aggregation.CONCAT: 4, Aggregation.SUM: 8}
RESAMPLES = 2000


def random_edges(exponent, draw):
    """Return a topology whose layers read the one before them, and at random as many others as in Log-DenseNet."""
    generator = np.random.default_rng([draw, exponent + 10])
    log = log_densenet(LAYERS)
    reads = [[], [0]]
    for node in range(2, LAYERS + 1):
        chances = np.arange(node, 1, -1.0) ** -exponent
        others = generator.choice(node - 1, len(log.reads(node)) - 1, replace=False, p=chances / chances.sum())
        reads.append([*sorted(map(int, others)), node - 1])
    return Topology.from_reads(reads, name=f"random, exponent {exponent}, draw {draw}")


def topologies():
    """Return topologies of as many edges as Log-DenseNet."""
    log = log_densenet(LAYERS)
    designed = design_topology(LAYERS, max_edges=log.n_edges, max_in_degree=6, steps=2000, seed=0).topology
    drawn = [random_edges(exponent, draw) for exponent in EXPONENTS for draw in DRAWS]
    return [log, nearest_log_i(LAYERS), designed.rename("designed"), *drawn]


def trained(topology, aggregation, seed):
    """Return what a network of the topology scores on the test images."""
    data = load_digits(seed=seed)
    topology = replace(topology, aggregations=np.where(topology.kinds, aggregation, Aggregation.CONCAT))
    spec = NetworkSpec(growth_rate=GROWTH[aggregation], input=Images(channels=data.n_channels, size=data.image_size))
    done = run(topology, data, spec, Recipe(seed=seed, epochs=EPOCHS))
    return {
        "joins": aggregation.name.lower(),
        "topology": topology.name,
        "seed": seed,
        "parameters": done.net.plan.n_parameters,
        "test_loss": done.last.test.loss,
        "test_accuracy": done.last.test.accuracy,
    }


def correlations(runs, numbers):
    """Return the rank correlation of each metric with the mean test loss, and where 95 % of resampled ones lie.

    The last column is the same correlation without the topology of the greatest loss.
    """
    generator = np.random.default_rng(0)
    rows = []
    for joins, part in runs.groupby("joins"):
        losses = part.groupby("topology")["test_loss"].mean().sort_values()
        for metric in METRICS:
            values = numbers[metric].reindex(losses.index).to_numpy(dtype=float)
            if np.ptp(values) < 1e-12:  # the same for all
                continue
            chosen = generator.integers(0, len(values), (RESAMPLES, len(values)))
            resampled = [rank_correlation(values[places], losses.iloc[places]) for places in chosen]
            low, high = np.nanquantile(resampled, [0.025, 0.975])
            whole, rest = rank_correlation(values, losses), rank_correlation(values[:-1], losses[:-1])
            rows.append({"joins": joins, "metric": metric, "spearman": whole, "low": low, "high": high, "rest": rest})
    return pd.DataFrame(rows)


def rank_correlation(values, losses):
    """Return Spearman's coefficient; nan where all values are the same."""
    return spearmanr(values, losses).statistic if np.ptp(values) > 0 else np.nan


def main(results, *, resume):
    path = results / "runs.csv"
    runs = pd.read_csv(path) if resume and path.exists() else pd.DataFrame(columns=["joins", "topology", "seed"])
    done = set(runs[["joins", "topology", "seed"]].itertuples(index=False, name=None))
    chosen = topologies()
    for topology in chosen:
        for aggregation in GROWTH:
            asked = [seed for seed in SEEDS if (aggregation.name.lower(), topology.name, seed) not in done]
            if asked:
                fresh = pd.DataFrame([trained(topology, aggregation, seed) for seed in asked])
                runs = pd.concat([runs, fresh], ignore_index=True) if len(runs) else fresh
                write_results(runs, path, script=__file__, seeds=SEEDS, packages=PACKAGES)
                print(f"{topology.name}, {aggregation.name.lower()}: {fresh['test_loss'].mean():.4f}", flush=True)
    write_results(runs, path, script=__file__, seeds=SEEDS, packages=PACKAGES)
    numbers = measure(chosen, metrics=list(METRICS))
    write_results(numbers, results / "metrics.csv", script=__file__, seeds=DRAWS)
    table = correlations(runs, numbers.set_index("topology"))
    inputs = [path, results / "metrics.csv"]
    write_results(table, results / "correlations.csv", script=__file__, seeds=[0], packages=["scipy"], inputs=inputs)
    print(table.sort_values(["joins", "spearman"]).round(3).to_string(index=False))


if __name__ == "__main__":
    run_study(main, __file__)
