"""Whatever is in a template, reading it raises nothing and ends."""

from __future__ import annotations

import datetime
import sys
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).parent))

from lambdanet.readers.cloudformation.blocks_of_templates import read
from lambdanet.values import Known, Unknown

NAMES = ["A", "B", "C", "P", "Q", "M", "AWS::Region", "AWS::NoValue", "Nobody", "A.VpcId", "B.CidrBlock", "A.Arn", ""]
_ARGUMENTS = "GetAtt Sub Join Select Split GetAZs Cidr FindInMap If ImportValue Base64 Transform Length ToJsonString"
_CONDITIONS = "Equals And Or Not ForEach::X"
FUNCTIONS = ["Ref", "Condition", *(f"Fn::{name}" for name in f"{_ARGUMENTS} {_CONDITIONS}".split())]
_NETWORK = (
    "VpcId CidrBlock VpcConfig SubnetIds AvailabilityZone Role Policies Events FunctionUrlConfig Tracing Environment"
)
_OTHER = "Tags Properties Type AuthType Statement Action __startline__ __file__ Parameters TemplateURL"
PROPERTIES = f"{_NETWORK} {_OTHER}".split()

scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-3, 70000),
    st.floats(),
    st.text(max_size=6),
    st.sampled_from(NAMES),
    st.sampled_from(
        ["${A}${B.VpcId}", "${", "${!x}", "${AWS::Region}a", "{{resolve:ssm:x}}", "10.0.0.0/16", "Api", "S3", "NONE"]
    ),
    st.dates(),
    st.just(object()),
)
keys = st.one_of(st.sampled_from(FUNCTIONS), st.sampled_from(PROPERTIES), st.text(max_size=3), st.integers(0, 3))
junk = st.recursive(
    scalars,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.dictionaries(keys, inner, max_size=3),
        st.builds(lambda f, v: {f: v}, st.sampled_from(FUNCTIONS), inner),
        st.builds(lambda c, a, b: {"Fn::If": [c, a, b]}, st.sampled_from(NAMES), inner, inner),
    ),
    max_leaves=25,
)
objects = st.dictionaries(keys, junk, max_size=6)
TYPES = [
    "AWS::Serverless::Function",
    "AWS::EC2::Subnet",
    "AWS::CloudFormation::Stack",
    "Custom::X",
    "AWS::Lambda::Function",
]


class FakeGraph:
    """The part of Checkov's graph that the reader uses, with whatever vertices."""

    def __init__(self, vertices: list[Any], edges: list[Any]) -> None:
        self.vertices, self.edges = vertices, edges

    def nodes(self) -> list[Any]:
        return [(str(index), vertex) for index, vertex in enumerate(self.vertices)]

    def node_indices(self) -> list[int]:
        return list(range(len(self.vertices)))

    def weighted_edge_list(self) -> list[Any]:
        return self.edges


@st.composite
def graphs(draw: Any) -> FakeGraph:
    vertices: list[Any] = []
    for kind, names in (
        ("resource", "AB"),
        ("parameters", "PQ"),
        ("conditions", "C"),
        ("mappings", "M"),
        ("outputs", "A"),
        ("globals", ["Function"]),
    ):
        for name in names:
            block_name = f"{draw(st.sampled_from(TYPES))}.{name}" if kind == "resource" else name
            vertex = {
                "block_type_": kind,
                "block_name_": block_name,
                "file_path_": "/x/t.yaml",
                "config_": draw(st.one_of(objects, junk)),
                "__startline__": draw(scalars),
                "rendering_breadcrumbs_": draw(st.one_of(st.none(), st.just({"VpcId": [], "Role.0": [], "A.B.9": []}))),
                "VpcId.Ref": "A",
                "Role.0.Fn::Sub": "${A}",
            }
            vertices.append(vertex)
    return FakeGraph(vertices, [(0, 4, {"label": "Condition"}), (1, 2, None), (99, 1, {"label": "Condition"})])


@given(graphs())
@settings(max_examples=400, deadline=None, suppress_health_check=list(HealthCheck))
def test_junk(graph: FakeGraph) -> None:
    reading = read(graph)
    for block in reading.blocks:
        assert isinstance(block.exists(), (Known, Unknown))
        assert not any(name.startswith("__") for name in block.names())
        for name in [*block.names(), *PROPERTIES, "subnet_ids"]:
            block.datum(name)
            block.nested(name).known()
            for ask in (block.text, block.number, block.resource, block.resources, block.strings):
                ask(name)
            block.flag(name, True)


def chain(depth: int) -> Any:
    value: Any = "x"
    for _ in range(depth):
        value = {"Fn::Join": ["", [value, value]]}
    return value


def test_deep_and_wide() -> None:
    nested: Any = "x"
    for _ in range(900):
        nested = [nested]
    shared: Any = ["${A}"]
    for _ in range(60):
        shared = {"Fn::Sub": ["${V}${V}", {"V": shared}]}
    properties = {
        "Deep": nested,
        "Wide": chain(50),
        "Subs": shared,
        "When": datetime.date(2012, 10, 17),
        "Huge": 16**6000,
    }
    vertex = {"block_type_": "resource", "block_name_": "T.A", "file_path_": "/t", "config_": properties}
    (block,) = read(FakeGraph([vertex], [])).blocks
    for name in block.names():
        block.datum(name)
        block.text(name)
    assert block.datum("When") == "2012-10-17"
