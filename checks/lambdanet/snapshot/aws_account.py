"""Connects to an account: the one place of the pack that does."""

from __future__ import annotations

import os
from collections.abc import Sequence
from difflib import get_close_matches
from typing import Any

import boto3
import botocore.session
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError, HTTPClientError, ProfileNotFound
from botocore.exceptions import ConnectionError as NotConnected

from lambdanet.snapshot.problems import CannotSnapshot

_NO_CREDENTIALS = (
    "AWS does not know who asks: name a profile with --profile, sign in (aws sso login, aws configure), or set the"
    " variables AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY"
)


class Account:
    """The account that the credentials are of."""

    def __init__(self, profile: str | None, version: str) -> None:
        try:
            self._session = boto3.Session(profile_name=profile)
        except ProfileNotFound as error:
            known = botocore.session.Session().available_profiles
            there = f"there are: {', '.join(known)}" if known else "none is configured here"
            raise CannotSnapshot(f"there is no profile {profile or os.environ.get('AWS_PROFILE')}; {there}") from error
        self._version = version
        self._clients: dict[tuple[str, str], Any] = {}

    def regions(self, wanted: Sequence[str]) -> list[str]:
        """The Regions that are asked for, or that of the profile or the environment."""
        named = list(dict.fromkeys(wanted)) or [os.environ.get("AWS_REGION") or self._session.region_name or ""]
        if not named[0]:
            raise CannotSnapshot("no Region: name one or several with --region, or set AWS_REGION")
        return named

    def id(self, region: str) -> str:
        """The number of the account."""
        try:
            return str(self.client("sts", region).get_caller_identity()["Account"])
        except (HTTPClientError, NotConnected) as error:
            raise CannotSnapshot(self._not_reached(region, error)) from error
        except ClientError as error:
            code = error.response.get("Error", {}).get("Code", "unknown error")
            raise CannotSnapshot(f"AWS does not accept the credentials ({code}): {_NO_CREDENTIALS}") from error
        except BotoCoreError as error:
            raise CannotSnapshot(f"{error}: {_NO_CREDENTIALS}") from error

    def client(self, service: str, region: str) -> Any:
        """The client of a service in a Region."""
        if (service, region) not in self._clients:
            try:
                made = self._session.client(service, region_name=region, config=self._config())
            except (BotoCoreError, ValueError) as error:
                raise CannotSnapshot(f"{region}: {error}") from error
            self._clients[service, region] = made
        return self._clients[service, region]

    def _config(self) -> Config:
        # "adaptive" also waits before AWS says that it is asked too fast. The variables are the AWS CLI's.
        mode = os.environ.get("AWS_RETRY_MODE", "adaptive")
        attempts = os.environ.get("AWS_MAX_ATTEMPTS", "")
        return Config(
            retries={"mode": mode, "total_max_attempts": int(attempts) if attempts.isdecimal() else 8},
            connect_timeout=10,
            read_timeout=60,
            user_agent_extra=f"lambdanet/{self._version}",
        )

    def _not_reached(self, region: str, error: Exception) -> str:
        known = [
            each
            for partition in self._session.get_available_partitions()
            for each in self._session.get_available_regions("ec2", partition)
        ]
        # A Region that this boto3 does not know may be a new one.
        near = [] if region in known else get_close_matches(region, known, n=1)
        return f"{region} cannot be reached{f'; the nearest Region is {near[0]}' if near else ''}: {error}"
