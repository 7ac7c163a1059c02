"""The port in the text beside an endpoint: ``http://${host}:8080``, or that of the scheme where none is written."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from lambdanet.readers.datum import Datum, Reference
from lambdanet.readers.resources.endpoint_attributes import may_hold_port, port_of_attribute
from lambdanet.values import Known, Unknown, Value

# The ports that IANA registers for the schemes, https://www.iana.org/assignments/service-names-port-numbers, and that
# their clients take. Where clients differ, as for smtp://, there is none here.
_SCHEMES = {
    "http": 80,
    "https": 443,
    "ws": 80,
    "wss": 443,
    "redis": 6379,
    "rediss": 6379,
    "valkey": 6379,
    "memcached": 11211,
    "postgres": 5432,
    "postgresql": 5432,
    "mysql": 3306,
    "mariadb": 3306,
    "sqlserver": 1433,
    "redshift": 5439,
    "mongodb": 27017,
    "amqp": 5672,
    "amqps": 5671,
    "amqp+ssl": 5671,
    "mqtt": 1883,
    "mqtts": 8883,
    "ldap": 389,
    "ldaps": 636,
    "ssh": 22,
    "sftp": 22,
}
_WRITTEN = re.compile(r":(?P<port>\d{1,5})(?!\d)")
_SCHEME = re.compile(r"(?P<scheme>[a-z][a-z0-9+.-]*)://(?:[^/\s,;|@]*@)?$", re.IGNORECASE)
# A variable beside the others that holds a port: DB_PORT, PORT, dbPort.
_PORT_VARIABLE = re.compile(r"(?:^|_)(?:PORT|port)(?:_|$)|[a-z]Port$")
_LARGEST = 65535
_LONGEST_BEFORE = 500


def name_a_port(variables: Iterable[str]) -> bool:
    """Whether a variable of its own may hold the port, so that a URL without one does not say it."""
    return any(_PORT_VARIABLE.search(variable) for variable in variables)


def port_beside(variable: str, parts: Sequence[Datum], index: int, by_scheme: bool) -> Value[int | None]:
    """The port that a text says for the reference that is one of its parts; None where it says none.

    by_scheme: where no port is written the scheme's is meant.
    """
    reference = parts[index]
    after = parts[index + 1] if index + 1 < len(parts) else ""
    if after == ":" and index + 2 < len(parts):
        port = parts[index + 2]
        own = isinstance(port, Reference) and port.identity == reference.identity
        return Known(None) if own else Unknown(f"the environment variable {variable} holds a port that is not known")
    written = _WRITTEN.match(after) if isinstance(after, str) else None
    if written is not None and 0 < int(written["port"]) <= _LARGEST:
        return Known(int(written["port"]))
    if port_of_attribute(reference.attribute) is not None:
        return Known(port_of_attribute(reference.attribute))
    if not by_scheme or may_hold_port(reference.attribute):
        return Known(None)
    # A scheme and what comes before an "@" are short; to look for them from each letter of a long text is not.
    text = "".join(part if isinstance(part, str) else "?" for part in parts[:index])
    before = _SCHEME.search(text[-_LONGEST_BEFORE:])
    scheme = before["scheme"].lower() if before is not None else ""
    return Known(_SCHEMES.get(scheme, _SCHEMES.get(scheme.partition("+")[0])))
