from __future__ import annotations

import pytest
from stackyard.errors import StackyardError
from stackyard.package.artifacts.archive import ContentChangedError
from stackyard.package.artifacts.staging import stage, stage_all
from stackyard.package.contents.files import entry, function_entries
from stackyard.package.model import Artifact, Platform

from tests.unit.package.plans import Packages, content


def artifact_of(entries):
    return Artifact("shop/buy", tuple(entries), (), Platform("x86_64", "python3.13"))


def staged(repository):
    artifact = artifact_of(function_entries(repository.root / "lambdas/shop/buy"))
    return stage(artifact, repository.root / "build")


def files(folder):
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def test_folder__holds_what_the_function_ships(repository):
    repository.write("lambdas/shop/buy/helpers/a.py", "")
    folder = staged(repository)
    assert folder == repository.root / "build/functions/shop/buy"
    assert files(folder) == ["handler.py", "helpers/a.py"]


def test_file_that_is_gone__is_gone_from_the_folder(repository):
    repository.write("lambdas/shop/buy/old.py", "")
    staged(repository)
    (repository.root / "lambdas/shop/buy/old.py").unlink()
    folder = staged(repository)
    assert files(folder) == ["handler.py"]
    assert files(folder.parent) == [".buy.digest", "buy/handler.py"]


def test_folder_that_is_right_already__is_not_touched(repository):
    before = staged(repository).stat().st_ino
    assert staged(repository).stat().st_ino == before


def test_interrupted_staging__is_done_again(repository):
    folder = staged(repository)
    (folder.parent / ".buy.digest").unlink()
    (folder / "half.py").write_text("")
    assert files(staged(repository)) == ["handler.py"]


@pytest.mark.parametrize("damage", [b"", b"\xff\xfe", b"edited"])
def test_damaged_mark__is_no_mark(repository, damage):
    folder = staged(repository)
    (folder.parent / ".buy.digest").write_bytes(damage)
    (folder / "half.py").write_text("")
    assert files(staged(repository)) == ["handler.py"]


@pytest.mark.parametrize("content", [None, ""])
def test_file_that_was_removed_or_cut_since__is_laid_out_again(repository, content):
    path = staged(repository) / "handler.py"
    before = path.read_text()
    path.unlink()
    if content is not None:
        path.write_text(content)
    assert (staged(repository) / "handler.py").read_text() == before


def test_source_that_changes_meanwhile__is_told_and_nothing_is_laid_out(repository):
    artifact = artifact_of(function_entries(repository.root / "lambdas/shop/buy"))
    repository.write("lambdas/shop/buy/handler.py", "changed = True\n")
    with pytest.raises(ContentChangedError, match=r"handler\.py: was changed while it was packaged"):
        stage(artifact, repository.root / "build")
    assert files(repository.root / "build/functions") == []


def test_source_that_is_edited_later__does_not_change_the_folder(repository):
    folder = staged(repository)
    before = (folder / "handler.py").read_text()
    with (repository.root / "lambdas/shop/buy/handler.py").open("a") as source:
        source.write("changed = True\n")
    assert (folder / "handler.py").read_text() == before


def test_file_that_the_build_made__is_linked(repository):
    repository.write("build/cache/six.py", "a = 1\n")
    cached = repository.root / "build/cache/six.py"
    artifact = artifact_of([entry("six.py", cached)])
    assert stage(artifact, repository.root / "build").joinpath("six.py").samefile(cached)


def test_all_functions__are_laid_out_with_their_shared_modules_and_packages(repository):
    repository.write("lambdas/shop/shared/shop/prices.py", "A = 1\n").write("cache/six.py", "B = 2\n")
    shared = entry("shop/prices.py", repository.root / "lambdas/shop/shared/shop/prices.py")
    packages = Packages("six", (entry("six.py", repository.root / "cache/six.py"),))
    own = function_entries(repository.root / "lambdas/shop/buy")
    folders = stage_all([content("buy", packages, [shared], list(own))], repository.root / "build")
    assert folders == [repository.root / "build/functions/shop/buy"]
    assert files(folders[0]) == ["handler.py", "shop/prices.py", "six.py"]


def test_faults_of_several_functions__are_told_together(repository):
    class Unreachable(Packages):
        def entries(self):
            raise StackyardError(f"{self.label} cannot be installed", remedy="try again")

    broken = [content(name, Unreachable(name)) for name in ("buy", "sell")]
    with pytest.raises(StackyardError) as caught:
        stage_all(broken, repository.root / "build")
    assert "buy cannot be installed" in str(caught.value)
    assert "sell cannot be installed" in str(caught.value)
