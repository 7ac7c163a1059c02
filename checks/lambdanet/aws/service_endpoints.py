"""AWS services: the names of their VPC endpoints, what people call them, and who calls them for a function.

https://docs.aws.amazon.com/vpc/latest/privatelink/aws-services-privatelink-support.html
"""

from __future__ import annotations

# The service in ARNs and actions -> the service by the name of its VPC endpoint, where that is another one than in the
# service's own data (``services``), or where the name of a resource is evidence of a call.
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
    "email-smtp": "email-smtp",
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

# Actions that are asked for at another host than the service's other ones, with an endpoint of its own
# (https://docs.aws.amazon.com/step-functions/latest/dg/vpc-endpoints.html,
# https://docs.aws.amazon.com/prometheus/latest/userguide/AMP-and-interface-VPC.html,
# https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/privatelink-streams.html; the hosts of the others are
# in the services' own data, their endpoints in the list above).
OF_OPERATIONS = {
    f"{prefix}:{operation}": endpoint
    for prefix, endpoint, operations in (
        ("states", "sync-states", "startsyncexecution teststate"),
        ("aps", "aps-workspaces", "remotewrite querymetrics getseries getlabels getmetricmetadata"),
        ("servicediscovery", "data-servicediscovery", "discoverinstances discoverinstancesrevision"),
        ("evidently", "evidently-dataplane", "batchevaluatefeature evaluatefeature putprojectevents"),
        ("rum", "rum-dataplane", "putrumevents"),
        ("lambda", "lambda-url", "invokefunctionurl"),
        ("dynamodb", "dynamodb-streams", "describestream getrecords getsharditerator liststreams"),
        ("medical-imaging", "runtime-medical-imaging", "copyimageset deleteimageset getimageframe getimageset"),
        ("medical-imaging", "runtime-medical-imaging", "getimagesetmetadata listimagesetversions searchimagesets"),
        ("medical-imaging", "runtime-medical-imaging", "updateimagesetmetadata"),
    )
    for operation in operations.split()
}

# What is on the public internet only, and has no endpoint
# (https://docs.aws.amazon.com/lambda/latest/dg/urls-configuration.html).
WITHOUT_ENDPOINT = frozenset({"lambda-url"})

# Services of which the environment holds the ARNs or URLs of resources.
NAMED_BY_RESOURCES = ("s3", "dynamodb", "sqs", "sns", "secretsmanager", "ssm", "states", "events", "lambda")

# Services that the environment names for other reasons than to call them: groups of logs, keys, roles.
NAMED_FOR_OTHERS = frozenset(
    {"logs", "xray", "cloudwatch", "application-signals", "ec2", "elasticfilesystem", "s3files", "ecr", "kms"}
)

# Actions that others may need than the function's code: Lambda to connect it and its event sources to a VPC, to get
# its image and to mount its file systems; the services that it calls, to encrypt for it. They are no evidence.
NEEDED_BY_OTHERS = (
    *("logs:describeloggroups", "logs:describelogstreams"),
    *("ec2:describevpcs", "ec2:describesecuritygroups", "ec2:attachnetworkinterface", "ec2:detachnetworkinterface"),
    *("ec2:modifynetworkinterfaceattribute", "ec2:createnetworkinterfacepermission"),
    *("elasticfilesystem:*", "s3files:*", "application-signals:*"),
    *("ecr:getauthorizationtoken", "ecr:batchgetimage", "ecr:getdownloadurlforlayer"),
    *("ecr:batchchecklayeravailability", "ecr:getrepositorypolicy", "ecr:setrepositorypolicy"),
    *("kms:decrypt", "kms:encrypt", "kms:generatedatakey*", "kms:reencrypt*", "kms:describekey", "kms:creategrant"),
)

# What a database, a broker, a cache or a domain asks IAM for when a client connects; no API of AWS is called
# (https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/UsingWithRDS.IAMDBAuth.html,
# https://docs.aws.amazon.com/msk/latest/developerguide/iam-access-control.html,
# https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/DAX.access-control.html,
# https://docs.aws.amazon.com/neptune/latest/userguide/iam-data-access-policies.html,
# https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/auth-iam.html).
ASKED_BY_PEERS = (
    *("rds-db:*", "kafka-cluster:*", "neptune-db:*", "elasticache:connect", "memorydb:connect", "vpc-lattice-svcs:*"),
    *("dax:getitem", "dax:putitem", "dax:query", "dax:scan", "dax:updateitem", "dax:deleteitem", "dax:batch*item"),
    *("dax:conditioncheckitem", "dax:definekeyschema", "dax:endpoints"),
)

# What a domain of OpenSearch answers: in a VPC, or in public.
ASKED_BY_DOMAINS = ("es:eshttp*", "aoss:apiaccessall")

