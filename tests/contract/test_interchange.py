"""Composed templates in the hands of other tools: packaged by the AWS CLI and by SAM, then deployed."""

from __future__ import annotations

import io
import os
import subprocess
import urllib.request
import uuid
import zipfile

import pytest
from stackyard.templates.documents import load

from embedded.lifecycle.environment import ACCOUNT, REGION, ROOT
from tests.contract.embedded_server import FUNCTION_SECONDS, EmbeddedServer
from tests.interchange import ANSWER, StagedShop, staged_shop

AWS = [str(ROOT / ".envs/awscli/bin/aws"), "cloudformation", "package"]
SAM = [str(ROOT / ".envs/sam/bin/sam"), "package"]


@pytest.fixture(scope="module")
def shop(tmp_path_factory) -> StagedShop:
    return staged_shop(tmp_path_factory.mktemp("shop"))


@pytest.fixture
def bucket(repaired: EmbeddedServer) -> str:
    name = f"artifacts-{uuid.uuid4().hex[:8]}"
    repaired.client("s3").create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": REGION})
    return name


def package(command, server, shop, bucket):
    """Package by another tool; give the template that it made."""
    made = shop.root / f"{bucket}.yaml"
    credentials = {"AWS_ACCESS_KEY_ID": ACCOUNT, "AWS_SECRET_ACCESS_KEY": ACCOUNT, "AWS_DEFAULT_REGION": REGION}
    settings = {"AWS_ENDPOINT_URL": server.url, "SAM_CLI_TELEMETRY": "0", "HOME": str(shop.root)}
    options = ["--template-file", str(shop.template), "--s3-bucket", bucket, "--output-template-file", str(made)]
    environment = {**os.environ, **credentials, **settings}
    done = subprocess.run([*command, *options], env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return load(made.read_text(), made.name)


def files_at(server, code):
    body = server.client("s3").get_object(Bucket=code["S3Bucket"], Key=code["S3Key"])["Body"].read()
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.mark.parametrize("command", [AWS, SAM], ids=["aws", "sam"])
def test_artifacts_of_other_tools__hold_what_the_kits_own_do(repaired, shop, bucket, command):
    document = package(command, repaired, shop, bucket)
    for name, function in shop.composed.functions.items():
        code = document["Resources"][function.logical_id]["Properties"]["Code"]
        assert files_at(repaired, code) == shop.files_of(name)


def test_template_packaged_by_the_aws_cli__deploys_and_runs(repaired, shop, bucket):
    document = package(AWS, repaired, shop, bucket)
    ids = {name: function.logical_id for name, function in shop.composed.functions.items()}
    wanted = {**ids, "api": "ServerlessRestApi"}
    document["Outputs"] = {name: {"Value": {"Ref": logical_id}} for name, logical_id in wanted.items()}
    for logical_id in ids.values():
        document["Resources"][logical_id]["Properties"]["Timeout"] = FUNCTION_SECONDS
    outputs = repaired.deploy(f"shop-{uuid.uuid4().hex[:8]}", document, {"Environment": "local"})
    assert [repaired.invoke(outputs[name])[0] for name in ("buy", "tell")] == [ANSWER, ANSWER]
    with urllib.request.urlopen(f"{repaired.url}/_aws/execute-api/{outputs['api']}/Prod/offers") as answer:
        assert answer.read() == b"offers"
