"""Options that several commands take together, and the objects that commands make of them."""

import functools
import inspect
import typing
from collections.abc import Callable
from dataclasses import MISSING, Field, dataclass, fields, is_dataclass
from typing import TYPE_CHECKING, Any

from skipgraph.cli import options

if TYPE_CHECKING:
    from skipgraph.plan import NetworkSpec
    from skipgraph.topology import Topology

__all__ = ["SeededTopologyOptions", "SpecOptions", "TopologyOptions", "takes_option_groups"]


@dataclass(frozen=True)
class TopologyOptions:
    """The options that choose one topology.

    Parameters
    ----------
    name : str, optional
        The pattern, or a call of it, or a published network.
    layers : int, optional
        Number of layers of the pattern.
    settings : list of str, optional
        Further arguments of the pattern as ``name=value``.
    file : Path, optional
        The file of a topology, in place of `name`.
    seed : int
        For a random pattern.
    """

    name: options.PatternName = None
    layers: options.Layers = None
    settings: options.Settings = None
    file: options.File = None
    seed: options.PatternSeed = 0

    def topology(self) -> "Topology":
        """Return the topology that the options choose.

        Returns
        -------
        Topology
            From the pattern or from the file.

        Raises
        ------
        ArgumentError
            If the options choose no topology, or two.
        FormatError
            If the file is damaged or foreign.
        """
        from skipgraph.cli.parse_topology import one_topology

        return one_topology(self.name, self.file, layers=self.layers, settings=self.settings, seed=self.seed)


@dataclass(frozen=True)
class SeededTopologyOptions(TopologyOptions):
    """The same options for a command whose seed draws the weights too.

    Parameters
    ----------
    seed : int
        For a random pattern and for the weights; the other parameters are those of `TopologyOptions`.
    """

    seed: options.Seed = 0


@dataclass(frozen=True)
class SpecOptions:
    """The options that choose the spec of a network.

    Parameters
    ----------
    preset : str, optional
        The spec to start from.
    growth_rate, classes, block, image_size, channels : optional
        Fields of the spec that have an option of their own.
    fields : list of str, optional
        Further fields as ``name=value``.
    """

    preset: options.Preset = None
    growth_rate: options.GrowthRate = None
    classes: options.Classes = None
    block: options.Block = None
    image_size: options.ImageSize = None
    channels: options.Channels = None
    fields: options.Fields = None

    def spec(self, network: str | None = None) -> "NetworkSpec":
        """Return the spec that the options choose.

        Parameters
        ----------
        network : str, optional
            The NAME of the command, whose spec is taken without a preset if it is a published network.

        Returns
        -------
        NetworkSpec
            That of the preset or network with the given fields in place of its own.

        Raises
        ------
        ArgumentError
            If there is no such preset or field, a field is set twice, or a value does not fit.
        """
        from skipgraph.cli.parse_spec import make_spec

        given = {
            "growth_rate": self.growth_rate,
            "num_classes": self.classes,
            "block": self.block,
            "image_size": self.image_size and (self.image_size, self.image_size),
            "in_channels": self.channels,
        }
        return make_spec(self.preset, self.fields, options=given, network=network)


def takes_option_groups(command: Callable[..., None]) -> Callable[..., None]:
    """Let typer see each field of an option group as a parameter of the command.

    Parameters
    ----------
    command : callable
        A parameter whose type is a dataclass is an option group.

    Returns
    -------
    callable
        Takes the fields of the groups by keyword, and calls `command` with the groups.

    Examples
    --------
    >>> @takes_option_groups
    ... def show(chosen: TopologyOptions, *, output: str) -> None:
    ...     print(chosen.name, chosen.seed, output)
    >>> list(inspect.signature(show).parameters)
    ['name', 'layers', 'settings', 'file', 'seed', 'output']
    >>> show(name="chain", output="a.svg")
    chain 0 a.svg
    """
    groups: dict[str, type] = {}
    parameters: list[inspect.Parameter] = []
    hints = typing.get_type_hints(command, include_extras=True)
    for name, parameter in inspect.signature(command).parameters.items():
        kind = hints[name]
        if isinstance(kind, type) and is_dataclass(kind):
            groups[name] = kind
            own = typing.get_type_hints(kind, include_extras=True)
            parameters += [_parameter(field, own[field.name]) for field in fields(kind)]
        else:
            parameters.append(parameter.replace(kind=inspect.Parameter.KEYWORD_ONLY, annotation=hints[name]))

    @functools.wraps(command)
    def run(**given: Any) -> None:
        made = {
            name: kind(**{field.name: given.pop(field.name) for field in fields(kind) if field.name in given})
            for name, kind in groups.items()
        }
        command(**made, **given)

    run.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
    run.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    return run


def _parameter(field: "Field[Any]", annotation: Any) -> inspect.Parameter:
    default = inspect.Parameter.empty if field.default is MISSING else field.default
    return inspect.Parameter(field.name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=annotation)
