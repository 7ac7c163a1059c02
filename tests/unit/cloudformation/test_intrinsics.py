from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from reading_support import blocks_of, read_files

from lambdanet.readers.datum import Listing, Reference, Text
from lambdanet.values import Unknown

HEAD = """
Parameters:
  Env: {Type: String, Default: prod}
  Flag: {Type: String, Default: false}
  Port: {Type: Number, Default: 5432}
  Open: {Type: String}
  Nets: {Type: CommaDelimitedList, Default: 'subnet-1, subnet-2'}
  NoNets: {Type: 'List<AWS::EC2::Subnet::Id>', Default: ''}
  Zones: {Type: 'List<AWS::EC2::AvailabilityZone::Name>'}
  Image: {Type: 'AWS::SSM::Parameter::Value<String>', Default: /a/b}
Mappings:
  M: {prod: {Cidr: 10.1.0.0/16, Same: x}, dev: {Cidr: 10.2.0.0/16, Same: x}}
Conditions:
  IsProd: !Equals [!Ref Env, prod]
  NotProd: !Not [{Condition: IsProd}]
  Both: !And [{Condition: IsProd}, !Equals [!Ref Port, '5432']]
  Perhaps: !Equals [!Ref Open, a]
  SurelyNot: !And [{Condition: Perhaps}, {Condition: NotProd}]
  SurelySo: !Or [{Condition: Perhaps}, {Condition: IsProd}]
  HasNets: !Not [!Equals [!Join ['', !Ref NoNets], '']]
  SameUnknown: !Equals [!Ref Open, !Ref Open]
  InRegion: !Equals [!Ref 'AWS::Region', eu-west-1]
Resources:
  Vpc: {Type: AWS::EC2::VPC, Properties: {CidrBlock: !Ref Open}}
  Sg: {Type: AWS::EC2::SecurityGroup, Properties: {VpcId: !Ref Vpc, GroupDescription: x}}
  Db: {Type: AWS::RDS::DBInstance, Properties: {Engine: postgres}}
  Custom: {Type: 'Custom::Lookup', Properties: {ServiceToken: x}}
  X:
    Type: AWS::SNS::Topic
    Properties:
      V: """


def value(folder: Path, expression: str) -> object:
    return blocks_of(folder, HEAD + expression + "\n")["X"].datum("V")


def ident(folder: Path, name: str) -> str:
    return f"{folder / 't.yaml'}#{name}"


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("!Ref Env", "prod"),
        ("!Ref Flag", "false"),
        ("!Ref Port", 5432),
        ("!Ref Nets", Listing(("subnet-1", "subnet-2"))),
        ("!Ref NoNets", Listing()),
        ("!Ref AWS::NoValue", None),
        ("[a, !Ref 'AWS::NoValue', b]", Listing(("a", "b"))),
        ("!Sub '${Env}-${!Env}-x'", "prod-${Env}-x"),
        ("!Sub ['${A}-${Env}', {A: !Ref Port}]", "5432-prod"),
        ("{'Fn::Sub': ['${A}', {A: {Ref: Env}}]}", "prod"),
        ("!Join ['-', [!Ref Env, !Ref Port, x]]", "prod-5432-x"),
        ("!Join [',', !Ref Nets]", "subnet-1,subnet-2"),
        ("!Select [1, !Ref Nets]", "subnet-2"),
        ("!Select ['1', !Split ['/', 'a/b/c']]", "b"),
        ("!Split [',', !Join [',', !Ref Nets]]", Listing(("subnet-1", "subnet-2"))),
        ("!FindInMap [M, !Ref Env, Cidr]", "10.1.0.0/16"),
        ("!FindInMap [M, !Ref Open, Same]", "x"),
        ("{'Fn::FindInMap': [M, nothing, Cidr, {DefaultValue: y}]}", "y"),
        ("!Cidr [10.0.0.0/16, 3, 8]", Listing(("10.0.0.0/24", "10.0.1.0/24", "10.0.2.0/24"))),
        ("!Select [2, !Cidr [!FindInMap [M, prod, Cidr], 4, '6']]", "10.1.0.128/26"),
        ("!Select [1, !Cidr ['2001:db8::/56', 2, 64]]", "2001:db8:0:1::/64"),
        ("!If [IsProd, a, b]", "a"),
        ("!If [NotProd, a, b]", "b"),
        ("!If [Both, a, b]", "a"),
        ("!If [SurelyNot, a, b]", "b"),
        ("!If [SurelySo, a, b]", "a"),
        ("!If [HasNets, a, b]", "b"),
        ("!If [SameUnknown, a, b]", "a"),
        ("!If [Perhaps, same, same]", "same"),
        ("!If [NotProd, a, !Ref 'AWS::NoValue']", None),
        ("!If [IsProd, !If [NotProd, a, b], c]", "b"),
        ("{A: !If [NotProd, a, !Ref 'AWS::NoValue'], B: {C: !Ref Env}}", {"B": {"C": "prod"}}),
        ("{'Fn::Length': !Ref Nets}", 2),
        ("2012-10-17", "2012-10-17"),
    ],
)
def test_known(tmp_path: Path, expression: str, expected: object) -> None:
    assert value(tmp_path, expression) == expected


