"""The IAM policy that allows a snapshot and nothing else."""

from __future__ import annotations

import json

from lambdanet.snapshot.calls import GLOBAL, IN_EACH_REGION


def least_policy() -> str:
    """The policy as JSON.

    None of the actions can be bound to resources in a way that all of them share. ``sts:GetCallerIdentity`` needs no
    permission: https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html.
    """
    actions = sorted({call.action for call in (*IN_EACH_REGION, *GLOBAL)})
    statement = {"Sid": "LambdanetSnapshot", "Effect": "Allow", "Action": actions, "Resource": "*"}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]}, indent=2) + "\n"
