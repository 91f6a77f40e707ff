"""Another number of classes, and files of networks whose weights are no longer those of the plan."""

import copy

import pytest
import torch
from specs import changed, small_spec
from torch import nn

from skipgraph.errors import ArgumentError, FormatError
from skipgraph.nn import compile
from skipgraph.nn.export import export_network, load_network
from skipgraph.nn.inherit import inherit_weights
from skipgraph.patterns import anytime, densenet
from skipgraph.plan import heads, plan_network
from skipgraph.train import Recipe, fit, load_digits


def test_classes_change_and_all_else_stays(tmp_path):
    net = compile(densenet(4), small_spec(classes=10)).double().eval()
    for tensor in net.state_dict().values():
        tensor.copy_(torch.rand(tensor.shape))
    before = copy.deepcopy(net.state_dict())
    net.reset_head(3)
    after = net.state_dict()
    new = {"head.linear.weight", "head.linear.bias"}
    assert all(torch.equal(after[key], before[key]) for key in before.keys() - new)
    assert after.keys() == before.keys()
    assert str(net.plan) == str(plan_network(densenet(4), small_spec(classes=3)))
    assert not any(module.training for module in net.modules())
    images = torch.rand(2, 3, 16, 16, dtype=torch.float64)
    assert net(images).shape == (2, 3)
    export_network(net.float(), tmp_path / "net.safetensors")
    again = load_network(tmp_path / "net.safetensors").eval()
    assert again.plan.spec.head.n_classes == 3
    assert torch.equal(again(images.float()), net(images.float()))
    # as inheriting does
    other = compile(densenet(4), small_spec(classes=3))
    assert set(inherit_weights(other, compile(densenet(4), small_spec(classes=10)), partial=True).left) == new


def test_as_many_classes_begin_again_too():
    net = compile(densenet(4), small_spec(classes=3))
    linear, norm = net.head.linear, net.head.norm
    net.reset_head(3)
    assert net.head.linear is not linear
    assert net.head.norm is norm
    net.check_planned()


@pytest.mark.parametrize("head", [heads.NormReluPoolLinear(classes=4), heads.Segmentation(classes=4)])
def test_every_head_of_several(head):
    net = compile(anytime(4, every=2), small_spec(head=head), recompute="block")
    net.reset_head(2)
    net.check_planned()
    assert [logits.shape[1] for logits in net(torch.randn(2, 3, 16, 16))] == [2, 2]


def test_what_has_no_classes_is_refused():
    with pytest.raises(ArgumentError, match="the head PassedOn has no number of classes to reset"):
        compile(densenet(3), small_spec(head=heads.PassedOn())).reset_head(3)
    net = compile(densenet(3), small_spec())
    for classes in (0, -1, 2.5, "3", True):
        with pytest.raises(ArgumentError, match="classes must be"):
            net.reset_head(classes)
    assert net.plan.spec == small_spec()


def test_another_module_in_the_head_is_not_written(tmp_path):
    net = compile(densenet(3), small_spec())
    net.head.linear = nn.Linear(15, 7)
    message = (
        r"net.safetensors: the weights are no longer those of the plan: head.linear.weight has shape \(7, 15\), "
        r"by the plan \(3, 15\) \(and 1 more\); reset_head gives other classes$"
    )
    with pytest.raises(FormatError, match=message):
        export_network(net, tmp_path / "net.safetensors")
    assert not list(tmp_path.iterdir())
    export_network(net, tmp_path / "net.pt2")
    net.head.linear = nn.Linear(15, 3, bias=False)
    with pytest.raises(FormatError, match=r"plan: head.linear.bias is missing; reset_head"):
        export_network(net, tmp_path / "net.safetensors")
    net.head.more = nn.Linear(2, 2)
    with pytest.raises(FormatError, match=r"plan: head.linear.bias is missing \(and 2 more\)"):
        net.check_planned()


def test_training_writes_no_network_that_cannot_be_read(tmp_path):
    data = load_digits(seed=0)
    spec = changed(small_spec(classes=data.n_classes, side=8), input={"channels": 1})
    net = compile(densenet(2), spec)
    net.head.linear = nn.Linear(net.head.linear.in_features, data.n_classes, bias=False)
    with pytest.raises(FormatError, match=r"head.linear.bias is missing"):
        fit(net, data, Recipe(seed=0, epochs=1), folder=tmp_path / "run")
    assert not (tmp_path / "run").exists()
