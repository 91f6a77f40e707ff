"""``skipgraph train``: fit a topology's network to a dataset."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, Self

import typer

from skipgraph.cli.options import File, GrowthRate, Layers, PatternName, Seed, Settings, whole_number
from skipgraph.cli.sources import described, one_topology
from skipgraph.errors import ArgumentError

if TYPE_CHECKING:
    from rich.progress import Progress

    from skipgraph.train import EpochResult

__all__ = ["train"]


def train(
    output: Annotated[
        Path, typer.Option("--output", "-o", metavar="FOLDER", help="The run: made if missing, resumed if there.")
    ],
    name: PatternName = None,
    layers: Layers = None,
    data: Annotated[Literal["digits"], typer.Option(help="What to learn.")] = "digits",
    epochs: Annotated[
        int, typer.Option(parser=whole_number(1), metavar="E", help="Passes over the training images.")
    ] = 5,
    growth_rate: GrowthRate = 12,
    settings: Settings = None,
    file: File = None,
    seed: Seed = 0,
) -> None:
    """Train a topology's network, and keep the run in a folder.

    The folder gets metrics.csv, the network of the best epoch by validation (best.safetensors and
    .json), and checkpoint.safetensors. Interrupted, the same command goes on after the last whole
    epoch and ends with the same numbers.

    \b
    Examples:
      skipgraph train log_densenet --layers 12 --data digits --epochs 5 --seed 0 -o run/
    """  # noqa: D301  # \b keeps the lines of the examples apart
    if output.exists() and not output.is_dir():
        raise ArgumentError(f"-o {output}: this is a file, name a folder for the run")
    topology = one_topology(name, file, layers=layers, settings=settings, seed=seed)

    from skipgraph import nn
    from skipgraph.plan import NetworkSpec
    from skipgraph.train import DATASETS, Recipe, fit, seeded

    recipe = Recipe(seed=seed, epochs=epochs)
    images = DATASETS[data](seed=seed)
    spec = NetworkSpec(
        growth_rate=growth_rate,
        num_classes=images.n_classes,
        in_channels=images.n_channels,
        image_size=images.image_size,
    )
    with seeded(seed):
        net = nn.compile(topology, spec)
    title = f"{described(topology)}, {sum(weight.numel() for weight in net.parameters()):,} parameters, on {data}"
    about = {"topology": topology.name, "layers": topology.n_layers, "growth_rate": growth_rate}
    # one thread: sums in another order would give other numbers on a machine with more cores,
    # and on images this small further threads mostly wait
    with _one_thread(), _Progress(title, epochs) as progress:
        try:
            history = fit(
                net,
                images,
                recipe,
                folder=output,
                about=about,
                on_epoch=progress.on_epoch,
                on_batch=progress.on_batch,
            )
        except KeyboardInterrupt:
            raise KeyboardInterrupt(f"- the same command goes on after epoch {progress.n_done}") from None
    if not progress.trained:
        print(f"the run in {output} was finished already")
    best = max(history, key=lambda result: (result.validation_accuracy, -result.validation_loss))
    print(f"best epoch by validation: {best.epoch}, test accuracy {best.test_accuracy:.4f}; kept in {output}")


@contextmanager
def _one_thread() -> Iterator[None]:
    import torch

    before = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(before)


class _Progress:
    """A line for each epoch, and a bar below them on a terminal."""

    def __init__(self, title: str, epochs: int) -> None:
        self.title = title
        self.epochs = epochs
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

    def on_epoch(self, result: "EpochResult") -> None:
        self._print_title()
        self.n_done = result.epoch
        print(
            f"epoch {result.epoch}/{self.epochs}: loss {result.train_loss:.4f}, accuracy {result.train_accuracy:.4f} "
            f"train, {result.validation_accuracy:.4f} val, {result.test_accuracy:.4f} test, "
            f"{result.wall_seconds:.1f} s",
            flush=True,
        )

    def on_batch(self, epoch: int, step: int, n_steps: int) -> None:
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
