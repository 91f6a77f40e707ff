import io
import struct
import tracemalloc
import zipfile

import numpy as np
import pytest
import torch

from skipgraph.errors import ArgumentError, FormatError, MemoryLimitError
from skipgraph.train import VOID, load_archive

CLASSES = np.arange(40) % 4
GREY = np.random.default_rng(0).integers(0, 255, (40, 5, 6), dtype=np.uint8)
PIXELS = np.random.default_rng(1).integers(0, 3, (40, 5, 6), dtype=np.uint8)


@pytest.fixture
def load(tmp_path):
    def load(**arrays):
        np.savez(tmp_path / "mine.npz", **arrays)
        return load_archive(tmp_path / "mine.npz", seed=0)

    return load


def test_labels_of_images(load):
    data = load(images=np.stack([GREY] * 3, 1), labels=CLASSES)
    assert (data.name, data.n_classes, data.n_channels, data.image_size) == ("mine", 4, 3, (5, 6))
    assert torch.bincount(data.test.labels).tolist() == [2, 2, 2, 2]
    assert data.digest() == load(images=np.stack([GREY] * 3, 1).astype(float), labels=CLASSES.astype(np.uint8)).digest()


def test_labels_of_pixels_with_void(load):
    holes = PIXELS.copy()
    holes[GREY > 200] = 255
    data = load(images=GREY, labels=holes, void=255)
    assert (data.n_channels, data.n_classes, data.labels_pixels) == (1, 3, True)
    labels = torch.cat([part.labels for part in data.parts.values()])
    assert int((labels == VOID).sum()) == int((holes == 255).sum())
    assert torch.bincount(labels.flatten() + 1).tolist()[1:] == np.bincount(holes.ravel(), minlength=4)[:3].tolist()


@pytest.mark.parametrize(
    ("arrays", "message"),
    [
        ({"images": GREY}, r"no array 'labels', it holds \['images'\]"),
        ({}, "no array 'images' and 'labels'"),
        ({"images": GREY[0], "labels": CLASSES}, r"images must have the shape .* got \(5, 6\)"),
        ({"images": GREY.astype("U1"), "labels": CLASSES}, "images must be real numbers, got <U1"),
        ({"images": np.where(GREY > 9, GREY, np.nan), "labels": CLASSES}, "images must be finite"),
        (
            {"images": np.zeros((40, 8, 8, 3)), "labels": CLASSES},
            r"channels last, write images.transpose\(0, 3, 1, 2\)",
        ),
        (
            {"images": GREY * 1e300, "labels": CLASSES},
            r"images must fit in float32, up to 3\.403e\+38, got 2\.5\d+e\+302",
        ),
        (
            {"images": GREY, "labels": np.where(CLASSES == 3, 2**64 - 1, CLASSES.astype(np.uint64))},
            "got 0 to 18446744073709551615, without 3",
        ),
        ({"images": GREY, "labels": CLASSES / 2}, "labels must be whole numbers, got float64"),
        ({"images": GREY, "labels": CLASSES[:9]}, r"shape \(40,\) or \(40, 5, 6\) for images \(40, 5, 6\), got \(9,\)"),
        ({"images": GREY, "labels": CLASSES, "void": [3, 4]}, r"void must be one whole number, got int64 of shape"),
        ({"images": GREY, "labels": CLASSES * 85}, r"got 0 to 255, without 1, 2, 3, \.\.\.; .* array 'void'"),
        ({"images": GREY, "labels": CLASSES - 1}, "got -1 to 2; .* array 'void'"),
        ({"images": GREY, "labels": CLASSES, "void": 0}, "got 1 to 3, without 0;"),
        ({"images": GREY, "labels": CLASSES * 0}, r"two classes or more, got \[0\]"),
        ({"images": GREY, "labels": CLASSES * 0, "void": 0}, r"two classes or more, got \[\]"),
    ],
)
def test_what_is_no_dataset(load, arrays, message):
    with pytest.raises(FormatError, match=message) as error:
        load(**arrays)
    assert "mine.npz: " in str(error.value)


def test_every_fault_that_the_headers_tell_is_listed(load):
    with pytest.raises(FormatError) as error:
        load(images=GREY.astype(complex), labels=CLASSES[:3] / 2, void=1.5)
    for part in ("images must be real", "whole numbers, got float64", "got (3,)", "void must be"):
        assert part in str(error.value)


