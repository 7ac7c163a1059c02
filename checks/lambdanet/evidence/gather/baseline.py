"""Failures that were there before: the file that ``checkov --create-baseline`` writes."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path


class BaselineProblem(ValueError):
    """The baseline cannot be read: the message names the file and what was expected."""


@lru_cache(maxsize=1)
def known_failures(file: Path | None) -> frozenset[tuple[str, str]]:
    """(rule, resource) of the failures in a baseline; as for Checkov, the file in which they were does not matter.

    Raises BaselineProblem when the file is not what Checkov writes.
    """
    if file is None:
        return frozenset()
    from checkov.common.output.baseline import Baseline

    baseline = Baseline()
    try:
        baseline.from_json(str(file))
        return frozenset(
            (str(rule), str(finding["resource"]))
            for checks in baseline.failed_checks
            for finding in checks["findings"]
            for rule in finding["check_ids"]
        )
    except OSError as error:
        raise BaselineProblem(f"{file}: {error.strerror}") from error
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        expected = "expected what checkov --create-baseline writes"
        raise BaselineProblem(f"{file}: not a baseline ({type(error).__name__}: {error}); {expected}") from error
