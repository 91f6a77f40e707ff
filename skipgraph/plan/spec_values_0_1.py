"""Specs as version 0.1 wrote them: flat fields, whose choices are words."""

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from skipgraph.errors import ArgumentError
from skipgraph.plan import blocks, features, heads, stems, transitions, transports
from skipgraph.plan.joins import Join
from skipgraph.plan.spec import NetworkSpec

__all__ = ["is_of_0_1", "spec_of_0_1"]

# what a field was where it was not written
_DEFAULTS: dict[str, Any] = {
    "growth_rate": 12,
    "num_classes": 10,
    "features": "images",
    "in_channels": 3,
    "image_size": (32, 32),
    "sequence_length": 128,
    "block": "basic",
    "bottleneck_width": 4,
    "num_heads": 4,
    "causal": False,
    "groups": 1,
    "stem": "conv",
    "patch_size": 4,
    "stem_channels": None,
    "compression": 1.0,
    "transition": "norm_relu_conv",
    "transport": "norm_conv_pool",
    "pooling": "mean",
    "upsampling": "nearest",
    "bias": False,
    "dropout": 0.0,
    "merge_relu": False,
    "edge_weights": "free",
    "gate_bias": -2.0,
    "head_share": 1.0,
    "head": "norm_relu_pool_linear",
}
# stems that had another name or meant several, with the fields that tell them apart
_STEMS: dict[str, tuple[type[stems.Stem], dict[str, Any]]] = {
    "none": (stems.Identity, {}),
    "conv_stride": (stems.Conv, {"step": 2}),
    "imagenet_two_convs": (stems.TwoConvs, {}),
}


def is_of_0_1(values: Mapping[str, Any]) -> bool:
    """Return whether values are those of a spec of version 0.1: a part in words, or a field that no longer exists."""
    now = {"growth_rate", "input", "join"}
    return any(key in _DEFAULTS and key not in now and not isinstance(values[key], Mapping | None) for key in values)


def spec_of_0_1(values: Mapping[str, Any]) -> NetworkSpec:
    """Return the spec that values of version 0.1 stand for.

    Parameters
    ----------
    values : mapping of str to value
        The flat fields; what is left out has the default of version 0.1.

    Returns
    -------
    NetworkSpec
        With the same networks.

    Raises
    ------
    ArgumentError
        If version 0.1 had no such field or choice.
    """
    unknown = [key for key in values if key not in _DEFAULTS]
    if unknown:
        raise ArgumentError(f"a spec of version 0.1 has no {', '.join(unknown)}")
    old = {**_DEFAULTS, **values}
    size = tuple(old["image_size"]) if isinstance(old["image_size"], list) else old["image_size"]
    of_images = old["features"] == "images" or old["stem"] in ("flatten", "patches")
    example: features.Features
    if of_images:
        example = features.Images(channels=old["in_channels"], size=size)
    elif old["features"] == "vectors":
        example = features.Vectors(channels=old["in_channels"])
    else:
        example = features.Sequences(channels=old["in_channels"], length=old["sequence_length"])
    return NetworkSpec(
        growth_rate=old["growth_rate"],
        input=example,
        stem=_stem(old),
        block=_made(blocks.CATALOG, "block", old, {"width": old["bottleneck_width"], "heads": old["num_heads"]}),
        transition=_transition(old),
        transport=_made(transports.CATALOG, "transport", old) if old["features"] == "images" else None,
        join=Join(merge_relu=old["merge_relu"], edge_weights=old["edge_weights"], gate_bias=old["gate_bias"]),
        head=_head(old),
    )


def _made(
    catalog: Mapping[str, type[Any]], field: str, old: Mapping[str, Any], more: Mapping[str, Any] | None = None
) -> Any:
    """Return the part that a word named, with the flat fields that it has."""
    if old[field] not in catalog:
        raise ArgumentError(f"a spec of version 0.1 has no {field} {old[field]!r}")
    kind = catalog[old[field]]
    given = {**old, **(more or {})}
    return kind(**{key: given[key] for key in _names(kind) if key in given})


def _names(kind: type[Any]) -> list[str]:
    return [field.name for field in fields(kind)]


def _stem(old: Mapping[str, Any]) -> stems.Stem:
    kind, more = _STEMS.get(old["stem"], (stems.CATALOG.get(old["stem"]), {}))
    if kind is None:
        raise ArgumentError(f"a spec of version 0.1 has no stem {old['stem']!r}")
    if kind is stems.Identity:
        return kind()
    given = {"channels": old["stem_channels"], "bias": old["bias"], "size": old["patch_size"], **more}
    if kind is stems.TwoConvs:
        given["pooling"] = old["pooling"] if old["pooling"] in ("stride", "depthwise") else "max"
    return kind(**{key: value for key, value in given.items() if key in _names(kind)})


def _transition(old: Mapping[str, Any]) -> transitions.Transition:
    if old["features"] == "vectors":
        return transitions.NormReluLinear(compression=old["compression"])
    if old["features"] == "sequences":
        return transitions.NormLinear(compression=old["compression"])
    made: transitions.Transition = _made(transitions.CATALOG, "transition", old)
    return made


def _head(old: Mapping[str, Any]) -> heads.Head:
    name = {"features": "passed_on"}.get(old["head"], old["head"])
    if name == "pool_linear" and old["features"] == "sequences":
        name = "token_mean_linear"
    upsampling = "bilinear" if old["upsampling"] == "bilinear" else "nearest"
    more = {"classes": old["num_classes"], "share": old["head_share"], "upsampling": upsampling}
    made: heads.Head = _made(heads.CATALOG, "head", {**old, "head": name}, more)
    return made
