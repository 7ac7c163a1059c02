"""Reads what is expected of the facts of the networks' functions.

``tests/fixtures/networks/<name>/facts.txt`` holds the facts of each function of the architecture, whatever the form::

    orders-function
      multiple_zones: yes

``availability_zones`` is how many there are: each form names them in its own way. A form that says less has a file of
its own in its folder, with the facts that are undecided there, and only those.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from lambdanet.evidence.findings.evidence_model import evidence_of
from lambdanet.evidence.formats.json_report import document
from lambdanet.evidence.gather.analysis import analyse
from lambdanet.evidence.gather.facts_in_words import UNDECIDED
from lambdanet.evidence.gather.selection import Selection
from networks import FORMS, NETWORKS, FixtureProblem, names

FILE = "facts.txt"
UNKNOWN_PORT = "unknown port"
Facts = dict[str, dict[str, str]]

# The rule that judges every function, under whose names the forms list them.
_EVERY_FUNCTION = "LAMBDANET_203"


def expected_facts(network: str, form: str) -> Facts:
    """What the form should show: the architecture's facts, but for those that it leaves undecided."""
    found = _read(NETWORKS / network / FILE)
    for name, facts in _read(NETWORKS / network / form / FILE).items():
        for fact, value in facts.items():
            if value not in (UNDECIDED, UNKNOWN_PORT) or found[name][fact] == value:
                raise FixtureProblem(f"{network}/{form}/{FILE}: {name} {fact}: a form can only leave undecided")
            found[name][fact] = value
    return found


@cache
def found_facts(network: str, form: str) -> Facts:
    """What the evidence of the form says."""
    folder = (NETWORKS / network / form).resolve()
    evidence = document(evidence_of(analyse(Selection(folder, frameworks=(FORMS[form],)))))
    found: Facts = {}
    for function in evidence["functions"]:
        for name in names(network, form).of(_EVERY_FUNCTION, function["address"]):
            found[name] = {fact: _plain(fact, value) for fact, value in function["facts"].items()}
    return found


def _plain(fact: str, value: Any) -> str:
    if fact == "availability_zones" and isinstance(value, list):
        return str(len(value))
    if fact == "private_dependencies":
        ports = sorted(str(need["port"] or UNKNOWN_PORT) for need in value)
        return " ".join(ports) or "none"
    return str(value)


def _read(file: Any) -> Facts:
    found: Facts = {}
    for line in file.read_text(encoding="utf-8").splitlines() if file.exists() else ():
        if not line.startswith(" "):
            facts = found[line] = {}
        else:
            fact, _, value = line.strip().partition(": ")
            facts[fact] = value
    return found


def written(facts: Facts) -> str:
    """The text of a file with these facts."""
    lines = [
        line
        for name in sorted(facts)
        for line in (name, *(f"  {fact}: {value}" for fact, value in facts[name].items()))
    ]
    return "".join(f"{line}\n" for line in lines)
