"""Which resources of types that no reader knows may add to a resource that they name.

What uses a resource adds nothing to it: a service that names a security group leaves the group's rules as they are.
What adds to a resource names it as its owner, by one attribute such as ``security_group_id``. So of AWS's providers a
type counts that names the resource so and is not known to use it only; of a provider that is not known each type
does that names the resource at all.

What has further resources made counts too, by whatever attribute it gets the resource: stacks within Terraform,
custom resources, modules of CloudFormation's registry, commands.
"""

from __future__ import annotations

from functools import cache

from lambdanet.readers.property_names import property_name
from lambdanet.readers.resources.resource_readers import READERS
from lambdanet.readers.terraform.awscc import types_in_awscc
from lambdanet.readers.terraform.awscc_types import FRONT, type_in_awscc

NOTHING, AS_OWNER, ANYHOW, BY_COMMANDS, PUBLISHED = "nothing", "as owner", "anyhow", "by commands", "published"

OWNERS = (
    *("vpc_id", "vpc", "subnet_id", "security_group_id", "group_id", "route_table_id", "network_acl_id"),
    *("route_table_ids", "vpc_endpoint_id", "file_system_id", "function_name", "prefix_list_id", "resource_id"),
    *("resource_ids", "role", "role_name", "roles", "user", "user_name", "users", "group", "group_name", "groups"),
)
"""The attributes by which a resource names the one to which it adds something."""

PROPERTIES_OF_OWNERS = frozenset(property_name(name) for name in OWNERS)
"""The same as CloudFormation spells them."""

# What is made by a call of its own from whatever it is given.
_MAKE_ANYTHING = (
    *("aws_cloudformation_stack", "aws_serverlessapplicationrepository_cloudformation_stack"),
    *("aws_cloudcontrolapi_resource", "aws_lambda_invocation", "aws_servicecatalog_provisioned_product"),
    "AWS::ServiceCatalog::CloudFormationProvisionedProduct",
    *("AWS::CloudFormation::Stack", "AWS::CloudFormation::CustomResource", "AWS::Serverless::Application", "Custom::"),
)
# The CDK's own, of which it is known what they do: https://docs.aws.amazon.com/cdk/api/v2/
_OF_CDK = (
    *("Custom::LogRetention", "Custom::S3AutoDeleteObjects", "Custom::CDKBucketDeployment"),
    "Custom::ECRAutoDeleteImages",
)
_RUN_COMMANDS = ("null_resource", "terraform_data")
_PUBLISH = ("aws_ssm_parameter", "AWS::SSM::Parameter")

# Providers that make nothing in AWS.
_ELSEWHERE = (
    *("random_", "time_", "local_", "tls_", "archive_", "template_", "cloudinit_", "http", "external", "dns_"),
    *("kubernetes_", "helm_", "kubectl_", "docker_", "postgresql_", "mysql_", "rabbitmq_", "kafka_", "vault_"),
    *("github_", "gitlab_", "bitbucket_", "tfe_", "datadog_", "newrelic_", "grafana_", "pagerduty_", "sentry_"),
    *("cloudflare_", "azurerm_", "azuread_", "google_", "null_", "terraform_"),
)

