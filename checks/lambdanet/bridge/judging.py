"""What a rule or a policy says of what was read, without Checkov: whoever runs rules asks here."""

from __future__ import annotations

import dataclasses
import logging
import traceback
from typing import TYPE_CHECKING

from lambdanet.bridge.policies.policies import Policy
from lambdanet.identities import root_module_of
from lambdanet.kit.verdicts import FAILED, NOT_APPLICABLE, PASSED, UNDECIDED, Verdict
from lambdanet.plain_text import plain
from lambdanet.settings.settings_in_force import current

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from lambdanet.kit.rules import Rule
    from lambdanet.model import Place
    from lambdanet.readers.reading import Reading

logger = logging.getLogger("lambdanet")


def is_switched_on(rule: Rule | Policy) -> bool:
    """Whether the settings let the rule judge; strict ones have to be asked for."""
    return rule.persona in ("default", current().persona)


def judge(
    rule: Rule | Policy, read: Callable[[], Reading], raised: Callable[[str], None] = lambda error: None
) -> list[Verdict] | None:
    """What a rule says, noted in the ledger; None where it raises, which is logged and noted too.

    read: gives what the rule judges; what it raises counts as the rule's. raised: gets the error of a rule that raises.
    """
    from lambdanet.bridge.ledger import LEDGER

    framework = "unknown"
    try:
        reading = read()
        framework = reading.framework
        verdicts = _verdicts(rule, reading)
    except Exception as error:
        note_error(rule, framework, error)
        raised(f"{type(error).__name__}: {error}")
        return None
    LEDGER.record(reading.framework, rule.id, verdicts)
    return verdicts


def note_error(rule: Rule | Policy, framework: str, error: Exception) -> None:
    """Log that a rule raised, and note it in the ledger; called where the error is handled."""
    from lambdanet.bridge.ledger import LEDGER

    logger.error("%s raised and gives no verdicts: %s\n%s", rule.id, error, traceback.format_exc())
    LEDGER.record_error(framework, rule.id, f"{type(error).__name__}: {error}")


def _verdicts(rule: Rule | Policy, reading: Reading) -> list[Verdict]:
    if not reading.environments:
        return _verdicts_of(rule, reading)
    from lambdanet.bridge.verdicts_of_environments import in_environments

    return in_environments(reading, lambda of: _verdicts_of(rule, of))


def _verdicts_of(rule: Rule | Policy, reading: Reading) -> list[Verdict]:
    from lambdanet.bridge.settled import settled

    def said(of: Reading) -> Iterable[Verdict]:
        if not of.around:
            return _said(rule, of)
        from lambdanet.bridge.surroundings_in_reports import on_functions

        return on_functions(_said(rule, of), of)

    verdicts = _one_per_resource(settled(said(reading), reading, said))
    if reading.around:
        from lambdanet.bridge.surroundings_in_reports import with_sources

        verdicts = [with_sources(verdict, reading) for verdict in verdicts]
    reported = _those_to_report(verdicts, reading)
    # Nearly always all of them are: one look at all takes a fraction of one at each.
    shown = " ".join([text for verdict in reported for text in (verdict.explanation, verdict.reason)])
    if _is_fit_to_be_seen(shown, reading):
        return reported
    return [_fit_to_be_seen(verdict, reading) for verdict in reported]


def _is_fit_to_be_seen(text: str, reading: Reading) -> bool:
    return plain(reading.withheld.replaced_in(text)) == text


def _fit_to_be_seen(verdict: Verdict, reading: Reading) -> Verdict:
    """The verdict, with an explanation and a reason that show no secret and are plain text."""
    shown = plain(reading.withheld.replaced_in(verdict.explanation))
    reason = plain(reading.withheld.replaced_in(verdict.reason))
    if (shown, reason) == (verdict.explanation, verdict.reason):
        return verdict
    return dataclasses.replace(verdict, explanation=shown, reason=reason)


def _said(rule: Rule | Policy, reading: Reading) -> Iterable[Verdict]:
    """What the rule says about the network, or the policy about the blocks that were read."""
    if isinstance(rule, Policy):
        if not is_switched_on(rule):
            return ()
        from lambdanet.bridge.policies.policy_verdicts import verdicts

        return verdicts(rule, reading)
    return rule.judge(reading.network, current())


def _one_per_resource(verdicts: list[Verdict]) -> list[Verdict]:
    """One verdict for each resource that is reported, of verdicts of which each is on another resource.

    Resources within a module call that is not in the scan are reported on the call, so it has one verdict too, in each
    root module that has the call.
    """
    from lambdanet.bridge.settled import worst_of_each

    def reported(verdict: Verdict) -> object:
        place = verdict.resource.place
        if not _is_shared(place):
            return verdict.resource.identity
        return root_module_of(verdict.resource.identity), place.file, place.line, place.address

    if not any(_is_shared(verdict.resource.place) for verdict in verdicts):
        return verdicts
    return worst_of_each(verdicts, reported)


def _is_shared(place: Place) -> bool:
    """Whether other resources may be reported at the place."""
    return bool(place.part or place.instance)


def _those_to_report(verdicts: list[Verdict], reading: Reading) -> list[Verdict]:
    """The verdicts to report, undecided where Checkov has nothing to report them on or nothing decides them."""
    if reading.looped or reading.framework == "terraform":
        from lambdanet.bridge.out_of_sight import reportable

        verdicts = reportable(verdicts, reading)
    if reading.framework == "terraform_plan":
        verdicts = [verdict for verdict in verdicts if not _is_of_none(verdict, reading)]
    if reading.only_of:
        verdicts = [verdict for verdict in verdicts if _is_asked_for(verdict, reading)]
    if reading.open_because:
        verdicts = [_left_open(verdict, reading) for verdict in verdicts]
    return verdicts


def _is_of_none(verdict: Verdict, reading: Reading) -> bool:
    """Whether the verdict is decided and on what Checkov does not judge: what Terraform forgets, and AWS keeps."""
    return verdict.kind in (PASSED, FAILED) and reading.vertices.get(verdict.resource.identity, verdict) is None


def _is_asked_for(verdict: Verdict, reading: Reading) -> bool:
    """Whether the verdict is about what is in the scanned files, and not about what was read because of them."""
    resource = verdict.resource
    return resource.identity in reading.vertices or resource.place.file in reading.only_of


def _left_open(verdict: Verdict, reading: Reading) -> Verdict:
    """The verdict, undecided: what was read decides nothing."""
    if verdict.kind in (UNDECIDED, NOT_APPLICABLE):
        return verdict
    explanation = f"Files scanned alone do not decide this for {verdict.resource.address}: {reading.open_because}."
    return dataclasses.replace(verdict, kind=UNDECIDED, explanation=explanation)
