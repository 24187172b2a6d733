"""Documentation of the action plugin of the same name, where Ansible looks for it."""

from __future__ import annotations

DOCUMENTATION = r"""
module: stackyard_secret
short_description: Keep a secret in an SSM SecureString
description:
  - Writes the parameter when it is missing or holds another value. Give the task C(no_log), too.
author: the Stackyard contributors
options:
  target:
    description: Where to; C(stackyard_target) of the inventory.
    type: dict
    required: true
  name:
    description: Name of the parameter, such as C(/stackyard/dev/smtp).
    type: str
    required: true
  value:
    description: What it is to hold.
    type: str
    required: true
"""

EXAMPLES = r"""
- name: Keep the credentials of the SMTP relay
  stackyard_secret:
    target: "{{ stackyard_target }}"
    name: /stackyard/dev/smtp
    value: "{{ relay_credentials | to_json }}"
  no_log: true
"""

RETURN = ""
