"""Damage to ``.safetensors``: headers that lie, odd tensors, odd topologies, specs and states in the metadata."""

import hashlib
import json
import pickle
import random
import struct
from collections.abc import Callable
from typing import Any

from analyses.robustness.mutations.archives import Trap
from analyses.robustness.mutations.bytes_of import ANY_FILE, BytesMutation
from analyses.robustness.mutations.text import DEPTHS, odd_json, odd_value

__all__ = ["CHECKPOINT", "NETWORK"]

_NO_DIGEST = "0" * 64


def lying_length(rng: random.Random, content: bytes) -> bytes:
    """Return a file with a length of the header that is not its own."""
    length = rng.choice([0, 1, 7, len(content), len(content) - 9, 2**31, 2**63, 2**64 - 1, rng.randrange(2**20)])
    return struct.pack("<Q", length) + content[8:]


def odd_header(rng: random.Random, content: bytes) -> bytes:
    """Return a file in whose header a shape, an offset, a type or the metadata are of another kind."""
    header, data = _parts(content)
    return _joined(odd_json(rng, header), data)


def lying_tensor(rng: random.Random, content: bytes) -> bytes:
    """Return a file with one tensor that says another type, shape or place."""
    header, data = _parts(content)
    entry = header[rng.choice([key for key in header if key != "__metadata__"])]
    match rng.randrange(4):
        case 0:
            entry["dtype"] = rng.choice(
                ["F64", "F16", "BF16", "I64", "BOOL", "F8_E4M3", "U8", "C64", "nosuch", "", "F4"]
            )
        case 1:
            entry["shape"] = rng.choice(
                [[], [0], [1, *entry["shape"]], entry["shape"][::-1], [2**40, 2**40], [-1], [1.5]]
            )
        case 2:
            entry["data_offsets"] = rng.choice([[0, 0], [0, len(data)], [len(data), 0], [0, 2**63], [-1, 4], [4, 8]])
        case _:
            entry["dtype"], n_bytes = "U8", entry["data_offsets"][1] - entry["data_offsets"][0]
            entry["shape"] = [n_bytes]  # consistent, but another tensor
    return _joined(header, data)


def renamed_tensor(rng: random.Random, content: bytes) -> bytes:
    header, data = _parts(content)
    key = rng.choice([key for key in header if key != "__metadata__"])
    header[rng.choice(["", "net.odd", "node1.conv1.weight.x", "momentum.x", "\0", "a" * 5_000])] = header.pop(key)
    return _joined(header, data)


def deep_header(rng: random.Random, content: bytes) -> bytes:
    depth = rng.choice(DEPTHS)
    _, data = _parts(content)
    text = rng.choice(
        [b'{"a":' * depth + b"0" + b"}" * depth, b"[" * depth, b'{"__metadata__":{"a":"' + b"[" * depth + b'"}}']
    )
    return struct.pack("<Q", len(text)) + text + data


def a_pickle(rng: random.Random, content: bytes) -> bytes:
    pickled = pickle.dumps(Trap("trap"))
    return rng.choice([pickled, struct.pack("<Q", len(pickled)) + pickled, content[:8] + pickled + content[8:]])


_ANY: dict[str, BytesMutation] = {
    **ANY_FILE,
    **{m.__name__: m for m in (lying_length, odd_header, lying_tensor, renamed_tensor, deep_header, a_pickle)},
}


def odd_topology(rng: random.Random, content: bytes) -> bytes:
    return _with_document(content, lambda document: {**document, "topology": odd_json(rng, document["topology"])})


def odd_spec(rng: random.Random, content: bytes) -> bytes:
    return _with_document(content, lambda document: {**document, "spec": odd_json(rng, document["spec"])})


def huge_spec(rng: random.Random, content: bytes) -> bytes:
    """Return a file with a spec whose network would need far more memory than the weights of the file."""

    def changed(document: dict[str, Any]) -> dict[str, Any]:
        spec = document["spec"]
        match rng.randrange(4):
            case 0:
                spec["growth_rate"] = rng.choice([1_000, 20_000, 10**6, 10**9, 10**18])
            case 1:
                spec["head"]["classes"] = rng.choice([10**7, 10**9, 10**15])
            case 2:
                spec["stem"]["channels"] = rng.choice([10**5, 10**9])
            case _:
                spec["input"]["channels"] = rng.choice([10**6, 10**12])
        return document

    return _with_document(content, changed)


def odd_document(rng: random.Random, content: bytes) -> bytes:
    return _with_document(content, lambda document: odd_json(rng, document))


def _with_document(content: bytes, change: Callable[[Any], Any]) -> bytes:
    header, data = _parts(content)
    document = json.loads(header["__metadata__"]["skipgraph network"])
    header["__metadata__"]["skipgraph network"] = json.dumps(change(document))
    return _joined(header, data)


NETWORK: dict[str, BytesMutation] = {
    **_ANY,
    **{m.__name__: m for m in (odd_topology, odd_spec, huge_spec, odd_document)},
}


def sealed_state(rng: random.Random, content: bytes) -> bytes:
    """Return a checkpoint with a state of another kind under a digest that fits."""
    header, data = _parts(content)
    state = odd_json(rng, json.loads(header["__metadata__"]["skipgraph"][64:]))
    return _sealed(header, data, json.dumps(state))


def sealed_tensors(rng: random.Random, content: bytes) -> bytes:
    """Other tensors under a digest that fits."""
    changed = rng.choice([lying_tensor, renamed_tensor, odd_header])(rng, content)
    header, data = _parts(changed)
    try:
        state = header["__metadata__"]["skipgraph"][64:]
    except (KeyError, TypeError):
        return changed
    return _sealed(header, data, state) if isinstance(state, str) else changed


def sealed_text(rng: random.Random, content: bytes) -> bytes:
    """Return a checkpoint with a digest that fits over what is no state at all."""
    header, data = _parts(content)
    depth = rng.choice(DEPTHS)
    return _sealed(
        header, data, rng.choice(["", "[" * depth, "NaN", "1e400", "[]", "null", json.dumps(odd_value(rng))])
    )


def _sealed(header: dict[str, Any], data: bytes, state: str) -> bytes:
    header["__metadata__"] = {"skipgraph": _NO_DIGEST + state}
    unsealed = _joined(header, data)
    return unsealed.replace(_NO_DIGEST.encode(), hashlib.sha256(unsealed).hexdigest().encode(), 1)


CHECKPOINT: dict[str, BytesMutation] = {**_ANY, **{m.__name__: m for m in (sealed_state, sealed_tensors, sealed_text)}}


def _parts(content: bytes) -> tuple[dict[str, Any], bytes]:
    length = int.from_bytes(content[:8], "little")
    return json.loads(content[8 : 8 + length]), content[8 + length :]


def _joined(header: Any, data: bytes) -> bytes:
    text = json.dumps(header, separators=(",", ":")).encode()
    return struct.pack("<Q", len(text)) + text + data
