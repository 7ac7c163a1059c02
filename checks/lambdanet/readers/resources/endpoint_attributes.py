"""What an attribute of a resource says to a client: where to connect, publicly or privately, or only a name."""

from __future__ import annotations

import re

from lambdanet.readers.datum import Datum, Reference
from lambdanet.readers.secrets_of_databases import CONTENT
from lambdanet.values import Unknown

ENDPOINT = "endpoint"
PUBLIC_ENDPOINT = "public endpoint"
PUBLIC_NAME = "public name"
CONNECTED_ENDPOINT = "connected endpoint"
IDENTIFIER = "identifier"
INVOKE_URL = "invoke URL"
BUCKET_HOST = "host of a bucket"
CREDENTIALS = "credentials"

# https://docs.aws.amazon.com/AmazonS3/latest/userguide/VirtualHosting.html
HOSTS_OF_BUCKETS = (
    *("bucket_domain_name", "bucket_regional_domain_name"),
    *("DomainName", "RegionalDomainName", "DualStackDomainName"),
)
_INVOKE_URLS = ("invoke_url", "api_endpoint", "ApiEndpoint")
_PUBLIC = ("public_ip", "bootstrap_brokers_public", "PublicIp")
# Names that lead to a private address from inside the VPC, and to a public one from everywhere else
# (https://docs.aws.amazon.com/vpc/latest/userguide/vpc-dns.html).
_PUBLIC_NAMES = ("public_dns", "PublicDnsName")
_ENDPOINTS = (
    "address",
    "endpoint",
    "reader_endpoint",
    "primary_endpoint",
    "configuration_endpoint",
    "cluster_address",
    "cluster_endpoint",
    "cache_nodes",
    "bootstrap_brokers",
    "zookeeper_connect_string",
    "dns_name",
    "dns_entry",
    "dashboard_endpoint",
    "kibana_endpoint",
    "hostname",
    "private_ip",
    "private_dns",
    "ip_address",
    "instances",
    "Endpoint",
    "ReadEndpoint",
    "ReaderEndPoint",
    "ReaderEndpoint",
    "PrimaryEndPoint",
    "ConfigurationEndPoint",
    "ConfigurationEndpoint",
    "RedisEndpoint",
    "ClusterEndpoint",
    "ClusterDiscoveryEndpoint",
    "DomainEndpoint",
    "Workgroup.Endpoint",
    "DNSName",
    "DnsEntries",
    "PrivateIp",
    "PrivateDnsName",
    "PrimaryPrivateIpAddress",
    "AmqpEndpoints",
    "OpenWireEndpoints",
    "StompEndpoints",
    "MqttEndpoints",
    "WssEndpoints",
    "IpAddresses",
)

# The brokers' names in another VPC, to which a managed connection of MSK leads
# (https://docs.aws.amazon.com/msk/latest/developerguide/aws-access-mult-vpc.html).
_CONNECTED = ("bootstrap_brokers_vpc_connectivity",)

# What stands for a port by itself: https://docs.aws.amazon.com/msk/latest/developerguide/port-info.html and
# https://docs.aws.amazon.com/amazon-mq/latest/developer-guide/broker.html.
_PORTS = {
    "bootstrap_brokers": 9092,
    "bootstrap_brokers_tls": 9094,
    "bootstrap_brokers_sasl_scram": 9096,
    "bootstrap_brokers_sasl_iam": 9098,
    "zookeeper_connect_string": 2181,
    "zookeeper_connect_string_tls": 2182,
    "AmqpEndpoints": 5671,
    "OpenWireEndpoints": 61617,
    "StompEndpoints": 61614,
    "MqttEndpoints": 8883,
    "WssEndpoints": 61619,
}
# What holds the resource's port too, or may: the scheme before it says no other.
_WITH_PORTS = (
    "endpoint",
    "configuration_endpoint",
    "cluster_endpoint",
    "instances",
    "cache_nodes",
    "bootstrap_brokers",
    "zookeeper_connect_string",
    "ClusterDiscoveryEndpointURL",
    "AmqpEndpoints",
    "OpenWireEndpoints",
    "StompEndpoints",
    "MqttEndpoints",
    "WssEndpoints",
)


# Attributes of CloudFormation that are lists of endpoints: each element leads to the resource, or a piece of it.
_LISTS = re.compile(r"\.(DnsEntries|IpAddresses|(?:Amqp|OpenWire|Stomp|Mqtt|Wss)Endpoints)\b")


def endpoint_in_list(datum: Datum) -> Datum:
    """An element of a list of endpoints as a reference to them; any other datum as it is."""
    if not isinstance(datum, Unknown) or len(datum.candidates) != 1:
        return datum
    found = _LISTS.search(datum.symbol or "")
    if found is None:
        return datum
    (identity,) = datum.candidates
    return Reference(identity, found[1])


# Endpoints that are addresses, or may be: what resolves no name does not matter for them.
_ADDRESSES = ("private_ip", "ip_address", "instances", "IpAddresses", "PrivateIp", "PrimaryPrivateIpAddress")


# The port of an endpoint, which says nothing of where it is.
_OWN_PORT = re.compile(r"\.ports?(?:\.List)?$", re.IGNORECASE)


def is_name(attribute: str) -> bool:
    """Whether the attribute is an endpoint by its name, which a client has to resolve."""
    if _OWN_PORT.search(attribute):
        return False
    return attribute.startswith(_ENDPOINTS) and not attribute.startswith(_ADDRESSES)


def port_of_attribute(attribute: str) -> int | None:
    """The port for which an attribute stands; None where that is the resource's own."""
    return _PORTS.get(attribute.partition("[")[0].partition(".")[0])


def may_hold_port(attribute: str) -> bool:
    """Whether the attribute's value may end in a port of its own."""
    return attribute.startswith(_WITH_PORTS) and not attribute.endswith(("address", "Address"))


def kind_of_attribute(attribute: str) -> str:
    """What the attribute is to a client: one of the words above, such as "endpoint", else "identifier".

    Of what a secret holds it is the attribute itself.
    """
    if attribute.startswith(CONTENT):
        return attribute
    if attribute in _INVOKE_URLS:
        return INVOKE_URL
    if attribute in HOSTS_OF_BUCKETS:
        return BUCKET_HOST
    if attribute.startswith(_CONNECTED):
        return CONNECTED_ENDPOINT
    if attribute.startswith(_PUBLIC_NAMES):
        return PUBLIC_NAME
    if attribute.startswith(_PUBLIC):
        return PUBLIC_ENDPOINT
    return ENDPOINT if attribute.startswith(_ENDPOINTS) and not _OWN_PORT.search(attribute) else IDENTIFIER
