"""In a signed copy of the pack: refuses to go on when a file that is no Python is not what was signed.

Checkov verifies Python files alone (``--external-checks-public-key``). ``scripts/sign.py`` writes one that names the
digests of the others, ``signed_files.py``, which is not there in a clone.
"""

from __future__ import annotations

from importlib.util import find_spec

from lambdanet.bridge.ending import end_run
from lambdanet.pack_folders import pack_folder


def refuse_changed_files() -> None:
    """End the process when a signed file has changed or is gone; nothing where nothing is signed."""
    if find_spec("lambdanet.signed_files") is None:
        return
    import hashlib
    from importlib import import_module

    for name, digest in import_module("lambdanet.signed_files").DIGESTS.items():
        file = pack_folder() / name
        if not file.is_file() or hashlib.sha256(file.read_bytes()).hexdigest() != digest:
            end_run(f"{file} is not the file that was signed")
