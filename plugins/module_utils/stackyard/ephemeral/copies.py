"""Makes, keeps and forgets copies of environments: which name, which end, which file. Nothing here deploys anything."""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Collection
from dataclasses import replace
from pathlib import Path

from ..errors import StackyardError
from ..settings.environment import SettingsOf, environment_settings, known_environments, known_hosts
from ..settings.short_lived import is_name
from ..sweep.expiry import moment
from ..sweep.survey import Found, Survey
from . import checkout, life, names
from .account import Account, copies
from .record import Record, Records

DEFAULT_TTL = "2h"
_CLAIM_BYTES = 8
_KEYS = frozenset({"access_key_id", "secret_access_key"})  # of a target


def new_or_known(
    records: Records, source: str, name: str, ttl: str, account: Account, *, for_a_run: bool = False
) -> Record:
    """Give the copy that is to be brought up, its file written: a new one, or that of the name, its life extended.

    ``ttl`` empty stands for the known copy's own, or the usual one. Raises ``StackyardError``, for a run also where the
    copy is another checkout's: whoever uses it there would lose it at the end of the run.
    """
    length = life.parse_ttl(ttl) if ttl else None
    there, now = account.survey(), account.now()
    known = records.find(name) if name else None
    if name:
        check_name(records, name, there)
        elsewhere = from_elsewhere(there.of(name), source, account)
        if elsewhere and not known and for_a_run:
            raise _somebody_elses(elsewhere, account)
        known = known or elsewhere
    if known:
        length = length or life.parse_ttl(known.ttl)
        expires = life.end_of(now, length) if ttl else life.extended(known.expires, now, length)
        record = replace(known, ttl=ttl or known.ttl, expires=expires)
        records.write(record)
        return record
    length = length or life.parse_ttl(DEFAULT_TTL)
    expires = life.end_of(now, length)
    claim = secrets.token_hex(_CLAIM_BYTES)
    wanted = Record(name, source, account.target.region, life.shown(length), expires, checkout.user(), claim)
    return _reserve(records, wanted, there)


def located(records: Records, record: Record, settings_of: SettingsOf = environment_settings) -> Record:
    """Keep in the file of a copy where it is, as its settings tell now. Raises ``StackyardError`` where they do not.

    Keys of an account are not kept: only the embedded AWS is asked with keys that stand in settings.
    """
    found = settings_of(record.name, ["stackyard_target", "build_folder"])
    target = found["stackyard_target"]
    if not target.get("embedded"):
        target = {name: value for name, value in target.items() if name not in _KEYS}
    known = replace(record, target=target, build=found["build_folder"])
    records.write(known)
    return known


def is_others(record: Record, found: Found) -> bool:
    """Whether what an account has under the name of a copy was made by another machine, and nothing of it by us."""
    return bool(record.claim and found.claims) and record.claim not in found.claims


def extend(records: Records, name: str, account: Account) -> None:
    """Let a copy live on, as every deployment does."""
    if record := records.find(name):
        expires = life.extended(record.expires, account.now(), life.parse_ttl(record.ttl))
        if expires != record.expires:
            records.write(replace(record, expires=expires))


def to_take_down(records: Records, name: str, source: str) -> Record:
    """Give the copy that is to be taken away: the only one of this checkout where none is named.

    One that another checkout made is found in the account by its tags; its file is written here. Raises
    ``StackyardError`` where there is none, or several to choose from.
    """
    if not name:
        return _only_one(records)
    if record := records.find(name):
        return record
    check_leaves(records, name)
    account = Account.of(source)
    account.start(records.root)
    found = account.survey().of(name)
    record = from_elsewhere(found, source, account)
    if record is None:
        what = "what the account has of it has no end, so it is to stay" if found.stacks else "nothing of it is there"
        raise StackyardError(
            "there is no ephemeral environment of this name",
            given=f"{name}: {what} (account {account.target.account}, {account.target.region})",
            remedy=f"bin/ephemeral list --from {source} tells which there are",
        )
    records.write(record)
    return record


def forget(records: Records, record: Record) -> None:
    """Remove what a copy that is gone has on this machine."""
    if not records.path(record.name).is_file():  # another command was faster
        return
    build = Path(record.build or records.root / "build")
    shutil.rmtree(build / record.name, ignore_errors=True)
    for page in (build / "reports").glob(f"{record.host}-*.html"):
        page.unlink(missing_ok=True)
    (records.root / "build" / "cache" / "settings" / f"{record.name}.json").unlink(missing_ok=True)
    records.remove(record.name)


def check_source(records: Records, source: str) -> None:
    """Refuse to copy a copy: its settings are those of what it was copied from. Raises ``StackyardError``."""
    if record := records.find(source) if is_name(source) else None:
        raise StackyardError(
            "a copy is made of an environment that stays, not of another copy",
            given=f"--from {source}",
            remedy=f"--from {record.source}, which {source} was copied from",
        )


def check_name(records: Records, name: str, there: Survey) -> None:
    """Refuse a name that is none, or is somebody else's. Raises ``StackyardError``."""
    root = records.root
    staying = [found.environment for found in there.environments if not found.ephemeral]
    others = {record.name for record in records.all()} | {found.environment for found in copies(there)}
    names.check(name, {*known_environments(root), *known_hosts(root), *staying}, others)


def check_leaves(records: Records, name: str) -> None:
    """Refuse to take an environment of the inventory for a copy, whatever tags it has. Raises ``StackyardError``."""
    if name in {*known_environments(records.root), *known_hosts(records.root)}:
        raise StackyardError("this environment is no copy: it stays", given=name, remedy=f"bin/destroy {name}")


def _reserve(records: Records, wanted: Record, there: Survey) -> Record:
    """Write the file of a new copy; one without a name gets one that nobody has."""
    taken = _taken(records, there)
    while True:
        name = wanted.name or names.derive(checkout.user(), checkout.branch(records.root), taken)
        record = replace(wanted, name=name)
        if records.reserve(record):
            return record
        if wanted.name:
            raise StackyardError(
                "the file of this copy cannot be read",
                given=str(records.path(name)),
                remedy="remove the file, then run the same command again",
            )
        taken = {*taken, name}


def _taken(records: Records, there: Survey) -> Collection[str]:
    environments = [*known_environments(records.root), *known_hosts(records.root)]
    return {*environments, *(one.name for one in records.all()), *(one.environment for one in there.environments)}


def from_elsewhere(found: Found, source: str, account: Account) -> Record | None:
    """The copy that another checkout made, by what the account has of it."""
    if not found.ephemeral:
        return None
    # An end that nobody can read keeps the reaper away, not whoever names the copy.
    expires = found.expires if moment(found.expires) else life.end_of(account.now(), life.parse_ttl(DEFAULT_TTL))
    claim = min(found.claims, default="")  # of whoever made it: it is the same copy
    return Record(found.environment, source, account.target.region, DEFAULT_TTL, expires, claim=claim)


def _somebody_elses(record: Record, account: Account) -> StackyardError:
    return StackyardError(
        "another checkout made a copy of this name, and a run would take it away",
        given=f"{record.name}: {life.left(record.expires, account.now())}",
        remedy="leave --name out; or, if nobody uses it any more, first: "
        f"bin/ephemeral down {record.name} --from {record.source}",
    )


def _only_one(records: Records) -> Record:
    known = records.all()
    if len(known) == 1:
        return known[0]
    raise StackyardError(
        "there are several ephemeral environments to choose from"
        if known
        else "there is no ephemeral environment here",
        given=", ".join(record.name for record in known),
        remedy="bin/ephemeral down <name>" if known else "bin/ephemeral list tells which ones an account has",
    )
