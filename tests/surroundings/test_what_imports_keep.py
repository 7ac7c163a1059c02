"""``import`` blocks without files of accounts: what may be there already, and which resource an id stands for."""

from __future__ import annotations

from pathlib import Path

import pytest

from scanning import FAIL, PASS, UNDECIDED, Scan, scan

F = "aws_lambda_function.f"
TABLE = "rtb-0123456789abcdef0"
ASSUMED = 'Principal = { Service = "lambda.amazonaws.com" }'


def _code(table: str = "", key: str = "", role: str = "aws_iam_role.r.name") -> str:
    return f"""
provider "aws" {{
  region = "eu-west-1"
}}

resource "aws_vpc" "v" {{
  cidr_block           = "10.0.0.0/16"
  enable_dns_hostnames = true
}}

resource "aws_subnet" "p" {{
  vpc_id     = aws_vpc.v.id
  cidr_block = "10.0.1.0/24"
}}

resource "aws_route_table" "p" {{
  vpc_id = aws_vpc.v.id
  {table}
}}

resource "aws_route_table_association" "p" {{
  subnet_id      = aws_subnet.p.id
  route_table_id = aws_route_table.p{key}.id
}}

resource "aws_security_group" "f" {{
  vpc_id = aws_vpc.v.id
  egress {{
    protocol    = "tcp"
    from_port   = 443
    to_port     = 443
    cidr_blocks = ["0.0.0.0/0"]
  }}
}}

resource "aws_iam_role" "r" {{
  name               = "app-20240101"
  assume_role_policy = jsonencode({{
    Version   = "2012-10-17"
    Statement = [{{ Effect = "Allow", Action = "sts:AssumeRole", {ASSUMED} }}]
  }})
}}

resource "aws_iam_role_policy_attachment" "a" {{
  role       = {role}
  policy_arn = "arn:aws:iam::aws:policy/service-role/AWSLambdaVPCAccessExecutionRole"
}}

resource "aws_sqs_queue" "q" {{}}

resource "aws_lambda_function" "f" {{
  function_name = "app-20240101"
  role          = aws_iam_role.r.arn
  handler       = "a.b"
  runtime       = "python3.12"
  filename      = "a.zip"
  environment {{
    variables = {{ QUEUE_URL = aws_sqs_queue.q.url }}
  }}
  vpc_config {{
    subnet_ids         = [aws_subnet.p.id]
    security_group_ids = [aws_security_group.f.id]
  }}
}}
"""


def _scanned(folder: Path, *parts: str) -> Scan:
    (folder / "main.tf").write_text("\n".join(parts), encoding="utf-8")
    return scan(folder, "terraform")


def scan_with_errors(folder: Path, *parts: str) -> Scan:
    """The same where a file cannot be read, which Checkov reports in its log."""
    (folder / "main.tf").write_text("\n".join(parts), encoding="utf-8")
    return scan(folder, "terraform", errors_allowed=True)


def _import(to: str, id: str, more: str = "") -> str:
    return f'import {{\n  to = {to}\n  id = "{id}"\n  {more}\n}}\n'


NAMES = {
    "a function of the role's name": _import(F, "app-20240101"),
    "a function of the role's name in words": _import(F, "app"),
    "none": "",
}


@pytest.mark.parametrize("case", NAMES)
def test_a_name_stands_for_what_is_asked_for_by_it(case: str, tmp_path: Path) -> None:
    name = "app" if case.endswith("words") else "app-20240101"
    code = _code(role=f'"{name}"').replace("app-20240101", name)
    assert _scanned(tmp_path, NAMES[case], code).verdict("LAMBDANET_708", F) == PASS


