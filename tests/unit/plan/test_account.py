"""The account's own stack, as it is wanted."""

from __future__ import annotations

from pathlib import Path

from stackyard.compose import compose
from stackyard.plan import Template, make_plan
from stackyard.plan.account import STACK, account_spec, lacks_role

ROOT = Path(__file__).resolve().parents[3]
BOUNDARY = "arn:aws:iam::111122223333:policy/bound"


def test_boundary_of_every_role__bounds_the_accounts_role_too(tmp_path: Path) -> None:
    template = Template.read(Path(compose(ROOT, "account", "dev", tmp_path).stacks["base"].template))
    spec = account_spec(template, {"PermissionsBoundaryArn": BOUNDARY, "LogRetentionDays": 30})
    (planned,) = make_plan([spec], {}).stacks
    assert planned.parameters == {"PermissionsBoundaryArn": BOUNDARY}
    roles = [found["Properties"] for found in template.document["Resources"].values() if "Role" in found["Type"]]
    assert all("PermissionsBoundary" in role for role in roles)


def test_stack__bears_no_tag_by_which_an_environment_would_take_it_away(tmp_path: Path) -> None:
    template = Template.read(Path(compose(ROOT, "account", "dev", tmp_path).stacks["base"].template))
    spec = account_spec(template, {})
    assert (spec.name, dict(spec.tags)) == (STACK, {})


class Gateway:
    """API Gateway of an account with these settings."""

    def __init__(self, **settings: str) -> None:
        self.settings = settings

    def get_account(self) -> dict[str, str]:
        return self.settings


def test_role_that_somebody_set__is_known_by_its_arn() -> None:
    assert lacks_role(Gateway())
    assert lacks_role(Gateway(cloudwatchRoleArn=""))
    assert not lacks_role(Gateway(cloudwatchRoleArn="arn:aws:iam::111122223333:role/theirs"))
