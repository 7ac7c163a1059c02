"""Network ACLs, their entries and which subnets have them, in every resource form."""

from __future__ import annotations

from dataclasses import replace

from lambdanet.aws.ports import ALL_PORTS, NAMES_OF_PROTOCOLS
from lambdanet.model import NetworkAcl, NetworkAclAssociation, NetworkAclRule
from lambdanet.readers.blocks import Block
from lambdanet.readers.resources.collection import Collection, reads
from lambdanet.values import Cause, Items, Known, Unknown, Value


@reads("aws_network_acl", "AWS::EC2::NetworkAcl")
def network_acl(block: Block, collection: Collection) -> None:
    """An ACL; Terraform may list entries and subnets inside it. Without entries it denies everything.

    Entries in it and entries of separate resources overwrite each other
    (https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/network_acl).
    """
    collection.network_acls.append(_acl(block, block.resource("vpc_id"), Known(False)))
    collection.note_lists(block, "ingress", "egress")
    _associate(block, block.identity, collection)


@reads("aws_default_network_acl")
def default_network_acl(block: Block, collection: Collection) -> None:
    """A VPC's default ACL, adopted: Terraform removes the entries that it had.

    Where it is not known whether the ACL is adopted, it may have the entries that AWS made.
    """
    named = block.resource("default_network_acl_id")
    acl = _acl(block, Known(None), Known(True))
    if isinstance(named, Unknown):
        acl = replace(acl, vpc=named)
    elif named.value:
        collection.same_as[named.value] = block.identity
        vpc, _, made = named.value.rpartition("/")
        unknown = Unknown(f"the VPC of {block.place.address} is not in the code", cause=Cause.NOT_DECLARED)
        acl = replace(acl, vpc=Known(vpc) if made == "default network ACL" else unknown)
    adopted = block.exists()
    if isinstance(adopted, Unknown):
        acl = replace(acl, ingress=Items(more=adopted), egress=Items(more=adopted))
    collection.network_acls.append(acl)
    collection.note_lists(block, "ingress", "egress")
    _associate(block, block.identity, collection)


def _acl(block: Block, vpc: Value[str | None], default: Value[bool]) -> NetworkAcl:
    return NetworkAcl(
        block.identity,
        block.place,
        vpc=vpc,
        default=default,
        ingress=_listed(block, "ingress"),
        egress=_listed(block, "egress"),
    )


def _listed(block: Block, direction: str) -> Items[NetworkAclRule]:
    entries = block.nested(direction) if block.language == "terraform" else Items[Block]()
    return entries.map(lambda entry: _rule(entry, block, Known(block.identity), Known(direction)))


@reads("aws_network_acl_rule", "AWS::EC2::NetworkAclEntry")
def network_acl_rule(block: Block, collection: Collection) -> None:
    """An entry declared on its own; inbound unless it says otherwise."""
    outbound = block.flag("egress", False)
    direction: Value[str] = outbound if isinstance(outbound, Unknown) else Known(_DIRECTIONS[outbound.value])
    collection.network_acl_rules.append(_rule(block, block, block.resource("network_acl_id"), direction))


_DIRECTIONS = {False: "ingress", True: "egress"}


def _rule(entry: Block, declared: Block, acl: Value[str | None], direction: Value[str]) -> NetworkAclRule:
    protocol = _protocol(entry)
    action = entry.text(_first_given(entry, "rule_action", "action"))
    return NetworkAclRule(
        declared.identity,
        declared.place,
        acl=acl,
        direction=direction,
        number=entry.number(_first_given(entry, "rule_number", "rule_no")),
        action=action if isinstance(action, Unknown) else Known((action.value or "").lower() or None),
        protocol=protocol,
        ports=_ports(entry, protocol),
        cidr=_cidr(entry),
    )


def _first_given(entry: Block, name: str, otherwise: str) -> str:
    return name if entry.datum(name) is not None else otherwise


def _protocol(entry: Block) -> Value[str]:
    text = entry.text("protocol")
    if isinstance(text, Unknown):
        return text
    if text.value is None:
        return Unknown(f"{entry.place.address}: an entry without a protocol")
    name = text.value.lower()
    return Known(NAMES_OF_PROTOCOLS.get(name, name))


def _ports(entry: Block, protocol: Value[str]) -> Value[tuple[int, int]]:
    if isinstance(protocol, Known) and protocol.value not in ("tcp", "udp"):
        return Known(ALL_PORTS)
    first, last = entry.number("from_port"), entry.number("to_port")
    if entry.language == "cloudformation":
        ranges = entry.nested("port_range")
        for element in (*ranges.elements, ranges.more):
            if isinstance(element, Unknown):
                return element
        for inner in ranges.known():
            first, last = inner.number("from"), inner.number("to")
    if isinstance(first, Unknown):
        return first
    if isinstance(last, Unknown):
        return last
    if first.value is None or last.value is None:
        return Unknown(f"{entry.place.address}: an entry without ports")
    return Known((first.value, last.value))


def _cidr(entry: Block) -> Value[str | None]:
    by_ipv4 = entry.text("cidr_block")
    return entry.text("ipv6_cidr_block") if by_ipv4 in (Known(None), Known("")) else by_ipv4


@reads("aws_network_acl_association", "AWS::EC2::SubnetNetworkAclAssociation")
def association(block: Block, collection: Collection) -> None:
    """A subnet's association with an ACL."""
    acl = block.resource("network_acl_id")
    collection.network_acl_associations.append(
        NetworkAclAssociation(block.identity, block.place, acl=acl, subnet=block.resource("subnet_id"))
    )


def _associate(block: Block, acl: str, collection: Collection) -> None:
    """The subnets that an ACL lists."""
    subnets = block.resources("subnet_ids") if block.language == "terraform" else Items[str]()
    for subnet in subnets.everything():
        collection.network_acl_associations.append(
            NetworkAclAssociation(block.identity, block.place, acl=Known(acl), subnet=subnet)
        )
