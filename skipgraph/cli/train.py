"""``skipgraph train``: fit a topology's network to a dataset."""

import sys
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Self

import typer

from skipgraph.cli.options import Fields, File, Layers, PatternName, Preset, Seed, Settings, whole_number
from skipgraph.cli.parse_spec import make_spec
from skipgraph.cli.parse_topology import described, find_network, one_topology
from skipgraph.cli.progress import interrupts
from skipgraph.errors import ArgumentError
from skipgraph.topology import NodeKind, Topology

if TYPE_CHECKING:
    from rich.progress import Progress

    from skipgraph.nn import SkipNetwork
    from skipgraph.train import EpochResult, ImageData, Scores

__all__ = ["train"]


def train(
    name: PatternName = None,
    layers: Layers = None,
    settings: Settings = None,
    file: File = None,
    preset: Preset = None,
    growth_rate: Annotated[
        int | None,
        typer.Option(
            parser=whole_number(1),
            metavar="K",
            help="Channels that each layer makes.  [default: 12, or the pattern's own widths]",
            show_default=False,
        ),
    ] = None,
    fields: Fields = None,
    *,
    data: Annotated[
        str, typer.Option(metavar="DATA", help="What to learn: digits, shapes, or a file .npz with images and labels.")
    ] = "digits",
    epochs: Annotated[
        int, typer.Option(parser=whole_number(1), metavar="E", help="Passes over the training images.")
    ] = 5,
    batch_size: Annotated[int, typer.Option(parser=whole_number(1), metavar="B", help="Images in each step.")] = 32,
    learning_rate: Annotated[
        float, typer.Option(metavar="RATE", help="At the first step; it falls to 0 along half a cosine.")
    ] = 0.1,
    seed: Seed = 0,
    output: Annotated[
        Path, typer.Option("--output", "-o", metavar="FOLDER", help="The run: made if missing, resumed if there.")
    ],
) -> None:
    """Train a topology's network, and keep the run in a folder.

    The folder gets metrics.csv, the network of the best epoch by validation (best.safetensors and
    .json), the last two checkpoints, and manifest.json, which says what the numbers depend on.
    Interrupted, the same command goes on after the last whole epoch and ends with the same numbers.
    A run goes on only with the same topology, spec, data and settings. More --epochs extend it: the
    learning rate then goes on along the cosine of the new number of epochs.

    Where each pixel has a label, as in the shapes, the network gives logits for each pixel; a topology
    with several outputs has a head at each, and learns all of them together. A file of your own holds
    the arrays images (n, channels, height, width), labels (n) or (n, height, width), and void, if
    one of the labels stands for no class.

    \b
    Examples:
      skipgraph train log_densenet --layers 12 --data digits --epochs 5 --seed 0 -o run/
      skipgraph train "fc_densenet(n_pools=3, growth_rate=8)" --preset fc_densenet --data shapes -o shapes/
      skipgraph train "anytime(every=3)" --layers 12 -o anytime/
    """  # noqa: D301  # \b keeps the lines of the examples apart
    if output.exists() and not output.is_dir():
        raise ArgumentError(f"-o {output}: this is a file, name a folder for the run")
    topology = one_topology(name, file, layers=layers, settings=settings, seed=seed)

    from skipgraph import train as training

    if growth_rate is not None and _sets_widths(topology):
        raise ArgumentError(f"--growth-rate {growth_rate}: {topology.name} sets the width of every layer itself")
    recipe = training.Recipe(seed=seed, epochs=epochs, batch_size=batch_size, learning_rate=learning_rate)
    with _warnings_as_lines():
        images = _load(data, seed=seed)
        options = {
            "growth_rate": growth_rate,
            "num_classes": images.n_classes,
            "in_channels": images.n_channels,
            "image_size": images.image_size,
            "head": "segmentation" if images.labels_pixels and preset is None and find_network(name) is None else None,
        }
        spec = make_spec(preset, fields, options=options, network=name)
        with interrupts() as stopped, _Progress(topology, images, epochs, stopped) as progress:
            try:
                done = training.run(
                    topology,
                    images,
                    spec,
                    recipe,
                    folder=output,
                    on_network=progress.on_network,
                    on_epoch=progress.on_epoch,
                    on_batch=progress.on_batch,
                )
            except KeyboardInterrupt:
                raise KeyboardInterrupt(f"- the same command goes on after epoch {progress.n_done}") from None
    if not progress.trained:
        print(f"the run in {output} was finished already")
    best = done.best
    if best.test.heads:
        print("test accuracy of each head: " + ", ".join(f"{head.accuracy:.4f}" for head in best.test.heads))
    print(f"best epoch by validation: {best.epoch}, test {_told(best.test)}; kept in {output}")


