"""An account on a server of AWS's APIs, made once: see tests/support/small_account.py."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import botocore.session
import pytest

from small_account import OTHER_REGION, Maker, environment_for, served

# Reading the models of the services takes longer than asking them, and each session would read them again.
botocore.session.create_loader = lru_cache(botocore.session.create_loader)


@dataclass(frozen=True)
class Made:
    """What is there."""

    address: str
    here: dict[str, str]
    """The ids of the first network by name, and of what is shared."""
    second: dict[str, str]
    """Of another network in the same Region."""
    elsewhere: dict[str, str]
    """Of the network in the other Region."""


@pytest.fixture(scope="session")
def made() -> Iterator[Made]:
    pytest.importorskip("moto")
    with served() as address:
        maker = Maker(address)
        here = maker.network("10.0")
        here = {**here, **maker.shared(here), **maker.private_resources(here)}
        maker.role("orders")
        yield Made(address, here, maker.network("10.1"), Maker(address, OTHER_REGION).network("10.2"))


@pytest.fixture
def account(made: Made, monkeypatch: pytest.MonkeyPatch) -> Made:
    """The account, which everything that asks AWS from here on asks."""
    for name in ("AWS_PROFILE", "AWS_SESSION_TOKEN", "AWS_RETRY_MODE"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment_for(made.address).items():
        monkeypatch.setenv(name, value)
    return made