def test_too_few_images(load):
    with pytest.raises(ArgumentError, match="mine: 3 images are too few"):
        load(images=GREY[:3], labels=PIXELS[:3])


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 torn", b"text", b"\x80\x04."])
def test_foreign_bytes(tmp_path, content):
    path = tmp_path / "mine.npz"
    path.write_bytes(content)
    with pytest.raises(FormatError, match=r"mine\.npz: cannot be read as \.npz"):
        load_archive(path, seed=0)


def test_a_plain_array_and_objects_and_no_file(tmp_path):
    np.save(tmp_path / "a.npy", GREY)
    np.savez(tmp_path / "b.npz", images=np.array([{}, None]), labels=CLASSES)
    faults = {
        "a.npy": "cannot be read",
        "b.npz": "images must be real numbers, got object",
        "none.npz": "cannot be read",
    }
    for name, fault in faults.items():
        with pytest.raises(FormatError, match=f"{name}: {fault}"):
            load_archive(tmp_path / name, seed=0)


def test_a_label_that_int64_does_not_hold_may_be_void(load):
    labels = np.where(CLASSES == 3, 2**64 - 1, CLASSES.astype(np.uint64))
    data = load(images=GREY, labels=labels, void=np.uint64(2**64 - 1))
    assert data.n_classes == 3
    assert int((data.train.labels == VOID).sum()) > 0


def test_a_member_that_is_no_array(tmp_path):
    path = tmp_path / "mine.npz"
    np.savez(path, images=GREY)
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("labels.npy", "0 1 2 3")
    with pytest.raises(FormatError, match=r"mine\.npz: cannot be read as \.npz: 'labels' is not an array"):
        load_archive(path, seed=0)


def write_members(path, **members):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(f"{name}.npy", content)


def bytes_of(array):
    buffer = io.BytesIO()
    np.save(buffer, array)
    return buffer.getvalue()


def with_header(descr, shape, content=b""):
    header = f"{{'descr': {descr!r}, 'fortran_order': False, 'shape': {shape}, }}".encode().ljust(117) + b"\n"
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header + content


def test_a_bomb_is_refused_by_its_header(tmp_path):
    path = tmp_path / "mine.npz"
    n_zeros = 2**27
    write_members(path, images=with_header("|u1", f"({n_zeros}, 1, 1)", bytes(n_zeros)), labels=bytes_of(CLASSES))
    assert path.stat().st_size < 2**18
    tracemalloc.start()
    try:
        with pytest.raises(FormatError, match=r"labels must have the shape \(134217728,\)"):
            load_archive(path, seed=0)
        assert tracemalloc.get_traced_memory()[1] < 2**22
    finally:
        tracemalloc.stop()


def test_an_unknown_array_is_refused_before_it_is_unpacked(tmp_path):
    path = tmp_path / "mine.npz"
    zeros = np.zeros(2**26, np.uint8)
    write_members(path, images=bytes_of(GREY), labels=bytes_of(CLASSES), further=bytes_of(zeros))
    del zeros
    tracemalloc.start()
    try:
        with pytest.raises(FormatError, match="unknown array 'further'"):
            load_archive(path, seed=0)
        assert tracemalloc.get_traced_memory()[1] < 2**23
    finally:
        tracemalloc.stop()


def test_arrays_that_do_not_fit_in_memory(load, monkeypatch):
    monkeypatch.setattr("skipgraph.train.datasets.archive.available_bytes", lambda wanted: wanted - 1)
    with pytest.raises(MemoryLimitError, match=r"mine\.npz: its arrays need 11,\d+ bytes, 11,\d+ are available"):
        load(images=GREY, labels=CLASSES)


@pytest.mark.parametrize(
    ("member", "message"),
    [
        (with_header("|u1", "(1000000000000, 5, 6)"), "'images' holds 128 bytes, its header says 30000000000128"),
        (with_header("<U1000000", "(40, 5, 6)"), "'images' holds 128 bytes, its header says 4800000128"),
        (with_header("|u1", "(40, 5, 6)", bytes(1199)), "'images' holds 1327 bytes, its header says 1328"),
        (with_header("|u1", "(40, 5, 6"), r"mine\.npz: cannot be read as \.npz: "),
        (with_header("nosuch", "(40, 5, 6)"), r"mine\.npz: cannot be read as \.npz: .*nosuch"),
        (b"\x93NUMPY\x09\x00" + bytes(100), "'images' is an array of version"),
    ],
)
def test_headers_that_lie(tmp_path, member, message):
    path = tmp_path / "mine.npz"
    write_members(path, images=member, labels=bytes_of(CLASSES))
    with pytest.raises(FormatError, match=message):
        load_archive(path, seed=0)


