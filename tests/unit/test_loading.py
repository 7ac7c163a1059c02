"""Checkov imports the rules in each of its processes, whether or not they are run: what is not needed comes later."""

from __future__ import annotations

import json
import subprocess
import sys

from installing import clean
from repository import CHECKS

LOAD = """
import json, sys
import checkov.terraform.runner
from checkov.terraform.checks.resource.registry import resource_registry
resource_registry.load_external_checks(sys.argv[1])
from lambdanet.records import _hashable_of_pending
classes = [each for each in _hashable_of_pending if each.__module__.startswith("lambdanet.")]
print(json.dumps([sorted(name for name in sys.modules if name.startswith("lambdanet")),
                  sorted(each.__name__ for each in classes)]))
"""


def test_what_rules_judge_is_not_loaded_with_them() -> None:
    done = subprocess.run(
        [sys.executable, "-c", LOAD, str(CHECKS)], env=clean(), capture_output=True, text=True, check=True
    )
    modules, not_yet_made = json.loads(done.stdout.splitlines()[-1])
    assert any("lambdanet_401" in name for name in modules)
    # Neither the model of the network nor what reads it, ...
    assert [name for name in modules if name == "lambdanet.model" or name.startswith("lambdanet.readers")] == []
    # ... and no value is made: with the first of its kind, Python compiles the methods of its class.
    assert {"Known", "Unknown", "Items", "Verdict"} <= set(not_yet_made)
