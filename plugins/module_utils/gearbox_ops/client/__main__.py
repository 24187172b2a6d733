"""The verbs that ``bin/gearbox.sh`` calls; what each reads and writes of the script's folder stands with it.

Exit codes are those of the script (``--help`` lists them), and ``NOT_YET`` for what has to be asked again.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlencode

from stackyard.errors import StackyardError

from . import meter
from .answers import BadAnswer, document, files, problem
from .details import details
from .names import id_of
from .screen import Screen, standard
from .tables import board, listing, statistics, under_way, why
from .texts import one_line
from .times import from_moment
from .uploads import Ask, Unsendable, form, plan, refused, settled

DONE, USAGE, UNSENDABLE, NO_ANSWER_OF_OURS, REFUSED, FAILED, SERVER, NOT_YET = 0, 2, 3, 5, 7, 9, 11, 20
LARGEST_PAGE = 100
_SEPARATOR = "\x1f"  # between the fields of one line, for the script
_MOST_ROWS = 20  # of a board
_SERVER_ERROR = 500


def plan_uploads(folder: Path, declared_type: str, *paths: str) -> int:
    """Write ``<n>.ask`` and ``<n>.file`` for each file that can be sent; print number, size and name of each."""
    code, number = DONE, 0
    for planned in plan(paths, declared_type):
        if not isinstance(planned, Ask):
            _complain(planned)
            code = UNSENDABLE
            continue
        number += 1
        planned.lay_out(folder, number)
        _say(_SEPARATOR.join([str(number), str(planned.size), one_line(planned.key)]))
    return code


def write_form(folder: Path, number: str) -> int:
    """Write ``<n>.form``, curl's instructions, from the API's answer, and print the file's id."""
    (folder / f"{number}.form").write_text(form(folder, int(number)), encoding="utf-8")
    _say(one_line(document(folder / "answer").get("file_id", "")))
    return DONE


def complain_of_refusal(folder: Path, status: str, name: str) -> int:
    """Say why S3 did not take a file, from its ``reply``."""
    error = refused((folder / "reply").read_text(encoding="utf-8", errors="replace"), int(status), name)
    _complain(error)
    if isinstance(error, Unsendable):
        return UNSENDABLE
    return SERVER if int(status) >= _SERVER_ERROR else REFUSED


def tell_settled(folder: Path, number: str, name: str) -> int:
    """Say what became of a file that was sent, from S3's ``<n>.headers`` and the API's answer."""
    told = settled(folder, int(number))
    if told is None:
        return NOT_YET
    state, reason = str(told["state"]), why(told)
    _say(
        f"{standard().state(state, f'{one_line(state):<10}')}  {one_line(name)}"
        + (f"\n{'':12}{reason}" if reason else "")
    )
    return FAILED if reason else DONE


def print_problem(folder: Path, status: str) -> int:
    """Print what a problem document says."""
    _say(problem(folder / "answer", int(status)))
    return DONE


def print_id(_folder: Path, argument: str) -> int:
    """Print the id of the file that is meant."""
    _say(id_of(argument))
    return DONE


def print_query(_folder: Path, state: str, kind: str, since: str) -> int:
    """Print the query of a list."""
    moment = from_moment(since, _now()) if since else ""
    asked = {"state": state, "kind": kind, "from": moment}
    _say(urlencode({name: value for name, value in asked.items() if value}, errors="surrogateescape"))
    return DONE


def keep_page(folder: Path, most: str) -> int:
    """Add a page's files to ``files``; print how many more are wanted, and how the query goes on where it does."""
    listed, cursor = files(folder / "answer")
    kept = folder / "files"
    with kept.open("a", encoding="ascii") as lines:
        lines.writelines(f"{json.dumps(file)}\n" for file in listed[: int(most)])
    _say(f"{int(most) - len(listed)}{_SEPARATOR}{urlencode({'cursor': cursor}) if cursor else ''}")
    return DONE


