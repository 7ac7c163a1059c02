"""Security groups and their rules, in every resource form."""

from __future__ import annotations

from dataclasses import replace

from lambdanet.aws.ports import ALL_PORTS, NAMES_OF_PROTOCOLS
from lambdanet.identities import DEFAULT_GROUP, vpc_that_made
from lambdanet.model import Peer, PeerKind, SecurityGroup, SecurityGroupRule
from lambdanet.readers.blocks import Block
from lambdanet.readers.conversions import made_with, short
from lambdanet.readers.resources.collection import Collection, ExclusiveRules, reads
from lambdanet.readers.resources.data_sources import looked_for, looked_for_in
from lambdanet.undeclared import looked_up
from lambdanet.values import Items, Known, Unknown, Value

# Where a form of a rule names its peers: the kind of peer, and the attributes that hold one or several.
_PEERS: dict[PeerKind, tuple[str, ...]] = {
    "cidr": ("cidr_blocks", "ipv6_cidr_blocks", "cidr_ipv4", "cidr_ipv6", "CidrIp"),
    "prefix list": (
        "prefix_list_ids",
        "prefix_list_id",
        "DestinationPrefixListId",
        "SourcePrefixListId",
    ),
    "group": (
        "security_groups",
        "source_security_group_id",
        "referenced_security_group_id",
        "DestinationSecurityGroupId",
        "SourceSecurityGroupName",
    ),
}


@reads("aws_security_group")
def terraform_group(block: Block, collection: Collection) -> None:
    """A group in Terraform: the provider removes AWS's rule that allows all egress, so no rule means none.

    Rules in the group and rules of separate resources overwrite each other, unless changes are ignored
    (https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/security_group).
    """
    collection.security_groups.append(_group(block, block.resource("vpc_id"), Known(False)))
    collection.note_lists(block, "ingress", "egress")


@reads("aws_default_security_group")
def adopted_default_group(block: Block, collection: Collection) -> None:
    """A VPC's default group, adopted: Terraform removes all rules that it had.

    Where it is not known whether the group is adopted, it may have the rules that AWS made.
    """
    vpc = block.resource("vpc_id")
    group = _group(block, vpc, Known(True))
    adopted = block.exists()
    if isinstance(adopted, Unknown):
        group = replace(group, ingress=Items(more=adopted), egress=Items(more=adopted))
    collection.security_groups.append(group)
    collection.note_lists(block, "ingress", "egress")
    if isinstance(vpc, Known) and vpc.value:
        collection.same_as[made_with(vpc.value, DEFAULT_GROUP)] = block.identity


@reads("Custom::VpcRestrictDefaultSG")
def emptied_default_group(block: Block, collection: Collection) -> None:
    """A VPC's default group, from which a function of the CDK removes the rules that AWS made.

    https://docs.aws.amazon.com/cdk/api/v2/docs/aws-cdk-lib.aws_ec2.VpcProps.html, restrictDefaultSecurityGroup
    """
    group = block.resource("DefaultSecurityGroupId")
    vpc = vpc_that_made(group.value, DEFAULT_GROUP) if isinstance(group, Known) and group.value else None
    if isinstance(group, Known) and group.value and vpc is not None:
        exists = block.exists()
        rules: Items[SecurityGroupRule] = Items(more=exists) if isinstance(exists, Unknown) else Items()
        place = replace(block.place, address=f"the default security group of {short(vpc)}")
        collection.security_groups.append(
            SecurityGroup(
                group.value, place, declared=False, vpc=Known(vpc), default=Known(True), ingress=rules, egress=rules
            )
        )


@reads("AWS::EC2::SecurityGroup")
def cloudformation_group(block: Block, collection: Collection) -> None:
    """A group in CloudFormation: without egress rules in it, AWS adds ones that allow everything."""
    group = _group(block, block.resource("vpc_id"), Known(False))
    if group.egress == Items():
        everything = tuple(
            Known(
                SecurityGroupRule(
                    block.identity,
                    block.place,
                    group=Known(block.identity),
                    direction=Known("egress"),
                    protocol=Known("-1"),
                    ports=Known(ALL_PORTS),
                    peer=Known(Peer("cidr", cidr)),
                    implicit=True,
                )
            )
            for cidr in ("0.0.0.0/0", "::/0")
        )
        group = SecurityGroup(
            group.identity,
            group.place,
            vpc=group.vpc,
            default=group.default,
            ingress=group.ingress,
            egress=Items(everything),
        )
    collection.security_groups.append(group)


