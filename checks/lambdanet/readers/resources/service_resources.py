"""Resources that code reaches through the API of an AWS service: buckets, tables, queues and the like."""

from __future__ import annotations

from lambdanet.model import ServiceResource
from lambdanet.readers.blocks import Block
from lambdanet.readers.resources.collection import Collection, reads

# Type -> the service by the name of its VPC endpoint
# (https://docs.aws.amazon.com/vpc/latest/privatelink/aws-services-privatelink-support.html).
_SERVICES = {
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


@reads(*_SERVICES)
def service_resource(block: Block, collection: Collection) -> None:
    """A resource behind an API."""
    declared = not block.type.startswith("data.")
    collection.service_resources.append(
        ServiceResource(block.identity, block.place, declared=declared, service=_SERVICES[block.type])
    )
