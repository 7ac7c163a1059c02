from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from reading_support import blocks_of, read_files

from lambdanet.readers.blocks import Block
from lambdanet.readers.cloudformation.cloudformation_block import CloudFormationBlock
from lambdanet.readers.property_names import property_name
from lambdanet.values import Items, Known, Unknown

TEMPLATE = """
Parameters:
  Open: {Type: String}
  Nets: {Type: 'List<AWS::EC2::Subnet::Id>', Default: 'subnet-1,subnet-2'}
Conditions:
  Perhaps: !Equals [!Ref Open, x]
  Never: !Equals [a, b]
Resources:
  Vpc: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.0.0.0/16}}
  Sg:
    Type: AWS::EC2::SecurityGroup
    Condition: Perhaps
    Properties:
      GroupDescription: x
      VpcId: !Ref Vpc
      SecurityGroupIngress:
        - {IpProtocol: tcp, FromPort: '443', ToPort: 443, CidrIp: 0.0.0.0/0}
        - !If [Perhaps, {IpProtocol: -1, CidrIpv6: '::/0'}, !Ref 'AWS::NoValue']
  Gone: {Type: AWS::SNS::Topic, Condition: Never}
  Fn:
    Type: AWS::Lambda::Function
    Properties:
      FunctionName: !Sub '${Open}-x'
      ReservedConcurrentExecutions: '5'
      Role: !GetAtt Vpc.DefaultSecurityGroup
      Layers: 7
      VpcConfig:
        Ipv6AllowedForDualStack: 'true'
        SubnetIds: !Ref Nets
        SecurityGroupIds: [!GetAtt Sg.GroupId, sg-1, !Ref Open]
  Bad:
    Type: AWS::Lambda::Function
    Properties: {VpcConfig: {SubnetIds: 3}, Tags: !If [Perhaps, [a], !Ref 'AWS::NoValue']}
Outputs:
  Vpc: {Value: !Ref Vpc}
"""


def test_accessors(tmp_path: Path) -> None:
    blocks = blocks_of(tmp_path, TEMPLATE)
    file = str(tmp_path / "t.yaml")
    function: Block = blocks["Fn"]
    assert function.language == "cloudformation"
    assert function.type == "AWS::Lambda::Function"
    assert function.identity == f"{file}#Fn"
    assert (function.place.address, function.place.file) == ("AWS::Lambda::Function.Fn", file)
    assert function.place.line == 21
    assert function.number("reserved_concurrent_executions") == Known(5)
    assert isinstance(function.text("function_name"), Unknown)
    assert function.text("handler") == Known(None)
    assert function.resource("role") not in (Known(f"{file}#Vpc"), Known(None))
    (vpc,) = function.nested("vpc_config").known()
    assert vpc.flag("ipv6_allowed_for_dual_stack", False) == Known(True)
    assert vpc.resources("subnet_ids") == Items.of(["subnet-1", "subnet-2"])
    groups = vpc.resources("security_group_ids")
    assert groups.known() == [f"{file}#Sg", "sg-1"]
    assert [unknown.symbol for unknown in groups.unknowns()] == [f"{file}#Open"]
    assert isinstance(blocks["Fn"], CloudFormationBlock)
    assert blocks["Fn"].vertex["id_"] == "AWS::Lambda::Function.Fn"
    assert blocks["Fn"].generated is False


def test_existence(tmp_path: Path) -> None:
    blocks = blocks_of(tmp_path, TEMPLATE)
    assert blocks["Vpc"].exists() == Known(True)
    assert blocks["Gone"].exists() == Known(False)
    assert isinstance(blocks["Sg"].exists(), Unknown)


def test_nested_lists(tmp_path: Path) -> None:
    rules = blocks_of(tmp_path, TEMPLATE)["Sg"].nested("security_group_ingress")
    (rule,) = rules.known()
    assert rule.number("from_port") == rule.number("to_port") == Known(443)
    assert rule.text("cidr_ip") == Known("0.0.0.0/0")
    assert rules.more is not None


def test_wrong_types_are_reported(tmp_path: Path) -> None:
    bad = blocks_of(tmp_path, TEMPLATE)["Bad"]
    (vpc,) = bad.nested("vpc_config").known()
    (reason,) = vpc.resources("subnet_ids").unknowns()
    assert "AWS::Lambda::Function.Bad" in reason.reason
    assert "SubnetIds is a number" in reason.reason
    assert bad.nested("file_system_configs") == Items()
    assert bad.nested("tags").more is not None


def test_no_markers(tmp_path: Path) -> None:
    for block in blocks_of(tmp_path, TEMPLATE).values():
        assert not any(name.startswith("__") for name in block.names())
        assert "__" not in str([block.datum(name) for name in block.names()])
        assert block.datum("__startline__") is None


def test_names() -> None:
    spelled = (
        "subnet_ids",
        "cidr_ipv6",
        "ip_protocol",
        "principal_org_id",
        "VPCOptions",
        "ipv6_allowed_for_dual_stack",
    )
    assert [property_name(name) for name in spelled] == [
        "SubnetIds",
        "CidrIpv6",
        "IpProtocol",
        "PrincipalOrgID",
        "VPCOptions",
        "Ipv6AllowedForDualStack",
    ]


def test_json(tmp_path: Path) -> None:
    text = """{"Parameters": {"P": {"Type": "String", "Default": "x"}},
     "Resources": {"V": {"Type": "AWS::EC2::VPC", "Properties": {}},
      "S": {"Type": "AWS::EC2::Subnet",
            "Properties": {"VpcId": {"Ref": "V"}, "CidrBlock": {"Fn::Join": ["", [{"Ref": "P"}, "/16"]]}}}}}"""
    block = blocks_of(tmp_path, text)["S"]
    assert block.resource("vpc_id") == Known(f"{tmp_path / 't.json'}#V")
    assert block.text("cidr_block") == Known("x/16")


def test_users(tmp_path: Path) -> None:
    text = """
Conditions: {Never: !Equals [a, b]}
Resources:
  Sg: {Type: AWS::EC2::SecurityGroup, Properties: {GroupDescription: x}}
  Db: {Type: AWS::RDS::DBInstance, Properties: {VPCSecurityGroups: [!Ref Sg]}}
  Later: {Type: AWS::RDS::DBInstance, DependsOn: Sg}
  Gone: {Type: AWS::RDS::DBInstance, Condition: Never, Properties: {VPCSecurityGroups: [!Ref Sg]}}
Outputs:
  Db: {Value: !Ref Db}
"""
    reading = read_files(tmp_path, t=text)
    users = reading.users[f"{tmp_path / 't.yaml'}#Sg"]
    assert [block.place.address for block in users] == ["AWS::RDS::DBInstance.Db"]
