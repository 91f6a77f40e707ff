"""Damage to texts: numbers, words and types that do not belong, keys twice, deep nesting, other encodings, bombs."""

import json
import random
import re
from collections.abc import Callable
from typing import Any

from analyses.robustness.mutations.bytes_of import ANY_FILE, BytesMutation

__all__ = ["ANY_TEXT", "CSV", "DOT", "GRAPHML", "JSON", "odd_json", "odd_value"]

_NUMBER = re.compile(rb"-?\d+(?:\.\d+)?")
_WORD = re.compile(rb'"[^"\n]*"|[A-Za-z_]\w*')
ODD_NUMBERS = (
    "1e400", "-1e400", "NaN", "Infinity", "-Infinity", "nan", "inf", "-1", "-0", "1.5", "2147483648", "4294967296",
    "9223372036854775808", "18446744073709551616", "1" + "0" * 5000, "1e-400", "0x10", "1_000", "٣", "+1", "01",
    "1.", ".5",
    "true", "null", '"1"', "", "[]", "{}",
)  # fmt: skip
ODD_WORDS = (
    '""', '"self"', '"name"', "self", "name", "node", "edge", "graph", '"\\u0000"', '"\\ud800"', '"\x00"',
    '"__class__"',
    '"../../etc/passwd"', '"\N{GRINNING FACE}"', '"\u202e"', '"' + "a" * 100_000 + '"', "<b>x</b>", "&x;", "]]>",
    "\\", "'", '"',
    "true", "null", "NaN", "-->", "->", "{", "}", "[", "]",
)  # fmt: skip
DEPTHS = (50, 99, 101, 900, 5_000, 100_000)


def odd_number(rng: random.Random, content: bytes) -> bytes:
    return _replaced(rng, content, _NUMBER, rng.choice(ODD_NUMBERS))


def odd_word(rng: random.Random, content: bytes) -> bytes:
    return _replaced(rng, content, _WORD, rng.choice(ODD_WORDS))


def words_swapped(rng: random.Random, content: bytes) -> bytes:
    words = [found.group() for found in _WORD.finditer(content)]
    return _replaced(rng, content, _WORD, rng.choice(words).decode()) if words else content


def line_moved(rng: random.Random, content: bytes) -> bytes:
    lines = content.splitlines(keepends=True)
    line = lines.pop(rng.randrange(len(lines)))
    lines.insert(rng.randrange(len(lines) + 1), line)
    return b"".join(lines)


def line_twice(rng: random.Random, content: bytes) -> bytes:
    lines = content.splitlines(keepends=True)
    place = rng.randrange(len(lines))
    return b"".join([*lines[:place], lines[place], *lines[place:]])


def other_encoding(rng: random.Random, content: bytes) -> bytes:
    text = content.decode("utf-8", "replace")
    encoding = rng.choice(["utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-8-sig", "utf-7", "cp037", "latin-1"])
    return text.encode(encoding, "replace")


def _replaced(rng: random.Random, content: bytes, pattern: re.Pattern[bytes], by: str) -> bytes:
    found = list(pattern.finditer(content))
    if not found:
        return content + by.encode()
    chosen = rng.choice(found)
    return content[: chosen.start()] + by.encode("utf-8", "surrogatepass") + content[chosen.end() :]


ANY_TEXT: dict[str, BytesMutation] = {
    **ANY_FILE,
    **{
        mutation.__name__: mutation
        for mutation in (odd_number, odd_word, words_swapped, line_moved, line_twice, other_encoding)
    },
}


# JSON