def test_references(tmp_path: Path) -> None:
    assert value(tmp_path, "!Ref Vpc") == Reference(ident(tmp_path, "Vpc"), "", "Vpc")
    assert value(tmp_path, "!GetAtt Db.Endpoint.Address") == Reference(
        ident(tmp_path, "Db"), "Endpoint.Address", "Db.Endpoint.Address"
    )
    assert value(tmp_path, "{'Fn::GetAtt': [Db, Endpoint.Port]}") == Reference(
        ident(tmp_path, "Db"), "Endpoint.Port", "Db.Endpoint.Port"
    )
    assert value(tmp_path, "!GetAtt Sg.VpcId") == Reference(ident(tmp_path, "Vpc"), "", "Vpc")
    assert value(tmp_path, "!Sub '${Db.Endpoint.Address}'") == value(tmp_path, "!GetAtt Db.Endpoint.Address")
    url = value(tmp_path, "!Sub 'postgres://${Db.Endpoint.Address}:${Port}/x'")
    assert isinstance(url, Text)
    assert url.parts == (
        "postgres://",
        Reference(ident(tmp_path, "Db"), "Endpoint.Address", "Db.Endpoint.Address"),
        ":5432/x",
    )


@pytest.mark.parametrize(
    ("expression", "symbol"),
    [
        ("!Ref Open", "{file}#Open"),
        ("!Ref AWS::Region", "AWS::Region"),
        ("!GetAtt Vpc.CidrBlock", "{file}#Open"),
        ("!Ref Image", "{{resolve:ssm:/a/b}}"),
        ("'{{resolve:secretsmanager:x:SecretString:y}}'", "{{resolve:secretsmanager:x:SecretString:y}}"),
        ("!GetAZs ''", "GetAZs(AWS::Region)"),
        ("!GetAZs {Ref: 'AWS::Region'}", "GetAZs(AWS::Region)"),
        ("!GetAZs us-east-1", "GetAZs(us-east-1)"),
        ("!Select [0, !Ref Zones]", "{file}#Zones[0]"),
        ("!ImportValue vpc", "export vpc"),
        ("!ImportValue {'Fn::Sub': '${Open}-vpc'}", "export ${{file}#Open}-vpc"),
        ("!GetAtt Custom.SubnetId", "{file}#Custom.SubnetId"),
        ("!FindInMap [M, !Ref Open, Cidr]", "{file}#FindInMap(M,${{file}#Open},Cidr)"),
    ],
)
def test_unknown_symbols(tmp_path: Path, expression: str, symbol: str) -> None:
    result = value(tmp_path, expression)
    assert isinstance(result, Unknown)
    assert result.symbol == symbol.replace("{file}", str(tmp_path / "t.yaml"))
    assert result.reason


