import csv
import errno
import json
import os
from dataclasses import replace

import pytest
import torch

from skipgraph.errors import ArgumentError, FormatError
from skipgraph.nn import compile as compile_network
from skipgraph.nn.export import load_network
from skipgraph.patterns import anytime, fc_densenet, resnet
from skipgraph.plan import Images, NetworkSpec, blocks, heads
from skipgraph.topology import Aggregation, NodeKind, Topology
from skipgraph.train import (
    LabelledImages,
    Recipe,
    best_epoch,
    evaluate,
    fit,
    load_digits,
    load_shapes,
    manifest,
    read_checkpoint,
    run_folder,
    seeded,
)

KEPT = {
    "metrics.csv",
    "checkpoint.safetensors",
    "checkpoint_previous.safetensors",
    "best.safetensors",
    "manifest.json",
    ".lock",
}
RECIPE = Recipe(seed=5, epochs=4, batch_size=8, learning_rate=0.1)


def weights_of(net):
    return {key: tensor.clone() for key, tensor in net.state_dict().items()}


def assert_same_bits(first, second):
    assert first.keys() == second.keys()
    for key in first:
        assert first[key].numpy().tobytes() == second[key].numpy().tobytes(), key


def interrupt_at(epoch, step):
    def on_batch(now, batch, n_batches):
        if (now, batch) == (epoch, step):
            raise KeyboardInterrupt

    return on_batch


@pytest.mark.parametrize(("epoch", "step"), [(1, 3), (2, 1), (3, 11), (4, 5)])
def test_an_interrupted_run_ends_with_the_same_bits(make_net, stripes, tmp_path, epoch, step):
    whole = make_net()
    expected = fit(whole, stripes, RECIPE, folder=tmp_path / "whole")
    with pytest.raises(KeyboardInterrupt):
        fit(make_net(), stripes, RECIPE, folder=tmp_path / "cut", on_batch=interrupt_at(epoch, step))
    torch.rand(7)  # what happens in between must not matter
    resumed, seen = make_net(), []
    history = fit(resumed, stripes, RECIPE, folder=tmp_path / "cut", on_epoch=seen.append)
    assert history == expected
    assert tuple(seen) == expected
    assert_same_bits(weights_of(resumed), weights_of(whole))
    for name in ("checkpoint.safetensors", "best.safetensors"):
        cut, uncut = (read_checkpoint(tmp_path / run / name) for run in ("cut", "whole"))
        assert cut.history == uncut.history
        assert_same_bits(cut.tensors, uncut.tensors)


