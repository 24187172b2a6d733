from __future__ import annotations

import pytest
from stackyard.errors import StackyardError
from stackyard.package.requirements import locked_requirements

FOLDER = "lambdas/shop/buy"
LOCK = "tzdata==2026.6 \\\n    --hash=sha256:0a1 \\\n    --hash=sha256:0b2\n"


def locked(repository):
    return locked_requirements(repository.root / FOLDER, repository.root)


def fault(repository):
    with pytest.raises(StackyardError) as caught:
        locked(repository)
    return str(caught.value)


def test_function_without_requirements__needs_nothing(repository):
    assert locked(repository) is None


@pytest.mark.parametrize("text", ["", "# nothing\n\n"])
def test_empty_lock__needs_nothing(repository, text):
    repository.write(f"{FOLDER}/requirements.txt", text)
    assert locked(repository) is None


@pytest.mark.parametrize(
    "text",
    [
        LOCK,
        f"# comment\n{LOCK}six==1.17.0 --hash=sha256:0c3  # why\n",
        LOCK.replace("==2026.6", "[all]==2026.6 ; python_version < '3.14'"),
    ],
)
def test_lock_by_hash__is_taken(repository, text):
    repository.write(f"{FOLDER}/requirements.txt", text)
    assert locked(repository) == repository.root / FOLDER / "requirements.txt"


def test_requirements_that_nobody_locked__are_told_with_the_command(repository):
    repository.write(f"{FOLDER}/requirements.in", "tzdata\n")
    message = fault(repository)
    assert f"{FOLDER}/requirements.in: has not been locked" in message
    assert f"bin/lock-functions {FOLDER}" in message


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("six==1.17.0", "the package is not locked by hash"),
        ("six", "the package has no exact version"),
        ("six>=1.0 --hash=sha256:0a", "the package has no exact version"),
        ("--index-url https://example.org/simple", "an option does not belong into a lock file"),
        ("git+https://example.org/six.git", "the package has no exact version"),
    ],
)
def test_line_that_is_not_locked__is_told_with_its_number_and_the_command(repository, line, problem):
    repository.write(f"{FOLDER}/requirements.txt", f"{LOCK}{line}\n")
    message = fault(repository)
    assert f"{FOLDER}/requirements.txt:4: {problem}" in message
    assert f"bin/lock-functions {FOLDER}" in message
