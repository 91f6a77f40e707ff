"""NetworkSpec: all that a topology does not say about its network, made of parts."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from skipgraph.arguments import Count, check_fields
from skipgraph.errors import ArgumentError
from skipgraph.plan import blocks, features, heads, stems, transitions, transports
from skipgraph.plan.features import Features
from skipgraph.plan.joins import Join
from skipgraph.plan.part import Part, part_name

__all__ = ["NetworkSpec"]

# the default parts for each kind of features
_DEFAULTS: dict[type[Features], dict[str, Part]] = {
    features.Images: {
        "stem": stems.Conv(),
        "block": blocks.Basic(),
        "transition": transitions.NormReluConv(),
        "head": heads.NormReluPoolLinear(),
    },
    features.Vectors: {
        "stem": stems.Linear(),
        "block": blocks.Mlp(),
        "transition": transitions.NormReluLinear(),
        "head": heads.NormReluLinear(),
    },
    features.Sequences: {
        "stem": stems.Identity(),
        "block": blocks.Transformer(),
        "transition": transitions.NormLinear(),
        "head": heads.NormPoolLinear(),
    },
}


@dataclass(frozen=True, kw_only=True)
class NetworkSpec:
    """All that a topology does not say about its network: what it takes, and what each part of it does.

    Each part is a small object with its own fields, found in `skipgraph.plan.stems`, `blocks`, `transitions`,
    `transports`, `joins` and `heads`; a part of your own is a subclass. ``dataclasses.replace`` returns a spec with
    another field.

    Parameters
    ----------
    growth_rate : int or tuple of int
        Channels that each layer makes; a tuple gives one number for each stage. A node attribute ``growth`` gives a
        multiple of it, and ``width`` overrides it.
    input : Images, Vectors or Sequences
        An example that the network takes, with its channels and size.
    stem : Stem
        What turns an example into node 0. It says the kind of features that nodes make: images (C, H, W), vectors (C,)
        or sequences (tokens, C). The defaults of the parts below follow that kind.
    block : Block
        What a layer does. A node attribute ``block`` names another block, which takes over the fields that both have;
        where the features are sequences, so does a node attribute ``sublayer``.
    transition : Transition
        What a transition node does, and how a summand gets the width of a sum.
    transport : Transport or None
        How a feature gets to another stage without a transition node; None where features are not images, as there is
        only one stage.
    join : Join
        What the topology leaves open of how nodes join what they read.
    head : Head
        What turns what an output joins into logits.

    Raises
    ------
    ArgumentError
        If a value breaks a rule, or parts do not go together; the error lists all of them.

    Examples
    --------
    >>> from skipgraph.plan import blocks, heads
    >>> spec = NetworkSpec(growth_rate=12, block=blocks.Bottleneck(width=4), head=heads.PoolLinear(classes=100))
    >>> spec.stem
    Conv(channels=None, kernel=3, bias=False, step=1)
    """

    growth_rate: Count | tuple[Count, ...] = 12
    input: features.Images | features.Vectors | features.Sequences = field(default=features.Images())
    # None stands for the default of the kind of features and is never seen from outside
    stem: stems.Stem = field(default=None)  # type: ignore[assignment]
    block: blocks.Block = field(default=None)  # type: ignore[assignment]
    transition: transitions.Transition = field(default=None)  # type: ignore[assignment]
    transport: transports.Transport | None = None
    join: Join = field(default=Join())
    head: heads.Head = field(default=None)  # type: ignore[assignment]

    def __post_init__(self) -> None:
        # an input or a stem of a wrong type is one fault, so the other parts get defaults all the same
        example = type(self.input) if type(self.input) in _DEFAULTS else features.Images
        self._fill("stem", _DEFAULTS[example])
        made = (isinstance(self.stem, stems.Stem) and self.stem.makes) or example
        for name in ("block", "transition", "head"):
            self._fill(name, _DEFAULTS[made])
        if self.transport is None and made.has_pixels:
            object.__setattr__(self, "transport", transports.NormConvPool())
        faults = check_fields(self) or list(self._mismatches())
        if faults:
            raise ArgumentError("not a network spec: " + "; ".join(faults))

    def _fill(self, name: str, defaults: dict[str, Part]) -> None:
        if getattr(self, name) is None:
            object.__setattr__(self, name, defaults[name])

    def _mismatches(self) -> Iterator[str]:
        """Yield which parts do not go together, each of them right by itself."""
        example = type(self.input)
        if example not in self.stem.features:
            yield f"the stem {part_name(type(self.stem))} takes {_listed(self.stem.features)}, not {example.name()}"
        else:
            yield from self.stem.mismatches(self.input)
        for name in ("block", "transition", "transport", "head"):
            part: Part | None = getattr(self, name)
            if part is not None and self.features not in part.features:
                kind = part_name(type(part))
                yield f"the {name} {kind} is for {_listed(part.features)}, not for {self.features.name()}"

    @property
    def features(self) -> type[Features]:
        """The kind of features that nodes make."""
        return self.stem.makes or type(self.input)

    def growth_at(self, stage: int) -> int:
        """Return the growth rate of a stage; the last number of a tuple stands for all further stages."""
        if isinstance(self.growth_rate, int):
            return self.growth_rate
        return self.growth_rate[min(stage, len(self.growth_rate) - 1)]


def _listed(kinds: tuple[type[Features], ...]) -> str:
    return " or ".join(kind.name() for kind in kinds)
