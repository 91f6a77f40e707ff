import pytest

from skipgraph.patterns import log_densenet
from skipgraph.plan import NetworkSpec, heads, plan_network

WORDS = ["compile", "log_densenet", "--layers", 6, "--growth-rate", 4, "--classes", 3]


def test_the_bill_without_a_network(call):
    result = call(*WORDS)
    plan = plan_network(log_densenet(6), NetworkSpec(growth_rate=4, head=heads.NormReluPoolLinear(classes=3)))
    assert result.exit_code == 0, result.output
    for amount in (plan.n_parameters, plan.macs, plan.peak_inference_bytes, plan.peak_training_bytes):
        assert f" {amount:,}\n" in result.stdout


@pytest.mark.parametrize("ending", ["pt2", "safetensors", "onnx"])
def test_the_network_is_written(call, tmp_path, ending):
    if ending == "onnx":
        pytest.importorskip("onnxscript")
    path = tmp_path / f"net.{ending}"
    result = call(*WORDS, "-o", path)
    assert result.exit_code == 0, result.output
    assert path.stat().st_size > 1000
    assert path.name in result.stdout
    assert result.stderr == ""


def test_an_exported_program_gives_logits(call, tmp_path):
    import torch

    call(*WORDS, "-o", tmp_path / "net.pt2")
    program = torch.export.load(tmp_path / "net.pt2").module()
    assert program(torch.zeros(2, 3, 32, 32)).shape == (2, 3)


def test_the_same_seed_writes_the_same_weights(call, tmp_path):
    from safetensors.numpy import load_file

    for name, seed in (("a", 0), ("b", 0), ("c", 1)):
        call(*WORDS, "--seed", seed, "-o", tmp_path / f"{name}.safetensors")
    a, b, c = (load_file(tmp_path / f"{name}.safetensors") for name in "abc")
    assert all((a[key] == b[key]).all() for key in a)
    assert any((a[key] != c[key]).any() for key in a)


def test_a_topology_beside_the_weights_is_not_replaced(call, refuse, tmp_path):
    call("export", "chain", "--layers", 2, "-o", tmp_path / "net.json")
    before = (tmp_path / "net.json").read_bytes()
    words = ["compile", "--file", tmp_path / "net.json", "--growth-rate", 2, "-o"]
    assert "would also replace" in refuse(*words, tmp_path / "net.safetensors")
    assert (tmp_path / "net.json").read_bytes() == before
    for _ in range(2):  # what it wrote itself may be replaced
        assert call(*words, tmp_path / "other.safetensors").exit_code == 0


@pytest.mark.parametrize(
    ("words", "part"),
    [
        (["--growth-rate", 0], "growth"),
        (["--growth-rate", -4], "growth"),
        (["--classes", 0], "classes"),
        (["-o", "net.pth"], "must end in one of .pt2 .onnx .safetensors"),
    ],
)
def test_refusals(refuse, words, part):
    assert part in refuse("compile", "chain", "--layers", 3, *words)


def test_what_no_memory_holds_is_one_line(call, tmp_path):
    result = call("compile", "chain", "--layers", 3, "--growth-rate", 10**7, "-o", tmp_path / "net.pt2")
    assert result.exit_code == 1
    assert result.stderr.startswith("skipgraph: ")
    assert result.stderr.count("\n") == 1
