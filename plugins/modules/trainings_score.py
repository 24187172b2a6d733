"""Documentation of the action plugin of the same name, where Ansible looks for it."""

from __future__ import annotations

DOCUMENTATION = r"""
module: trainings_score
short_description: Run the weekly job now
description:
  - Starts the job for a moment, waits for its end and tells its figures.
  - A moment in the future is refused unless C(early) is set, since students may still be answering.
  - Fails with the state, the error and the cause when the job does.
author: the Stackyard contributors
options:
  target:
    description: Where to; C(stackyard_target) of the inventory.
    type: dict
    required: true
  outputs:
    description: Outputs of the system's stacks by stack.
    type: dict
    default: {}
  zone:
    description: The school's time zone.
    type: str
    required: true
  at:
    description: The moment to score for, in ISO form; without an offset on the school's clock; empty for now.
    type: str
    default: ''
  reopen:
    description: Tests (C(subject/test)) to score again although they are closed.
    type: list
    elements: str
    default: []
  early:
    description: Whether the moment may lie in the future.
    type: bool
    default: false
  patience:
    description: Seconds to wait for the end of the job.
    type: int
    default: 3600
"""

EXAMPLES = r"""
- name: Run the weekly job now
  trainings_score:
    target: "{{ stackyard_target }}"
    outputs: "{{ stackyard_outputs.trainings }}"
    zone: Europe/Warsaw
    at: '2026-11-23T23:00'
"""

RETURN = r"""
msg:
  description: What was done, in a line.
  returned: success
  type: str
at:
  description: The moment that was scored for, with its offset.
  returned: success
  type: str
run:
  description: What the job answered.
  returned: when it ran
  type: dict
"""
