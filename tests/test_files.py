"""A file is replaced whole, and only when its writer ended well."""

import errno
import os
import stat
import subprocess
import sys
import threading
import zipfile

import pytest

from skipgraph.files import atomic_write, is_scratch, remove_scratch


@pytest.fixture
def umask():
    """Function that sets the umask until the test ends."""
    before = os.umask(0)
    os.umask(before)
    yield os.umask
    os.umask(before)


def mode_of(path):
    return stat.S_IMODE(path.stat().st_mode)


def test_a_failure_leaves_the_old_file_and_no_scratch(tmp_path):
    path = tmp_path / "kept.json"
    path.write_text("old")
    with pytest.raises(TypeError), atomic_write(path) as scratch, scratch.open("w") as file:
        file.writelines(["half of the n", 0])
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("interrupt", [KeyboardInterrupt, SystemExit, OSError])
def test_an_interrupt_leaves_no_scratch(interrupt, tmp_path):
    def write(path):
        with atomic_write(path) as scratch:
            scratch.write_text("half")
            raise interrupt

    with pytest.raises(interrupt):
        write(tmp_path / "a.csv")
    assert list(tmp_path.iterdir()) == []


KILLED = """
import os, signal, sys
from pathlib import Path
from skipgraph.files import atomic_write
with atomic_write(Path(sys.argv[1])) as scratch:
    scratch.write_text("half")
    os.kill(os.getpid(), signal.SIGKILL)
"""


