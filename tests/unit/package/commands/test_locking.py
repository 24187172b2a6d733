from __future__ import annotations

import pytest
from stackyard.errors import StackyardError
from stackyard.package.commands.locking import Locked, lock_functions, main, summary
from stackyard.package.locks.requirements import header, read_lock
from stackyard.package.locks.wanted import Wanted

BUY, SELL = "lambdas/shop/buy", "lambdas/shop/sell"


class Index:
    """Resolves every package to its newest version, unless a version is to be kept; remembers what was asked."""

    def __init__(self, newest: str = "1.0") -> None:
        self.newest = newest
        self.asked: list[tuple[tuple[str, ...], str]] = []

    def __call__(self, wanted: Wanted, kept: str) -> str:
        self.asked.append((wanted.requirements, kept))
        if "unheard-of" in wanted.requirements:
            raise StackyardError("there is no package unheard-of", remedy="correct its name")
        held = dict(line.split("==") for line in kept.splitlines())
        return "\n".join(self.pin(name, held.get(name, self.newest)) for name in wanted.requirements)

    def pin(self, name: str, version: str = "") -> str:
        version = version or self.newest
        return f"{name}=={version} --hash=sha256:{version.encode().hex()}"


def lock(repository, index, *names, upgrade=False):
    return lock_functions(repository.root, names, upgrade=upgrade, resolve=index)


def fault(repository, index, *names):
    with pytest.raises(StackyardError) as caught:
        lock(repository, index, *names)
    return str(caught.value)


def text(repository, folder):
    return (repository.root / folder / "requirements.txt").read_text(encoding="utf-8")


def versions(repository, folder):
    lock = read_lock(repository.root / folder, repository.root)
    assert lock
    return lock.versions


def test_functions_that_ask_for_packages__are_locked_and_the_others_left_alone(repository):
    repository.function("sell").write(f"{BUY}/requirements.in", "six\n")
    (locked,) = lock(repository, Index())
    assert locked == Locked(f"{BUY}/requirements.txt", ("six 1.0 added",))
    assert text(repository, BUY).startswith(header(Wanted(("six",))))
    assert versions(repository, BUY) == {"six": "1.0"}
    assert not (repository.root / SELL / "requirements.txt").exists()


def test_functions_that_ask_for_the_same__are_resolved_once(repository):
    repository.write(f"{BUY}/requirements.in", "six\ntzdata\n").write(f"{SELL}/requirements.in", "tzdata # why\nSix\n")
    index = Index()
    lock(repository, index)
    assert index.asked == [(("six", "tzdata"), "")]
    assert text(repository, BUY) == text(repository, SELL)


def test_versions__stay_until_they_are_upgraded(repository):
    repository.write(f"{BUY}/requirements.in", "six\n")
    lock(repository, Index("1.0"))
    assert lock(repository, Index("2.0")) == [Locked(f"{BUY}/requirements.txt", ())]
    assert versions(repository, BUY) == {"six": "1.0"}
    assert lock(repository, Index("2.0"), upgrade=True) == [Locked(f"{BUY}/requirements.txt", ("six 1.0 → 2.0",))]
    assert versions(repository, BUY) == {"six": "2.0"}


def test_damaged_hash__is_mended_and_told(repository):
    repository.write(f"{BUY}/requirements.in", "six\n")
    lock(repository, Index("1.0"))
    good = text(repository, BUY)
    repository.change(f"{BUY}/requirements.txt", b"1.0".hex(), "0000")
    assert lock(repository, Index("2.0")) == [Locked(f"{BUY}/requirements.txt", ("other hashes",))]
    assert text(repository, BUY) == good


def test_stale_lock__keeps_the_versions_of_what_stays(repository):
    repository.write(f"{BUY}/requirements.in", "six\nold\n")
    lock(repository, Index("1.0"))
    repository.write(f"{BUY}/requirements.in", "six\nnew\n")
    (locked,) = lock(repository, Index("2.0"))
    assert locked.changes == ("new 2.0 added", "old 1.0 removed")
    assert versions(repository, BUY) == {"six": "1.0", "new": "2.0"}


def test_first_lock__takes_the_versions_of_a_function_that_asks_for_the_same(repository):
    repository.write(f"{BUY}/requirements.in", "six\n")
    lock(repository, Index("1.0"))
    repository.write(f"{SELL}/requirements.in", "six\n")
    lock(repository, Index("2.0"), "sell")
    assert text(repository, SELL) == text(repository, BUY)


def test_same_request_with_versions_of_their_own__are_resolved_apart(repository):
    for folder, version in ((BUY, "1.0"), (SELL, "2.0")):
        repository.write(f"{folder}/requirements.in", "six\n")
        repository.write(f"{folder}/requirements.txt", header(Wanted(("six",))) + Index(version).pin("six"))
    lock(repository, Index("3.0"))
    assert (versions(repository, BUY), versions(repository, SELL)) == ({"six": "1.0"}, {"six": "2.0"})
    index = Index("3.0")
    lock(repository, index, upgrade=True)
    assert index.asked == [(("six",), "")]


