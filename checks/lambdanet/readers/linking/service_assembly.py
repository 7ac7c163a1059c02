"""What is behind the APIs of AWS services, also by what represents it: a stage means its API."""

from __future__ import annotations

from lambdanet.model import ServiceResource
from lambdanet.readers.resources.collection import Collection
from lambdanet.values import Known


def service_resources(collection: Collection) -> dict[str, ServiceResource]:
    """By identity; that of a stage or a deployment of an API means the API."""
    found = {resource.identity: resource for resource in collection.service_resources}
    for stage, named in collection.api_of_stage.items():
        if isinstance(named, Known) and named.value in found:
            found[stage] = found[named.value]
    return found