def test_the_scratch_of_a_killed_process_goes_with_the_next_write(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("old")
    done = subprocess.run([sys.executable, "-c", KILLED, str(path)], check=False)
    assert done.returncode < 0
    assert path.read_text() == "old"
    assert len(list(tmp_path.iterdir())) == 2
    with atomic_write(tmp_path / "b.csv") as scratch:
        scratch.write_text("new")
    assert sorted(file.name for file in tmp_path.iterdir()) == ["a.csv", "b.csv"]


def test_the_scratch_of_a_living_writer_stays(tmp_path):
    with atomic_write(tmp_path / "a.csv") as first:
        first.write_text("a")
        with atomic_write(tmp_path / "b.csv") as second:
            second.write_text("b")
    assert {file.name: file.read_text() for file in tmp_path.iterdir()} == {"a.csv": "a", "b.csv": "b"}


def test_the_new_file_replaces_the_old(tmp_path):
    path = tmp_path / "odd name.tar.gz"
    path.write_text("old")
    with atomic_write(path) as scratch:
        assert scratch.name == path.name
        scratch.write_text("new")
        assert path.read_text() == "old"
    assert path.read_text() == "new"
    assert list(tmp_path.iterdir()) == [path]


def test_a_link_goes_on_pointing_to_the_new_file(tmp_path):
    target, link = tmp_path / "run" / "table.csv", tmp_path / "latest.csv"
    target.parent.mkdir()
    target.write_text("old")
    link.symlink_to(target)
    with atomic_write(link) as scratch:
        scratch.write_text("new")
    assert link.is_symlink()
    assert target.read_text() == "new"
    assert list(target.parent.iterdir()) == [target]


@pytest.mark.parametrize(("mask", "mode"), [(0o022, 0o644), (0o077, 0o600), (0o002, 0o664)])
def test_a_new_file_has_the_mode_of_the_umask(mask, mode, umask, tmp_path):
    umask(mask)
    with atomic_write(tmp_path / "new") as scratch:
        # some writers, such as safetensors, make files that only their owner can read
        os.close(os.open(scratch, os.O_CREAT | os.O_WRONLY, 0o600))
    assert mode_of(tmp_path / "new") == mode


@pytest.mark.parametrize("mode", [0o600, 0o640, 0o444])
def test_a_replaced_file_keeps_its_mode(mode, tmp_path):
    path = tmp_path / "secret"
    path.write_text("old")
    path.chmod(mode)
    with atomic_write(path) as scratch:
        scratch.write_text("new")
    assert (path.read_text(), mode_of(path)) == ("new", mode)


def test_threads_that_write_one_path_all_succeed(tmp_path):
    path = tmp_path / "shared.txt"
    n_threads, n_writes = 8, 20
    failures = []

    def write(number):
        try:
            for _ in range(n_writes):
                with atomic_write(path) as scratch:
                    scratch.write_text(str(number) * 5000)
                assert len(set(path.read_text())) == 1
                assert path.stat().st_size == 5000
        except BaseException as error:  # a thread has no other way to tell
            failures.append(error)

    threads = [threading.Thread(target=write, args=[number]) for number in range(n_threads)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert list(tmp_path.iterdir()) == [path]


def test_a_format_that_keeps_its_name_gives_the_same_bytes_in_every_process(tmp_path):
    code = (
        "import sys, zipfile; from skipgraph.files import atomic_write\n"
        "with atomic_write(sys.argv[1]) as scratch, zipfile.ZipFile(scratch, 'w') as archive:\n"
        "    archive.writestr(zipfile.ZipInfo(scratch.stem + '/data'), 'x')"
    )
    contents = set()
    for _ in range(2):
        subprocess.run([sys.executable, "-c", code, tmp_path / "net.pt2"], check=True)
        contents.add((tmp_path / "net.pt2").read_bytes())
    assert len(contents) == 1
    assert zipfile.ZipFile(tmp_path / "net.pt2").namelist() == ["net/data"]


# errors


def test_a_full_disk_names_the_path(tmp_path):
    path = tmp_path / "table.csv"
    with pytest.raises(OSError, match="No space left") as caught, atomic_write(path):
        raise OSError(errno.ENOSPC, "No space left on device")  # as a write says it, without a name
    assert (caught.value.errno, caught.value.filename) == (errno.ENOSPC, str(path))
    assert list(tmp_path.iterdir()) == []


def test_an_error_of_the_scratch_file_names_the_path(tmp_path):
    with pytest.raises(FileNotFoundError) as caught, atomic_write(tmp_path / "a"):
        pass  # nothing written
    assert caught.value.filename == str(tmp_path / "a")
    with pytest.raises(PermissionError) as refused, atomic_write(tmp_path / "a") as scratch:
        raise PermissionError(errno.EACCES, "Permission denied", str(scratch))
    assert refused.value.filename == str(tmp_path / "a")


def test_an_error_of_another_file_keeps_its_name(tmp_path):
    with pytest.raises(FileNotFoundError) as caught, atomic_write(tmp_path / "a"):
        (tmp_path / "source").read_text()
    assert caught.value.filename == str(tmp_path / "source")


def test_no_folder(tmp_path):
    with pytest.raises(FileNotFoundError) as caught, atomic_write(tmp_path / "none" / "a"):
        pass
    assert caught.value.filename == str(tmp_path / "none" / "a")


def make_folder(path):
    path.mkdir()


def make_fifo(path):
    os.mkfifo(path)


def make_loop(path):
    path.symlink_to(path.with_name("other"))
    path.with_name("other").symlink_to(path)


@pytest.mark.parametrize(
    ("make", "code", "reason"),
    [
        (make_folder, errno.EISDIR, "Is a directory"),
        (make_fifo, errno.EINVAL, "Is no regular file"),
        (make_loop, errno.ELOOP, "Too many"),
    ],
)
def test_only_a_regular_file_is_replaced(make, code, reason, tmp_path):
    path = tmp_path / "a"
    make(path)
    before = sorted(tmp_path.iterdir())
    with pytest.raises(OSError, match=reason) as caught, atomic_write(path):
        pytest.fail("the block ran")
    assert (caught.value.errno, caught.value.filename) == (code, str(path))
    assert sorted(tmp_path.iterdir()) == before


def test_what_a_killed_process_left_is_known_and_removed(tmp_path):
    (tmp_path / "kept").write_text("x")
    code = (
        "import os, sys; from skipgraph.files import atomic_write\n"
        "with atomic_write(sys.argv[1]) as scratch:\n"
        "    scratch.write_text('half'); os._exit(9)"
    )
    subprocess.run([sys.executable, "-c", code, tmp_path / "a"], check=False)
    assert sorted(map(is_scratch, tmp_path.iterdir())) == [False, True]
    remove_scratch(tmp_path)
    assert list(tmp_path.iterdir()) == [tmp_path / "kept"]