def test_zones_of_one_list(tmp_path: Path) -> None:
    zone = value(tmp_path, "!Select [1, !GetAZs '']")
    assert isinstance(zone, Unknown)
    assert (zone.list_symbol, zone.index) == ("GetAZs(AWS::Region)", 1)
    text = value(tmp_path, "!Sub '${AWS::Region}b'")
    assert isinstance(text, Text)
    assert text.parts[1] == "b"
    assert text.parts[0].symbol == "AWS::Region"
    assert value(tmp_path, "!Join ['', [!Ref 'AWS::Region', b]]") == text
    # Checkov renders the parameter, and leaves the pseudo parameter in a bare text.
    mixed = value(tmp_path, "!Sub '${AWS::Region}-${Env}'")
    assert isinstance(mixed, Text)
    assert mixed.parts[1] == "-prod"


def test_undecided_branches(tmp_path: Path) -> None:
    picked = value(tmp_path, "!If [Perhaps, !Ref Sg, !Ref Vpc]")
    assert isinstance(picked, Unknown)
    assert picked.reason.startswith("condition Perhaps decides")
    assert picked.candidates == {ident(tmp_path, "Sg"), ident(tmp_path, "Vpc")}
    listed = value(tmp_path, "[!Ref Sg, !If [Perhaps, !Ref Vpc, !Ref 'AWS::NoValue']]")
    assert isinstance(listed, Listing)
    assert [element.identity for element in listed.elements] == [ident(tmp_path, "Sg")]
    assert listed.more is not None
    assert listed.more.candidates == {ident(tmp_path, "Vpc")}
    objects = value(tmp_path, "!If [Perhaps, {A: [!Ref Sg], B: x}, {A: [!Ref Sg], B: y}]")
    assert isinstance(objects, dict)
    assert objects["A"].elements[0].identity == ident(tmp_path, "Sg")
    assert isinstance(objects["B"], Unknown)
    assert isinstance(value(tmp_path, "!Select [1, [!If [Perhaps, a, !Ref 'AWS::NoValue'], b, c]]"), Unknown)
    assert isinstance(value(tmp_path, "!If [InRegion, a, b]"), Unknown)


def test_equal_unknowns_have_equal_symbols(tmp_path: Path) -> None:
    both = value(tmp_path, "[!Select [0, !Cidr [!Ref Open, 4, 8]], !Select [0, !Cidr [!GetAtt Vpc.CidrBlock, 4, '8']]]")
    assert isinstance(both, Listing)
    one, other = both.elements
    assert one.symbol == other.symbol
    assert one.index == other.index == 0


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("{'Fn::Base64': x}", "eA=="),
        ("{'Fn::ToJsonString': {a: [1, true, b]}}", '{"a":[1,true,"b"]}'),
        (
            "{'Fn::ForEach::Loop': [a, [b, c-d], {'${a}': x, 'k&{a}': '${a}'}]}",
            {"b": "x", "kb": "b", "c-d": "x", "kcd": "c-d"},
        ),
    ],
)
def test_functions_of_the_language_extensions(tmp_path: Path, expression: str, expected: object) -> None:
    assert value(tmp_path, expression) == expected


@pytest.mark.parametrize(
    "expression",
    [
        "!Ref Nobody",
        "!GetAtt Nobody.Arn",
        "!Sub '${Nobody.Arn}'",
        "!Select [9, [a]]",
        "!Select [x, [a]]",
        "!Cidr [10.0.0.0/30, 8, 8]",
        "!Cidr [rubbish, 1, 8]",
        "!FindInMap [M, nothing, Cidr]",
        "!If [Undeclared, a, b]",
        "{'Fn::If': 7}",
        "{'Fn::Sub': [1, 2, 3]}",
        "{'Fn::Join': {a: b}}",
        "{'Ref': [a]}",
        "{'Fn::GetAtt': 5}",
        "{'Fn::Transform': {Name: 'AWS::Include'}}",
        "{'Fn::Base64': {Ref: Nobody}}",
        "{'Fn::ToJsonString': {a: {Ref: Nobody}}}",
        "{'Fn::ForEach::Loop': [a, {Ref: Nobody}, {c: d}]}",
    ],
)
def test_nonsense_is_unknown_with_a_reason(tmp_path: Path, expression: str) -> None:
    result = value(tmp_path, expression)
    assert isinstance(result, Unknown)
    assert result.reason


