"""A file is replaced whole, and only when its writer ended well."""

import pytest

from skipgraph.files import replacing


def test_a_failure_leaves_the_old_file_and_no_scratch(tmp_path):
    path = tmp_path / "kept.json"
    path.write_text("old")
    with pytest.raises(TypeError), replacing(path) as scratch, scratch.open("w") as file:
        file.writelines(["half of the n", 0])
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_the_new_file_replaces_the_old(tmp_path):
    path = tmp_path / "odd name.tar.gz"
    path.write_text("old")
    with replacing(path) as scratch:
        assert scratch.parent == path.parent
        assert scratch.suffix == path.suffix
        scratch.write_text("new")
        assert path.read_text() == "old"
    assert path.read_text() == "new"
    assert list(tmp_path.iterdir()) == [path]


def test_a_link_goes_on_pointing_to_the_new_file(tmp_path):
    target, link = tmp_path / "run" / "table.csv", tmp_path / "latest.csv"
    target.parent.mkdir()
    target.write_text("old")
    link.symlink_to(target)
    with replacing(link) as scratch:
        scratch.write_text("new")
    assert link.is_symlink()
    assert target.read_text() == "new"
