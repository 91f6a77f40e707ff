"""What stems, layers, transitions and heads do where the features are vectors or sequences."""

from skipgraph.plan.operations import BatchNorm, Dropout, Linear, Operation, Operations, Relu
from skipgraph.plan.operations_sequences import (
    Attention,
    Flatten,
    Gelu,
    LayerNorm,
    MeanToken,
    Patches,
    Positions,
    Residual,
)
from skipgraph.plan.spec import Block, NetworkSpec

__all__ = ["head_operations", "layer_operations", "stem_operations", "transition_operations"]


def stem_operations(spec: NetworkSpec, channels: int) -> Operations:
    """Return what turns an example into the features of an input node."""
    match spec.stem:
        case "linear":
            return (("linear", Linear(spec.in_channels, channels)),)
        case "linear_position":
            linear = Linear(spec.in_channels, channels)
            return (("linear", linear), ("position", Positions(spec.sequence_length, channels)))
        case "flatten":
            height, width = spec.image_size
            return (("flatten", Flatten()), ("linear", Linear(spec.in_channels * height * width, channels)))
        case "patches":
            patches = Patches(spec.in_channels, channels, spec.patch_size)
            n_tokens, _ = patches.output_shape(spec.input_shape)
            return (("patches", patches), ("position", Positions(n_tokens, channels)))
        case _:
            return ()


def layer_operations(spec: NetworkSpec, block: Block, channels: int, width: int, *, inner: int | None) -> Operations:
    """Return what a layer does to the `channels` that it joined, to make `width`; `inner` are those between."""
    inner = inner or spec.bottleneck_width * width
    match block:
        case "mlp" | "linear":
            return (*_entry(spec, channels), *_with_dropout(spec, ("linear1", Linear(channels, width))))
        case "feed_forward":
            return _feed_forward(spec, channels, inner, width)
        case "attention":
            return _attention(spec, channels, width)
        case _:
            project = () if channels == width else (("project", Linear(channels, width)),)
            attention, feed_forward = _attention(spec, width, width), _feed_forward(spec, width, inner, width)
            return (*project, ("attention", Residual(attention)), ("feed_forward", Residual(feed_forward)))


def _attention(spec: NetworkSpec, channels: int, width: int) -> Operations:
    attention = Attention(channels, width, spec.num_heads, spec.causal)
    return (("norm1", LayerNorm(channels)), *_with_dropout(spec, ("attention1", attention)))


def _feed_forward(spec: NetworkSpec, channels: int, inner: int, width: int) -> Operations:
    return (
        ("norm1", LayerNorm(channels)),
        ("linear1", Linear(channels, inner)),
        *_with_dropout(spec, ("gelu1", Gelu())),
        *_with_dropout(spec, ("linear2", Linear(inner, width))),
    )


def _with_dropout(spec: NetworkSpec, named: tuple[str, Operation]) -> Operations:
    return (named, (f"{named[0]}_dropout", Dropout(spec.dropout))) if spec.dropout else (named,)


def _entry(spec: NetworkSpec, channels: int) -> Operations:
    if spec.features == "sequences":
        return (("norm1", LayerNorm(channels)),)
    return (("norm1", BatchNorm(channels, of_images=False)), ("relu1", Relu()))


def transition_operations(spec: NetworkSpec, channels: int, width: int | None) -> Operations:
    """Return what a transition node does to the `channels` that it joined."""
    kept = max(1, int(channels * spec.compression)) if width is None else width
    entry = ((name.rstrip("1"), operation) for name, operation in _entry(spec, channels))
    return (*entry, ("linear", Linear(channels, kept)))


def head_operations(spec: NetworkSpec, channels: int) -> Operations:
    """Return what turns features into logits."""
    linear = ("linear", Linear(channels, spec.num_classes))
    pool: Operations = (("pool", MeanToken()),) if spec.head in ("norm_pool_linear", "pool_linear") else ()
    match spec.head:
        case "norm_relu_linear":
            return (("norm", BatchNorm(channels, of_images=False)), ("relu", Relu()), linear)
        case "norm_pool_linear" | "norm_linear":
            return (("norm", LayerNorm(channels)), *pool, linear)
        case _:
            return (*pool, linear)