def odd_value(rng: random.Random) -> Any:
    """Return a value of any type, or a very deep one."""
    choices: list[Callable[[], Any]] = [
        lambda: None,
        lambda: rng.choice([True, False]),
        lambda: rng.choice([0, -1, 1, 7, 2**31, 2**63, 2**64, 10**18, 10**300, -(2**40)]),
        lambda: rng.choice([0.5, -0.0, 1e308, 1e-320, float("nan"), float("inf")]),
        lambda: rng.choice(["", "1", "input", "layer", "\0", "a" * 10_000, "../x", "\N{GRINNING FACE}", "concat"]),
        lambda: rng.choice([[], [[]], [0], [None], [-1], ["0"], list(range(1000))]),
        lambda: rng.choice([{}, {"float": "inf"}, {"float": "x"}, {"name": "conv"}, {"a": {"b": {}}}]),
        lambda: nested(rng.choice(DEPTHS[:4])),
    ]
    return rng.choice(choices)()


def nested(depth: int) -> Any:
    value: Any = 0
    for level in range(depth):
        value = [value] if level % 2 else {"a": value}
    return value


def odd_json(rng: random.Random, document: Any) -> Any:
    """Return a document in which a value has another type, or a key is lost, renamed or new."""
    document = json.loads(json.dumps(document))
    for _ in range(rng.choice([1, 1, 1, 2, 5])):
        places = list(_places(document))
        if not places:
            return odd_value(rng)
        holder, key = rng.choice(places)
        match rng.randrange(4):
            case 0:
                holder[key] = odd_value(rng)
            case 1:
                other, other_key = rng.choice(places)
                holder[key] = json.loads(json.dumps(other[other_key]))
            case 2:
                del holder[key]
            case _:
                if isinstance(holder, dict):
                    holder[rng.choice(["", "nodes", "name", "self", "\0", "odd"])] = odd_value(rng)
                else:
                    holder.insert(key, odd_value(rng))
    return document


def _places(document: Any) -> Any:
    waiting = [document]
    while waiting:
        holder = waiting.pop()
        items = holder.items() if isinstance(holder, dict) else enumerate(holder) if isinstance(holder, list) else ()
        for key, value in list(items):
            yield holder, key
            waiting.append(value)


def other_type(rng: random.Random, content: bytes) -> bytes:
    return json.dumps(odd_json(rng, json.loads(content)), ensure_ascii=False).encode("utf-8", "surrogatepass")


def key_twice(rng: random.Random, content: bytes) -> bytes:
    found = list(re.finditer(rb'("\w+"): ', content))
    chosen = rng.choice(found)
    return content[: chosen.start()] + chosen.group(1) + b": 0, " + content[chosen.start() :]


def deep_json(rng: random.Random, content: bytes) -> bytes:
    depth = rng.choice(DEPTHS)
    opening, closing = rng.choice([(b"[", b"]"), (b'{"a":', b"}"), (b"[[", b"]]"), (b"[", b"")])
    value = opening * depth + b"0" + closing * depth
    return _replaced(rng, content, _NUMBER, value.decode()) if rng.random() < 0.7 else value


JSON: dict[str, BytesMutation] = {**ANY_TEXT, **{m.__name__: m for m in (other_type, key_twice, deep_json)}}


# DOT


def deep_dot(rng: random.Random, content: bytes) -> bytes:
    depth = rng.choice(DEPTHS)
    inner = rng.choice(
        [
            b"subgraph {" * depth + b"a" + b"}" * depth,
            b"{" * depth + b"a -> b" + b"}" * depth,
            b"{" * depth,
            b"a [label=" + b"<" * depth + b">" * depth + b"]",
            b"a" + b" -> a" * min(depth, 5_000),
            b"a [x=" + b'"b"+' * depth + b'"c"]',
            b"/*" * depth,
        ]
    )
    return content.rstrip().rstrip(b"}") + inner + b"\n}\n"


def odd_attribute(rng: random.Random, content: bytes) -> bytes:
    key, value = rng.choice(ODD_WORDS), rng.choice([*ODD_NUMBERS, *ODD_WORDS])
    target = rng.choice(["node", "edge", "graph", "b", '"0"'])
    line = f"{target} [{key}={value}];".encode("utf-8", "surrogatepass")
    start = content.index(b"{") + 1
    return content[:start] + line + content[start:]


DOT: dict[str, BytesMutation] = {**ANY_TEXT, **{m.__name__: m for m in (deep_dot, odd_attribute)}}


