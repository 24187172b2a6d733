"""``bin/package`` on the invented shop, with moto's account as the environment dev."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Iterable
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from moto import mock_aws
from stackyard.errors import StackyardError
from stackyard.package.cli import main

from tests.fakes.stacks import make_target
from tests.functional.package.wheels import wheel

ROOT = Path(__file__).resolve().parents[3]
FOUNDATION: dict[str, Any] = {
    "Resources": {"ArtifactsBucket": {"Type": "AWS::S3::Bucket"}},
    "Outputs": {"ArtifactsBucket": {"Value": {"Ref": "ArtifactsBucket"}}},
}
PACKAGE = {
    "architecture": "x86_64",
    "python_runtime": "python3.13",
    "layer_threshold_kb": 1024,
    "boto3": "pinned",
    "runtime_boto3": {},
    "budgets_mb": {},
    "bytecode": False,
    "hot_updates": False,
}


@pytest.fixture(autouse=True)
def _aws(monkeypatch, tmp_path_factory):
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "a")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "b")
    monkeypatch.setenv("STACKYARD_CACHE", str(tmp_path_factory.mktemp("cache")))
    with mock_aws():
        yield


class Command:
    """``bin/package`` in the shop's repository."""

    def __init__(self, root: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.root, self.capsys = root, capsys
        self.target = make_target()
        self.careful = False
        self.output, self.errors = "", ""

    def settings(self, environment: str, names: Iterable[str]) -> dict[str, Any]:
        if environment != "dev":
            raise StackyardError("there is no environment of this name", given=environment, remedy="known: dev")
        settings = {
            "stackyard_target": asdict(self.target),
            "stackyard_systems": ["shop"],
            "stackyard_package": PACKAGE,
            "build_target_folder": str(self.root / "build"),
            "changes_need_confirmation": self.careful,
        }
        return {name: settings[name] for name in names}

    def deploy(self) -> None:
        name = self.target.stack_name("foundation", "base")
        self.target.client("cloudformation").create_stack(StackName=name, TemplateBody=json.dumps(FOUNDATION))

    def __call__(self, *arguments: str, environment: str = "dev") -> int:
        code = main(["--env", environment, *arguments], root=self.root, settings_of=self.settings)
        self.output, self.errors = self.capsys.readouterr()
        return code


@pytest.fixture
def package(repository, capsys):
    return Command(repository.root, capsys)


def test_environment_that_is_not_deployed__is_built_and_told(package):
    assert package() == 0
    assert package.output.startswith("1 function: 1 built (")
    assert package.output.endswith("\nnot uploaded: the environment is not deployed yet, run bin/deploy dev\n")


def test_deployed_environment__gets_what_it_lacks_once(package):
    package.deploy()
    assert package() == 0
    assert package.output.startswith("1 function: 1 uploaded (")
    package()
    assert package.output == "1 function: 1 unchanged\n"


def test_account__is_told_before_anything_is_written_there(package):
    package.deploy()
    package()
    banner = "dev: account 123456789012 (-), eu-central-1, partition aws\ncaller: "
    assert package.errors.startswith(banner)
    package.careful = True
    package("--prune", "--confirm", "test")
    assert package.errors.startswith(banner)


def test_check__uploads_nothing(package):
    package.deploy()
    for _ in range(2):
        assert package("--check") == 0
        assert package.output == (
            "`buy`: packaged here for the first time\n"
            "would upload shop/buy (46 bytes unpacked)\n"
            "1 function: 1 planned\n"
        )
    package()
    package("--check")
    assert package.output == "1 function: 1 unchanged\n"


def test_explanation__names_what_changed(package, repository):
    package.deploy()
    package("--explain")
    assert package.output.startswith("`buy`: packaged here for the first time\n")
    package("--explain")
    assert package.output.startswith("unchanged: buy\n")
    repository.write("lambdas/shop/buy/handler.py", "def handler(event, context):\n    return {}\n")
    package("--explain")
    assert package.output.startswith("`buy`: lambdas/shop/buy/handler.py changed\n")
    assert max(map(len, package.output.splitlines())) <= 80


def test_artifact_that_the_bucket_lost__is_told(package):
    package.deploy()
    package("--json")
    outcome = json.loads(package.output)
    key = outcome["functions"]["shop/buy"]["key"]
    package.target.client("s3").delete_object(Bucket=outcome["bucket"], Key=key)
    package("--explain")
    assert package.output.startswith("`buy`: not in the bucket any more\n")


def test_json__tells_functions_and_templates(package):
    assert package("--json") == 0
    outcome = json.loads(package.output)
    assert outcome["environment"] == "dev"
    assert outcome["bucket"] == ""
    assert outcome["not_uploaded"].startswith("the environment is not deployed yet")
    assert outcome["functions"]["shop/buy"]["state"] == "built"
    assert outcome["functions"]["shop/buy"]["reasons"] == ["packaged here for the first time"]
    assert Path(outcome["templates"]["shop"]["api"]).is_file()


def test_stage__lays_functions_out(package, repository):
    assert package("--stage") == 0
    assert package.output.endswith("laid out in build/functions/\n")
    assert (repository.root / "build/functions/shop/buy/handler.py").is_file()


@pytest.fixture
def packages(repository, index):
    """Let the function need a package; give what forgets all installed ones, and whether any is installed."""
    digest = wheel(index, "tiny", files={"tiny.py": "a = 1\n", "tiny/tests/test_tiny.py": "a" * 2048})
    repository.write("lambdas/shop/buy/requirements.txt", f"tiny==1.0 --hash=sha256:{digest}\n")
    installed = Path(os.environ["STACKYARD_CACHE"]) / "installed"
    return partial(shutil.rmtree, installed), lambda: installed.exists() and any(installed.iterdir())


def test_packages__are_installed_to_be_explained_and_not_otherwise(package, packages):
    forget, installed = packages
    package.deploy()
    package()
    forget()
    package()
    assert not installed()
    package("--explain")
    assert "\ntiny (buy): tiny " in package.output
    assert "\n    left out: tests 2 KB" in package.output


def test_packages_that_cannot_be_installed_any_more__are_explained_as_far_as_possible(package, packages, index):
    forget, _ = packages
    package.deploy()
    package()
    forget()
    shutil.rmtree(index)
    assert package("--explain") == 0
    assert "\nwhat packages hold cannot be told:\n" in package.output
    assert package.output.endswith("\n1 function: 1 unchanged\n")


def test_one_function__is_packaged_alone(package, repository):
    repository.function("sell")
    package("--json", "sell")
    outcome = json.loads(package.output)
    assert list(outcome["functions"]) == ["shop/sell"]
    assert outcome["templates"] == {}


@pytest.mark.parametrize("name", ["buy", "shop", "shop/buy", "lambdas/shop/buy/"])
def test_function__may_be_named_in_every_usual_way(package, name):
    assert package(name) == 0


def test_unknown_function__is_told_with_what_may_be_meant(package):
    assert package("buyy") == 1
    assert package.errors == "error: there is no function buyy\n  remedy: did you mean buy?\n"


def test_unknown_environment__is_told(package):
    assert package(environment="staging") == 1
    assert package.errors.startswith("error: there is no environment of this name\n  given: staging\n")


def test_syntax_error__is_told_and_nothing_is_uploaded(package, repository):
    package.deploy()
    repository.write("lambdas/shop/buy/other.py", "a = = 1\n")
    assert package() == 1
    assert "lambdas/shop/buy/other.py:1: invalid syntax" in package.errors
    bucket = package.target.client("s3").list_buckets()["Buckets"][0]["Name"]
    assert "Contents" not in package.target.client("s3").list_objects_v2(Bucket=bucket)


def test_refused_credentials__are_told_in_words(package):
    package.target = make_target(profile="nobody")
    assert package() == 1
    assert package.errors.startswith("error: the environment's profile is not configured on this machine\n")


def test_prune__plans_first_and_keeps_what_is_young(package):
    package.deploy()
    package()
    assert package("--prune", "--check") == 0
    assert package.output == "0 artifacts (0 bytes) would go, 0 needed by stacks, 1 too young\n"
    assert package("--prune") == 0
    assert package.output == "0 artifacts (0 bytes) removed, 0 needed by stacks, 1 too young\n"


def test_prune_where_changes_need_confirmation__takes_the_name_unless_it_only_looks(package):
    package.deploy()
    package()
    package.careful = True
    assert package("--prune", "--check") == 0
    assert package("--prune", "--confirm", "test") == 1
    assert "remedy: bin/package --prune --env dev --confirm dev" in package.errors
    assert package("--prune", "--confirm", "dev") == 0


def test_prune_of_an_environment_that_is_not_deployed__is_told(package):
    assert package("--prune") == 0
    assert package.output == "nothing to prune: the environment is not deployed yet, run bin/deploy dev\n"


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--upgrade"], "--upgrade belongs to --lock"),
        (["--older-than", "3"], "--older-than belongs to --prune"),
        (["--confirm", "dev"], "--confirm belongs to --prune"),
        (["--prune", "--older-than", "0"], "--older-than takes 1 day or more"),
        (["--prune", "buy"], "--prune is for a whole environment, not for a function"),
        (["--prune", "--lock"], "--lock and --prune are two commands"),
        (["--prune", "--json"], "--json belongs to packaging"),
        (["--lock", "--check"], "--check does not go with --lock"),
        (["--json", "--explain"], "--explain is for people; what --json prints has the reasons in it"),
        (["--everything"], "unrecognized arguments: --everything"),
    ],
)
def test_options_that_do_not_fit__are_refused_before_anything_is_done(package, capsys, arguments, told):
    with pytest.raises(SystemExit) as ended:
        package(*arguments)
    assert ended.value.code == 2
    assert told in capsys.readouterr().err


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [str(ROOT / "bin/package"), *arguments]
    return subprocess.run(command, env=dict(os.environ), capture_output=True, text=True, check=False)


def test_help__is_given_without_an_environment():
    done = run("--help", "--env", "nowhere")
    assert done.returncode == 0
    assert done.stdout.startswith("Usage: bin/package ")
    assert max(map(len, done.stdout.splitlines())) <= 80


def test_script__tells_errors_and_their_exit_code():
    done = run("send_mial")
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr == "error: there is no function send_mial\n  remedy: did you mean send_mail?\n"


def test_build_folder_that_is_a_file__is_told_without_a_traceback(package, repository):
    repository.write("build", "in the way")
    assert package() == 1
    assert "error: a file or folder is not what it must be\n  given: " in package.errors
    assert "  remedy: put it right, or remove what stands in the way" in package.errors
