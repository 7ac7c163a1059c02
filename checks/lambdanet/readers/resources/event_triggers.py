"""What makes functions run: schedules, rules, event sources, and the fronts that wait for an answer."""

from __future__ import annotations

from collections.abc import Iterator

from lambdanet.model import Schedule, Trigger
from lambdanet.readers.blocks import Block
from lambdanet.readers.datum import Datum, Listing, Reference, Text
from lambdanet.readers.resources.collection import Collection, EventRule, RuleTarget, reads
from lambdanet.readers.resources.names import note_name, rule_of
from lambdanet.values import Known, Unknown, Value, all_of


@reads("aws_cloudwatch_event_rule", "AWS::Events::Rule")
def event_rule(block: Block, collection: Collection) -> None:
    """A rule of EventBridge: on a schedule, on events, or on both. CloudFormation has the targets in it."""
    state = block.text("state")
    enabled = block.flag("is_enabled", True) if block.language == "terraform" else Known(True)
    active = state if isinstance(state, Unknown) else Known(state.value != "DISABLED")
    expression = block.text("schedule_expression")
    note_name(block, rule_of(block), "name", collection)
    collection.event_rules[block.identity] = EventRule(
        block.place,
        active=all_of([active, enabled]),
        schedule=expression if isinstance(expression, Unknown) else Known(_schedule_or_none(expression.value)),
        pattern=block.datum("event_pattern") not in (None, ""),
    )
    for target in block.nested("Targets").everything() if block.language == "cloudformation" else ():
        if isinstance(target, Known):
            _target_of_rule(block, target.value, Known(block.identity), collection)
        else:
            perhaps = RuleTarget(block.identity, block.place, Known(block.identity), target, Known(None))
            collection.rule_targets.append(perhaps)


@reads("aws_cloudwatch_event_target")
def event_target(block: Block, collection: Collection) -> None:
    """A target of a rule, declared on its own."""
    _target_of_rule(block, block, block.resource("rule"), collection, rule_of(block))


def _target_of_rule(
    block: Block, target: Block, rule: Value[str | None], collection: Collection, kind: str = ""
) -> None:
    function, role = referred_in(target, "arn"), target.resource("role_arn")
    collection.rule_targets.append(RuleTarget(block.identity, block.place, rule, function, role, kind))


def _schedule_or_none(expression: str | None) -> Schedule | None:
    return Schedule(expression) if expression else None


@reads("aws_scheduler_schedule", "AWS::Scheduler::Schedule")
def schedule(block: Block, collection: Collection) -> None:
    """A schedule of EventBridge Scheduler."""
    state = block.text("state")
    expression = block.text("schedule_expression")
    windows = block.nested("flexible_time_window")
    late: Value[int | None] = Known(None) if windows.more is None else windows.more
    for window in windows.known():
        late = window.number("maximum_window_in_minutes")
    read: Value[Schedule | None] = (
        expression
        if isinstance(expression, Unknown)
        else Known(
            Schedule(
                expression.value or "",
                zone=block.text("schedule_expression_timezone"),
                window=late,
                limited=Known(block.datum("start_date") is not None or block.datum("end_date") is not None),
            )
        )
    )
    for target in block.nested("target").everything():
        collection.triggers.append(
            Trigger(
                block.identity,
                block.place,
                kind="schedule",
                function=_function_of_schedule(target.value) if isinstance(target, Known) else target,
                active=state if isinstance(state, Unknown) else Known(state.value != "DISABLED"),
                schedule=read,
                role=target.value.resource("role_arn") if isinstance(target, Known) else Known(None),
            )
        )


def _function_of_schedule(target: Block) -> Value[str | None]:
    """The function in the target's ARN; of the universal target, which names the API, in its input."""
    arn = target.datum("arn")
    if isinstance(arn, str) and arn.endswith(":aws-sdk:lambda:invoke"):
        given = target.document("input")
        return _named(given.get("FunctionName") if isinstance(given, dict) else given)
    return referred_in(target, "arn")


@reads("aws_lambda_event_source_mapping", "AWS::Lambda::EventSourceMapping")
def event_source(block: Block, collection: Collection) -> None:
    """A queue or a stream that Lambda polls for the function."""
    _add(collection, block, "event source", referred_in(block, "function_name"))


