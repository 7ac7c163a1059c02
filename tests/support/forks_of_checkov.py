"""Runs command lines in forks of one process that has imported Checkov, which takes longer than most scans do.

A run has a process, an environment and a working folder of its own, as one that is started alone; only the modules of
Checkov are there already. None of the pack's is. Started as a program, this file is that one process.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

_servers: list[subprocess.Popen[str]] = []
# Checkov and Python look at these while they are imported.
_READ_AT_IMPORT = ("LOG_LEVEL", "PYTHON", "CKV_", "BC_", "CHECKOV_")


def run(
    program: Sequence[str], cwd: Path, environment: Mapping[str, str], seconds: int = 300
) -> subprocess.CompletedProcess[str]:
    """Run ``("-m", "checkov.main", ...)``, or a folder with a ``__main__.py`` and its arguments, with Python."""
    command = [sys.executable, *program]
    if not hasattr(os, "fork") or _at_import(environment) != _at_import(os.environ):
        return subprocess.run(
            command, cwd=cwd, env=dict(environment), capture_output=True, text=True, check=False, timeout=seconds
        )
    server = _server()
    assert server.stdin is not None
    assert server.stdout is not None
    with tempfile.TemporaryDirectory() as folder:
        output, errors = Path(folder, "output"), Path(folder, "errors")
        wanted = {"program": list(program), "cwd": str(cwd), "environment": dict(environment), "seconds": seconds}
        server.stdin.write(json.dumps({**wanted, "output": str(output), "errors": str(errors)}) + "\n")
        server.stdin.flush()
        code = int(server.stdout.readline())
        texts = [file.read_text(encoding="utf-8", errors="replace") for file in (output, errors)]
    return subprocess.CompletedProcess(command, code, *texts)


def _at_import(environment: Mapping[str, str]) -> dict[str, str]:
    # What pytest puts there itself is not for the program.
    return {name: value for name, value in environment.items() if name.startswith(_READ_AT_IMPORT)}


def _server() -> subprocess.Popen[str]:
    """The process that has Checkov. It ends when this one does, and with it the pipe that it reads."""
    if not _servers:
        command = [sys.executable, str(Path(__file__).resolve())]
        pipe = subprocess.PIPE
        _servers.append(subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True))
    return _servers[0]


def _serve() -> None:
    """Fork for each line on the standard input, and write the exit code of the fork on the standard output."""
    # A program does not find the tests' helpers.
    del sys.path[0]
    import checkov.cloudformation.runner
    import checkov.main
    import checkov.terraform.plan_runner
    import checkov.terraform.runner  # noqa: F401

    for line in sys.stdin:
        wanted = json.loads(line)
        process = os.fork()
        if process == 0:
            _become(wanted)
            return
        status = os.waitpid(process, 0)[1]
        sys.stdout.write(f"{os.waitstatus_to_exitcode(status)}\n")
        sys.stdout.flush()


def _become(wanted: dict[str, Any]) -> None:
    import runpy
    import signal

    os.chdir(wanted["cwd"])
    os.environ.clear()
    os.environ.update(wanted["environment"])
    nothing = os.open(os.devnull, os.O_RDONLY)
    for number, file in ((1, wanted["output"]), (2, wanted["errors"])):
        os.dup2(os.open(file, os.O_WRONLY | os.O_CREAT), number)
    os.dup2(nothing, 0)
    # A program that does not end is ended, as subprocess.run would.
    signal.alarm(wanted["seconds"])
    first, *rest = wanted["program"]
    if first == "-m":
        from checkov.main import Checkov

        assert rest[0] == "checkov.main"
        sys.path.insert(0, os.getcwd())
        sys.argv = rest
        # Its default arguments are those of the process that imported it.
        sys.exit(Checkov(argv=rest[1:]).run())
    sys.argv = [first, *rest]
    runpy.run_path(first, run_name="__main__")


if __name__ == "__main__":
    _serve()
