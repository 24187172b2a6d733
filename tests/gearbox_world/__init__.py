"""gearbox's surroundings in memory: a table, queues and an inbox that behave as AWS's do, on their worst days too."""