def test_a_name_twice_and_a_password(tmp_path):
    path = tmp_path / "mine.npz"
    write_members(path, images=bytes_of(GREY), labels=bytes_of(CLASSES))
    content = bytearray(path.read_bytes())
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("images", bytes_of(GREY))
    with pytest.raises(FormatError, match=r"mine\.npz: cannot be read as \.npz: it holds 'images' twice"):
        load_archive(path, seed=0)
    content[6] |= 1
    content[content.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(content)
    with pytest.raises(FormatError, match=r"mine\.npz: cannot be read as \.npz: .* password required"):
        load_archive(path, seed=0)


def test_a_folder_is_no_archive(tmp_path):
    with pytest.raises(FormatError, match="cannot be read: it is no regular file"):
        load_archive(tmp_path, seed=0)


# parts that the file holds itself


def test_a_test_part_in_the_file_is_used(load):
    data = load(images=GREY, labels=CLASSES, test_images=GREY[:8] + 1.0, test_labels=CLASSES[:8])
    assert data.test.labels.tolist() == CLASSES[:8].tolist()
    assert (len(data.train), len(data.validation), len(data.test)) == (36, 4, 8)
    # the test part is shifted and scaled as the images to learn from
    whole = load(images=GREY, labels=CLASSES)
    assert (len(whole.train), len(whole.validation), len(whole.test)) == (28, 4, 8)
    row = int(np.flatnonzero(CLASSES == 3)[0])
    learned = torch.cat([data.train.images, data.validation.images])
    scale = np.ptp(learned.numpy()) / np.ptp(GREY.astype(float))
    shown = (data.test.images[row] - data.test.images[0]).numpy()
    np.testing.assert_allclose(shown, scale * (GREY[row].astype(float) - GREY[0])[None], atol=1e-4)


def test_both_parts_in_the_file_leave_all_images_to_learn_from(load):
    held = {
        f"{part}_{what}": array[:4]
        for part in ("validation", "test")
        for what, array in {"images": GREY, "labels": CLASSES}.items()
    }
    data = load(images=GREY, labels=CLASSES, **held)
    assert (len(data.train), len(data.validation), len(data.test)) == (40, 4, 4)


def test_the_parts_of_pixels_share_void(load):
    held = np.full((2, 5, 6), 255, np.uint8)
    held[0, 0, 0] = 1
    data = load(images=GREY, labels=PIXELS, test_images=GREY[:2], test_labels=held, void=255)
    assert int((data.test.labels == VOID).sum()) == 59


@pytest.mark.parametrize(
    ("further", "message"),
    [
        ({"x_test": GREY, "names": CLASSES}, "unknown array 'x_test' and 'names': known are images, labels, void, "),
        ({"test_images": GREY}, "no array 'test_labels', it holds"),
        ({"validation_labels": CLASSES}, "no array 'validation_images', it holds"),
        (
            {"test_images": GREY[:, :4], "test_labels": CLASSES},
            r"test_images must have the shape \(n, 5, 6\) of images",
        ),
        ({"test_images": GREY, "test_labels": PIXELS}, "test_labels must be of images or of pixels, as labels are"),
        ({"test_images": GREY, "test_labels": CLASSES[:3]}, r"test_labels must have the shape \(40,\)"),
        ({"test_images": GREY, "test_labels": CLASSES + 1}, "test_labels must be among the 4 classes of labels, got 4"),
        (
            {"test_images": GREY, "test_labels": CLASSES - 1},
            "test_labels must be among the 4 classes of labels, got -1",
        ),
        ({"test_images": GREY * np.nan, "test_labels": CLASSES}, "test_images must be finite"),
    ],
)
def test_parts_that_do_not_fit(load, further, message):
    with pytest.raises(FormatError, match=message):
        load(images=GREY, labels=CLASSES, **further)
