"""No file or folder of the pack has the name of a module that somebody else imports.

Checkov puts every folder of the pack before all others in which modules are looked for, in
``_walk_external_check_files`` of ``base_check_registry.py``. A file ``calendar.py`` would be taken for Python's own.
"""

from __future__ import annotations

import pkgutil
import sys
import sysconfig

from repository import CHECKS


def test_no_module_of_others_is_hidden() -> None:
    files = {file.stem for file in CHECKS.rglob("*.py")}
    folders = {folder.name for folder in CHECKS.rglob("*") if folder.is_dir() and folder.name != "__pycache__"}
    places = {sysconfig.get_paths()[name] for name in ("stdlib", "platstdlib", "purelib", "platlib")}
    others = {module.name for module in pkgutil.iter_modules(places)} | set(sys.builtin_module_names)
    assert {"json", "checkov", "sys"} <= others
    assert (files | folders) & others - {"lambdanet", "__main__"} == set()
