# Documentation of the action plugin of this name (plugins/action/trainings_seed.py), which does the work.
"""Documentation that ``ansible-doc`` shows."""

from __future__ import annotations

DOCUMENTATION = r"""
module: trainings_seed
short_description: Publish students, tests and API keys of the trainings system
description:
  - Validates the whole content tree first and publishes nothing when anything is wrong with it.
  - Uploads what changed, gives new tests their due date (the next Monday 23:00 of the school's zone), and makes an
    API key for each student who has none. Answers and scores are never touched.
  - In check mode nothing is written; what would be done is reported, on an empty account too.
options:
  target: {description: The deployment target, C(stackyard_target)., type: dict, required: true}
  outputs: {description: "Outputs of the system's stacks, C({stack: {name: value}})."  , type: dict, default: {}}
  content: {description: Folder of the content tree., type: path, required: true}
  zone: {description: The school's time zone., type: str, required: true}
  prune: {description: Whether what the trainer removed from the content is removed here too., type: bool, default: false}
  readmit: {description: Students who were forgotten and are to be published again., type: list, elements: str, default: []}
author: [The Stackyard contributors]
"""

EXAMPLES = r"""
- name: Publish the content
  trainings_seed:
    target: "{{ stackyard_target }}"
    outputs: "{{ stackyard_outputs.trainings }}"
    content: content/trainings
    zone: Europe/Warsaw
"""

RETURN = r"""
msg: {description: What was done in a line., type: str, returned: success}
uploaded: {description: Keys of the documents of tests that were written., type: list, elements: str, returned: success}
removed: {description: Students and documents that were removed., type: list, elements: str, returned: success}
students_added: {description: Students who are new., type: list, elements: str, returned: success}
keys_made: {description: Students for whom a key was made., type: list, elements: str, returned: success}
keys_deleted: {description: Students of whom a key was deleted., type: list, elements: str, returned: success}
would_remove: {description: What only C(prune) removes., type: list, elements: str, returned: success}
left_out: {description: What of the tree is written by the system and not published., type: list, elements: str, returned: success}
"""
