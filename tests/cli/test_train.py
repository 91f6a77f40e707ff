import csv
import signal
import subprocess
import sys
import time
from dataclasses import replace

import numpy as np
import pytest
from safetensors.torch import load_file

WORDS = ["train", "log_densenet", "--layers", 3, "--growth-rate", 4, "--data", "digits", "--epochs", 2, "--seed", 0]


def accuracies(folder):
    with (folder / "metrics.csv").open() as file:
        return [{key: value for key, value in row.items() if key != "wall_seconds"} for row in csv.DictReader(file)]


def test_a_run_its_end_and_its_refusals(call, refuse, tmp_path):
    run = tmp_path / "run"
    first = call(*WORDS, "-o", run)
    assert first.exit_code == 0, first.output
    assert [line.split(":")[0] for line in first.stdout.splitlines()[1:3]] == ["epoch 1/2", "epoch 2/2"]
    assert "best epoch by validation" in first.stdout
    kept = {"metrics.csv", "best.safetensors", "best.json", "checkpoint.safetensors", "checkpoint_previous.safetensors"}
    assert {path.name for path in run.iterdir()} == {*kept, "manifest.json", ".lock"}

    again = call(*WORDS, "-o", run)
    assert again.exit_code == 0, again.output
    assert "was finished already" in again.stdout
    assert again.stdout.splitlines()[-1] == first.stdout.splitlines()[-1]

    for change, part in [
        (["--epochs", 1], "recipe.epochs 2, not 1"),
        (["--spec", "block.dropout=0.3"], "spec.block.dropout"),
        (["--layers", 4], "layers 3, not 4"),
        (["--growth-rate", 5], "growth_rate 4, not 5"),
        (["--seed", 1], "seed 0, not 1"),
        (["--batch-size", 31], "batch_size 32, not 31"),
        (["--data", "shapes"], "data.name 'digits', not 'shapes'"),
    ]:
        result = call(*WORDS, *change, "-o", run)  # type: ignore[misc]  # a list of words
        assert result.exit_code == 2
        assert part in result.stderr
        assert result.stderr.count("\n") == 1


def test_an_interrupted_run_goes_on_to_the_same_numbers(call, tmp_path, monkeypatch):
    from skipgraph.train import fitting

    call(*WORDS, "-o", tmp_path / "whole")
    train_epoch = fitting._run_epoch

    def stop_in_the_second(net, data, recipe, optimizer, epoch, on_batch):
        if epoch == 2:
            raise KeyboardInterrupt
        return train_epoch(net, data, recipe, optimizer, epoch, on_batch)

    with monkeypatch.context() as patch:
        patch.setattr(fitting, "_run_epoch", stop_in_the_second)
        stopped = call(*WORDS, "-o", tmp_path / "cut")
    assert stopped.exit_code == 130
    assert stopped.stderr == "skipgraph: interrupted - the same command goes on after epoch 1\n"
    resumed = call(*WORDS, "-o", tmp_path / "cut")
    assert "resumed after epoch 1" in resumed.stdout
    assert accuracies(tmp_path / "cut") == accuracies(tmp_path / "whole")


def test_more_epochs_extend_a_run(call, tmp_path):
    call(*WORDS, "-o", tmp_path / "run")
    before = accuracies(tmp_path / "run")
    longer = call(*WORDS, "--epochs", 3, "-o", tmp_path / "run")
    assert longer.exit_code == 0, longer.output
    assert "resumed after epoch 2" in longer.stdout
    assert accuracies(tmp_path / "run")[:2] == before
    assert len(accuracies(tmp_path / "run")) == 3


def test_the_same_file_with_other_joins_is_another_run(call, tmp_path):
    from skipgraph.patterns import resnet
    from skipgraph.topology import Aggregation, write_topology

    topology = resnet(4)
    words = ["train", "--file", tmp_path / "t.json", "--growth-rate", 2, "--epochs", 1, "-o", tmp_path / "run"]
    write_topology(topology, tmp_path / "t.json")
    assert call(*words).exit_code == 0
    joins = [Aggregation.MEAN if join == Aggregation.SUM else join for join in topology.aggregations.tolist()]
    write_topology(replace(topology, aggregations=joins), tmp_path / "t.json")
    refused = call(*words)
    assert refused.exit_code == 2
    assert "topology.aggregations" in refused.stderr
    assert "mean" in refused.stderr


