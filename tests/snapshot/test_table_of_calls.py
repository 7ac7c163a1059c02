"""The table of calls says what AWS's own models say."""

from __future__ import annotations

import json
import re
from typing import Any

import botocore.session
import jmespath
import pytest
from botocore import xform_name

from lambdanet.snapshot.calls import GLOBAL, IN_EACH_REGION, Call, hyphenated
from lambdanet.snapshot.least_policy import least_policy

# Of November 2024, younger than the list that policy_sentry has:
# https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonec2.html
YOUNGER = {"ec2:DescribeVpcBlockPublicAccessExclusions", "ec2:DescribeVpcBlockPublicAccessOptions"}
CALLS = (*IN_EACH_REGION, *GLOBAL)
MODELS = botocore.session.get_session()
every_call = pytest.mark.parametrize("call", CALLS, ids=lambda call: call.file)


def operation(call: Call) -> Any:
    return MODELS.get_service_model(call.service).operation_model(call.operation)


@every_call
def test_names_are_the_models(call: Call) -> None:
    model = operation(call)
    assert call.key in model.output_shape.members
    inputs = dict(model.input_shape.members) if model.input_shape else {}
    assert set(call.arguments) <= set(inputs)
    assert set(model.input_shape.required_members if model.input_shape else ()) <= set(call.arguments)
    if call.vpc_filter:
        assert inputs[call.filters].type_name == "list"
        # The model's own documentation lists the filters of the operation.
        assert f"<code>{call.vpc_filter}</code>" in inputs[call.filters].documentation


@every_call
def test_the_command_line_writes_names_as_botocore_does(call: Call) -> None:
    assert call.command == xform_name(call.operation, "-")
    assert call.method == xform_name(call.operation)
    for name in call.arguments:
        assert hyphenated(name) == xform_name(name, "-")


@every_call
def test_a_call_only_reads(call: Call) -> None:
    assert re.match(r"(Describe|Get|List|Search)[A-Z]", call.operation)
    assert call.service not in ("lambda", "s3", "secretsmanager", "ssm")


@every_call
def test_ids_come_from_a_call_before(call: Call) -> None:
    if call.each is None:
        assert "{id}" not in json.dumps(dict(call.arguments)) + call.query
        return
    before = next(each for each in CALLS if each.operation == call.each.operation)
    assert CALLS.index(before) < CALLS.index(call)
    assert before.service == call.service
    # It leads to a text in what the model says is there.
    shape = operation(before).output_shape
    for part in re.split(r"\[\]\.?|\.", call.each.path):
        shape = shape.members[part]
        shape = shape.member if shape.type_name == "list" else shape
    assert shape.type_name == "string"
    assert "{id}" in json.dumps(dict(call.arguments))


@every_call
def test_a_file_says_what_it_is_about(call: Call) -> None:
    """What is picked from an answer has its keys, and the id where the answer has it not."""
    if call.query:
        answer = {name: [] for name in operation(call).output_shape.members}
        picked = jmespath.search(call.query.replace("{id}", "some-id"), answer)
        assert call.key in picked
        assert {name for name, value in picked.items() if value == "some-id"} <= set(call.arguments)
        assert set(picked) <= {*answer, *call.arguments}
    elif call.each is not None:
        listed = operation(call).output_shape.members[call.key]
        members = listed.member.members if listed.type_name == "list" else operation(call).output_shape.members
        assert set(call.arguments) & {*members, "DomainNames"}


def test_files_have_names_of_their_own() -> None:
    names = [call.file for call in CALLS]
    assert len(names) == len(set(names))
    assert "snapshot" not in names


def test_what_the_policy_allows_is_what_is_called() -> None:
    actions = pytest.importorskip("policy_sentry.querying.actions")
    (statement,) = json.loads(least_policy())["Statement"]
    assert statement["Action"] == sorted({call.action for call in CALLS})
    known = {
        action.lower()
        for prefix in {action.partition(":")[0] for action in statement["Action"]}
        for action in actions.get_actions_for_service(prefix)
    }
    assert {action for action in statement["Action"] if action.lower() not in known} <= YOUNGER
