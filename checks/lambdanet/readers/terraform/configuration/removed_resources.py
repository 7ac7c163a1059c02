"""``removed`` blocks: what the code no longer has, and what stays in AWS as it was unless it is destroyed.

The code no longer says what it belongs to, such as the table of a route: that may be anything of the module.
https://developer.hashicorp.com/terraform/language/block/removed
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lambdanet.readers.surroundings.completing_types import NOTHING, way_of_giving
from lambdanet.readers.surroundings.recipients import Recipient
from lambdanet.readers.terraform.configuration.blocks_without_vertices import address_in, bodies_of
from lambdanet.readers.terraform.configuration.configuration import Configuration
from lambdanet.readers.terraform.configuration.naming import Naming
from lambdanet.readers.terraform.modules.ignored_changes import in_lifecycle
from lambdanet.readers.terraform.modules.module_instance import ModuleInstance
from lambdanet.readers.terraform.syntax.syntax import Body, GetAttr, Literal, Traversal

# What belongs to nothing else, and has no place in a network.
_ALONE = re.compile(
    r"aws_(?:s3_bucket(?!_notification)\w*|sqs_queue|sns_topic|dynamodb_table|kinesis_stream|ecr_\w+|kms_\w+|acm_\w+"
    r"|secretsmanager_secret(?:_version)?|ssm_parameter|cloudwatch_(?:metric_alarm|dashboard)|iam_(?:policy|role)"
    r"|cloudwatch_log_(?:group|stream|metric_filter|anomaly_detector|data_protection_policy))"
)
_ROLES, _GROUPS = ("aws_iam_role",), ("aws_security_group", "aws_default_security_group")
_WITH_FLOW_LOGS = (
    *("aws_vpc", "aws_default_vpc", "aws_subnet", "aws_default_subnet", "aws_network_interface"),
    *("aws_ec2_transit_gateway", "aws_ec2_transit_gateway_vpc_attachment"),
)
# What may belong to certain types only. https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs.html
_OF_TYPES = {
    "aws_flow_log": _WITH_FLOW_LOGS,
    **dict.fromkeys(("aws_iam_role_policy", "aws_iam_role_policy_attachment"), _ROLES),
    **dict.fromkeys(("aws_security_group_rule", "aws_vpc_security_group_ingress_rule"), _GROUPS),
    "aws_vpc_security_group_egress_rule": _GROUPS,
}


class RemovedResources:
    """What the files of modules remove without destroying it."""

    def __init__(self, configuration: Configuration, naming: Naming) -> None:
        self._configuration = configuration
        self._naming = naming
        self._source = configuration.source
        self._by_folder: dict[str, tuple[Traversal, ...]] = {}

    def of(self, module: ModuleInstance) -> Iterator[tuple[ModuleInstance, Recipient, tuple[str, ...]]]:
        """What stays of a module, each with the module instance that it was in, or that had its call.

        And the types of what it may belong to; none where that may be anything.
        """
        folder = module.own_directory()
        for address in self._in(folder) if folder else ():
            yield from self._places(module, address)

    def _in(self, folder: str) -> tuple[Traversal, ...]:
        if folder not in self._by_folder:
            self._by_folder[folder] = tuple(self._look(folder))
        return self._by_folder[folder]

    def _look(self, folder: str) -> Iterator[Traversal]:
        for body in bodies_of("removed", self._configuration.files_of(folder), self._source):
            address = address_in(body.attributes.get("from"))
            if address is not None and not _is_destroyed(body):
                yield address

    def _places(
        self, module: ModuleInstance, address: Traversal
    ) -> Iterator[tuple[ModuleInstance, Recipient, tuple[str, ...]]]:
        names = [address.root, *(step.name for step in address.steps if isinstance(step, GetAttr))]
        places = [module]
        while names[0] == "module" and len(names) > 1:
            call = places[0].find("module", names[1])
            if call is None:
                break
            places = [inner for place in places for inner in self._naming.instances(place, call)] or places
            names = names[2:] or [""]
        if len(names) > 1 and (_ALONE.fullmatch(names[0]) or not _may_belong(names[0])):
            return
        printed = _printed(address)
        for place in places:
            recipient = Recipient(f"{printed}, which was made beside {{}}, is removed without being destroyed")
            yield place, recipient, _OF_TYPES.get(names[0], ())


def _may_belong(kind: str) -> bool:
    """Whether a resource of this type, or what is in a module, may be of others or use them."""
    return kind == "module" or kind.startswith(("aws_", "awscc_")) or way_of_giving(kind) != NOTHING


def _is_destroyed(body: Body) -> bool:
    """Whether it says so: only then it is gone. OpenTofu asks for no ``lifecycle``."""
    return any(value == Literal(True) for value in in_lifecycle(body, "destroy"))


def _printed(address: Traversal) -> str:
    return ".".join([address.root, *(step.name for step in address.steps if isinstance(step, GetAttr))])
