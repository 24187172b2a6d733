"""Documentation of the action plugin of the same name, where Ansible looks for it."""

from __future__ import annotations

DOCUMENTATION = r"""
module: trainings_seed
short_description: Publish students, tests and API keys
description:
  - Validates the whole content tree first and publishes nothing when anything is wrong with it.
  - Uploads what changed, gives new tests their due date (the next Monday 23:00 of the school's clock), and makes an API
    key for each student who has none. Answers and scores are never touched.
  - In check mode nothing is written; what would be done is reported, on an empty account too.
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
  content:
    description: Folder of the content tree.
    type: path
    required: true
  zone:
    description: The school's time zone.
    type: str
    required: true
  prune:
    description: Whether what is not in the content is removed; a test that has answers without a score stays.
    type: bool
    default: false
  prune_unscored:
    description: Whether C(prune) removes tests, too, that have answers without a score; these are never scored then.
    type: bool
    default: false
  readmit:
    description: Forgotten students who are to be published again.
    type: list
    elements: str
    default: []
"""

EXAMPLES = r"""
- name: Publish students, tests and API keys
  trainings_seed:
    target: "{{ stackyard_target }}"
    outputs: "{{ stackyard_outputs.trainings }}"
    content: content/trainings
    zone: Europe/Warsaw
"""

RETURN = r"""
msg:
  description: What was done, in a line.
  returned: success
  type: str
uploaded:
  description: Keys of the tests' documents that were written.
  returned: success
  type: list
  elements: str
removed:
  description: Students and documents that were removed.
  returned: success
  type: list
  elements: str
students_added:
  description: Students who are new on the list.
  returned: success
  type: list
  elements: str
keys_made:
  description: Students for whom a key was made.
  returned: success
  type: list
  elements: str
keys_deleted:
  description: Students of whom a key was deleted.
  returned: success
  type: list
  elements: str
would_remove:
  description: What only C(prune) removes.
  returned: success
  type: list
  elements: str
left_out:
  description: What of the tree the system writes itself, which is not published.
  returned: success
  type: list
  elements: str
"""
