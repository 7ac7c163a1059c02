"""Which resources have ids, and ARNs, of each kind, as AWS makes them.

Types are Terraform's and CloudFormation's. Other resources may be known by such an id without having it: the options of
a VPC by that of the VPC, a policy by the ARN of what it is for.
"""

from __future__ import annotations

import re

from lambdanet.identities import kind_of_id

# https://docs.aws.amazon.com/AWSEC2/latest/APIReference and the pages of each service: the forms of their ids.
IDS = {
    "vpc": "aws_vpc aws_default_vpc AWS::EC2::VPC",
    "subnet": "aws_subnet aws_default_subnet AWS::EC2::Subnet",
    "sg": "aws_security_group aws_default_security_group AWS::EC2::SecurityGroup",
    "sgr": """aws_vpc_security_group_ingress_rule aws_vpc_security_group_egress_rule
        AWS::EC2::SecurityGroupIngress AWS::EC2::SecurityGroupEgress""",
    "rtb": "aws_route_table aws_default_route_table AWS::EC2::RouteTable",
    "acl": "aws_network_acl aws_default_network_acl AWS::EC2::NetworkAcl",
    "igw": "aws_internet_gateway AWS::EC2::InternetGateway",
    "eigw": "aws_egress_only_internet_gateway AWS::EC2::EgressOnlyInternetGateway",
    "nat": "aws_nat_gateway AWS::EC2::NatGateway",
    "vgw": "aws_vpn_gateway AWS::EC2::VPNGateway",
    "cagw": "aws_ec2_carrier_gateway AWS::EC2::CarrierGateway",
    "vpce": "aws_vpc_endpoint AWS::EC2::VPCEndpoint",
    "vpce-svc": "aws_vpc_endpoint_service AWS::EC2::VPCEndpointService",
    "vpcbpa-exclude": "aws_vpc_block_public_access_exclusion AWS::EC2::VPCBlockPublicAccessExclusion",
    "pcx": "aws_vpc_peering_connection aws_vpc_peering_connection_accepter AWS::EC2::VPCPeeringConnection",
    "tgw": "aws_ec2_transit_gateway AWS::EC2::TransitGateway",
    "tgw-attach": """aws_ec2_transit_gateway_vpc_attachment aws_ec2_transit_gateway_vpc_attachment_accepter
        aws_ec2_transit_gateway_peering_attachment aws_ec2_transit_gateway_peering_attachment_accepter
        aws_ec2_transit_gateway_connect AWS::EC2::TransitGatewayAttachment AWS::EC2::TransitGatewayVpcAttachment
        AWS::EC2::TransitGatewayPeeringAttachment AWS::EC2::TransitGatewayConnect""",
    "tgw-rtb": "aws_ec2_transit_gateway_route_table AWS::EC2::TransitGatewayRouteTable",
    "eni": "aws_network_interface AWS::EC2::NetworkInterface",
    "eipalloc": "aws_eip AWS::EC2::EIP",
    "pl": "aws_ec2_managed_prefix_list AWS::EC2::PrefixList",
    "dopt": "aws_vpc_dhcp_options aws_default_vpc_dhcp_options AWS::EC2::DHCPOptions",
    "fl": "aws_flow_log AWS::EC2::FlowLog",
    "i": "aws_instance AWS::EC2::Instance",
    "fs": """aws_efs_file_system aws_fsx_lustre_file_system aws_fsx_ontap_file_system aws_fsx_openzfs_file_system
        aws_fsx_windows_file_system aws_s3files_file_system AWS::EFS::FileSystem AWS::FSx::FileSystem
        AWS::S3Files::FileSystem""",
    "fsap": "aws_efs_access_point aws_s3files_access_point AWS::EFS::AccessPoint AWS::S3Files::AccessPoint",
    "fsmt": "aws_efs_mount_target aws_s3files_mount_target AWS::EFS::MountTarget AWS::S3Files::MountTarget",
}
# By the service and the kind of resource in the ARN; topics have no kind. What ``:`` follows is one of something's
# versions or aliases. https://docs.aws.amazon.com/service-authorization/latest/reference
ARNS = {
    ("sns", ""): "aws_sns_topic AWS::SNS::Topic",
    ("iam", "policy"): "aws_iam_policy AWS::IAM::ManagedPolicy",
    ("iam", "role"): "aws_iam_role aws_iam_service_linked_role AWS::IAM::Role AWS::IAM::ServiceLinkedRole",
    ("lambda", "function"): "aws_lambda_function AWS::Lambda::Function AWS::Serverless::Function",
    ("lambda", "function:"): "aws_lambda_alias AWS::Lambda::Alias AWS::Lambda::Version",
    ("secretsmanager", "secret"): "aws_secretsmanager_secret AWS::SecretsManager::Secret",
    ("elasticloadbalancing", "loadbalancer"): """aws_lb aws_alb aws_elb
        AWS::ElasticLoadBalancingV2::LoadBalancer AWS::ElasticLoadBalancing::LoadBalancer""",
    ("elasticloadbalancing", "listener"): "aws_lb_listener aws_alb_listener AWS::ElasticLoadBalancingV2::Listener",
    ("elasticloadbalancing", "targetgroup"): """aws_lb_target_group aws_alb_target_group
        AWS::ElasticLoadBalancingV2::TargetGroup""",
    ("states", "stateMachine"): "aws_sfn_state_machine AWS::StepFunctions::StateMachine AWS::Serverless::StateMachine",
    ("states", "stateMachine:"): """aws_sfn_alias AWS::StepFunctions::StateMachineAlias
        AWS::StepFunctions::StateMachineVersion""",
    ("kafka", "cluster"): "aws_msk_cluster aws_msk_serverless_cluster AWS::MSK::Cluster AWS::MSK::ServerlessCluster",
}
_ARN = re.compile(r"arn:[^:]*:([^:]*):[^:]*:[^:]*:(?:([\w-]+)[:/])?(.*)")


def owners_of(id: str) -> tuple[str, ...] | None:
    """The types of the resources to which AWS gives such ids or ARNs; None where that is not known, as of a name."""
    arn = _ARN.fullmatch(id)
    if arn is None:
        types = IDS.get(kind_of_id(id) or "")
    else:
        service, kind, rest = arn[1], arn[2] or "", arn[3]
        of_versions = ARNS.get((service, f"{kind}:")) if ":" in rest else None
        types = of_versions or ARNS.get((service, kind))
    return tuple(types.split()) if types is not None else None
