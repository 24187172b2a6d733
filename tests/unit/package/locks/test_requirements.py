from __future__ import annotations

import pytest
from stackyard.errors import StackyardError
from stackyard.package.locks.requirements import header, parse_pins, read_lock
from stackyard.package.locks.wanted import Wanted

FOLDER = "lambdas/shop/buy"
LOCK = "tzdata==2026.6 \\\n    --hash=sha256:0b2 \\\n    --hash=sha256:0a1\n"
PIN = "tzdata==2026.6 --hash=sha256:0a1 --hash=sha256:0b2"


def read(repository, lock=None, wanted=None):
    for name, text in (("requirements.txt", lock), ("requirements.in", wanted)):
        if text is not None:
            repository.write(f"{FOLDER}/{name}", text)
    return read_lock(repository.root / FOLDER, repository.root)


def fault(repository, lock=None, wanted=None):
    with pytest.raises(StackyardError) as caught:
        read(repository, lock, wanted)
    return str(caught.value)


def test_function_without_requirements__needs_nothing(repository):
    assert read(repository) is None


@pytest.mark.parametrize("lock", [None, "", "# nothing\n\n", header(Wanted(()))])
@pytest.mark.parametrize("wanted", [None, "", "# nothing\n"])
def test_empty_files__need_nothing(repository, lock, wanted):
    assert read(repository, lock, wanted) is None


def test_lock__says_what_was_asked_for_and_what_it_became(repository):
    lock = read(repository, header(Wanted(("tzdata>=2026",))) + LOCK, "tzdata >= 2026  # zones\n")
    assert lock.path == repository.root / FOLDER / "requirements.txt"
    assert lock.place == f"{FOLDER}/requirements.txt"
    assert (lock.pins, lock.direct, lock.versions) == ((PIN,), ("tzdata>=2026",), {"tzdata": "2026.6"})
    assert lock.label == "tzdata"


def test_lock_without_requirements_in__answers_for_itself(repository):
    lock = read(repository, "Six[all]==1.17.0 --hash=sha256:0c\n" + LOCK)
    assert lock.direct == ("six[all]==1.17.0", "tzdata==2026.6")
    assert lock.label == "six, tzdata"


def test_lock_whose_packages_are_for_other_machines_only__needs_nothing(repository):
    asked = "colorama ; sys_platform == 'win32'"
    assert read(repository, header(Wanted((asked,))), f"{asked}\n") is None


@pytest.mark.parametrize(
    "text",
    [
        f"# comment\n{LOCK}",
        LOCK.replace("0b2", "0a1", 1).replace("0a1\n", "0b2\n"),
        "TZdata == 2026.6 --hash=sha256:0a1   --hash=sha256:0b2  # why\n",
        f"{LOCK}    # via pandas\n".replace("\n", "\r\n"),
    ],
)
def test_comments_order_and_line_breaks__do_not_change_the_digest(repository, text):
    first = read(repository, LOCK)
    second = read(repository, text)
    assert first.pins == second.pins
    assert first.digest == second.digest


@pytest.mark.parametrize(
    "change", [("2026.6", "2026.7"), ("0a1", "0a2"), ("2026.6", "2026.6 ; python_version < '3.14'")]
)
def test_other_version_hash_or_marker__changes_the_digest(repository, change):
    assert read(repository, LOCK).digest != read(repository, LOCK.replace(*change)).digest


def test_package_locked_at_two_versions__has_both(repository):
    fork = "a==1 ; python_version  < '3.13' --hash=sha256:0a\na==2 ; python_version >= '3.13' --hash=sha256:0b\n"
    lock = read(repository, fork)
    assert lock.pins[0] == "a==1 ; python_version < '3.13' --hash=sha256:0a"
    assert lock.versions == {"a": "1, 2"}


@pytest.mark.parametrize(("names", "label"), [("abcd", "a, b, c, d"), ("abcde", "a, b, c, 2 more"), ("aab", "a, b")])
def test_label__names_few_packages(repository, names, label):
    asked = tuple(f"{name}>={number}" for number, name in enumerate(names))
    pins = "".join(f"{name}==9 --hash=sha256:0a\n" for name in sorted(set(names)))
    assert read(repository, header(Wanted(tuple(sorted(asked)))) + pins, "\n".join(asked)).label == label


