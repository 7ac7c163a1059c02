from __future__ import annotations

from pathlib import Path

import pytest

from network_of import terraform

DATABASE = """
resource "aws_db_option_group" "o" {
  engine_name = "oracle-ee"
  %s
}
resource "aws_db_instance" "d" {
  engine            = "oracle-ee"
  option_group_name = %s
}
"""
SSL = 'option {\n    option_name = "SSL"\n    %s\n  }'


@pytest.mark.parametrize(
    ("options", "group", "ports", "complete"),
    [
        (SSL % "", "aws_db_option_group.o.name", [2484], True),
        (SSL % "port = 2485", "aws_db_option_group.o.name", [2485], True),
        ('option {\n    option_name = "Timezone"\n  }', "aws_db_option_group.o.name", [], True),
        ("", '"default:oracle-ee-19"', [], True),
        ("", '"elsewhere"', [], False),
    ],
)
def test_ports_that_options_open(tmp_path: Path, options: str, group: str, ports: list[int], complete: bool) -> None:
    (found,) = terraform(tmp_path, DATABASE % (options, group)).private_resources.values()
    assert found.ports.known() == [1521]
    assert (found.other_ports.known(), found.other_ports.complete) == (ports, complete)


def test_what_is_looked_up_may_listen_on_any_port(tmp_path: Path) -> None:
    code = 'data "aws_elasticache_replication_group" "r" {\n  replication_group_id = "r"\n}\n'
    (found,) = terraform(tmp_path, code).private_resources.values()
    assert not found.other_ports.complete
