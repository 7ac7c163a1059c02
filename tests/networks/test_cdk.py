"""What the CDK really emits is read as well as the fixtures that were written after it.

Needs node and npm with a registry in reach, and is skipped without them. Nothing of what is emitted is kept.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from scanning import FAIL, NOT_APPLICABLE, PASS, Scan, scan

pytestmark = pytest.mark.skipif(
    shutil.which("npm") is None or shutil.which("node") is None, reason="no node and npm on this machine"
)

PRIVATE_DATABASE = """
const { App, Stack, aws_ec2: ec2, aws_lambda: lambda, aws_rds: rds } = require('aws-cdk-lib');

const stack = new Stack(new App({ outdir: process.argv[2] }), 'Orders');
const vpc = new ec2.Vpc(stack, 'Vpc', { maxAzs: 2, natGateways: 2 });
const database = new rds.DatabaseInstance(stack, 'Database', {
  vpc,
  engine: rds.DatabaseInstanceEngine.POSTGRES,
  vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS },
});
const inVpc = (id, more) => new lambda.Function(stack, id, {
  vpc,
  runtime: lambda.Runtime.PYTHON_3_13,
  handler: 'index.handler',
  code: lambda.Code.fromInline('def handler(event, context): pass'),
  environment: { DATABASE_HOST: database.dbInstanceEndpointAddress },
  ...more,
});
const narrow = new ec2.SecurityGroup(stack, 'Narrow', { vpc, allowAllOutbound: false });
database.connections.allowDefaultPortFrom(inVpc('Orders', { securityGroups: [narrow] }));
database.connections.allowDefaultPortFrom(inVpc('Reports'));
stack.node.root.synth();
"""

CUSTOM_RESOURCES = """
const {
  App, CustomResource, RemovalPolicy, Stack,
  aws_ec2: ec2, aws_lambda: lambda, aws_s3: s3, custom_resources: custom,
} = require('aws-cdk-lib');

const stack = new Stack(new App({ outdir: process.argv[2] }), 'Custom');
const handler = new lambda.Function(stack, 'Handler', {
  runtime: lambda.Runtime.PYTHON_3_13,
  handler: 'index.handler',
  code: lambda.Code.fromInline('def handler(event, context): return {}'),
});
const provider = new custom.Provider(stack, 'Provider', { onEventHandler: handler });
new CustomResource(stack, 'Seed', { serviceToken: provider.serviceToken });
new s3.Bucket(stack, 'Bucket', { autoDeleteObjects: true, removalPolicy: RemovalPolicy.DESTROY });
new ec2.Vpc(stack, 'Vpc', { maxAzs: 2, natGateways: 0, restrictDefaultSecurityGroup: true });
stack.node.root.synth();
"""


ISOLATED_WITH_FILES = """
const { App, Stack, aws_ec2: ec2, aws_efs: efs, aws_lambda: lambda } = require('aws-cdk-lib');

const stack = new Stack(new App({ outdir: process.argv[2] }), 'Files');
const isolated = { subnetType: ec2.SubnetType.PRIVATE_ISOLATED };
const vpc = new ec2.Vpc(stack, 'Vpc', {
  maxAzs: 2,
  natGateways: 0,
  subnetConfiguration: [{ name: 'isolated', ...isolated }],
  gatewayEndpoints: { S3: { service: ec2.GatewayVpcEndpointAwsService.S3 } },
});
vpc.addInterfaceEndpoint('Queues', { service: ec2.InterfaceVpcEndpointAwsService.SQS });
const files = new efs.FileSystem(stack, 'Files', { vpc, vpcSubnets: isolated });
const point = files.addAccessPoint('Point', { path: '/x', posixUser: { uid: '1000', gid: '1000' } });
new lambda.Function(stack, 'Reader', {
  vpc,
  vpcSubnets: isolated,
  runtime: lambda.Runtime.PYTHON_3_13,
  handler: 'index.handler',
  code: lambda.Code.fromInline('def handler(event, context): pass'),
  filesystem: lambda.FileSystem.fromEfsAccessPoint(point, '/mnt/files'),
});
stack.node.root.synth();
"""


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the CDK's library in it."""
    folder = tmp_path_factory.mktemp("cdk")
    (folder / "package.json").write_text('{"private": true}', encoding="utf-8")
    command = ["npm", "install", "--no-audit", "--no-fund", "--ignore-scripts", "aws-cdk-lib@2", "constructs@10"]
    try:
        run = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=180)
    except subprocess.TimeoutExpired:
        pytest.skip("npm does not answer")
    if run.returncode != 0:
        pytest.skip(f"npm cannot install the CDK: {run.stderr.strip()[-200:]}")
    return folder


