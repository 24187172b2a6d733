"""Turns what YAML, Ansible and people write into exact numbers: money is counted in ``Decimal`` only.

Ansible works formulas out in binary fractions, and 0.1 + 0.2 would be 0.30000000000000004 calls. So twelve digits are
taken of a quantity: more than any profile knows.
"""

from __future__ import annotations

from decimal import Context, Decimal, InvalidOperation
from typing import Any

_TWELVE = Context(prec=12)
_FINEST = Decimal("0.000001")  # that is shown
_CENT = Decimal("0.01")
_THOUSAND = 1000
_ASTRONOMIC = Decimal("1e15")  # from here on nobody reads digits, and lines have no room for them


def exact(value: Any) -> Decimal | None:
    """Read a number as it was written; ``None`` when it is none, or neither zero nor more."""
    if isinstance(value, bool) or not isinstance(value, int | float | str | Decimal):
        return None
    try:
        found = Decimal(str(value).strip())
    except InvalidOperation:
        return None
    return found if found.is_finite() and found >= 0 else None


def quantity(value: Any) -> Decimal | None:
    """Read a number of units, to twelve digits; ``None`` as ``exact`` gives it."""
    found = exact(value)
    return None if found is None else _TWELVE.plus(found)


def shown(number: Decimal) -> str:
    """Write a number for people: whole from a thousand on, with commas; else to a thousandth, below one a millionth."""
    if abs(number) >= _ASTRONOMIC:
        return f"{number:.3e}"
    digits = _FINEST if abs(number) < 1 else Decimal("0.001") if abs(number) < _THOUSAND else Decimal(1)
    short = number.quantize(digits)
    text = f"{short:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def least(amount: Decimal) -> str:
    """Write an amount that is the least of what will be paid: less than a cent of that is nothing yet."""
    return money(amount if abs(amount.quantize(_CENT)) else Decimal(0))


def money(amount: Decimal) -> str:
    """Write an amount to the cent; what is less than half a cent, and not nothing, as "<0.01"."""
    if abs(amount) >= _ASTRONOMIC:
        return f"{amount:.3e}"
    cents = amount.quantize(_CENT)
    if not cents and amount:
        return "<0.01" if amount > 0 else "-<0.01"
    return f"{cents:,f}" if cents else "0.00"
