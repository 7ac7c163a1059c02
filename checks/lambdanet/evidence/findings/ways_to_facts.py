"""What a person has to do for each sort of missing fact: in words, and where there is one, the command."""

from __future__ import annotations

import os
import shlex
from collections.abc import Callable, Sequence

from lambdanet.kit.wording import names, with_article
from lambdanet.missing_facts import MissingFact, Sort
from lambdanet.records import dataclass

_SNAPSHOT = "lambdanet snapshot DIR"
_MOST_NAMES = 20
# https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetParameters.html
_MOST_PARAMETERS = 10
_A_PLAN = "Scan a plan instead of the code: it has what is looked up and worked out when Terraform runs"


@dataclass(frozen=True)
class Way:
    """missing: the facts. to_do: what to do about it. command: the one that does it; "" where none does."""

    missing: str
    to_do: str
    command: str = ""

    @property
    def advice(self) -> str:
        """What to do, with the command."""
        return f"{self.to_do}: {self.command}" if self.command else self.to_do


def way_to(facts: Sequence[MissingFact]) -> Way:
    """The way to several facts of one sort, of one place."""
    return _WAYS[facts[0].sort](facts)


def _ids(facts: Sequence[MissingFact]) -> Way:
    ids = [fact.subject for fact in facts]
    return Way(names(ids), "Take a snapshot of the account and name it by --surroundings", _of_snapshot(ids))


def _of_snapshot(ids: list[str]) -> str:
    """The command that takes what the ids stand for; all there is, where options cannot ask for less."""
    for option, prefix in (("--subnets", "subnet-"), ("--vpcs", "vpc-")):
        asked = [id for id in ids if id.startswith(prefix)]
        # A group is of the VPC of some subnet or VPC next to it, or the snapshot shows that it is not there.
        if asked and len(asked) <= _MOST_NAMES and all(id.startswith((prefix, "sg-")) for id in ids):
            return f"{_SNAPSHOT} {option} {_quoted(asked)}"
    return _SNAPSHOT


def _look_ups(facts: Sequence[MissingFact]) -> Way:
    missing = f"{_named(facts, 'look-up')}"
    if all(is_known_from_files(fact) for fact in facts):
        return Way(missing, "Take a snapshot of the account and name it by --surroundings, or scan a plan", _SNAPSHOT)
    return Way(missing, _A_PLAN)


def is_known_from_files(fact: MissingFact) -> bool:
    """Whether files with facts can say what a look-up finds."""
    import lambdanet.readers.terraform.lookups.all_answers  # noqa: F401  # registers them
    from lambdanet.readers.terraform.lookups.answers import ANSWERS

    words = fact.subject.split(".")
    return "data" in words[:-1] and words[words.index("data") + 1] in ANSWERS


def _stored(facts: Sequence[MissingFact]) -> Way:
    to_do = "Give their values by --surroundings parameters.json"
    asked = [fact.subject for fact in facts if _can_be_asked(fact.subject)]
    command = ""
    # Look-ups ask for all that is in a folder, whose name ends in a slash.
    folder = _common_folder(asked)
    if folders := [each for each in asked if each.endswith("/")]:
        path = folder or folders[0].rstrip("/") or "/"
        command = f"aws ssm get-parameters-by-path --recursive --path {_quoted([path])} > parameters.json"
        to_do += f', with "Path": "{path}", "Recursive": true beside its Parameters'
    elif len(asked) > _MOST_PARAMETERS and folder:
        command = f"aws ssm get-parameters-by-path --recursive --path {_quoted([folder])} > parameters.json"
    elif asked:
        more = f" and so on for {len(asked) - _MOST_PARAMETERS} more" if len(asked) > _MOST_PARAMETERS else ""
        command = f"aws ssm get-parameters --names {_quoted(asked[:_MOST_PARAMETERS])} > parameters.json{more}"
    return Way(_named(facts, "stored parameter"), to_do, command)


def _common_folder(parameters: list[str]) -> str:
    if not all(each.startswith("/") for each in parameters) or not parameters:
        return ""
    folder = os.path.commonpath([os.path.dirname(each) for each in parameters])
    return "" if folder == "/" else folder


