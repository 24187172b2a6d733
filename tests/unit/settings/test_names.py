"""Names of settings that nothing reads."""

from __future__ import annotations

from pathlib import Path

import pytest
from stackyard.errors import StackyardError
from stackyard.settings.names import check_names

FILES = {
    "group_vars/all/shop.yml": "shop_rate: 20\n",
    "group_vars/dev/main.yml": "---\naws_profile: work\nshop_rate: 5\n",
    "roles/sell/tasks/main.yml": '- debug: {msg: "{{ aws_profile }} {{ prune | default(false) }}"}\n',
    "playbooks/deploy.yml": '- hosts: "{{ env }}"\n',
}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    return tmp_path


def test_settings_that_something_reads__pass(root: Path) -> None:
    check_names("dev", ["env", "prune", "shop_rate", "ansible_python_interpreter"], root)


def test_misspelt_setting_of_an_environment__is_refused_with_its_place_and_what_was_meant(root: Path) -> None:
    (root / "group_vars/dev/main.yml").write_text("---\nshop_rat: 5\n")
    with pytest.raises(StackyardError, match="nothing reads a setting of this name") as caught:
        check_names("dev", [], root)
    assert caught.value.given == "shop_rat (group_vars/dev/main.yml:2); did you mean shop_rate?"


@pytest.mark.parametrize(("name", "meant"), [("shop_rte", "; did you mean shop_rate?"), ("evn", "")])
def test_misspelt_setting_on_the_command_line__is_refused(root: Path, name: str, meant: str) -> None:
    with pytest.raises(StackyardError) as caught:
        check_names("dev", ["prune", name], root)
    assert caught.value.given == f"{name} (given by -e){meant}"


def test_all_misspelt_settings__are_told_at_once(root: Path) -> None:
    with pytest.raises(StackyardError) as caught:
        check_names("dev", ["evn", "shop_rte"], root)
    assert {"evn (given by -e)", "shop_rte (given by -e); did you mean shop_rate?"} <= {
        line.strip() for line in caught.value.given.splitlines()
    }


def test_setting_of_ones_own_in_the_environments_files__is_left_alone(root: Path) -> None:
    (root / "group_vars/dev/main.yml").write_text("school_motto: learn\nschool_banner: '{{ school_motto }}'\n")
    check_names("dev", [], root)
