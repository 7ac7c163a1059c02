"""Lambda functions and the capacity providers that lend a function their network."""

from __future__ import annotations

from dataclasses import replace

from lambdanet.identities import configuration_of
from lambdanet.model import FileSystemMount, Function, Mention, NamedService
from lambdanet.readers.blocks import Block
from lambdanet.readers.conversions import identity_of, printed
from lambdanet.readers.datum import Datum, Listing, Reference, Text
from lambdanet.readers.resources.collection import Collection, reads
from lambdanet.readers.resources.concurrency import memory, provisioned_concurrency, reserved_concurrency
from lambdanet.readers.resources.http_proxies import through_proxy
from lambdanet.readers.resources.mentioned_ports import name_a_port
from lambdanet.readers.resources.mentions import mentions_in
from lambdanet.readers.resources.names import FUNCTION, ROLE, note_name
from lambdanet.readers.resources.names_of_records import with_records
from lambdanet.readers.resources.names_of_secrets import with_stored
from lambdanet.readers.resources.service_names import service_in_value
from lambdanet.values import Cause, Items, Known, Unknown, Value, any_of, negation

# Where a function names its capacity provider.
_CAPACITY_PROVIDER = (
    "capacity_provider_config",
    "lambda_managed_instances_capacity_provider_config",
    "capacity_provider_arn",
)
_CAPACITY_PROVIDER_IN_SAM = ("capacity_provider_config", "arn")


@reads("aws_lambda_function", "AWS::Lambda::Function", "AWS::Serverless::Function")
def function(block: Block, collection: Collection) -> None:
    """A function. Empty lists in its VPC configuration mean that it is in no VPC."""
    subnets, security_groups, dual_stack = _network(block)
    note_name(block, FUNCTION, "function_name", collection)
    managed, provider = _capacity_provider(block)
    if isinstance(managed, Unknown):
        subnets = security_groups = Items(more=managed)
    elif managed.value:
        doubt = Unknown(f"{block.place.address} has the network of its capacity provider")
        unknown: Items[str] = Items(more=doubt)
        subnets, security_groups = collection.function_network_of_provider.get(provider or "", (unknown, unknown))
    collection.functions.append(
        Function(
            block.identity,
            block.place,
            subnets=subnets,
            security_groups=security_groups,
            managed_instances=managed,
            dual_stack=dual_stack,
            role=_role(block, collection),
            environment=_environment(block, collection),
            named_services=_named_services(block),
            through_proxy=through_proxy(block),
            has_dead_letters=_has_dead_letters(block),
            file_systems=_file_systems(block),
            tags=_tags(block),
            memory=memory(block),
            reserved_concurrency=reserved_concurrency(block),
            provisioned_concurrency=provisioned_concurrency(block),
            snap_start=_snap_start(block),
            name=block.text("function_name"),
            region=block.region(),
        )
    )


def _role(block: Block, collection: Collection) -> Value[str | None]:
    """The execution role, also by an ARN that is put together from the account and its name."""
    named = block.resource("role")
    datum = block.datum("role")
    if isinstance(named, Unknown) and isinstance(datum, Text) and ":role/" in datum.literal_end():
        name = datum.literal_end().partition(":role/")[2]
        declared = [
            role
            for role in collection.named.get((ROLE, name), ())
            if configuration_of(role) == configuration_of(block.identity)
        ]
        if len(declared) == 1:
            return Known(declared[0])
        reason = f'the role "{printed(datum)}" is not declared in the scanned code'
        return replace(named, reason=f"{block.place.address}: {reason}", cause=Cause.NOT_DECLARED)
    return named


@reads("aws_lambda_capacity_provider", "AWS::Lambda::CapacityProvider", "AWS::Serverless::CapacityProvider")
def capacity_provider(block: Block, collection: Collection) -> None:
    """A capacity provider: its functions run in its subnets and security groups."""
    subnets, security_groups, _ = _network(block)
    collection.function_network_of_provider[block.identity] = (subnets, security_groups)


def _network(block: Block) -> tuple[Items[str], Items[str], Value[bool]]:
    """Subnets, security groups and the dual-stack switch of the VPC configuration."""
    configured = block.nested("vpc_config")
    if not configured.elements:
        if configured.more is None:
            return Items(), Items(), Known(False)
        unknown: Items[str] = Items(more=configured.more)
        return unknown, unknown, configured.more
    inner = configured.elements[0]
    if isinstance(inner, Unknown):
        return Items(more=inner), Items(more=inner), inner
    config = inner.value
    dual_stack = "Ipv6AllowedForDualStack" if block.language == "cloudformation" else "ipv6_allowed_for_dual_stack"
    subnets, groups = (_that_must_be_there(config, name) for name in ("subnet_ids", "security_group_ids"))
    return subnets, groups, config.flag(dual_stack, False)


def _that_must_be_there(config: Block, name: str) -> Items[str]:
    """A list that Terraform's provider demands."""
    refused = config.null_refused(name)
    return config.resources(name) if refused is None else Items(more=refused)


