"""The modules of the registry that are described, by their address there.

A table of what is known of each: the versions for which a description holds, the files that it is made of, and the
inputs that change nothing of it. The files lie in ``models`` and are read when a call needs them. They do not end in
``.tf``: Checkov scans an environment that lies within the folder it is given, and would take them for somebody's code.
"""

from __future__ import annotations

from lambdanet.readers.terraform.registry.descriptions import Description, Edition

_VPC = (
    "vpc/vpc",
    "vpc/defaults",
    "vpc/public_subnets",
    "vpc/private_subnets",
    "vpc/database_subnets",
    "vpc/intra_subnets",
    "vpc/elasticache_subnets",
    "vpc/redshift_subnets",
    "vpc/gateways",
    "vpc/public_routes",
    "vpc/private_routes",
    "vpc/database_routes",
    "vpc/other_routes",
    "vpc/nat64_routes",
)
_LAMBDA = ("lambda/function", "lambda/role", "lambda/invocation")
_SECURITY_GROUP = (
    "security_group/group",
    "security_group/ingress_rules",
    "security_group/computed_ingress_rules",
    "security_group/egress_rules",
    "security_group/computed_egress_rules",
)

DESCRIPTIONS = {
    # Subnets of several tiers with their routes to the internet.
    # Sources: the module's documented inputs and outputs, and its resources in versions 2.48 to 6.6. Before 2.48 the
    # NAT gateways' routes of the database subnets are in the private tables. 4.0.0 is left out: it makes no route
    # table for private subnets alone, which 4.0.1 put right.
    "terraform-aws-modules/vpc/aws": Description(
        editions=(
            Edition((2, 48), (4,), (*_VPC, "vpc/from_2_48")),
            Edition((4, 0, 1), (4, 0, 2), (*_VPC, "vpc/from_4_0_1")),
            Edition((4, 0, 2), (5, 1, 2), (*_VPC, "vpc/from_4_0_2")),
            Edition((5, 1, 2), (5, 7, 1), (*_VPC, "vpc/from_5_1_2")),
            Edition((5, 7, 1), (7,), (*_VPC, "vpc/from_5_7_1")),
        ),
        # What DHCP options say besides DNS servers, what flow logs hold, names, tags and what only gives addresses or
        # names to hosts.
        harmless=(
            r"name|tags|region|.+_tags|.+_tags_per_az|.+_suffix|.+_subnet_names|.+_(?:group|table|acl|vpc)_name"
            r"|outpost_.+_acl|outpost_.+_acl_rules|(?:enable_)?dhcp_options(?:_.+)?"
            r"|(?:enable_|create_)?flow_logs?(?:_.+)?|(?:create_)?vpc_flow_log(?:_.+)?"
            r"|enable_network_address_usage_metrics|map_public_ip_on_launch|external_nat_ips|customer_gateways"
            r"|(?:.+_)?assign_ipv6_address_on_creation"
            r"|.+_(?:enable_dns64|enable_resource_name_dns_a{1,4}_record_on_launch|private_dns_hostname_type_on_launch)"
            r"|ipv[46]_(?:ipam_pool_id|netmask_length)|ipv6_cidr(?:_block_network_border_group)?"
            r"|manage_default_vpc|default_vpc_.+|amazon_side_asn|vpn_gateway_az|enable_classiclink.*"
        ),
    ),
    # Sources: the submodule's documented inputs and outputs, and its resources in versions 3.0 to 6.6. The names of
    # services are those of AWS in the Region of the provider, which is not known: only the end of a name is known.
    "terraform-aws-modules/vpc/aws//modules/vpc-endpoints": Description(
        editions=(
            Edition((3,), (4,), ("vpc_endpoints/group", "vpc_endpoints/from_3")),
            Edition((4,), (7,), ("vpc_endpoints/group", "vpc_endpoints/from_4")),
        ),
        harmless=r"tags|region|timeouts|security_group_(?:name|name_prefix|description|tags)",
    ),
    # A function with its role, its permissions and its URL.
    # Sources: the module's documented inputs and outputs, and its resources in versions 2.0 to 8.8. Newer versions put
    # policies into the role where older ones attach them; what the role may do is the same.
    "terraform-aws-modules/lambda/aws": Description(
        editions=(Edition((2,), (9,), _LAMBDA),),
        # The package and how it is built, logs, versions, the role's names and who may assume it, events that the
        # function takes in, and what concerns the function's run but not its network.
        harmless=(
            r"architectures|artifacts_dir|assume_role_policy_statements|build_in_docker"
            r"|cloudwatch_logs_.+|code_signing_config_arn|compatible_.+|cors|create_(?:async_event_config|package"
            r"|current_version_async_event_config|unqualified_alias_(?:async_event_config|lambda_function_url)"
            r"|sam_metadata)|description|docker_.+|durable_config_.+|ephemeral_storage_size|event_source_mapping|handler"
            r"|hash_extra|ignore_source_code_hash|image_config_.+|image_uri|include_default_tag|invoke_mode|kms_key_arn"
            r"|lambda_at_edge(?:_logs_all_regions)?|layer_.+|layers|license_info|local_existing_package|logging_.+"
            r"|maximum_.+|package_type|policy_(?:name|path)|publish"
            r"|quiet_archive_local_exec|recreate_missing_package|recursive_loop|region|replace_security_groups_on_destroy"
            r"|replacement_security_group_ids|role_.+|runtime|s3_.+|skip_destroy|source_path|store_on_s3"
            r"|tenant_isolation_mode|timeout|timeouts|tracing_mode|trigger_on_package_timestamp|trusted_entities"
        ),
    ),
    # A group and its rules, named or written out.
    # Sources: the module's documented inputs and outputs, and its resources in versions 4.0 to 5.3. Of the names that
    # the module has for rules, those that functions and what they call need are here; what others mean is not known.
    "terraform-aws-modules/security-group/aws": Description(
        editions=(Edition((4,), (6,), _SECURITY_GROUP),),
        harmless=r"name|description|tags|revoke_rules_on_delete|(?:create|delete)_timeout|auto_groups|region",
    ),
    # A database instance.
    # Sources: the module's documented inputs and outputs, and its resources in versions 5.0 to 7.2. Older versions
    # decide the subnet group otherwise.
    "terraform-aws-modules/rds/aws": Description(
        editions=(Edition((5,), (8,), ("rds/instance",)),),
        # Storage, credentials, backups, maintenance, monitoring, parameters and names.
        harmless=(
            r"allocated_storage|allow_major_version_upgrade|apply_immediately|auto_minor_version_upgrade|availability_zone"
            r"|backup_.+|blue_green_update|ca_cert_identifier|character_set_name|cloudwatch_log_group_.+|copy_tags_to_snapshot"
            r"|create_(?:cloudwatch_log_group|db_option_group|db_parameter_group|monitoring_role|random_password)"
            r"|custom_iam_instance_profile|database_insights_mode|db_(?:instance_role_associations|instance_tags|name"
            r"|option_group_tags|parameter_group_tags|subnet_group_(?:description|tags|use_name_prefix))|dedicated_log_volume"
            r"|delete_automated_backups|deletion_protection|domain(?:_.+)?|enabled_cloudwatch_logs_exports"
            r"|engine_(?:version|lifecycle_support)|family|final_snapshot_identifier_prefix|instance_(?:class"
            r"|use_identifier_prefix)|iops|kms_key_id|license_model|maintenance_window|major_engine_version"
            r"|manage_master_user_password_rotation|master_user_.+|max_allocated_storage|monitoring_.+|name"
            r"|nchar_character_set_name|network_type|option_group_.+|options|parameter_group_.+|parameters|password(?:_.+)?"
            r"|performance_insights_.+|random_password_length|region|replica_mode|restore_to_point_in_time|s3_import|skip_final_snapshot|snapshot_identifier"
            r"|storage_.+|tags|timeouts|timezone|upgrade_storage_config|username"
        ),
    ),
    # A database cluster with its group and subnets.
    # Sources: the module's documented inputs and outputs, and its resources in versions 8.0 to 10.2.
    "terraform-aws-modules/rds-aurora/aws": Description(
        editions=(
            Edition((8,), (10,), ("rds_aurora/cluster", "rds_aurora/from_8")),
            Edition((10,), (11,), ("rds_aurora/cluster", "rds_aurora/from_10")),
        ),
        # Storage, credentials, backups, where data comes from, maintenance, monitoring, parameters, scaling and names.
        # Shard groups are not harmless: they have an endpoint of their own.
        harmless=(
            r"allocated_storage|allow_major_version_upgrade|apply_immediately|auto_minor_version_upgrade|autoscaling_.+"
            r"|availability_zones|backtrack_window|backup_retention_period|ca_cert_identifier|cloudwatch_log_group_.+"
            r"|cluster_(?:activity_stream|ca_cert_identifier|instance_class|members|monitoring_interval|parameter_group(?:_name)?"
            r"|db_instance_parameter_group_name"
            r"|performance_insights_.+|scalability_type|tags|timeouts|use_name_prefix)|copy_tags_to_snapshot"
            r"|create_(?:cloudwatch_log_group|db_cluster_activity_stream|db_cluster_parameter_group|db_parameter_group"
            r"|monitoring_role)|database_(?:insights_mode|name)|db_(?:cluster_activity_stream_.+|cluster_db_.+"
            r"|cluster_instance_class|cluster_parameter_group_.+|parameter_group(?:_.+)?)|delete_automated_backups"
            r"|deletion_protection|domain(?:_iam_role_name)?|enable_(?:global|local)_write_forwarding"
            r"|enabled_cloudwatch_logs_exports|engine_(?:version|lifecycle_support|native_audit_fields_included)"
            r"|endpoints|final_snapshot_identifier|global_cluster_identifier|iam_role(?:s|_.+)|instance_(?:class|timeouts)|instances_use_identifier_prefix"
            r"|iops|is_primary_cluster|kms_key_id|manage_master_user_password_rotation|master_.+|monitoring_.+"
            r"|network_type|performance_insights_.+|predefined_metric_type|preferred_.+|region|role_associations"
            r"|replication_source_identifier|restore_to_point_in_time|s3_import|source_region"
            r"|scaling_configuration|security_group_(?:description|name|tags|use_name_prefix)"
            r"|serverlessv2_scaling_configuration|skip_final_snapshot|snapshot_identifier|storage_.+|tags"
        ),
    ),
}

