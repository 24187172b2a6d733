"""The catalogue: one record for each key that was ever in the inbox, and the lists that people ask for."""
