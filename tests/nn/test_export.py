import json
import stat

import numpy as np
import pytest
import torch

from skipgraph.errors import ArgumentError, FormatError
from skipgraph.networks import fc_densenet_spec, fc_log_densenet_spec, vision_transformer_spec
from skipgraph.nn import compile
from skipgraph.nn.export import export_network, load_network
from skipgraph.patterns import (
    denseformer,
    densenet,
    fc_densenet,
    fc_log_densenet,
    fc_log_densenet_v2,
    log_densenet,
    residual_stream,
)
from skipgraph.plan import Images, NetworkSpec, heads
from skipgraph.topology import NodeKind, Topology
from skipgraph.topology.store import topology_from_json, topology_to_json
from skipgraph.tracing import trace

SMALL = NetworkSpec(growth_rate=3, input=Images(size=(16, 16)), head=heads.NormReluPoolLinear(classes=3))


def trained(topology, spec=SMALL):
    torch.manual_seed(0)
    net = compile(topology, spec)
    net(torch.randn(8, 3, 16, 16))  # statistics of batch norms
    return net


def test_a_program_takes_any_batch(tmp_path):
    net = trained(densenet(6, blocks=(3, 3)))
    export_network(net, tmp_path / "net.pt2")
    assert net.training
    program = torch.export.load(tmp_path / "net.pt2").module()
    images = torch.randn(5, 3, 16, 16)
    net.eval()
    torch.testing.assert_close(program(images), net(images))
    torch.testing.assert_close(program(images[:1]), net(images[:1]))
    images = torch.randn(3, 3, 21, 10)
    torch.testing.assert_close(program(images), net(images))


@pytest.mark.parametrize(
    ("topology", "spec"),
    [
        (fc_densenet(2, layers=1, growth_rate=3, input_channels=4), fc_densenet_spec(image_size=(13, 10))),
        (fc_log_densenet(1, layers=2), fc_log_densenet_spec(growth_rate=3, image_size=(13, 10))),
        (fc_log_densenet_v2(1, layers=2), fc_log_densenet_spec(growth_rate=3, image_size=(13, 10))),
    ],
    ids=["dense", "log", "log-v2"],
)
def test_programs_that_segment(topology, spec, tmp_path):
    torch.manual_seed(0)
    net = compile(topology, spec)
    export_network(net, tmp_path / "net.pt2")
    program = torch.export.load(tmp_path / "net.pt2").module()
    for size in ((8, 16), (13, 8), (13, 10)):  # with and without sides to pad
        images = torch.randn(3, 3, *size)
        torch.testing.assert_close(program(images), net.eval()(images))
    export_network(net, tmp_path / "net.safetensors")
    again = load_network(tmp_path / "net.safetensors")
    assert (again.topology, again.plan.spec) == (topology, spec)
    assert torch.equal(again.eval()(images), net(images))


def test_a_program_of_two_inputs(tmp_path):
    net = trained_two()
    export_network(net, tmp_path / "net.pt2")
    program = torch.export.load(tmp_path / "net.pt2").module()
    a, b = torch.randn(2, 3, 3, 16, 16)
    torch.testing.assert_close(program(a, b), net.eval()(a, b))


@pytest.mark.parametrize("ending", [".safetensors", ".pt2", ".onnx"])
def test_a_written_network_has_the_mode_of_the_umask(ending, tmp_path):
    path = tmp_path / f"net{ending}"
    (tmp_path / "plain").touch()
    export_network(trained(log_densenet(2)), path)
    assert stat.S_IMODE(path.stat().st_mode) == stat.S_IMODE((tmp_path / "plain").stat().st_mode)


def test_a_folder_is_no_network(tmp_path):
    with pytest.raises(FormatError, match=r"is a folder: give a file ending in \.safetensors$"):
        load_network(tmp_path)
    (tmp_path / "checkpoint.safetensors").touch()
    export_network(trained(log_densenet(2)), tmp_path / "best.safetensors")
    with pytest.raises(FormatError) as error:
        load_network(tmp_path)
    assert str(error.value) == f"{tmp_path}: is a folder: give {tmp_path / 'best.safetensors'}"


def test_torch_script_says_what_else_there_is():
    net = trained(log_densenet(2))
    with (
        pytest.warns(DeprecationWarning, match="script"),
        pytest.raises(ArgumentError, match=r"use torch\.jit\.trace, torch\.export or"),
    ):
        torch.jit.script(net)
    with (
        pytest.warns(DeprecationWarning, match="script"),
        pytest.raises(ArgumentError, match=r"^torch\.jit\.script cannot take"),
    ):
        torch.jit.script(torch.nn.Sequential(net))


def trained_two():
    kinds = [NodeKind.INPUT, NodeKind.INPUT, NodeKind.LAYER]
    return compile(Topology.from_reads([[], [], [0, 1]], kinds=kinds), SMALL)


