"""The model, prepared once for all tests of a process: it takes two seconds and 86 MB."""

import pytest

from console.adapters.search.encoder import Encoder, prepare


@pytest.fixture(scope="session")
def model(tmp_path_factory):
    folder = tmp_path_factory.mktemp("model")
    prepare(folder)
    return folder


@pytest.fixture(scope="session")
def encoder(model):
    return Encoder.open(model)