def test_a_run_of_other_attention_is_another_run(call, tmp_path):
    words = ["train", "denseformer", "--layers", 2, "--preset", "vision_transformer", "--spec", "patch_size=4"]
    words += ["--growth-rate", 8, "--spec", "heads=2", "--epochs", 1, "--batch-size", 256, "-o", tmp_path / "run"]
    first = call(*words)
    assert first.exit_code == 0, first.output
    refused = call(*words, "--spec", "block.causal=true")
    assert refused.exit_code == 2
    assert "has spec.block.causal False, not True: choose another folder" in refused.stderr


def test_a_killed_run_goes_on_to_the_same_numbers(call, tmp_path):
    """Killed three times without a warning, at any moment, and begun again each time."""
    words = [*WORDS, "--epochs", 12]
    call(*words, "-o", tmp_path / "whole")
    code = "from skipgraph.cli.app import main; main()"
    command = [sys.executable, "-c", code, *map(str, words), "-o", str(tmp_path / "cut")]
    for epoch in (1, 3, 5):
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
            while not (line := process.stdout.readline()).startswith(f"epoch {epoch}/12"):
                assert line, process.stderr.read()
            time.sleep(0.02 * epoch)
            process.kill()
    assert (tmp_path / "cut" / ".holder.json").exists()  # left behind
    resumed = call(*words, "-o", tmp_path / "cut")
    assert resumed.exit_code == 0, resumed.output
    assert accuracies(tmp_path / "cut") == accuracies(tmp_path / "whole")
    assert not (tmp_path / "cut" / ".holder.json").exists()
    for name in ("best.safetensors", "checkpoint.safetensors", "checkpoint_previous.safetensors"):
        cut, whole = (load_file(tmp_path / run / name) for run in ("cut", "whole"))
        assert cut.keys() == whole.keys()
        assert all(cut[key].numpy().tobytes() == whole[key].numpy().tobytes() for key in cut)


def test_a_damaged_checkpoint_is_said_in_one_line(call, tmp_path):
    first = call(*WORDS, "-o", tmp_path / "run")
    path = tmp_path / "run" / "checkpoint.safetensors"
    path.write_bytes(path.read_bytes()[:-1])
    again = call(*WORDS, "-o", tmp_path / "run")
    assert again.exit_code == 0, again.output
    assert again.stderr.startswith(f"skipgraph: {path} cannot be read as a checkpoint")
    assert again.stderr.endswith("goes on from checkpoint_previous.safetensors, after epoch 1\n")
    assert again.stderr.count("\n") == 1
    assert again.stdout.splitlines()[-1] == first.stdout.splitlines()[-1]


def test_ctrl_c_is_one_line(tmp_path):
    code = "from skipgraph.cli.app import main; main()"
    words = ["train", "chain", "--layers", "8", "--epochs", "500", "-o", str(tmp_path / "run")]
    command = [sys.executable, "-c", code, *words]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        while "parameters" not in process.stdout.readline():  # the line printed after the first step
            assert process.poll() is None
        time.sleep(1)
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=60)
    assert process.returncode == 130
    assert errors.startswith("skipgraph: interrupted")
    assert errors.count("\n") == 1


def test_the_best_network_is_one_call_away(call, tmp_path):
    from skipgraph.nn.export import load_network
    from skipgraph.train import load_digits

    line = call(*WORDS, "-o", tmp_path / "run").stdout.splitlines()[-1]
    net, digits = load_network(tmp_path / "run" / "best.safetensors").eval(), load_digits(seed=0)
    right = (net(digits.test.images).argmax(1) == digits.test.labels).double().mean()
    assert f"test accuracy {float(right):.4f}" in line


def test_pixels_of_the_shapes(call, tmp_path):
    words = ["fc_densenet(n_pools=1, layers=1, growth_rate=2, input_channels=4)", "--data", "shapes", "--epochs", 1]
    first = call("train", *words, "-o", tmp_path / "run")
    assert first.exit_code == 0, first.output
    assert "mean IoU" in first.stdout.splitlines()[1]
    (line,) = accuracies(tmp_path / "run")
    told = f"test mean IoU {float(line['test_mean_iou']):.4f}, accuracy {float(line['test_accuracy']):.4f} of pixels"
    assert told in first.stdout.splitlines()[-1]
    again = call("train", *words, "-o", tmp_path / "run")
    assert "was finished already" in again.stdout