def test_a_stop_between_the_files_is_made_good(make_net, stripes, tmp_path, monkeypatch):
    expected = fit(make_net(), stripes, RECIPE, folder=tmp_path / "whole")
    with monkeypatch.context() as patch:
        patch.setattr(run_folder, "write_metrics", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            fit(make_net(), stripes, RECIPE, folder=tmp_path / "cut")
    assert fit(make_net(), stripes, RECIPE, folder=tmp_path / "cut") == expected
    assert len((tmp_path / "cut" / "metrics.csv").read_text().splitlines()) == 5


def test_the_table_of_a_finished_run_is_made_good(make_net, stripes, tmp_path):
    fit(make_net(), stripes, RECIPE, folder=tmp_path)
    table = tmp_path / "metrics.csv"
    lines = table.read_text()
    table.write_text(lines[:40])
    (tmp_path / "manifest.json").unlink()
    fit(make_net(), stripes, RECIPE, folder=tmp_path)
    assert table.read_text() == lines
    assert json.loads((tmp_path / "manifest.json").read_text())["recipe"]["seed"] == 5


@pytest.mark.parametrize("after", [2, 4])
def test_more_epochs_extend_a_run(make_net, stripes, tmp_path, after):
    """An extended run that is stopped ends as one that is not; what was done stays as it was."""
    longer = replace(RECIPE, epochs=6)

    def begin(name):
        stop = interrupt_at(after + 1, 2)
        try:
            return fit(make_net(), stripes, RECIPE, folder=tmp_path / name, on_batch=stop)
        except KeyboardInterrupt:
            return None

    begin("whole")
    begin("cut")
    expected = fit(make_net(), stripes, longer, folder=tmp_path / "whole")
    assert len(expected) == 6
    done = fit(make_net(), stripes, RECIPE)[:after]
    assert expected[:after] == done
    # the rate of the next epoch is that of a run of six epochs
    assert expected[after].learning_rate == fit(make_net(), stripes, longer)[after].learning_rate
    with pytest.raises(KeyboardInterrupt):
        fit(make_net(), stripes, longer, folder=tmp_path / "cut", on_batch=interrupt_at(6, 3))
    assert fit(make_net(), stripes, longer, folder=tmp_path / "cut") == expected
    for name in ("whole", "cut"):
        manifest = json.loads((tmp_path / name / "manifest.json").read_text())
        assert manifest["recipe"]["epochs"] == 6
        assert manifest["extended"] == [{"epochs": 4, "after_epoch": after}]
    with pytest.raises(ArgumentError, match=r"recipe\.epochs 6, not 4: .*only more epochs extend a run"):
        fit(make_net(), stripes, RECIPE, folder=tmp_path / "whole")


def test_another_version_goes_on_with_no_run_but_reads_a_finished_one(make_net, stripes, tmp_path, monkeypatch):
    history = fit(make_net(), stripes, RECIPE, folder=tmp_path / "finished")
    with pytest.raises(KeyboardInterrupt):
        fit(make_net(), stripes, RECIPE, folder=tmp_path / "cut", on_batch=interrupt_at(3, 1))
    monkeypatch.setattr(manifest, "version", lambda package: f"{package} 99")
    assert fit(make_net(), stripes, RECIPE, folder=tmp_path / "finished") == history
    with pytest.raises(ArgumentError, match=r"versions\.skipgraph '[\w.]+', not 'skipgraph 99'; versions\.torch"):
        fit(make_net(), stripes, RECIPE, folder=tmp_path / "cut")


def test_scratch_files_of_a_killed_run_go_and_nothing_else(make_net, stripes, tmp_path):
    (tmp_path / ".skipgraph-scratch-abc").mkdir()
    (tmp_path / ".skipgraph-scratch-abc" / "checkpoint.safetensors").write_text("half")
    for name in (".DS_Store", "Thumbs.db", "best.json", "best.safetensors", ".holder.json"):
        (tmp_path / name).write_text("half")
    fit(make_net(), stripes, RECIPE, folder=tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == {*KEPT, ".DS_Store", "Thumbs.db", "best.json"}
    mine = (".best.of.all.json", ".checkpoint.txt", ".skipgraph.1.csv", "thesis.tex")
    for name in mine:
        (tmp_path / name).write_text("years of work")
    (tmp_path / ".skipgraph-scratch-def").mkdir()
    fit(make_net(), stripes, RECIPE, folder=tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == {*KEPT, ".DS_Store", "Thumbs.db", "best.json", *mine}


@pytest.mark.parametrize("name", [".best.of.all.json", ".checkpoint.txt", ".notes.1.csv"])
def test_hidden_files_of_others_are_left_alone(make_net, stripes, tmp_path, name):
    (tmp_path / name).write_text("years of work")
    with pytest.raises(ArgumentError, match="holds other files"):
        fit(make_net(), stripes, RECIPE, folder=tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_two_runs_in_one_folder(make_net, stripes, tmp_path):
    """The second is refused while the first trains, and the first ends as if it were the only one."""
    refused, other = [], make_net()  # made here, as it draws from the global generator

    def try_another(epoch, step, n_steps):
        if (epoch, step) == (2, 1):
            with pytest.raises(ArgumentError, match=rf"another run trains in .*process {os.getpid()} on ") as error:
                fit(other, stripes, replace(RECIPE, seed=6), folder=tmp_path)
            refused.append(error)

    history = fit(make_net(), stripes, RECIPE, folder=tmp_path, on_batch=try_another)
    assert len(refused) == 1
    assert fit(make_net(), stripes, RECIPE) == history


@pytest.mark.parametrize("name", ["checkpoint.safetensors", "best.safetensors", "metrics.csv"])
def test_a_full_disk_names_the_file_and_loses_nothing(make_net, stripes, tmp_path, monkeypatch, name):
    """The disk is full in the third epoch; once there is room again the run ends as if it never had been."""
    expected = fit(make_net(), stripes, RECIPE)
    saved = []
    with monkeypatch.context() as patch:
        for writer in ("write_checkpoint", "write_metrics"):
            real = getattr(run_folder, writer)

            def write(path, *content, real=real, **options):
                saved.append(path.name)
                if path.name == name and saved.count(name) >= (2 if name == "best.safetensors" else 3):
                    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
                real(path, *content, **options)

            patch.setattr(run_folder, writer, write)
        with pytest.raises(FormatError, match=rf"{name}: cannot be written: No space left"):
            fit(make_net(), stripes, RECIPE, folder=tmp_path)
    assert fit(make_net(), stripes, RECIPE, folder=tmp_path) == expected
    assert {path.name for path in tmp_path.iterdir()} == KEPT


def sum_or_mean(aggregation):
    topology = resnet(4)
    return replace(topology, aggregations=[aggregation if code else code for code in topology.aggregations.tolist()])


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"spec": {"block": blocks.Bottleneck(width=1)}}, r"spec\.block\.name 'basic', not 'bottleneck'"),
        ({"spec": {"block": blocks.Basic(dropout=0.3)}}, r"has spec\.block\.dropout (0|0\.0), not 0\.3: choose"),
        ({"aggregation": Aggregation.MEAN}, r"topology\.aggregations '\d+ concat, \d+ sum \(.*, not '.*mean \("),
        ({"edges": [[], [0], [1], [1, 2]]}, r"has topology\.(fingerprint|edges) '"),
        ({"kinds": True}, r"topology\.kinds '1 input, 3 layer \("),
    ],
)
def test_another_experiment_of_the_same_weight_shapes_is_refused(stripes, tmp_path, change, message):
    """Whatever the shapes of the weights, another topology or spec is another run."""

    def train(change):
        spec = NetworkSpec(
            growth_rate=2,
            input=Images(channels=1, size=(6, 6)),
            head=heads.NormReluPoolLinear(classes=3),
            **change.get("spec", {}),
        )
        if "edges" in change or "kinds" in change:
            reads = change.get("edges", [[], [0], [1], [0, 2]])
            kinds = [NodeKind.INPUT, NodeKind.LAYER, NodeKind.LAYER, NodeKind.LAYER]
            if change.get("kinds"):
                kinds[2] = NodeKind.MERGE
            topology = Topology.from_reads(reads, kinds=kinds, aggregations=[Aggregation.SUM] * 4)
        else:
            topology = sum_or_mean(change.get("aggregation", Aggregation.SUM))
        with seeded(0):
            net = compile_network(topology, spec)
        return fit(net, stripes, replace(RECIPE, epochs=1), folder=tmp_path)

    train({"edges": [[], [0], [1], [0, 2]]} if {"edges", "kinds"} & change.keys() else {})
    with pytest.raises(ArgumentError, match=message):
        train(change)


