"""What a template puts in place of ``{{resolve:secretsmanager:...}}`` where the secret is one of the code.

https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references-secretsmanager.html
"""

from __future__ import annotations

import re

from lambdanet.readers.datum import Reference, Text
from lambdanet.readers.secrets_of_databases import as_secret, content_of

_BEGIN = "{{resolve:secretsmanager:"
_END = re.compile(r"(?::SecretString(?::(?P<key>[^:{}]*))?)?(?::[^:{}]*){0,2}\}\}")


def with_contents(text: Text) -> Text:
    """The text with what such secrets hold in place of the references to them."""
    parts = list(text.parts)
    for number in range(1, len(parts) - 1):
        before, secret, after = parts[number - 1 : number + 2]
        if not (isinstance(before, str) and before.endswith(_BEGIN) and isinstance(secret, Reference)):
            continue
        found = _END.match(after) if isinstance(after, str) else None
        if found is not None:
            parts[number - 1 : number + 2] = (
                before[: -len(_BEGIN)],
                content_of(as_secret(secret), found["key"] or ""),
                after[found.end() :],
            )
    return Text(tuple(part for part in parts if part != ""))
