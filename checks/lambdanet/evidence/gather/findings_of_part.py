"""What the analysis of a part of a repository finds, as plain data that travels between processes."""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING, Any

from lambdanet.evidence.gather.given_files import Given
from lambdanet.evidence.gather.network_path import NetworkPath
from lambdanet.identities import without_keys
from lambdanet.records import dataclass

if TYPE_CHECKING:
    from lambdanet.missing_facts import MissingFact
    from lambdanet.values import Cause


@dataclass(frozen=True)
class Location:
    """Where a resource is; the file is relative to the scanned folder."""

    address: str
    file: str
    line: int


@dataclass(frozen=True)
class Result:
    """One verdict of one rule on one resource.

    suppressed_because: the reason in the comment that suppresses it; None when nothing does.
    in_baseline: a failure that the baseline knows already.
    causes: of one that is undecided, what a person can do something about. reason: why it is undecided, without what;
    "" where the rule says both in one. waits_for: the facts that would decide it; files are relative to the scanned
    folder. about: the whole name of the resource, as a network path has it: Checkov reports all that a module of the
    registry makes on the module's call.
    """

    rule: str
    verdict: str
    explanation: str
    related: tuple[Location, ...]
    suppressed_because: str | None
    in_baseline: bool = False
    causes: tuple[Cause, ...] = ()
    reason: str = ""
    waits_for: tuple[MissingFact, ...] = ()
    about: str = ""


@dataclass(frozen=True)
class JudgedResource:
    """A resource that at least one rule is about. part: the folder of its root module, in Terraform."""

    address: str
    framework: str
    file: str
    line: int
    part: str
    results: tuple[Result, ...]

    @property
    def type(self) -> str:
        """The type in the language's words; "module" for a call of a module that is not in the scan."""
        if "::" in self.address:
            return self.address.rpartition(".")[0]
        # Keys of instances may have dots in them.
        words = without_keys(self.address).split(".")
        if len(words) > 2 and words[-3] == "data":
            return f"data.{words[-2]}"
        return words[-2] if len(words) > 1 else "module"


@dataclass(frozen=True)
class JudgedFunction(JudgedResource):
    """A function, with what is known about it: the facts in the words of the schema, and why some are undecided.

    environments: those in which it is judged, where files with facts name any; the path is that in the first.
    """

    facts: dict[str, Any]
    undecided_because: dict[str, str]
    path: NetworkPath
    environments: tuple[str, ...] = ()

    @property
    def of_environments(self) -> str:
        """A sentence about its environments; "" where there are none."""
        if len(self.environments) < 2:
            return "".join(f"It is judged in the environment {name}." for name in self.environments)
        shown = f"{', '.join(self.environments[:-1])} and {self.environments[-1]}"
        return f"It is judged in the environments {shown}; its network is shown as it is in {self.environments[0]}."


@dataclass(frozen=True)
class RuleFailure:
    """A rule that raised: its verdicts on this part are missing."""

    rule: str
    framework: str
    message: str


@dataclass(frozen=True)
class UnreadCall:
    """A call of a module, a nested stack or an application that is not in the scan: what it makes is in no verdict."""

    address: str
    source: str
    framework: str
    file: str
    line: int


@dataclass(frozen=True)
class LeftOut:
    """A resource, or a call, that the defaults alone do not make: it is in no verdict. because: a clause says why."""

    address: str
    because: str
    framework: str
    file: str
    line: int


@dataclass(frozen=True)
class Findings:
    """What one part holds. files: what was read, relative to the scanned folder. given: of the files with facts."""

    framework: str
    files: tuple[str, ...]
    functions: tuple[JudgedFunction, ...]
    resources: tuple[JudgedResource, ...]
    parse_errors: tuple[str, ...]
    rule_errors: tuple[RuleFailure, ...]
    unread_calls: tuple[UnreadCall, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    given: Given = field(default_factory=Given)
