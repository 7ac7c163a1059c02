"""What a secret may be for other than to log in over the network, and who may read one that no environment names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lambdanet.queries.caching import once_per_network
from lambdanet.queries.dependencies.named_for_others import allowed_actions, hidden_permissions, meet
from lambdanet.queries.roles.denials import is_denied
from lambdanet.values import Known, Unknown

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

    from lambdanet.model import Carrier, ExecutionRole, Function, Mention, Network, PolicyStatement

_READING = "secretsmanager:getsecretvalue"
_LEADING = ("endpoint", "credentials")


def sent_by_api(network: Network, role: ExecutionRole | None, database: str) -> Unknown | None:
    """Why statements for a database may go by a Data API, which takes the secret's ARN, and needs no VPC.

    https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/data-api.html
    """
    resource = network.private_resources.get(database)
    if resource is None or resource.data_api == Known(False) or role is None:
        return None
    prefix = "redshift-data" if resource.kind.startswith("Redshift") else "rds-data"
    clause = f"by which the function may send statements to {resource.address} through the Data API"
    for action in allowed_actions(role):
        if meet(action, f"{prefix}:*"):
            return Unknown(f"{role.address} allows {action}, {clause}")
    return next(hidden_permissions(role), None)


def read_without_a_name(network: Network, role: ExecutionRole, needed: AbstractSet[str]) -> Unknown | None:
    """Why a function may depend on a database: its role may read the database's secret, and no environment names it.

    needed: what the function depends on for sure.
    """
    if is_denied(role, _READING):
        return None
    given = _given(network).get(role.identity, frozenset())
    for statement in role.statements.known():
        if statement.effect != Known("Allow") or _READING not in statement.actions.known():
            continue
        for carrier in _named(network, statement):
            further = [mention for mention in carrier.mentions if mention.resource not in needed]
            private = any(_leads_to_private(network, mention) for mention in further)
            if private and not carrier.identities & given:
                clause = f"{role.address} may read {_called(network, carrier)}"
                return Unknown(f"{clause}, and the code does not say what for")
    return None


def _called(network: Network, carrier: Carrier) -> str:
    named = next(
        (network.service_resources[one] for one in carrier.identities if one in network.service_resources), None
    )
    return carrier.address if named is None else named.address


def _leads_to_private(network: Network, mention: Mention) -> bool:
    resource = network.private_resources.get(mention.resource)
    return resource is not None and resource.private != Known(False) and mention.attribute in _LEADING


def _named(network: Network, statement: PolicyStatement) -> list[Carrier]:
    found = []
    for unknown in statement.resources.unknowns():
        for identity in sorted(unknown.candidates):
            carrier = network.carriers.get(identity)
            if carrier is not None and carrier.kind == "secret":
                found.append(carrier)
    return found


@once_per_network
def _given(network: Network) -> dict[str, frozenset[str]]:
    """By role: what the environments of the functions that have it name."""
    found: dict[str, frozenset[str]] = {}
    for function in network.functions.values():
        role = _role(function)
        named = frozenset(mention.resource for mention in function.environment.known())
        found[role] = found.get(role, frozenset()) | named
    return found


def _role(function: Function) -> str:
    return function.role.value or "" if isinstance(function.role, Known) else ""