def test_a_finished_run_is_read_and_not_trained_again(make_net, stripes, tmp_path):
    first = make_net()
    history = fit(first, stripes, RECIPE, folder=tmp_path)
    again = make_net()
    assert fit(again, stripes, RECIPE, folder=tmp_path, on_batch=interrupt_at(1, 1)) == history
    assert_same_bits(weights_of(again), weights_of(first))


def test_the_best_epoch_is_chosen_by_validation(make_net, stripes, tmp_path):
    history = fit(make_net(), stripes, replace(RECIPE, epochs=6), folder=tmp_path)
    best = read_checkpoint(tmp_path / "best.safetensors")
    top = max(result.validation.accuracy for result in history)
    assert best.history[-1].validation.accuracy == top
    net = make_net()
    net.load_state_dict({key.removeprefix("net."): tensor for key, tensor in best.tensors.items()})
    net.eval()
    with torch.no_grad():
        right = (net(stripes.validation.images).argmax(1) == stripes.validation.labels).float().mean()
    assert float(right) == pytest.approx(top)


def test_metrics_are_one_line_an_epoch(make_net, stripes, tmp_path):
    history = fit(make_net(), stripes, RECIPE, folder=tmp_path)
    with (tmp_path / "metrics.csv").open() as file:
        rows = list(csv.DictReader(file))
    assert [{key: float(value) for key, value in row.items()} for row in rows] == [
        result.columns() for result in history
    ]
    names = {path.name for path in tmp_path.iterdir()}
    assert names == KEPT


