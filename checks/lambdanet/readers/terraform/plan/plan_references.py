"""What can be known of a value that a plan does not know, from the references of its expression.

A plan lists what an expression refers to and hides the rest of it: ``aws_subnet.x[count.index].id``,
``aws_subnet.x[*].id`` and ``slice(aws_subnet.x[*].id, 0, 2)`` all refer to ``aws_subnet.x``, and what is written
out beside a reference is not shown at all. Nor does the plan show how many elements a set has, as the lists of subnets
and security groups are: the provider for AWS marks them as unknown as a whole, and of the sets whose elements Terraform
does list two may turn out to be one (``tests/unit/terraform/test_plan_format.py`` holds all this against plans of
Terraform itself, 1.11.4). Yet what a value can be is often bounded:

A value that is not known is made from something that is not known: from the resources that it refers to, and never
from an index, a root variable or a text alone, all of which the plan knows. Where all of these resources are of the
type that the attribute asks for, it is the id of one of them, for no other attribute of theirs is such an id.

A list may have ids written out beside the references. They are ids of what exists already, which is never in a VPC
that this plan makes; and what a function or an endpoint lists is of one VPC.
"""

from __future__ import annotations

from typing import Any

from lambdanet.readers.datum import Reference
from lambdanet.records import dataclass
from lambdanet.values import Unknown

# By attribute, the types whose id it is, and no other attribute of which is the id of such a resource.
TYPES_OF_ATTRIBUTES = {
    **dict.fromkeys(("subnet_id", "subnet_ids", "subnets"), ("aws_subnet",)),
    **dict.fromkeys(("route_table_id", "route_table_ids"), ("aws_route_table", "aws_default_route_table")),
    **dict.fromkeys(
        ("security_group_id", "security_group_ids", "security_groups", "vpc_security_group_ids"),
        ("aws_security_group", "aws_default_security_group"),
    ),
    "vpc_id": ("aws_vpc",),
    "nat_gateway_id": ("aws_nat_gateway",),
    "allocation_id": ("aws_eip",),
    "gateway_id": ("aws_internet_gateway",),
    "role": ("aws_iam_role",),
}
LISTS_OF_ONE_VPC = (
    *("subnet_ids", "subnets", "route_table_ids"),
    *("security_group_ids", "security_groups", "vpc_security_group_ids"),
)


@dataclass(frozen=True)
class Group:
    """The instances that one reference may stand for.

    whole: it names no attribute, as none does before version 1.1 of Terraform. element: it is an element of what a
    block is repeated over.
    """

    references: tuple[Reference, ...]
    whole: bool
    element: bool = False

    @property
    def is_open(self) -> bool:
        """Whether some of the instances may be meant and others not, were it but one here."""
        repeated = any(reference.symbol.removesuffix(".id").endswith("]") for reference in self.references)
        return self.element or (self.whole and repeated)


@dataclass(frozen=True)
class Resolved:
    """What references lead to.

    hidden: what the plan does not show. known: what it knows, so that no value after apply is made from it alone.
    """

    groups: tuple[Group, ...]
    hidden: tuple[Unknown, ...]
    known: tuple[str, ...]

    @property
    def candidates(self) -> frozenset[str]:
        """Every resource that is, or may be, named."""
        named = {reference.identity for group in self.groups for reference in group.references}
        return frozenset(named.union(*(unknown.candidates for unknown in self.hidden)))


def references_in(references: Any) -> list[str]:
    """The references without those that only shorten the one before: a plan lists ``a.b.id`` and then ``a.b``.

    A reference to the whole ``a.b`` that comes after them is one of its own.
    """
    kept: list[str] = []
    last = ""
    for reference in references if isinstance(references, (list, tuple)) else ():
        if not isinstance(reference, str):
            continue
        if not last.startswith((f"{reference}.", f"{reference}[")):
            kept.append(reference)
        last = reference
    return kept
