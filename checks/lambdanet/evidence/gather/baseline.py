"""Failures that were there before: the file that ``checkov --create-baseline`` writes."""

from __future__ import annotations

import os
import posixpath
from functools import lru_cache
from pathlib import Path

from lambdanet.identities import without_calls


class BaselineProblem(ValueError):
    """The baseline cannot be read: the message names the file and what was expected."""


@lru_cache(maxsize=1)
def known_failures(file: Path | None) -> frozenset[tuple[str, str, str]]:
    """(rule, resource, file) of the failures in a baseline; the file as ``names_of_file`` has it.

    Checkov itself does not look at the file, so that a failure in one hides that of an equal address in another.
    Raises BaselineProblem when the file is not what Checkov writes.
    """
    if file is None:
        return frozenset()
    from checkov.common.output.baseline import Baseline

    baseline = Baseline()
    try:
        baseline.from_json(str(file))
        return frozenset(
            (str(rule), str(finding["resource"]), _written(str(checks["file"])))
            for checks in baseline.failed_checks
            for finding in checks["findings"]
            for rule in finding["check_ids"]
        )
    except OSError as error:
        raise BaselineProblem(f"{file}: {error.strerror}") from error
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        expected = "expected what checkov --create-baseline writes"
        raise BaselineProblem(f"{file}: not a baseline ({type(error).__name__}: {error}); {expected}") from error


@lru_cache(maxsize=4096)
def names_of_file(file: str, root: Path, baseline: Path | None) -> tuple[str, ...]:
    """How Checkov may have written a file, which is relative to the root: it may have scanned from another folder."""
    whole = os.path.normpath(os.path.join(root, file))
    folders = [str(root), os.getcwd()]
    if baseline is not None:
        folders.append(os.path.dirname(os.path.realpath(baseline)))
    return (_written(whole), *(_written(os.path.relpath(whole, os.path.realpath(folder))) for folder in folders))


def _written(file: str) -> str:
    """Without the slash that Checkov writes before a path, and the calls of a module that some versions put behind."""
    named = without_calls(file).replace(os.sep, "/").lstrip("/")
    return posixpath.normpath(named) if named else ""
