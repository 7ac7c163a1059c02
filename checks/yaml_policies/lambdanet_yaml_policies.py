"""Registers the policies in the folder ``policies`` as this pack decides them (see ``bridge/policies``)."""

from __future__ import annotations

from lambdanet.bridge.checkov_checks import register_policies

register_policies()
