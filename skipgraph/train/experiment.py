"""One experiment: a topology, data, a spec and a recipe become a trained network and its numbers."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from skipgraph.arguments import FilePath, checked
from skipgraph.nn import SkipNetwork
from skipgraph.nn import compile as compile_network
from skipgraph.nn.inherit import inherit_weights
from skipgraph.plan import NetworkSpec
from skipgraph.topology import Topology
from skipgraph.train.checkpoint import EpochResult, best_epoch
from skipgraph.train.dataset import ImageData
from skipgraph.train.fitting import fit
from skipgraph.train.manifest import weights_digest
from skipgraph.train.recipe import Recipe
from skipgraph.train.seeding import Threads, seeded, threads

__all__ = ["Experiment", "run"]


@dataclass(frozen=True, eq=False)
class Experiment:
    """The result of a run.

    Parameters
    ----------
    net : SkipNetwork
        With the weights of the last epoch.
    history : tuple of EpochResult
        One for each epoch.
    """

    net: SkipNetwork
    history: tuple[EpochResult, ...]

    @property
    def last(self) -> EpochResult:
        """The last epoch."""
        return self.history[-1]

    @property
    def best(self) -> EpochResult:
        """The best epoch by validation, as `best_epoch` chooses it."""
        return best_epoch(self.history)


@checked
def run(
    topology: Topology,
    data: ImageData,
    spec: NetworkSpec,
    recipe: Recipe,
    *,
    inherit_from: SkipNetwork | None = None,
    n_threads: Threads = 1,
    folder: FilePath | None = None,
    about: Mapping[str, Any] | None = None,
    on_network: Callable[[SkipNetwork], None] | None = None,
    on_epoch: Callable[[EpochResult], None] | None = None,
    on_batch: Callable[[int, int, int], None] | None = None,
) -> Experiment:
    """Compile a topology with weights drawn from the recipe's seed, and train it.

    Parameters
    ----------
    topology : Topology
        Who reads whom.
    data : ImageData
        What to learn.
    spec : NetworkSpec
        The rest of the network. Its classes, channels and image size must be those of the data.
    recipe : Recipe
        How to train. Its seed draws the weights too.
    inherit_from : SkipNetwork, optional
        A trained network with more edges, whose weights the new one starts with, as by `inherit_weights`.
    n_threads : int
        Threads of the CPU that torch uses. With 1, the numbers do not depend on the number of cores; and on small
        images, further threads mostly wait.
    folder : str or Path, optional
        Where to keep the run; it goes on if `folder` holds it already, as in `fit`.
    about : mapping of str to value, optional
        Further facts that a run must share to go on, as in `fit`.
    on_network : callable, optional
        Called with the network before it is trained.
    on_epoch, on_batch : callable, optional
        Called after each epoch and each step, as in `fit`.

    Returns
    -------
    Experiment
        The trained network and the results of each epoch.

    Raises
    ------
    PlanError
        If topology and spec do not fit together.
    ArgumentError, FormatError
        As by `fit`.

    Examples
    --------
    >>> import skipgraph as sg
    >>> data = sg.train.load_digits(seed=0)
    >>> spec = sg.NetworkSpec(growth_rate=2, input=sg.Images(channels=1, size=(8, 8)))
    >>> done = sg.train.run(sg.patterns.chain(2), data, spec, sg.train.Recipe(seed=0, epochs=1))
    >>> done.last.test.accuracy > 0.1
    True
    """
    with seeded(recipe.seed):
        net = compile_network(topology, spec)
    facts = dict(about or {})
    if inherit_from is not None:
        inherit_weights(net, inherit_from)
        facts["inherited_weights"] = weights_digest(inherit_from.state_dict())
    if on_network is not None:
        on_network(net)
    with threads(n_threads):
        history = fit(net, data, recipe, folder=folder, about=facts, on_epoch=on_epoch, on_batch=on_batch)
    return Experiment(net, history)