def _exports(facts: Sequence[MissingFact]) -> Way:
    to_do = "Scan the stack that makes the export together with this one, or give --surroundings exports.json"
    return Way(_named(facts, "export"), to_do, "aws cloudformation list-exports > exports.json")


def _states(facts: Sequence[MissingFact]) -> Way:
    entries = f"`state: {facts[0].subject}`" if len(facts) == 1 else "`state:` and its name each"
    to_do = f"Give its outputs in the setting surroundings with {entries}"
    return Way(_named(facts, "state"), to_do, "terraform output -json > outputs.json")


def _variables(facts: Sequence[MissingFact]) -> Way:
    to_do = "Give the variables values: a values file by --var-file FILE, or a plan instead of the code"
    return Way(_named(facts, "variable"), to_do)


def _workspaces(facts: Sequence[MissingFact]) -> Way:
    where = f" of {facts[0].where}" if facts[0].where not in ("", os.curdir) else ""
    return Way(f"the workspace{where}", "Name it by workspace: in an entry of the setting surroundings")


def _parameters(facts: Sequence[MissingFact]) -> Way:
    return Way(_named(facts, "parameter"), "Give a parameters file by --surroundings FILE, or defaults")


def _modules(facts: Sequence[MissingFact]) -> Way:
    if all(not fact.subject or "module." in fact.subject for fact in facts):
        return Way(_named(facts, "module"), "Scan a plan instead of the code: it has what the module makes")
    return Way(_named(facts, "nested stack"), "Scan its template together with this one")


def _named(facts: Sequence[MissingFact], kind: str) -> str:
    """ "the parameters A and B of template.yaml"; of those without a name that they are some."""
    subjects = [fact.subject for fact in facts if fact.subject]
    if not subjects:
        return with_article(kind)
    where = f" of {facts[0].where}" if facts[0].where not in ("", os.curdir) else ""
    return f"the {kind}{'s' if len(subjects) > 1 else ''} {names(subjects)}{where}"


def _can_be_asked(name: str) -> bool:
    """Whether a name that the code has is no option of the command."""
    return bool(name) and not name.startswith("-")


def _quoted(words: Sequence[str]) -> str:
    return " ".join(map(shlex.quote, words))


def _always(missing: str, to_do: str) -> Callable[[Sequence[MissingFact]], Way]:
    return lambda _: Way(missing, to_do)


_WAYS: dict[Sort, Callable[[Sequence[MissingFact]], Way]] = {
    Sort.PLAN: _always(
        "what a plan does not show",
        "Scan the Terraform code too: a plan does not show what expressions pick and combine",
    ),
    Sort.VARIABLE: _variables,
    Sort.WORKSPACE: _workspaces,
    Sort.PARAMETER: _parameters,
    Sort.EXPORT: _exports,
    Sort.STORED_PARAMETER: _stored,
    Sort.STATE: _states,
    Sort.ID: _ids,
    Sort.MODULE: _modules,
    Sort.LOOK_UP: _look_ups,
    Sort.WHEN_IT_RUNS: _always("what is worked out when Terraform runs", _A_PLAN),
    Sort.FIXED_ADDRESS: _always(
        "whether a fixed address is a reason for a VPC",
        "Set elastic_ip_justifies_vpc to false where fixed addresses are not a reason for a VPC",
    ),
    Sort.RESOURCE: _always(
        "a resource that is not declared in the scanned code",
        "Scan the code that declares the resource together with this one; where there is none, look at the account",
    ),
    Sort.PURPOSE: _always(
        "the purpose of a function's VPC", "Say why the function is in a VPC, in the tag that the answer names"
    ),
    Sort.BY_HAND: _always(
        "what the code does not say",
        "Check it yourself: the code does not say it. A skip comment with the reason records the answer",
    ),
}
RANK = {sort: rank for rank, sort in enumerate(_WAYS)}
"""Of several sorts of facts the first one is the easiest to get."""
