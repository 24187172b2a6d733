from __future__ import annotations

import pytest
from stackyard.errors import StackyardError
from stackyard.package.contents.shared import SharedPackages

SHARED = "lambdas/shop/shared/shop"
HANDLER = "lambdas/shop/buy/handler.py"


@pytest.fixture
def package(repository):
    repository.write(f"{SHARED}/__init__.py", "VERSION = 1\n")
    repository.write(f"{SHARED}/prices.py", "from . import money\n")
    repository.write(f"{SHARED}/money.py", "import decimal\n")
    repository.write(f"{SHARED}/mail/__init__.py", "from .send import send\n")
    repository.write(f"{SHARED}/mail/send.py", "def send(): ...\n")
    return repository.write(f"{SHARED}/unused.py", "raise RuntimeError\n")


def shipped(repository, source):
    repository.write(HANDLER, source)
    entries = SharedPackages(repository.root, "shop").entries([repository.root / HANDLER])
    return [entry.name.removeprefix("shop/") for entry in entries]


def fault(repository, source):
    with pytest.raises(StackyardError) as caught:
        shipped(repository, source)
    return str(caught.value)


@pytest.mark.parametrize(
    ("source", "files"),
    [
        ("import json", []),
        ("import shop", ["__init__.py"]),
        ("from shop import VERSION", ["__init__.py"]),
        ("import shop.money", ["__init__.py", "money.py"]),
        ("from shop import money", ["__init__.py", "money.py"]),
        ("from shop.money import decimal", ["__init__.py", "money.py"]),
        ("from shop.prices import *", ["__init__.py", "money.py", "prices.py"]),
        ("def handler():\n    from shop import prices", ["__init__.py", "money.py", "prices.py"]),
        ("import shop.mail", ["__init__.py", "mail/__init__.py", "mail/send.py"]),
        ("from shop.mail import send", ["__init__.py", "mail/__init__.py", "mail/send.py"]),
        ("import shopping", []),
        ("from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from shop import money", []),
    ],
)
def test_function__ships_exactly_what_it_imports(package, source, files):
    assert shipped(package, source) == files


def test_modules_that_import_each_other__are_each_shipped_once(package):
    package.write(f"{SHARED}/money.py", "from shop import prices\n")
    assert shipped(package, "from shop import money") == ["__init__.py", "money.py", "prices.py"]


def test_relative_import_of_the_package_above__is_followed(package):
    package.write(f"{SHARED}/mail/send.py", "from ..money import decimal\ndef send(): ...\n")
    assert "money.py" in shipped(package, "import shop.mail")


def test_files_that_are_no_modules__ride_with_the_package_they_stand_in(package):
    package.write(f"{SHARED}/mail/templates/score.html", "<p>").write(f"{SHARED}/mail/subject.txt", "Hello")
    assert shipped(package, "import shop.mail")[1:] == [
        "mail/__init__.py", "mail/send.py", "mail/subject.txt", "mail/templates/score.html",
    ]  # fmt: skip
    assert shipped(package, "import shop.money") == ["__init__.py", "money.py"]


def test_package_without_init__is_followed_too(package):
    package.write(f"{SHARED}/bare/deep.py", "")
    assert shipped(package, "from shop.bare import deep") == ["__init__.py", "bare/deep.py"]


@pytest.mark.parametrize("source", ["import shop.missing", "from shop.missing import a", "import shop.money.deeper"])
def test_module_that_is_not_there__is_told_where_it_is_imported(package, source):
    message = fault(package, f"import json\n{source}\n")
    assert f"{HANDLER}:2: there is no module shop.m" in message
    assert "not in lambdas/shop/shared" in message


def test_name_that_a_module_does_not_have__is_told(package):
    assert f"{HANDLER}:1: shop.money has no pennies" in fault(package, "from shop.money import pennies")


def test_module_that_makes_its_names_up__is_believed(package):
    package.write(f"{SHARED}/money.py", "def __getattr__(name): ...\n")
    assert "money.py" in shipped(package, "from shop.money import pennies")


def test_fault_of_a_shared_module__is_told_with_its_place(package):
    package.write(f"{SHARED}/money.py", "def broken(:\n")
    assert f"{SHARED}/money.py:1: invalid syntax" in fault(package, "from shop import money")


def test_faults_of_several_sources__are_told_together(package):
    package.write(f"{SHARED}/money.py", "def broken(:\n")
    message = fault(package, "from shop import money\nimport shop.missing\n")
    assert message.startswith("2 things are wrong")


