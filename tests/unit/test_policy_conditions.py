"""The conditions of the pack's policies are decided as Checkov's own solvers decide them."""

from __future__ import annotations

from typing import Any

import pytest
from checkov.common.checks_infra.checks_parser import GraphCheckParser
from hypothesis import given, reject
from hypothesis import strategies as st

from lambdanet.bridge.policies.conditions import UnknownCondition, holds
from lambdanet.bridge.policies.policies import Policy, policies

UNKNOWN = object()
# What Checkov's solvers take for a variable without a value.
UNKNOWN_FOR_CHECKOV = "var.unknown"
_TEXTS = [
    "",
    "AWS_IAM",
    "NONE",
    "events.amazonaws.com",
    "vpce-svc-0a",
    "GatewayLoadBalancer",
    "x",
    "true",
    "{'a': 'b'}",
]
_VALUES = st.one_of(
    st.none(),
    st.just(UNKNOWN),
    st.sampled_from(_TEXTS),
    st.booleans(),
    st.integers(0, 2),
    st.lists(st.sampled_from(["a", "vpce-svc-"]), max_size=2),
    st.dictionaries(st.sampled_from(["a", "vpce-svc-"]), st.sampled_from(["b", "vpce-svc-1"]), max_size=2),
)


def _for_checkov(value: Any) -> Any:
    return UNKNOWN_FOR_CHECKOV if value is UNKNOWN else value


@pytest.mark.parametrize("policy", policies(), ids=lambda policy: policy.id)
@given(data=st.data())
def test_checkov_decides_alike(policy: Policy, data: st.DataObject) -> None:
    solver = GraphCheckParser().parse_raw_check(policy.content, resources_types=None).solver
    kind = data.draw(st.sampled_from(sorted(policy.attributes)))
    values: dict[str, Any] = {}
    for name in sorted(policy.attributes[kind]):
        value = data.draw(_VALUES)
        if value is not None:
            values[name] = value
            words = name.split(".")
            values.update({".".join(words[:end]): {} for end in range(1, len(words))})
    vertex = {"resource_type": kind, "source_": "Terraform", "block_type_": "resource"}
    vertex.update((name, _for_checkov(value)) for name, value in values.items())
    try:
        expected = solver.get_operation(vertex)
    except TypeError:
        reject()  # what no resource has as a service's name
    assert holds(policy.content["definition"], kind, values, UNKNOWN) == expected


@pytest.mark.parametrize("condition", [{"cond_type": "attribute", "operator": "subset"}, {"not": []}, {}])
def test_what_is_not_understood_is_no_answer(condition: dict[str, Any]) -> None:
    with pytest.raises(UnknownCondition):
        holds(condition, "aws_vpc", {}, UNKNOWN)
