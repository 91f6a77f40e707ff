import csv
import signal
import subprocess
import sys
import time

import pytest

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
    kept = {"metrics.csv", "best.safetensors", "best.json", "checkpoint.safetensors"}
    assert {path.name for path in run.iterdir()} == kept

    again = call(*WORDS, "-o", run)
    assert again.exit_code == 0, again.output
    assert "was finished already" in again.stdout
    assert again.stdout.splitlines()[-1] == first.stdout.splitlines()[-1]

    for change, part in [
        (["--epochs", 3], "epochs 2, not 3"),
        (["--layers", 4], "layers 3, not 4"),
        (["--growth-rate", 5], "growth_rate 4, not 5"),
        (["--seed", 1], "seed 0, not 1"),
    ]:
        result = call(*WORDS, *change, "-o", run)
        assert result.exit_code == 2
        assert part in result.stderr
        assert result.stderr.count("\n") == 1


def test_an_interrupted_run_goes_on_to_the_same_numbers(call, tmp_path, monkeypatch):
    from skipgraph.train import loop

    call(*WORDS, "-o", tmp_path / "whole")
    train_epoch = loop._run_epoch

    def stop_in_the_second(net, data, recipe, optimizer, epoch, on_batch):
        if epoch == 2:
            raise KeyboardInterrupt
        return train_epoch(net, data, recipe, optimizer, epoch, on_batch)

    with monkeypatch.context() as patch:
        patch.setattr(loop, "_run_epoch", stop_in_the_second)
        stopped = call(*WORDS, "-o", tmp_path / "cut")
    assert stopped.exit_code == 130
    assert stopped.stderr == "skipgraph: interrupted - the same command goes on after epoch 1\n"
    resumed = call(*WORDS, "-o", tmp_path / "cut")
    assert "resumed after epoch 1" in resumed.stdout
    assert accuracies(tmp_path / "cut") == accuracies(tmp_path / "whole")


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
        (["--data", "imagenet"], "'imagenet' is not one of"),
        (["--growth-rate", 0], "growth"),
        (["--set", "base=1"], "base"),
    ],
)
def test_refusals_leave_no_folder(refuse, tmp_path, words, part):
    assert part in refuse(*WORDS, *words, "-o", tmp_path / "run")
    assert list(tmp_path.iterdir()) == []


def test_a_file_is_no_folder(refuse, tmp_path):
    (tmp_path / "run").write_text("")
    assert "this is a file" in refuse(*WORDS, "-o", tmp_path / "run")


def test_other_files_are_left_alone(refuse, tmp_path):
    (tmp_path / "thesis.tex").write_text("")
    assert "thesis.tex" in refuse(*WORDS, "-o", tmp_path)
