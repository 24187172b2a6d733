from __future__ import annotations

import pytest
from stackyard.package.locks.resolving import explained

UNRESOLVED = "error: No solution found when resolving dependencies\n  cause: Because "
SO = ", we can conclude that your requirements are unsatisfiable.\n"
SOURCES = "choose a version or package with wheels for Linux"
VERSIONS = "ask for other versions in requirements.in"


@pytest.mark.parametrize(
    ("output", "problem", "remedy"),
    [
        (
            f"{UNRESOLVED}all versions of docopt have no usable wheels and you require docopt{SO}\nhint: more",
            "docopt has no wheel that Lambda's Pythons could use",
            SOURCES,
        ),
        (
            f"{UNRESOLVED}scipy==1.9.3 has no usable wheels and you require scipy{SO}",
            "scipy==1.9.3 has no wheel that",
            SOURCES,
        ),
        (
            f"{UNRESOLVED}all versions of pywin32 have no Linux-compatible wheels and you require pywin32{SO}",
            "pywin32 has no wheel for Linux",
            SOURCES,
        ),
        (
            f"{UNRESOLVED}old==1 has no wheels with a matching Python version tag (e.g., `cp312`) "
            f"and you require old{SO}",
            "old==1 has no wheel for Python 3.12 or newer",
            SOURCES,
        ),
        (
            f"{UNRESOLVED}late==1.0 requires Python >=3.14 and only late==1.0 is available, we can conclude that all "
            f"versions of late cannot be used.\n  And because you require late{SO}",
            "late==1.0 does not run on Python 3.12, which a lock must serve too",
            VERSIONS,
        ),
        (
            f"{UNRESOLVED}un-heard was not found in the package registry and you require un-heard{SO}",
            "there is no package un-heard",
            "correct its name",
        ),
        (
            f"{UNRESOLVED}there is no version of tzdata==9999 and you require tzdata==9999{SO}",
            "there is no such version of tzdata",
            VERSIONS,
        ),
        (
            f"{UNRESOLVED}only tzdata<=2026.6 is available and you require tzdata>=9999{SO}",
            "there is no such version of tzdata",
            VERSIONS,
        ),
        (
            f"{UNRESOLVED}mkl==2.0 was yanked (reason: broken) and you require mkl==2.0{SO}",
            "mkl==2.0 was withdrawn by its authors",
            VERSIONS,
        ),
        (
            f"{UNRESOLVED}you require jmespath<1 and jmespath>=1{SO}",
            "the requirements contradict each other: jmespath",
            VERSIONS,
        ),
        (
            f"{UNRESOLVED}boto3==1.34.0 depends on botocore>=1.34.0,<1.35.0 and you require boto3==1.34.0, we can "
            f"conclude that you require botocore>=1.34.0,<1.35.0.\n  And because you require botocore==1.30.0{SO}",
            "the requirements contradict each other: boto3, botocore",
            VERSIONS,
        ),
        (
            f"{UNRESOLVED}tzdata was not found in the cache and you require tzdata{SO}\n"
            "hint: Packages were unavailable because the network was disabled.",
            "the network is disabled, and uv's cache does not hold all packages",
            "unset UV_OFFLINE",
        ),
        (
            "error: Failed to fetch: https://example.org/simple/tzdata/\n  cause: tcp connect error",
            "the package index does not answer",
            "check the network, proxy",
        ),
        (
            "error: failed to write to file\n  cause: No space left on device (os error 28)",
            "there is no room on the disk",
            "free some 100 MB",
        ),
        ("error: something new", "uv cannot resolve the requirements", "correct requirements.in"),
    ],
)
def test_message_of_uv__is_told_with_the_package_and_a_remedy(output, problem, remedy):
    error = explained(output)
    assert error.problem.startswith(problem)
    assert error.remedy.startswith(remedy)


def test_words_of_uv__are_given_without_the_obvious():
    given = explained(f"{UNRESOLVED}you require a<1\n     and a>=1{SO}\nhint: more").given
    assert given == "Because you require a<1 and a>=1"


def test_long_words_of_uv__are_cut():
    assert len(explained(f"{UNRESOLVED}{'x' * 5000}").given) == 600
