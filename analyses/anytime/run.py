"""Train anytime networks on the digits, all heads together and each head alone, in about seven minutes on one core."""

import numpy as np
import pandas as pd

from analyses.metadata import write_results
from analyses.study import run_study
from skipgraph.patterns import anytime
from skipgraph.plan import Images, NetworkSpec, heads
from skipgraph.train import Recipe, load_digits, run

PACKAGES = ("torch", "scikit-learn")
SEEDS = range(10)
HEADS = (4, 8, 12, 16)  # layers before each head
ALONE = {f"head {number} alone": tuple(float(head == number) for head in (1, 2, 3, 4)) for number in (1, 2, 3, 4)}
WEIGHTS = {"together": (1.0,) * 4, "together, 1/4 each": (0.25,) * 4, **ALONE}
RUNS = [
    *(("log_densenet", "together", seed) for seed in SEEDS),
    *(("log_densenet", trained, seed) for trained in ALONE for seed in SEEDS),
    *(("densenet", "together", seed) for seed in SEEDS),
    *(("log_densenet", "together, 1/4 each", seed) for seed in SEEDS),
]


def rows_of(pattern, trained, seed):
    """Return a row for each head that was trained."""
    data = load_digits(seed=seed)
    topology = anytime(HEADS[-1], pattern=pattern, every=HEADS[0], with_sources=True)
    spec = NetworkSpec(
        growth_rate=4,
        input=Images(channels=data.n_channels, size=data.image_size),
        head=heads.NormReluPoolLinear(classes=data.n_classes),
    )
    last = run(topology, data, spec, Recipe(seed=seed, epochs=5, head_weights=WEIGHTS[trained])).last
    for number, (layers, head) in enumerate(zip(HEADS, last.test.heads, strict=True), 1):
        if WEIGHTS[trained][number - 1]:
            yield {
                "pattern": pattern,
                "trained": trained,
                "seed": seed,
                "head": number,
                "layers": layers,
                "test_accuracy": head.accuracy,
                "test_loss": head.loss,
            }


def main(results, *, resume):
    path = results / "anytime.csv"
    rows = pd.read_csv(path).to_dict("records") if resume and path.exists() else []
    done = {(row["pattern"], row["trained"], row["seed"]) for row in rows}
    for asked in RUNS:
        if asked not in done:
            fresh = list(rows_of(*asked))
            rows += fresh
            write_results(pd.DataFrame(rows), path, script=__file__, seeds=SEEDS, packages=PACKAGES)
            print(*asked, *(f"{row['test_accuracy']:.3f}" for row in fresh), flush=True)
    table = pd.DataFrame(rows)
    how = table["trained"].str.replace(r"head \d alone", "alone", regex=True)
    groups = table.groupby(["pattern", how, "layers"])[["test_accuracy", "test_loss"]]
    print(groups.agg(["mean", "std"]).round(4).to_string())
    accuracy = table[table["trained"] == "together"].pivot(
        index=["pattern", "seed"], columns="layers", values="test_accuracy"
    )
    gains = accuracy.diff(axis=1).iloc[:, 1:]
    for name, sign in (("higher than", 1), ("equal to", 0), ("lower than", -1)):
        print(f"{name} the head before\n{(np.sign(gains) == sign).groupby('pattern').sum()}")


if __name__ == "__main__":
    run_study(main, __file__)
