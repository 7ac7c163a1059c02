"""Ids of resources that exist and that the code takes over: whoever writes one out means the code's resource."""

from __future__ import annotations

import re
from collections.abc import Mapping

from lambdanet.given.in_force import environment

# What has ids of each kind, as AWS makes them, by the words that follow ``aws_`` in its type. The provider imports some
# resources by the id of another one: the options of a VPC by that of the VPC, a policy by the ARN of what it is for.
_OWNERS = {
    "vpc": "vpc",
    "subnet": "subnet",
    "sg": "security_group",
    "sgr": "vpc_security_group_ingress_rule|vpc_security_group_egress_rule",
    "rtb": "route_table",
    "acl": "network_acl",
    "igw": "internet_gateway",
    "eigw": "egress_only_internet_gateway",
    "nat": "nat_gateway",
    "vgw": "vpn_gateway",
    "cagw": "carrier_gateway",
    "vpce": "vpc_endpoint",
    "pcx": "vpc_peering_connection(?:_accepter)?",
    "tgw": "transit_gateway",
    "tgw-attach": "transit_gateway_.*attachment(?:_accepter)?",
    "tgw-rtb": "transit_gateway_route_table",
    "eni": "network_interface",
    "eipalloc": "eip",
    "pl": "managed_prefix_list",
    "dopt": "vpc_dhcp_options|dhcp_options",
    "fl": "flow_log",
    "i": "instance",
    "fs": "file_system",
    "fsap": "access_point",
    "fsmt": "mount_target",
}
_OWN = {kind: re.compile(rf"aws(?:cc)?_(?:default_|(?:ec2|efs)_)?(?:{owners})") for kind, owners in _OWNERS.items()}
# The same of ARNs, by the service and the kind of resource in them; topics have no kind. Who else is imported by an ARN
# is so by another resource's, or is not asked for by it.
_ARNS = {
    ("sns", ""): "sns_topic",
    ("iam", "policy"): "iam_(?:managed_)?policy",
    ("iam", "role"): "iam_(?:service_linked_)?role",
    ("lambda", "function"): "lambda_function",
    ("secretsmanager", "secret"): "secretsmanager_secret",
    ("elasticloadbalancing", "loadbalancer"): "a?lb|elasticloadbalancingv2_load_balancer",
    ("elasticloadbalancing", "listener"): "(?:a?lb|elasticloadbalancingv2)_listener",
    ("elasticloadbalancing", "targetgroup"): "(?:a?lb|elasticloadbalancingv2)_target_group",
    ("states", "stateMachine"): "(?:sfn|stepfunctions)_state_machine",
    ("kafka", "cluster"): "msk_(?:serverless_)?cluster",
}
_OWN_ARN = {of: re.compile(rf"aws(?:cc)?_(?:{owners})") for of, owners in _ARNS.items()}
_ARN = re.compile(r"arn:[^:]*:([^:]*):[^:]*:[^:]*:(?:([\w-]+)[:/])?.*")
_ID = re.compile(r"([a-z]+(?:-[a-z]+)*)-[0-9a-f]{8,17}")

# Expressions are evaluated when a rule asks, which is after all environments have been read: each has its own ids.
_known: dict[str, Mapping[str, str]] = {}
_last: Mapping[str, str] = {}


def know_none() -> None:
    """Forget all: another scan begins."""
    global _last
    _known.clear()
    _last = {}


def know(identities: Mapping[str, str]) -> None:
    """Take these, and no others, in the environment that is being read: id -> identity of the code's resource."""
    global _last
    _known[environment()] = _last = identities


def _of_environment() -> Mapping[str, str]:
    # A plan is read for the environment that is asked for, and judged for none.
    return _known.get(environment(), _last)


def known() -> tuple[Mapping[str, Mapping[str, str]], Mapping[str, str]]:
    """What is known now in all environments, as ``resume`` takes it."""
    return {**_known}, _last


def resume(state: tuple[Mapping[str, Mapping[str, str]], Mapping[str, str]]) -> None:
    """Know what was known then, and nothing else."""
    global _known, _last
    _known, _last = {**state[0]}, state[1]


def meant(id: str) -> str:
    """The identity of the resource with the id: that of the code's block, where code takes it over, else the id."""
    return _of_environment().get(id, id)


def is_imported(id: str) -> bool:
    """Whether code takes over what has the id."""
    return id in _of_environment()


def is_own(id: str, kind: str) -> bool:
    """Whether an id or ARN that a resource of this type is known by is AWS's of it: no name, and not of another."""
    own = _types_with(id)
    return own is not None and own.fullmatch(kind) is not None


def is_of_another(id: str, kind: str) -> bool:
    """Whether AWS has such ids, or ARNs, of resources of another type."""
    own = _types_with(id)
    return own is not None and own.fullmatch(kind) is None


def _types_with(id: str) -> re.Pattern[str] | None:
    """The types of resources of which AWS makes such ids; None where that is not known, as of a name."""
    arn, found = _ARN.fullmatch(id), _ID.fullmatch(id)
    if arn is not None:
        return _OWN_ARN.get((arn[1], arn[2] or ""))
    return _OWN.get(found[1]) if found is not None else None
