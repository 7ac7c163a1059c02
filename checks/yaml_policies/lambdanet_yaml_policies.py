"""Registers the policies in the folder ``policies`` as this pack decides them (see ``lambdanet.policies``)."""

from lambdanet.checkov_checks import register_policies

register_policies()
