"""Reads the fixtures of whole networks: what is expected of an architecture, and what each of its forms calls things.

``tests/fixtures/networks/<name>/expected.txt`` holds the result of the architecture, one line for each verdict::

    fail: LAMBDANET_401 orders-function

In the folder of each form ``names.txt`` says which address has which name, one address perhaps several, one for all
rules and others for one, and which resources are no part of the architecture::

    orders-function = aws_lambda_function.orders
    orders-url [LAMBDANET_102] = AWS::Serverless::Function.Orders
    ignored = AWS::Lambda::Function.Handler the CDK's own handler

The settings that all of them are scanned with are in ``settings``: the strict rules judge too.

And ``deviations.txt`` where the form has another verdict, or none, with the reason::

    because a plan does not show what a local value is:
      undecided: LAMBDANET_401 orders-function
      silent: LAMBDANET_601 private-subnet-a
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from repository import REPOSITORY
from scanning import FAIL, NOT_APPLICABLE, PASS, UNDECIDED, Finding, Scan, scan

NETWORKS = REPOSITORY / "tests" / "fixtures" / "networks"
SETTINGS = NETWORKS / "settings"
FORMS = {
    "terraform": "terraform",
    "plan": "terraform_plan",
    "cloudformation": "cloudformation",
    "cloudformation_json": "cloudformation",
    "sam": "cloudformation",
    "cdk": "cloudformation",
}
SILENT = "silent"

_VERDICT = re.compile(r"(?P<verdict>pass|fail|undecided|n/a|silent): (?P<rule>LAMBDANET_\d{3}) (?P<name>[a-z0-9-]+)")
_NAME = re.compile(r"(?P<name>[a-z0-9-]+)(?: \[(?P<rule>LAMBDANET_\d{3})\])? = (?P<address>\S+)")
_IGNORED = re.compile(r"ignored = (?P<address>\S+) (?P<why>\S.*)")
_BECAUSE = re.compile(r"because (?P<why>\S.*):")

Key = tuple[str, str]


class FixtureProblem(AssertionError):
    """A file of a network's fixtures that is not written as it should be."""


@dataclass(frozen=True)
class Names:
    """What a form calls the resources. by_rule: names that an address has for one rule only."""

    by_address: dict[str, str]
    by_rule: dict[Key, list[str]] = field(default_factory=dict)
    ignored: dict[str, str] = field(default_factory=dict)

    def of(self, rule: str, address: str) -> list[str]:
        """The names that a verdict of a rule on an address is about; none when the address is not known."""
        special = self.by_rule.get((rule, address))
        if special:
            return special
        return [self.by_address[address]] if address in self.by_address else []


def network_names() -> list[str]:
    """The architectures."""
    return sorted(folder.name for folder in NETWORKS.iterdir() if folder.is_dir())


@cache
def expected(network: str) -> dict[Key, str]:
    """The verdict of each rule on each name."""
    found: dict[Key, str] = {}
    for number, line in _lines(NETWORKS / network / "expected.txt"):
        match = _VERDICT.fullmatch(line)
        if match is None or match["verdict"] == SILENT:
            raise FixtureProblem(f"{network}/expected.txt:{number}: {line}")
        key = (match["rule"], match["name"])
        if key in found:
            raise FixtureProblem(f"{network}/expected.txt:{number}: {key} is there already")
        found[key] = match["verdict"]
    return found


@cache
def names(network: str, form: str) -> Names:
    """What the form calls the resources."""
    read = Names({})
    file = NETWORKS / network / form / "names.txt"
    for number, line in _lines(file):
        ignored, named = _IGNORED.fullmatch(line), _NAME.fullmatch(line)
        if ignored is not None:
            read.ignored[ignored["address"]] = ignored["why"]
        elif named is None:
            raise FixtureProblem(f"{network}/{form}/names.txt:{number}: {line}")
        elif named["rule"]:
            read.by_rule.setdefault((named["rule"], named["address"]), []).append(named["name"])
        elif named["address"] in read.by_address:
            raise FixtureProblem(f"{network}/{form}/names.txt:{number}: {named['address']} has a name already")
        else:
            read.by_address[named["address"]] = named["name"]
    return read


