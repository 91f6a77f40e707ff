"""Damage that any file can take: flipped bits, lost or doubled parts, another packing."""

import gzip
import random
from collections.abc import Callable

__all__ = ["ANY_FILE", "BytesMutation"]

BytesMutation = Callable[[random.Random, bytes], bytes]


def flipped_bits(rng: random.Random, content: bytes) -> bytes:
    damaged = bytearray(content)
    for _ in range(rng.choice([1, 1, 1, 2, 8, 64])):
        damaged[rng.randrange(len(damaged))] ^= 1 << rng.randrange(8)
    return bytes(damaged)


def truncated(rng: random.Random, content: bytes) -> bytes:
    return content[: rng.choice([rng.randrange(len(content)), len(content) - 1 - rng.randrange(min(40, len(content)))])]


def part_lost(rng: random.Random, content: bytes) -> bytes:
    start, end = _part(rng, content)
    return content[:start] + content[end:]


def part_twice(rng: random.Random, content: bytes) -> bytes:
    start, end = _part(rng, content)
    return content[:end] + content[start:]


def part_zeroed(rng: random.Random, content: bytes) -> bytes:
    start, end = _part(rng, content)
    return content[:start] + bytes([rng.choice([0, 255])]) * (end - start) + content[end:]


def noise_inside(rng: random.Random, content: bytes) -> bytes:
    place = rng.randrange(len(content) + 1)
    return content[:place] + rng.randbytes(rng.choice([1, 4, 100, 10_000])) + content[place:]


def noise_only(rng: random.Random, content: bytes) -> bytes:
    return rng.randbytes(rng.choice([0, 1, 8, 100, len(content)]))


def more_at_the_end(rng: random.Random, content: bytes) -> bytes:
    return content + rng.choice([b"\0", b"\n", b"{}", content, rng.randbytes(50)])


def gzipped(_: random.Random, content: bytes) -> bytes:
    return gzip.compress(content, mtime=0)


def _part(rng: random.Random, content: bytes) -> tuple[int, int]:
    start = rng.randrange(len(content))
    return start, min(len(content), start + rng.choice([1, 8, 100, len(content)]))


ANY_FILE: dict[str, BytesMutation] = {
    mutation.__name__: mutation
    for mutation in (
        flipped_bits,
        truncated,
        part_lost,
        part_twice,
        part_zeroed,
        noise_inside,
        noise_only,
        more_at_the_end,
        gzipped,
    )
}
