"""Ranges of addresses with a meaning of their own."""

from __future__ import annotations

IPV4_EVERYWHERE = "0.0.0.0/0"
IPV6_EVERYWHERE = "::/0"
EVERYWHERE = (IPV4_EVERYWHERE, IPV6_EVERYWHERE)

NOT_ON_THE_INTERNET = {
    4: ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "169.254.0.0/16", "127.0.0.0/8"),
    6: ("fc00::/7", "fe80::/10", "::1/128"),
}
"""What no internet gateway carries, by the version of IP: RFC 1918, 6598, 3927, 1122; RFC 4193, 4291."""
