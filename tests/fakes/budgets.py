"""An AWS Budgets that keeps the service's rules: names once, ten notifications, one topic, nobody untold.

Every call is noted; ``breaks_after`` calls that write, the connection is lost as often as it is used.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from botocore.exceptions import ClientError

MOST_NOTIFICATIONS, MOST_ADDRESSES, MOST_TOPICS = 10, 10, 1


class LostError(Exception):
    """The process was killed here."""


def refusal(code: str, operation: str, message: str = "as AWS says it") -> ClientError:
    return ClientError({"Error": {"Code": code, "Message": message}}, operation)


def _key(notification: Mapping[str, Any]) -> tuple[Any, ...]:
    names = ("NotificationType", "ComparisonOperator", "Threshold", "ThresholdType")
    return tuple(notification[name] for name in names)


class FakeBudgets:
    """A client of the budgets of one account."""

    def __init__(self) -> None:
        self.budgets: dict[str, dict[str, Any]] = {}
        self.told: dict[str, dict[tuple[Any, ...], tuple[dict[str, Any], list[dict[str, str]]]]] = {}
        self.calls: list[str] = []
        self.breaks_after: int | None = None
        self.refused: dict[str, str] = {}
        self.meanwhile: Callable[[], object] | None = None

    def _begin(self, operation: str) -> None:
        if self.breaks_after is not None and len(self.calls) >= self.breaks_after:
            raise LostError
        if operation in self.refused:
            raise refusal(self.refused[operation], operation)
        if self.meanwhile:
            meanwhile, self.meanwhile = self.meanwhile, None
            meanwhile()
        self.calls.append(operation)

    def _of(self, name: str, operation: str) -> dict[tuple[Any, ...], tuple[dict[str, Any], list[dict[str, str]]]]:
        if name not in self.budgets:
            raise refusal("NotFoundException", operation)
        return self.told[name]

    @staticmethod
    def _check(subscribers: list[dict[str, str]], operation: str) -> None:
        kinds = [one["SubscriptionType"] for one in subscribers]
        if not subscribers:
            raise refusal("InvalidParameterException", operation)
        if kinds.count("SNS") > MOST_TOPICS or kinds.count("EMAIL") > MOST_ADDRESSES:
            raise refusal("CreationLimitExceededException", operation)

    def create_budget(self, **sent: Any) -> None:
        self._begin("create_budget")
        if sent["Budget"]["BudgetName"] in self.budgets:
            raise refusal("DuplicateRecordException", "CreateBudget")
        if len(sent["NotificationsWithSubscribers"]) > MOST_NOTIFICATIONS:
            raise refusal("CreationLimitExceededException", "CreateBudget")
        for one in sent["NotificationsWithSubscribers"]:
            self._check(one["Subscribers"], "CreateBudget")
        self.budgets[sent["Budget"]["BudgetName"]] = {
            "TimePeriod": {"Start": 1, "End": 2},
            **copy.deepcopy(sent["Budget"]),
        }
        self.told[sent["Budget"]["BudgetName"]] = {
            _key(one["Notification"]): (one["Notification"], list(one["Subscribers"]))
            for one in sent["NotificationsWithSubscribers"]
        }

    def update_budget(self, **sent: Any) -> None:
        self._begin("update_budget")
        self._of(sent["NewBudget"]["BudgetName"], "UpdateBudget")
        self.budgets[sent["NewBudget"]["BudgetName"]] = copy.deepcopy(sent["NewBudget"])

    def delete_budget(self, **sent: Any) -> None:
        self._begin("delete_budget")
        self._of(sent["BudgetName"], "DeleteBudget")
        del self.budgets[sent["BudgetName"]], self.told[sent["BudgetName"]]

    def describe_budget(self, **sent: Any) -> dict[str, Any]:
        self._of(sent["BudgetName"], "DescribeBudget")
        budget = copy.deepcopy(self.budgets[sent["BudgetName"]])
        limit = {**budget["BudgetLimit"], "Amount": f"{float(budget['BudgetLimit']['Amount']):.1f}"}
        spend = {"ActualSpend": {"Amount": "12.3", "Unit": limit["Unit"]}}
        return {"Budget": {"CalculatedSpend": spend, **budget, "BudgetLimit": limit}}

    def get_paginator(self, operation: str) -> Any:
        reads = {
            "describe_notifications_for_budget": self._notifications,
            "describe_subscribers_for_notification": self._subscribers,
        }
        return type("Paginator", (), {"paginate": staticmethod(reads[operation])})

    def _notifications(self, **sent: Any) -> Iterator[dict[str, Any]]:
        for one, _ in list(self._of(sent["BudgetName"], "DescribeNotificationsForBudget").values()):
            yield {"Notifications": [{**one, "NotificationState": "OK"}]}  # pages of one

    def _subscribers(self, **sent: Any) -> Iterator[dict[str, Any]]:
        told = self._of(sent["BudgetName"], "DescribeSubscribersForNotification")
        if _key(sent["Notification"]) not in told:
            raise refusal("NotFoundException", "DescribeSubscribersForNotification")
        yield {"Subscribers": list(told[_key(sent["Notification"])][1])}

    def create_notification(self, **sent: Any) -> None:
        self._begin("create_notification")
        told = self._of(sent["BudgetName"], "CreateNotification")
        if _key(sent["Notification"]) in told:
            raise refusal("DuplicateRecordException", "CreateNotification")
        if len(told) >= MOST_NOTIFICATIONS:
            raise refusal("CreationLimitExceededException", "CreateNotification")
        self._check(sent["Subscribers"], "CreateNotification")
        told[_key(sent["Notification"])] = (sent["Notification"], list(sent["Subscribers"]))

    def update_notification(self, **sent: Any) -> None:
        self._begin("update_notification")
        told = self._of(sent["BudgetName"], "UpdateNotification")
        if _key(sent["OldNotification"]) not in told:
            raise refusal("NotFoundException", "UpdateNotification")
        if _key(sent["NewNotification"]) in told:
            raise refusal("DuplicateRecordException", "UpdateNotification")
        told[_key(sent["NewNotification"])] = (sent["NewNotification"], told.pop(_key(sent["OldNotification"]))[1])

    def delete_notification(self, **sent: Any) -> None:
        self._begin("delete_notification")
        if self._of(sent["BudgetName"], "DeleteNotification").pop(_key(sent["Notification"]), None) is None:
            raise refusal("NotFoundException", "DeleteNotification")

    def create_subscriber(self, **sent: Any) -> None:
        self._begin("create_subscriber")
        told = self._at(sent["BudgetName"], sent["Notification"], "CreateSubscriber")
        if sent["Subscriber"] in told:
            raise refusal("DuplicateRecordException", "CreateSubscriber")
        self._check([*told, sent["Subscriber"]], "CreateSubscriber")
        told.append(sent["Subscriber"])

    def update_subscriber(self, **sent: Any) -> None:
        self._begin("update_subscriber")
        told = self._at(sent["BudgetName"], sent["Notification"], "UpdateSubscriber")
        if sent["OldSubscriber"] not in told:
            raise refusal("NotFoundException", "UpdateSubscriber")
        told[told.index(sent["OldSubscriber"])] = sent["NewSubscriber"]

    def delete_subscriber(self, **sent: Any) -> None:
        """Take a subscriber away; with the last one the notification goes."""
        self._begin("delete_subscriber")
        told = self._at(sent["BudgetName"], sent["Notification"], "DeleteSubscriber")
        if sent["Subscriber"] not in told:
            raise refusal("NotFoundException", "DeleteSubscriber")
        told.remove(sent["Subscriber"])
        if not told:
            del self.told[sent["BudgetName"]][_key(sent["Notification"])]

    def _at(self, name: str, notification: Mapping[str, Any], operation: str) -> list[dict[str, str]]:
        told = self._of(name, operation)
        if _key(notification) not in told:
            raise refusal("NotFoundException", operation)
        return told[_key(notification)][1]
