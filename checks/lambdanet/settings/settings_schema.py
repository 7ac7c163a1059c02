"""The JSON Schema of the settings file, which editors complete and check by."""

from __future__ import annotations

import dataclasses
import json
from typing import Any

from lambdanet.settings.known_settings import FILE, Settings


def schema() -> dict[str, Any]:
    """The schema, with each setting's text, default and what is allowed."""
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": f"lambdanet: {FILE}",
        "type": "object",
        "additionalProperties": False,
        "properties": {
            item.name: {
                "description": f"{item.metadata['text']}; {item.metadata['allowed']}",
                "default": item.default,
                **item.metadata["schema"],
            }
            for item in dataclasses.fields(Settings())
        },
    }


def schema_text() -> str:
    """The schema as it is in its file."""
    return json.dumps(schema(), indent=2) + "\n"