# Resources that are imported by the id of another one, as the provider documents it.
OPTIONS = """resource "aws_vpc_dhcp_options_association" "o" {
  vpc_id          = "vpc-0123456789abcdef0"
  dhcp_options_id = "dopt-0123456789abcdef0"
}
"""
BY_ANOTHERS_ID = {
    "none": "",
    "options of a VPC": _import("aws_vpc_dhcp_options_association.o", "vpc-0123456789abcdef0") + OPTIONS,
    "the main table": _import("aws_default_route_table.m", "vpc-0123456789abcdef0")
    + 'resource "aws_default_route_table" "m" {\n  default_route_table_id = aws_vpc.v.default_route_table_id\n}\n',
}


@pytest.mark.parametrize("case", BY_ANOTHERS_ID)
def test_the_id_of_a_vpc_stands_for_the_vpc(case: str, tmp_path: Path) -> None:
    code = _code().replace("aws_vpc.v.id", '"vpc-0123456789abcdef0"')
    scanned = _scanned(tmp_path, _import("aws_vpc.v", "vpc-0123456789abcdef0"), BY_ANOTHERS_ID[case], code)
    found = next(each for each in scanned.of("LAMBDANET_505") if each.address == "aws_subnet.p")
    assert "aws_vpc.v (10.0.0.0/16)" in found.explanation


NAT = """
resource "aws_internet_gateway" "i" {
  vpc_id = aws_vpc.v.id
}
resource "aws_subnet" "u" {
  vpc_id     = aws_vpc.v.id
  cidr_block = "10.0.2.0/24"
}
resource "aws_route_table" "u" {
  vpc_id = aws_vpc.v.id
  route {
    cidr_block = "0.0.0.0/0"
    gateway_id = aws_internet_gateway.i.id
  }
}
resource "aws_route_table_association" "u" {
  subnet_id      = aws_subnet.u.id
  route_table_id = aws_route_table.u.id
}
resource "aws_eip" "n" {}
resource "aws_nat_gateway" "n" {
  subnet_id     = aws_subnet.u.id
  allocation_id = aws_eip.n.id
}
"""
TO_NAT = 'route {\n    cidr_block     = "0.0.0.0/0"\n    nat_gateway_id = aws_nat_gateway.n.id\n  }\n'
UNKNOWN = 'variable "ids" {\n  type = map(string)\n}\nvariable "keys" {}\n'
EACH, KEYS = "for_each = { a = 1 }", '["a"]'
EXISTING = {
    "an id": (_import("aws_route_table.p", TABLE), _code()),
    "for each of what nobody tells": (
        UNKNOWN + _import("aws_route_table.p", "${each.value}", "for_each = var.ids"),
        _code(),
    ),
    "a key of which nobody tells": (
        UNKNOWN + _import("aws_route_table.p[each.key]", "${each.value}", "for_each = var.ids"),
        _code(EACH, KEYS),
    ),
    "a key of a variable": (
        'variable "k" {}\n' + _import("aws_route_table.p[var.k]", TABLE),
        _code(EACH, KEYS),
    ),
    "a list of which the end is not known": (
        'variable "k" {}\n' + _import("aws_route_table.p", "${each.value}", "for_each = toset(concat([], [var.k]))"),
        _code(),
    ),
    # What is ignored of changes stays as it was.
    "routes ignored": (
        _import("aws_route_table.p", TABLE),
        _code("route = []\n  lifecycle {\n    ignore_changes = [route]\n  }"),
    ),
    "routes ignored, as was written once": (
        _import("aws_route_table.p", TABLE),
        _code('route = []\n  lifecycle {\n    ignore_changes = ["route"]\n  }'),
    ),
    "a route ignored": (
        _import("aws_route_table.p", TABLE),
        _code("route = []\n  lifecycle {\n    ignore_changes = [tags, route[0]]\n  }"),
    ),
    "all ignored": (
        _import("aws_route_table.p", TABLE),
        _code("route = []\n  lifecycle {\n    ignore_changes = all\n  }"),
    ),
    "routes ignored that the block has": (
        _import("aws_route_table.p", TABLE),
        _code(TO_NAT + "  lifecycle {\n    ignore_changes = [route]\n  }") + NAT,
    ),
    "by its identity": (
        _import("aws_route_table.p", TABLE).replace("id =", "identity = { id =").replace('0"', '0" }'),
        _code(),
    ),
    "in another Region": (_import("aws_route_table.p", f"{TABLE}@eu-west-2"), _code()),
    "given to somebody else as well": (
        _import("aws_route_table.p", TABLE),
        _code("route = []") + 'output "o" {\n  value = aws_route_table.p.id\n}\n',
    ),
    "routes that are not given": (
        'variable "routes" {\n  default = null\n}\n' + _import("aws_route_table.p", TABLE),
        _code("route = var.routes"),
    ),
}
MADE = {
    "no import": ("", _code()),
    "of another": (
        _import("aws_route_table.o", TABLE) + 'resource "aws_route_table" "o" {\n  vpc_id = "x"\n}\n',
        _code(),
    ),
    "for each of nothing": (_import("aws_route_table.p", "${each.value}", "for_each = {}"), _code()),
    "no routes": (_import("aws_route_table.p", TABLE), _code("route = []")),
    "tags ignored": (
        _import("aws_route_table.p", TABLE),
        _code("route = []\n  lifecycle {\n    ignore_changes = [tags]\n  }"),
    ),
}


