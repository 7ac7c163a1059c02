"""Ports and protocols, as AWS and IANA number them."""

from __future__ import annotations

ALL_PORTS = (0, 65535)
"""The range that stands for every port in security groups and network ACLs."""

NAMES_OF_PROTOCOLS = {"all": "-1", "6": "tcp", "17": "udp", "1": "icmp", "58": "icmpv6"}
"""IANA's numbers of the protocols that rules use, and the names that the model has for them."""

EPHEMERAL_PORTS = (1024, 65535)
"""The ports from which a function connects.

https://docs.aws.amazon.com/lambda/latest/dg/troubleshooting-networking.html
"""

HTTPS = 443

PORT_OF_ENGINE = {
    "memcached": 11211,
    "redis": 6379,
    "valkey": 6379,
    "postgres": 5432,
    "mysql": 3306,
    "mariadb": 3306,
    "sqlserver": 1433,
    "oracle": 1521,
    "db2": 50000,
}
"""The port on which an engine listens that is given none, by the front of its name."""

PORT_OF_PROXY = {"MYSQL": 3306, "POSTGRESQL": 5432}
"""All proxies of an engine family listen on one port, whichever that of the database is.

https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/rds-proxy.html#rds-proxy.limitations
"""
