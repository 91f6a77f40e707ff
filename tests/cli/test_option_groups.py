import inspect
import typing

import pytest

from skipgraph.cli import compile as compile_command
from skipgraph.cli.option_groups import SeededTopologyOptions, SpecOptions, TopologyOptions, takes_option_groups
from skipgraph.errors import ArgumentError
from skipgraph.patterns import densenet
from skipgraph.plan import blocks


def test_each_field_of_a_group_is_a_parameter_in_its_place():
    parameters = inspect.signature(compile_command.compile_network).parameters
    assert list(parameters) == [
        "name", "layers", "settings", "file", "seed",
        "preset", "growth_rate", "classes", "block", "image_size", "channels", "fields", "output",
    ]  # fmt: skip
    assert all(parameter.default in (None, 0) for parameter in parameters.values())


def test_the_seed_of_weights_says_so():
    helps = [
        typing.get_type_hints(group, include_extras=True)["seed"].__metadata__[0].help
        for group in (TopologyOptions, SeededTopologyOptions)
    ]
    assert helps == ["Seed of a random pattern.", "Seed of all that is random."]


def test_a_command_gets_its_groups():
    seen = []

    @takes_option_groups
    def command(chosen: TopologyOptions, *, output: str = "a", network: SpecOptions) -> None:
        """Do it."""
        seen.append((chosen, output, network))

    command(name="densenet", layers=4, block="bottleneck", image_size=8)
    ((chosen, output, network),) = seen
    assert (chosen.topology(), output) == (densenet(4), "a")
    assert (network.spec().block, network.spec().input.shape) == (blocks.Bottleneck(), (3, 8, 8))
    assert command.__doc__ == "Do it."
    with pytest.raises(TypeError, match="unexpected keyword argument 'colour'"):
        command(colour=3)


def test_neither_name_nor_file():
    with pytest.raises(ArgumentError, match="give either the NAME of a pattern or --file FILE"):
        TopologyOptions().topology()
