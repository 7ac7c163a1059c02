"""One architecture, one set of facts: each form shows what the architecture is, or leaves it undecided."""

from __future__ import annotations

import pytest

from facts import expected_facts, found_facts
from networks import FORMS, network_names


@pytest.mark.parametrize("network", network_names())
@pytest.mark.parametrize("form", FORMS)
def test_every_form_shows_the_facts_of_the_architecture(network: str, form: str) -> None:
    assert found_facts(network, form) == expected_facts(network, form)
