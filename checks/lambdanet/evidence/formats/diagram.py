"""A function's network as boxes and lines, before anyone decides how they are drawn.

From left to right: the function with its security groups, its subnets by zone, their route tables, the ways out, and
what the function needs.
"""

from __future__ import annotations

from collections.abc import Iterator

from lambdanet.evidence.gather.network_path import REACHED, STOPPED, Need, NetworkPath, SubnetOnPath
from lambdanet.evidence.gather.path_of_function import INSIDE, OWN_NETWORK
from lambdanet.kit.wording import counted
from lambdanet.records import dataclass

FUNCTION = "function"
# Stands for the name of the function: functions with equal networks share a diagram.
NAME = "\N{NO-BREAK SPACE}"
OK, STOP, UNKNOWN, PLAIN = "ok", "stop", "unknown", "plain"
_NO_WAY = "no way for a function, which has no public address"
_TONES = {REACHED: OK, STOPPED: STOP}
_TO_THE_INTERNET = ("NAT gateway", "internet gateway")


@dataclass(frozen=True)
class Box:
    """One thing. column: from 0 at the left. frame: the availability zone around it, None when there is none.

    kind: what it is, in AWS's words. name: its address. lines: more about it. tone: one of the constants above.
    marks: the numbers of the needs whose packets stop here.
    """

    id: str
    column: int
    kind: str
    name: str
    lines: tuple[str, ...] = ()
    tone: str = PLAIN
    frame: str | None = None
    marks: tuple[int, ...] = ()


@dataclass(frozen=True)
class Line:
    """A line between two boxes, by their ids."""

    source: str
    target: str
    tone: str = PLAIN


@dataclass(frozen=True)
class Diagram:
    """Boxes and lines. vpc: the VPC around the columns 1 to 3; "" when the function is in none."""

    vpc: str
    boxes: tuple[Box, ...]
    lines: tuple[Line, ...]


def diagram_of(path: NetworkPath) -> Diagram:
    """The diagram; the function's box has ``NAME`` in the place of its name."""
    needs = list(enumerate(path.needs, start=1))
    if path.attached != "yes":
        return _outside(path, needs)
    marks = _Marks(path, needs)
    boxes = [Box(FUNCTION, 0, "Lambda function", NAME, marks=marks.at("function"))]
    boxes += [
        Box(f"g{n}", 0, "security group", group.address, _rules(group.egress, group.ingress), marks=marks.at(f"g{n}"))
        for n, group in enumerate(path.groups)
    ]
    lines = [Line(FUNCTION, f"g{n}") for n in range(len(path.groups))]
    tables = {table.address: f"t{n}" for n, table in enumerate(path.tables)}
    ways: dict[tuple[str, str], str] = {}
    out: dict[str, set[str]] = {}
    local = [need for _, need in needs if need.kind != "AWS service"]
    if local:
        ways[(INSIDE, "")] = "w0"
    for n, subnet in enumerate(path.subnets):
        boxes.append(_subnet(f"s{n}", subnet, marks.at(f"s{n}")))
        lines.append(Line(FUNCTION, f"s{n}"))
        before = tables.get(subnet.table, f"s{n}")
        if before != f"s{n}":
            lines.append(Line(f"s{n}", before))
        way = ways.setdefault((subnet.leads_to, subnet.target or subnet.because), f"w{len(ways)}")
        out.setdefault(way, set()).add(subnet.internet)
        lines += [Line(before, way, _tone_of_way(subnet.leads_to))]
        if local:
            lines.append(Line(before, "w0"))
    _add_hidden(path, boxes, lines, ways)
    for n, table in enumerate(path.tables):
        routes = tuple(f"{destination} → {kind} {target}".rstrip() for destination, kind, target in table.routes)
        boxes.append(Box(f"t{n}", 2, "route table", table.address, routes, marks=marks.at(f"t{n}")))
    boxes += [_way(id, kind, target) for (kind, target), id in ways.items()]
    endpoints = {endpoint.address: f"e{n}" for n, endpoint in enumerate(path.endpoints)}
    for n, endpoint in enumerate(path.endpoints):
        boxes.append(Box(f"e{n}", 3, f"{endpoint.kind} endpoint".strip(), endpoint.address, (endpoint.service,)))
        sources = [tables.get(subnet.table, f"s{m}") for m, subnet in enumerate(path.subnets)]
        lines += [Line(source, f"e{n}") for source in dict.fromkeys(sources)]
    boxes += _internet(ways, out, lines)
    for number, need in needs:
        boxes.append(_need(number, need, marks.at(f"n{number}")))
        lines += [Line(way, f"n{number}", _TONES.get(need.outcome, UNKNOWN)) for way in _ways_to(need, ways, endpoints)]
    return Diagram(path.vpc or "not known", tuple(boxes), tuple(dict.fromkeys(lines)))


def _add_hidden(path: NetworkPath, boxes: list[Box], lines: list[Line], ways: dict[tuple[str, str], str]) -> None:
    """Boxes for the groups and the subnets that the code does not say."""
    for n, reason in enumerate(path.hidden_groups):
        boxes.append(Box(f"hg{n}", 0, "security groups not known", "", (reason,), UNKNOWN))
        lines.append(Line(FUNCTION, f"hg{n}", UNKNOWN))
    for n, reason in enumerate(path.hidden_subnets):
        boxes.append(Box(f"hs{n}", 1, "subnets not known", "", (reason,), UNKNOWN))
        way = ways.setdefault(("", ""), f"w{len(ways)}")
        lines += [Line(FUNCTION, f"hs{n}", UNKNOWN), Line(f"hs{n}", way, UNKNOWN)]