@pytest.mark.parametrize("case", EXISTING)
def test_a_table_that_may_be_there_already_may_have_routes(case: str, tmp_path: Path) -> None:
    assert _scanned(tmp_path, *EXISTING[case]).verdict("LAMBDANET_702", F) == UNDECIDED


@pytest.mark.parametrize("case", MADE)
def test_a_table_that_is_made_or_said_whole_has_no_others(case: str, tmp_path: Path) -> None:
    assert _scanned(tmp_path, *MADE[case]).verdict("LAMBDANET_702", F) == FAIL


MODULE = """
variable "vpc" {}
resource "aws_route_table" "p" {
  vpc_id = var.vpc
}
output "id" {
  value = aws_route_table.p.id
}
"""
CALL = """
module "%s" {
  source   = "./m"
  for_each = %s
  vpc      = aws_vpc.v.id
}
"""


@pytest.mark.parametrize("for_each", ['toset(["a", "b"])', "var.keys"])
def test_of_a_call_that_nobody_describes_any_may_be_meant(for_each: str, tmp_path: Path) -> None:
    (tmp_path / "m").mkdir()
    (tmp_path / "m" / "main.tf").write_text(MODULE, encoding="utf-8")
    code = _code().replace("aws_route_table.p.id", 'module.m["a"].id')
    block = _import("module.m[each.key].aws_route_table.p", "${each.value}", "for_each = var.ids")
    scanned = _scanned(tmp_path, UNKNOWN, block, CALL % ("m", for_each), code)
    assert scanned.verdict("LAMBDANET_702", F) == UNDECIDED


def test_of_another_call_the_table_is_new(tmp_path: Path) -> None:
    (tmp_path / "m").mkdir()
    (tmp_path / "m" / "main.tf").write_text(MODULE, encoding="utf-8")
    calls = "".join(CALL % (name, 'toset(["a", "b"])') for name in "mn")
    block = _import("module.n[each.key].aws_route_table.p", "${each.value}", "for_each = var.ids")
    code = _code().replace("aws_route_table.p.id", 'module.m["a"].id')
    assert _scanned(tmp_path, UNKNOWN, block, calls, code).verdict("LAMBDANET_702", F) == FAIL


IGNORED = {
    "route": '{"ignore_changes": ["route"]}',
    "all": '{"ignore_changes": "all"}',
    "all in a list": '[{"ignore_changes": ["all"]}]',
    "tags": '{"ignore_changes": ["tags"]}',
    "nothing": "{}",
}


