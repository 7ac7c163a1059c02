"""Python's cyclic garbage collector rests while the pack works.

The collector walks everything that is alive, and Checkov's graph of a large repository is hundreds of thousands of
objects: one walk takes longer than all rules do. Nothing of it is garbage before the run ends.
"""

from __future__ import annotations

import gc
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_frozen_by_pack = False
# Counting what is frozen walks all of it.
_modules_are_frozen = False


@contextmanager
def resting() -> Iterator[None]:
    """No collection within the block; afterwards what is alive is frozen (in constant time) until ``thaw``.

    Without that the collector would walk the heap as soon as it is on again, then again for every few thousand records
    that Checkov makes, and several times more when the process ends. Where someone else has frozen objects, theirs
    could not be distinguished, and nothing is frozen.
    """
    global _frozen_by_pack
    active = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if active:
            if _frozen_by_pack or not (_modules_are_frozen or gc.get_freeze_count()):
                gc.freeze()
                _frozen_by_pack = True
            gc.enable()


def thaw() -> None:
    """What the pack froze may be collected again: another graph is about to be read, the last may be garbage."""
    global _frozen_by_pack
    if _frozen_by_pack:
        gc.unfreeze()
        _frozen_by_pack = False


def freeze_modules() -> None:
    """Freeze all that is alive for good, in a process that reads one graph after another: modules for the most part."""
    global _frozen_by_pack, _modules_are_frozen
    gc.freeze()
    _frozen_by_pack, _modules_are_frozen = False, True
