"""Train FC-DenseNet56 and FC-Log-DenseNet on drawn shapes; stopped, it goes on after the last whole epoch.

Delete runs/ and results/ to make all of it anew, in about a quarter of an hour on one core.
"""

from pathlib import Path

import numpy as np
import pandas as pd
import torch

from skipgraph.files import atomic_write
from skipgraph.nn import compile as compile_network
from skipgraph.patterns import fc_densenet_layout, fc_log_densenet
from skipgraph.plan import NetworkSpec
from skipgraph.report import write_results
from skipgraph.train import Recipe, fit, load_shapes, seeded

HERE = Path(__file__).parent
RESULTS, RUNS = HERE / "results", HERE / "runs"
SEEDS = range(2)
N_SHOWN = 8


def networks(data):
    """Return the topology, the spec, the epochs and the learning rate of each network.

    Both have 44 layers of 12 channels. A run this short needs no dropout.
    """
    facts = {"num_classes": data.n_classes, "image_size": data.image_size}
    return {
        "FC-DenseNet56": (fc_densenet_layout(56), NetworkSpec.fc_densenet(dropout=0, **facts), (6, 0.04)),
        "FC-Log-DenseNet": (
            fc_log_densenet(5, layers=4, early="first_end"),
            NetworkSpec.fc_log_densenet(growth_rate=12, **facts),
            (8, 0.05),
        ),
    }


def predict(net, data):
    with torch.no_grad():
        return net.eval()(data.test.images[:N_SHOWN]).argmax(1).to(torch.int8).numpy()


def write_predictions(data, predictions):
    """Write the first test images as drawn, their labels and what each network made of them."""
    # normalising took the darkest and the lightest number of each channel, 0 and 255, to these
    every = np.concatenate([part.images.numpy() for part in data.parts.values()])
    least, most = (extreme(every, axis=(0, 2, 3), keepdims=True) for extreme in (np.min, np.max))
    images = data.test.images[:N_SHOWN].numpy()
    with atomic_write(RESULTS / "predictions.npz") as scratch:
        np.savez_compressed(
            scratch,
            images=np.rint((images - least) / (most - least) * 255).astype(np.uint8),
            labels=data.test.labels[:N_SHOWN].numpy().astype(np.int8),
            **predictions,
        )


def main():
    torch.set_num_threads(1)  # the same numbers on any number of cores
    rows = []
    for folder in (RESULTS, RUNS):
        folder.mkdir(exist_ok=True)
    for seed in SEEDS:
        data, shown = load_shapes(seed=seed), {}
        for name, (topology, spec, (epochs, rate)) in networks(data).items():
            with seeded(seed):
                net = compile_network(topology, spec)
            history = fit(
                net,
                data,
                Recipe(seed=seed, epochs=epochs, batch_size=8, learning_rate=rate),
                folder=RUNS / f"{name}-{seed}",
                on_epoch=lambda result: print(
                    f"epoch {result.epoch}: mean IoU {result.test.mean_iou:.3f}, {result.wall_seconds:.1f} s",
                    flush=True,
                ),
            )
            about = {"network": name, "seed": seed, "parameters": net.plan.n_parameters, "macs": net.plan.macs}
            rows += [{**about, **result.columns()} for result in history]
            last = history[-1].test
            print(
                f"{name}, seed {seed}: mean IoU {last.mean_iou:.4f}, accuracy {last.accuracy:.4f} of pixels", flush=True
            )
            shown[name.replace("-", "_")] = predict(net, data)
        write_results(pd.DataFrame(rows), RESULTS / "epochs.csv", command="python analyses/segmentation/run.py")
        if seed == SEEDS[0]:
            write_predictions(data, shown)


if __name__ == "__main__":
    main()