def test_fault_of_a_module_that_many_functions_import__is_told_once(package):
    package.write(f"{SHARED}/money.py", "def broken(:\n").write(HANDLER, "from shop import money\n")
    shared, sources = SharedPackages(package.root, "shop"), [package.root / HANDLER]
    with pytest.raises(StackyardError):
        shared.entries(sources)
    shared.entries([package.root / "lambdas/shop/buy/handler.py"])


KIT = "lambdas/shared/kit"


@pytest.fixture
def with_kit(package):
    package.write(f"{KIT}/__init__.py", "").write(f"{KIT}/words.py", "from . import numbers\n")
    package.write(f"{KIT}/numbers.py", "import decimal\n").write(f"{KIT}/unused.py", "raise RuntimeError\n")
    return package.write("lambdas/shared/single.py", "a = 1\n")


@pytest.mark.parametrize(
    ("source", "files"),
    [
        ("import kit.words", ["kit/__init__.py", "kit/numbers.py", "kit/words.py"]),
        ("from single import a", ["single.py"]),
        (
            "from shop import money\nfrom kit import numbers",
            ["__init__.py", "kit/__init__.py", "kit/numbers.py", "money.py"],
        ),
    ],
)
def test_function__ships_what_it_imports_of_what_all_systems_share(with_kit, source, files):
    assert sorted(shipped(with_kit, source)) == files


def test_shared_module_that_imports_what_all_systems_share__brings_it_along(with_kit):
    with_kit.write(f"{SHARED}/money.py", "from kit import numbers\n")
    assert sorted(shipped(with_kit, "import shop.money")) == [
        "__init__.py", "kit/__init__.py", "kit/numbers.py", "money.py",
    ]  # fmt: skip


def test_files_that_are_no_modules__ride_with_packages_that_all_systems_share(with_kit):
    with_kit.write(f"{KIT}/tables/rates.csv", "1\n")
    assert "kit/tables/rates.csv" in shipped(with_kit, "import kit")


def test_missing_module_of_what_all_systems_share__is_told_with_its_folder(with_kit):
    message = fault(with_kit, "import kit.missing")
    assert "there is no module kit.missing" in message
    assert "given: not in lambdas/shared\n" in message


def test_what_all_systems_share__imports_no_system(with_kit):
    with_kit.write("lambdas/mail/shared/mail/__init__.py", "").write(f"{KIT}/words.py", "import json\nimport mail\n")
    message = fault(with_kit, "import kit.words")
    assert f"{KIT}/words.py:2: what all systems share cannot import mail" in message
    assert "move the module to lambdas/mail/shared/" in message


def test_what_all_systems_share__imports_a_library_that_a_system_is_called_like(with_kit):
    (with_kit.root / "lambdas/decimal/shared").mkdir(parents=True)
    assert "kit/numbers.py" in shipped(with_kit, "import kit.numbers")


@pytest.mark.parametrize("file", ["kit/__init__.py", "kit.py"])
def test_package_that_would_hide_one_of_all_systems__is_refused(with_kit, file):
    with_kit.write(f"lambdas/shop/shared/{file}", "")
    message = fault(with_kit, "import json")
    assert "lambdas/shop/shared/kit: hides the package kit that all systems share" in message
    assert "given: lambdas/shared/kit\n  remedy: rename the system's own" in message


@pytest.mark.parametrize(
    ("link", "to"),
    [
        ("money.py", "elsewhere/__init__.py"),
        ("mail", "elsewhere"),
        ("mail/templates", "elsewhere/templates"),
        ("mail/subject.txt", "elsewhere/templates/a.html"),
    ],
)
def test_link_that_leaves_the_shared_folder__is_refused(package, link, to):
    package.write("elsewhere/__init__.py", "").write("elsewhere/templates/a.html", "<p>")
    place = package.root / SHARED / link
    if place.exists():
        place.rename(package.root / "before")
    place.symlink_to(package.root / to)
    assert "is a link that leaves" in fault(package, "from shop import money, mail")


def test_part_of_the_kit_s_own_library__is_shipped_as_far_as_it_is_imported(package):
    library = "plugins/module_utils/stackyard"
    package.write(f"{library}/__init__.py", "")
    package.write(f"{library}/errors.py", "class StackyardError(Exception): ...\n")
    package.write(f"{library}/brake/pull.py", "from ..errors import StackyardError\n")
    package.write(f"{library}/plan.py", "import yaml\n")
    files = ["stackyard/__init__.py", "stackyard/brake/pull.py", "stackyard/errors.py"]
    assert shipped(package, "from stackyard.brake.pull import StackyardError") == files


def test_part_of_the_kit_s_library_that_is_not_there__is_told(package):
    package.write("plugins/module_utils/stackyard/__init__.py", "")
    assert fault(package, "import stackyard.brakes").startswith(f"{HANDLER}:1: there is no module stackyard.brakes")
