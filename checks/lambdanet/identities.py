"""The parts of identities: where something is declared, and what it is called there.

An identity, and the symbol of a value that is not known, is ``place|address`` in Terraform, ``place#id`` in
CloudFormation; what AWS makes with a VPC has ``/`` and the words for it behind the VPC's. An id that is written out
has no place.
"""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

READ_HERE = "lambdanet_read_here_"
"""Marks attributes, in Checkov's form, of what is in a file that only the pack reads."""


def short(identity: str) -> str:
    """An identity or a symbol as people know it: without the file or directory that makes it unique in the scan."""
    return identity.rsplit("|", 1)[-1].rsplit("#", 1)[-1]


def configuration_of(identity: str) -> str:
    """The root module or the template in which something is declared: what is in one goes to one account."""
    return identity.partition("|")[0].partition("#")[0]


def root_module_of(identity: str) -> str | None:
    """The folder of the root module in which something of Terraform is declared, also within a module that it calls."""
    folder, bar, _ = identity.partition("|")
    return folder if bar else None


def deployed_with(identity: str) -> str:
    """Where a name that is written out means one: a root module with all that it calls, or a folder of templates."""
    root = root_module_of(identity)
    return os.path.dirname(configuration_of(identity)) if root is None else root


def made_with(vpc: str, what: str) -> str:
    """The identity of a resource that AWS makes with a VPC, e.g. its "default security group"."""
    return f"{vpc}/{what}"


DEFAULT_GROUP = "default security group"
_MADE = ("prefix list", DEFAULT_GROUP)


def in_words(identity: str) -> str:
    """An identity as people know it; of what AWS makes with something that they have written, whose it is."""
    owner, _, what = short(identity).rpartition("/")
    return f"the {what} of {owner}" if owner and what in _MADE else short(identity)


def vpc_that_made(identity: str, what: str) -> str | None:
    """The VPC with which AWS makes the resource of this identity, if it is one that AWS makes so."""
    end = f"/{what}"
    return identity[: -len(end)] if identity.endswith(end) else None


def is_written_out(identity: str) -> bool:
    """Whether it is an id that is written out, and not the identity of what is declared in the code."""
    return "|" not in identity and "#" not in identity


def is_planned(identity: str) -> bool:
    """Whether it is of a plan, which has the id of what is deployed already: no other id is its."""
    return root_module_of(identity) is not None and configuration_of(identity).endswith(".json")


# Not compiled before the code names an id: every process of Checkov's loads this. AWS makes 8 or 17 digits; in examples
# that stand for an id there may be other numbers of them.
_ID = r"([a-z]+(?:-[a-z]+)*)-[0-9a-f]{8,17}"


def kind_of_id(text: str) -> str | None:
    """The kind of resource that the beginning of an id says, such as ``subnet``; None of a text that is no id."""
    found = re.fullmatch(_ID, text)
    return found[1] if found is not None else None


def is_id(text: str) -> bool:
    """Whether a text has the form of the ids that EC2 and similar services give."""
    return kind_of_id(text) is not None


# The key of an instance, such as ``[0]`` and ``["a"]``: what is in quotes may have any sign in it, quotes too.
_KEY = r'(?s)\[".*?"\](?=[.[]|\Z)|\[[^]["]*\]'
_CALLS = r"(?s)(?<=\.tf)\[.*\]$"


def keys_in(address: str) -> list[str]:
    """The keys of instances in an address, with their brackets."""
    return [found[0] for found in re.finditer(_KEY, address)]


def without_keys(address: str, instead: str | Callable[[re.Match[str]], str] = "") -> str:
    """The address of the block, of all its instances in all instances of its module; or with others instead of keys."""
    return re.sub(_KEY, instead, address) if "[" in address else address


def without_calls(file: str) -> str:
    """A file as it is named: Checkov adds the calls that lead to a module in brackets."""
    return re.sub(_CALLS, "", file) if file.endswith("]") else file
