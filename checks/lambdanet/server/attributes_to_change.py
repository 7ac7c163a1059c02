"""For each rule, the attributes of the judged resource to change, the most likely one first.

Names are Terraform's; the readers know CloudFormation's spelling, and what is spelt with a capital is CloudFormation's
own. A rule without any asks for something that the resource lacks, or that is elsewhere: all of it is marked.
"""

from __future__ import annotations

ATTRIBUTES: dict[str, tuple[str, ...]] = {
    "LAMBDANET_101": ("ingress", "SecurityGroupIngress"),
    "LAMBDANET_102": ("authorization_type", "AuthType"),
    "LAMBDANET_103": ("principal", "policy"),
    "LAMBDANET_104": ("source_arn", "principal"),
    "LAMBDANET_201": ("vpc_config",),
    "LAMBDANET_202": (),
    "LAMBDANET_203": ("vpc_config", "subnet_ids", "security_group_ids"),
    "LAMBDANET_204": ("file_system_config", "FileSystemConfigs"),
    "LAMBDANET_205": (),
    "LAMBDANET_301": ("security_group_ids",),
    "LAMBDANET_302": ("egress", "SecurityGroupEgress"),
    "LAMBDANET_303": ("security_group_ids",),
    "LAMBDANET_304": ("security_group_ids", "vpc_config"),
    "LAMBDANET_401": ("subnet_ids", "vpc_config"),
    "LAMBDANET_402": ("instance_tenancy",),
    "LAMBDANET_403": (),
    "LAMBDANET_404": ("ipv6_allowed_for_dual_stack", "subnet_ids"),
    "LAMBDANET_501": ("cidr_block",),
    "LAMBDANET_502": ("cidr_block",),
    "LAMBDANET_503": ("reserved_concurrent_executions",),
    "LAMBDANET_504": (),
    "LAMBDANET_505": ("cidr_block",),
    "LAMBDANET_601": (),
    "LAMBDANET_602": ("subnet_ids", "vpc_config"),
    "LAMBDANET_603": (),
    "LAMBDANET_604": ("connectivity_type", "subnet_id"),
    "LAMBDANET_605": (),
    "LAMBDANET_606": ("ipv6_cidr_block",),
    "LAMBDANET_607": ("internet_gateway_block_mode",),
    "LAMBDANET_701": ("vpc_config",),
    "LAMBDANET_702": ("vpc_config",),
    "LAMBDANET_703": ("vpc_config",),
    "LAMBDANET_704": ("private_dns_enabled", "security_group_ids"),
    "LAMBDANET_705": (),
    "LAMBDANET_706": ("policy", "PolicyDocument"),
    "LAMBDANET_707": (),
    "LAMBDANET_708": ("role",),
    "LAMBDANET_709": (),
    "LAMBDANET_710": ("policy", "PolicyDocument"),
    "LAMBDANET_801": ("security_group_ids",),
    "LAMBDANET_802": ("vpc_config",),
    "LAMBDANET_803": ("vpc_config",),
}
