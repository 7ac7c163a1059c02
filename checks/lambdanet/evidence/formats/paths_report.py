"""The network path of each function as a picture of characters, for a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from lambdanet.evidence.gather.network_path import REACHED, STOPPED
from lambdanet.plain_text import plain, without_commands

if TYPE_CHECKING:
    from lambdanet.evidence.findings.evidence_model import Evidence
    from lambdanet.evidence.gather.findings_of_part import JudgedFunction
    from lambdanet.evidence.gather.network_path import Need, NetworkPath

# Plain ASCII: it has to be readable in every terminal, whatever its code page.
_ARROWS = {REACHED: "-->", STOPPED: "-X-"}
_NOT_KNOWN = "-?-"


def render(evidence: Evidence) -> str:
    """The pictures, one below the other."""
    return "".join(f"{without_commands(plain(line))}\n" for line in _lines(evidence))


def _lines(evidence: Evidence) -> Iterator[str]:
    for number, function in enumerate(evidence.functions):
        if number:
            yield ""
        yield from _picture(function)
    yield from ("", "-->  reaches it    -X-  is stopped    -?-  not known from the code")


def _picture(function: JudgedFunction) -> Iterator[str]:
    path = function.path
    yield function.address
    if function.of_environments:
        yield f"  {function.of_environments}"
    branches = [*_ways(path), *(_need(need) for need in path.needs)]
    for position, branch in enumerate(branches, start=1):
        first, *more = branch
        last = position == len(branches)
        yield f"  {'`' if last else '|'}-{first}"
        yield from (f"  {' ' if last else '|'}    {line}" for line in more)


def _ways(path: NetworkPath) -> Iterator[list[str]]:
    if path.attached == "no":
        yield ["--> the internet, by Lambda's own network: the function is in no VPC"]
        return
    if path.attached != "yes":
        yield [f"{_NOT_KNOWN} whether it is in a VPC is not known: {path.because}"]
        return
    for subnet in path.subnets:
        place = ", ".join(word for word in (subnet.cidr, subnet.zone) if word)
        leads = " ".join(word for word in (subnet.way_out, subnet.target) if word)
        arrow = _ARROWS.get(subnet.internet, _NOT_KNOWN)
        yield [f" {subnet.address}{f' ({place})' if place else ''} {arrow} the internet, by {leads or 'nothing'}"]
    for why in dict.fromkeys(path.hidden_subnets):
        yield [f"{_NOT_KNOWN} its other subnets are not known: {why}"]


def _need(need: Need) -> list[str]:
    name = f"{need.name} ({need.kind}{f', port {need.port}' if need.port else ''})"
    way = f", by {need.by or need.way}" if need.outcome == REACHED and (need.by or need.way) else ""
    why = [clause for _, _, clause in need.stops] if need.outcome == STOPPED else [need.because]
    return [f"{_ARROWS.get(need.outcome, _NOT_KNOWN)} {name}{way}", *dict.fromkeys(filter(None, why))]
