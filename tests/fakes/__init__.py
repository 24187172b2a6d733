"""Stand-ins of AWS services that tests script: they answer as AWS does, and remember what they were asked."""
