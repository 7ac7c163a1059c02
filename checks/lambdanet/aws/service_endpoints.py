"""AWS services: the names of their VPC endpoints, what people call them, and who calls them for a function.

https://docs.aws.amazon.com/vpc/latest/privatelink/aws-services-privatelink-support.html
"""

from __future__ import annotations

# The service in ARNs and actions -> the service by the name of its VPC endpoint. A service that is not here, or that
# has several endpoints, is no evidence.
ENDPOINTS = {
    "s3": "s3",
    "dynamodb": "dynamodb",
    "sqs": "sqs",
    "sns": "sns",
    "secretsmanager": "secretsmanager",
    "ssm": "ssm",
    "states": "states",
    "events": "events",
    "lambda": "lambda",
    "kinesis": "kinesis-streams",
    "firehose": "kinesis-firehose",
    "athena": "athena",
    "glue": "glue",
    "textract": "textract",
    "rekognition": "rekognition",
    "comprehend": "comprehend",
    "translate": "translate",
    "transcribe": "transcribe",
    "rds-data": "rds-data",
    "redshift-data": "redshift-data",
}

# Services of which Lambda, or a service that the code calls, uses the permission: logs, traces and metrics, network
# interfaces, file systems, images and keys; each with the name of its endpoint. They are no evidence of a call.
OTHERS_THAN_CALLS = {
    "logs": "logs",
    "xray": "xray",
    "cloudwatch": "monitoring",
    "application-signals": "application-signals",
    "ec2": "ec2",
    "elasticfilesystem": "elasticfilesystem",
    "s3files": "s3files",
    "ecr": "ecr.api",
    "kms": "kms",
}

# What a database or a broker in a VPC asks IAM for when a client connects; no API is called
# (https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/UsingWithRDS.IAMDBAuth.html,
# https://docs.aws.amazon.com/msk/latest/developerguide/iam-access-control.html).
ASKED_BY_PEERS = frozenset({"rds-db", "kafka-cluster"})

TITLES = {
    "s3": "Amazon S3",
    "dynamodb": "DynamoDB",
    "sqs": "Amazon SQS",
    "sns": "Amazon SNS",
    "secretsmanager": "Secrets Manager",
    "ssm": "Systems Manager",
    "states": "Step Functions",
    "events": "EventBridge",
    "lambda": "the Lambda API",
    "kinesis-streams": "Kinesis Data Streams",
    "kinesis-firehose": "Data Firehose",
    "athena": "Athena",
    "glue": "AWS Glue",
    "rds-data": "the RDS Data API",
    "redshift-data": "the Redshift Data API",
    "execute-api": "API Gateway",
}

# Services that publish to a topic, or read from and write to a bucket, that their caller names: with the caller's
# permissions or with a role of their own, so that neither the name nor the permission tells that the code does it too
# (https://docs.aws.amazon.com/polly/latest/dg/API_StartSpeechSynthesisTask.html,
# https://docs.aws.amazon.com/textract/latest/dg/api-async-roles.html,
# https://docs.aws.amazon.com/athena/latest/ug/querying.html).
TAKING_OVER = {
    "sns": frozenset({"polly", "textract", "rekognition", "ssm", "cloudformation", "glacier", "states"}),
    "s3": frozenset(
        {
            *("athena", "glue", "polly", "textract", "rekognition", "transcribe", "comprehend", "translate", "bedrock"),
            *("sagemaker", "states", "batch", "ecs", "elasticmapreduce", "emr-serverless", "mediaconvert", "kendra"),
            *("cloudformation", "redshift-data", "personalize", "forecast", "datasync"),
        }
    ),
}
