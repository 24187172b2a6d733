"""How files of each kind are examined: one small module a kind, loaded when the first file of its kind comes.

Each has ``examine(file, job, found)``: it writes what it learns into ``found`` as it goes, so that what is known of a
file stays known when ``Damage`` is raised. Whatever else it raises is taken for a file that its reader cannot read.
"""
