"""Puts the engine and the tests' helpers on the path: neither is an installed package."""

import os
import sys
from pathlib import Path

import pytest
from hypothesis import settings

HERE = Path(__file__).resolve().parent

for folder in (HERE / "support", HERE.parent / "checks"):
    if str(folder) not in sys.path:
        sys.path.insert(0, str(folder))


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--write-explanations", action="store_true", help="write what test_explanations.py compares with")


# The same examples in every run, so that a change is judged by what it changes; LAMBDANET_RANDOM=1 looks for others.
settings.register_profile("same examples", derandomize=True)
if not os.environ.get("LAMBDANET_RANDOM"):
    settings.load_profile("same examples")