def _snap_start(block: Block) -> Value[bool]:
    """Whether published versions start from a snapshot."""
    configured = block.nested("snap_start")
    known: Value[bool] = Known(False) if configured.more is None else configured.more
    for element in configured.elements:
        applied = element if isinstance(element, Unknown) else element.value.text("apply_on")
        known = applied if isinstance(applied, Unknown) else Known(applied.value == "PublishedVersions")
    return known


def _capacity_provider(block: Block) -> tuple[Value[bool], str | None]:
    """Whether the function runs on a capacity provider, and on which, if that is known.

    SAM has the ARN one level higher, under a name of its own
    (https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-function-capacityproviderconfig.html).
    """
    inner = block
    *path, arn = _CAPACITY_PROVIDER_IN_SAM if block.type == "AWS::Serverless::Function" else _CAPACITY_PROVIDER
    for name in path:
        found = inner.nested(name)
        if not found.elements:
            return (Known(False) if found.more is None else found.more), None
        first = found.elements[0]
        if isinstance(first, Unknown):
            return first, None
        inner = first.value
    named = inner.resource(arn)
    return Known(True), named.value if isinstance(named, Known) else None


def _environment(block: Block, collection: Collection) -> Items[Mention]:
    """The resources that the environment variables name; ``more`` when a value cannot be seen."""
    configured = block.nested("environment")
    mentions: list[Value[Mention]] = []
    more = configured.more
    for element in configured.elements:
        variables = element if isinstance(element, Unknown) else element.value.datum("variables")
        if isinstance(variables, Unknown):
            more = variables
        elif isinstance(variables, dict):
            by_scheme = not name_a_port(map(str, variables))
            for variable, datum in variables.items():
                given = with_stored(datum, collection, block.identity)
                named = with_records(given, collection, block.identity)
                found, unseen = mentions_in(str(variable), named, by_scheme, collection.words)
                mentions.extend(Known(mention) for mention in found)
                more = unseen if more is None else more
    return Items(tuple(mentions), more)


def _named_services(block: Block) -> tuple[NamedService, ...]:
    """The variables that hold an ARN or a URL of an AWS service, written out or put together."""
    found = []
    for element in block.nested("environment").known():
        variables = element.datum("variables")
        for variable, datum in variables.items() if isinstance(variables, dict) else ():
            named = service_in_value(datum)
            if named is not None:
                found.append(NamedService(str(variable), *named))
    return tuple(found)


def _has_dead_letters(block: Block) -> Value[bool]:
    """Whether Lambda sends the events that fail, or what becomes of them, somewhere: SAM says it in the function."""
    asked = [negation(block.nested(name).is_empty()) for name in ("dead_letter_config", "DeadLetterQueue")]
    asked.append(negation(block.nested("EventInvokeConfig").is_empty()))
    return any_of(asked if block.language == "cloudformation" else asked[:1])


def _file_systems(block: Block) -> Items[FileSystemMount]:
    name = "FileSystemConfigs" if block.language == "cloudformation" else "file_system_config"
    configured = block.nested(name)
    return Items(
        tuple(each if isinstance(each, Unknown) else _mount(each.value) for each in configured.elements),
        configured.more,
    )


def _mount(config: Block) -> Value[FileSystemMount]:
    if config.datum("arn") == "":
        # Nothing can be deployed so: it is the default of code that others give values.
        return Unknown(f"the ARN of a file system of {config.place.address} is empty", cause=Cause.NO_VALUE)
    return Known(FileSystemMount(access_point=_access_point(config), path=config.text("local_mount_path")))


def _access_point(config: Block) -> Value[str | None]:
    """The access point; its ARN may be put together from its id, as in ``!Sub "arn:...:access-point/${Point}"``."""
    datum = config.datum("arn")
    if isinstance(datum, Text) and isinstance(datum.parts[-1], Reference) and len(datum.parts) > 1:
        before, last = datum.parts[-2], datum.parts[-1]
        identity = identity_of(last)
        if isinstance(before, str) and before.endswith("access-point/") and identity is not None:
            return Known(identity)
    return config.resource("arn")


def _tags(block: Block) -> Items[tuple[str, str]]:
    """The tags of its own block, which override those that it gets by its provider."""
    own, shared = _pairs(block.datum("tags")), _pairs(block.shared_tags())
    named = {key for key, _ in own.known()}
    others = tuple(one for one in shared.elements if isinstance(one, Unknown) or one.value[0] not in named)
    return own + Items(others, shared.more)


def _pairs(datum: Datum) -> Items[tuple[str, str]]:
    """Tags as pairs; CloudFormation lists objects with Key and Value, SAM and Terraform map keys to values."""
    if isinstance(datum, Unknown):
        return Items(more=datum)
    if isinstance(datum, dict):
        return Items.of([(str(key), printed(value)) for key, value in datum.items()])
    if isinstance(datum, Listing):
        pairs = [
            (printed(tag.get("Key")), printed(tag.get("Value"))) for tag in datum.elements if isinstance(tag, dict)
        ]
        return Items(Items.of(pairs).elements, datum.more)
    return Items()