def synthesised(library: Path, folder: Path, app: str) -> tuple[Scan, dict[str, Any]]:
    """The scan of the folder that the CDK writes, and the resources of its template."""
    source, output = library / f"{folder.name}.js", folder / "cdk.out"
    source.write_text(app, encoding="utf-8")
    environment = {name: value for name, value in os.environ.items() if not name.startswith("CDK_")}
    command = ["node", str(source), str(output)]
    run = subprocess.run(
        command, cwd=library, capture_output=True, text=True, check=False, env=environment, timeout=180
    )
    assert run.returncode == 0, run.stderr
    (template,) = output.glob("*.template.json")
    return scan(output, "cloudformation"), json.loads(template.read_text(encoding="utf-8"))["Resources"]


def test_a_vpc_with_a_private_database(library: Path, tmp_path: Path) -> None:
    found, resources = synthesised(library, tmp_path, PRIVATE_DATABASE)
    assert found.parsing_errors == ()
    functions = {id: it["Properties"] for id, it in resources.items() if it["Type"] == "AWS::Lambda::Function"}
    in_vpc = {f"AWS::Lambda::Function.{id}": it["VpcConfig"] for id, it in functions.items() if "VpcConfig" in it}
    subnets = {f"AWS::EC2::Subnet.{item['Ref']}" for it in in_vpc.values() for item in it["SubnetIds"]}
    assert (len(in_vpc), len(subnets)) == (2, 2)

    for address in in_vpc:
        for rule in (201, 203, 301, 303, 401, 602, 708):
            assert found.verdict(f"LAMBDANET_{rule}", address) == PASS, rule
        (zones,) = (it.explanation for it in found.of("LAMBDANET_401") if it.address == address)
        assert "[0]" in zones
        assert "[1]" in zones
    for rule in ("LAMBDANET_502", "LAMBDANET_601"):
        assert {it.address: it.verdict for it in found.of(rule)} == dict.fromkeys(subnets, PASS)

    # The group that the CDK makes for a function without one is open to everywhere, as it says itself.
    failed = {(it.rule, it.address) for it in found.findings if it.verdict == FAIL}
    (made,) = (id for id in resources if id.startswith("ReportsSecurityGroup"))
    (vpc,) = (id for id, it in resources.items() if it["Type"] == "AWS::EC2::VPC")
    # Nor does the CDK make a flow log without being asked.
    assert failed == {
        ("LAMBDANET_302", f"AWS::EC2::SecurityGroup.{made}"),
        ("LAMBDANET_707", f"AWS::EC2::VPC.{vpc}"),
    }


def test_functions_of_custom_resources(library: Path, tmp_path: Path) -> None:
    found, resources = synthesised(library, tmp_path, CUSTOM_RESOURCES)
    assert found.parsing_errors == ()
    functions = {f"AWS::Lambda::Function.{id}" for id, it in resources.items() if it["Type"] == "AWS::Lambda::Function"}
    # The app's own, the provider's framework, and one each for the bucket and the default security group.
    assert len(functions) == 4
    assert {it.address for it in found.of("LAMBDANET_203") if it.verdict == PASS} == functions
    assert {it.address for it in found.of("LAMBDANET_202") if it.verdict == PASS} == functions
    assert [it for it in found.findings if it.verdict not in (PASS, NOT_APPLICABLE)] == []


def test_isolated_subnets_with_files_and_endpoints(library: Path, tmp_path: Path) -> None:
    found, resources = synthesised(library, tmp_path, ISOLATED_WITH_FILES)
    assert found.parsing_errors == ()
    (function,) = (id for id, it in resources.items() if it["Type"] == "AWS::Lambda::Function")
    address = f"AWS::Lambda::Function.{function}"
    for rule in (201, 203, 204, 301, 303, 401, 602, 708):
        assert found.verdict(f"LAMBDANET_{rule}", address) == PASS, rule
    (routes,) = (it.explanation for it in found.of("LAMBDANET_602") if it.address == address)
    assert "have none" in routes
    assert {it.verdict for it in found.of("LAMBDANET_601") if it.verdict != NOT_APPLICABLE} == {PASS}
