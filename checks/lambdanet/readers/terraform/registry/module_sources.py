"""Which module of the registry the source of a module call names, and in which version.

A module of the public registry can be called by its address there, or by that of the Git repository from
which the registry takes it (https://developer.hashicorp.com/terraform/language/modules/sources).
"""

from __future__ import annotations

import re

from lambdanet.records import dataclass

_REGISTRY = re.compile(
    r"(?:registry\.(?:terraform\.io|opentofu\.org)/)?"
    r"(?P<address>[\w-]+/[\w-]+/[\w-]+)(?P<folder>//[^?]+)?"
)
_REPOSITORY = re.compile(
    r"(?:git::)?(?:https://|ssh://)?(?:[\w-]+@)?github\.com[/:]"
    r"(?P<owner>[\w-]+)/terraform-(?P<provider>[a-z0-9]+)-(?P<name>[\w-]+?)(?:\.git)?"
    r"(?P<folder>//[^?]+)?(?:\?(?P<query>.*))?"
)
_COMMIT = re.compile(r"[0-9a-f]{40}")
_VERSION = re.compile(r"(?:refs/tags/|tags/)?v?(\d+\.\d+\.\d+)")


@dataclass(frozen=True)
class Source:
    """A module by its address in the registry, with ``//`` and the folder of a submodule.

    from_repository: the version is in the source itself. version: that version, None when it has none.
    """

    address: str
    from_repository: bool = False
    version: str | None = None


def parsed_source(text: str) -> Source | None:
    """What the source names; None when it is no module of a registry."""
    named = _REGISTRY.fullmatch(text)
    if named is not None:
        return Source(named["address"] + _folder(named["folder"]))
    found = _REPOSITORY.fullmatch(text)
    if found is None:
        return None
    address = f"{found['owner']}/{found['name']}/{found['provider']}{_folder(found['folder'])}"
    reference = re.search(r"(?:^|&)ref=([^&]*)", found["query"] or "")
    version = _version(reference[1], found["owner"], found["name"]) if reference is not None else None
    if reference is not None and version is None:
        return None  # a branch may hold anything, and so may a commit that is no release
    return Source(address, True, version)


def _version(reference: str, owner: str, name: str) -> str | None:
    if _COMMIT.fullmatch(reference):
        from lambdanet.readers.terraform.registry.release_commits import version_of

        return version_of(owner, name, reference)
    tag = _VERSION.fullmatch(reference)
    return tag[1] if tag is not None else None


def _folder(text: str | None) -> str:
    return f"//{text[2:].strip('/')}" if text else ""
