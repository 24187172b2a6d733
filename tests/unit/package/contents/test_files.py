from __future__ import annotations

import os
import tracemalloc

import pytest
from stackyard.errors import StackyardError
from stackyard.package.contents.files import entry, function_entries
from stackyard.package.left_out.patterns import NO_PATTERNS, Patterns


def names(repository, patterns=NO_PATTERNS):
    return [found.name for found in function_entries(repository.root / "lambdas/shop/buy", patterns)]


def test_function__ships_its_own_files(repository):
    repository.write("lambdas/shop/buy/helpers/tables/prices.csv", "1,2\n")
    assert names(repository) == ["handler.py", "helpers/tables/prices.csv"]


@pytest.mark.parametrize(
    "name",
    ["resources.yaml", "openapi.yaml", "weekly.asl.json", "requirements.txt", "requirements.in", "requirements-dev.txt",
     "requirements/base.in", ".env", ".git/config",
     "__pycache__/handler.cpython-313.pyc", "old.pyc"],
)  # fmt: skip
def test_what_only_the_deployment_reads__is_not_shipped(repository, name):
    repository.write(f"lambdas/shop/buy/{name}", "x")
    assert names(repository) == ["handler.py"]


@pytest.mark.parametrize("name", ["requirements.py", "requirements/parser.py", "requirements_of_orders.json"])
def test_module_or_data_named_like_requirements__is_shipped(repository, name):
    repository.write(f"lambdas/shop/buy/{name}", "x = 1")
    assert name in names(repository)


def test_file_of_such_a_name_in_a_subfolder__is_shipped(repository):
    repository.write("lambdas/shop/buy/helpers/resources.yaml", "x")
    assert "helpers/resources.yaml" in names(repository)


@pytest.mark.parametrize("name", [".env", ".well-known/security.txt", "requirements.txt", "weekly.asl.json"])
def test_file_that_is_not_shipped__is_brought_back_by_including_it(repository, name):
    repository.write(f"lambdas/shop/buy/{name}", "x").write("lambdas/shop/buy/.git/config", "x")
    assert names(repository, Patterns(include=(f"/{name}",))) == sorted(["handler.py", name])


@pytest.mark.parametrize("name", ["resources.yaml", "openapi.yaml", "__pycache__/handler.cpython-313.pyc"])
def test_file_that_is_never_shipped__is_not_brought_back(repository, name):
    repository.write(f"lambdas/shop/buy/{name}", "x")
    assert names(repository, Patterns(include=("*",))) == ["handler.py"]


def test_excluded_file__is_neither_shipped_nor_read(repository):
    (repository.root / "lambdas/shop/buy/data.csv").symlink_to("nowhere")
    assert names(repository, Patterns(exclude=("*.csv",))) == ["handler.py"]


def test_entry__holds_size_digest_and_mode(tmp_path):
    (tmp_path / "run").write_bytes(b"abc")
    plain = entry("run", tmp_path / "run")
    assert (plain.size, plain.executable) == (3, False)
    assert plain.sha256 == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    (tmp_path / "run").chmod(0o700)
    assert entry("run", tmp_path / "run").executable


def test_large_file__is_never_held_in_memory(tmp_path):
    with (tmp_path / "large").open("wb") as stream:
        stream.truncate(32 * 1024 * 1024)
    tracemalloc.start()
    try:
        assert entry("large", tmp_path / "large").size == 32 * 1024 * 1024
        assert tracemalloc.get_traced_memory()[1] < 2 * 1024 * 1024
    finally:
        tracemalloc.stop()


def test_link_that_leads_nowhere__is_told(repository):
    (repository.root / "lambdas/shop/buy/data.csv").symlink_to("nowhere")
    with pytest.raises(StackyardError, match=r"data\.csv: cannot be read"):
        names(repository)


def test_link_to_a_folder_above__is_refused_and_not_followed_for_ever(repository):
    (repository.root / "lambdas/shop/buy/again").symlink_to(".")
    with pytest.raises(StackyardError, match="again: is a link to a folder that holds it"):
        names(repository)


def test_link_to_itself__is_told(repository):
    (repository.root / "lambdas/shop/buy/data.csv").symlink_to("data.csv")
    with pytest.raises(StackyardError, match=r"data\.csv: cannot be read"):
        names(repository)


def test_link_within_the_folder__is_followed(repository):
    repository.write("lambdas/shop/buy/tables/prices.csv", "1,2\n")
    (repository.root / "lambdas/shop/buy/prices.csv").symlink_to("tables/prices.csv")
    assert names(repository) == ["handler.py", "prices.csv", "tables/prices.csv"]


@pytest.mark.parametrize("link", ["data.csv", "tables", "deep/data.csv"])
def test_link_that_leaves_the_folder__is_refused(repository, link):
    outside = repository.root / "elsewhere"
    outside.mkdir()
    place = repository.root / "lambdas/shop/buy" / link
    place.parent.mkdir(exist_ok=True)
    place.symlink_to(outside)
    with pytest.raises(StackyardError) as caught:
        names(repository)
    assert str(caught.value) == (
        f"{place}: is a link that leaves {repository.root / 'lambdas/shop/buy'}\n"
        f"  given: {outside}\n"
        "  remedy: put the file itself there, or remove the link; code of several functions belongs into shared/"
    )


def test_function_that_is_a_link_itself__is_shipped(repository):
    (repository.root / "lambdas/shop/sell").symlink_to("buy")
    assert [found.name for found in function_entries(repository.root / "lambdas/shop/sell")] == ["handler.py"]


def test_pipe__is_refused_and_not_waited_for(repository):
    os.mkfifo(repository.root / "lambdas/shop/buy/pipe")
    with pytest.raises(StackyardError, match="pipe: is neither a file nor a folder"):
        names(repository)
