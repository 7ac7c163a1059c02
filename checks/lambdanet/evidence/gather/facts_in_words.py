"""The facts about a function in the words of the schema ``lambdanet-evidence/1``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lambdanet.values import Unknown, Value

if TYPE_CHECKING:
    from lambdanet.queries.function_facts import FunctionFacts

UNDECIDED = "undecided"
NOT_APPLICABLE = "n/a"
_NAMES = {
    "vpc_attached": "in a VPC",
    "private_need": "needs a private resource",
    "private_dependencies": "private resources",
    "multiple_zones": "in several zones",
    "availability_zones": "availability zones",
    "uses_default_security_group": "uses the VPC's default group",
    "ingress_rules": "has ingress rules",
    "egress": "egress",
    "public_subnet": "in a public subnet",
    "nat_default_route": "leads to a NAT gateway",
    "mixed_routing": "default routes differ",
    "smallest_subnet_usable_ips": "addresses in its smallest subnet",
    "eni_permissions": "may manage network interfaces",
    "publicly_invokable": "anyone may invoke it",
}


def facts_in_words(facts: FunctionFacts) -> dict[str, Any]:
    """Name -> value: "yes", "no", a number, a list; "undecided" or "n/a" (the function is in no VPC)."""
    return {
        "vpc_attached": _truth(facts.vpc_attached),
        "private_need": _truth(facts.private_need),
        "private_dependencies": [
            {"resource": need.resource.address, "evidence": need.evidence, "port": need.port}
            for need in facts.private_dependencies
        ],
        "multiple_zones": _truth(facts.multiple_zones),
        "availability_zones": _zones(facts.availability_zones),
        "uses_default_security_group": _truth(facts.uses_default_security_group),
        "ingress_rules": _truth(facts.ingress_rules),
        "egress": _plain(facts.egress),
        "public_subnet": _truth(facts.public_subnet),
        "nat_default_route": _truth(facts.nat_default_route),
        "mixed_routing": _truth(facts.mixed_routing),
        "smallest_subnet_usable_ips": _plain(facts.smallest_subnet_usable_ips),
        "eni_permissions": _truth(facts.eni_permissions),
        "publicly_invokable": _truth(facts.publicly_invokable),
    }


def name_of_fact(name: str) -> str:
    """A fact of the schema as people say it: "in a VPC"."""
    return _NAMES[name]


def undecided_because(facts: FunctionFacts) -> dict[str, str]:
    """Name -> why the fact is undecided, of each that is."""
    return {name: value.reason for name, value in vars(facts).items() if isinstance(value, Unknown)}


def _truth(value: Value[bool] | None) -> str:
    plain = _plain(value)
    return plain if isinstance(plain, str) else "yes" if plain else "no"


def _zones(value: Value[tuple[str, ...]] | None) -> list[str] | str:
    """A function in no VPC has none of its own."""
    if value is None:
        return []
    return UNDECIDED if isinstance(value, Unknown) else list(value.value)


def _plain(value: Value[Any] | None) -> Any:
    if value is None:
        return NOT_APPLICABLE
    return UNDECIDED if isinstance(value, Unknown) else value.value
