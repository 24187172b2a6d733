"""Documentation of the action plugin of the same name, where Ansible looks for it."""

from __future__ import annotations

DOCUMENTATION = r"""
module: trainings_forget
short_description: Export and erase one student
description:
  - Saves everything stored about the student to an archive that only its owner may read, then erases it in all versions.
  - An interrupted run is completed by the next; a student who was forgotten before is no error, an unknown one is.
  - Only lists what would go in check mode.
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
  student:
    description: Id of the student.
    type: str
    required: true
  content:
    description: Folder of the content tree; a student who is still named there is told.
    type: path
    required: true
  exports:
    description: Folder of the exports; each environment has one of its own in it.
    type: path
    required: true
"""

EXAMPLES = r"""
- name: Export and erase one student
  trainings_forget:
    target: "{{ stackyard_target }}"
    outputs: "{{ stackyard_outputs.trainings }}"
    student: student07
    content: content/trainings
    exports: build/exports
"""

RETURN = r"""
msg:
  description: What was done, in a line.
  returned: success
  type: str
found:
  description: Everything that was found, a line each.
  returned: success
  type: list
  elements: str
export:
  description: Path of the archive; empty when nothing was written.
  returned: success
  type: str
"""
