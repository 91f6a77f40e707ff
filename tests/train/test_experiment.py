import pytest
import torch

from skipgraph.errors import ArgumentError
from skipgraph.nn import compile as compile_network
from skipgraph.patterns import densenet, log_densenet
from skipgraph.plan import Images, NetworkSpec, heads
from skipgraph.train import Recipe, best_epoch, fit, run, seeded

RECIPE = Recipe(seed=3, epochs=3, batch_size=8)
SPEC = NetworkSpec(growth_rate=3, input=Images(channels=1, size=(6, 6)), head=heads.NormReluPoolLinear(classes=3))


def test_it_is_compile_and_fit_with_one_seed(stripes):
    with seeded(3):
        net = compile_network(log_densenet(4), SPEC)
    before, threads = [], torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        history = fit(net, stripes, RECIPE)
        torch.set_num_threads(2)
        done = run(log_densenet(4), stripes, SPEC, RECIPE, on_network=lambda net: before.append(net.plan.n_parameters))
        assert torch.get_num_threads() == 2
    finally:
        torch.set_num_threads(threads)
    assert done.history == history
    assert (done.last, done.best) == (history[-1], best_epoch(history))
    assert before == [net.plan.n_parameters]
    for key, tensor in net.state_dict().items():
        assert torch.equal(done.net.state_dict()[key], tensor)


def test_inherited_weights_are_a_part_of_the_run(stripes, tmp_path):
    dense = run(densenet(4), stripes, SPEC, RECIPE).net
    given = {"inherit_from": dense, "folder": tmp_path}
    first = run(log_densenet(4), stripes, SPEC, RECIPE, **given)
    assert first.history[0].train.loss < run(log_densenet(4), stripes, SPEC, RECIPE).history[0].train.loss
    assert run(log_densenet(4), stripes, SPEC, RECIPE, **given).history == first.history
    with torch.no_grad():
        next(dense.parameters()).mul_(1.5)
    with pytest.raises(ArgumentError, match=r"about\.inherited_weights"):
        run(log_densenet(4), stripes, SPEC, RECIPE, **given)
