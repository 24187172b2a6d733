"""History: what was deployed before, kept beside the artifacts, and the way back to it."""

from .ledger import Ledger
from .model import Deployment, KeptParameter, KeptStack
from .recording import Share, begin_to_number, keep_deployment
from .rollback import check_artifacts, list_lines, roll_back
from .way_back import Present, WayBack, find_way_back

__all__ = [
    "Deployment",
    "KeptParameter",
    "KeptStack",
    "Ledger",
    "Present",
    "Share",
    "WayBack",
    "begin_to_number",
    "check_artifacts",
    "find_way_back",
    "keep_deployment",
    "list_lines",
    "roll_back",
]
