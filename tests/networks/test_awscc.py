"""The architectures by Terraform's provider awscc: CloudFormation's resources under other names have its verdicts.

The code is made from the template, name by name; what the provider has no resource for stays away.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from awscc_code import AwsccCode
from networks import NETWORKS, SETTINGS, network_names
from scanning import scan

# One stack there takes the exports of another.
_SEVERAL_TEMPLATES = ("shared-subnets",)
# Where the two differ, with the reason: (network, rule).
DIFFERENT: dict[tuple[str, str], str] = {}


@pytest.mark.parametrize("network", [each for each in network_names() if each not in _SEVERAL_TEMPLATES])
def test_the_provider_awscc_has_the_verdicts_of_cloudformation(network: str, tmp_path: Path) -> None:
    folder = NETWORKS / network / "cloudformation_json"
    template = AwsccCode(json.loads((folder / "network.json").read_text(encoding="utf-8")))
    (tmp_path / "main.tf.json").write_text(json.dumps(template.code()), encoding="utf-8")
    # Checkov's runner begins where it finds a file of its own.
    (tmp_path / "variables.tf").write_text('variable "AWSRegion" {}\n', encoding="utf-8")
    whole = scan(folder, "cloudformation", settings=SETTINGS)
    found = scan(tmp_path, "terraform", settings=SETTINGS)
    shown = {(each.rule, each.address.rpartition(".")[2]): each for each in found.findings}
    problems = []
    for each in whole.findings:
        other = shown.get((each.rule, each.address.rpartition(".")[2]))
        said = "nothing" if other is None else other.verdict
        if said != each.verdict and (network, each.rule) not in DIFFERENT:
            why = "" if other is None else other.explanation
            problems.append(f"{each.rule} {each.address}: {each.verdict} -> {said}: {why}")
    assert not problems, "\n".join(problems)
