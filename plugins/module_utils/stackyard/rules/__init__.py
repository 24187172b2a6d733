"""The kit's own rules for templates and sources: what cfn-lint cannot see, a module each (``docs/rules/``)."""
