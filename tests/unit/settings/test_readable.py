"""Files of settings that Ansible cannot read, or reads otherwise than somebody meant."""

from __future__ import annotations

from pathlib import Path

import pytest
from stackyard.errors import StackyardError
from stackyard.settings.readable import Inventories, check_files, check_readable

INVENTORY = """\
all:
  children:
    aws:
      children:
        dev: {hosts: {dev-1: {aws_region: here}}}
        prod: {hosts: {prod-1: }}
    fast:
      children:
        dev:
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "inventory.yml").write_text(INVENTORY)
    for name in ("all/main", "aws", "dev/main", "prod/main"):
        path = tmp_path / "group_vars" / f"{name}.yml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("rate: 1\n")
    return tmp_path


def fault(root: Path, *names: str) -> str:
    with pytest.raises(StackyardError) as caught:
        check_readable(root, names, {})
    return str(caught.value)


def test_files_that_are_right__are_taken(root: Path) -> None:
    check_readable(root, ["dev", "prod"], {})
    check_readable(root, ["dev-1"], {})


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"a: 1\nb:\n\tc: 1\n", r"dev/main.yml:3 is no YAML"),
        (b'a: 1\nb: "open\nc: 1\n', r"dev/main.yml:2 is no YAML"),
        (b"a: 1\nb: 2\na: 3\n", r"a (group_vars/dev/main.yml:1 and group_vars/dev/main.yml:3)"),
        (b"a: {b: 1, b: 2}\n", r"b (group_vars/dev/main.yml:1 and group_vars/dev/main.yml:1)"),
        (b"- a\n- b\n", r"group_vars/dev/main.yml does not set variables"),
        (b"a: caf\xe9\n", r"group_vars/dev/main.yml: is not UTF-8 text"),
    ],
)
def test_file_that_cannot_be_read__is_told_with_its_place(root: Path, content: bytes, said: str) -> None:
    (root / "group_vars/dev/main.yml").write_bytes(content)
    assert said in fault(root, "dev")


@pytest.mark.parametrize("content", [b"", b"---\n", b"\xef\xbb\xbfa: 1\r\n", b"a: &a [*a]\n", b"$ANSIBLE_VAULT;1.1\nx"])
def test_file_that_ansible_reads__is_left_to_it(root: Path, content: bytes) -> None:
    (root / "group_vars/dev/main.yml").write_bytes(content)
    check_readable(root, ["dev"], {})


@pytest.mark.parametrize("layer", ["all/main", "aws", "fast", "dev/main"])
def test_every_group_of_an_environment__is_looked_at(root: Path, layer: str) -> None:
    (root / f"group_vars/{layer}.yml").write_text("a: [\n")
    assert f"group_vars/{layer}.yml:1 is no YAML" in fault(root, "dev-1")


def test_files_of_other_environments__do_not_matter(root: Path) -> None:
    (root / "group_vars/prod/main.yml").write_text("a: [\n")
    check_readable(root, ["dev"], {})


def test_files_of_a_host__are_looked_at(root: Path) -> None:
    (root / "host_vars").mkdir()
    (root / "host_vars/dev-1.yml").write_text("a: [\n")
    assert "host_vars/dev-1.yml:1 is no YAML" in fault(root, "dev")


def test_several_faults__are_told_at_once(root: Path) -> None:
    (root / "group_vars/aws.yml").write_text("a: [\n")
    (root / "group_vars/dev/main.yml").write_text("b: [\n")
    assert "2 things are wrong with the files of the settings" in fault(root, "dev")


def test_folder_and_dangling_link_in_the_place_of_a_file__are_told(root: Path) -> None:
    (root / "group_vars/dev/more.yml").mkdir()
    (root / "group_vars/all/gone.yml").symlink_to(root / "nowhere")
    told = fault(root, "dev")
    assert "given: group_vars/dev/more.yml" in told
    assert "given: group_vars/all/gone.yml" in told


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "inventory.yml names no groups"),
        ("- a\n", "inventory.yml does not set variables"),
        ("all:\n\tx: 1\n", "inventory.yml:2 is no YAML"),
        (f"{INVENTORY}all: {{}}\n", "inventory.yml names something twice"),
        ("all:\n  children: aws\n", "inventory.yml:2: children of all cannot be understood"),
        ("all:\n  children:\n    aws: dev\n", "inventory.yml:3: aws cannot be understood"),
        ("all:\n  children:\n    dev:\n      hosts: [a]\n", "inventory.yml:4: hosts of dev cannot be understood"),
    ],
)
def test_inventory_that_says_something_else__is_told_with_its_place(root: Path, content: str, said: str) -> None:
    (root / "inventory.yml").write_text(content)
    assert said in fault(root, "dev")


def test_inventory_that_is_no_file__is_told(root: Path) -> None:
    (root / "inventory.yml").unlink()
    assert "inventory.yml: cannot be read" in fault(root, "dev")
    (root / "inventory.yml").mkdir()
    assert "inventory.yml: cannot be read" in fault(root, "dev")


def test_inventory_of_a_copy__is_looked_at_and_names_its_groups(root: Path) -> None:
    folder = root / ".local/environments"
    folder.mkdir(parents=True)
    copy = folder / "kim.yml"
    copy.write_text("all: {children: {dev: {children: {ephemeral: {children: {kim: {hosts: {kim-1: }}}}}}}}\n")
    check_readable(root, ["kim"], {}, hosts_too=False)
    (root / "group_vars/ephemeral.yml").write_text("a: [\n")
    assert "group_vars/ephemeral.yml:1 is no YAML" in fault(root, "kim")
    copy.write_text("all: [\n")
    assert ".local/environments/kim.yml:1 is no YAML" in fault(root, "kim")


def test_environment_that_there_is_not__is_refused_where_one_is_asked_for(root: Path) -> None:
    assert "did you mean dev?" in fault(root, "devv")
    with pytest.raises(StackyardError, match="it is a target of dev"):
        check_readable(root, ["dev-1"], {}, hosts_too=False)
    check_files(root, ["nobody"], {})


def test_environments__are_the_groups_with_hosts(root: Path) -> None:
    found = Inventories(root, [root / "inventory.yml"])
    assert found.environments == {"dev": ["dev-1"], "prod": ["prod-1"]}
    assert found.reaching(["dev"]) == {"all", "aws", "fast", "dev", "dev-1"}
