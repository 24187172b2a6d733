from __future__ import annotations

from pathlib import Path

import pytest

from embedded.lifecycle.errors import LifecycleError
from embedded.lifecycle.settings import read_settings
from embedded.partition import claim, named


def test_settings__come_from_option_before_variable_before_default(tmp_path: Path) -> None:
    variables = {"STACKYARD_LOCAL_PORT": "5001", "STACKYARD_LOCAL_STATE": str(tmp_path)}

    assert read_settings("5002", variables).port == 5002
    assert (read_settings(None, variables).port, read_settings(None, variables).asked) == (5001, True)
    assert (read_settings(None, {}).port, read_settings(None, {}).asked) == (4580, False)
    assert read_settings(None, variables).state == tmp_path
    assert read_settings(None, {**variables, "STACKYARD_LOCAL_SMTP_PORT": "2525"}).smtp_port == 2525
    assert read_settings(None, variables).smtp_port == 0


@pytest.mark.parametrize("port", ["http", "80", "65536", "-1", "٤٥٨٠"])
def test_port_that_cannot_be__is_refused_with_what_was_given(port: str) -> None:
    with pytest.raises(LifecycleError, match=f"(?s)from 1024 to 65535.*given: {port}"):
        read_settings(port, {})


def test_each_partition__has_a_folder_and_a_port_of_its_own(tmp_path: Path) -> None:
    commercial, china = (read_settings(environ={}, partition=name, root=tmp_path) for name in (None, "aws-cn"))

    assert (commercial.state, commercial.port) == (tmp_path / ".local/aws", 4580)
    assert (china.state, china.port) == (tmp_path / ".local/aws-cn", 4581)
    assert (china.partition.name, china.partition.region) == ("aws-cn", "cn-north-1")


def test_partition__comes_from_option_before_variable_before_the_folder(tmp_path: Path) -> None:
    claim(tmp_path, named("aws-cn"))
    variables = {"STACKYARD_LOCAL_STATE": str(tmp_path)}

    assert read_settings(environ=variables).partition.name == "aws-cn"
    assert read_settings(environ={"STACKYARD_LOCAL_PARTITION": "aws-cn"}, root=tmp_path).partition.name == "aws-cn"
    asked = read_settings(environ={"STACKYARD_LOCAL_PARTITION": "aws-cn"}, partition="aws", root=tmp_path)
    assert asked.partition.name == "aws"


def test_folder_of_another_partition__is_refused_with_what_to_type(tmp_path: Path) -> None:
    claim(tmp_path, named("aws-cn"))

    with pytest.raises(LifecycleError, match=r"(?s)belongs to aws-cn.*given: aws, .*--partition aws-cn, or another"):
        read_settings(environ={"STACKYARD_LOCAL_STATE": str(tmp_path)}, partition="aws")


def test_folder_from_before_there_were_partitions__belongs_to_aws(tmp_path: Path) -> None:
    (tmp_path / "saved").mkdir()

    with pytest.raises(LifecycleError, match="belongs to aws:"):
        read_settings(environ={"STACKYARD_LOCAL_STATE": str(tmp_path)}, partition="aws-cn")


def test_unknown_partition__is_refused_with_those_there_are() -> None:
    with pytest.raises(LifecycleError, match=r"given: aws-moon\. Choose from: aws, aws-cn"):
        read_settings(environ={"STACKYARD_LOCAL_PARTITION": "aws-moon"})