@pytest.mark.parametrize("case", IGNORED)
def test_what_is_ignored_is_said_in_json_too(case: str, tmp_path: Path) -> None:
    table = f'{{"vpc_id": "${{aws_vpc.v.id}}", "route": [], "lifecycle": {IGNORED[case]}}}'
    block = f'{{"to": "aws_route_table.p", "id": "{TABLE}"}}'
    text = f'{{"import": [{block}], "resource": {{"aws_route_table": {{"p": {table}}}}}}}'
    (tmp_path / "table.tf.json").write_text(text, encoding="utf-8")
    verdicts = _scanned(tmp_path, _code().replace(OWN_TABLE, "")).verdict("LAMBDANET_702", F)
    assert verdicts == (FAIL if case in ("tags", "nothing") else UNDECIDED)


OWN_TABLE = 'resource "aws_route_table" "p" {\n  vpc_id = aws_vpc.v.id\n  \n}\n'
GROUP = _import("aws_security_group.f", "sg-0123456789abcdef0")


@pytest.mark.parametrize(
    ("ignored", "group", "verdict"),
    [
        ("[egress]", GROUP, UNDECIDED),
        ("all", GROUP, UNDECIDED),
        ("[ingress, tags]", GROUP, PASS),
        ("[egress]", "", PASS),
        ("all", GROUP.replace("aws_security_group.f", "aws_security_group.other"), PASS),
    ],
)
def test_what_is_ignored_is_not_what_the_block_says(ignored: str, group: str, verdict: str, tmp_path: Path) -> None:
    lifecycle = f"lifecycle {{\n    ignore_changes = {ignored}\n  }}\n  egress {{"
    assert _scanned(tmp_path, group, _code().replace("egress {", lifecycle)).verdict("LAMBDANET_303", F) == verdict


@pytest.mark.parametrize(("ignored", "verdict"), [("vpc_config", UNDECIDED), ("filename", FAIL)])
def test_a_function_that_is_taken_over_may_be_elsewhere(ignored: str, verdict: str, tmp_path: Path) -> None:
    lifecycle = f"lifecycle {{\n    ignore_changes = [{ignored}]\n  }}\n  vpc_config {{"
    found = _scanned(tmp_path, _import(F, "app-20240101"), _code().replace("vpc_config {", lifecycle))
    assert found.verdict("LAMBDANET_401", F) == verdict


def test_one_of_many_instances_answers_for_all(tmp_path: Path) -> None:
    more = "route = []\n  lifecycle {\n    ignore_changes = [route]\n  }\n"
    of_both = _code('for_each = toset(["a", "b"])\n  ' + more, '["a"]')
    for key, verdict in (("a", UNDECIDED), ("b", UNDECIDED)):
        (tmp_path / key).mkdir()
        found = _scanned(tmp_path / key, _import(f'aws_route_table.p["{key}"]', TABLE), of_both)
        assert found.verdict("LAMBDANET_702", F) == verdict


@pytest.mark.parametrize("exported", ["", 'output "o" {\n  value = aws_vpc.v.id\n}\n'])
def test_a_vpc_that_is_taken_over_may_have_other_entries(exported: str, tmp_path: Path) -> None:
    code = _code(TO_NAT) + NAT
    assert _scanned(tmp_path, code, exported).verdict("LAMBDANET_702", F) == PASS
    block = _import("aws_vpc.v", "vpc-0123456789abcdef0")
    assert _scanned(tmp_path, code, exported, block).verdict("LAMBDANET_702", F) == UNDECIDED


def test_a_file_that_cannot_be_read_may_add_to_what_is_taken_over(tmp_path: Path) -> None:
    (tmp_path / "broken.tf").write_text('resource "aws_route" "x" {\n  route_table_id =\n', encoding="utf-8")
    for case, block in (("made", ""), ("taken over", _import("aws_route_table.p", TABLE))):
        found = scan_with_errors(tmp_path, block, _code("route = []"))
        assert [each.verdict for each in found.of("LAMBDANET_601")] == [UNDECIDED], case


def test_a_file_that_another_stands_for_takes_nothing_over(tmp_path: Path) -> None:
    (tmp_path / "main.tofu").write_text(_code(), encoding="utf-8")
    assert _scanned(tmp_path, _import("aws_route_table.p", TABLE), _code()).verdict("LAMBDANET_702", F) == FAIL