@cache
def deviations(network: str, form: str) -> dict[Key, tuple[str, str]]:
    """The verdicts in which the form differs, each with the reason."""
    found: dict[Key, tuple[str, str]] = {}
    file = NETWORKS / network / form / "deviations.txt"
    why = ""
    for number, line in _lines(file) if file.exists() else ():
        because, verdict = _BECAUSE.fullmatch(line), _VERDICT.fullmatch(line)
        if because is not None:
            why = because["why"]
        elif verdict is None or not why:
            raise FixtureProblem(f"{network}/{form}/deviations.txt:{number}: {line}")
        else:
            key = (verdict["rule"], verdict["name"])
            if key in found:
                raise FixtureProblem(f"{network}/{form}/deviations.txt:{number}: {key} is there already")
            found[key] = (verdict["verdict"], why)
    return found


def wanted(network: str, form: str) -> dict[Key, str]:
    """The verdicts that the form should have: those of the architecture but for its deviations."""
    found = {**expected(network), **{key: verdict for key, (verdict, _) in deviations(network, form).items()}}
    return {key: verdict for key, verdict in found.items() if verdict != SILENT}


def contradicts(verdict: str, other: str) -> bool:
    """Whether one says that the code proves what the other says that it disproves."""
    return {verdict, other} == {PASS, FAIL} or (
        NOT_APPLICABLE in (verdict, other) and not {UNDECIDED, SILENT} & {verdict, other}
    )


@cache
def _scanned(network: str, form: str) -> Scan | AssertionError:
    try:
        return scan(NETWORKS / network / form, FORMS[form], settings=SETTINGS)
    except AssertionError as problem:
        return problem


def scanned(network: str, form: str) -> Scan:
    """The form as Checkov's own runner sees it. What is wrong with the run is raised every time."""
    found = _scanned(network, form)
    if isinstance(found, AssertionError):
        raise found
    return found


def reported(network: str, form: str) -> dict[Key, list[Finding]]:
    """What the rules say, by rule and name. Nothing is reported on resources that are ignored or have no name."""
    found: dict[Key, list[Finding]] = {}
    for finding in scanned(network, form).findings:
        for name in names(network, form).of(finding.rule, finding.address):
            found.setdefault((finding.rule, name), []).append(finding)
    return found


def without_name(network: str, form: str) -> list[Finding]:
    """What the rules say about resources that have no name and are not ignored."""
    names_of_form = names(network, form)
    return [
        finding
        for finding in scanned(network, form).findings
        if finding.address not in names_of_form.ignored and not names_of_form.of(finding.rule, finding.address)
    ]


def differences(network: str, form: str, rules: set[str]) -> list[str]:
    """Where the form's verdicts of these rules are not those that it should have."""
    should, does = wanted(network, form), reported(network, form)
    found = []
    for key in sorted(key for key in should.keys() | does.keys() if key[0] in rules):
        findings = does.get(key, [])
        verdicts = {finding.verdict for finding in findings}
        # A rule may, but need not, say that it is not about a resource of which nothing is expected.
        if key not in should and verdicts <= {NOT_APPLICABLE}:
            continue
        if verdicts != {should.get(key, SILENT)}:
            said = "; ".join(f"{finding.verdict} on {finding.address}: {finding.explanation}" for finding in findings)
            found.append(f"{' '.join(key)}: should be {should.get(key, SILENT)}, it says {said or 'nothing'}")
    return found


class _Template(yaml.SafeLoader):
    """Reads the short forms of CloudFormation's functions as the long ones that JSON has."""


def _function(loader: _Template, suffix: str, node: yaml.Node) -> dict[str, Any]:
    if isinstance(node, yaml.ScalarNode):
        value: Any = loader.construct_scalar(node)
    elif isinstance(node, yaml.SequenceNode):
        value = loader.construct_sequence(node, deep=True)
    else:
        value = loader.construct_mapping(node, deep=True)  # type: ignore[arg-type]
    if suffix == "GetAtt" and isinstance(value, str):
        value = value.split(".", 1)
    return {suffix if suffix == "Ref" else f"Fn::{suffix}": value}


_Template.add_multi_constructor("!", _function)


def template(file: Path) -> Any:
    """A template in YAML, with the functions as in JSON."""
    return yaml.load(file.read_text(encoding="utf-8"), Loader=_Template)  # noqa: S506  # a safe loader


def _lines(file: Path) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1):
        if line.strip() and not line.startswith("#"):
            yield number, line.strip()
