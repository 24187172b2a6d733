"""``bin/env`` on a copy of this repository's settings, in this process."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from stackyard.environments.cli import main
from stackyard.environments.inventory import Inventory
from stackyard.target import ROOT

_COPIED = ("group_vars", "schemas", "roles")
EPHEMERAL = """
all:
  children:
    aws:
      children:
        local:
          children:
            ephemeral:
              children:
                mine-branch:
                  hosts:
                    mine-branch-eu-central-1:
                      stackyard_environment: mine-branch
                      aws_region: eu-central-1
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for name in _COPIED:
        shutil.copytree(ROOT / name, tmp_path / name)
    shutil.copy(ROOT / "inventory.yml", tmp_path)
    return tmp_path


class Said:
    def __init__(self, code: int, out: str, err: str) -> None:
        self.code, self.out, self.err = code, out, err


@pytest.fixture
def env(root: Path, capsys: pytest.CaptureFixture[str]) -> Any:
    def run(*arguments: str) -> Said:
        code = main(list(arguments), root=root, environ={})
        said = capsys.readouterr()
        return Said(code, said.out, said.err)

    return run


def set_variable(root: Path, environment: str, text: str) -> None:
    path = root / "group_vars" / environment / "main.yml"
    path.write_text(f"{path.read_text()}\n{text}\n")


def test_list__tells_every_environment_once(env: Any) -> None:
    lines = [line.split() for line in env("list").out.splitlines()]
    assert lines[0] == ["environment", "kind", "partition", "regions", "account"]
    assert ["local", "embedded", "aws", "eu-central-1", "000000000000"] in lines
    assert ["cn", "cloud", "aws-cn", "cn-north-1", "not", "filled", "in"] in lines
    assert len({line[0] for line in lines}) == len(lines)


def test_ephemeral_environment__is_listed_and_shown(env: Any, root: Path) -> None:
    folder = root / ".local" / "environments"
    folder.mkdir(parents=True)
    (folder / "mine-branch.yml").write_text(EPHEMERAL)
    found = {one["environment"]: one for one in json.loads(env("list", "--json").out)}
    assert found["mine-branch"]["kind"] == "embedded, ephemeral"
    shown = env("show", "mine-branch", "stackyard_environment", "discard_data").out
    assert 'stackyard_environment: "mine-branch"  [.local/environments/mine-branch.yml:13]' in shown
    assert 'discard_data: "*"  [group_vars/ephemeral/main.yml:' in shown


def test_show__tells_value_place_and_meaning(env: Any) -> None:
    shown = env("show", "prod", "log_retention_days", "function_versions", "aws_region").out
    assert "  log_retention_days: 365  [group_vars/prod/main.yml:" in shown
    assert "  # Days that log groups keep their events" in shown
    assert "  function_versions: true  [group_vars/all/deploy.yml:" in shown
    assert ", computed]" in shown
    assert '  aws_region: "eu-central-1"  [inventory.yml:' in shown


def test_show_as_json__has_templates_beside_what_they_give(env: Any) -> None:
    found = json.loads(env("show", "dev", "function_versions", "--json").out)["dev-eu-central-1"]["function_versions"]
    assert (found["value"], found["layer"], found["group"]) == (False, "all", "deploy")
    assert found["template"] == "{{ not (hot_updates_allowed | bool) }}"


def test_value_given_by_hand__wins_and_says_so(env: Any) -> None:
    assert 'wait_minutes: "5"  [given by -e]' in env("show", "dev", "wait_minutes", "-e", "wait_minutes=5").out


def test_secrets__are_masked_wherever_they_stand(env: Any, root: Path) -> None:
    set_variable(root, "dev", "aws_secret_access_key: hunter2hunter2")
    everything = env("show", "dev", "--json").out + env("show", "dev").out
    assert "hunter2" not in everything
    assert "****" in everything


def test_every_value_and_its_layer__are_those_of_ansible(root: Path) -> None:
    inventory = Inventory.read(root, environ={})
    for hosts in inventory.environments.values():
        winning = {place.name: place.raw for place in inventory.places_of(hosts[0])}
        resolved = inventory.values_of(hosts[0]).templar.available_variables
        no_variables = {"ansible_group_priority"}  # of groups, not of hosts
        differ = {name for name, raw in winning.items() if name not in no_variables and resolved[name] != raw}
        assert differ == set()


def test_setting_of_no_name__is_refused_with_what_was_meant(env: Any) -> None:
    said = env("show", "dev", "log_retention_day")
    assert said.code == 1
    assert "did you mean log_retention_days?" in said.err


def test_environment_of_no_name__is_refused(env: Any) -> None:
    assert "there is no environment of this name\n  given: prd" in env("show", "prd").err


