"""Makes the repository's virtual environment; runs before anything is installed, so standard library only."""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / ".venv"
_SETTINGS_OF_OTHERS = (
    "PYTHONPATH",
    "PYTHONHOME",
    "PYTHONDONTWRITEBYTECODE",
    "VIRTUAL_ENV",
    "LAMBDANET_CONFIG",
    "LOG_LEVEL",
)
_SETTINGS_OF_CHECKOV = ("CKV_", "CHECKOV_", "BC_")
_MOST_AT_ONCE = 4


def clean_environment() -> dict[str, str]:
    """The process's environment without what would change the result of a scan or a test."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if name not in _SETTINGS_OF_OTHERS and not name.startswith(_SETTINGS_OF_CHECKOV)
    }
    return {**kept, "PATH": f"{_programs()}{os.pathsep}{kept.get('PATH', '')}", "PYTHONUTF8": "1"}


def program(name: str) -> str:
    """The path of a program of the virtual environment."""
    return str(_programs() / (f"{name}.exe" if os.name == "nt" else name))


def prepare(lock: str, *, compiled: bool = True) -> None:
    """Make ``.venv``, if it is not there, and install the packages of a lock file with their hashes checked.

    A program of ``.venv`` itself uses it as it is: it cannot be made again under it.
    compiled: whether all packages are compiled now, which takes a third of the time, or each module when it is used.
    """
    if sys.version_info < (3, 9):  # noqa: UP036  (this file runs on whatever Python a newcomer has)
        sys.exit("lambdanet needs Python 3.9 or newer")
    content = (ROOT / lock).read_bytes()
    wanted = f"{sys.version_info[:2]} {hashlib.sha256(content).hexdigest()}"
    stamp = FOLDER / f"{lock}.installed"
    if stamp.exists() and stamp.read_text(encoding="utf-8") == wanted:
        return
    print(f"setting up {FOLDER.name} with the packages of {lock} (once; it takes about half a minute) ...", flush=True)
    if Path(sys.prefix).resolve() != FOLDER.resolve():
        venv.create(FOLDER, with_pip=True, clear=not _is_of_this_python())
    _install(content.decode("utf-8"), [] if compiled else ["--no-compile"])
    stamp.write_text(wanted, encoding="utf-8")


def _install(packages: str, options: list[str]) -> None:
    """Install all packages of a lock file, in as many processes as there are cores: each of them uses one.

    A lock file names all packages that its packages need, so no process looks for those.
    """
    _, *all_of_them = re.split(r"^(?=\w)", packages, flags=re.MULTILINE)
    how = ["-qq", "--disable-pip-version-check", "--require-hashes", "--no-deps", "--no-warn-conflicts", *options]
    shares = min(os.cpu_count() or 1, _MOST_AT_ONCE)
    with tempfile.TemporaryDirectory() as folder:
        at_work = []
        for number in range(shares):
            share = Path(folder, f"{number}.txt")
            share.write_text("".join(all_of_them[number::shares]), encoding="utf-8")
            command = [program("python"), "-m", "pip", "install", *how, "-r", str(share)]
            at_work.append(subprocess.Popen(command, cwd=ROOT, env=clean_environment()))
        # All are waited for: one that goes on would write into what is made anew next time.
        codes = [process.wait() for process in at_work]
        if any(codes):
            sys.exit(f"not all packages could be installed in {FOLDER.name}: what pip says of it is above")


def _programs() -> Path:
    return FOLDER / ("Scripts" if os.name == "nt" else "bin")


def _is_of_this_python() -> bool:
    """Whether the environment that is there, if any, was made with this version of Python."""
    try:
        lines = (FOLDER / "pyvenv.cfg").read_text(encoding="utf-8").splitlines()
    except OSError:
        return False
    versions = [line.partition("=")[2].strip() for line in lines if line.startswith("version")]
    return versions[:1] == [".".join(str(part) for part in sys.version_info[:3])]
