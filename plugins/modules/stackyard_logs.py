"""Documentation of the action plugin of the same name, where Ansible looks for it."""

from __future__ import annotations

DOCUMENTATION = r"""
module: stackyard_logs
short_description: Show what an environment logged
description:
  - Finds the log groups of functions, APIs and state machines from the environment's stacks, reads them side by side,
    and gives their events as lines in time order.
author: the Stackyard contributors
options:
  target:
    description: Where to; C(stackyard_target) of the inventory.
    type: dict
    required: true
  since:
    description: How far back, as a span (C(90s), C(15m), C(1h), C(2d)) or a moment (C(2026-11-21T08:30)).
    type: str
    default: 1h
  grep:
    description: Regular expression (Python's) that an event has to match.
    type: str
    default: ""
  request:
    description: Id, or its first eight characters, of the request that events have to belong to.
    type: str
    default: ""
  only:
    description: Systems or names (C(get_test), C(trainings/get_test)) to show; all without.
    type: list
    elements: str
    default: []
  lines:
    description: How many lines to give at most; the last ones are given.
    type: int
    default: 200
"""

EXAMPLES = r"""
- name: Read the logs
  stackyard_logs:
    target: "{{ stackyard_target }}"
    since: 15m
"""

RETURN = r"""
lines:
  description: One line per event, for people.
  returned: success
  type: list
  elements: str
"""
