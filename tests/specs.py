"""Specs for tests: small ones, and others with some fields of their parts changed."""

from dataclasses import replace

from skipgraph.plan import Images, NetworkSpec, heads


def changed(spec, **parts):
    """Return a spec with other parts; a dict changes fields of the part that there is."""
    return replace(
        spec,
        **{
            name: replace(getattr(spec, name), **part) if isinstance(part, dict) else part
            for name, part in parts.items()
        },
    )


def small_spec(*, growth_rate=3, classes=3, side=16, **parts):
    """Return the spec of a small network on images, by default of 16x16 pixels in 3 classes."""
    parts.setdefault("head", heads.NormReluPoolLinear(classes=classes))
    return NetworkSpec(growth_rate=growth_rate, input=Images(size=(side, side)), **parts)


def parts_of(module, features):
    """Return the classes of a catalogue that work on a kind of features, whose own fields all have defaults."""
    return [kind for kind in module.CATALOG.values() if features in kind.features]


def with_own(kind, fields):
    """Return an object of a part with those of the fields that it has."""
    return kind(**{name: value for name, value in fields.items() if name in kind.__dataclass_fields__})
