"""What AWS denies is noted, what ends a snapshot says what to do, and neither leaves half of one behind."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import EndpointConnectionError

from lambdanet.snapshot.aws_account import Account
from lambdanet.snapshot.problems import CannotSnapshot
from lambdanet.snapshot.taken_snapshot import Taken, Wanted, take
from small_account import ACCOUNT, REGION


class Denial:
    """The answer of HTTP that goes with an error."""

    status_code = 403


def answer_with(monkeypatch: pytest.MonkeyPatch, codes: dict[str, str]) -> None:
    """Let AWS answer operations with errors: ``{"ec2.DescribeVpcs": "UnauthorizedOperation"}``."""
    client = Account.client

    def denying(self: Account, service: str, region: str) -> Any:
        made = client(self, service, region)
        for operation, code in codes.items():
            error = {"Error": {"Code": code, "Message": "No.\nEncoded authorization failure message: abc"}}
            answer = (Denial(), {**error, "ResponseMetadata": {}})
            made.meta.events.register(
                f"before-call.{operation}", lambda answer=answer, **_: answer, unique_id=operation
            )
        return made

    monkeypatch.setattr(Account, "client", denying)


def taken(folder: Path, **wanted: Any) -> list[Taken]:
    return list(take(Wanted(folder, "0.1.0", **wanted), None))


def content(path: Path) -> dict[Path, bytes]:
    return {file: file.read_bytes() for file in path.rglob("*") if file.is_file()}


def test_a_call_that_is_denied_is_noted(account: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    codes = {
        "ec2.DescribeAddresses": "UnauthorizedOperation",
        "ec2.DescribeManagedPrefixLists": "UnauthorizedOperation",
        "efs.DescribeFileSystems": "AccessDeniedException",
        "redshift.DescribeClusters": "OptInRequired",
        "iam.GetAccountAuthorizationDetails": "AccessDenied",
    }
    answer_with(monkeypatch, codes)
    region, everywhere = taken(tmp_path)
    assert region.missing["describe-addresses"] == "UnauthorizedOperation: ec2:DescribeAddresses is not allowed"
    assert region.missing["describe-file-systems"].startswith("AccessDeniedException: elasticfilesystem:")
    assert region.missing["describe-clusters"] == "OptInRequired: No."
    # What cannot be asked for, as its ids are missing, is missing too.
    for name in ("get-managed-prefix-list-entries", "describe-mount-targets", "describe-mount-target-security-groups"):
        assert region.missing[name] == "what it is asked about is missing"
    assert list(everywhere.missing) == ["get-account-authorization-details"]
    place = tmp_path / ACCOUNT / REGION
    assert json.loads((place / "snapshot.json").read_text())["LambdanetSnapshot"]["Missing"] == region.missing
    assert {file.stem for file in place.iterdir()} & set(region.missing) == set()


@pytest.mark.parametrize(
    ("codes", "problem"),
    [
        ({"ec2.DescribeVpcs": "ExpiredToken"}, "sign in again"),
        ({"ec2.DescribeVpcs": "AuthFailure"}, "whether the Region is enabled"),
        ({"sts.GetCallerIdentity": "InvalidClientTokenId"}, "name a profile with --profile"),
        ({"ec2": "UnauthorizedOperation"}, "lambdanet snapshot --policy"),
    ],
    ids=str,
)
def test_unknown_credentials_are_reported(
    codes: dict[str, str], problem: str, account: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    services = ("ec2", "rds", "elasticache", "redshift", "opensearch", "efs", "kafka")
    answer_with(monkeypatch, dict.fromkeys(services, "AccessDenied") if "ec2" in codes else codes)
    with pytest.raises(CannotSnapshot, match=problem):
        taken(tmp_path / "network")
    assert list(tmp_path.rglob("*.json")) == []


def no_credentials(patch: pytest.MonkeyPatch) -> None:
    patch.delenv("AWS_ACCESS_KEY_ID")
    patch.delenv("AWS_SECRET_ACCESS_KEY")


def no_region(patch: pytest.MonkeyPatch) -> None:
    patch.delenv("AWS_REGION")
    patch.delenv("AWS_DEFAULT_REGION")


@pytest.mark.parametrize(
    ("change", "wanted", "problem"),
    [
        (no_credentials, {}, "name a profile with --profile"),
        (no_region, {}, "name one or several with --region"),
        (None, {"profile": "nobody"}, "there is no profile nobody; none is configured here"),
        (None, {"regions": ("eu-w_est-1",)}, "eu-w_est-1"),
        (None, {"vpcs": ("vpc-0000",)}, "vpc-0000 is not in eu-west-1: name the Region with --region"),
        (None, {"subnets": ("subnet-0000",)}, "subnet-0000 is not in eu-west-1"),
    ],
    ids=lambda value: getattr(value, "__name__", str(value)),
)
def test_what_is_wrong_says_what_to_do(
    change: Callable[[pytest.MonkeyPatch], None] | None,
    wanted: dict[str, Any],
    problem: str,
    account: Any,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    if change is not None:
        change(monkeypatch)
    with pytest.raises(CannotSnapshot, match=problem):
        taken(tmp_path / "network", **wanted)
    assert not (tmp_path / "network").exists()


def test_profiles_that_there_are_are_named(account: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "config"
    file.write_text("[profile network]\nregion = eu-west-1\n[profile shop]\n")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(file))
    with pytest.raises(CannotSnapshot, match="there are: network, shop"):
        taken(tmp_path / "network", profile="netwrk")


def test_a_server_that_is_not_there_is_reported(account: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:1")
    with pytest.raises(CannotSnapshot, match="eu-wst-1 cannot be reached; the nearest Region is eu-west-1"):
        taken(tmp_path / "network", regions=("eu-wst-1",))


def test_a_service_that_a_region_lacks_is_noted(account: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    client = Account.client

    def unreachable(**_: Any) -> None:
        raise EndpointConnectionError(endpoint_url="https://kafka.example")

    def without(self: Account, service: str, region: str) -> Any:
        made = client(self, service, region)
        made.meta.events.register("before-call.kafka", unreachable, unique_id="unreachable")
        return made

    monkeypatch.setattr(Account, "client", without)
    region, _ = taken(tmp_path)
    assert region.missing["list-clusters-v2"] == "kafka cannot be reached in this Region"


@pytest.mark.parametrize("before", [False, True], ids=["nothing there", "a snapshot there"])
def test_an_interrupt_leaves_what_was_there(account: Any, tmp_path: Path, before: bool) -> None:
    if before:
        taken(tmp_path)
    was = content(tmp_path)

    def interrupt(done: int, total: int) -> None:
        assert done <= total
        if done == 20:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        list(take(Wanted(tmp_path, "0.1.0"), interrupt))
    assert content(tmp_path) == was
    # Nor is a folder left, seen or unseen.
    assert len(list(tmp_path.rglob("*"))) == (len(was) + 3 if before else 0)


def test_progress_comes_to_an_end(account: Any, tmp_path: Path) -> None:
    found: list[tuple[int, int]] = []
    list(take(Wanted(tmp_path, "0.1.0"), lambda done, total: found.append((done, total))))
    assert found[-1][0] == found[-1][1]
    assert all(done <= total for done, total in found)


@pytest.mark.parametrize("foreign", ["notes.txt", f"{ACCOUNT}/notes.txt", f"{ACCOUNT}/{REGION}/notes.txt", "2026/a"])
def test_a_folder_with_other_things_is_refused(foreign: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Before anyone is asked: there is no account here."""
    monkeypatch.setattr(Account, "__init__", None)
    file = tmp_path / foreign
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("of somebody")
    with pytest.raises(CannotSnapshot, match="is not a snapshot: name a new folder"):
        taken(tmp_path)
    assert file.read_text() == "of somebody"


def test_a_file_and_a_link_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Account, "__init__", None)
    (tmp_path / "file").write_text("")
    (tmp_path / "network").mkdir()
    (tmp_path / "network" / ACCOUNT).symlink_to(tmp_path)
    os.symlink(tmp_path / "nowhere", tmp_path / "dangling")
    for name in ("file", "network", "dangling"):
        with pytest.raises(CannotSnapshot, match="name a new"):
            taken(tmp_path / name)


def test_a_part_does_not_replace_the_whole(account: Any, tmp_path: Path) -> None:
    taken(tmp_path)
    was = content(tmp_path)
    with pytest.raises(CannotSnapshot, match="is of the whole Region"):
        taken(tmp_path, vpcs=(account.here["vpc"],))
    assert content(tmp_path) == was