def _sets_widths(topology: Topology) -> bool:
    """Return whether each layer has a width of its own, so that a growth rate would change nothing."""
    widths = topology.node_attributes.get("width")
    if widths is None:
        return False
    return all(widths[node] is not None for node in topology.nodes_of_kind(NodeKind.LAYER).tolist())


def _load(data: str, *, seed: int) -> "ImageData":
    from skipgraph.train import DATASETS, load_dataset

    if data not in DATASETS and Path(data).suffix.lower() != ".npz":
        raise ArgumentError(f"--data {data}: must be {', '.join(DATASETS)} or a file ending in .npz")
    return load_dataset(data, seed=seed)


def _told(scores: "Scores") -> str:
    accuracy = f"accuracy {scores.accuracy:.4f}"
    return accuracy if scores.mean_iou is None else f"mean IoU {scores.mean_iou:.4f}, {accuracy} of pixels"


@contextmanager
def _warnings_as_lines() -> Iterator[None]:
    """Print each warning of ours as one line on stderr."""
    with warnings.catch_warnings():
        warnings.filterwarnings("always", category=UserWarning, module=r"skipgraph\.")
        usual = warnings.showwarning

        def show(message: Warning | str, category: type[Warning], filename: str, *rest: Any) -> None:
            if category is UserWarning:
                print(f"skipgraph: {message}", file=sys.stderr, flush=True)
            else:
                usual(message, category, filename, *rest)

        warnings.showwarning = show  # type: ignore[assignment]  # the documented way to redirect them
        yield


class _Progress:
    """A line for each epoch, and a bar below them on a terminal."""

    def __init__(self, topology: Topology, images: "ImageData", epochs: int, stopped: threading.Event) -> None:
        self.topology, self.images = topology, images
        self.title = ""
        self.epochs = epochs
        self.stopped = stopped
        self.n_done = 0
        self.trained = False
        self._bar: Progress | None = None

    def __enter__(self) -> Self:
        if sys.stdout.isatty():
            from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

            columns = (TextColumn("{task.description}"), BarColumn(), TimeRemainingColumn())
            self._bar = Progress(*columns, transient=True)
            self._bar.add_task("", total=None)
            self._bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._bar is not None:
            self._bar.stop()

    def on_network(self, net: "SkipNetwork") -> None:
        self.title = f"{described(self.topology)}, {net.plan.n_parameters:,} parameters, on {self.images.name}"

    def on_epoch(self, result: "EpochResult") -> None:
        self._print_title()
        self.n_done = result.epoch
        named = "accuracy" if result.test.mean_iou is None else "mean IoU"
        print(
            f"epoch {result.epoch}/{self.epochs}: loss {result.train.loss:.4f}, {named} {result.train.quality:.4f} "
            f"train, {result.validation.quality:.4f} val, {result.test.quality:.4f} test, "
            f"{result.wall_seconds:.1f} s",
            flush=True,
        )

    def on_batch(self, epoch: int, step: int, n_steps: int) -> None:
        if self.stopped.is_set():  # between two steps, where nothing can swallow it
            raise KeyboardInterrupt
        self._print_title()
        if not self.trained and self.n_done:
            print(f"resumed after epoch {self.n_done}", flush=True)
        self.trained = True
        if self._bar is not None:
            done = (epoch - 1) * n_steps + step
            self._bar.update(
                self._bar.task_ids[0], description=f"epoch {epoch}", completed=done, total=self.epochs * n_steps
            )

    def _print_title(self) -> None:
        """Print the title once, when the run is known to be one that can go on."""
        if self.title:
            print(self.title, flush=True)
            self.title = ""
