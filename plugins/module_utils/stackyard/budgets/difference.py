"""What has to be called so that the budget found becomes the one wanted; computes, and calls nothing.

A notification without a subscriber cannot exist, and there is a most of both, so the order counts: what can be changed
in place is, then something goes, then something comes; and a subscriber goes last.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from .model import Budget, Notification, Subscriber, Subscribers


@dataclass(frozen=True)
class Call:
    """One call of the API: the client's method, its arguments (without account and budget), and what it does."""

    method: str
    arguments: Mapping[str, Any]
    line: str


def difference(wanted: Budget, found: Budget | None) -> list[Call]:
    """Give the calls, in their order; none where nothing differs."""
    if found is None:
        return [_creation(wanted)]
    return [*_limit(wanted, found), *_notifications(wanted.notifications, found.notifications)]


def _creation(wanted: Budget) -> Call:
    notifications = [
        {"Notification": one.request(), "Subscribers": _requests(wanted.notifications[one])}
        for one in sorted(wanted.notifications)
    ]
    arguments = {"Budget": wanted.request(), "NotificationsWithSubscribers": notifications}
    return Call("create_budget", arguments, f"make the budget {wanted.name}, {wanted.amount} a month")


def _limit(wanted: Budget, found: Budget) -> Iterator[Call]:
    if (wanted.limit, wanted.unit) != (found.limit, found.unit):
        line = f"change the limit from {found.amount} to {wanted.amount} a month"
    elif wanted.tags != found.tags or not found.counts_as_made:
        line = f"count all that carries {', '.join(sorted(wanted.tags))} by the month, up to {wanted.amount}"
    else:
        return
    yield Call("update_budget", {"NewBudget": wanted.request(found.found)}, line)


def _notifications(wanted: Mapping[Notification, Subscribers], found: Mapping[Notification, Subscribers]) -> list[Call]:
    gone, new = sorted(set(found) - set(wanted)), sorted(set(wanted) - set(found))
    moved = _moved(wanted, found, gone, new)
    kept = {one: one for one in set(wanted) & set(found)} | {to: of for of, to in moved}
    return [
        *(_move(of, to) for of, to in moved),
        *(_removal(one) for one in gone if one not in dict(moved)),
        *(_addition(one, wanted[one]) for one in new if one not in kept),
        *(call for one in sorted(kept) for call in _subscribers(one, wanted[one], found[kept[one]])),
    ]


def _moved(
    wanted: Mapping[Notification, Subscribers],
    found: Mapping[Notification, Subscribers],
    gone: Sequence[Notification],
    new: Sequence[Notification],
) -> list[tuple[Notification, Notification]]:
    """Pair notifications that go with those that come and tell the same people: these only change their threshold."""
    pairs: list[tuple[Notification, Notification]] = []
    for of in gone:
        left = [one for one in new if one not in [to for _, to in pairs] and wanted[one] == found[of]]
        pairs.extend((of, to) for to in left[:1])
    return pairs


def _move(of: Notification, to: Notification) -> Call:
    arguments = {"OldNotification": of.request(), "NewNotification": to.request()}
    return Call("update_notification", arguments, f"tell of {to} instead of {of}")


def _removal(one: Notification) -> Call:
    return Call("delete_notification", {"Notification": one.request()}, f"no longer tell of {one}")


def _addition(one: Notification, subscribers: Subscribers) -> Call:
    arguments = {"Notification": one.request(), "Subscribers": _requests(subscribers)}
    return Call("create_notification", arguments, f"tell of {one}")


def _subscribers(at: Notification, wanted: Subscribers, found: Subscribers) -> list[Call]:
    """Replace subscribers in place as far as there are some of a kind on both sides; additions before removals."""
    additions, removals, changes = [], [], []
    for kind in ("EMAIL", "SNS"):
        gone = sorted(one for one in found - wanted if one.kind == kind)
        new = sorted(one for one in wanted - found if one.kind == kind)
        for old, fresh in zip_longest(gone, new):
            if old and fresh:
                changes.append(_subscription("update", at, f"tell {fresh} of {at} instead of {old}", old, fresh))
            elif fresh:
                additions.append(_subscription("create", at, f"tell {fresh} of {at}", fresh))
            else:
                removals.append(_subscription("delete", at, f"no longer tell {old} of {at}", old))
    return [*changes, *additions, *removals]


def _subscription(verb: str, at: Notification, line: str, *who: Subscriber) -> Call:
    names = ("OldSubscriber", "NewSubscriber") if verb == "update" else ("Subscriber",)
    told = {name: one.request() for name, one in zip(names, who, strict=True)}
    return Call(f"{verb}_subscriber", {"Notification": at.request(), **told}, line)


def _requests(subscribers: Subscribers) -> list[dict[str, str]]:
    return [one.request() for one in sorted(subscribers)]
