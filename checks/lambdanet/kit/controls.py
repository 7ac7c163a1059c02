"""The controls of other frameworks that a rule implements, and the pages that say so."""

from __future__ import annotations

from lambdanet.records import dataclass


@dataclass(frozen=True)
class Control:
    """A control of another framework, e.g. "AWS Security Hub" and "Lambda.5". source: the page that says so."""

    framework: str
    control: str
    source: str


@dataclass(frozen=True)
class Catalogue:
    """A framework, and the page on which it lists its controls; ``{}`` stands for the control."""

    name: str
    page: str

    def __call__(self, control: str) -> Control:
        """One of its controls."""
        return Control(self.name, control, self.page.format(control))


_SECURITY_HUB_PAGE = "https://docs.aws.amazon.com/securityhub/latest/userguide/lambda-controls.html"

SECURITY_HUB = Catalogue("AWS Security Hub", _SECURITY_HUB_PAGE)
AWS_CONFIG = Catalogue("AWS Config", "https://docs.aws.amazon.com/config/latest/developerguide/{}.html")
CONTROL_TOWER = Catalogue(
    "AWS Control Tower", "https://docs.aws.amazon.com/controltower/latest/userguide/lambda-rules.html"
)
NIST_SP_800_53 = Catalogue("NIST SP 800-53 r5, as Security Hub maps it", _SECURITY_HUB_PAGE)
PCI_DSS_3 = Catalogue("PCI DSS v3.2.1, as Security Hub maps it", _SECURITY_HUB_PAGE)
PCI_DSS_4 = Catalogue("PCI DSS v4.0.1, as Security Hub maps it", _SECURITY_HUB_PAGE)
RELIABILITY_PILLAR = Catalogue(
    "AWS Well-Architected, Reliability Pillar",
    "https://docs.aws.amazon.com/wellarchitected/latest/reliability-pillar/plan-your-network-topology.html",
)
SERVERLESS_LENS = Catalogue(
    "AWS Well-Architected, Serverless Applications Lens",
    "https://docs.aws.amazon.com/wellarchitected/latest/serverless-applications-lens/aws-lambda.html",
)
