"""Differences between partitions are capabilities: every partition answers all of them, something reads each of them,
and nothing else asks where it is.

What looks for names of partitions and regions is told apart from what asks a service: a name that stands in code is
either compared with, or it is wrong in every other partition.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import botocore.session
import pytest
import yaml

from tests.unit.stackyard.test_no_system_named import python_code

ROOT = Path(__file__).resolve().parents[3]
PARTITIONS = sorted((ROOT / "group_vars").glob("aws*.yml"))
FOLDERS = ("templates", "lambdas", "roles", "playbooks", "plugins", "bin", "group_vars")
_REGION = r"(?:us|eu|ap|sa|ca|me|af|il|mx|cn|eusc)(?:-gov|-isob?|-de)?-(?:north|south|east|west|central)+\w*(?:-\d)?\b"
NAMED = re.compile(
    rf"(?<![\w-])(?:aws-(?:cn|us-gov|iso|eusc)|aws_(?:cn|eusc)|arn:aws|{_REGION})|(?:==|!=|\bin)\s*\(?[\"']aws[\"']|[\"']cn-"
)
# Where a partition or a region may be named all the same; the end of a path, and why.
REVIEWED = {
    "templates/trainings/scoring.yaml": "cfn-lint takes nothing but a condition on the region for 'there is no SES'",
    **{
        f"group_vars/{path.name}": "says what the partition is called, and where it keeps things" for path in PARTITIONS
    },
    "stackyard/compose/sam_translation.py": "SAM is given one region, whose ARNs are replaced by functions afterwards",
    "stackyard/plan/constraints.py": "shows what the name of a zone looks like",
    "stackyard/service_models.py": "a client that is never used wants some region",
    "bin/test": "chooses the partition of the suite e2e-cn",
}
_HEREDOC = re.compile(r"<<-?'?(\w+)'?.*?^\s*\1$", re.MULTILINE | re.DOTALL)
RULES = "plugins/module_utils/stackyard/rules/"  # what looks for such names has to name them


def code_files() -> Iterator[Path]:
    for path in (found for folder in FOLDERS for found in sorted((ROOT / folder).rglob("*"))):
        if path.is_file() and path.suffix in {".py", ".yaml", ".yml", ".json", ".j2", ".sh", ""}:
            yield path


def named_places(name: str, text: str) -> list[str]:
    """Lines of a file that name a partition or a region, comments and prose left out."""
    if name.endswith(".py"):
        found = [f"{name}:{place}: {code}" for place, code in python_code(text) if NAMED.search(code)]
        return found + [f"{name}: {line}" for line in compared_lines(text)]
    if name.startswith("bin/"):
        text = _HEREDOC.sub(lambda found: "\n" * found[0].count("\n"), text)  # what usages show are examples
    lines = [re.sub(r"(^|\s)#.*", "", line) for line in text.splitlines()]
    return [f"{name}:{number}: {line.strip()}" for number, line in enumerate(lines, 1) if NAMED.search(line)]


def compared_lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if re.search(r"partition\s*(?:==|!=|in)\s*\(?[\"']", line)]


def is_reviewed(name: str) -> bool:
    return name.startswith(RULES) or any(name.endswith(end) for end in REVIEWED)


def settings_of(path: Path) -> dict[str, object]:
    settings: dict[str, object] = yaml.safe_load(path.read_text())
    return settings


def test_partitions__all_answer_the_same_questions() -> None:
    assert len(PARTITIONS) >= 2
    assert {path.name: sorted(settings_of(path)) for path in PARTITIONS} == {
        path.name: sorted(settings_of(PARTITIONS[0])) for path in PARTITIONS
    }


def test_every_capability__is_explained_where_it_is_set() -> None:
    paragraphs = (ROOT / "group_vars/aws.yml").read_text().split("\n\n")
    explained = {
        line.split(":")[0] for one in paragraphs if one.lstrip("-\n").startswith("#") for line in one.splitlines()
    }
    assert set(settings_of(ROOT / "group_vars/aws.yml")) - explained == set()


@pytest.mark.parametrize("capability", sorted(settings_of(ROOT / "group_vars/aws.yml")))
def test_capability__is_read_by_something(capability: str) -> None:
    word = re.compile(rf"\b{capability}\b(?!:)")
    readers = [path for path in code_files() if path not in PARTITIONS and word.search(path.read_text())]
    assert readers, f"nothing reads {capability}: take it out of group_vars"


def test_code__names_no_partition_and_no_region() -> None:
    found = {str(path.relative_to(ROOT)): path for path in code_files()}
    places = [
        place
        for name, path in found.items()
        if not is_reviewed(name)
        for place in named_places(name, path.read_text(encoding="utf-8"))
    ]
    assert places == []


def test_reviewed_files__are_still_there_and_name_one() -> None:
    found = [str(path.relative_to(ROOT)) for path in code_files()]
    for end in REVIEWED:
        [name] = [name for name in found if name.endswith(end)]
        assert named_places(name, (ROOT / name).read_text()), f"{name} may leave the list"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.yml", "when: aws_partition == 'aws'\n"),
        ("a.yml", 'when: aws_region in ["cn-north-1", "cn-northwest-1"]\n'),
        ("a.yml", "when: aws_region.startswith('cn-')\n"),
        ("a.yml", "when: \"'aws_cn' in group_names\"\n"),
        ("a.yaml", "IsChina: !Equals [!Ref AWS::Partition, aws-cn]\n"),
        ("a.yaml", "Resource: arn:aws:s3:::bucket\n"),
        ("a.py", 'if target.partition == "aws": pass\n'),
        ("a.py", 'if region.startswith("cn-north"): pass\n'),
        ("a.py", 'endpoint = "eusc-de-east-1"\n'),
        ("bin/a", '[ "$region" = us-gov-west-1 ] && exit\n'),
    ],
)
def test_comparison_with_a_partition_or_a_region__is_found(name: str, text: str) -> None:
    assert named_places(name, text)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.yml", '# such as aws-cn\nregion: "{{ aws_region }}"\n'),
        ("a.py", '"""Such as cn-north-1."""\nx = 1  # or arn:aws:\n'),
        ("a.yaml", "Resource: !Sub arn:${AWS::Partition}:s3:::aws-centre\n"),
        ("bin/a", "echo west-1 # eu-central-1\n"),
        ("bin/a", "cat <<'HELP'\n  bin/a --region eu-west-1\nHELP\necho\n"),
    ],
)
def test_prose_and_functions__are_fine(name: str, text: str) -> None:
    assert named_places(name, text) == []


def test_every_region_there_is__may_keep_budgets() -> None:
    pattern = settings_of(ROOT / "schemas/partition.yaml")["settings"]["budgets_region"]["pattern"]  # type: ignore[index]
    session = botocore.session.get_session()
    regions = {
        region for name in session.get_available_partitions() for region in session.get_available_regions("sts", name)
    }
    assert [region for region in sorted(regions) if not re.fullmatch(pattern, region) and "fips" not in region] == []
