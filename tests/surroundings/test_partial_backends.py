"""What is left out of a backend and given when Terraform is initialised comes from files that the settings name."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from states_of_networks import DECIDED, OPEN, S3, application, backend, both, network

BUCKET, KEY = S3.split(", ")[:2]


def for_network(
    folder: Path, has: str, files: dict[str, Any], entries: list[dict[str, Any]], config: str = S3, kind: str = "s3"
) -> tuple[str, str]:
    """The answers with this block ``terraform`` of the network, these files, and this state of the data source."""
    return both(folder, has, application(kind, config), files, entries)


@pytest.mark.parametrize(
    ("has", "given", "expected"),
    [
        (KEY, BUCKET, DECIDED),
        ("", f"{BUCKET}\n{KEY}", DECIDED),
        ("", f'{BUCKET}\n{KEY}\naccess_key = "AKIAIOSFODNN7EXAMPLE"', DECIDED),
        (KEY, 'bucket = "others"', OPEN),
        (KEY, "", OPEN),
        (KEY, 'region = "eu-west-1"', OPEN),
        (KEY, "bucket = var.bucket", OPEN),
        (KEY, "bucket = [", OPEN),
        # What is given comes before what is written.
        (f'bucket = "others", {KEY}', BUCKET, DECIDED),
        (f'{BUCKET}, key = "other"', KEY, DECIDED),
        (S3, 'key = "other"', OPEN),
    ],
)
@pytest.mark.parametrize("name", ["deploy/prod.s3.tfbackend", "deploy/backend.hcl", "deploy/backend.conf"])
def test_arguments_in_a_file(has: str, given: str, expected: tuple[str, str], name: str, tmp_path: Path) -> None:
    entries = [{"files": name, "roots": ["code/network"]}]
    assert for_network(tmp_path, backend("s3", has), {name: given}, entries) == expected


def test_arguments_in_json(tmp_path: Path) -> None:
    name = "deploy/prod.s3.tfbackend.json"
    entries = [{"files": name, "roots": ["code/network"]}]
    assert for_network(tmp_path / "a", backend("s3", KEY), {name: {"bucket": "states"}}, entries) == DECIDED
    assert for_network(tmp_path / "b", backend("s3", KEY), {name: {"bucket": ["states"]}}, entries) == OPEN
    assert for_network(tmp_path / "c", backend("s3", KEY), {name: ["states"]}, entries) == OPEN


def test_a_block_in_the_file(tmp_path: Path) -> None:
    name = "deploy/hcp.tfbackend"
    config = 'organization = "acme", workspaces = { name = "network" }'
    given = 'organization = "acme"\nworkspaces {\n  name = "%s"\n}\n'
    for workspace, expected in (("network", DECIDED), ("other", OPEN)):
        files = {name: given % workspace}
        entries = [{"files": name, "roots": ["code/network"]}]
        assert (
            for_network(tmp_path / workspace, 'backend "remote" {\n  }', files, entries, config, "remote") == expected
        )


@pytest.mark.parametrize(
    ("place", "entry", "expected"),
    [
        ("code/network/prod.tfbackend", {}, DECIDED),
        ("code/network/config/prod.tfbackend", {}, DECIDED),
        ("code/other/prod.tfbackend", {}, OPEN),
        ("code/other/prod.tfbackend", {"roots": ["code/network"]}, DECIDED),
        ("deploy/prod.tfbackend", {"roots": ["code/other"]}, OPEN),
        # For those that leave open what it says.
        ("deploy/prod.tfbackend", {}, DECIDED),
    ],
)
def test_for_which_root_module_it_counts(
    place: str, entry: dict[str, Any], expected: tuple[str, str], tmp_path: Path
) -> None:
    files = {place: BUCKET, "code/other/main.tf": network(backend("s3", 'bucket = "others", key = "other"'))}
    assert for_network(tmp_path, backend("s3", KEY), files, [{"files": place, **entry}]) == expected


def test_a_file_for_nobody_by_its_place_leaves_what_is_written(tmp_path: Path) -> None:
    files = {"deploy/prod.tfbackend": BUCKET}
    has = backend("s3", f'bucket = "others", {KEY}')
    assert for_network(tmp_path, has, files, [{"files": "deploy/prod.tfbackend"}]) == OPEN


def test_the_later_file_wins_and_of_a_folder_none_does(tmp_path: Path) -> None:
    files = {"deploy/a.tfbackend": 'bucket = "others"', "deploy/b.tfbackend": BUCKET}
    for number, (named, expected) in enumerate(
        [
            (["deploy/a.tfbackend", "deploy/b.tfbackend"], DECIDED),
            (["deploy/b.tfbackend", "deploy/a.tfbackend"], OPEN),
            ("deploy", OPEN),
        ]
    ):
        entries = [{"files": named, "roots": ["code/network"]}]
        assert for_network(tmp_path / str(number), backend("s3", KEY), files, entries) == expected


def test_each_environment_has_its_state(tmp_path: Path) -> None:
    """In dev the state is elsewhere, so only prod is decided, and the answer names the other one."""
    files = {
        "dev.tfbackend": 'bucket = "dev"',
        "prod.tfbackend": 'bucket = "prod"',
        "dev.tfvars": 'bucket = "dev"',
        "prod.tfvars": 'bucket = "prod"',
        "code/app/variables.tf": 'variable "bucket" {}\n',
        "code/network/variables.tf": "",
    }
    config = S3.replace('"states"', "var.bucket")
    entries = [
        {"files": [f"{each}.tfbackend"], "roots": ["code/network"], "environment": each} for each in ("dev", "prod")
    ]
    entries += [{"files": [f"{each}.tfvars"], "roots": ["code/app"], "environment": each} for each in ("dev", "prod")]
    assert for_network(tmp_path / "a", backend("s3", KEY), files, entries, config) == DECIDED
    files["dev.tfbackend"] = 'bucket = "other"'
    assert for_network(tmp_path / "b", backend("s3", KEY), files, entries, config) == ("undecided", "fail")