def test_circles_end(tmp_path: Path) -> None:
    text = """
Resources:
  A: {Type: AWS::EC2::Subnet, Properties: {VpcId: !GetAtt B.VpcId, CidrBlock: !Sub '${A.CidrBlock}${B.CidrBlock}'}}
  B: {Type: AWS::EC2::Subnet, Properties: {VpcId: !GetAtt A.VpcId, CidrBlock: !Sub '${A.CidrBlock}${A.CidrBlock}'}}
"""
    block = blocks_of(tmp_path, text)["A"]
    assert isinstance(block.datum("vpc_id"), Unknown)
    assert isinstance(block.text("cidr_block"), Unknown)


def test_exports_of_other_templates(tmp_path: Path) -> None:
    network = """
Parameters: {Stage: {Type: String, Default: prod}, Stack: {Type: String}}
Resources: {Vpc: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.0.0.0/16}}}
Outputs:
  A: {Value: !Ref Vpc, Export: {Name: !Sub '${Stage}-vpc'}}
  B: {Value: !Ref Vpc, Export: {Name: !Sub '${AWS::StackName}-net'}}
  C: {Value: !GetAtt Vpc.DefaultSecurityGroup}
"""
    app = """
Parameters: {Network: {Type: String}}
Resources:
  S: {Type: AWS::EC2::Subnet, Properties: {VpcId: !ImportValue prod-vpc}}
  T: {Type: AWS::EC2::Subnet, Properties: {VpcId: {'Fn::ImportValue': !Sub '${Network}-net'}}}
"""
    reading = read_files(tmp_path, network=network, app=app)
    vpc = f"{tmp_path / 'network.yaml'}#Vpc"
    subnets = {block.identity.rpartition("#")[2]: block for block in reading.blocks}
    assert subnets["S"].datum("vpc_id").identity == vpc
    imported = subnets["T"].datum("vpc_id")
    assert isinstance(imported, Unknown)
    assert imported.candidates == {vpc}
    assert [(o.place.address, o.exported) for o in reading.outputs] == [
        ("outputs.A", True),
        ("outputs.B", True),
        ("outputs.C", False),
    ]


def test_nested_stacks(tmp_path: Path) -> None:
    parent = """
Resources:
  Net:
    Type: AWS::CloudFormation::Stack
    Properties: {TemplateURL: ./child.yaml, Parameters: {Cidr: 10.9.0.0/16, Nets: 'a,b'}}
  Far: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: 'https://s3/x.yaml'}}
  S:
    Type: AWS::EC2::Subnet
    Properties: {VpcId: !GetAtt Net.Outputs.VpcId, AvailabilityZone: !GetAtt Far.Outputs.Zone}
"""
    child = """
Parameters: {Cidr: {Type: String, Default: 10.0.0.0/8}, Nets: {Type: CommaDelimitedList}}
Resources: {Vpc: {Type: AWS::EC2::VPC, Properties: {CidrBlock: !Ref Cidr, Tags: !Ref Nets}}}
Outputs: {VpcId: {Value: !Ref Vpc}}
"""
    blocks = {b.identity.rpartition("#")[2]: b for b in read_files(tmp_path, parent=parent, child=child).blocks}
    assert blocks["Vpc"].datum("cidr_block") == "10.9.0.0/16"
    assert blocks["Vpc"].datum("tags") == Listing(("a", "b"))
    assert blocks["S"].datum("vpc_id").identity == f"{tmp_path / 'child.yaml'}#Vpc"
    assert isinstance(blocks["S"].datum("availability_zone"), Unknown)


def test_same_names_in_two_templates(tmp_path: Path) -> None:
    one = "Parameters: {E: {Type: String, Default: a}}\nConditions: {C: !Equals [!Ref E, a]}\nResources:\n"
    one += "  R: {Type: AWS::SNS::Topic, Properties: {V: !If [C, !Ref E, n], W: !Ref R}}\n"
    two = one.replace("Default: a", "Default: b")
    blocks = {b.identity: b for b in read_files(tmp_path, one=one, two=two).blocks}
    first, second = f"{tmp_path / 'one.yaml'}#R", f"{tmp_path / 'two.yaml'}#R"
    assert (blocks[first].datum("V"), blocks[second].datum("V")) == ("a", "n")
    assert blocks[second].datum("W").identity == second
