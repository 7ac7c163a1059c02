"""The address of a rule's page: where this copy of the pack was cloned or installed from."""

from __future__ import annotations

from functools import lru_cache

from lambdanet.git_repository import home_of, revision_of
from lambdanet.kit.statements import SOURCE
from lambdanet.pack_folders import ENGINE, own_folder

# Who publishes the package writes a name in its place.
_NOBODY = "/OWNER/"


def page_of(id: str) -> str:
    """The page of the rule, in the version that runs; the document's, where nobody knows an address of this copy."""
    pages = _pages()
    return f"{pages}/{id}.md" if pages else SOURCE


@lru_cache(maxsize=1)
def _pages() -> str:
    home, version = _published()
    if not home:
        # Nothing but the clone itself: a repository around an unpacked copy is somebody else's.
        is_clone = (own_folder() / ".git").exists()
        home, version = (home_of(own_folder()), revision_of(own_folder())) if is_clone else ("", "")
    if not home or not version or _NOBODY in home:
        return ""
    shown = "-/blob" if "gitlab" in home.split("/")[2] else "blob"
    return f"{home}/{shown}/{version}/docs/rules"


def _published() -> tuple[str, str]:
    """The repository and the tag that the metadata of the installed package name."""
    from importlib.metadata import distributions

    for found in distributions(name="lambdanet", path=[str(ENGINE.parent)]):
        for url in found.metadata.get_all("Project-URL") or ():
            label, _, address = str(url).partition(", ")
            if label == "Repository":
                return address.rstrip("/"), f"v{found.version}"
    return "", ""
