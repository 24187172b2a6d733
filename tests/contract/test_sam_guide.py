"""The guide on SAM form, command by command: its example is composed, built, packaged and deployed as it says."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import urllib.request
import uuid
from pathlib import Path

import pytest
from stackyard.compose import compose
from stackyard.package.artifacts.staging import stage_all
from stackyard.package.contents.files import function_entries
from stackyard.package.contents.function import FunctionContent
from stackyard.templates.documents import load

from embedded.lifecycle.environment import ACCOUNT, REGION, ROOT
from tests.contract.embedded_server import FUNCTION_SECONDS, EmbeddedServer
from tests.interchange import PLATFORM

GUIDE = (ROOT / "docs/guides/sam.md").read_text(encoding="utf-8").replace("\\\n", " ")
PARAMETERS = {
    "Environment": "local",
    "PythonRuntime": PLATFORM.runtime,
    "Architecture": PLATFORM.architecture,
    "LogRetentionDays": "7",
}


def commands(first_word: str) -> list[str]:
    return re.findall(rf"^    ({first_word} .*)$", GUIDE, re.MULTILINE)


def run(command: str, folder: Path, **settings: str) -> None:
    tools = ":".join(str(ROOT / ".envs" / name / "bin") for name in ("sam", "awscli", "python3.13"))
    settings = {"PATH": f"{tools}:{os.environ['PATH']}", "HOME": str(folder), "SAM_CLI_TELEMETRY": "0", **settings}
    arguments = ["bash", "-euc", command]
    done = subprocess.run(arguments, cwd=folder, env=os.environ | settings, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture(scope="module")
def root(tmp_path_factory) -> Path:
    """A repository with the example brought in as the guide says, composed and laid out."""
    root = tmp_path_factory.mktemp("guide")
    for folder in ("docs/guides/sam", "templates/trainings"):
        shutil.copytree(ROOT / folder, root / folder)
    for command in [*commands("mkdir"), *commands("cp")]:
        run(command, root)
    functions = compose(root, "greetings", "local", root / "build").functions.values()
    contents = [
        FunctionContent(function, PLATFORM, tuple(function_entries(Path(function.folder))), ())
        for function in functions
    ]
    stage_all(contents, root / "build")
    return root


@pytest.fixture
def bucket(repaired: EmbeddedServer) -> str:
    name = f"guide-{uuid.uuid4().hex[:8]}"
    repaired.client("s3").create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": REGION})
    return name


def test_example__is_built_by_the_command_of_the_guide(root):
    [command] = commands("sam build")
    run(command, root, AWS_DEFAULT_REGION=REGION)
    assert [path.name for path in (root / "build/sam/HelloFunction").iterdir()] == ["app.py"]


def test_example__is_packaged_by_the_command_of_the_guide_and_greets(repaired, root, bucket):
    [command] = commands("aws cloudformation")
    credentials = {"AWS_ACCESS_KEY_ID": ACCOUNT, "AWS_SECRET_ACCESS_KEY": ACCOUNT, "AWS_DEFAULT_REGION": REGION}
    run(command.replace("<bucket>", bucket), root, AWS_ENDPOINT_URL=repaired.url, **credentials)
    document = load((root / "build/greetings.yaml").read_text(), "greetings.yaml")
    stack = f"greetings-{uuid.uuid4().hex[:8]}"
    api = repaired.deploy(stack, document, PARAMETERS)["ApiId"]
    found = repaired.client("cloudformation").describe_stack_resource(
        StackName=stack, LogicalResourceId="HelloFunction"
    )
    name = found["StackResourceDetail"]["PhysicalResourceId"]  # its limit is one for everyday machines
    repaired.client("lambda").update_function_configuration(FunctionName=name, Timeout=FUNCTION_SECONDS)
    with urllib.request.urlopen(f"{repaired.url}/_aws/execute-api/{api}/Prod/hello?name=Ada") as answer:
        assert json.load(answer) == {"hello": "Ada", "visits": 1}
    assert '{"hello": "Ada", "visits": 1}' in GUIDE
