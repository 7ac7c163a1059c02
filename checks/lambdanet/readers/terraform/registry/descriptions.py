"""How a module of the registry is described: as a model of it, written in Terraform's own language.

A model has the inputs of the module that matter to the network with their documented defaults, the resources
that the module makes under the names that it gives them, as far as they are part of the network, and its
outputs. It is not the module: what does not matter to the network is left out. In a model, a name that begins
with ``unmodelled.`` stands for what the model does not say: it is unknown, with that name as its reason.
"""

from __future__ import annotations

from lambdanet.records import dataclass


@dataclass(frozen=True)
class Edition:
    """The versions from ``first`` up to, but without, ``below`` for which a model holds.

    model: the files that make the model, without their ending.
    """

    first: tuple[int, ...]
    below: tuple[int, ...]
    model: tuple[str, ...]


@dataclass(frozen=True)
class Description:
    """A module of the registry.

    editions: oldest first, without overlap.
    harmless: a regular expression for the names of the inputs that change nothing of what the model says. A
        call with an input that is neither harmless nor an input of the model is not read by the model at all.
    """

    editions: tuple[Edition, ...]
    harmless: str