# Modules of what is deployed next to functions. Of what each makes the models have the name, the Region, whether it is
# made, and what is written into it or subscribed to it. No other input changes that.
# Sources: the modules' documented inputs and outputs, and their resources from the first version to the last.
_EDITIONS = {
    "dynamodb-table": (Edition((1,), (6,), ("dynamodb_table/table",)),),
    "s3-bucket": (Edition((2,), (6,), ("s3_bucket/bucket",)),),
    "sqs": (Edition((3,), (4,), ("sqs/from_3",)), Edition((4,), (6,), ("sqs/from_4",))),
    "sns": (Edition((5,), (8,), ("sns/topic",)),),
    "secrets-manager": (Edition((1,), (3,), ("secrets_manager/secret",)),),
    "ssm-parameter": (Edition((1,), (3,), ("ssm_parameter/parameter",)),),
    "eventbridge": (Edition((1, 1), (5,), ("eventbridge/bus",)),),
    # Databases and caches behind the functions, and what calls them. A group that a module makes has the rules that it
    # is given and no others.
    "rds-proxy": (Edition((1,), (5,), ("rds_proxy/proxy",)),),
    "elasticache": (Edition((1,), (2,), ("elasticache/cache",)),),
    "elasticache/aws//modules/serverless-cache": (Edition((1,), (2,), ("elasticache/serverless",)),),
    "alb": (
        Edition((6,), (8, 3), ("alb/until_8", "alb/from_6")),
        Edition((8, 4), (9,), ("alb/until_8", "alb/from_8_4")),
        Edition((9,), (11,), ("alb/from_9",)),
    ),
    "apigateway-v2": (
        Edition((1,), (5,), ("apigateway_v2/from_1",)),
        Edition((5,), (7,), ("apigateway_v2/from_5",)),
    ),
    # Roles and policies that functions are given. Before version 6 the roles for people had a module of their own.
    "iam/aws//modules/iam-policy": (Edition((2,), (7,), ("iam/policy",)),),
    "iam/aws//modules/iam-assumable-role": (Edition((3,), (6,), ("iam/assumable_role",)),),
    "iam/aws//modules/iam-role": (Edition((6,), (7,), ("iam/role",)),),
    "iam/aws//modules/iam-role-for-service-accounts-eks": (Edition((4,), (6,), ("iam/service_account",)),),
    "iam/aws//modules/iam-role-for-service-accounts": (Edition((6,), (7,), ("iam/service_account",)),),
    # Nothing of these is part of the network, and none of them makes a function.
    "kms": (Edition((1,), (5,), ("kms/key",)),),
    "acm": (Edition((3,), (7,), ("acm/certificate",)),),
    "ecr": (Edition((1,), (4,), ("ecr/repository",)),),
}
# A bucket's namespace becomes part of its name; pipes run functions, too.
_NO_MATTER = r"(?!(?:bucket_namespace|pipes)$).+"
DESCRIPTIONS.update(
    (f"terraform-aws-modules/{name if '/' in name else f'{name}/aws'}", Description(editions, _NO_MATTER))
    for name, editions in _EDITIONS.items()
)


def description_of(address: str) -> Description | None:
    """The description of the module with this address; None when there is none."""
    return DESCRIPTIONS.get(address)
