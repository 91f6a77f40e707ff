"""Singular values of layers, against orthogonal layers and finite differences."""

import pytest
import torch

from skipgraph.errors import ArgumentError
from skipgraph.nn import compile
from skipgraph.nn.measure_isometry import layerwise_isometry
from skipgraph.patterns import chain, densenet, log_densenet
from skipgraph.plan import Images, NetworkSpec, stems
from skipgraph.topology import Topology


def orthogonal_net(scale):
    """One layer whose 3x3 convolution rotates the channels of each pixel and scales them."""
    net = compile(
        chain(1), NetworkSpec(growth_rate=4, input=Images(channels=4, size=(5, 5)), stem=stems.Conv(channels=4))
    )
    rotation = torch.linalg.qr(torch.randn(4, 4, generator=torch.Generator().manual_seed(0)))[0]
    for key, weight in net.named_parameters():
        if weight.dim() == 4:
            with torch.no_grad():
                weight.zero_()
                weight[:, :, 1, 1] = torch.eye(4) if key.startswith(net.keys[0]) else scale * rotation
    return net


@pytest.mark.parametrize("scale", [1.0, 0.5])
def test_a_rotation_stretches_nothing_and_a_scaled_one_all_alike(scale):
    isometry = layerwise_isometry(orthogonal_net(scale), torch.rand(2, 4, 5, 5) + 0.1)
    assert isometry.singular_values[1].shape == (2, 100)
    # BatchNorm divides by sqrt(1 + 1e-5)
    assert isometry.mean == pytest.approx(scale, rel=1e-4)
    assert isometry.std == pytest.approx(0, abs=1e-4)


def test_what_a_relu_cuts_off_is_shrunk_to_nothing():
    images = torch.rand(1, 4, 5, 5) + 0.1
    images[:, :2] *= -1  # half of all channels
    values = layerwise_isometry(orthogonal_net(1.0), images).singular_values[1]
    assert torch.sum(values > 0.99) == torch.sum(values < 1e-6) == 50


def test_singular_values_are_those_of_finite_differences():
    torch.manual_seed(0)
    net = compile(densenet(2), NetworkSpec(growth_rate=2, input=Images(channels=1, size=(3, 3)))).double().eval()
    image = torch.rand(1, 1, 3, 3, dtype=torch.float64)
    features = []
    layer = net.get_submodule(net.keys[2])
    hook = layer.register_forward_pre_hook(lambda _, args: features.extend(args[0]))
    with torch.no_grad():
        net(image)
        hook.remove()
        columns = []
        for feature in features:
            for place in range(feature.numel()):
                ends = []
                for step in (1e-6, -1e-6):
                    moved = [part.clone() for part in features]
                    moved[[part is feature for part in features].index(True)].view(-1)[place] += step
                    ends.append(layer(moved).flatten())
                columns.append((ends[0] - ends[1]) / 2e-6)
    expected = torch.linalg.svdvals(torch.stack(columns, dim=1))
    torch.testing.assert_close(layerwise_isometry(net, image).singular_values[2][0], expected, atol=1e-7, rtol=1e-5)


def test_the_mode_of_the_network_is_left_alone():
    net = compile(log_densenet(3), NetworkSpec(growth_rate=2, input=Images(size=(4, 4)))).train()
    before = {key: value.clone() for key, value in net.state_dict().items()}
    layerwise_isometry(net, torch.rand(2, 3, 4, 4))
    assert net.training
    assert all(torch.equal(value, before[key]) for key, value in net.state_dict().items())


def test_a_jacobian_too_large_is_refused_with_its_bytes():
    net = compile(Topology.from_reads([[], [0]]), NetworkSpec(growth_rate=12, input=Images(size=(32, 32))))
    with pytest.raises(ArgumentError, match=r"Jacobian of layer 1 needs 1207959552 bytes, max_bytes allows 1073741824"):
        layerwise_isometry(net, torch.rand(1, 3, 32, 32))
