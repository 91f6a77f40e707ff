"""Each way in which `torch.export.load` runs what a file asks for, and that none of them is left."""

import io
import json
import os
import pickle
import zipfile

import pytest
import torch
from torch import nn

from skipgraph.cli.read_program import check_document, read_program
from skipgraph.errors import ArgumentError, FormatError

PROGRAM, SAMPLE = "good/models/model.json", "good/data/sample_inputs/model.pt"
WEIGHTS, CONSTANTS = "good/data/weights/model_weights_config.json", "good/data/constants/model_constants_config.json"


class Shifted(nn.Module):
    def __init__(self):
        super().__init__()
        self.linear, self.shift = nn.Linear(4, 4), torch.ones(4)

    def forward(self, x):
        return torch.relu(self.linear(x) + self.shift).reshape(x.shape[0] * 2, 2)


class Touch:
    """Makes a file when it is unpickled."""

    def __init__(self, path):
        self.path = path

    def __reduce__(self):
        return os.system, (f"touch {self.path}",)


@pytest.fixture(scope="module")
def records(tmp_path_factory):
    path = tmp_path_factory.mktemp("program") / "good.pt2"
    batch = torch.export.Dim("batch", min=2)
    program = torch.export.export(Shifted().eval(), (torch.zeros(3, 4),), dynamic_shapes=({0: batch},))
    torch.export.save(program, path)
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.fixture
def write(records, tmp_path):
    """Write the program with some records changed."""

    def write(changed):
        path = tmp_path / "net.pt2"
        with zipfile.ZipFile(path, "w") as archive:
            for name, content in {**records, **changed}.items():
                archive.writestr(name, content)
        return path

    return write


def torch_saved(value):
    buffer = io.BytesIO()
    torch.save(value, buffer)
    return buffer.getvalue()


def edited(content, key, change):
    """Return JSON in which each object that has a key is changed."""

    def walk(value):
        if isinstance(value, dict):
            if key in value:
                change(value)
            for item in value.values():
                walk(item)
        elif isinstance(value, list):
            for item in value:
                walk(item)

    document = json.loads(content)
    walk(document)
    assert document != json.loads(content)
    return json.dumps(document).encode()


def test_a_program_of_torch_is_read(write):
    program = read_program(write({}))
    images = torch.randn(5, 4)
    assert program.module()(images).shape == (10, 2)
    assert "TORCH_FORCE_WEIGHTS_ONLY_LOAD" not in os.environ


def attacks(records, touch):
    touched = f"touch {touch.path}"
    yield "pickled objects that are no tensors", {SAMPLE: torch_saved((touch,))}
    yield (
        "pickled objects that are no tensors",
        {
            WEIGHTS: edited(records[WEIGHTS], "use_pickle", lambda entry: entry.update(use_pickle=True)),
            "good/data/weights/weight_0": torch_saved(touch),
            "good/data/weights/weight_1": torch_saved(touch),
        },
    )
    opaque = {"path_name": "opaque_obj_0", "use_pickle": True}
    for name in ("opaque_obj_0", "custom_obj_0"):
        yield (
            f"the record 'good/data/constants/{name}', which may hold code",
            {
                CONSTANTS: edited(records[CONSTANTS], "path_name", lambda entry: entry.update(opaque)),
                f"good/data/constants/{name}": pickle.dumps(touch),
            },
        )
    yield "which may hold code", {"good/data/aotinductor/model/net.so": b"\x7fELF"}
    size = f"__import__('os').system({touched!r})"
    program = records[PROGRAM]
    yield "which is no arithmetic", {PROGRAM: edited(program, "expr_str", lambda entry: entry.update(expr_str=size))}
    yield (
        "the operation 'torch.os.system'",
        {PROGRAM: edited(program, "target", lambda entry: entry.update(target="torch.os.system"))},
    )
    spec = json.dumps([1, {"type": "builtins.dict", "context": '{"__enum__": true, "fqn": "this:x"}'}])
    yield (
        "a container that imports a module",
        {PROGRAM: edited(program, "in_spec", lambda entry: entry.update(in_spec=spec))},
    )


@pytest.mark.parametrize("number", range(8))
def test_nothing_that_a_file_asks_for_is_run(write, records, tmp_path, number):
    touch = Touch(tmp_path / "touched")
    reason, changed = list(attacks(records, touch))[number]
    with pytest.raises(
        FormatError, match=r"a \.pt2 file may hold torch's own operations and plain tensors only"
    ) as told:
        read_program(write(changed))
    assert reason in str(told.value)
    assert not touch.path.exists()


