"""The collector rests within the block, and what the pack froze is given back; other people's is left alone."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest

from lambdanet.bridge import garbage_collection
from lambdanet.bridge.garbage_collection import resting, thaw


@pytest.fixture(autouse=True)
def _nothing_frozen(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    # Tests before these may have frozen what is alive for good.
    monkeypatch.setattr(garbage_collection, "_modules_are_frozen", False)
    thaw()
    gc.unfreeze()
    yield
    thaw()
    gc.unfreeze()
    gc.enable()


def test_no_collection_within_the_block() -> None:
    with resting():
        assert not gc.isenabled()
    assert gc.isenabled()


def test_what_is_alive_afterwards_is_frozen_until_it_is_thawed() -> None:
    with resting():
        pass
    assert gc.get_freeze_count() > 0
    thaw()
    assert gc.get_freeze_count() == 0


def test_a_second_rest_freezes_what_is_new() -> None:
    with resting():
        pass
    before = gc.get_freeze_count()
    with resting():
        new = [[] for _ in range(1000)]
    assert gc.get_freeze_count() >= before + len(new)


def test_a_process_without_collector_stays_without() -> None:
    gc.disable()
    with resting():
        pass
    assert not gc.isenabled()
    assert gc.get_freeze_count() == 0


def test_what_someone_else_froze_is_left_alone() -> None:
    gc.freeze()
    before = gc.get_freeze_count()
    with resting():
        new = [[] for _ in range(1000)]
    assert gc.get_freeze_count() < before + len(new)
    thaw()
    assert gc.get_freeze_count() > 0


def test_an_exception_brings_the_collector_back() -> None:
    with pytest.raises(RuntimeError), resting():
        raise RuntimeError
    assert gc.isenabled()