def test_each_head_of_an_anytime_network(call, tmp_path):
    words = ["anytime(every=2)", "--layers", 3, "--growth-rate", 4, "--epochs", 1]
    result = call("train", *words, "-o", tmp_path / "run")
    assert result.exit_code == 0, result.output
    (line,) = accuracies(tmp_path / "run")
    heads = [f"{float(line[f'test_head{head}_accuracy']):.4f}" for head in (1, 2)]
    assert "test accuracy of each head: " + ", ".join(heads) in result.stdout
    assert line["test_accuracy"] == line["test_head2_accuracy"]


def test_data_of_ones_own(call, refuse, tmp_path):
    images = np.random.default_rng(0).integers(0, 255, (40, 1, 6, 8), dtype=np.uint8)
    np.savez(tmp_path / "mine.npz", images=images, labels=np.arange(40) % 4)
    words = ["train", "chain", "--layers", 2, "--growth-rate", 2, "--epochs", 1, "--batch-size", 8, "--data"]
    result = call(*words, tmp_path / "mine.npz", "-o", tmp_path / "run")
    assert result.exit_code == 0, result.output
    assert "on mine" in result.stdout
    assert len(accuracies(tmp_path / "run")) == 1
    # any topology can be asked for pixels, also one without stages
    np.savez(tmp_path / "halves.npz", images=images, labels=images[:, 0] // 128)
    result = call(*words, tmp_path / "halves.npz", "-o", tmp_path / "halves")
    assert result.exit_code == 0, result.output
    assert "mean IoU" in result.stdout.splitlines()[-1]
    np.savez(tmp_path / "mine.npz", images=images, labels=images[:, 0] // 85 * 85)
    refused = refuse(*words, tmp_path / "mine.npz", "-o", tmp_path / "pixels", code=1)
    assert "mine.npz: labels must be 0, 1, 2, ... without gaps, got 0 to 170" in refused
    assert not (tmp_path / "pixels").exists()


@pytest.mark.parametrize(
    ("words", "part", "code"),
    [
        (["fc_densenet(n_pools=5)", "--data", "digits"], "images of 8x8 are too small", 1),
        (["fc_densenet(n_pools=2)", "--growth-rate", 4, "--data", "shapes"], "sets the width of every layer", 2),
        (["chain", "--data", "none.npz"], "none.npz: cannot be read: No such file", 1),
    ],
)
def test_what_does_not_fit_leaves_no_folder(refuse, tmp_path, words, part, code):
    assert part in refuse("train", *words, "--epochs", 1, "-o", tmp_path / "run", code=code)
    assert list(tmp_path.iterdir()) == []


def test_the_numbers_do_not_depend_on_the_number_of_threads(call, tmp_path):
    import torch

    before = torch.get_num_threads()
    try:
        for threads in (1, 2):
            torch.set_num_threads(threads)
            call(*WORDS, "-o", tmp_path / str(threads))
            assert torch.get_num_threads() == threads
    finally:
        torch.set_num_threads(before)
    assert accuracies(tmp_path / "1") == accuracies(tmp_path / "2")


@pytest.mark.parametrize(
    ("words", "part"),
    [
        (["--epochs", 0], "'--epochs': must be a whole number from 1, got '0'"),
        (["--data", "imagenet"], "--data imagenet: must be digits, shapes or a file ending in .npz"),
        (["--batch-size", 0], "'--batch-size': must be a whole number from 1, got '0'"),
        (["--batch-size", 1260], "batch_size 1260 is more than the 1259 training images"),
        (["--learning-rate", 0], "learning_rate must be a finite number above 0"),
        (["--growth-rate", 0], "growth"),
        (["--set", "base=1"], "base"),
    ],
)
def test_refusals_leave_no_folder(refuse, tmp_path, words, part):
    assert part in refuse(*WORDS, *words, "-o", tmp_path / "run")
    assert list(tmp_path.iterdir()) == []


def test_the_help_names_every_dataset(call):
    from skipgraph.train import DATASETS

    assert f"{', '.join(DATASETS)}, or a file .npz" in " ".join(call("train", "--help").stdout.split())


def test_a_file_is_no_folder(refuse, tmp_path):
    (tmp_path / "run").write_text("")
    assert "this is a file" in refuse(*WORDS, "-o", tmp_path / "run")


def test_other_files_are_left_alone(refuse, tmp_path):
    (tmp_path / "thesis.tex").write_text("")
    assert "thesis.tex" in refuse(*WORDS, "-o", tmp_path)