def test_lock_that_cannot_be_read__is_written_anew(repository):
    repository.write(f"{BUY}/requirements.in", "six\n").write(f"{BUY}/requirements.txt", "<<<<<<< HEAD\n")
    lock(repository, Index())
    assert versions(repository, BUY) == {"six": "1.0"}


def test_empty_request__is_locked_without_asking_anybody(repository):
    repository.write(f"{BUY}/requirements.in", "# not yet\n")
    index = Index()
    lock(repository, index)
    assert index.asked == []
    assert text(repository, BUY) == header(Wanted(()))


def test_named_function__is_locked_alone(repository):
    repository.write(f"{BUY}/requirements.in", "six\n").write(f"{SELL}/requirements.in", "six\n")
    assert [locked.place for locked in lock(repository, Index(), "shop/buy", BUY)] == [f"{BUY}/requirements.txt"]


def test_function_that_cannot_be_locked__is_told_and_keeps_its_lock_while_others_are_locked(repository):
    repository.write(f"{BUY}/requirements.in", "unheard-of\n").write(f"{BUY}/requirements.txt", "# the old one\n")
    repository.write(f"{SELL}/requirements.in", "six\n")
    message = fault(repository, Index())
    assert message == f"{BUY}/requirements.in: there is no package unheard-of\n  remedy: correct its name"
    assert text(repository, BUY) == "# the old one\n"
    assert versions(repository, SELL) == {"six": "1.0"}


def test_functions_with_the_same_fault__are_told_once(repository):
    for folder in (BUY, SELL):
        repository.write(f"{folder}/requirements.in", "unheard-of\n")
    assert fault(repository, Index()).startswith(f"{BUY}/requirements.in (and 1 more): there is no package unheard-of")


def test_faults_of_several_functions__are_told_together(repository):
    repository.write(f"{BUY}/requirements.in", "unheard-of\n").write(f"{SELL}/requirements.in", "--pre\n")
    message = fault(repository, Index())
    assert message.startswith("2 things are wrong with the requirements:")
    assert f"{SELL}/requirements.in:1: an option does not belong into requirements.in" in message


def test_index_without_hashes__is_told(repository):
    repository.write(f"{BUY}/requirements.in", "six\n")
    message = fault(repository, lambda _wanted, _kept: "six==1.0\n")
    assert f"{BUY}/requirements.in: the package is not locked by hash\n  given: six==1.0" in message
    assert "use an index that gives the SHA-256 of its files" in message


def test_named_function_without_requirements__is_told(repository):
    message = fault(repository, Index(), "buy")
    assert "buy asks for no packages" in message
    assert f"remedy: write {BUY}/requirements.in, one package a line" in message


def test_lock_that_cannot_be_written__is_told(repository):
    repository.write(f"{BUY}/requirements.in", "six\n").write(f"{BUY}/requirements.txt/stray", "")
    assert f"{BUY}/requirements.txt: cannot be written" in fault(repository, Index())


def test_interrupted_run__leaves_every_lock(repository, capsys):
    for folder, wanted in ((BUY, "six\n"), (SELL, "tzdata\n")):
        repository.write(f"{folder}/requirements.in", wanted).write(f"{folder}/requirements.txt", "# the old one\n")

    def interrupted(wanted: Wanted, kept: str) -> str:
        if wanted.requirements == ("six",):
            raise KeyboardInterrupt
        return Index()(wanted, kept)

    assert main([], repository.root, interrupted) == 130
    assert text(repository, BUY) == text(repository, SELL) == "# the old one\n"
    assert capsys.readouterr().err == "resolving the packages of 2 functions\n"


def test_command__says_what_changed_on_stderr(repository, capsys):
    repository.write(f"{BUY}/requirements.in", "six\n").write(f"{SELL}/requirements.in", "six\n")
    assert main(["--upgrade", "shop"], repository.root, Index()) == 0
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err == (f"resolving the packages of 2 functions\n{BUY}/requirements.txt (and 1 more): six 1.0 added\n")


def test_command_that_fails__tells_the_error_and_ends_with_1(repository, capsys):
    assert main(["buyy"], repository.root, Index()) == 1
    assert capsys.readouterr().err == "error: there is no function buyy\n  remedy: did you mean buy?\n"


def test_command_where_nothing_asks_for_packages__says_so(repository, capsys):
    assert main([], repository.root, Index()) == 0
    assert capsys.readouterr().err == "no function asks for packages\n"


def test_summary__takes_functions_with_the_same_changes_together():
    changed = [Locked("a", ("six 1 → 2",)), Locked("b", ()), Locked("c", ("six 1 → 2",)), Locked("d", ())]
    assert summary(changed) == ["a (and 1 more): six 1 → 2", "b (and 1 more): no version changed"]