# GraphML


def entity_bomb(rng: random.Random, content: bytes) -> bytes:
    levels = rng.choice([3, 6, 10, 30])
    entities = ['<!ENTITY e0 "laugh">'] + [
        f'<!ENTITY e{level} "{f"&e{level - 1};" * 10}">' for level in range(1, levels + 1)
    ]
    kind = rng.randrange(4)
    if kind == 1:  # quadratic
        entities, levels = [f'<!ENTITY e0 "{"a" * 100_000}">'], 0
    elif kind == 2:
        entities, levels = ['<!ENTITY e0 SYSTEM "file:///etc/passwd">'], 0
    elif kind == 3:
        entities, levels = ['<!ENTITY % p SYSTEM "http://127.0.0.1:9/x.dtd"> %p; <!ENTITY e0 "a">'], 0
    doctype = f"<!DOCTYPE graphml [{' '.join(entities)}]>".encode()
    head = content.index(b"<graphml")
    used = f"&e{levels};".encode() * (10_000 if kind == 1 else 1)
    body = re.sub(rb"(<data[^>]*>)", rb"\1" + used, content[head:], count=1)
    if used not in body:
        body = body.replace(b'<node id="', b'<node id="' + used, 1)
    return content[:head] + doctype + body


def deep_xml(rng: random.Random, content: bytes) -> bytes:
    depth = rng.choice(DEPTHS)
    opening, closing = rng.choice(
        [
            (b"<a>", b"</a>"),
            (b"<graph edgedefault='directed'>", b"</graph>"),
            (b"<node id='q'><graph edgedefault='directed'>", b"</graph></node>"),
            (b"<a>", b""),
            (b"<data key='d0'>", b"</data>"),
        ]
    )
    end = content.rindex(b"</graph>")
    return content[:end] + opening * depth + closing * depth + content[end:]


def odd_element(rng: random.Random, content: bytes) -> bytes:
    element = rng.choice(
        [
            b'<edge source="nowhere" target="b"/>',
            b'<edge source="b"/>',
            b"<node/>",
            b'<node id="b"/><node id="b"/>',
            b'<graph edgedefault="undirected"/>',
            b'<graph id="second" edgedefault="directed"><node id="z"/></graph>',
            b'<hyperedge><endpoint node="b"/></hyperedge>',
            b'<port name="p"/>',
            b'<data key="nokey">1</data>',
            b'<key id="k" for="node" attr.name="x" attr.type="double"/>',
            b'<key id="k" for="node" attr.type="nosuch"/>',
            b"<!-- c -->",
            b"<?pi?>",
            b"<![CDATA[x]]>",
            b'<node xmlns="http://other" id="y"/>',
        ]
    )
    places = [found.end() for found in re.finditer(rb">", content)]
    place = rng.choice(places)
    return content[:place] + element + content[place:]


GRAPHML: dict[str, BytesMutation] = {**ANY_TEXT, **{m.__name__: m for m in (entity_bomb, deep_xml, odd_element)}}


# CSV


def odd_cells(rng: random.Random, content: bytes) -> bytes:
    lines = content.splitlines(keepends=True)
    place = rng.randrange(len(lines))
    row = rng.choice(
        [
            b"a\n", b"a,b,c,d\n", b",\n", b'"a\n', b'"a""b",c\n', b"a;b\n", b"a\tb\n", b"\0,\0\n", b"1,2\r",
            b"# x\n", b"source,target\n",
            b"source,target,x,x\n", b"a" * 200_000 + b",b\n", b"1" * 5_000 + b",2\n", b"a,b,1e400\n", b"a,a\n",
            b"4,1\n",
            b"x,y\ny,x\n", b"\xff\xfe,\x80\n", b"," * 10_000 + b"\n",
        ]
    )  # fmt: skip
    return b"".join([*lines[:place], row, *lines[place:]])


CSV: dict[str, BytesMutation] = {**ANY_TEXT, "odd_cells": odd_cells}
