"""A hook of MkDocs: links of the documentation that lead out of it, to code, lead into the repository instead."""

from __future__ import annotations

import os
import posixpath
import re
from pathlib import Path
from typing import Any

_LINK = re.compile(r"(\]\()([^)\s#:]+)(#[^)\s]*)?(\))")
_NOT_IN_SITE = ("copy/",)
_ROOT = Path(__file__).resolve().parent.parent


def on_page_markdown(markdown: str, page: Any, config: Any, **_: Any) -> str:
    """The page's text with such links rewritten; a link to nothing stays as it is, and MkDocs warns of it."""
    folder = posixpath.dirname(page.file.src_uri)
    repository = f"{config.repo_url.rstrip('/')}/blob/main"

    def rewritten(link: re.Match[str]) -> str:
        place = posixpath.normpath(posixpath.join("docs", folder, link[2]))
        inside = place.startswith("docs/") and not place.startswith(tuple(f"docs/{name}" for name in _NOT_IN_SITE))
        if (inside and not place.endswith(".json")) or not os.path.exists(_ROOT / place):
            return link[0]
        return f"{link[1]}{repository}/{place}{link[3] or ''}{link[4]}"

    return _LINK.sub(rewritten, markdown)
