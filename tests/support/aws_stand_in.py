"""A stand-in for the AWS CLI: a program ``aws`` that passes its words to this process, which asks by boto3.

It takes the words that the AWS CLI takes: an operation or an option that the service's model does not have is an error.
The program is small, as a script calls it a hundred times.
"""

from __future__ import annotations

import json
import os
import socketserver
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timezone
from functools import cache
from pathlib import Path
from typing import Any

import boto3
import jmespath
from botocore import xform_name
from botocore.config import Config
from botocore.exceptions import ClientError
from botocore.parsers import ResponseParserError

PROGRAM = """#!{python} -SE
import json, os, socket, sys
with socket.create_connection(("127.0.0.1", {port})) as asked:
    asked.sendall(json.dumps([os.environ["AWS_REGION"], *sys.argv[1:]]).encode() + b"\\n")
    code, output, error = json.loads(asked.makefile().readline())
sys.stdout.write(output)
sys.stderr.write(error)
sys.exit(code)
"""


@contextmanager
def aws_in(folder: Path) -> Iterator[list[list[str]]]:
    """The program in a folder; gives the words of each call, as they come."""
    called: list[list[str]] = []

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            region, *words = json.loads(self.rfile.readline())
            called.append(words)
            self.wfile.write(json.dumps(_done(region, words)).encode() + b"\n")

    with socketserver.TCPServer(("127.0.0.1", 0), Handler) as server:
        program = folder / "aws"
        program.write_text(PROGRAM.format(python=sys.executable, port=server.server_address[1]))
        program.chmod(0o755)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield called
        finally:
            server.shutdown()


def _done(region: str, words: Sequence[str]) -> tuple[int, str, str]:
    service, operation, *rest = words
    client = _client(service, region, os.environ["AWS_ENDPOINT_URL"])
    names = {xform_name(name, "-"): name for name in client.meta.service_model.operation_names}
    if operation not in names:
        return 252, "", f"aws: invalid choice: {operation}"
    shape = client.meta.service_model.operation_model(names[operation]).input_shape
    members = {xform_name(name, "-"): name for name in (shape.members if shape else ())}
    arguments: dict[str, Any] = {}
    others = {"--output": "json", "--query": "@"}
    for option, values in _options(rest):
        if option in others:
            (others[option],) = values
        elif option.removeprefix("--") not in members:
            return 252, "", f"aws: unknown option {option}"
        else:
            name = members[option.removeprefix("--")]
            arguments[name] = _value(values, shape.members[name])
    try:
        answer = _answer(client, xform_name(names[operation]), arguments)
    except (ClientError, ResponseParserError) as error:
        return 254, "", f'\nAn "error" occurred: {str(error)[:50]}\n'
    picked = jmespath.search(others["--query"], answer)
    return 0, _text(picked) if others["--output"] == "text" else json.dumps(picked, default=_date, indent=4) + "\n", ""


@cache
def _client(service: str, region: str, address: str) -> Any:
    config = Config(retries={"total_max_attempts": 1})
    return boto3.client(service, region_name=region, endpoint_url=address, config=config)


def _options(words: Sequence[str]) -> Iterator[tuple[str, list[str]]]:
    starts = [index for index, word in enumerate(words) if word.startswith("--")]
    for start, end in zip(starts, [*starts[1:], len(words)]):
        yield words[start], list(words[start + 1 : end])


def _value(words: list[str], shape: Any) -> Any:
    if shape.type_name != "list":
        (word,) = words
        return word
    if shape.member.type_name == "string":
        return words
    pairs = [word.partition(",") for word in words]
    return [
        {"Name": name.removeprefix("Name="), "Values": values.removeprefix("Values=").split(",")}
        for name, _, values in pairs
    ]


def _answer(client: Any, method: str, arguments: dict[str, Any]) -> dict[str, Any]:
    if client.can_paginate(method):
        return dict(client.get_paginator(method).paginate(**arguments).build_full_result())
    answer = dict(getattr(client, method)(**arguments))
    del answer["ResponseMetadata"]
    return answer


def _text(picked: Any) -> str:
    return ("\t".join(picked) if isinstance(picked, list) else str(picked)) + "\n"


def _date(value: Any) -> str:
    assert isinstance(value, datetime)
    return value.astimezone(timezone.utc).isoformat()
