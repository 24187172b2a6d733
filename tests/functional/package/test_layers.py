"""Packaged templates with layers must be ordinary CloudFormation: cfn-lint says so."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from stackyard.package.contents.function import FunctionContent
from stackyard.package.layers.layering import lay_out
from stackyard.package.layers.rewrite import packaged_template

from tests.unit.package.plans import PLATFORM, Packages, file

REGIONS = ("eu-central-1", "us-east-1", "cn-north-1", "cn-northwest-1")


def test_packaged_template_with_layers__is_clean_for_cfn_lint_in_every_partition(repository):
    repository.function("sell")
    composed = repository.compose()
    contents = [
        FunctionContent(
            function, PLATFORM, (file("handler.py"),), (file("shop/money.py", 500),), Packages("numpy, six", size=500)
        )
        for function in composed.functions.values()
    ]
    plans = {plan.content.function.name: plan for plan in lay_out(contents, 1000, lambda _: "")}
    path = packaged_template(composed, composed.stacks["api"], "bucket-of-artifacts", plans)
    command = [str(Path(sys.executable).with_name("cfn-lint")), "--regions", *REGIONS, "--template", str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "")
    assert path.read_text().count("AWS::Lambda::LayerVersion") == 2