def test_all_attacks_are_tried(records, tmp_path):
    assert len(list(attacks(records, Touch(tmp_path)))) == 8


@pytest.mark.parametrize(
    "text",
    [
        "s0", "s0*(s1 + 2)//3", "Mod(s77, 4)", "Max(1, s0)", "-3", "s0 <= 4",
        "Symbol('s77', positive=True, integer=True)", "Mul(Integer(-1), Pow(Symbol('s0', integer=True), Integer(2)))",
        "Float('0.5', precision=53)",
    ],
)  # fmt: skip
def test_sizes_that_are_arithmetic(text, tmp_path):
    check_document({"graph": [{"expr_str": text}]}, tmp_path)


@pytest.mark.parametrize(
    "text",
    [
        "exit()", "sympify('exit()')", "S('1')", "Lambda(x, x)", "s0.evalf()", "s0[0]", "(1,)", "[1]", "lambda: 0",
        "Symbol('s0; exit()')", "Symbol('a b')", "Max(*s0)", "Max(**s0)", "__name__", "f'{s0}'", "s0 if s1 else s2",
        "(s0 := 3)", "", "(" * 500, "s" * 20_000, "\N{FULLWIDTH LATIN SMALL LETTER E}xit()",
    ],
)  # fmt: skip
def test_sizes_that_are_none(text, tmp_path):
    with pytest.raises(FormatError, match="which is no arithmetic"):
        check_document({"graph": [{"expr_str": text}]}, tmp_path)


@pytest.mark.parametrize(
    "text",
    [
        "torch.ops.aten.conv2d.default", "torch.ops.aten.__and__.Tensor", "torch.ops.higher_order.cond",
        "torch.sym_max", "torch._sym_sqrt", "_operator.floordiv", "math.trunc",
        "torch.ops.torchvision.roi_align.default",
    ],
)  # fmt: skip
def test_operations_of_torch(text, tmp_path):
    check_document({"nodes": [{"target": text}]}, tmp_path)


@pytest.mark.parametrize(
    "text",
    [
        "torch.load", "torch.ops.load_library", "torch.ops.aten.__class__", "torch.ops.aten.from_file.default",
        "torch.ops.higher_order.triton_kernel_wrapper_mutation", "_operator.methodcaller", "_operator.call",
        "math.__class__", "torch.sym_max.__class__", "os.system", "#ns:op", "torch.ops.mine.op.default", "",
    ],
)  # fmt: skip
@pytest.mark.parametrize("key", ["target", "as_operator"])
def test_operations_that_are_not_torchs(text, key, tmp_path):
    with pytest.raises(FormatError, match="holds the operation"):
        check_document({"nodes": [{key: text}]}, tmp_path)


def test_archives_that_two_readers_may_see_differently(write, records, tmp_path):
    path = write({})
    with zipfile.ZipFile(path, "a") as archive, pytest.warns(UserWarning, match="Duplicate name"):
        archive.writestr(SAMPLE, b"")
    with pytest.raises(FormatError, match="its records overlap or are compressed"):
        read_program(path)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(PROGRAM, b" " * 10**6)
    with pytest.raises(FormatError, match="its records overlap or are compressed"):
        read_program(path)


def test_damaged_files(write, records, tmp_path):
    with pytest.raises(ArgumentError, match="there is no file"):
        read_program(tmp_path / "none.pt2")
    for changed in ({PROGRAM: b"{"}, {PROGRAM: b"[]"}, {WEIGHTS: b"{}"}, {PROGRAM: b"\xff"}):
        with pytest.raises(FormatError, match="is no exported program"):
            read_program(write(changed))
    path = write({})
    path.write_bytes(path.read_bytes()[:-100])  # what is left ends in the archive of the sample inputs
    with pytest.raises(FormatError, match=r"the record 'archive/data\.pkl', which may hold code"):
        read_program(path)


def test_programs_of_earlier_torch_are_checked_alike(write, tmp_path):
    path = tmp_path / "old.pt2"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("version", "8.8")
        archive.writestr("serialized_exported_program.json", json.dumps({"nodes": [{"target": "torch.os.system"}]}))
    with pytest.raises(FormatError, match=r"holds the operation 'torch\.os\.system'"):
        read_program(path)