def test_requirements_that_nobody_locked__are_told_with_the_command(repository):
    message = fault(repository, wanted="tzdata\n")
    assert f"{FOLDER}/requirements.in: has not been locked" in message
    assert f"remedy: run `bin/package --lock {FOLDER}`" in message


def test_requirements_changed_since__make_the_lock_stale_and_tell_the_change(repository):
    message = fault(repository, header(Wanted(("six<2", "tzdata"))) + LOCK, "pyjwt>=2\ntzdata\n")
    assert f"{FOLDER}/requirements.txt: is stale: requirements.in was changed since" in message
    assert "given: added: pyjwt>=2; removed: six<2" in message
    assert f"remedy: run `bin/package --lock {FOLDER}`" in message


@pytest.mark.parametrize(
    ("before", "after", "change"),
    [((), "tzdata", "added: tzdata"), (("tzdata",), "# none", "removed: tzdata")],
)
def test_first_and_last_requirement__make_the_lock_stale_too(repository, before, after, change):
    lock = LOCK if before else ""
    assert f"given: {change}" in fault(repository, header(Wanted(before)) + lock, after)


def test_included_requirements_changed_since__make_the_lock_stale(repository):
    repository.write("lambdas/shop/common.in", "tzdata\n")
    assert read(repository, header(Wanted(("tzdata",))) + LOCK, "-r ../common.in\n")
    repository.write("lambdas/shop/common.in", "tzdata<2027\n")
    assert "added: tzdata<2027; removed: tzdata" in fault(repository)


@pytest.mark.parametrize("lock", [LOCK, ""])
def test_lock_that_lost_what_is_asked_for__is_told_with_the_package(repository, lock):
    asked = ("six[all]>=1", "tzdata") if lock else ("six[all]>=1",)
    message = fault(repository, header(Wanted(asked)) + lock, "\n".join(asked))
    assert f"{FOLDER}/requirements.txt: was edited: it lacks what is asked for\n  given: six[all]>=1\n" in message
    assert f"remedy: run `bin/package --lock {FOLDER}`" in message


@pytest.mark.parametrize(("lock", "wanted"), [(LOCK, "tzdata\n"), (LOCK, ""), ("", "tzdata\n")])
def test_lock_that_does_not_say_what_it_was_made_from__is_told(repository, lock, wanted):
    message = fault(repository, lock, wanted)
    assert f"{FOLDER}/requirements.txt: nothing shows that it answers requirements.in" in message
    assert f"remedy: run `bin/package --lock {FOLDER}`" in message


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("six==1.17.0", "the package is not locked by hash"),
        ("six", "the package has no exact version"),
        ("six>=1.0 --hash=sha256:0a", "the package has no exact version"),
        ("six==1.* --hash=sha256:0a", "the package has no exact version"),
        ("six==1.17.0 --hash=sha256:", "the package's hash cannot be read"),
        ("six==1.17.0 --hash=md5:0a", "the package's hash cannot be read"),
        ("six==1.17.0 --hash=sha256:0a --pre", "the package's hash cannot be read"),
        ("tzdata==2026.5 --hash=sha256:0a", "tzdata is locked twice"),
        ("--index-url https://example.org/simple", "an option does not belong into a lock file"),
        ("--hash=sha256:0a", "an option does not belong into a lock file"),
        ("git+https://example.org/six.git", "the package has no exact version"),
        ("<<<<<<< HEAD", "the package has no exact version"),
    ],
)
def test_line_that_is_not_locked__is_told_with_its_number_and_the_command(repository, line, problem):
    message = fault(repository, f"{LOCK}{line}\n")
    assert f"{FOLDER}/requirements.txt:4: {problem}" in message
    assert f"write what you need into requirements.in, then run `bin/package --lock {FOLDER}`" in message


def test_equal_texts__are_taken_apart_once():
    assert parse_pins(LOCK) is parse_pins("".join(LOCK))
    assert parse_pins(LOCK).versions == {"tzdata": "2026.6"}
