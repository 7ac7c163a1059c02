"""Puts the engine and the tests' helpers on the path: neither is an installed package."""

import sys
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent

for folder in (HERE / "support", HERE.parent / "checks"):
    if str(folder) not in sys.path:
        sys.path.insert(0, str(folder))


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--write-explanations", action="store_true", help="write what test_explanations.py compares with")
