"""The failures of what a function depends on: its subnets, groups, tables, VPC, endpoints and permissions.

A rule judges the resource in which the fix is made. So a function may pass all rules on a network that fails.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lambdanet.evidence.findings.evidence_model import is_open

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lambdanet.evidence.findings.evidence_model import Evidence
    from lambdanet.evidence.gather.findings_of_part import JudgedFunction, JudgedResource, Result
    from lambdanet.evidence.gather.network_path import NetworkPath

    Around = tuple[tuple[JudgedResource, Result], ...]


class FailuresAround:
    """Which open failures of other resources bear on which function."""

    def __init__(self, evidence: Evidence) -> None:
        self._by_name: dict[tuple[str, str, str], list[tuple[JudgedResource, Result]]] = {}
        self._naming: dict[tuple[str, str, str, int], list[tuple[JudgedResource, Result]]] = {}
        for resource in evidence.resources:
            for result in resource.results:
                if not is_open(result):
                    continue
                name = (resource.framework, resource.part, result.about)
                self._by_name.setdefault(name, []).append((resource, result))
                for named in result.related:
                    at = (resource.part, named.address, named.file, named.line)
                    self._naming.setdefault(at, []).append((resource, result))

    def of(self, function: JudgedFunction) -> Around:
        """What the function depends on and fails, each failure once, in the order of its path."""
        found: list[tuple[JudgedResource, Result]] = []
        for address in dict.fromkeys(_on_path(function.path)):
            found += self._by_name.get((function.framework, function.part, address), [])
        # What rests on the function itself: a URL, a permission, a role.
        found += self._naming.get((function.part, function.address, function.file, function.line), [])
        once = {(id(judged), result.rule): (judged, result) for judged, result in found}
        return tuple(once.values())


def _on_path(path: NetworkPath) -> Iterator[str]:
    """The addresses of what a function's packets go through."""
    yield path.vpc
    for subnet in path.subnets:
        yield from (subnet.address, subnet.acl, subnet.table, subnet.target)
    yield from (group.address for group in path.groups)
    yield from (endpoint.address for endpoint in path.endpoints)
