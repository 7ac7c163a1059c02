"""What ``scripts/sabotage.py`` would break, and the tests that would notice it."""

from __future__ import annotations

import subprocess
import sys

from repository import CHECKS, REPOSITORY


def listed(*arguments: str) -> dict[str, str]:
    """The tests for each file that would be broken."""
    command = [sys.executable, "scripts/sabotage.py", "--list", *arguments]
    done = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=True)
    return dict(line.split(": ", 1) for line in done.stdout.splitlines())


def test_a_query_is_tested_by_the_rules_that_use_it() -> None:
    found = listed("--queries", "--every", "1000")
    queries = [file for file in (CHECKS / "lambdanet" / "queries").rglob("*.py") if file.name != "__init__.py"]
    assert set(found) == {file.relative_to(REPOSITORY).as_posix() for file in queries}
    # Only the reports ask these.
    without_rule = [file for file, tests in found.items() if "LAMBDANET_" not in tests]
    asked_by_reports = ("attachment/users_of_surroundings.py", "function_facts.py")
    assert without_rule == [f"checks/lambdanet/queries/{each}" for each in asked_by_reports]
    assert "tests/evidence" in found[without_rule[1]]
    reachability = found["checks/lambdanet/queries/reachability/routes_of_packets.py"]
    assert "test_against_simulator" in reachability
    assert "LAMBDANET_701" in reachability
    assert "LAMBDANET_102" not in reachability


def test_a_rule_is_broken_with_its_queries() -> None:
    found = listed("--rule", "401", "LAMBDANET_601")
    assert {file.split("/")[-1][:13] for file in found if "/queries/" not in file} == {"lambdanet_401", "lambdanet_601"}
    assert "checks/lambdanet/queries/attachment/zones.py" in found
    assert "checks/lambdanet/queries/reachability/sieve.py" not in found
    tests = found["checks/subnets/lambdanet_401_single_availability_zone.py"]
    assert tests.endswith("-k LAMBDANET_401")
    assert "mutations" in tests
