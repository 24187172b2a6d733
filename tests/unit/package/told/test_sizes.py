from __future__ import annotations

from stackyard.package.artifacts.archive import write_zip
from stackyard.package.contents.files import entry
from stackyard.package.told.sizes import Measured, contributors, in_words, report

from tests.unit.package.plans import Packages, content, file, packages, planned

MB = 1024 * 1024
NUMPY = packages(
    "numpy", "numpy/core.py", "numpy.libs/libblas.so.3", "numpy-2.0.dist-info/METADATA", "six.py",
    "_cffi_backend.cpython-313-x86_64-linux-gnu.so", size=4 * MB,
)  # fmt: skip


def test_contributors__are_packages_own_and_shared_files_and_bytecode():
    [plan] = planned(content("buy", NUMPY, [file("shop/a.py", 3 * MB)], [file("handler.py", 5 * MB)]))
    measured = Measured(unpacked={layer.key: layer.unpacked_bytes + MB // 2 for layer in plan.layers})
    assert contributors(plan, measured) == [
        ("numpy", 12 * MB), ("own files", 5 * MB), ("six", 4 * MB), ("_cffi_backend", 4 * MB),
        ("shared modules", 3 * MB), ("bytecode", MB),
    ]  # fmt: skip
    assert in_words(contributors(plan, measured)[:2]) == "numpy 12.0 MB, own files 5.0 MB"


def test_total__counts_layers_and_known_bytecode():
    [plan] = planned(content("buy", NUMPY))
    assert Measured().total_bytes(plan) == 20 * MB + 1
    assert Measured(unpacked={plan.layers[0].key: 30 * MB}).total_bytes(plan) == 30 * MB + 1


def test_report__has_functions_and_layers_the_biggest_first():
    class NotInstalled(Packages):
        def entries(self):
            raise AssertionError("nothing needs to be installed here")

    numpy, six = NotInstalled("numpy", size=40 * MB), NotInstalled("six", size=40_000)
    shared = [file("shop/money.py", 9000)]
    plans = planned(
        content("list", own=[file("handler.py", 4100)]),
        content("buy", six, shared, [file("handler.py", 2048)]),
        content("score", numpy, own=[file("handler.py", 3)]),
        content("score_all", numpy, own=[file("handler.py", 3)]),
        threshold=MB,
    )
    measured = Measured(packed={plans[0].artifact.key: 1500, plans[2].layers[0].key: 13 * MB})
    assert report(plans, measured) == [
        "function or layer   unpacked     zipped  made of, biggest first",
        "shop/score           40.0 MB          -  layer numpy, own 3 bytes",
        "shop/score_all       40.0 MB          -  layer numpy, own 3 bytes",
        "shop/buy               49 KB          -  six 39 KB, shared 8 KB, own 2 KB",
        "shop/list               4 KB       1 KB  own 4 KB",
        "layer of numpy       40.0 MB    13.0 MB  in 2 functions",
    ]


def test_report_of_long_names__stays_within_80_columns():
    name = "a_function_with_a_really_long_name_that_goes_on_and_on"
    lines = report(planned(content(name, Packages("one, two, three, four, five, six", size=MB))), Measured())
    assert max(map(len, lines)) == 80


def test_many_functions__are_counted_after_the_biggest():
    lines = report(planned(*(content(f"function_{number}") for number in range(25))), Measured())
    assert len(lines) == 22
    assert lines[-1] == "... and 5 more"


def test_size_without_bytecode__is_told_as_such_until_a_zip_is_there(tmp_path):
    plans = planned(content("buy", own=[file("handler.py", 2048)]), bytecode="cpython-313")
    artifact = plans[0].artifact
    assert report(plans, Measured())[-1] == "(what was not zipped on this machine is counted without its bytecode)"
    path = tmp_path / "larger.py"
    path.write_bytes(b"a" * 5000)
    write_zip([entry("larger.py", path)], tmp_path / f"{artifact.digest}.zip")
    completed = Measured().completed([artifact], tmp_path)
    assert completed.unpacked == {artifact.key: 5000}
    assert report(plans, completed)[1:] == ["shop/buy                4 KB          -  own 2 KB"]
