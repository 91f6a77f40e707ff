import json

import pytest

from skipgraph import networks
from skipgraph.networks import CATALOG
from skipgraph.plan import plan_network


def test_every_network_has_a_line(call):
    rows = json.loads(call("networks", "--format", "json").stdout)
    assert {row["network"]: row["parameters"] for row in rows} == {
        name: entry.n_parameters for name, entry in CATALOG.items()
    }
    assert all(row["source"] == CATALOG[row["network"]].source for row in rows)
    shown = call("networks").stdout
    assert all(name in shown for name in CATALOG)


def test_a_network_is_compiled_by_its_name(call):
    plan = plan_network(*networks.resnet20_cifar())
    result = call("compile", "resnet20_cifar")
    assert result.exit_code == 0, result.output
    for amount in (plan.n_parameters, plan.macs, plan.peak_inference_bytes, plan.peak_training_bytes):
        assert f" {amount:,}\n" in result.stdout


def test_options_change_its_spec(call):
    plan = plan_network(*networks.resnet18(num_classes=7, image_size=(64, 64)))
    changed = call("plan", "resnet18", "--classes", 7, "--image-size", 64)
    assert str(plan) == changed.stdout.removesuffix("\n")
    grey = call("plan", "resnet18", "--channels", 1, "--spec", "join.merge_relu=false", "--format", "json")
    rows = json.loads(grey.stdout)
    assert rows[0]["joined_shape"] == "1x224x224"
    assert sum(row["parameters"] for row in rows) == 11_689_512 - 2 * 49 * 64


def test_a_preset_counts_for_more_than_its_spec(call):
    shown = call("compile", "resnet20_cifar", "--preset", "densenet").stdout
    assert f" {CATALOG['resnet20_cifar'].n_parameters:,}\n" not in shown
    assert "parameters" in shown


def test_networks_are_measured_next_to_patterns(call):
    rows = json.loads(call("table", "densenet40_12", "chain", "resnet18", "--layers", 5, "--format", "json").stdout)
    assert [row["topology"] for row in rows] == ["chain", "resnet18", "densenet40_12"]
    assert [row["n_layers"] for row in rows] == [5, 16, 36]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["plan", "densenet121", "--layers", 3], "densenet121 is a published network: it takes no arguments"),
        (["plan", "densenet121", "--set", "blocks=3"], "is a published network"),
        (["plan", "densenet121(blocks=3)"], "is a published network"),
        (["plan", "resnet18", "--spec", "head.width=3"], "the head pool_linear has"),
    ],
)
def test_what_a_network_does_not_take(refuse, words, said):
    assert said in refuse(*words)


def test_a_network_is_trained_by_its_name(call, tmp_path):
    words = ["train", "resnet20_cifar", "--data", "digits", "--epochs", 1, "-o", tmp_path / "run"]
    result = call(*words)
    assert result.exit_code == 0, result.output
    assert json.loads((tmp_path / "run" / "best.json").read_text("utf-8"))["spec"]["block"]["name"] == "conv_norm_relu"