TENANCY = """
resource "aws_vpc" "v" {{
  cidr_block       = "10.0.0.0/16"
  instance_tenancy = "{tenancy}"
  lifecycle {{
    ignore_changes = [{ignored}]
  }}
}}

import {{
  to = aws_vpc.v
  id = "vpc-0123456789abcdef0"
}}

resource "aws_vpc" "w" {{
  cidr_block       = "10.1.0.0/16"
  instance_tenancy = {read}
}}

locals {{
  of_v = aws_vpc.v.instance_tenancy
}}

output "of_v" {{
  value = aws_vpc.v.instance_tenancy
}}

resource "aws_subnet" "w" {{
  vpc_id     = aws_vpc.w.id
  cidr_block = "10.1.0.0/24"
}}

resource "aws_lambda_function" "f" {{
  function_name = "f"
  role          = "arn:aws:iam::111122223333:role/r"
  vpc_config {{
    subnet_ids         = [aws_subnet.w.id]
    security_group_ids = ["sg-0123456789abcdef0"]
  }}
}}
"""


@pytest.mark.parametrize(("tenancy", "expected"), [("dedicated", FAIL), ("default", PASS)])
@pytest.mark.parametrize(
    "read", ["aws_vpc.v.instance_tenancy", "local.of_v", "[for v in [aws_vpc.v] : v.instance_tenancy][0]"]
)
def test_who_reads_what_is_kept_does_not_know_it(tenancy: str, read: str, expected: str, tmp_path: Path) -> None:
    for ignored, verdict in (("tags", expected), ("instance_tenancy", UNDECIDED)):
        (tmp_path / ignored).mkdir()
        code = TENANCY.format(tenancy=tenancy, read=read, ignored=ignored)
        assert _scanned(tmp_path / ignored, code).verdict("LAMBDANET_402", F) == verdict


@pytest.mark.parametrize(
    ("repeated", "declared", "key"),
    [
        ("count = var.n", 'variable "n" {\n  type = number\n}\n', "[1]"),
        ("for_each = var.n", 'variable "n" {\n  type = map(string)\n}\n', '["a"]'),
    ],
)
def test_which_of_a_number_that_is_not_known_is_imported(
    repeated: str, declared: str, key: str, tmp_path: Path
) -> None:
    code = (
        declared
        + f"""
resource "aws_vpc" "v" {{
  {repeated}
  cidr_block       = "10.0.0.0/16"
  instance_tenancy = "default"
  lifecycle {{
    ignore_changes = [instance_tenancy]
  }}
}}

resource "aws_subnet" "v" {{
  {repeated}
  vpc_id     = aws_vpc.v[{"count.index" if "count" in repeated else "each.key"}].id
  cidr_block = "10.0.0.0/24"
}}

resource "aws_lambda_function" "f" {{
  function_name = "f"
  role          = "arn:aws:iam::111122223333:role/r"
  vpc_config {{
    subnet_ids         = [for s in aws_subnet.v : s.id]
    security_group_ids = ["sg-0123456789abcdef0"]
  }}
}}
"""
    )
    for case, of_import, verdict in (
        ("none", "", PASS),
        ("one", _import(f"aws_vpc.v{key}", "vpc-0123456789abcdef0"), UNDECIDED),
    ):
        (tmp_path / case).mkdir()
        assert _scanned(tmp_path / case, code, of_import).verdict("LAMBDANET_402", F) == verdict


def test_an_id_of_an_import_may_name_what_another_keeps(tmp_path: Path) -> None:
    """Reading the imports asks what is kept, which asks for the imports."""
    of_another = 'import {\n  to = aws_vpc.w\n  id = aws_vpc.v.tags["of"]\n}\n'
    code = TENANCY.format(tenancy="default", read='"default"', ignored="tags")
    assert _scanned(tmp_path, code, of_another).verdict("LAMBDANET_402", F) == PASS
