"""Documentation of the action plugin of the same name, where Ansible looks for it."""

from __future__ import annotations

DOCUMENTATION = r"""
module: stackyard_settings
short_description: Refuse settings that cannot be what is meant
description:
  - Refuses variables of a target that are not declared in C(schemas/), that are not what their declaration allows, that
    every environment needs and nobody sets, or that were never filled in; all of them at once, each with its file and
    line. Calls nobody, writes nothing.
author: the Stackyard contributors
"""

EXAMPLES = r"""
- name: Check settings
  stackyard_settings:
"""

RETURN = r""" # """
