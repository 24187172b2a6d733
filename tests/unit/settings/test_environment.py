"""Settings are kept as long as nothing that decides them changed; Ansible itself is asked in tests/functional."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from stackyard.errors import StackyardError
from stackyard.settings.environment import environment_settings

CONFIGURATION = "[defaults]\ninventory = inventory.yml\n"
LOCAL = "port: \"{{ lookup('ansible.builtin.env', 'SHOP_PORT') | default(4000, true) }}\"\n"


class Ansible:
    """Answers each expression with the number of times that it was asked anything, and remembers what."""

    def __init__(self, **answers: Any) -> None:
        self.answers = answers
        self.asked: list[list[str]] = []

    def __call__(self, _root: Path, _environment: str, expressions: Mapping[str, str]) -> dict[str, Any]:
        self.asked.append(sorted(expressions.values()))
        return {name: self.answers.get(name, f"answer {len(self.asked)}") for name in expressions}


class Project:
    """A repository with an inventory, and what commands in it get to know."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.ansible = Ansible()
        self.environ: dict[str, str] = {}
        self.later = 60  # seconds since anything was written
        self.write("inventory.yml", "all: {}\n").write("ansible.cfg", CONFIGURATION)
        self.write("group_vars/all/main.yml", "colour: red\n").write("group_vars/local/main.yml", LOCAL)

    def write(self, path: str, text: str) -> Project:
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
        return self

    def read(self, *names: str, environment: str = "local") -> dict[str, Any]:
        return environment_settings(
            environment,
            names or ("colour",),
            root=self.root,
            environ=self.environ,
            resolve=self.ansible,
            clock=lambda: time.time() + self.later,
        )

    @property
    def runs(self) -> int:
        return len(self.ansible.asked)

    def record(self) -> Path:
        return self.root / "build/cache/settings/local.json"


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project(tmp_path)


def test_second_command__asks_nobody(project: Project) -> None:
    assert project.read() == project.read() == {"colour": "answer 1"}
    assert project.runs == 1


def test_another_name__is_asked_for_together_with_those_known(project: Project) -> None:
    project.read("colour")
    assert project.read("size") == {"size": "answer 2"}
    assert project.read("size", "colour") == {"size": "answer 2", "colour": "answer 2"}
    assert project.ansible.asked == [["colour"], ["colour", "size"]]


def test_each_environment__has_its_own(project: Project) -> None:
    assert project.read(environment="local") != project.read(environment="dev")


@pytest.mark.parametrize(
    "path",
    [
        "inventory.yml",
        "group_vars/all/main.yml",
        "group_vars/all/new.yml",
        "group_vars/dev.yml",
        "host_vars/one.yml",
        "plugins/filter/shop.py",
    ],
)
def test_changed_or_new_file_that_decides__is_seen(project: Project, path: str) -> None:
    project.read()
    project.write(path, "another: content\n")
    assert project.read() == {"colour": "answer 2"}


def test_changed_configuration__is_seen(project: Project) -> None:
    project.read()
    project.write("ansible.cfg", CONFIGURATION + "hash_behaviour = merge\n")
    assert project.read() == {"colour": "answer 2"}


def test_removed_file__is_seen(project: Project) -> None:
    project.read()
    (project.root / "group_vars/all/main.yml").unlink()
    assert project.read() == {"colour": "answer 2"}


@pytest.mark.parametrize("path", ["group_vars/all/.main.yml.swp", "group_vars/all/main.yml~", "README.md"])
def test_file_that_ansible_does_not_read__decides_nothing(project: Project, path: str) -> None:
    project.read()
    project.write(path, "another: content\n")
    assert project.read() == {"colour": "answer 1"}


@pytest.mark.parametrize("name", ["SHOP_PORT", "STACKYARD_LOCAL_STATE", "ANSIBLE_VAULT_PASSWORD_FILE"])
def test_changed_environment_variable__is_seen(project: Project, name: str) -> None:
    project.read()
    project.environ[name] = "5000"
    assert project.read() == {"colour": "answer 2"}


@pytest.mark.parametrize("name", ["HOME", "ANSIBLE_CONFIG", "STACKYARD_ROOT"])
def test_environment_variable_that_nothing_looks_up__decides_nothing(project: Project, name: str) -> None:
    project.read()
    project.environ[name] = "elsewhere"
    assert project.read() == {"colour": "answer 1"}


@pytest.fixture
def server(project: Project, tmp_path: Path) -> Path:
    """A file that the settings look up, and that is not there yet."""
    project.write("group_vars/local/port.yml", "port: \"{{ lookup('file', folder ~ '/server.json') | from_json }}\"\n")
    project.ansible.answers["file 0"] = str(tmp_path / "state" / "server.json")
    return tmp_path / "state" / "server.json"


def test_file_that_is_looked_up__is_named_only_where_its_variables_are_defined(project: Project, server: Path) -> None:
    project.read()
    assert "(folder ~ '/server.json') if folder is defined else ''" in project.ansible.asked[0]
    assert not server.exists()


