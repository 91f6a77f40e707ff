"""SegNet against a bill of its two halves."""

from skipgraph.networks import CATALOG, segnet_vgg16


def test_parameters():
    encoder = (64, 64, 128, 128, 256, 256, 256, 512, 512, 512, 512, 512, 512)
    total, channels = 0, 3
    for width in (*encoder, *encoder[-2::-1]):  # the decoder takes the encoder's way back
        total += (9 * channels + 1) * width + 2 * width
        channels = width
    total += (9 * channels + 1) * 11
    assert CATALOG["segnet_vgg16"].n_parameters == total
    assert 4 * total // 10**6 == 117  # megabytes, as published


def test_the_head_stands_for_the_last_layer():
    topology = segnet_vgg16().topology
    assert topology.n_layers == 25
    assert topology.labels[-1] == ("output", "d1.1")