@reads("data.aws_security_group", "data.aws_security_groups")
def known_group(block: Block, collection: Collection) -> None:
    """A group that exists elsewhere, or one for each that is found; only the default group has the name "default"."""
    unknown = looked_up(block.identity, block.place.address)
    name = looked_for(block, "name", "group-name")
    default: Value[bool] = unknown
    if isinstance(name, Known) and name.value is not None:
        default = Known(name.value == "default")
    vpc = looked_for_in(block)
    collection.security_groups.append(
        SecurityGroup(
            block.identity,
            block.place,
            declared=False,
            vpc=unknown if vpc == Known(None) else vpc,
            default=default,
            ingress=Items(more=unknown),
            egress=Items(more=unknown),
        )
    )


def _group(block: Block, vpc: Value[str | None], default: Value[bool]) -> SecurityGroup:
    cloudformation = block.language == "cloudformation"
    return SecurityGroup(
        block.identity,
        block.place,
        vpc=vpc,
        default=default,
        ingress=_inline(block, "SecurityGroupIngress" if cloudformation else "ingress", "ingress"),
        egress=_inline(block, "SecurityGroupEgress" if cloudformation else "egress", "egress"),
    )


def _inline(block: Block, name: str, direction: str) -> Items[SecurityGroupRule]:
    entries = block.nested(name)
    rules: Items[SecurityGroupRule] = Items(more=entries.more)
    for entry in entries.elements:
        if isinstance(entry, Unknown):
            rules = rules + Items((entry,))
        else:
            rules = rules + _rules(entry.value, block, Known(block.identity), Known(direction))
    return rules


# The attributes among these that hold a single peer.
_SINGLE_PEERS = (
    *("cidr_ipv4", "cidr_ipv6", "CidrIp", "prefix_list_id", "DestinationPrefixListId", "SourcePrefixListId"),
    *("source_security_group_id", "referenced_security_group_id", "DestinationSecurityGroupId"),
    "SourceSecurityGroupName",
)
_LISTS_OF_PEERS = ("cidr_blocks", "ipv6_cidr_blocks", "prefix_list_ids", "security_groups", "self")

# The attributes of VPCs and subnets that are address blocks; AWS allows none larger than a /16, of IPv6 a /44.
# https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html
_BLOCKS_OF_NETWORKS = ("cidr_block", "ipv6_cidr_block", "CidrBlock")


@reads("aws_security_group_rule")
def standalone_rule(block: Block, collection: Collection) -> None:
    """A rule of the older separate form; one block may name several peers."""
    direction = block.text("type")
    known: Value[str] = Unknown(f"{block.place.address} says neither ingress nor egress")
    if isinstance(direction, Unknown) or direction.value in ("ingress", "egress"):
        known = direction  # type: ignore[assignment]  # it is one of the two
    _add(block, collection, block.resource("security_group_id"), known)


@reads("aws_vpc_security_group_ingress_rule")
def standalone_ingress(block: Block, collection: Collection) -> None:
    """A rule of the newer separate form."""
    _add(block, collection, block.resource("security_group_id"), Known("ingress"))


@reads("aws_vpc_security_group_egress_rule")
def standalone_egress(block: Block, collection: Collection) -> None:
    """A rule of the newer separate form."""
    _add(block, collection, block.resource("security_group_id"), Known("egress"))


@reads("aws_vpc_security_group_rules_exclusive")
def exclusive_rules(block: Block, collection: Collection) -> None:
    """All rules that a group may have: Terraform removes what else is in the account."""
    kept = {direction: block.resources(f"{direction}_rule_ids") for direction in ("ingress", "egress")}
    collection.exclusive_rules.append(ExclusiveRules(block.resource("security_group_id"), kept, block.identity))


@reads("AWS::EC2::SecurityGroupIngress")
def separate_ingress(block: Block, collection: Collection) -> None:
    """A separate rule of CloudFormation."""
    _add(block, collection, _group_id(block), Known("ingress"))


