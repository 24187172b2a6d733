from __future__ import annotations

import pytest
from stackyard.package.installed.install import explained
from stackyard.package.model import Platform

PLACE, PLATFORM = "lambdas/shop/buy/requirements.txt", Platform("arm64", "python3.14")
UNSATISFIABLE = "we can conclude that your requirements are unsatisfiable."


@pytest.mark.parametrize(
    ("output", "problem", "remedy"),
    [
        (
            f"error: No solution found\n  cause: Because docopt==0.6.2 has no usable wheels and you require it, "
            f"{UNSATISFIABLE}",
            "docopt==0.6.2 has no wheel for python3.14 on arm64",
            "choose a version or package with wheels for it, or build one and keep it in an index of your own",
        ),
        (
            f"Because native==1.0 has no wheels with a matching Python ABI tag (e.g., `cp314`), {UNSATISFIABLE}",
            "native==1.0 has no wheel for python3.14 on arm64",
            "choose a version or package with wheels for it",
        ),
        (
            "error: Failed to download `tzdata==2024.1`\n  cause: Hash mismatch for `tzdata==2024.1`",
            "tzdata==2024.1 is not the package that was locked",
            "check your package mirror; where the new file is right, run `bin/package --lock lambdas/shop/buy`",
        ),
        (
            "error: Invalid hash digest length (expected 64 hexadecimal characters, found 54)",
            "the hash of a package was cut or edited",
            "run `bin/package --lock lambdas/shop/buy`",
        ),
        (
            "error: Failed to install: tzdata.whl (tzdata==2024.1)\n  cause: No space left on device (os error 28)",
            "there is no room on the disk for tzdata==2024.1",
            "free some 100 MB",
        ),
        (
            "error: failed to create directory `x`: Read-only file system (os error 30)",
            "there is a folder that cannot be written for a package",
            "make the folder writable, or set STACKYARD_CACHE and UV_CACHE_DIR",
        ),
        (
            f"Because six==99.0 there is no version of six==99.0 and you require six==99.0, {UNSATISFIABLE}",
            "six==99.0 is not in the package index",
            "run `bin/package --lock lambdas/shop/buy --upgrade`",
        ),
        (
            f"Because six was not found in the package registry and you require six==1.0, {UNSATISFIABLE}",
            "six==1.0 is not in the package index",
            "it was withdrawn, or your mirror lacks it",
        ),
        (
            f"Because six was not found in the package registry and you require six==1.0, {UNSATISFIABLE}\n\n"
            "hint: An index (https://mirror.example/simple) returned a 403 Forbidden error.",
            "the package index refuses to give six==1.0",
            "check your credentials and the address of your package mirror",
        ),
        (
            f"Because six was not found in the cache and you require six==1.16.0, {UNSATISFIABLE}\n\n"
            "hint: Packages were unavailable because the network was disabled.",
            "six==1.16.0 is not on this machine, and the network is switched off",
            "unset UV_OFFLINE",
        ),
        ("error: dns error: failed to lookup address", "the packages cannot be installed", "check the network"),
    ],
)
def test_output_of_uv__becomes_an_error_with_a_remedy(output, problem, remedy):
    error = explained(output, PLACE, PLATFORM)
    assert error.problem == f"{PLACE}: {problem}"
    assert remedy in error.remedy
    assert error.given == " ".join(output.split())


def test_long_output_of_uv__is_cut_short_in_the_middle():
    output = "error: Failed to install\n" + "  cause: again\n" * 100 + "  cause: No space left on device"
    given = explained(output, PLACE, PLATFORM).given
    assert given.startswith("error: Failed to install cause: again")
    assert given.endswith("cause: again cause: No space left on device")
    assert len(given) < 600
