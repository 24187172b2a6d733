"""Guard: what a deployment must not do, judged before it does it. Pure, but for the reading of what was shown."""