@reads("AWS::EC2::SecurityGroupEgress")
def separate_egress(block: Block, collection: Collection) -> None:
    """A separate rule of CloudFormation."""
    _add(block, collection, _group_id(block), Known("egress"))


def _group_id(block: Block) -> Value[str | None]:
    by_id = block.resource("group_id")
    return block.resource("group_name") if by_id == Known(None) else by_id


def _add(block: Block, collection: Collection, group: Value[str | None], direction: Value[str]) -> None:
    rules = _rules(block, block, group, direction)
    collection.security_group_rules.extend(rules.known())


def _rules(entry: Block, declared: Block, group: Value[str | None], direction: Value[str]) -> Items[SecurityGroupRule]:
    """One rule for each peer that the entry names."""
    protocol = _protocol(entry)
    ports = _ports(entry, protocol)
    peers = _peers(entry, group)

    def rule(peer: Value[Peer], certain: bool = True) -> Known[SecurityGroupRule]:
        return Known(
            SecurityGroupRule(
                declared.identity,
                declared.place,
                group=group,
                direction=direction,
                protocol=protocol,
                ports=ports,
                peer=peer,
                certain=certain,
                within_a_vpc=isinstance(peer, Unknown) and _is_block_of_network(peer),
            )
        )

    rules = [rule(peer) for peer in peers.elements]
    # Of a list of peers that is not known it is still known which ports the rules for them are about.
    if peers.more is not None:
        rules.append(rule(peers.more, certain=not rules and _has_one_peer(entry)))
    return Items(tuple(rules))


def _has_one_peer(entry: Block) -> bool:
    """Whether one attribute alone names the peer: AWS takes no rule without one, so there is one in any case."""
    given = [name for name in (*_SINGLE_PEERS, *_LISTS_OF_PEERS) if entry.datum(name) is not None]
    return len(given) == 1 and given[0] in _SINGLE_PEERS


def _is_block_of_network(peer: Unknown) -> bool:
    """Whether an unknown peer is an address block that AWS gives to a VPC or a subnet, or that is looked up there."""
    named = {f"{identity}.{attribute}" for identity in peer.candidates for attribute in _BLOCKS_OF_NETWORKS}
    return peer.symbol in named


def _protocol(entry: Block) -> Value[str]:
    spelled = "protocol" if entry.datum("protocol") is not None else "ip_protocol"
    text = entry.text(spelled)
    if isinstance(text, Unknown):
        return text
    if text.value is None:
        return Unknown(f"{entry.place.address}: a rule without a protocol")
    name = text.value.lower()
    return Known(NAMES_OF_PROTOCOLS.get(name, name))


def _ports(entry: Block, protocol: Value[str]) -> Value[tuple[int, int]]:
    if isinstance(protocol, Known) and protocol.value in ("-1", "icmp", "icmpv6"):
        return Known(ALL_PORTS)
    first, last = entry.number("from_port"), entry.number("to_port")
    if isinstance(first, Unknown):
        both = isinstance(last, Unknown) and last.symbol == first.symbol
        return first if both else first.of_another()  # without a symbol: it does not say the last port
    if isinstance(last, Unknown):
        return last.of_another()
    if first.value is None or last.value is None:
        return Unknown(f"{entry.place.address}: a rule without ports")
    if -1 in (first.value, last.value) and first.value != last.value:
        # EC2 takes -1 for both ends or for none; what Terraform makes of it the code does not say.
        return Unknown(f"{entry.place.address}: {first.value} to {last.value} is not a range of ports")
    return Known(ALL_PORTS if first.value == -1 else (first.value, last.value))


def _peers(entry: Block, group: Value[str | None]) -> Items[Peer]:
    peers: Items[Peer] = Items()
    for kind, names in _PEERS.items():
        for name in names:
            listed = entry.strings(name) if kind == "cidr" else entry.resources(name)
            peers = peers + listed.map(lambda found, kind=kind: _peer(kind, found, group))  # type: ignore[misc]
    own = entry.flag("self", False)
    if isinstance(own, Unknown):
        peers = peers + Items(more=own)
    elif own.value:
        peers = peers + Items.of([Peer("self", "self")])
    return peers


def _peer(kind: PeerKind, name: str, group: Value[str | None]) -> Peer:
    if kind == "group" and isinstance(group, Known) and group.value == name:
        return Peer("self", "self")
    return Peer(kind, name)
