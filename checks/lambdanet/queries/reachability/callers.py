"""Who calls what: a function in one of its subnets, and an AWS service or a resource of it."""

from __future__ import annotations

from lambdanet.queries.reachability.traffic import End
from lambdanet.records import dataclass
from lambdanet.values import Items, Known, Value

PRIVATE_API = "private API"
PUBLIC_API = "public API"


@dataclass(frozen=True)
class Call:
    """What is called. service: by the name of its VPC endpoint.

    region: of what is called; ``Known(None)`` is the Region of the whole configuration, None the function's own, where
        nothing is named.
    resources: identities of what is called, where the code names it.
    api: for API Gateway, one of the constants above, or "" where that does not matter.
    """

    service: str
    region: Value[str | None] | None = None
    resources: tuple[str, ...] = ()
    api: Value[str] = Known("")


@dataclass(frozen=True)
class Caller:
    """From where calls go: all of a function that decides about their way.

    named: endpoints that the environment names, or may. owner: the function's address, where reasons name it.
    region: of what is called; None where it is that of the function.
    """

    subnet: str
    groups: Items[str]
    dual_stack: Value[bool]
    managed: Value[bool]
    named: frozenset[str]
    region: Value[str | None] | None = None
    owner: str = ""

    @property
    def end(self) -> End:
        """The end of the connection."""
        return End(Known(self.subnet), self.groups)