TITLES = {
    "s3": "Amazon S3",
    "dynamodb": "DynamoDB",
    "dynamodb-streams": "DynamoDB Streams",
    "sqs": "Amazon SQS",
    "sns": "Amazon SNS",
    "secretsmanager": "Secrets Manager",
    "ssm": "Systems Manager",
    "states": "Step Functions",
    "sync-states": "the synchronous API of Step Functions",
    "aps": "the API of Managed Service for Prometheus",
    "aps-workspaces": "the workspaces of Managed Service for Prometheus",
    "servicediscovery": "Cloud Map",
    "data-servicediscovery": "the discovery API of Cloud Map",
    "evidently-dataplane": "the data plane of CloudWatch Evidently",
    "rum-dataplane": "the data plane of CloudWatch RUM",
    "runtime-medical-imaging": "the runtime API of HealthImaging",
    "events": "EventBridge",
    "lambda": "the Lambda API",
    "lambda-url": "URLs of Lambda functions",
    "kinesis-streams": "Kinesis Data Streams",
    "kinesis-firehose": "Data Firehose",
    "athena": "Athena",
    "glue": "AWS Glue",
    "rds-data": "the RDS Data API",
    "redshift-data": "the Redshift Data API",
    "execute-api": "API Gateway",
    "execute-api.?": "API Gateway",
    "email-smtp": "the SMTP endpoint of Amazon SES",
    "monitoring": "CloudWatch",
    "logs": "CloudWatch Logs",
    "ec2": "the EC2 API",
    # What these run has addresses of its own in a VPC, and may well be reached.
    "rds": "the RDS API",
    "dms": "the DMS API",
    "dax": "the DAX API",
    "ecs": "the ECS API",
    "eks": "the EKS API",
    "es": "the OpenSearch Service API",
    "elasticache": "the ElastiCache API",
    "elasticfilesystem": "the EFS API",
    "elasticloadbalancing": "the Elastic Load Balancing API",
    "elasticmapreduce": "the EMR API",
    "fsx": "the FSx API",
    "kafka": "the Amazon MSK API",
    "memory-db": "the MemoryDB API",
    "mq": "the Amazon MQ API",
    "redshift": "the Redshift API",
    "redshift-serverless": "the Redshift Serverless API",
    "airflow": "the MWAA API",
    "docdb-elastic": "the DocumentDB API",
    "timestream-influxdb": "the Timestream for InfluxDB API",
    "textract": "Textract",
    "rekognition": "Rekognition",
    "comprehend": "Comprehend",
    "translate": "Translate",
    "transcribe": "Transcribe",
}

# Actions by which another service uses, with the caller's permissions or a role of its own, a resource that the caller
# names: neither the name nor the permission then shows that the code uses it too
# (https://docs.aws.amazon.com/polly/latest/dg/API_StartSpeechSynthesisTask.html,
# https://docs.aws.amazon.com/textract/latest/dg/api-async-roles.html,
# https://docs.aws.amazon.com/athena/latest/ug/querying.html,
# https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/data-api.access.html,
# https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/S3DataExport_Requesting.html,
# https://docs.aws.amazon.com/lambda/latest/api/API_UpdateFunctionCode.html).
TAKING_OVER = {
    "sns": tuple(
        f"{one}:*" for one in ("polly", "textract", "rekognition", "ssm", "cloudformation", "glacier", "states")
    ),
    "s3": (
        *(f"{one}:*" for one in ("athena", "glue", "polly", "textract", "rekognition", "transcribe", "comprehend")),
        *(f"{one}:*" for one in ("translate", "bedrock", "sagemaker", "states", "batch", "ecs", "elasticmapreduce")),
        *(f"{one}:*" for one in ("emr-serverless", "mediaconvert", "kendra", "cloudformation", "redshift-data")),
        *(f"{one}:*" for one in ("personalize", "forecast", "datasync")),
        *("dynamodb:export*", "dynamodb:import*", "logs:createexporttask", "rds:*export*"),
        *("lambda:createfunction", "lambda:updatefunctioncode", "lambda:publishlayerversion"),
    ),
    "secretsmanager": ("rds-data:*", "redshift-data:*"),
}
# Actions that take the name or the address of a host as an argument, for others that connect to it, and the policies of
# AWS that are about them (https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_RegisterTargets.html,
# https://docs.aws.amazon.com/Route53/latest/APIReference/API_ChangeResourceRecordSets.html,
# https://docs.aws.amazon.com/cloud-map/latest/api/API_RegisterInstance.html,
# https://docs.aws.amazon.com/dms/latest/APIReference/API_CreateEndpoint.html,
# https://docs.aws.amazon.com/glue/latest/webapi/API_CreateConnection.html).
TAKING_HOSTS = (
    *("elasticloadbalancing:registertargets", "route53:changeresourcerecordsets", "servicediscovery:registerinstance"),
    *("dms:createendpoint", "dms:modifyendpoint", "glue:createconnection", "glue:updateconnection"),
)
POLICIES_TAKING_HOSTS = (
    *("ElasticLoadBalancingFullAccess", "AmazonRoute53FullAccess", "AWSCloudMapFullAccess"),
    "AWSCloudMapRegisterInstanceAccess",
)
# Services in ``TAKING_OVER`` that are so often meant for another service that a role which is not known leaves it open.
OFTEN_TAKEN = ("s3", "sns")
