"""Which resources use a security group, a subnet, a VPC or a function, from the names in the code.

Checkov's edges do not show this: in a scan of several root modules they lead to whichever resource has the name.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from lambdanet.identities import short
from lambdanet.model import Use
from lambdanet.readers.imported_ids import meant
from lambdanet.readers.surroundings.cloudformation_types import (
    FUNCTIONS,
    GROUPS_AND_SUBNETS,
    LAUNCHERS,
    NO_USERS,
    OF_FUNCTIONS,
)
from lambdanet.readers.surroundings.recipients import is_id_or_arn
from lambdanet.readers.terraform.awscc_types import type_in_awscc
from lambdanet.readers.terraform.configuration.configuration import Configuration
from lambdanet.readers.terraform.configuration.ids_written import ids_written_in
from lambdanet.readers.terraform.modules.declaration import Declaration
from lambdanet.readers.terraform.modules.module_instance import ModuleInstance
from lambdanet.readers.terraform.syntax.names_in import attributes_of, nodes_in
from lambdanet.readers.terraform.syntax.syntax import Expression, GetAttr, Literal, Object, Step, Traversal
from lambdanet.values import Unknown

# Resources that name a group, a subnet or its VPC without deploying anything that is reached there.
_NO_USERS = (
    "aws_subnet",
    "aws_route",
    "aws_main_route_table_association",
    "aws_default_route_table",
    "aws_internet_gateway",
    "aws_egress_only_internet_gateway",
    "aws_vpc_dhcp_options",
    "aws_vpc_ipv4_cidr_block_association",
    "aws_vpc_ipv6_cidr_block_association",
    "aws_iam_",
    "aws_cloudwatch_",
    "aws_ssm_parameter",
    "aws_security_group",
    "aws_default_security_group",
    "aws_vpc_security_group_",
    "aws_network_acl",
    "aws_default_network_acl",
    "aws_flow_log",
    "aws_ec2_tag",
    "aws_nat_gateway",
    "aws_ec2_transit_gateway_route",
    "aws_ec2_transit_gateway_prefix_list_reference",
    "aws_vpc_endpoint_route_table_association",
    # And those that name a function without running it, or that are read as what runs it.
    "aws_appautoscaling_",
    "aws_lambda_alias",
    "aws_lambda_function_event_invoke_config",
    "aws_lambda_permission",
    "aws_lambda_provisioned_concurrency_config",
    "aws_scheduler_schedule",
    # And those that admit a role, which is not what assumes it.
    *("aws_s3_bucket_policy", "aws_sqs_queue_policy", "aws_sns_topic_policy", "aws_kms_key", "aws_kms_grant"),
    *("aws_secretsmanager_secret_policy", "aws_ecr_repository_policy", "aws_efs_file_system_policy"),
    *("aws_opensearch_domain_policy", "aws_dynamodb_resource_policy", "aws_backup_vault_policy"),
    *("aws_eks_access_", "aws_lakeformation_permissions"),
)
_USERS = ("aws_cloudwatch_log_subscription_filter",)
# Of these some start tasks of ECS in the subnets and with the groups that they name.
_LAUNCHERS = ("aws_cloudwatch_event_target", "aws_scheduler_schedule")
_GROUPS_AND_SUBNETS = ("aws_security_group", "aws_default_security_group", "aws_subnet", "aws_default_subnet")
_FUNCTIONS = ("aws_lambda_function", "aws_lambda_capacity_provider")

_OF_FUNCTIONS = ("aws_security_group", "aws_default_security_group", "aws_subnet", "aws_vpc", "aws_iam_role")


class Uses:
    """Follows names through variables, locals, outputs and module calls to the resources that they stand for."""

    def __init__(self, configuration: Configuration) -> None:
        self._configuration = configuration
        self._by_target: dict[str, dict[tuple[str, str], Use]] = {}
        self._read_functions: set[bool] = set()
        self._targets: dict[tuple[int, str, str], frozenset[str]] = {}

    def of(self, identity: str) -> tuple[Use, ...]:
        """The uses of a resource; those of all instances of one block are the same.

        Functions, which are many, are read for what they may name besides their own network and role.
        """
        base = _base(identity)
        self._read(functions=False)
        # What is in an account is named by its id; which functions do that is in the model.
        if not is_id_or_arn(identity) and not is_network_or_role(short(base).split(".")[-2:][0]):
            self._read(functions=True)
        return tuple(self._by_target.get(base, {}).values())

    def _read(self, *, functions: bool) -> None:
        if functions in self._read_functions:
            return
        self._read_functions.add(functions)
        for module in (*self._configuration.instances(), *self._configuration.described()):
            for name, declaration in module.declarations.get("resource", {}).items():
                resource_type = name.split(".", 1)[0]
                if (resource_type in _FUNCTIONS) is functions:
                    use = use_of(resource_type, f"{module.prefix}{name}")
                    starts = use is None and resource_type in (*_LAUNCHERS, *_in_awscc(LAUNCHERS))
                    if starts:
                        use = Use("other", f"{module.prefix}{name}")
                    if use is not None and module.keys(declaration) != []:
                        self._note(use, self._targets_of(module, "resource", name), starts)
                        if not functions:
                            ids = ids_written_in(module, declaration, declaration.body)
                            self._note(use, frozenset(_base(meant(id)) for id in ids), starts)

    def _note(self, use: Use, targets: frozenset[str], starts: bool) -> None:
        """starts: only what tasks are started with is used."""
        for target in targets:
            if starts and not _is_of_tasks(target):
                continue
            self._by_target.setdefault(target, {})[(use.kind, use.address)] = use

    def _targets_of(self, module: ModuleInstance, kind: str, name: str) -> frozenset[str]:
        """The resources that a declaration names, directly or by what it names."""
        key = (id(module), kind, name)
        if key not in self._targets:
            self._targets[key] = frozenset()  # what depends on itself names nothing more that way
            declaration = module.find(kind, name)
            if declaration is not None:
                syntax: Any = declaration.attribute(name) if kind == "local" else declaration.body
                self._targets[key] = self._targets_in(module, syntax)
        return self._targets[key]

    def _targets_in(self, module: ModuleInstance, syntax: Any) -> frozenset[str]:
        found: set[str] = set()
        for node in nodes_in(syntax):
            names = (node.root, *attributes_of(node.steps)) if node.__class__ is Traversal else ()
            if len(names) < 2:
                continue
            first, second = names[0], names[1]
            if first == "var":
                if module.call is not None and module.parent is not None:
                    given = _taken(module.call.attribute(second), node.steps[1:])
                    found |= self._targets_in(module.parent, given)
            elif first == "local":
                found |= self._targets_of(module, "local", second)
            elif first == "module" and len(names) > 2:
                call = module.find("module", second)
                for instance in self._instances(module, call) if call is not None else ():
                    found |= self._targets_of(instance, "output", names[2])
            elif module.find("resource", f"{first}.{second}") is not None:
                found.add(module.identity(f"{first}.{second}"))
        return frozenset(found)

    def _instances(self, module: ModuleInstance, call: Declaration) -> list[ModuleInstance]:
        """The module instances that a call makes, as far as they are in the scan or described."""
        keys = module.keys(call)
        wanted = [None] if isinstance(keys, Unknown) else keys
        found = [self._configuration.called(module, call, key) for key in wanted]
        return [instance for instance in found if instance is not None]


def _taken(given: Expression | None, steps: tuple[Step, ...]) -> Expression | None:
    """What steps take of an argument: of an object that is written out, the attribute with a written name."""
    for step in steps:
        if not isinstance(given, Object) or not isinstance(step, GetAttr):
            break
        keys = [key.value if isinstance(key, Literal) else None for key, _ in given.entries]
        if None in keys or keys.count(step.name) != 1:
            break
        given = given.entries[keys.index(step.name)][1]
    return given


def is_network_or_role(resource_type: str) -> bool:
    """Whether functions use resources of the type in their own configuration, which the model has."""
    return resource_type.startswith((*_OF_FUNCTIONS, *_in_awscc(OF_FUNCTIONS)))


def _is_of_tasks(identity: str) -> bool:
    """Whether it is a group or a subnet."""
    resource_type = short(identity).split(".")[-2:][0]
    ids = ("sg-", "subnet-")
    return resource_type in (*_GROUPS_AND_SUBNETS, *_in_awscc(GROUPS_AND_SUBNETS)) or resource_type.startswith(ids)


def use_of(resource_type: str, address: str) -> Use | None:
    """How a resource of this type uses what it refers to; None when it deploys nothing there."""
    if resource_type in _FUNCTIONS or resource_type in _in_awscc(FUNCTIONS):
        return Use("function", address)
    if resource_type.startswith(("data.", *_NO_USERS, *_in_awscc(NO_USERS))) and resource_type not in _USERS:
        return None
    return Use("other", address)


@cache
def _in_awscc(types: tuple[str, ...]) -> tuple[str, ...]:
    """Types of CloudFormation as the provider awscc has them."""
    return tuple(type_in_awscc(each) for each in types if each.startswith("AWS::"))


def _base(identity: str) -> str:
    return identity[: identity.rfind("[")] if identity.endswith("]") else identity
