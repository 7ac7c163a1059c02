"""Makes the pictures of the README from the folder ``examples``: ``.venv/bin/python scripts/screenshots.py``.

The terminal is drawn from what the command prints. The report needs Chromium; where there is none it stays as it is.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from xml.sax.saxutils import escape

from _venv import ROOT, clean_environment

IMAGES = ROOT / "docs" / "images"
COMMAND = ("evidence", "examples", "--soft-fail")
SHOWN = "$ python3 scripts/demo.py"
# So many resources are a screen; what follows is the end of the output.
FIRST = 2
WIDTH = 110
LINE, LETTER, EDGE = 18, 8.0, 20
COLOURS = {
    "failed ": "#ff9a8f",
    "CRITICAL": "#ff9a8f",
    "$ ": "#7fd49b",
}
SIZE = (1100, 760)
# The function of the examples about which there is most to say.
CARD = "r2"


def terminal() -> str:
    """What the command prints about the examples, as a picture."""
    with tempfile.TemporaryDirectory() as folder:
        _report(Path(folder), "text", "paths")
        text = (Path(folder) / "evidence.txt").read_text(encoding="utf-8").splitlines()
        picture = (Path(folder) / "evidence.paths.txt").read_text(encoding="utf-8").splitlines()
    ends = [number for number, line in enumerate(text) if not line]
    return _drawn([SHOWN, "", *text[: ends[FIRST - 1] + 1], "...", *text[-2:], "", *picture])


def report(folder: Path) -> Path:
    """The HTML report of the examples."""
    _report(folder, "html")
    return folder / "evidence.html"


def _report(folder: Path, *formats: str) -> None:
    command = [sys.executable, "checks/lambdanet", *COMMAND, "--output", str(folder), "--format", "lines", *formats]
    environment = {**clean_environment(), "COLUMNS": str(WIDTH)}
    subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True)


def _drawn(lines: list[str]) -> str:
    width = round(max(map(len, lines)) * LETTER + 2 * EDGE)
    height = len(lines) * LINE + 2 * EDGE
    rows = "\n".join(
        f'<text x="{EDGE}" y="{EDGE + LINE * number}" fill="{_colour(line)}">{_kept(line)}</text>'
        for number, line in enumerate(lines, start=1)
        if line
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" '
        f'font-family="ui-monospace,SFMono-Regular,Menlo,Consolas,monospace" font-size="13">\n'
        f'<rect width="{width}" height="{height}" rx="8" fill="#14171b"/>\n{rows}\n</svg>\n'
    )


def _kept(line: str) -> str:
    """Each space as one that is shown, wherever the picture is."""
    return escape(line).replace(" ", "\N{NO-BREAK SPACE}")


def _colour(line: str) -> str:
    start = line.strip()
    if not line.startswith(" ") and start[:1].isalpha() and "  " in start:
        return "#7db7ff"
    return next((colour for begin, colour in COLOURS.items() if start.startswith(begin)), "#e6e9ee")


def main() -> int:
    """Write both pictures."""
    IMAGES.mkdir(exist_ok=True)
    (IMAGES / "terminal.svg").write_text(terminal(), encoding="utf-8")
    browser = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if browser is None:
        print("docs/images/report.png stays as it is: no Chromium on this machine")
        return 0
    with tempfile.TemporaryDirectory() as folder:
        page = report(Path(folder))
        # A browser that takes a picture goes to no part of its page, but to one of a frame.
        frame = page.with_name("frame.html")
        style = f"position:fixed;inset:0;width:{SIZE[0]}px;height:{SIZE[1]}px;border:0"
        frame.write_text(f'<iframe src="{page.name}#{CARD}" style="{style}"></iframe>', encoding="utf-8")
        options = ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        options += ["--hide-scrollbars", f"--window-size={SIZE[0]},{SIZE[1]}", "--virtual-time-budget=5000"]
        options += [f"--screenshot={IMAGES / 'report.png'}", frame.as_uri()]
        subprocess.run([browser, *options], check=True, capture_output=True, timeout=120)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