@reads("aws_api_gateway_integration", "aws_apigatewayv2_integration", "AWS::ApiGatewayV2::Integration")
def integration(block: Block, collection: Collection) -> None:
    """The function that answers requests to an API."""
    name = "uri" if block.type == "aws_api_gateway_integration" else "integration_uri"
    _add(collection, block, "API", referred_in(block, name))


@reads("AWS::ApiGateway::Method")
def method(block: Block, collection: Collection) -> None:
    """A method of a REST API with its integration."""
    for inner in block.nested("Integration").everything():
        _add(collection, block, "API", inner if isinstance(inner, Unknown) else referred_in(inner.value, "Uri"))


@reads(
    "aws_api_gateway_authorizer",
    "aws_apigatewayv2_authorizer",
    "AWS::ApiGateway::Authorizer",
    "AWS::ApiGatewayV2::Authorizer",
)
def authorizer(block: Block, collection: Collection) -> None:
    """The function that lets requests to an API through: each waits for it."""
    _add(collection, block, "API", referred_in(block, "authorizer_uri"))


@reads(
    "aws_apigatewayv2_api",
    "aws_api_gateway_rest_api",
    "AWS::ApiGatewayV2::Api",
    "AWS::ApiGateway::RestApi",
    "AWS::Serverless::Api",
    "AWS::Serverless::HttpApi",
)
def api(block: Block, collection: Collection) -> None:
    """An API whose functions are written in itself: in its OpenAPI document, or as its one target."""
    for name in ("target", "body", "DefinitionBody"):
        for identity in dict.fromkeys(_referred_to(block.document(name))):
            _add(collection, block, "API", Known(identity))


@reads("aws_lb_target_group_attachment", "aws_alb_target_group_attachment")
def target_group_attachment(block: Block, collection: Collection) -> None:
    """A target behind a load balancer, which may be a function."""
    _add(collection, block, "load balancer", referred_in(block, "target_id"))


@reads("AWS::ElasticLoadBalancingV2::TargetGroup")
def target_group(block: Block, collection: Collection) -> None:
    """The targets behind a load balancer, which may be functions."""
    for target in block.nested("Targets").everything():
        _add(
            collection,
            block,
            "load balancer",
            target if isinstance(target, Unknown) else referred_in(target.value, "Id"),
        )


@reads("aws_appsync_datasource", "AWS::AppSync::DataSource")
def data_source(block: Block, collection: Collection) -> None:
    """The function that resolves fields of a GraphQL API."""
    name = "function_arn" if block.language == "terraform" else "LambdaFunctionArn"
    for config in block.nested("lambda_config").everything():
        _add(collection, block, "resolver", config if isinstance(config, Unknown) else referred_in(config.value, name))


@reads("AWS::Serverless::GraphQLApi")
def graphql_api(block: Block, collection: Collection) -> None:
    """SAM's GraphQL API with its data sources, by kind and name."""
    sources = block.datum("DataSources")
    functions = sources.get("Lambda") if isinstance(sources, dict) else None
    for source in functions.values() if isinstance(functions, dict) else ():
        if isinstance(source, dict):
            _add(collection, block, "resolver", _named(source.get("FunctionArn")))


def _add(collection: Collection, block: Block, kind: str, function: Value[str | None]) -> None:
    if function != Known(None):
        collection.triggers.append(Trigger(block.identity, block.place, kind=kind, function=function))


def referred_in(block: Block, name: str) -> Value[str | None]:
    """The resource that an attribute names, by its name, its ARN or an ARN that has one of these within it."""
    datum = block.datum(name)
    named = _named(datum) if isinstance(datum, Text) else None
    return named if isinstance(named, Known) else block.resource(name)


def _named(datum: Datum) -> Value[str | None]:
    if isinstance(datum, Unknown):
        return datum
    found = list(dict.fromkeys(_referred_to(datum)))
    if len(found) == 1:
        return Known(found[0])
    return Unknown("which function is invoked is not known", frozenset(found))


def _referred_to(datum: Datum) -> Iterator[str]:
    """The resources that a datum refers to for certain."""
    if isinstance(datum, Reference):
        yield datum.identity
    elif isinstance(datum, Text):
        for part in datum.parts:
            yield from _referred_to(part)
    elif isinstance(datum, Listing):
        for element in datum.elements:
            yield from _referred_to(element)
    elif isinstance(datum, dict):
        for inner in datum.values():
            yield from _referred_to(inner)
