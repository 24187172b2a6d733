from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest
from stackyard.hot.deployed import DeployedFunction
from stackyard.hot.reconcile import Reconciliation
from stackyard.package.bucket.artifact_bucket import ArtifactBucket

BUY = DeployedFunction("shop/buy", "physical-buy", "artifacts/buy.zip")
SELL = DeployedFunction("shop/sell", "physical-sell", "artifacts/sell.zip")


@dataclass
class Account:
    """Lambda and S3 in one, remembering what they were asked in order; waiting for ``stuck`` functions fails."""

    stuck: str = ""
    calls: list[str] = field(default_factory=list)

    def update_function_code(self, FunctionName: str, S3Bucket: str, S3Key: str) -> None:  # noqa: N803
        self.calls.append(f"update {FunctionName} to {S3Bucket}/{S3Key}")

    def delete_object(self, Bucket: str, Key: str) -> None:  # noqa: N803
        self.calls.append(f"delete {Bucket}/{Key}")

    def get_waiter(self, name: str) -> Account:
        assert name == "function_updated"
        return self

    def wait(self, FunctionName: str, WaiterConfig: Any) -> None:  # noqa: N803, ARG002
        self.calls.append(f"wait for {FunctionName}")
        if FunctionName == self.stuck:
            raise InterruptedError


def reconciliation(*hot: str) -> Reconciliation:
    return Reconciliation.of(hot, ["shop"], {"shop/buy": BUY, "shop/sell": SELL})


def test_function__is_put_back_before_its_note_goes():
    account = Account()
    reconciliation("shop/buy").execute(account, ArtifactBucket(account, "bucket"))
    assert account.calls == [
        "update physical-buy to bucket/artifacts/buy.zip",
        "wait for physical-buy",
        "delete bucket/artifacts/hot/shop/buy",
    ]


def test_interrupted_deployment__leaves_the_notes_of_what_is_not_put_back():
    account = Account(stuck="physical-sell")
    with pytest.raises(InterruptedError):
        reconciliation("shop/sell", "shop/buy").execute(account, ArtifactBucket(account, "bucket"))
    assert [call for call in account.calls if call.startswith("delete")] == ["delete bucket/artifacts/hot/shop/buy"]


def test_function_that_is_gone__loses_its_note_and_is_not_told():
    account, todo = Account(), reconciliation("shop/gone")
    todo.execute(account, ArtifactBucket(account, "bucket"))
    assert account.calls == ["delete bucket/artifacts/hot/shop/gone"]
    assert todo.lines(done=True) == []


def test_function_of_a_system_that_is_not_deployed_here__is_let_be():
    account = Account()
    reconciliation("other/buy").execute(account, ArtifactBucket(account, "bucket"))
    assert account.calls == []


def test_lines__tell_what_is_done_and_what_would_be_done():
    todo = reconciliation("shop/buy")
    assert todo.lines(done=True) == ["shop/buy: was updated in place, put back to what is deployed"]
    assert todo.lines(done=False) == ["shop/buy: was updated in place, would be put back to what is deployed"]