@pytest.mark.parametrize(
    ("change", "about", "message"),
    [
        ({"epochs": 3}, {"pattern": "chain"}, r"has recipe\.epochs 4, not 3: choose another folder"),
        ({"epochs": 9, "seed": 1}, {"pattern": "chain"}, r"has recipe\.seed 5, not 1: choose another folder"),
        ({"seed": 1, "momentum": 0.5}, {"pattern": "chain"}, r"recipe\.seed 5, not 1; recipe\.momentum 0.9, not 0.5"),
        ({}, {"pattern": "densenet"}, r"pattern 'chain', not 'densenet'"),
        ({}, {}, r"pattern 'chain', not None"),
    ],
)
def test_a_run_with_other_settings_is_refused(make_net, stripes, tmp_path, change, about, message):
    fit(make_net(), stripes, RECIPE, folder=tmp_path, about={"pattern": "chain"})
    with pytest.raises(ArgumentError, match=message):
        fit(make_net(), stripes, replace(RECIPE, **change), folder=tmp_path, about=about)


def test_a_run_of_another_network_is_refused(make_net, stripes, tmp_path):
    fit(make_net(), stripes, RECIPE, folder=tmp_path)
    with pytest.raises(ArgumentError, match="network"):
        fit(make_net(width=5), stripes, RECIPE, folder=tmp_path)


