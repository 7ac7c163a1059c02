"""``python checks/lambdanet``: the command line from a clone, without installing anything but Checkov."""

from __future__ import annotations

import sys
from pathlib import Path

if __name__ == "__main__":
    # Python puts this folder first, where the engine's files are not the modules of a package.
    sys.path[0] = str(Path(__file__).resolve().parent.parent)
    from lambdanet.command_line import main

    raise SystemExit(main(sys.argv[1:]))
