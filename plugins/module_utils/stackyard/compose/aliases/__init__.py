"""Functions behind an alias: versions, aliases, and what moves an alias to new code little by little."""