def test_file_that_is_looked_up__is_seen_when_it_appears_changes_and_goes(project: Project, server: Path) -> None:
    assert [project.read()["colour"] for _ in "ab"] == ["answer 1", "answer 1"]
    project.write("state/server.json", "1")
    assert [project.read()["colour"] for _ in "ab"] == ["answer 2", "answer 2"]
    server.write_text("2")
    assert [project.read()["colour"] for _ in "ab"] == ["answer 3", "answer 3"]
    server.unlink()
    assert [project.read()["colour"] for _ in "ab"] == ["answer 4", "answer 4"]


@pytest.mark.usefixtures("server")
def test_file_that_was_written_just_now__is_asked_for_again(project: Project) -> None:
    project.later = 0
    project.write("state/server.json", "1")
    project.read()
    assert project.read() == {"colour": "answer 2"}


def test_looked_up_file_without_a_whole_path__is_not_kept(project: Project) -> None:
    project.write("group_vars/local/port.yml", "port: \"{{ lookup('file', 'server.json') }}\"\n")
    project.ansible.answers["file 0"] = "server.json"
    project.read()
    assert project.read() == {"colour": "answer 2"}


def test_settings_that_changed_while_ansible_read_them__are_not_kept(project: Project) -> None:
    def slow(root: Path, environment: str, expressions: Mapping[str, str]) -> dict[str, Any]:
        project.write("group_vars/all/main.yml", "colour: blue\n")
        return project.ansible(root, environment, expressions)

    environment_settings("local", ["colour"], root=project.root, environ={}, resolve=slow)
    assert project.read() == {"colour": "answer 2"}


@pytest.mark.parametrize(
    "value",
    [
        "\"{{ lookup('pipe', 'date') }}\"",
        "\"{{ lookup('password', '/dev/null') }}\"",
        "\"{{ query('url', 'https://example.com') }}\"",
        "\"{{ lookup('env', name) }}\"",
        "\"{{ lookup(kind, 'HOME') }}\"",
        '"{{ now() }}"',
        '"{{ [1, 2] | random }}"',
        "\"{{ [[1], [2]] | map('random') }}\"",
        "\"{{ '/etc/*' | fileglob }}\"",
        "\"{{ '/etc/shop' is exists }}\"",
        '"{{ ansible_date_time.epoch }}"',
        "!vault |\n  $ANSIBLE_VAULT;1.1;AES256\n  00",
        '"{{ unfinished"',
    ],
)
def test_template_that_depends_on_something_else__is_resolved_every_time(project: Project, value: str) -> None:
    project.write("group_vars/prod/main.yml", f"size: {value}\n")
    project.read()
    assert project.read() == {"colour": "answer 2"}


@pytest.mark.parametrize(
    "value",
    [
        "\"{{ lookup('pipe', 'uname -m') }}\"",
        "\"{{ query('ansible.builtin.vars', *names | map('regex_replace', '$', '_stacks')) }}\"",
        "\"{{ dict(names | zip(query('vars', *names))) | dict2items(key_name='a', value_name='b') }}\"",
        '"{{ ansible_playbook_python }}"',
    ],
)
def test_template_that_is_understood__is_resolved_once(project: Project, value: str) -> None:
    project.write("group_vars/prod/main.yml", f"size: {value}\n")
    project.read()
    assert project.read() == {"colour": "answer 1"}


@pytest.mark.parametrize("environ", [{"ANSIBLE_INVENTORY": "other.yml"}, {}])
def test_another_inventory__is_resolved_every_time(project: Project, environ: dict[str, str]) -> None:
    project.environ.update(environ)
    if not environ:
        project.write("ansible.cfg", "[defaults]\ninventory = inventories/\n")
    project.read()
    assert project.read() == {"colour": "answer 2"}


@pytest.mark.parametrize("content", ["", "{", "[]", "{}", '{"digest": 1, "variables": 2, "files": 3, "values": 4}'])
def test_damaged_record__is_like_none(project: Project, content: str) -> None:
    project.read()
    project.record().write_text(content)
    assert project.read() == {"colour": "answer 2"}


def test_record__can_be_read_by_its_owner_only(project: Project) -> None:
    project.read()
    assert project.record().stat().st_mode & 0o777 == 0o600
    assert json.loads(project.record().read_text())["values"] == {"colour": "answer 1"}


def test_folder_that_cannot_be_written__costs_time_only(project: Project) -> None:
    project.write("build/cache/settings", "in the way")
    project.read()
    assert project.read() == {"colour": "answer 2"}


def test_error_of_ansible__is_raised_and_nothing_kept(project: Project) -> None:
    def refuses(_root: Path, _environment: str, _expressions: Mapping[str, str]) -> dict[str, Any]:
        raise StackyardError("no", remedy="mend it")

    with pytest.raises(StackyardError, match="no"):
        environment_settings("local", ["colour"], root=project.root, environ={}, resolve=refuses)
    assert not project.record().exists()
