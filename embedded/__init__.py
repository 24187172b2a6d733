"""The embedded AWS: MiniStack in a process of ours, repaired while it starts.

`server` is that process, `repairs` holds one module for each difference to AWS that would mislead a developer,
`control` serves our own endpoints under `/_stackyard/`, and `lifecycle` starts and stops the process in the background.
"""
