import pytest
import torch

from skipgraph.nn.aggregation import Gated, Weighted, make_join
from skipgraph.topology import Aggregation

FEATURES = [torch.randn(2, 4, 3, 3, generator=torch.Generator().manual_seed(seed)) for seed in range(3)]


def test_concat_keeps_the_order():
    joined = make_join(Aggregation.CONCAT, 3, 12)(*FEATURES)
    assert torch.equal(joined, torch.cat(FEATURES, 1))


def test_sum_and_mean_take_all_reads():
    total = torch.stack(FEATURES).sum(0)
    torch.testing.assert_close(make_join(Aggregation.SUM, 3, 4)(*FEATURES), total)
    torch.testing.assert_close(make_join(Aggregation.MEAN, 3, 4)(*FEATURES), total / 3)


@pytest.mark.parametrize("join", [Weighted(3), Gated(3, 4)])
def test_weights_and_gates_start_as_a_mean(join):
    if isinstance(join, Gated):
        torch.nn.init.zeros_(join.gate.weight)
        torch.nn.init.zeros_(join.gate.bias)
    torch.testing.assert_close(join(*FEATURES), torch.stack(FEATURES).mean(0))


def test_gates_sum_to_one():
    torch.manual_seed(0)
    same = [FEATURES[0]] * 3
    torch.testing.assert_close(Gated(3, 4)(*same), FEATURES[0])


@pytest.mark.parametrize("aggregation", Aggregation)
def test_a_single_feature_is_passed_on(aggregation):
    assert make_join(aggregation, 1, 4)(FEATURES[0]) is FEATURES[0]


def test_a_sum_over_relus_has_a_backward():
    inputs = [feature.clone().requires_grad_() for feature in FEATURES]
    make_join(Aggregation.SUM, 3, 4)(*[torch.relu(x) for x in inputs]).sum().backward()
    assert all(torch.equal(x.grad, (x > 0).float()) for x in inputs)
