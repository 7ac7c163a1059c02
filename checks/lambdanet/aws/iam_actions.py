"""Actions of IAM that Lambda itself needs, by what for; in lower case where they are compared."""

from __future__ import annotations

INTERFACE_ACTIONS = (
    "ec2:CreateNetworkInterface",
    "ec2:DescribeNetworkInterfaces",
    "ec2:DeleteNetworkInterface",
)
"""What an execution role must allow for a function in a VPC.

https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html#configuration-vpc-permissions
"""

RESOURCE_TYPES = {
    "ec2:createnetworkinterface": ("network-interface", "subnet", "security-group"),
    "ec2:deletenetworkinterface": ("network-interface",),
    "ec2:detachnetworkinterface": ("network-interface", "instance"),
    "ec2:assignprivateipaddresses": ("network-interface",),
    "ec2:unassignprivateipaddresses": ("network-interface",),
}
"""The types of resources that must be allowed for an action. An action that is not here takes all resources only.

https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonec2.html
"""

# What Lambda alone uses, and its code has no reason to.
LAMBDAS_OWN = frozenset(
    {
        *("logs:createloggroup", "logs:createlogstream", "logs:putlogevents"),
        *("xray:puttracesegments", "xray:puttelemetryrecords", "xray:getsamplingrules", "xray:getsamplingtargets"),
        "xray:getsamplingstatisticsummaries",
        *("ec2:createnetworkinterface", "ec2:describenetworkinterfaces", "ec2:deletenetworkinterface"),
        *("ec2:describesubnets", "ec2:assignprivateipaddresses", "ec2:unassignprivateipaddresses"),
        *("elasticfilesystem:clientmount", "elasticfilesystem:clientwrite", "elasticfilesystem:clientrootaccess"),
    }
)

# What no API has: a call to another service is allowed by it. Whoever passes a role calls the service that gets it
# (https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html).
CALLING_NOTHING = frozenset({"iam:passrole"})

# What Lambda does with the role when it polls a queue or a stream for the function: never evidence.
POLLING = frozenset(
    {
        *("sqs:receivemessage", "sqs:deletemessage", "sqs:getqueueattributes", "sqs:changemessagevisibility"),
        *("sqs:deletemessagebatch", "sqs:changemessagevisibilitybatch", "sqs:getqueueurl", "kinesis:describelimits"),
        *("kinesis:describestream", "kinesis:describestreamsummary", "kinesis:getrecords"),
        *("kinesis:getsharditerator", "kinesis:listshards", "kinesis:liststreams", "kinesis:subscribetoshard"),
        *("dynamodb:describestream", "dynamodb:getrecords", "dynamodb:getsharditerator", "dynamodb:liststreams"),
        *("lambda:checkpointdurableexecution", "lambda:getdurableexecutionstate"),
    }
)
# What else it does for event sources: it finds brokers and clusters, and reads their secrets and the schemas of topics.
FOR_EVENT_SOURCES = (
    *("secretsmanager:getsecretvalue", "secretsmanager:describesecret", "glue:getschemaversion", "mq:describebroker"),
    *("kafka:describecluster", "kafka:describeclusterv2", "kafka:getbootstrapbrokers", "kafka:describevpcconnection"),
    *("kafka:listscramsecrets", "rds:describedbclusters", "rds:describedbclusterparameters"),
    "rds:describedbsubnetgroups",
)
# What it does when it passes on results, or events that failed.
PASSING_ON = ("sqs:sendmessage", "sns:publish", "lambda:invokefunction", "events:putevents", "s3:putobject")
