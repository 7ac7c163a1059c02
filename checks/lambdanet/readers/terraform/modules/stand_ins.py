"""Keys of instances that are known only when Terraform runs, such as the ARNs of what the same code makes."""

from __future__ import annotations


class StandIn(str):
    """What stands for a key that is not known, so that the instances can be told apart; no address may show it."""

    __slots__ = ()
