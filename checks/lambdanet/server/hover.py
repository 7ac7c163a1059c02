"""What is known of the resource under the cursor: a function's facts and network path, and what the rules say."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from lambdanet.evidence.formats.diagram import diagram_of
from lambdanet.evidence.formats.markdown_of_resource import code, facts, results, text
from lambdanet.evidence.formats.mermaid import mermaid_of
from lambdanet.evidence.gather.findings_of_part import JudgedFunction
from lambdanet.evidence.gather.network_path import REACHED, STOPPED
from lambdanet.kit.wording import counted
from lambdanet.server.resources_at import functions_that_use

if TYPE_CHECKING:
    from lambdanet.evidence.findings.evidence_model import Evidence
    from lambdanet.evidence.gather.findings_of_part import JudgedResource
    from lambdanet.evidence.gather.network_path import NetworkPath

_OUTCOMES = {REACHED: "reaches", STOPPED: "does not reach"}


def hover_text(judged: list[JudgedResource], evidence: Evidence, with_picture: bool) -> str:
    """Markdown about the resources. with_picture: the client draws Mermaid."""
    return "\n".join(line for one in judged for line in _about(one, evidence, with_picture)).strip()


def _about(judged: JudgedResource, evidence: Evidence, with_picture: bool) -> Iterator[str]:
    yield f"### {code(judged.address)}"
    yield ""
    if isinstance(judged, JudgedFunction):
        yield f"{text(summary(judged.path))}."
        yield from _subnets(judged.path)
        if with_picture:
            yield from ("", "```mermaid", mermaid_of(diagram_of(judged.path), judged.address).rstrip(), "```")
        yield from facts(judged)
    else:
        users = functions_that_use(judged.address, evidence)
        if users:
            yield f"Used by {counted(len(users), 'function')}: {', '.join(code(user.address) for user in users)}."
    yield from results(judged)
    yield ""


def _subnets(path: NetworkPath) -> Iterator[str]:
    yield ""
    for subnet in path.subnets:
        place = ", ".join(part for part in (subnet.cidr, subnet.zone) if part)
        where = f" ({text(place)})" if place else ""
        target = f" {code(subnet.target)}" if subnet.target else ""
        way = f"way out: {text(subnet.way_out)}{target}" if subnet.way_out else "its way out is not known"
        yield f"- {code(subnet.address)}{where}, {way}"


def summary(path: NetworkPath) -> str:
    """The path in a few words: "2 zones, NAT gateway, reaches orders-db"."""
    if path.attached != "yes":
        return "in no VPC" if path.attached == "no" else "may be in a VPC"
    zones = {subnet.zone for subnet in path.subnets if subnet.zone}
    every_zone = len(zones) > 0 and all(subnet.zone for subnet in path.subnets) and not path.hidden_subnets
    words = [counted(len(zones), "zone") if every_zone else counted(len(path.subnets), "subnet")]
    words += dict.fromkeys(subnet.way_out for subnet in path.subnets if subnet.way_out)
    words += [f"{_OUTCOMES[need.outcome]} {need.name}" for need in path.needs if need.outcome in _OUTCOMES]
    return ", ".join(words)
