"""A nested stack whose template is uploaded from beside it has that template: its name and its parameters show that."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from reading_support import read_files

from lambdanet.evidence.gather.parts_of_repository import parts_of
from lambdanet.evidence.gather.selection import Selection
from lambdanet.readers.datum import Reference
from lambdanet.readers.surroundings.ties_between_files import places_before_upload
from lambdanet.values import Unknown

PARENT = """
Parameters:
  Bucket: {Type: String}
  Prefix: {Type: String}
Resources:
  Net:
    Type: AWS::CloudFormation::Stack
    Properties:
      TemplateURL: %s
      Parameters: {Cidr: 10.9.0.0/16%s}
  Subnet:
    Type: AWS::EC2::Subnet
    Properties: {VpcId: !GetAtt Net.Outputs.VpcId}
"""
CHILD = """
Parameters: {Cidr: {Type: String}, Tenancy: {Type: String, Default: default}}
Resources: {Vpc: {Type: AWS::EC2::VPC, Properties: {CidrBlock: !Ref Cidr}}}
Outputs: {VpcId: {Value: !Ref Vpc}}
"""


def is_linked(folder: Path, location: str, passed: str = "", child: str = CHILD) -> bool:
    found = read_files(folder, parent=PARENT % (location, passed), child=child).blocks
    blocks = {block.identity.rpartition("#")[2]: block for block in found}
    vpc, cidr = blocks["Subnet"].datum("vpc_id"), blocks["Vpc"].datum("cidr_block")
    assert isinstance(vpc, Reference) == (cidr == "10.9.0.0/16")
    assert isinstance(vpc, (Reference, Unknown))
    return isinstance(vpc, Reference)


@pytest.mark.parametrize("location", ["child.yaml", "./child.yaml", "https://bucket.s3.amazonaws.com/v1/child.yaml"])
@pytest.mark.parametrize("scanned", [".", "", "../stacks"])
def test_the_folder_may_be_scanned_by_a_relative_path(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, location: str, scanned: str
) -> None:
    folder = tmp_path / "stacks"
    folder.mkdir()
    monkeypatch.chdir(folder)
    found = read_files(folder, scanned=scanned, parent=PARENT % (location, ""), child=CHILD).blocks
    (cidr,) = [block.datum("cidr_block") for block in found if block.identity.endswith("#Vpc")]
    assert cidr == "10.9.0.0/16"


@pytest.mark.parametrize(
    "location",
    [
        "https://bucket.s3.amazonaws.com/v1/child.yaml",
        "!Sub 'https://${Bucket}.s3.${AWS::Region}.amazonaws.com/child.yaml'",
        "!Sub '${Bucket}/child.yaml'",
        "!Sub '${Bucket}/${Prefix}/child.yaml'",
        "!Sub ['https://${B}.s3.amazonaws.com/child.yaml', {B: !Ref Bucket}]",
        "!Join ['', ['https://', !Ref Bucket, '.s3.amazonaws.com/child.yaml']]",
        "!Join ['/', [!Ref Bucket, child.yaml]]",
    ],
)
def test_a_template_beside_it(tmp_path: Path, location: str) -> None:
    assert is_linked(tmp_path, location)


@pytest.mark.parametrize(
    ("location", "passed"),
    [
        ("!Sub '${Bucket}/other.yaml'", ""),
        # What comes before may be part of the name.
        ("!Sub '${Bucket}${Prefix}child.yaml'", ""),
        ("!Join ['', [!Ref Bucket, child.yaml]]", ""),
        ("!Ref Bucket", ""),
        ("!Sub '${Bucket}/child.yaml'", ", Unheard: of"),
    ],
)
def test_another_template(tmp_path: Path, location: str, passed: str) -> None:
    assert not is_linked(tmp_path, location, passed)


def test_what_is_needed_is_passed(tmp_path: Path) -> None:
    needing = CHILD.replace("{Type: String, Default: default}", "{Type: String}")
    assert not is_linked(tmp_path, "!Sub '${Bucket}/child.yaml'", child=needing)
    assert is_linked(tmp_path, "!Sub '${Bucket}/child.yaml'", ", Tenancy: default", child=needing)


def test_the_end_of_its_path_leads_there() -> None:
    places = list(places_before_upload("/code/main/templates/top.yaml", "release/modules/vpc/templates/vpc.yaml"))
    assert "/code/main/modules/vpc/templates/vpc.yaml" in places
    assert places[-1] == "/code/main/templates/vpc.yaml"
    assert "/code/vpc.yaml" not in places


def test_both_are_read_together(tmp_path: Path) -> None:
    (tmp_path / "parent.yaml").write_text(PARENT % ("!Sub '${Bucket}/child.yaml'", ""), encoding="utf-8")
    (tmp_path / "child.yaml").write_text(CHILD, encoding="utf-8")
    (tmp_path / "apart.yaml").write_text(CHILD, encoding="utf-8")
    parts = [sorted(Path(file).name for file in part.files) for part in parts_of(Selection(tmp_path))]
    assert sorted(parts) == [["apart.yaml"], ["child.yaml", "parent.yaml"]]


ROOT = """
Parameters: {Base: {Type: String}}
Resources:
  Middle:
    Type: AWS::CloudFormation::Stack
    Properties:
      TemplateURL: !Sub ${Base}/middle.yaml
      Parameters: {Bucket: a, Prefix: %s}
