"""How many and how much AWS allows, and what it takes for itself."""

from __future__ import annotations

from datetime import timedelta

MOST_SUBNETS = 16
"""How many subnets a function can name (https://docs.aws.amazon.com/lambda/latest/api/API_VpcConfig.html)."""

MOST_SECURITY_GROUPS = 5
"""How many security groups a function can name (https://docs.aws.amazon.com/lambda/latest/api/API_VpcConfig.html)."""

MOST_ENTRIES_OF_ACL = 40
"""How many entries a network ACL can have in a direction for IPv4, and as many for IPv6, where AWS raises the quota.

https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html
"""

CONNECTIONS_OF_INTERFACE = 65_000
"""What one interface of Lambda's can hold."""

PACKING_IN_MB = 3 * 1024
"""How much memory of executions shared an interface by the formula of the document's time."""

LEAST_MEMORY_IN_MB = 128
"""What Lambda gives a function that does not say (https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html)."""

LONGEST_IDLE = timedelta(days=14)
"""How long a function may rest before Lambda takes its network interfaces back.

https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html
"""

RESERVED_ADDRESSES = 5
"""The first four addresses of a subnet and the last one, which AWS keeps.

https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html
"""

ADDRESSES_OF_LOAD_BALANCER = 8
"""How many free addresses a load balancer asks for in each of its subnets.

https://docs.aws.amazon.com/elasticloadbalancing/latest/application/application-load-balancers.html
"""

ADDRESSES_OF_PROXY, ADDRESSES_OF_PROXY_ENDPOINT = 215, 3
"""How many addresses RDS Proxy uses in a VPC at most, and how many AWS asks to keep for a further endpoint.

https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/rds-proxy-network-prereqs.html
"""

ADDRESSES_OF_DATA_NODE = 3
"""How many addresses OpenSearch Service asks to keep for each of its nodes.

https://docs.aws.amazon.com/opensearch-service/latest/developerguide/vpc.html#reserving-ip-vpc-endpoints
"""

MOST_REPLICAS = 5
"""How many replicas a shard of ElastiCache can have.

https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_CreateReplicationGroup.html
"""

WIDEST_BLOCK_OF_VPC = {4: 16, 6: 44}
"""The shortest prefix of a block of a VPC, by the version of IP.

https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html
"""
