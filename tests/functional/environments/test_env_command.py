"""``bin/env`` on a copy of this repository's settings, in this process."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import struct
import subprocess
import sys
import termios
from contextlib import suppress
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


class CopyThatGoes(dict[str, str]):
    """Variables of a process: when they are read first, a file of a copy is listed; before the next time it goes."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.path, self.looks = path, 0

    def get(self, name: str, default: Any = None) -> Any:
        self.looks += 1
        if self.looks == 1:
            self.path.symlink_to("nothing")
        else:
            self.path.unlink(missing_ok=True)
        return super().get(name, default)


def test_copy_that_goes_while_the_inventory_is_read__is_not_missed(root: Path) -> None:
    folder = root / ".local" / "environments"
    folder.mkdir(parents=True)
    environ = CopyThatGoes(folder / "mine-branch.yml")
    assert "mine-branch" not in Inventory.read(root, environ=environ).environments
    assert environ.looks == 3


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
        (("staging", "--region", "mars"), "no region of this name is known here"),
        (("staging", "--region", "eu-central-9"), "did you mean eu-central-2?"),
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


def put(root: Path, name: str, content: str) -> None:
    (root / name).parent.mkdir(parents=True, exist_ok=True)
    (root / name).write_text(content)


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("group_vars/dev/x.yml", "a:\n\tb: 1\n", "group_vars/dev/x.yml:2 is no YAML"),
        ("group_vars/dev/x.yml", "stackyard_owner: 2026-02-30\n", "group_vars/dev/x.yml:1: stackyard_owner cannot be"),
        ("group_vars/dev/x.yml", "? [a, b]\n: 1\n", "settings of dev-eu-central-1 cannot be read"),
        ("group_vars/dev/x.yml", "$ANSIBLE_VAULT;1.1;AES256\n6162\n", "ANSIBLE_VAULT_PASSWORD_FILE"),
        ("group_vars/dev/README", "for people", "group_vars/dev/README does not set variables"),
        ("inventory.yml", "all:\n\tchildren:\n", "inventory.yml:2 is no YAML"),
    ],
)
def test_file_that_cannot_be_read__is_an_error_like_any_other(
    env: Any, root: Path, name: str, content: str, told: str
) -> None:
    put(root, name, content)
    said = env("check", "dev")
    assert said.code == 1
    assert told in said.err.split("error: ", 1)[1]


def test_inventory_that_is_missing__is_told(env: Any, root: Path) -> None:
    (root / "inventory.yml").unlink()
    assert "inventory.yml: cannot be read" in env("list").err


@pytest.mark.parametrize("name", ["aws_account_id", "stackyard_environment"])
def test_setting_that_a_new_environment_lacks__is_told_in_one_error(env: Any, root: Path, name: str) -> None:
    path = root / "group_vars/dev/main.yml"
    path.write_text("".join(line for line in path.read_text().splitlines(True) if not line.startswith(name)))
    said = env("check", "dev")
    assert said.err.startswith("error: nobody sets what every environment needs")
    assert name in said.err


def test_environment_that_is_called_like_another_one__is_refused(env: Any, root: Path) -> None:
    path = root / "group_vars/dev/main.yml"
    path.write_text(path.read_text().replace("stackyard_environment: dev", "stackyard_environment: test"))
    assert "stackyard_environment is no environment that the target belongs to" in env("check", "dev").err


def test_misspelt_variable_of_hosts_in_a_range__is_told(env: Any, root: Path) -> None:
    text = (root / "inventory.yml").read_text()
    put(root, "inventory.yml", text.replace("dev-eu-central-1:", "dev-[1:2]:\n              aws_reigon: x"))
    assert "did you mean aws_region?" in env("check", "dev").err


def test_secrets_that_settings_are_made_of__are_masked(env: Any, root: Path) -> None:
    lines = [
        "my_password: hunter2",
        "my_between: '{{ my_password }}'",
        "my_address: 'host=x pass={{ my_between }}'",
        "other_secret: \"{{ lookup('ansible.builtin.env', 'NOBODY') | default('hunter2', true) }}\"",
    ]
    set_variable(root, "dev", "\n".join(lines))
    shown = env("show", "dev", "my_*", "other_*", "--json").out
    assert "hunter2" not in shown
    assert '"host=x pass=****"' in shown


def test_new_environment__has_files_of_folders_and_other_endings_too(env: Any, root: Path) -> None:
    put(root, "group_vars/dev/more/logs.yaml", "---\nlog_retention_days: 14\n")
    put(root, "group_vars/dev/role.yml", "---\naws_role_arn: >-\n  arn:aws:iam::123456789012:role/x\n")
    assert env("new", "staging").code == 0
    assert (root / "group_vars/staging/more/logs.yaml").read_text() == "---\nlog_retention_days: 14\n"
    assert (root / "group_vars/staging/role.yml").read_text() == '---\naws_role_arn: ""\n'


def test_new_environment_that_a_killed_run_left_half__is_made_whole(env: Any, root: Path) -> None:
    before = (root / "inventory.yml").read_text()
    assert env("new", "staging").code == 0
    (root / "inventory.yml").write_text(before)
    (root / "group_vars/.staging.new").mkdir()
    assert env("new", "staging").code == 0
    assert env("check", "staging").code == 0


