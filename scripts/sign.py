"""Signs a copy of the pack with your own key, for ``checkov --external-checks-public-key``.

    python scripts/sign.py --new-key lambdanet.pem
    python scripts/sign.py --key lambdanet.pem --output signed

The first writes a private key, and the public one beside it as ``lambdanet.pub.pem``. The second writes the folder
``signed`` with ``checks``, each Python file of which ends with a line that Checkov verifies before it runs any of them,
and with a list of all files, against which the rules hold the copy before anything else of it is imported.
The clone stays as it is. Needs Checkov's packages (requirements.txt), of which ecdsa is one.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import shutil
import sys
from pathlib import Path

from ecdsa import NIST256p, SigningKey
from ecdsa.util import sigencode_der

ROOT = Path(__file__).resolve().parent.parent
FOLDERS = ("checks", "policies")
# Checkov's trailer: the signature of all that comes before the line, as ECDSA on P-256 with SHA-256, DER, hexadecimal.
TRAILER = b"# checkov-digest: "
# What a signature of each file does not say: which files there are. The list says it, and is itself known to every
# file that Checkov executes, by its digest. A guard imports nothing that is not there before Checkov looks at a check:
# an import could lead to a file that was added.
LIST = "checks/signed_files.py"
CODE_OF_LIST = Path(__file__).with_name("signed_files.txt")
BEGIN = b"from __future__ import annotations\n"
GUARD = """# guard: written by scripts/sign.py
def _hold_against_list():
    import sys

    from_there = sys.modules
    file = from_there["os"].path.join(from_there["os"].path.dirname(__file__), "..", "signed_files.py")
    content = b""
    if from_there["os"].path.isfile(file) and not from_there["os"].path.islink(file):
        with open(file, "rb") as stream:
            content = stream.read().rpartition(b"# checkov-digest: ")[0]
    if from_there["hashlib"].sha256(content).hexdigest() != "DIGEST":
        sys.stderr.write("lambdanet: checks/signed_files.py, the list of what was signed, is gone or another\\n")
        parent = from_there["multiprocessing"].process.parent_process()
        if parent is not None:
            from_there["os"].kill(parent.pid, 15)
        from_there["os"]._exit(2)
    exec(compile(content, file, "exec"), {"__file__": file})


_hold_against_list()
# end of guard
"""


def main(arguments: list[str]) -> int:
    """Make a key, or sign with one."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    task = parser.add_mutually_exclusive_group(required=True)
    task.add_argument(
        "--new-key", type=Path, metavar="FILE", help="write a new private key, and its public one beside it"
    )
    task.add_argument("--key", type=Path, metavar="FILE", help="sign with this private key: PEM, ECDSA on P-256")
    parser.add_argument("--output", type=Path, metavar="FOLDER", help="where the signed copy is written")
    options = parser.parse_args(arguments)
    if options.new_key:
        return _make_key(options.new_key)
    if options.output is None or options.output.exists():
        parser.error("--key needs --output with a folder that does not exist yet")
    return _sign(options.key, options.output)


def _make_key(file: Path) -> int:
    if file.exists():
        print(f"{file} exists; nothing is written", file=sys.stderr)
        return 2
    key = SigningKey.generate(curve=NIST256p)
    with open(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as stream:
        stream.write(key.to_pem())
    public = file.with_suffix(f".pub{file.suffix}")
    public.write_bytes(key.verifying_key.to_pem())
    print(f"{file} is the private key, keep it; {public} is the public one")
    return 0


def _sign(file: Path, output: Path) -> int:
    key = SigningKey.from_pem(file.read_bytes())
    if key.curve != NIST256p:
        print(f"{file} is not a key on the curve P-256, which Checkov wants", file=sys.stderr)
        return 2
    for folder in FOLDERS:
        shutil.copytree(ROOT / folder, output / folder, ignore=shutil.ignore_patterns("__pycache__", "*.pyc"))
    listed = _list_of(output)
    (output / LIST).write_bytes(listed)
    for path in _executed(output):
        path.write_bytes(_guarded(path.read_bytes(), hashlib.sha256(listed).hexdigest()))
    signed = sorted(output.rglob("*.py"))
    for path in signed:
        path.write_bytes(_with_trailer(path.read_bytes(), key))
    print(f"{len(signed)} files are signed in {output}")
    return 0


def _list_of(output: Path) -> bytes:
    """The list of all files, with their digests, and the code that holds the copy against it."""
    lines = [
        f'    "{path.relative_to(output).as_posix()}": "{hashlib.sha256(path.read_bytes()).hexdigest()}",'
        for path in sorted(output.rglob("*"))
        if path.is_file()
    ]
    return CODE_OF_LIST.read_bytes().replace(
        b"FILES: dict[str, str] = {}", "\n".join(["FILES = {", *lines, "}"]).encode()
    )


def _executed(output: Path) -> list[Path]:
    """What Checkov executes: the Python files beside an ``__init__.py``."""
    found = [path for path in output.rglob("*.py") if (path.parent / "__init__.py").exists()]
    return sorted(path for path in found if path.name != "__init__.py")


def _guarded(content: bytes, digest: str) -> bytes:
    """The file, which has the copy held against the list before it imports anything of it."""
    if content.count(BEGIN) != 1:
        raise SystemExit("a rule does not begin as rules do: sign a clean clone")
    guard = GUARD.replace("DIGEST", digest).encode()
    return content.replace(BEGIN, BEGIN + guard)


def _with_trailer(content: bytes, key: SigningKey) -> bytes:
    if TRAILER in content.rpartition(b"\n")[0].rpartition(b"\n")[2]:
        raise SystemExit("a file is signed already: sign a clean clone")
    if content and not content.endswith(b"\n"):
        content += b"\n"
    signature = key.sign_deterministic(content, hashfunc=hashlib.sha256, sigencode=sigencode_der)
    return content + TRAILER + signature.hex().encode() + b"\n"


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
