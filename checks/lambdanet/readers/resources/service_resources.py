"""Resources that code reaches through the API of an AWS service: buckets, tables and queues, for example."""

from __future__ import annotations

from lambdanet.model import ServiceResource
from lambdanet.readers.blocks import Block
from lambdanet.readers.resources.collection import Collection, reads
from lambdanet.values import Known, Unknown, Value

# Type -> the service by the name of its VPC endpoint
# (https://docs.aws.amazon.com/vpc/latest/privatelink/aws-services-privatelink-support.html).
_SERVICES = {
    "aws_api_gateway_rest_api": "execute-api",
    "AWS::ApiGateway::RestApi": "execute-api",
    "AWS::Serverless::Api": "execute-api",
    "aws_apigatewayv2_api": "execute-api",
    "AWS::ApiGatewayV2::Api": "execute-api",
    "AWS::Serverless::HttpApi": "execute-api",
    "AWS::Serverless::WebSocketApi": "execute-api",
    "aws_s3_bucket": "s3",
    "data.aws_s3_bucket": "s3",
    "AWS::S3::Bucket": "s3",
    "aws_dynamodb_table": "dynamodb",
    "data.aws_dynamodb_table": "dynamodb",
    "AWS::DynamoDB::Table": "dynamodb",
    "AWS::DynamoDB::GlobalTable": "dynamodb",
    "AWS::Serverless::SimpleTable": "dynamodb",
    "aws_sqs_queue": "sqs",
    "data.aws_sqs_queue": "sqs",
    "AWS::SQS::Queue": "sqs",
    "aws_sns_topic": "sns",
    "data.aws_sns_topic": "sns",
    "AWS::SNS::Topic": "sns",
    "aws_secretsmanager_secret": "secretsmanager",
    "data.aws_secretsmanager_secret": "secretsmanager",
    "AWS::SecretsManager::Secret": "secretsmanager",
    "aws_ssm_parameter": "ssm",
    "AWS::SSM::Parameter": "ssm",
    "aws_sfn_state_machine": "states",
    "AWS::StepFunctions::StateMachine": "states",
    "AWS::Serverless::StateMachine": "states",
    "aws_kinesis_stream": "kinesis-streams",
    "AWS::Kinesis::Stream": "kinesis-streams",
    "aws_kinesis_firehose_delivery_stream": "kinesis-firehose",
    "AWS::KinesisFirehose::DeliveryStream": "kinesis-firehose",
    "aws_cloudwatch_event_bus": "events",
    "AWS::Events::EventBus": "events",
}

# Types that clients reach at a host of their own, some without any permission of IAM, so that a role proves nothing.
# Who is given one need not call it: an id also says which tokens to accept.
_PERHAPS_CALLED = {
    "aws_appsync_graphql_api": "appsync-api",
    "AWS::AppSync::GraphQLApi": "appsync-api",
    "aws_cognito_user_pool": "cognito-idp",
    "AWS::Cognito::UserPool": "cognito-idp",
    "aws_cognito_user_pool_client": "cognito-idp",
    "AWS::Cognito::UserPoolClient": "cognito-idp",
    "aws_cognito_identity_pool": "cognito-identity",
    "AWS::Cognito::IdentityPool": "cognito-identity",
    "aws_opensearchserverless_collection": "aoss",
    "AWS::OpenSearchServerless::Collection": "aoss",
}

# The ARN of a resource by its name (https://docs.aws.amazon.com/service-authorization/latest/reference/).
_ARNS = {
    "s3": "arn:*:s3:::{}",
    "dynamodb": "arn:*:dynamodb:*:*:table/{}",
    "sqs": "arn:*:sqs:*:*:{}",
    "sns": "arn:*:sns:*:*:{}",
    "secretsmanager": "arn:*:secretsmanager:*:*:secret:{}-??????",
    "ssm": "arn:*:ssm:*:*:parameter/{}",
    "kinesis-streams": "arn:*:kinesis:*:*:stream/{}",
    "kinesis-firehose": "arn:*:firehose:*:*:deliverystream/{}",
    "states": "arn:*:states:*:*:stateMachine:{}",
    "events": "arn:*:events:*:*:event-bus/{}",
}
_NAMES = {
    "s3": ("bucket", "BucketName"),
    "dynamodb": ("name", "TableName"),
    "sqs": ("name", "QueueName"),
    "sns": ("name", "TopicName"),
    "states": ("name", "StateMachineName"),
    "kinesis-firehose": ("name", "DeliveryStreamName"),
}
# REST APIs alone can be private (https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-vs-rest.html).
_PERHAPS_PRIVATE = ("aws_api_gateway_rest_api", "AWS::ApiGateway::RestApi", "AWS::Serverless::Api")


@reads(*_SERVICES)
def service_resource(block: Block, collection: Collection) -> None:
    """A resource behind an API."""
    declared = not block.type.startswith("data.")
    service = _SERVICES[block.type]
    collection.service_resources.append(
        ServiceResource(
            block.identity,
            block.place,
            declared=declared,
            service=service,
            arn=_arn(block, service),
            region=block.region(),
            private=_is_private(block) if block.type in _PERHAPS_PRIVATE else Known(False),
        )
    )


@reads(*_PERHAPS_CALLED)
def perhaps_called(block: Block, collection: Collection) -> None:
    """A resource that clients may call."""
    collection.service_resources.append(
        ServiceResource(
            block.identity,
            block.place,
            service=_PERHAPS_CALLED[block.type],
            region=block.region(),
            called=False,
        )
    )


@reads("aws_api_gateway_stage", "aws_api_gateway_deployment", "aws_apigatewayv2_stage", "AWS::ApiGateway::Stage")
def stage_of_api(block: Block, collection: Collection) -> None:
    """A stage or a deployment, whose URL is one of its API's."""
    collection.api_of_stage[block.identity] = block.resource(
        "api_id" if block.type == "aws_apigatewayv2_stage" else "rest_api_id"
    )


def _arn(block: Block, service: str) -> Value[str | None]:
    if service not in _ARNS:
        return Known(None)
    named = _NAMES.get(service, ("name", "Name"))
    name = block.text(named[block.language == "cloudformation"])
    if isinstance(name, Unknown):
        return Known(None)  # an unknown name counts as none: AWS's own choice is no other's either
    # The name of a parameter begins with the slash that its ARN has anyway.
    return Known(_ARNS[service].format(name.value.lstrip("/"))) if name.value else Known(None)


def _is_private(block: Block) -> Value[bool]:
    """Whether PRIVATE is the API's one endpoint type; without any it is edge-optimized."""
    if block.language == "cloudformation":
        found = block.nested("EndpointConfiguration")
        names: tuple[str, ...] = ("Types", "Type")
        plain = block.datum("EndpointConfiguration")
        if isinstance(plain, str):  # SAM takes the bare word
            return Known(plain.upper() == "PRIVATE")
    else:
        found, names = block.nested("endpoint_configuration"), ("types",)
    for element in found.elements:
        if isinstance(element, Unknown):
            return element
        for name in names:
            types = element.value.strings(name)
            if types.unknowns():
                return types.unknowns()[0]
            if types.elements:
                return Known(any(str(kind).upper() == "PRIVATE" for kind in types.known()))
    return found.more if found.more is not None else Known(False)
