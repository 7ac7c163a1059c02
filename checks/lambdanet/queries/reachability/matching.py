"""Whether a rule or an entry is about a connection's protocol and port."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lambdanet.values import Known, Unknown, Value

if TYPE_CHECKING:
    from lambdanet.queries.reachability.traffic import Flow


def covers(protocol: Value[str], ports: Value[tuple[int, int]], flow: Flow) -> Value[bool]:
    """Known to be true when it is about every port that may be meant, false when about none of them."""
    if isinstance(protocol, Unknown):
        return protocol
    if protocol.value == "-1":
        return Known(True)
    if protocol.value != flow.protocol:
        return Known(False)
    if isinstance(ports, Unknown):
        return ports
    first, last = ports.value
    if first <= flow.ports[0] and flow.ports[1] <= last:
        return Known(True)
    if last < flow.ports[0] or flow.ports[1] < first:
        return Known(False)
    return Unknown("the code does not say which port is used")
