"""Runs command lines in forks of one process that has imported Checkov, which takes longer than most scans do.

A run has a process, an environment and a working folder of its own, as one that is started alone; only the modules of
Checkov are there already. None of the pack's is. Started as a program, this file is that one process; ``checkov_in``
makes a program ``checkov`` for shells, which asks it.
"""

from __future__ import annotations

import gc
import json
import os
import select
import socket
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

# By the Python that runs it: its process, and where that listens.
_servers: dict[str, tuple[subprocess.Popen[bytes], str]] = {}
# Checkov and Python look at these while they are imported, ...
_READ_AT_IMPORT = ("LOG_LEVEL", "PYTHON", "CKV_", "BC_", "CHECKOV_")
# ... but of these at what can be set later, or where only the process that waits for the fork has anything of it.
_SET_LATER = ("PYTHONDONTWRITEBYTECODE", "PYTHONUNBUFFERED")
_MOST = 1 << 20


def _at_import(environment: Mapping[str, str]) -> dict[str, str]:
    names = (name for name in environment if name.startswith(_READ_AT_IMPORT) and name not in _SET_LATER)
    return {name: environment[name] for name in names}


# The environment of the process that has Checkov: no program that is run here finds modules in other folders.
_ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
_PROGRAM = """#!{python} -IS
import json, os, socket, sys
names = (name for name in os.environ if name.startswith({read_at_import}) and name not in {set_later})
if {{name: os.environ[name] for name in names}} != {at_import}:
    os.execv({checkov!r}, [{checkov!r}, *{options!r}, *sys.argv[1:]])
server = socket.socket(socket.AF_UNIX)
server.connect({address!r})
program = ["checkov", *{options!r}, *sys.argv[1:]]
wanted = {{"program": program, "cwd": os.getcwd(), "environment": dict(os.environ), "seconds": 300}}
socket.send_fds(server, [json.dumps(wanted).encode() + b"\\n"], [0, 1, 2])
code = int(server.recv(16))
if code < 0:
    os.kill(os.getpid(), -code)
sys.exit(code)
"""


def run(
    program: Sequence[str], cwd: Path, environment: Mapping[str, str], seconds: int = 300
) -> subprocess.CompletedProcess[str]:
    """Run ``("-m", "checkov.main", ...)``, or a folder with a ``__main__.py`` and its arguments, with Python.

    With ``"-P"`` before it, the module is run as Python does it that does not look into the working folder.
    """
    command = [sys.executable, *program]
    if not hasattr(os, "fork") or _at_import(environment) != _at_import(_ENVIRONMENT):
        return subprocess.run(
            command, cwd=cwd, env=dict(environment), capture_output=True, text=True, check=False, timeout=seconds
        )
    wanted = {"program": list(program), "cwd": str(cwd), "environment": dict(environment), "seconds": seconds}
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as errors, open(os.devnull, "rb") as nothing:
        with socket.socket(socket.AF_UNIX) as server:
            server.connect(_server(sys.executable))
            files = [file.fileno() for file in (nothing, output, errors)]
            socket.send_fds(server, [json.dumps(wanted).encode() + b"\n"], files)
            code = int(server.recv(16))
        for file in (output, errors):
            file.seek(0)
        texts = [file.read().decode("utf-8", "replace") for file in (output, errors)]
    return subprocess.CompletedProcess(command, code, *texts)


def checkov_in(folder: Path, python: Path, *options: str) -> Path:
    """Write a program ``checkov`` into a folder, for what starts it by name: that of the Python, with these options."""
    folder.mkdir(exist_ok=True)
    program, checkov = folder / "checkov", str(python.with_name("checkov"))
    if hasattr(os, "fork"):
        text = _PROGRAM.format(
            python=sys.executable,
            checkov=checkov,
            options=options,
            address=_server(str(python)),
            read_at_import=_READ_AT_IMPORT,
            set_later=_SET_LATER,
            at_import=_at_import(_ENVIRONMENT),
        )
    else:
        text = f'#!/bin/sh\nexec "{checkov}" {" ".join(options)} "$@"\n'
    program.write_text(text, encoding="utf-8")
    program.chmod(0o755)
    return program


def _server(python: str) -> str:
    """Where the process listens that has Checkov. It ends when this one does, and with it the pipe that it reads."""
    if python not in _servers:
        address = str(Path(tempfile.mkdtemp(prefix="forks")) / "asked")
        pipe = subprocess.PIPE
        command = [python, str(Path(__file__).resolve()), address]
        process = subprocess.Popen(command, env=_ENVIRONMENT, stdin=pipe, stdout=pipe)
        assert process.stdout is not None
        assert process.stdout.readline() == b"ready\n"
        _servers[python] = (process, address)
    return _servers[python][1]


def _serve(address: str) -> None:
    """Fork for each that connects, and answer with the exit code of the fork."""
    # A program does not find the tests' helpers.
    del sys.path[0]
    import checkov.cloudformation.runner
    import checkov.main
    import checkov.terraform.plan_runner
    import checkov.terraform.runner  # noqa: F401

    # Or each fork would walk, and so copy, all of Checkov's modules when it collects garbage.
    gc.collect()
    gc.freeze()
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(address)
    listener.listen()
    os.write(1, b"ready\n")
    while True:
        ready, _, _ = select.select([0, listener], [], [])
        if 0 in ready:
            os.unlink(address)
            os.rmdir(os.path.dirname(address))
            return
        asking = listener.accept()[0]
        content, files, _, _ = socket.recv_fds(asking, _MOST, 3)
        while not content.endswith(b"\n"):
            content += asking.recv(_MOST)
        process = os.fork()
        if process == 0:
            asking.close()
            listener.close()
            _become(json.loads(content), files)
            return
        for file in files:
            os.close(file)
        status = os.waitpid(process, 0)[1]
        asking.sendall(b"%d" % os.waitstatus_to_exitcode(status))
        asking.close()


def _become(wanted: dict[str, Any], files: list[int]) -> None:
    import runpy
    import signal

    # Who freezes what is alive looks first whether somebody else has. Nobody has in a process that is started alone.
    gc.get_freeze_count = lambda: 0
    os.chdir(wanted["cwd"])
    os.environ.clear()
    os.environ.update(wanted["environment"])
    sys.dont_write_bytecode = bool(os.environ.get("PYTHONDONTWRITEBYTECODE"))
    for number, file in enumerate(files):
        os.dup2(file, number)
        os.close(file)
    # A program that does not end is ended, as subprocess.run would.
    signal.alarm(wanted["seconds"])
    first, *rest = wanted["program"]
    if first == "-P":
        first, *rest = rest
    elif first == "-m":
        sys.path.insert(0, os.getcwd())
    if first in ("-m", "checkov"):
        from checkov.main import Checkov

        sys.argv = rest if first == "-m" else wanted["program"]
        assert first == "checkov" or rest[0] == "checkov.main"
        # Its default arguments are those of the process that imported it.
        sys.exit(Checkov(argv=sys.argv[1:]).run())
    sys.argv = [first, *rest]
    runpy.run_path(first, run_name="__main__")


if __name__ == "__main__":
    _serve(sys.argv[1])