def test_new_environments_at_once__are_all_in_the_inventory(root: Path) -> None:
    names = ["one", "two", "three"]
    call = "import sys, pathlib; from stackyard.environments.cli import main; sys.exit(main(root=pathlib.Path.cwd()))"
    runs = [subprocess.Popen([sys.executable, "-c", call, "new", name], cwd=root) for name in names]
    assert [run.wait() for run in runs] == [0, 0, 0]
    environments = yaml.safe_load((root / "inventory.yml").read_text())["all"]["children"]["aws"]["children"]
    assert set(names) < set(environments)


def test_inventory__keeps_its_line_ends_and_its_mode(env: Any, root: Path) -> None:
    path = root / "inventory.yml"
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    path.chmod(0o600)
    assert env("new", "staging", "--region", "eu-west-1", "--region", "eu-west-1").code == 0
    written = path.read_bytes()
    assert written.count(b"\n") == written.count(b"\r\n")
    assert written.count(b"staging-eu-west-1") == 1
    assert path.stat().st_mode & 0o777 == 0o600


def test_partition_as_aws_writes_it__is_taken(env: Any) -> None:
    assert env("new", "staging", "--partition", "aws-cn", "--region", "cn-northwest-1").code == 0


def test_encrypted_settings__are_checked_and_never_shown(root: Path) -> None:
    (root / "password").write_text("letmein")
    environment = {"PATH": "/usr/bin:/bin", "HOME": str(root), "ANSIBLE_VAULT_PASSWORD_FILE": str(root / "password")}
    put(root, "group_vars/dev/locked.yml", "log_retention_days: 14\nlog_retention_day: 7\n")
    vault = Path(sys.executable).with_name("ansible-vault")
    subprocess.run([vault, "encrypt", root / "group_vars/dev/locked.yml"], env=environment, check=True)
    call = "import sys, pathlib; from stackyard.environments.cli import main; sys.exit(main(root=pathlib.Path.cwd()))"

    def env(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-c", call, *arguments]
        return subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True, check=False)

    assert "given: log_retention_day (group_vars/dev/locked.yml:1)" in env("check", "dev").stderr
    assert 'log_retention_days: "****"  [group_vars/dev/locked.yml:1]' in env("show", "dev", "log_*").stdout


def test_system_that_is_listed_without_stacks__is_told_once_and_with_where_they_belong(root: Path, env: Any) -> None:
    listed = root / "group_vars/all/systems.yml"
    listed.write_text(listed.read_text().replace("stackyard_own_systems:\n", "stackyard_own_systems:\n  - orders\n", 1))
    said = env("check")
    assert said.code == 1
    assert said.err == (
        "error: the system orders is listed, but declares no stacks\n"
        "  given: stackyard_systems names orders, and nothing sets orders_stacks\n"
        "  remedy: write orders_stacks into group_vars/all/orders.yml, or take the name out of the list\n"
    )


def test_part_that_nobody_sets__is_told_once_and_not_as_everything_made_of_it(env: Any, root: Path) -> None:
    (root / "group_vars" / "dev" / "trainings.yml").write_text("---\n")
    said = env("check", "dev").err
    assert said.startswith("error: 2 things are wrong with the settings")
    assert "given: trainings_from_address: " in said
    assert "given: trainings_trainer_address: " in said


def test_files_that_are_no_yaml__are_all_told(env: Any, root: Path) -> None:
    for name in ("a", "b"):
        (root / "group_vars" / "dev" / f"{name}.yml").write_text("x: [\n")
    said = env("check", "dev").err
    assert "group_vars/dev/a.yml:1 is no YAML" in said
    assert "group_vars/dev/b.yml:1 is no YAML" in said


def test_options__may_stand_between_names_and_are_checked(env: Any, root: Path) -> None:
    (root / "values.yml").write_text("wait_minutes: 5\n")
    shown = env("show", "dev", "-e", f"@{root}/values.yml", "wait_minutes").out
    assert "wait_minutes: 5  [values.yml:1]" in shown
    assert "did you mean wait_minutes?" in env("show", "dev", "-e", "wait_minute=5", "wait_minutes").err


def test_long_values__are_whole_where_they_are_asked_for(env: Any) -> None:
    assert "..." in next(line for line in env("show", "dev").out.splitlines() if "stackyard_deployment:" in line)
    told = next(line for line in env("show", "dev", "stackyard_deployment").out.splitlines() if "{" in line)
    assert '"stacks_at_once": 8}' in told


def test_terminal_of_forty_columns__gets_no_longer_line(root: Path) -> None:
    command = "from stackyard.environments.cli import main; from pathlib import Path; import sys"
    run = f'{command}; main(["show", "dev", "budget_*"], root=Path({str(root)!r}), environ={{}})'
    reader, writer = os.openpty()
    fcntl.ioctl(writer, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 40, 0, 0))
    shown = []
    with subprocess.Popen([sys.executable, "-c", run], stdout=writer, stdin=subprocess.DEVNULL) as process:
        os.close(writer)
        with suppress(OSError):  # how a terminal says that nobody writes to it any more
            while part := os.read(reader, 4096):
                shown.append(part)
    os.close(reader)
    lines = b"".join(shown).decode().splitlines()
    assert process.returncode == 0
    assert "budget:" in lines
    assert max(map(len, lines)) <= 40
