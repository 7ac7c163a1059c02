"""AWS's managed policies: what they are about, and what they allow on network interfaces."""

from __future__ import annotations

from pathlib import Path

TABLE = Path(__file__).with_name("managed_policies.txt")
"""Every policy by whether it lets manage network interfaces."""

# Those that functions really have; the table holds the rest and is read only when needed.
GRANTING = ("AWSLambdaVPCAccessExecutionRole", "AWSLambdaENIManagementAccess", "AdministratorAccess")
NOT_GRANTING = ("AWSLambdaBasicExecutionRole", "AWSXRayDaemonWriteAccess", "CloudWatchLogsFullAccess")

# Which of the actions on interfaces each allows:
# https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AWSLambdaVPCAccessExecutionRole.html
DESCRIBING = "ec2:describenetworkinterfaces"
MANAGING = ("ec2:createnetworkinterface", DESCRIBING, "ec2:deletenetworkinterface")
ADDRESSING = ("ec2:assignprivateipaddresses", "ec2:unassignprivateipaddresses")
ACTIONS = {
    "AWSLambdaVPCAccessExecutionRole": frozenset((*MANAGING, *ADDRESSING, "ec2:describesubnets")),
    "AWSLambdaENIManagementAccess": frozenset((*MANAGING, *ADDRESSING)),
}

# The path in the ARNs of those that people write out, which is often left out. The reference has the ARN of each:
# https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AWSLambdaVPCAccessExecutionRole.html
PATHS = {
    "AWSLambdaVPCAccessExecutionRole": "service-role/",
    "AWSLambdaENIManagementAccess": "service-role/",
    "AWSLambdaBasicExecutionRole": "service-role/",
    "AdministratorAccess": "",
}

# Managed policies about nothing but what Lambda itself does.
OF_LAMBDA = frozenset(
    {
        "AWSLambdaBasicExecutionRole",
        "AWSLambdaBasicDurableExecutionRolePolicy",
        "AWSLambdaVPCAccessExecutionRole",
        "AWSLambdaENIManagementAccess",
        "AWSLambdaSQSQueueExecutionRole",
        "AWSLambdaKinesisExecutionRole",
        "AWSLambdaDynamoDBExecutionRole",
        "AWSLambdaMSKExecutionRole",
        "AmazonElasticFileSystemClientFullAccess",
        "AmazonElasticFileSystemClientReadWriteAccess",
        "AmazonElasticFileSystemClientReadOnlyAccess",
        "AWSXRayDaemonWriteAccess",
        "AWSXrayWriteOnlyAccess",
        "CloudWatchLambdaInsightsExecutionRolePolicy",
        "CloudWatchLambdaApplicationSignalsExecutionRolePolicy",
        "CloudWatchLogsFullAccess",
    }
)

# Managed policies about one service and nothing else that has an endpoint of its own
# (https://docs.aws.amazon.com/aws-managed-policy/latest/reference/policy-list.html).
OF_ONE_SERVICE = {
    "AmazonS3FullAccess": "s3",
    "AmazonS3ReadOnlyAccess": "s3",
    "AmazonSQSFullAccess": "sqs",
    "AmazonSQSReadOnlyAccess": "sqs",
    "AmazonElasticFileSystemFullAccess": "elasticfilesystem",
    "AmazonElasticFileSystemReadOnlyAccess": "elasticfilesystem",
}