def test_a_folder_of_other_things_is_left_alone(make_net, stripes, tmp_path):
    (tmp_path / "thesis.tex").write_text("years of work")
    with pytest.raises(ArgumentError, match=r"thesis\.tex.*choose a new folder"):
        fit(make_net(), stripes, RECIPE, folder=tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.tex"]


def test_a_folder_that_cannot_be_written_stops_it_before_the_first_step(make_net, stripes, tmp_path, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(run_folder, "write_metrics", full)
    with pytest.raises(FormatError, match=r"metrics\.csv: cannot be written: No space left"):
        fit(make_net(), stripes, RECIPE, folder=tmp_path, on_batch=interrupt_at(1, 1))


def damage(path):
    path.write_bytes(path.read_bytes()[:-100])


def test_where_both_checkpoints_are_damaged_the_newer_is_named(make_net, stripes, tmp_path):
    fit(make_net(), stripes, replace(RECIPE, epochs=1), folder=tmp_path / "one")
    damage(tmp_path / "one" / "checkpoint.safetensors")
    fit(make_net(), stripes, RECIPE, folder=tmp_path / "two")
    damage(tmp_path / "two" / "checkpoint.safetensors")
    damage(tmp_path / "two" / "checkpoint_previous.safetensors")
    for name in ("one", "two"):
        with pytest.raises(FormatError, match=r"checkpoint\w*\.safetensors cannot be read"):
            fit(make_net(), stripes, replace(RECIPE, epochs=4), folder=tmp_path / name)


@pytest.mark.parametrize("how", ["truncated", "one bit", "missing"])
def test_the_older_checkpoint_serves_where_the_newer_is_damaged(make_net, stripes, tmp_path, how):
    whole = make_net()
    expected = fit(whole, stripes, RECIPE, folder=tmp_path)
    path = tmp_path / "checkpoint.safetensors"
    content = bytearray(path.read_bytes())
    content[-3] ^= 4
    seen, again = [], make_net()
    if how == "missing":
        path.unlink()
        history = fit(again, stripes, RECIPE, folder=tmp_path, on_batch=lambda *step: seen.append(step))
    else:
        path.write_bytes(content if how == "one bit" else content[:-9])
        with pytest.warns(UserWarning, match=r"damaged.*goes on from checkpoint_previous\.safetensors, after epoch 3"):
            history = fit(again, stripes, RECIPE, folder=tmp_path, on_batch=lambda *step: seen.append(step))
    assert history == expected
    assert {epoch for epoch, *_ in seen} == {4}
    assert_same_bits(weights_of(again), weights_of(whole))
    # the damaged one has not taken the place of the older one
    done = [len(read_checkpoint(tmp_path / f"checkpoint{name}.safetensors").history) for name in ("", "_previous")]
    assert done == [4, 3]


@pytest.mark.parametrize("fault", ["missing", "damaged"])
def test_a_best_file_that_is_lost_is_written_again(make_net, stripes, tmp_path, fault):
    """The checkpoint holds the weights of the last epoch, the older one those of the epoch before."""
    for epochs in range(1, 7):
        history = fit(make_net(), stripes, replace(RECIPE, epochs=epochs), folder=tmp_path / str(epochs))
        best, path = best_epoch(history).epoch, tmp_path / str(epochs) / "best.safetensors"
        kept = read_checkpoint(path).tensors
        if fault == "missing":
            path.unlink()
        else:
            path.write_bytes(path.read_bytes()[:-4] + b"\0\0\1\0")
        again = make_net()
        if best >= epochs - 1:
            assert fit(again, stripes, replace(RECIPE, epochs=epochs), folder=tmp_path / str(epochs)) == history
            assert_same_bits(read_checkpoint(path).tensors, kept)
            checkpoint = read_checkpoint(tmp_path / str(epochs) / "checkpoint.safetensors")
            assert_same_bits(weights_of(again), {key: checkpoint.tensors[f"net.{key}"] for key in weights_of(again)})
        else:
            with pytest.raises(FormatError, match=rf"best\.safetensors: missing or damaged.*of epoch {best}: "):
                fit(again, stripes, replace(RECIPE, epochs=epochs), folder=tmp_path / str(epochs))


def test_a_best_file_that_is_lost_is_said_before_the_run_goes_on(make_net, stripes, tmp_path, monkeypatch):
    monkeypatch.setattr(run_folder, "best_epoch", lambda history: history[0])
    fit(make_net(), stripes, replace(RECIPE, epochs=3), folder=tmp_path)
    (tmp_path / "best.safetensors").unlink()
    with (
        pytest.warns(UserWarning, match=r"best\.safetensors: missing or damaged: the network of epoch 1 is lost"),
        pytest.raises(FormatError, match=r"no checkpoint holds the network of epoch 1"),
    ):
        fit(make_net(), stripes, replace(RECIPE, epochs=4), folder=tmp_path)
    assert len(read_checkpoint(tmp_path / "checkpoint.safetensors").history) == 4


@pytest.mark.parametrize("kind", ["make_two_heads", "make_pixel_net"])
def test_every_kind_goes_on_with_the_same_bits(kind, greys, stripes, tmp_path, request):
    make = request.getfixturevalue(kind)
    data = greys if kind == "make_pixel_net" else stripes
    recipe = replace(RECIPE, epochs=3, head_weights=None if data is greys else (1, 2))
    whole = make()
    expected = fit(whole, data, recipe, folder=tmp_path / "whole")
    with pytest.raises(KeyboardInterrupt):
        fit(make(), data, recipe, folder=tmp_path / "cut", on_batch=interrupt_at(2, 3))
    resumed = make()
    assert fit(resumed, data, recipe, folder=tmp_path / "cut") == expected
    assert_same_bits(weights_of(resumed), weights_of(whole))
    lines = [(tmp_path / run / "metrics.csv").read_text().splitlines() for run in ("whole", "cut")]
    assert lines[0][0] == lines[1][0] == ",".join(expected[0].columns())


def test_compiled_networks_of_every_kind(tmp_path):
    """A small FC-DenseNet on drawn shapes and anytime outputs on the digits, kept and loaded again."""
    shapes, digits = load_shapes(seed=0, n_images=60, image_size=16), load_digits(seed=0)
    topologies = {
        "pixels": (fc_densenet(2, layers=1, growth_rate=4, input_channels=8), shapes, heads.Segmentation),
        "anytime": (anytime(4, every=2), digits, heads.NormReluPoolLinear),
    }
    for name, (topology, data, head) in topologies.items():
        spec = NetworkSpec(
            growth_rate=4,
            input=Images(channels=data.n_channels, size=data.image_size),
            head=head(classes=data.n_classes),
        )
        with seeded(0):
            net = compile_network(topology, spec)
        history = fit(net, data, Recipe(seed=0, epochs=2, batch_size=16), folder=tmp_path / name)
        assert history[1].train.loss < history[0].train.loss
        assert len(history[1].test.heads) == (2 if name == "anytime" else 0)
        assert (history[1].test.mean_iou is None) == (name == "anytime")
        best = load_network(tmp_path / name / "best.safetensors")
        assert evaluate(best, data.test, n_classes=data.n_classes) == best_epoch(history).test


def test_data_that_changed_are_not_gone_on_with(make_net, stripes, tmp_path):
    fit(make_net(), stripes, replace(RECIPE, epochs=1), folder=tmp_path)
    images = stripes.test.images.clone()
    images[0, 0, 0, 0] += 1
    with pytest.raises(ArgumentError, match=r"has data\.digest '"):
        fit(
            make_net(),
            replace(stripes, test=LabelledImages(images, stripes.test.labels)),
            replace(RECIPE, epochs=1),
            folder=tmp_path,
        )