def test_sides_that_are_fixed_stay_so(tmp_path):
    spec = vision_transformer_spec(num_classes=3, patch_size=4, image_size=(8, 8), width=8, heads=2)
    torch.manual_seed(0)
    export_network(compile(residual_stream(1), spec), tmp_path / "net.pt2")
    program = torch.export.load(tmp_path / "net.pt2").module()
    assert program(torch.zeros(3, 3, 8, 8)).shape == (3, 3)
    with pytest.raises(AssertionError, match="Guard failed"):
        program(torch.zeros(3, 3, 8, 12))


def test_one_file_rebuilds_the_network(tmp_path):
    topology = log_densenet(6)
    net = trained(
        topology, NetworkSpec(growth_rate=(3, 4), input=Images(size=(16, 16)), head=heads.NormReluPoolLinear(classes=3))
    )
    export_network(net, tmp_path / "net.safetensors")
    document = json.loads((tmp_path / "net.json").read_text())
    assert topology_from_json(json.dumps(document["topology"])) == topology
    (tmp_path / "net.json").unlink()
    state = torch.get_rng_state()
    again = load_network(tmp_path / "net.safetensors")
    assert torch.equal(state, torch.get_rng_state())
    assert again.topology == topology
    assert again.plan.spec == net.plan.spec
    images = torch.randn(2, 3, 16, 16)
    assert torch.equal(again.eval()(images), net.eval()(images))


def test_a_denseformer_comes_back(tmp_path):
    topology = denseformer(5, period=2)
    net = trained(topology)
    export_network(net, tmp_path / "net.safetensors")
    again = load_network(tmp_path / "net.safetensors")
    assert again.topology == topology  # the weights that edges start with are part of it
    images = torch.randn(2, 3, 16, 16)
    assert torch.equal(again.eval()(images), net.eval()(images))
    traced = trace(net, images)
    assert (traced.labels, traced.edges().tolist()) == (topology.labels, topology.edges().tolist())


def test_a_factory_is_given_again(tmp_path):
    def factory(step):
        return torch.nn.Conv2d(step.joined_shape[0], step.shape[0], 1)

    torch.manual_seed(0)
    net = compile(log_densenet(3), SMALL, factory=factory).eval()
    export_network(net, tmp_path / "net.safetensors")
    images = torch.randn(2, 3, 16, 16)
    assert torch.equal(load_network(tmp_path / "net.safetensors", factory=factory).eval()(images), net(images))
    with pytest.raises(FormatError, match=r"have no place: node1\.block"):
        load_network(tmp_path / "net.safetensors")


def test_numbers_of_numpy_may_be_labels(tmp_path):
    labels = [np.int64(0), (np.int64(1), "a"), np.float64(0.5)]
    net = trained(Topology.from_reads([[], [0], [0, 1]], labels=labels)).eval()
    export_network(net, tmp_path / "net.safetensors")
    images = torch.randn(2, 3, 16, 16)
    assert torch.equal(load_network(tmp_path / "net.safetensors").eval()(images), net(images))


def test_nothing_is_left_of_a_failure(tmp_path):
    net = trained(log_densenet(2))
    for path in (tmp_path / "net.bin", tmp_path / "none" / "net.safetensors", tmp_path / "none" / "net.pt2"):
        with pytest.raises(FormatError, match="cannot be written"):
            export_network(net, path)
    assert list(tmp_path.iterdir()) == []


def test_foreign_and_broken_files(tmp_path):
    from safetensors.torch import save_file

    with pytest.raises(FormatError, match=r"none\.safetensors"):
        load_network(tmp_path / "none.safetensors")
    (tmp_path / "text.safetensors").write_text("not a file of weights")
    with pytest.raises(FormatError, match="cannot be read"):
        load_network(tmp_path / "text.safetensors")
    metadata = {"format": "skipgraph network", "version": "1", "topology": topology_to_json(densenet(2, blocks=(1, 1)))}
    save_file({}, tmp_path / "tiny.safetensors", metadata={**metadata, "spec": '{"image_size": [1, 1]}'})
    with pytest.raises(FormatError, match=r"tiny\.safetensors: its topology and spec do not fit: .* too small"):
        load_network(tmp_path / "tiny.safetensors")
    save_file({"weight": torch.zeros(2)}, tmp_path / "foreign.safetensors")
    with pytest.raises(FormatError, match="metadata"):
        load_network(tmp_path / "foreign.safetensors")


def test_a_network_of_more_parameters_than_the_file_has_numbers(tmp_path):
    from safetensors.torch import save_file

    metadata = {"format": "skipgraph network", "version": "1", "topology": topology_to_json(log_densenet(3))}
    weights = {"node0.conv.weight": torch.zeros(2)}
    save_file(weights, tmp_path / "huge.safetensors", metadata={**metadata, "spec": '{"growth_rate": 1000000000}'})
    with pytest.raises(FormatError, match=r"huge\.safetensors: its network has [\d,]+ parameters, .* 2 numbers"):
        load_network(tmp_path / "huge.safetensors")