def test_diff__shows_only_what_is_set_otherwise(env: Any) -> None:
    lines = env("diff", "dev", "prod", "stack*", "termination_protection", "python_runtime").out.splitlines()
    at = lines.index("termination_protection:")
    assert [line.split("  [")[0] for line in lines[at : at + 3]] == [
        "termination_protection:",
        "  dev: false",
        "  prod: true",
    ]
    assert "python_runtime:" not in lines


def test_shipped_settings__are_good(env: Any) -> None:
    said = env("check")
    assert (said.code, said.err) == (0, "")


def test_everything_wrong__is_told_at_once_with_file_and_line(env: Any, root: Path) -> None:
    set_variable(root, "test", "log_retention_day: 7\nmonitoring_minutes: long")
    (root / "group_vars" / "produ").mkdir()
    (root / "group_vars" / "produ" / "main.yml").write_text("---\naws_profile: x\n")
    said = env("check")
    assert said.code == 1
    assert "did you mean log_retention_days?" in said.err
    assert "monitoring_minutes cannot be this" in said.err
    assert "group_vars/test/main.yml:" in said.err
    assert "given: group_vars/produ" in said.err


def test_new_environment__is_like_the_one_it_comes_from_and_good(env: Any, root: Path) -> None:
    said = env("new", "staging", "--from", "prod", "--region", "eu-west-1", "--region", "us-east-1")
    assert said.code == 0, said.err
    assert "made group_vars/staging/ and staging-eu-west-1, staging-us-east-1" in said.out
    assert "  group_vars/staging/main.yml:6: aws_account_id" in said.out
    text = (root / "group_vars/staging/main.yml").read_text()
    assert "# The staging environment." in text
    assert "bin/destroy staging" in text
    assert yaml.safe_load(text)["stackyard_environment"] == "staging"
    assert env("check", "staging").code == 0
    assert env("show", "staging", "termination_protection").out.count("group_vars/staging/main.yml") == 1


def test_files_of_a_new_environment__pass_yamllint(env: Any, root: Path) -> None:
    assert env("new", "staging", "--account", "123456789012").code == 0
    program = Path(sys.executable).with_name("yamllint")
    files = [root / "inventory.yml", *sorted((root / "group_vars/staging").glob("*.yml"))]
    done = subprocess.run([program, "--strict", *files], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.stdout == ""


def test_credentials_of_the_old_account__are_not_taken_along(env: Any, root: Path) -> None:
    path = root / "group_vars/dev/main.yml"
    path.write_text(path.read_text().replace('aws_profile: ""', "aws_profile: ours"))
    assert env("new", "staging").code == 0
    assert yaml.safe_load((root / "group_vars/staging/main.yml").read_text())["aws_profile"] == ""


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (("dev",), "the inventory has a group of this name"),
        (("dev-two",), "could not be told from those of dev"),
        (("staging", "--from", "local"), "the embedded AWS has one environment a partition"),
        (("staging", "--from", "nobody"), "there is no environment of this name"),
        (("staging", "--region", "cn-north-1"), "region cn-north-1 is not in partition aws"),
        (("staging", "--region", "mars"), "there is no region of this name"),
        (("staging", "--account", "12"), "an account id has 12 digits"),
        (("staging", "--partition", "aws_eusc", "--region", "eusc-de-east-1"), "there is no partition of this name"),
    ],
)
def test_what_cannot_be_made__is_refused_and_changes_nothing(
    env: Any, root: Path, options: tuple[str, ...], told: str
) -> None:
    before = sorted(path.name for path in (root / "group_vars").iterdir()), (root / "inventory.yml").read_text()
    said = env("new", *options)
    assert said.code == 1
    assert told in said.err
    assert before == (
        sorted(path.name for path in (root / "group_vars").iterdir()),
        (root / "inventory.yml").read_text(),
    )


def test_new_environment_with_wrong_settings__is_taken_back(env: Any, root: Path) -> None:
    before = (root / "inventory.yml").read_text()
    set_variable(root, "dev", "monitoring_minutes: long")
    said = env("new", "staging")
    assert "monitoring_minutes cannot be this" in said.err
    assert not (root / "group_vars/staging").exists()
    assert (root / "inventory.yml").read_text() == before


def test_settings_that_are_there_already__are_not_overwritten(env: Any, root: Path) -> None:
    (root / "group_vars/staging").mkdir()
    (root / "group_vars/staging/main.yml").write_text("---\nmine: 1\n")
    assert "there are settings for an environment of this name" in env("new", "staging").err
    assert (root / "group_vars/staging/main.yml").read_text() == "---\nmine: 1\n"
