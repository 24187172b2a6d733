"""The kit's rules as cfn-lint takes them: ``cfn-lint --append-rules stackyard.rules.appended``.

cfn-lint looks for classes among the names of the module that it is given, so this one names them all.
"""

from __future__ import annotations

from .catalogue import all_rules

globals().update({rule.__name__: rule for rule in all_rules()})
