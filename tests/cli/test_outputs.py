import os

import pytest

from skipgraph.cli.outputs import check_output, table_text, write_text
from skipgraph.errors import ArgumentError


def test_a_good_path_leaves_no_trace(tmp_path):
    check_output(tmp_path / "a.svg", (".svg",))
    check_output(None, (".svg",))
    assert list(tmp_path.iterdir()) == []


def test_an_existing_file_stays(tmp_path):
    (tmp_path / "a.svg").write_text("old")
    check_output(tmp_path / "a.svg", (".svg",))
    assert (tmp_path / "a.svg").read_text() == "old"


def test_what_cannot_be_written_is_said(tmp_path):
    (tmp_path / "folder.svg").mkdir()
    (tmp_path / "file").write_text("")
    os.mkfifo(tmp_path / "pipe.svg")
    for path, message in [
        ("a.txt", r"must end in one of \.svg \.png"),
        ("a", r"must end in one of \.svg \.png"),
        ("folder.svg", "this is a folder"),
        ("pipe.svg", "no regular file"),
        ("none/a.svg", "there is no folder"),
        ("file/a.svg", "there is no folder"),
        ("a" * 300 + ".svg", "cannot be written: File name too long"),
    ]:
        with pytest.raises(ArgumentError, match=message) as error:
            check_output(tmp_path / path, (".svg", ".png"))
        assert path in str(error.value)


@pytest.mark.parametrize("ending", [".SVG", ".Svg"])
def test_endings_know_no_case(tmp_path, ending):
    check_output(tmp_path / f"a{ending}", (".svg",))


def test_text_is_written_whole(tmp_path):
    write_text("né\n", tmp_path / "a.txt")
    assert (tmp_path / "a.txt").read_bytes() == b"n\xc3\xa9\n"
    assert len(list(tmp_path.iterdir())) == 1


def test_numbers_stand_to_the_right():
    lines = table_text(["name", "edges", "note"], [["a", "1,234", "x"], ["bbbb", "5", "yy"]]).splitlines()
    assert len({line.index(cell) + len(cell) for line, cell in zip(lines[-2:], ["1,234", "5"], strict=True)}) == 1
    assert lines[0].split() == ["name", "edges", "note"]
    assert not any(line.endswith(" ") for line in lines)


def test_markup_in_a_cell_is_text():
    assert "[red]a[/red]" in table_text(["name"], [["[red]a[/red]"]])


def test_nothing_is_folded_without_a_terminal():
    assert "x" * 500 in table_text(["name"], [["x" * 500]])


def test_a_narrow_terminal_folds_titles_then_prose_but_no_name_and_no_number():
    header, row = ["name", "edges of all", "what it is about"], ["abcdefghijkl", "1,234,567", "many short words here"]
    wide, middle, narrow = (table_text(header, [row], width=width) for width in (80, 50, 10))
    assert len(wide.splitlines()) == 3
    assert len(middle.splitlines()) > 3
    assert max(map(len, middle.splitlines())) <= 50
    for text in (wide, middle, narrow):
        assert "abcdefghijkl" in text
        assert "1,234,567" in text
        assert set(" ".join(row).split()) <= set(text.split())
        assert set(" ".join(header).split()) <= set(text.split())
