"""Where variables are set."""

from __future__ import annotations

from pathlib import Path

import pytest
from stackyard.errors import StackyardError
from stackyard.schema.places import in_folder, in_inventory
from stackyard.settings.written import unread_in

INVENTORY = """\
all:
  vars: {ansible_connection: local}
  children:
    aws:
      children:
        dev:
          vars:
            aws_profile: work
          hosts:
            dev-one:
              aws_region: eu-west-1
            dev-two:
"""


def write(root: Path, name: str, text: str) -> None:
    (root / name).parent.mkdir(parents=True, exist_ok=True)
    (root / name).write_text(text)


def test_variables_of_a_folder__come_in_ansibles_order_with_their_lines(tmp_path: Path) -> None:
    write(tmp_path, "group_vars/dev/b.yml", "---\n# why\nrate: 5\n")
    write(tmp_path, "group_vars/dev/a.yml", "rate: 4\nlist:\n  - 1\n")
    write(tmp_path, "group_vars/dev/.hidden.yml", "rate: 3\n")
    write(tmp_path, "group_vars/dev/notes.txt", "rate: 2\n")
    found = [(place.name, place.raw, str(place)) for place in in_folder(tmp_path / "group_vars", "dev", tmp_path)]
    assert found == [
        ("rate", 4, "group_vars/dev/a.yml:1"),
        ("list", [1], "group_vars/dev/a.yml:2"),
        ("rate", 5, "group_vars/dev/b.yml:3"),
    ]


def test_file_in_place_of_a_folder__is_read(tmp_path: Path) -> None:
    write(tmp_path, "group_vars/aws.yml", "rate: 1\n")
    assert [place.layer for place in in_folder(tmp_path / "group_vars", "aws", tmp_path)] == ["aws"]


def test_inventory__gives_variables_of_groups_and_hosts(tmp_path: Path) -> None:
    write(tmp_path, "inventory.yml", INVENTORY)
    found = in_inventory(tmp_path / "inventory.yml", tmp_path)
    assert {key: [(place.name, place.line) for place in places] for key, places in found.items()} == {
        ("group", "all"): [("ansible_connection", 2)],
        ("group", "dev"): [("aws_profile", 8)],
        ("host", "dev-one"): [("aws_region", 11)],
        ("host", "dev-two"): [],
    }


@pytest.mark.parametrize(("raw", "computed"), [("'{{ a }}'", True), ("!vault abc", True), ("plain", False)])
def test_value_that_only_ansible_can_tell__is_marked(tmp_path: Path, raw: str, computed: bool) -> None:
    write(tmp_path, "group_vars/dev.yml", f"rate: {raw}\n")
    (place,) = in_folder(tmp_path / "group_vars", "dev", tmp_path)
    assert place.computed is computed


@pytest.mark.parametrize("name", ["dev.yml", "dev/sub.d/more.yml"])
def test_what_ansible_does_not_read__is_not_read(tmp_path: Path, name: str) -> None:
    write(tmp_path, "group_vars/dev/main.yml", "rate: 1\n")
    write(tmp_path, f"group_vars/{name}", "rate: 2\n")
    assert [place.raw for place in in_folder(tmp_path / "group_vars", "dev", tmp_path)] == [1]


def test_folders_in_a_folder__are_read(tmp_path: Path) -> None:
    write(tmp_path, "group_vars/dev/more/deep/main.yaml", "rate: 2\n")
    (place,) = in_folder(tmp_path / "group_vars", "dev", tmp_path)
    assert str(place) == "group_vars/dev/more/deep/main.yaml:1"


def test_encrypted_file__tells_nothing_of_its_variables(tmp_path: Path) -> None:
    write(tmp_path, "group_vars/dev.yml", "$ANSIBLE_VAULT;1.1;AES256\n6162\n")
    assert list(in_folder(tmp_path / "group_vars", "dev", tmp_path)) == []
    (place,) = in_folder(tmp_path / "group_vars", "dev", tmp_path, lambda _: {"rate": 2})
    assert (place.name, place.raw, place.tagged) == ("rate", "", True)


@pytest.mark.parametrize(
    "value", ["2026-02-30", "!!python/name:os.system", "{[a]: 1}", "&x [*x]"], ids=["day", "tag", "key", "circle"]
)
def test_value_that_cannot_be_read__is_refused_with_its_line(tmp_path: Path, value: str) -> None:
    write(tmp_path, "group_vars/dev.yml", f"good: 1\nrate: {value}\n")
    with pytest.raises(StackyardError, match=r"dev\.yml:2: rate cannot be read"):
        list(in_folder(tmp_path / "group_vars", "dev", tmp_path))


@pytest.mark.parametrize(("text", "problem"), [("- a\n", " does not set variables"), ("a: [\n", ":1 is no YAML")])
def test_file_that_sets_nothing__is_refused(tmp_path: Path, text: str, problem: str) -> None:
    write(tmp_path, "group_vars/dev.yml", text)
    with pytest.raises(StackyardError, match=f"group_vars/dev.yml{problem}"):
        list(in_folder(tmp_path / "group_vars", "dev", tmp_path))


def test_tab__is_told_with_its_line_and_what_yaml_takes(tmp_path: Path) -> None:
    write(tmp_path, "group_vars/dev.yml", "a: 1\nb:\n\tc: 1\n")
    with pytest.raises(StackyardError, match=r"(?s)dev\.yml:3 is no YAML.*c: 1 \(.*remedy: indent with spaces"):
        list(in_folder(tmp_path / "group_vars", "dev", tmp_path))


def test_settings_that_come_by_a_merge__are_refused_as_nobody_sees_where_they_stand(tmp_path: Path) -> None:
    write(tmp_path, "group_vars/dev.yml", "rates: &rates {low: 1}\nmore: {<<: *rates}\n<<: *rates\n")
    with pytest.raises(StackyardError, match=r"dev\.yml:3: settings that come by a merge"):
        list(in_folder(tmp_path / "group_vars", "dev", tmp_path))


@pytest.mark.parametrize("text", ["", "---\n", "---\n# nothing yet\n", "\ufeff"])
def test_file_that_says_nothing__sets_nothing(tmp_path: Path, text: str) -> None:
    write(tmp_path, "group_vars/dev.yml", text)
    assert list(in_folder(tmp_path / "group_vars", "dev", tmp_path)) == []


def test_what_looks_like_settings_and_is_not_read__is_found(tmp_path: Path) -> None:
    for name in (
        "dev/main.yml",
        "dev/more/x.yml",
        "dev/notes.txt",
        "dev.yml",
        "prod/main.yml/x.yml",
        ".git.yml",
        "cn.yml",
    ):
        write(tmp_path, name, "rate: 1\n")
    (tmp_path / "prod" / "gone.yml").symlink_to(tmp_path / "nowhere")
    found = [path.relative_to(tmp_path).as_posix() for path in unread_in(tmp_path)]
    assert found == ["dev.yml", "prod/gone.yml", "prod/main.yml"]


def test_name_that_stands_twice_within_a_value__is_refused_with_both_lines(tmp_path: Path) -> None:
    write(tmp_path, "group_vars/dev.yml", "rates:\n  - low: 1\n    high: 2\n    low: 3\n")
    with pytest.raises(StackyardError, match=r"(?s)dev\.yml:1: rates names something twice.*low \(.*:2 and .*:4\)"):
        list(in_folder(tmp_path / "group_vars", "dev", tmp_path))
