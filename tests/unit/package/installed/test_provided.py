from __future__ import annotations

from pathlib import Path

import pytest
from stackyard.package.installed.distributions import listed
from stackyard.package.installed.model import Installed
from stackyard.package.installed.provided import could_provide, digest_text, explain, provided
from stackyard.package.locks.requirements import Lock

from tests.unit.package.trees import distribution

RUNTIME = "1.40.4"
# What the distributions of these tests require of each other.
REQUIRES = {
    "boto3": ("botocore", "jmespath", "s3transfer"),
    "botocore": ("jmespath", "python-dateutil", "urllib3"),
    "s3transfer": ("botocore",),
    "python-dateutil": ("six",),
    "jmespath": (),
    "six": (),
    "urllib3": (),
}
EVERYTHING = frozenset(REQUIRES)


def lock(*direct, constraints=(), others=()):
    """Give a lock of boto3 with all that it needs, and of ``others``, for these requirements."""
    versions = dict.fromkeys([*REQUIRES, *others], "1.44.5")
    pins = tuple(f"{name}=={version} --hash=sha256:0a" for name, version in versions.items())
    return Lock(Path("requirements.txt"), "lambdas/shop/buy/requirements.txt", pins, direct, versions, constraints)


@pytest.fixture
def installed(tmp_path):
    """Install boto3 with all that it needs, and others with what they require."""

    def installed(**others: list[str]) -> Installed:
        for name, required in {**REQUIRES, **others}.items():
            lines = [f"Requires-Dist: {requirement}\n" for requirement in required]
            distribution(tmp_path, name, {f"{name}.py": ""}, "".join(lines))
        return listed(tmp_path, "requirements.txt", lambda _files: {})

    return installed


@pytest.mark.parametrize(
    "wanted", ["boto3", "boto3>=1.40.4", "boto3>=1.34,<2", "boto3~=1.34", "boto3!=1.39.0", "botocore"]
)
def test_runtime_that_has_what_is_asked__provides_everything(installed, wanted):
    assert could_provide(lock(wanted), RUNTIME)
    assert provided(lock(wanted), installed(), RUNTIME) == EVERYTHING


@pytest.mark.parametrize(
    ("wanted", "reason"),
    [
        ("boto3>=1.41", "the function asks for boto3>=1.41, and the runtime may have 1.40.4"),
        ("boto3==1.44.5", "the function asks for boto3==1.44.5, and the runtime may have 1.40.4"),
        ("boto3==1.40.4", "the function asks for boto3==1.40.4, and the runtime's version moves on by itself"),
        ("boto3<1.50", "the function asks for boto3<1.50, and the runtime's version moves on by itself"),
        ("boto3~=1.40.0", "the function asks for boto3~=1.40.0, and the runtime's version moves on by itself"),
        ("boto3[crt]", "the function asks for boto3[crt], which the runtime does not have"),
        ("s3transfer>=0.10", "s3transfer>=0.10, and nobody says which version the runtime has"),
        ("Boto3==1.44.5 ; python_version < '3.14'", "the function asks for Boto3==1.44.5, and the runtime"),
        ("boto3=>1", "the function asks for boto3=>1, which cannot be read"),
    ],
)
def test_runtime_that_may_lack_what_is_asked__provides_nothing(installed, wanted, reason):
    assert not could_provide(lock(wanted), RUNTIME)
    assert provided(lock(wanted), installed(), RUNTIME) == frozenset()
    assert explain(lock(wanted), installed(), RUNTIME).startswith("boto3 travels along: ")
    assert reason in explain(lock(wanted), installed(), RUNTIME)


def test_constraint__counts_like_a_requirement(installed):
    constrained = lock("boto3", constraints=("botocore<1.50",))
    assert provided(constrained, installed(), RUNTIME) == frozenset()
    assert "botocore<1.50" in explain(constrained, installed(), RUNTIME)


def test_runtime_of_unknown_version__provides_nothing(installed):
    assert not could_provide(lock("boto3"), "")
    assert provided(lock("boto3"), installed(), "") == frozenset()
    assert "package_runtime_boto3 does not name this runtime" in explain(lock("boto3"), installed(), "")


def test_packages_without_boto3__are_none_of_its_business():
    without = Lock(Path("requirements.txt"), "requirements.txt", (), ("six",), {"six": "1.17.0"})
    only_six = Installed((), {"six": ()})
    assert not could_provide(without, RUNTIME)
    assert provided(without, only_six, RUNTIME) == frozenset()
    assert explain(without, only_six, RUNTIME) == ""


def test_explanation__names_what_is_left_to_the_runtime(installed):
    text = explain(lock("boto3"), installed(), RUNTIME)
    assert text.startswith("left to the runtime, which has boto3 1.40.4 or newer: boto3, botocore, jmespath, ")


def test_package_asked_for_by_itself__travels(installed):
    asked = lock("boto3", "jmespath", "Python_Dateutil>=2")
    assert provided(asked, installed(), RUNTIME) == EVERYTHING - {"jmespath", "python-dateutil", "six"}


def test_package_that_another_one_needs__travels(installed):
    asked = lock("boto3", "requests", others=["requests"])
    assert provided(asked, installed(requests=["urllib3 >=1.26"]), RUNTIME) == EVERYTHING - {"urllib3"}


def test_package_that_only_the_sdk_of_another_one_needs__stays(installed):
    asked = lock("powertools", others=["powertools"])
    assert provided(asked, installed(powertools=["boto3 >=1.34.32,<2 ; extra == 'sdk'"]), RUNTIME) == EVERYTHING


@pytest.mark.parametrize("required", ["botocore >=1.41,<1.42", "botocore ==1.40.4", "boto3 [crt]"])
def test_sdk_that_another_package_needs_otherwise__travels(installed, required):
    asked, there = lock("aiobotocore", others=["aiobotocore"]), installed(aiobotocore=[required])
    assert could_provide(asked, RUNTIME)
    assert provided(asked, there, RUNTIME) == frozenset()
    assert "boto3 travels along: aiobotocore asks for" in explain(asked, there, RUNTIME)


def test_packages_that_need_each_other__come_to_an_end(installed):
    there = installed(one=["two"], two=["one", "six"])
    assert provided(lock("boto3", "one", others=["one", "two"]), there, RUNTIME) == EVERYTHING - {"six"}


def test_digest_text__differs_where_decisions_may_differ():
    texts = [
        digest_text(lock("boto3"), RUNTIME),
        digest_text(lock("boto3"), "1.41.0"),
        digest_text(lock("boto3", "jmespath"), RUNTIME),
        digest_text(lock("boto3==1.44.5"), RUNTIME),
    ]
    assert len(set(texts)) == 4
    assert texts[-1] == digest_text(lock("boto3"), "") == ""


def test_digest_text__is_the_same_for_the_same_decisions():
    assert digest_text(lock("boto3>=1.34"), RUNTIME) == digest_text(lock("boto3", "powertools"), RUNTIME)
