"""Puts the engine and the tests' helpers on the path: neither is an installed package."""

import gc
import os
import sys
from collections.abc import Generator
from pathlib import Path

import pytest
from hypothesis import settings

HERE = Path(__file__).resolve().parent

for folder in (HERE / "support", HERE.parent / "checks"):
    if str(folder) not in sys.path:
        sys.path.insert(0, str(folder))


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--write-explanations", action="store_true", help="write what test_explanations.py compares with")
    parser.addoption("--everything", action="store_true", help="try all examples where a sample of them is tried")


def pytest_configure(config: pytest.Config) -> None:
    import samples

    samples.everything = config.getoption("--everything")


@pytest.hookimpl(wrapper=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> Generator[None, None, None]:
    """Tests about one rule, or one network, run in a row and in one process: what they read is read once.

    Those that start programs come first: they are single tests of up to a minute, after which no process should have
    to wait for another. pytest-xdist looks at the marks with ``--dist loadgroup``, after this, and keeps the order with
    ``--no-loadscope-reorder``.
    """
    groups: dict[str, tuple[bool, int]] = {}
    for item in items:
        group = _group(item)
        item.add_marker(pytest.mark.xdist_group(group))
        groups.setdefault(group, (group != item.nodeid, len(groups)))
    items.sort(key=lambda item: groups[_group(item)])
    return (yield)


def _group(item: pytest.Item) -> str:
    """The rule or the network that the test is about; else its file, or itself where it starts programs."""
    parameters = getattr(getattr(item, "callspec", None), "params", {})
    for name in ("rule", "network"):
        if isinstance(parameters.get(name), str):
            return str(parameters[name])
    folder = item.path.relative_to(HERE).parts[0]
    return item.nodeid if folder in ("workplace", "packages") else str(item.path.relative_to(HERE))


@pytest.fixture(scope="session", autouse=True)
def checkov_in_one_process() -> None:
    """Checkov parses files in forked processes: their logs would not be seen, and a fork of this one takes long."""
    from checkov.common.parallelizer.parallel_runner import parallel_runner

    parallel_runner.type = "none"


_MOST_KEPT = 100
_kept = 0


def pytest_runtest_teardown() -> None:
    """Free what tests have left: what a scan has read the pack freezes, as the process of a scan ends with it.

    Every collection and every fork would take longer from test to test. What survives are modules and the scans that
    further tests ask for: frozen for good, it is walked once and not a hundred times.
    """
    global _kept
    _kept += 1
    if _kept == _MOST_KEPT:
        from lambdanet.bridge.garbage_collection import freeze_modules, thaw

        thaw()
        gc.collect()
        freeze_modules()
        _kept = 0


# The same examples in every run, so that a change is judged by what it changes; LAMBDANET_RANDOM=1 looks for others.
settings.register_profile("same examples", derandomize=True)
if not os.environ.get("LAMBDANET_RANDOM"):
    settings.load_profile("same examples")
