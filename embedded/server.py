"""The embedded AWS as a process: `python -m embedded.server`.

Runs in `.envs/embedded` with the repository's root on the path and the environment that
`embedded.lifecycle.environment` computes. Applies the repairs, then hands over to MiniStack's own main.
"""

from __future__ import annotations

import sys

from embedded import control, hooks, repairs


def main() -> None:
    """Serves until SIGTERM; ends with exit code 1 and one line on stderr when a repair does not fit."""
    try:
        applied = repairs.selected()
        repairs.apply(applied)
        hooks.wrap("ministack.app", "app", control.serving)
    except (repairs.RepairError, hooks.HookMissingError) as error:
        sys.exit(f"error: {error}")

    @control.route("GET", "/repairs")
    def repairs_in_effect(_request: control.Request) -> dict[str, object]:
        return {"ministack": hooks.ministack_version(), "repairs": list(applied)}

    sys.argv = ["ministack"]  # MiniStack reads its own command line, and takes none of ours
    hooks.attribute("ministack.app", "main")()


if __name__ == "__main__":
    main()
