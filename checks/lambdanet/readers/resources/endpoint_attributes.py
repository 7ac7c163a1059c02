"""What an attribute of a resource tells a client: where to connect, publicly or privately, or only a name."""

from __future__ import annotations

ENDPOINT = "endpoint"
PUBLIC_ENDPOINT = "public endpoint"
IDENTIFIER = "identifier"
INVOKE_URL = "invoke URL"

_INVOKE_URLS = ("invoke_url", "api_endpoint", "ApiEndpoint")
_PUBLIC = ("public_ip", "public_dns", "bootstrap_brokers_public", "PublicIp", "PublicDnsName")
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


def kind_of_attribute(attribute: str) -> str:
    """ "endpoint", "public endpoint", "invoke URL" (of an API of API Gateway) or "identifier"."""
    if attribute in _INVOKE_URLS:
        return INVOKE_URL
    if attribute.startswith(_PUBLIC):
        return PUBLIC_ENDPOINT
    return ENDPOINT if attribute.startswith(_ENDPOINTS) else IDENTIFIER
