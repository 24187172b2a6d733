from __future__ import annotations

import pytest
from stackyard.errors import StackyardError
from stackyard.package.locks.wanted import Wanted, read_wanted

FOLDER = "lambdas/shop/buy"
IN = f"{FOLDER}/requirements.in"


def wanted(repository, text=None):
    if text is not None:
        (repository.root / IN).write_text(text, encoding="utf-8")
    return read_wanted(repository.root / FOLDER, repository.root)


def fault(repository, text=None):
    with pytest.raises(StackyardError) as caught:
        wanted(repository, text)
    return str(caught.value)


def test_requirements__are_written_in_one_way(repository):
    text = "# why\nPyJWT[Crypto, b] >= 2, <3 ;  python_version<'3.14'\n\ntz_data  # zone data\nsix \\\n  == 1.17.*\n"
    assert wanted(repository, text).requirements == (
        "pyjwt[b,crypto]<3,>=2 ; python_version<'3.14'", "six==1.17.*", "tz-data",
    )  # fmt: skip


@pytest.mark.parametrize("text", ["a>=1\nb\n", "b # x\n\na >= 1", "\ufeffA>=1\r\nB\r\n", "b\na>=1\nb\n"])
def test_comments_order_and_spacing__do_not_change_the_digest(repository, text):
    assert wanted(repository, text).digest == Wanted(("a>=1", "b")).digest


@pytest.mark.parametrize("text", ["a>=1\n", "a>=2\nb\n", "a>=1\nb\nc\n", "a>=1\nb[x]\n", "-c more.in\na>=1\n"])
def test_other_requirements__have_another_digest(repository, text):
    repository.write(f"{FOLDER}/more.in", "b\n")
    assert wanted(repository, text).digest != Wanted(("a>=1", "b")).digest


def test_empty_file__asks_for_nothing(repository):
    assert wanted(repository, "# nothing yet\n\n") == Wanted(())


def test_included_files_of_the_system__are_part_of_it(repository):
    repository.write("lambdas/shop/common.in", "six\n-r web/base.in\n-c limits.in\n")
    repository.write("lambdas/shop/web/base.in", "pyjwt\n-r ../common.in\n")
    repository.write("lambdas/shop/limits.in", "urllib3<3\n-r old.in\n").write("lambdas/shop/old.in", "six<2\n")
    found = wanted(repository, "tzdata\n--requirement=../common.in\n")
    assert found == Wanted(("pyjwt", "six", "tzdata"), ("six<2", "urllib3<3"))
    assert found.lines == ("pyjwt", "six", "tzdata", "-c six<2", "-c urllib3<3")


@pytest.mark.parametrize(
    "include", ["-r ../../mail/x.in", "-r/etc/hosts", "-c https://example.org/x.in", "-r ../link.in"]
)
def test_include_outside_the_system__is_refused(repository, include):
    repository.write("lambdas/mail/x.in", "six\n")
    (repository.root / "lambdas/shop/link.in").symlink_to(repository.root / "lambdas/mail/x.in")
    message = fault(repository, f"tzdata\n{include}\n")
    assert f"{IN}:2: a file outside the system is not included" in message
    assert "move what it asks for below lambdas/shop/" in message


def test_include_that_is_not_there__is_told(repository):
    message = fault(repository, "-r ../common.in\n")
    assert f"{IN}:1: includes a file that is not there\n  given: ../common.in" in message


def test_fault_in_an_included_file__is_told_with_its_place(repository):
    repository.write("lambdas/shop/common.in", "six\n-e .\n")
    assert "lambdas/shop/common.in:2: an editable package" in fault(repository, "-r ../common.in\n")


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("--index-url https://example.org/simple", "an index address would tie the project to one network"),
        ("-i https://example.org/simple", "an index address would tie the project to one network"),
        ("--find-links wheels", "an index address would tie the project to one network"),
        ("-e ./mine", "an editable package cannot be locked by hash"),
        ("--pre", "an option does not belong into requirements.in"),
        ("git+https://example.org/six.git", "a package from an address has no hash that everybody's index knows"),
        ("six @ https://example.org/six.whl", "a package from an address has no hash that everybody's index knows"),
        ("six@file:///six.whl", "a package from an address has no hash that everybody's index knows"),
        ("./mine", "a path leads to this machine only"),
        ("../mine", "a path leads to this machine only"),
        ("/opt/mine", "a path leads to this machine only"),
        ("six-1.17.0-py3-none-any.whl", "a path leads to this machine only"),
        ("six=1", "is no requirement"),
        ("six 1", "is no requirement"),
        ("six>=>1", "is no requirement"),
        ("six==1 --hash=sha256:0a", "is no requirement"),
        ("żółw", "is no requirement"),
    ],
)
def test_line_that_no_lock_can_hold__is_refused_with_the_reason(repository, line, problem):
    message = fault(repository, f"tzdata\n{line}\n")
    assert f"{IN}:2: {problem}\n  given: {line}\n  remedy: " in message


def test_faults_of_several_lines__are_told_together(repository):
    message = fault(repository, "./mine\nsix\n--pre\n")
    assert message.startswith("2 things are wrong with the requirements:")


def test_file_that_is_no_utf8__is_told(repository):
    (repository.root / IN).write_bytes(b"six\xff\n")
    assert f"{IN}: is not UTF-8 text" in fault(repository)


def test_link_that_leads_nowhere__is_told(repository):
    (repository.root / IN).symlink_to("gone.in")
    assert f"{IN}: cannot be read" in fault(repository)
