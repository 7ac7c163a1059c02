"""Snapshots of accounts that moto holds in this process, taken by the pack's own command."""

from __future__ import annotations

import logging
import os
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import boto3
from moto.server import ThreadedMotoServer

from lambdanet.given import in_force
from lambdanet.snapshot.taken_snapshot import Wanted, take

REGION = "eu-west-1"
ACCOUNT = "123456789012"
logging.getLogger("werkzeug").setLevel(logging.CRITICAL)  # it logs what moto lacks
_ENVIRONMENT = {
    "AWS_ACCESS_KEY_ID": "for-a-test",
    "AWS_SECRET_ACCESS_KEY": "for-a-test",
    "AWS_DEFAULT_REGION": REGION,
    "AWS_EC2_METADATA_DISABLED": "true",
}


@cache
def _server() -> str:
    """Where moto's server listens, on the loopback address, for as long as this process lives."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    return f"http://{host}:{port}"


@contextmanager
def an_account() -> Iterator[Any]:
    """An empty account; gives the client of a service by its name."""
    before = dict(os.environ)
    os.environ.update(_ENVIRONMENT, AWS_ENDPOINT_URL=_server())
    urllib.request.urlopen(urllib.request.Request(f"{_server()}/moto-api/reset", method="POST")).close()  # noqa: S310
    try:
        yield lambda service, region=REGION: boto3.client(service, region_name=region)
    finally:
        os.environ.clear()
        os.environ.update(before)


def snapshot(folder: Path, *regions: str) -> Path:
    """Take a snapshot of the account into a folder."""
    for _ in take(Wanted(folder, "test", regions=regions or (REGION,)), None):
        pass
    return folder


@contextmanager
def surrounded_by(*paths: Path) -> Iterator[None]:
    """What is scanned in the block has these files and folders around it."""
    before = os.environ.get(in_force.VARIABLE)
    os.environ[in_force.VARIABLE] = os.pathsep.join(map(str, paths))
    try:
        yield
    finally:
        if before is None:
            del os.environ[in_force.VARIABLE]
        else:
            os.environ[in_force.VARIABLE] = before
