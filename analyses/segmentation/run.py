"""Train FC-DenseNet56 and FC-Log-DenseNet on drawn shapes, in about a quarter of an hour on one core."""

import shutil
from pathlib import Path

import numpy as np
import pandas as pd
import torch

from analyses.metadata import write_results
from analyses.study import run_study
from skipgraph.files import atomic_write
from skipgraph.networks import fc_densenet_spec, fc_log_densenet_spec
from skipgraph.patterns import fc_densenet_layout, fc_log_densenet
from skipgraph.train import Recipe, load_shapes, run

RUNS = Path(__file__).parent / "runs"  # what --resume goes on with
SEEDS = range(2)
N_SHOWN = 8


def networks(data):
    """Return the topology, the spec, the epochs and the learning rate of each network.

    Both have 44 layers of 12 channels. A run this short needs no dropout.
    """
    facts = {"num_classes": data.n_classes, "image_size": data.image_size}
    return {
        "FC-DenseNet56": (fc_densenet_layout(56), fc_densenet_spec(dropout=0, **facts), (6, 0.04)),
        "FC-Log-DenseNet": (
            fc_log_densenet(5, layers=4, early="first_end"),
            fc_log_densenet_spec(growth_rate=12, **facts),
            (8, 0.05),
        ),
    }


def predict(net, data):
    with torch.no_grad():
        return net.eval()(data.test.images[:N_SHOWN]).argmax(1).to(torch.int8).numpy()


def write_predictions(path, data, predictions):
    """Write the first test images as drawn, their labels and what each network made of them."""
    # normalising took the darkest and the lightest number of each channel, 0 and 255, to these
    every = np.concatenate([part.images.numpy() for part in data.parts.values()])
    least, most = (extreme(every, axis=(0, 2, 3), keepdims=True) for extreme in (np.min, np.max))
    images = data.test.images[:N_SHOWN].numpy()
    with atomic_write(path) as scratch:
        np.savez_compressed(
            scratch,
            images=np.rint((images - least) / (most - least) * 255).astype(np.uint8),
            labels=data.test.labels[:N_SHOWN].numpy().astype(np.int8),
            **predictions,
        )


def main(results, *, resume):
    rows = []
    if not resume:
        shutil.rmtree(RUNS, ignore_errors=True)
    for seed in SEEDS:
        data, shown = load_shapes(seed=seed), {}
        for name, (topology, spec, (epochs, rate)) in networks(data).items():
            done = run(
                topology,
                data,
                spec,
                Recipe(seed=seed, epochs=epochs, batch_size=8, learning_rate=rate),
                folder=RUNS / f"{name}-{seed}",
                on_epoch=lambda result: print(
                    f"epoch {result.epoch}: mean IoU {result.test.mean_iou:.3f}, {result.wall_seconds:.1f} s",
                    flush=True,
                ),
            )
            plan = done.net.plan
            about = {"network": name, "seed": seed, "parameters": plan.n_parameters, "macs": plan.macs}
            rows += [{**about, **result.columns()} for result in done.history]
            last = done.last.test
            print(
                f"{name}, seed {seed}: mean IoU {last.mean_iou:.4f}, accuracy {last.accuracy:.4f} of pixels", flush=True
            )
            shown[name.replace("-", "_")] = predict(done.net, data)
        write_results(pd.DataFrame(rows), results / "epochs.csv", script=__file__, seeds=SEEDS, packages=["torch"])
        if seed == SEEDS[0]:
            write_predictions(results / "predictions.npz", data, shown)


if __name__ == "__main__":
    run_study(main, __file__)
