"""The state of modules and generators at one moment: what a second run needs to be the first one again."""

import copy
import random
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

import numpy as np
import torch
from torch import Tensor, nn
from torch.utils.checkpoint import get_device_states, set_device_states

from skipgraph.errors import ArgumentError

__all__ = ["ModuleState", "RandomState"]

_OF_EVERY_MODULE = frozenset(vars(nn.Module())) - {"_buffers", "_parameters", "_modules"}
_CONTAINERS = (list, dict, set, deque)
_GENERATORS = (np.random.Generator, np.random.RandomState, random.Random)


class _Kept(NamedTuple):
    """Something that a run may change in place, and a copy of it from before."""

    value: Any
    copy: Any


class ModuleState:
    """All that modules hold, as it is now: parameters themselves, and copies of what a run may change in place.

    Parameters
    ----------
    modules : mapping of str to torch.nn.Module
        The modules by their names; those inside them are listed too.

    Raises
    ------
    ArgumentError
        If the state of a module is out of reach.

    Notes
    -----
    No module is known by its type. What one holds outside of its attributes, such as a global variable, is not state.
    """

    def __init__(self, modules: Mapping[str, nn.Module]) -> None:
        for name, module in modules.items():
            _check_within_reach(name, module)
        self._modules = dict(modules)
        self._kept: dict[int, _Kept] = {}  # by identity, as modules may share it
        self._weights: list[tuple[str, Tensor, int]] = []  # with their versions
        self._before = [
            _mapped(vars(module), lambda key, value, name=name: self._keep(f"{name}.{key}", value))  # type: ignore[misc]
            for name, module in modules.items()
        ]
        self._now: list[list[dict[str, Any]]] = []

    def _keep(self, name: str, value: Any) -> Any:
        if id(value) in self._kept:
            return value
        if isinstance(value, Tensor) and (value.requires_grad or isinstance(value, nn.Parameter)):
            if not value.is_inference():
                self._weights.append((name, value, value._version))
        elif isinstance(value, (Tensor, torch.Generator, *_GENERATORS)) or type(value) in _CONTAINERS:
            # always a copy: a batch norm changes its statistics without a sign, as its version stays
            self._kept[id(value)] = _Kept(value, _copy(value))
        return value

    def enter(self) -> None:
        """Give each module the attributes that it had, until `leave`; this may be done again.

        Raises
        ------
        ArgumentError
            If a parameter has been changed in place since, as of these there are no copies.
        """
        for name, tensor, version in self._weights:
            if tensor._version != version:
                raise ArgumentError(
                    f"{name} was changed after the forward pass that recompute runs again: call backward before"
                )
        fresh = {identity: _copy(kept.copy) for identity, kept in self._kept.items()}
        self._now.append([dict(vars(module)) for module in self._modules.values()])
        self._put(_mapped(values, lambda _, value: fresh.get(id(value), value)) for values in self._before)

    def leave(self) -> None:
        """Give each module back what it had before `enter`."""
        self._put(self._now.pop())

    def _put(self, attributes: Iterable[Mapping[str, Any]]) -> None:
        for module, values in zip(self._modules.values(), attributes, strict=True):
            own = vars(module)
            own.clear()
            own.update(values)


def _check_within_reach(name: str, module: nn.Module) -> None:
    if isinstance(module, torch.jit.ScriptModule):
        raise ArgumentError(f"recompute cannot run {name} again, a scripted module: its state is out of reach")
    if isinstance(module, nn.modules.lazy.LazyModuleMixin) and module.has_uninitialized_params():
        raise ArgumentError(f"recompute cannot run {name} again, a lazy module without weights: run it once before")


def _mapped(attributes: Mapping[str, Any], change: Callable[[str, Any], Any]) -> dict[str, Any]:
    """Return the attributes of a module with each that is its own changed, each parameter and buffer too."""
    return {
        key: {name: change(name, inner) for name, inner in value.items()}
        if key in ("_parameters", "_buffers", "_modules")
        else value
        if key in _OF_EVERY_MODULE
        else change(key, value)
        for key, value in attributes.items()
    }


def _copy(value: Any) -> Any:
    if isinstance(value, Tensor):
        return value.clone()
    if isinstance(value, torch.Generator):
        generator = torch.Generator(value.device)
        generator.set_state(value.get_state())
        return generator
    return copy.deepcopy(value) if isinstance(value, _GENERATORS) else copy.copy(value)


class RandomState:
    """Where the global generators of torch, numpy and Python are now.

    Parameters
    ----------
    tensors : iterable of Tensor
        The generators of torch on their devices count, and that of the CPU.
    """

    def __init__(self, tensors: Iterable[Tensor]) -> None:
        devices = dict.fromkeys(tensor.device for tensor in tensors if tensor.device.type not in ("cpu", "meta"))
        self._places = [torch.empty(0, device=device) for device in devices]
        self._devices, self._device_states = get_device_states(*self._places) if devices else ([], [])
        self._cpu = torch.get_rng_state()
        self._others = (random.getstate(), np.random.get_state())  # noqa: NPY002  # somebody's module may draw from it

    def has_moved(self) -> bool:
        """Return whether a generator has moved since."""
        now = RandomState(self._places)
        states, old_states = (now._cpu, *now._device_states), (self._cpu, *self._device_states)
        return not all(map(torch.equal, states, old_states)) or _plain(now._others) != _plain(self._others)

    def put_back(self) -> None:
        """Set the generators to where they were."""
        torch.set_rng_state(self._cpu)
        if self._places:
            set_device_states(self._devices, self._device_states, device_type=self._places[0].device.type)
        random.setstate(self._others[0])
        np.random.set_state(self._others[1])  # noqa: NPY002  # likewise

    def again(self) -> "RandomState":
        """Return where the same generators are now."""
        return RandomState(self._places)


def _plain(states: tuple[Any, Any]) -> tuple[Any, ...]:
    python, (kind, words, *rest) = states
    return python, kind, words.tobytes(), *rest