"""


@pytest.mark.parametrize(
    ("passed", "location"),
    [
        ("!Sub '${Base}/apps'", "!Sub '${Prefix}/child.yaml'"),
        ("!Sub '${Base}/apps/'", "!Sub 'https://${Bucket}/${Prefix}child.yaml'"),
        ("!Sub '${Base}/apps'", "!Join ['/', [!Ref Prefix, child.yaml]]"),
        ("!Join ['', [!Ref Base, /apps]]", "!Join ['', [!Ref Prefix, /child.yaml]]"),
        ("https://bucket.s3.amazonaws.com/v1/apps", "!Sub '${Prefix}/child.yaml'"),
    ],
)
def test_a_template_in_the_folder_that_is_passed(tmp_path: Path, passed: str, location: str) -> None:
    folder = in_a_folder(tmp_path, passed, location)
    assert is_led_to(folder)
    (part,) = parts_of(Selection(folder))
    assert len(part.files) == 4


@pytest.mark.parametrize(
    ("passed", "location"),
    [
        ("!Sub '${Base}/others'", "!Sub '${Prefix}/child.yaml'"),
        ("!Sub '${Base}/apps'", "!Sub '${Bucket}/child.yaml'"),
        ("!Sub '${Base}/apps'", "!Sub ['${Prefix}/child.yaml', {Prefix: !Ref Bucket}]"),
        ("!Ref Base", "!Sub '${Prefix}/child.yaml'"),
    ],
)
def test_a_template_in_another_folder(tmp_path: Path, passed: str, location: str) -> None:
    assert not is_led_to(in_a_folder(tmp_path, passed, location))


def test_parents_that_pass_different_folders(tmp_path: Path) -> None:
    folder = in_a_folder(tmp_path, "!Sub '${Base}/apps'", "!Sub '${Prefix}/child.yaml'")
    (folder / "other.yaml").write_text(ROOT % "!Sub '${Base}/others'", encoding="utf-8")
    assert not is_led_to(folder)


def in_a_folder(folder: Path, passed: str, location: str) -> Path:
    """A template that is passed the folder of another; one of the same name is elsewhere."""
    (folder / "root.yaml").write_text(ROOT % passed, encoding="utf-8")
    (folder / "middle.yaml").write_text(PARENT % (location, ""), encoding="utf-8")
    for name in ("apps", "elsewhere"):
        (folder / name).mkdir()
        (folder / name / "child.yaml").write_text(CHILD, encoding="utf-8")
    return folder


def is_led_to(folder: Path) -> bool:
    vpcs = {
        block.identity.rpartition("#")[0]: block.datum("vpc_id")
        for block in read_files(folder).blocks
        if block.identity.endswith("#Subnet")
    }
    (vpc,) = vpcs.values()
    return isinstance(vpc, Reference) and "/apps/child.yaml#" in str(vpc)
