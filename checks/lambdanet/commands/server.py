"""``lambdanet server``: answer an editor by the Language Server Protocol, over the standard input and output."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from typing import Any, BinaryIO

_NEEDS = "lambdanet: server needs pygls: pip install 'lambdanet[server]', or pip install pygls beside Checkov\n"


def add_parser(commands: Any) -> argparse.ArgumentParser:
    """Describe the command, which has no options: editors send theirs by the protocol."""
    text = "answer an editor by the Language Server Protocol, over the standard input and output"
    parser: argparse.ArgumentParser = commands.add_parser("server", help=text, description=text)
    # Editors add this one to every server that is started so.
    parser.add_argument("--stdio", action="store_true", help="what it does anyway")
    return parser


def run(options: argparse.Namespace) -> int:
    """Answer until the editor says that it is enough."""
    if find_spec("pygls") is None:
        sys.stderr.write(_NEEDS)
        return 2
    from lambdanet.server.language_server import make_server

    with _streams_of_protocol_alone() as (wanted, said):
        make_server().start_io(wanted, said)
    return 0


@contextmanager
def _streams_of_protocol_alone() -> Iterator[tuple[BinaryIO, BinaryIO]]:
    """The standard input and output for the protocol alone: whatever prints, here or in a child, prints an error."""
    with os.fdopen(os.dup(0), "rb") as wanted, os.fdopen(os.dup(1), "wb") as said:
        nothing = os.open(os.devnull, os.O_RDONLY)
        os.dup2(nothing, 0)
        os.close(nothing)
        os.dup2(2, 1)
        yield wanted, said
