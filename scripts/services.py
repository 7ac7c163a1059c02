"""Writes which AWS services there are, and the names of their endpoints: ``python scripts/services.py``.

They are those of botocore, which is among Checkov's own requirements.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from botocore import __version__ as version
from botocore.loaders import Loader

TABLE = Path(__file__).resolve().parent.parent / "checks" / "lambdanet" / "aws" / "services.txt"
HEAD = """\
# AWS services: how IAM names a service in actions | the name of an endpoint | the service as people call it | of a
# service with several endpoints, the operations of this one. Written by scripts/services.py from botocore {version}.
"""


def main() -> None:
    """Write the table."""
    TABLE.write_text("\n".join([HEAD.format(version=version).rstrip(), *_lines()]) + "\n", encoding="utf-8")


def _lines() -> Iterator[str]:
    for prefix, endpoints in sorted(_services().items()):
        for endpoint, (title, operations) in sorted(endpoints.items()):
            names = " ".join(sorted(operations)) if len(endpoints) > 1 else ""
            yield f"{prefix}|{endpoint}|{title}|{names}"


def _services() -> dict[str, dict[str, tuple[str, set[str]]]]:
    loader = Loader()
    found: defaultdict[str, dict[str, tuple[str, set[str]]]] = defaultdict(dict)
    for name in loader.list_available_services("service-2"):
        model: dict[str, Any] = loader.load_service_model(name, "service-2")
        metadata = model["metadata"]
        prefix = str(metadata.get("signingName") or metadata["endpointPrefix"]).lower()
        # "api.ecr" of a URL is "ecr.api" of an endpoint.
        endpoint = ".".join(reversed(str(metadata["endpointPrefix"]).split(".")))
        title, operations = found[prefix].get(endpoint, ("", set()))
        if not title or name == prefix:
            title = str(metadata.get("serviceId") or name)
        found[prefix][endpoint] = (title, operations | {each.lower() for each in model["operations"]})
    return dict(found)


if __name__ == "__main__":
    main()