def _outside(path: NetworkPath, needs: list[tuple[int, Need]]) -> Diagram:
    unknown = path.attached != "no"
    kind = "network not known" if unknown else OWN_NETWORK
    clauses = (path.because,) if unknown else ("leads to the internet, and to no private resource",)
    stopped = tuple(number for number, need in needs if need.outcome == STOPPED)
    boxes = [
        Box(FUNCTION, 0, "Lambda function", NAME),
        Box("w0", 3, kind, "", clauses, UNKNOWN if unknown else PLAIN, marks=stopped),
        Box("internet", 4, "the internet", "", (), UNKNOWN if unknown else OK),
        *(_need(number, need, ()) for number, need in needs),
    ]
    tone = UNKNOWN if unknown else OK
    lines = [Line(FUNCTION, "w0"), Line("w0", "internet", tone)]
    lines += [Line("w0", f"n{number}", _TONES.get(need.outcome, UNKNOWN)) for number, need in needs]
    return Diagram("", tuple(boxes), tuple(lines))


def _rules(egress: tuple[str, ...], ingress: tuple[str, ...]) -> tuple[str, ...]:
    out = tuple(f"out: {rule}" for rule in egress) or ("out: nothing",)
    return (*out, *(f"in: {rule}" for rule in ingress))


def _subnet(id: str, subnet: SubnetOnPath, marks: tuple[int, ...]) -> Box:
    lines = [subnet.cidr or "block not known"]
    if subnet.size is not None:
        lines.append(f"{counted(subnet.size, 'usable address').replace('addresss', 'addresses')}")
    if subnet.demand:
        lines.append(f"interfaces in it: {subnet.demand}")
    if subnet.acl:
        lines.append(f"network ACL {subnet.acl}")
    if not subnet.table and subnet.because:
        lines.append(f"route table not known: {subnet.because}")
    return Box(id, 1, "subnet", subnet.address, tuple(lines), frame=subnet.zone or "zone not known", marks=marks)


def _tone_of_way(kind: str) -> str:
    if not kind:
        return UNKNOWN
    return STOP if kind == "internet gateway" else PLAIN


def _way(id: str, kind: str, target: str) -> Box:
    if not kind:
        return Box(id, 3, "way out not known", "", (target,) if target else (), UNKNOWN)
    if kind == "nowhere":
        return Box(id, 3, "no default route", "", ("packets to the internet are dropped",), PLAIN)
    if kind == "internet gateway":
        return Box(id, 3, kind, target, (_NO_WAY,), STOP)
    if kind == INSIDE:
        return Box(id, 3, "local route", "", (INSIDE,))
    return Box(id, 3, kind, target)


def _internet(ways: dict[tuple[str, str], str], out: dict[str, set[str]], lines: list[Line]) -> Iterator[Box]:
    """The internet, behind the ways that lead there, or seem to. out: the outcome of packets on each way."""
    leading = [(id, _tone_of(out.get(id, set()))) for (kind, _), id in ways.items() if kind in _TO_THE_INTERNET]
    if leading:
        lines += [Line(id, "internet", tone) for id, tone in leading]
        tones = {tone for _, tone in leading}
        yield Box("internet", 4, "the internet", "", (), next(tone for tone in (STOP, UNKNOWN, OK) if tone in tones))


def _tone_of(outcomes: set[str]) -> str:
    return next((_TONES[outcome] for outcome in (STOPPED, REACHED) if outcomes == {outcome}), UNKNOWN)


def _need(number: int, need: Need, marks: tuple[int, ...]) -> Box:
    port = "" if need.port is None else f", port {need.port}"
    lines = [need.evidence]
    if need.outcome == REACHED:
        lines.append(f"reached by {need.way}" if need.way and need.way != INSIDE else f"reached {need.way}".rstrip())
    elif need.outcome == STOPPED:
        lines += [f"stops: {clause}" for _, _, clause in need.stops[:2]] or ["not reached"]
    else:
        lines.append(f"not known: {need.because}")
    tone = _TONES.get(need.outcome, UNKNOWN)
    return Box(f"n{number}", 4, f"{number} · {need.kind}{port}", need.name, tuple(lines), tone, marks=marks)


def _ways_to(need: Need, ways: dict[tuple[str, str], str], endpoints: dict[str, str]) -> Iterator[str]:
    """The last boxes before a need."""
    if need.kind != "AWS service":
        yield "w0"
    elif need.by in endpoints:
        yield endpoints[need.by]
    else:
        nat = [id for (kind, target), id in ways.items() if kind == "NAT gateway" and need.by in ("", target)]
        yield from nat or [id for (kind, _), id in ways.items() if kind != INSIDE]


class _Marks:
    """At which boxes the packets for which needs stop."""

    def __init__(self, path: NetworkPath, needs: list[tuple[int, Need]]) -> None:
        self._by_box: dict[str, list[int]] = {}
        for number, need in needs:
            for kind, address, _ in need.stops:
                for box in _boxes_of_stop(path, kind, address) or [f"n{number}"]:
                    self._by_box.setdefault(box, []).append(number)

    def at(self, box: str) -> tuple[int, ...]:
        return tuple(dict.fromkeys(self._by_box.get(box, ())))


def _boxes_of_stop(path: NetworkPath, kind: str, address: str) -> list[str]:
    if kind == "egress":
        named = [f"g{n}" for n, group in enumerate(path.groups) if group.address == address]
        return named or [f"g{n}" for n in range(len(path.groups))] or ["function"]
    if kind == "network ACL":
        return [f"s{n}" for n, subnet in enumerate(path.subnets) if address in (subnet.acl, subnet.address)]
    if kind == "route":
        tables = [f"t{n}" for n, table in enumerate(path.tables) if table.address == address]
        return tables or [f"s{n}" for n, subnet in enumerate(path.subnets) if subnet.address == address]
    return []