# What names a VPC, a subnet, a role or a function as its own place or identity, and adds nothing to it.
_MERE_USERS = (
    *("aws_acm", "aws_alb", "aws_api", "aws_app_", "aws_appmesh_", "aws_apprunner_", "aws_appstream_", "aws_athena_"),
    *("aws_autoscaling_", "aws_backup_", "aws_batch_", "aws_bedrock", "aws_cloud9_", "aws_cloudfront_"),
    *("aws_cloudhsm", "aws_cloudwatch_", "aws_codebuild_", "aws_codedeploy_", "aws_codepipeline", "aws_cognito_"),
    *("aws_config_", "aws_customer_gateway", "aws_datasync_", "aws_dax_", "aws_db_", "aws_directory_service_"),
    *("aws_dms_", "aws_docdb", "aws_dx_", "aws_dynamodb_", "aws_ebs_", "aws_ec2_capacity_", "aws_ec2_carrier_"),
    *("aws_ec2_client_vpn_", "aws_ec2_fleet", "aws_ec2_host", "aws_ec2_instance_", "aws_ec2_local_gateway_"),
    *("aws_ec2_network_insights_", "aws_ec2_subnet_cidr_reservation", "aws_ec2_tag", "aws_ec2_traffic_mirror_"),
    *("aws_ec2_transit_gateway", "aws_ecr", "aws_ecs_", "aws_efs_", "aws_eip", "aws_eks_", "aws_elastic"),
    *("aws_elb", "aws_emr", "aws_fsx_", "aws_gamelift_", "aws_glue_", "aws_guardduty_", "aws_iam_access_key"),
    *("aws_iam_instance_profile", "aws_iam_service", "aws_iam_user_login_profile", "aws_iam_user_ssh_key"),
    *("aws_imagebuilder_", "aws_instance", "aws_internet_gateway", "aws_iot_", "aws_kinesis", "aws_kms_"),
    *("aws_lambda_code_signing_config", "aws_lambda_function", "aws_lambda_layer_", "aws_lambda_runtime_"),
    *("aws_launch_", "aws_lb", "aws_lightsail_", "aws_memorydb_", "aws_mq_", "aws_msk", "aws_mwaa_", "aws_nat_"),
    *("aws_neptune_", "aws_network_interface", "aws_networkfirewall_", "aws_networkmanager_", "aws_opensearch"),
    *("aws_quicksight_", "aws_rds_", "aws_redshift", "aws_route53_", "aws_s3", "aws_sagemaker_", "aws_scheduler_"),
    *("aws_secretsmanager_", "aws_service_discovery_", "aws_sfn_", "aws_sns_", "aws_spot_", "aws_sqs_", "aws_ssm_"),
    *("aws_storagegateway_", "aws_synthetics_", "aws_timestream", "aws_transfer_", "aws_verifiedaccess_"),
    *(
        "aws_volume_",
        "aws_vpc_dhcp_options_association",
        "aws_vpc_endpoint_connection",
        "aws_vpc_endpoint_service",
        "aws_vpc_ipam",
        "aws_vpclattice_",
        "aws_vpn_",
        "aws_wafv2_",
    ),
    *("aws_workspaces_", "aws_xray_", "aws_default_", "aws_egress_only_internet_gateway", "aws_vpc_peering_"),
    *("AWS::AmazonMQ::", "AWS::ApiGateway", "AWS::App", "AWS::AutoScaling::", "AWS::Backup::", "AWS::Batch::"),
    *("AWS::Cloud9::", "AWS::CloudFront::", "AWS::CloudTrail::", "AWS::CloudWatch::", "AWS::CodeBuild::"),
    *("AWS::CodeDeploy::", "AWS::CodePipeline::", "AWS::Cognito::", "AWS::Config::", "AWS::DAX::", "AWS::DMS::"),
    *("AWS::DataSync::", "AWS::DirectoryService::", "AWS::DocDB::", "AWS::DynamoDB::", "AWS::EC2::CarrierGateway"),
    *("AWS::EC2::ClientVpn", "AWS::EC2::CustomerGateway", "AWS::EC2::EC2Fleet", "AWS::EC2::EIP"),
    *("AWS::EC2::EgressOnlyInternetGateway", "AWS::EC2::Instance", "AWS::EC2::InternetGateway"),
    *("AWS::EC2::LaunchTemplate", "AWS::EC2::LocalGateway", "AWS::EC2::NatGateway", "AWS::EC2::NetworkInsights"),
    *("AWS::EC2::NetworkInterface", "AWS::EC2::SpotFleet", "AWS::EC2::TrafficMirror", "AWS::EC2::TransitGateway"),
    *("AWS::EC2::VPCDHCPOptionsAssociation", "AWS::EC2::VPCGatewayAttachment", "AWS::EC2::VPN", "AWS::EC2::Volume"),
    *("AWS::ECR::", "AWS::ECS::", "AWS::EFS::", "AWS::EKS::", "AWS::EMR", "AWS::ElastiCache::", "AWS::Elastic"),
    *("AWS::Events::", "AWS::FSx::", "AWS::GameLift::", "AWS::Glue::", "AWS::GuardDuty::", "AWS::IAM::AccessKey"),
    *("AWS::IAM::InstanceProfile", "AWS::IoT::", "AWS::KMS::", "AWS::Kinesis", "AWS::Lambda::EventInvokeConfig"),
    *("AWS::Lambda::LayerVersion", "AWS::Logs::", "AWS::MSK::", "AWS::MWAA::", "AWS::MemoryDB::", "AWS::Neptune::"),
    *("AWS::NetworkFirewall::", "AWS::NetworkManager::", "AWS::OpenSearch", "AWS::QuickSight::", "AWS::RDS::"),
    *("AWS::Redshift", "AWS::Route53", "AWS::S3::", "AWS::SNS::", "AWS::SQS::", "AWS::SSM::", "AWS::SageMaker::"),
    *("AWS::Scheduler::", "AWS::SecretsManager::", "AWS::ServiceDiscovery::", "AWS::StepFunctions::"),
    *("AWS::StorageGateway::", "AWS::Synthetics::", "AWS::Transfer::", "AWS::VpcLattice::", "AWS::WorkSpaces"),
    *("AWS::Serverless::Api", "AWS::Serverless::HttpApi", "AWS::Serverless::SimpleTable"),
    *("AWS::Serverless::StateMachine", "AWS::Serverless::LayerVersion", "AWS::Serverless::GraphQLApi"),
)

# The provider awscc has CloudFormation's types under other names. These are in a VPC, and add nothing to it.
_STAND_IN = ("AWS::EC2::Subnet", "AWS::EC2::SecurityGroup", "AWS::EC2::RouteTable", "AWS::EC2::NetworkAcl")
_ALSO = ("AWS::Lambda::Function", "AWS::Lambda::Alias", "AWS::Lambda::Version", "AWS::EC2::VPCPeeringConnection")


@cache
def way_of_giving(resource_type: str) -> str:
    """How a resource of a type gives others what it names: one of the constants above."""
    if resource_type.startswith(_PUBLISH):
        return PUBLISHED
    if resource_type.startswith(_RUN_COMMANDS):
        return BY_COMMANDS
    if resource_type in _OF_CDK or (resource_type in READERS and resource_type not in _MAKE_ANYTHING):
        return NOTHING
    if resource_type.startswith(_MAKE_ANYTHING) or resource_type.endswith("::MODULE"):
        return ANYHOW
    if resource_type.startswith(("aws_", "AWS::")):
        return NOTHING if resource_type.startswith(_MERE_USERS) else AS_OWNER
    if resource_type.startswith(FRONT):
        if resource_type in types_in_awscc() and types_in_awscc()[resource_type] not in _MAKE_ANYTHING:
            return NOTHING
        return NOTHING if resource_type.startswith(_users_of_awscc()) or resource_type in _nouns() else AS_OWNER
    return NOTHING if resource_type.startswith((*_ELSEWHERE, "data.")) else ANYHOW


@cache
def _users_of_awscc() -> tuple[str, ...]:
    return tuple(type_in_awscc(name) for name in _MERE_USERS if name.startswith("AWS::"))


@cache
def _nouns() -> frozenset[str]:
    return frozenset(map(type_in_awscc, (*_STAND_IN, *_ALSO)))