def print_files(folder: Path, form_of_it: str) -> int:
    """Print the files that were kept, as rows or as ``json``."""
    kept = [json.loads(line) for line in (folder / "files").read_text(encoding="ascii").splitlines()]
    _print([_as_json(kept)] if form_of_it == "json" else listing(kept, standard(), _now()))
    return DONE


def print_details(folder: Path, form_of_it: str) -> int:
    """Print everything about one file."""
    told = document(folder / "answer")
    _print([_as_json(told)] if form_of_it == "json" else details(told, standard()))
    return DONE


def print_stats(folder: Path, form_of_it: str) -> int:
    """Print how many files there are."""
    told = document(folder / "answer")
    _print([_as_json(told)] if form_of_it == "json" else statistics(told, standard()))
    return DONE


def print_removed(folder: Path) -> int:
    """Print which file is removed."""
    _say(f"removing  {one_line(document(folder / 'answer').get('key', ''))}")
    return DONE


def draw_board(folder: Path) -> int:
    """Draw ``stats``, ``extracting`` and ``received`` over the last drawing (``drawn`` has its lines), or as a line."""
    stats = document(folder / "stats")
    waiting = [file for state in ("extracting", "received") for file in files(folder / state)[0]]
    screen, now = standard(), _now()
    rows = min(_MOST_ROWS, shutil.get_terminal_size().lines - 1) if screen.terminal else 1
    _over_the_last(folder / "drawn", board(stats, waiting, screen, now, rows), screen)
    return NOT_YET if under_way(stats) or waiting else DONE


def _over_the_last(kept: Path, lines: list[str], screen: Screen) -> None:
    """Draw over what was drawn last; where nothing can be drawn over, say only what is new, whatever the time."""
    last = kept.read_text(encoding="utf-8").splitlines() if kept.exists() else []
    if screen.terminal:
        up = f"\x1b[{len(last)}A\r\x1b[J" if last else ""
        sys.stdout.write(up + "".join(f"{line}\n" for line in lines))
    elif not last or last[0].partition("  ")[2] != lines[0].partition("  ")[2]:
        _print(lines)
    kept.write_text("\n".join(lines), encoding="utf-8")


def draw_progress(folder: Path, name: str, size: str) -> int:
    """Draw on standard error what curl's meter says on standard input; its complaints go to ``trouble``."""
    screen = Screen.of(sys.stderr)
    with (folder / "trouble").open("w", encoding="utf-8") as trouble:
        for row in meter.rows(iter(lambda: os.read(0, 4096).decode(errors="replace"), "")):
            at = meter.progress(row)
            if at:
                sys.stderr.write(f"{meter.ERASE}{meter.line(one_line(name), int(size), at, screen.width)}")
                sys.stderr.flush()
            elif row.startswith("curl: "):
                trouble.write(f"{row}\n")
    sys.stderr.write(meter.ERASE)
    return DONE


VERBS: dict[str, Callable[..., int]] = {
    "plan": plan_uploads, "form": write_form, "refusal": complain_of_refusal, "settled": tell_settled,
    "problem": print_problem, "id": print_id, "query": print_query, "page": keep_page, "files": print_files,
    "details": print_details, "stats": print_stats, "removed": print_removed, "board": draw_board,
    "progress": draw_progress,
}  # fmt: skip


def main(arguments: Sequence[str]) -> int:
    """Run one verb: ``<folder> <verb> [arguments...]``; gives the exit code."""
    folder, verb, *given = arguments
    standard()
    try:
        return VERBS[verb](Path(folder), *given)
    except BadAnswer:
        return NO_ANSWER_OF_OURS
    except StackyardError as error:
        _complain(error)
        return USAGE
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # the reader has seen enough
        return DONE


def _now() -> datetime:
    return datetime.now(UTC).astimezone()


def _as_json(value: object) -> str:
    """Write JSON without any control character: ``json`` itself leaves one of them as it is."""
    return json.dumps(value, indent=2).replace("\x7f", "\\u007f")


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")


def _print(lines: Iterable[str]) -> None:
    sys.stdout.writelines(f"{line}\n" for line in lines)
    sys.stdout.flush()


def _complain(error: StackyardError) -> None:
    sys.stderr.write(f"error: {error}\n")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
