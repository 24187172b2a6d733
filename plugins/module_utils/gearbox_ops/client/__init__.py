"""What ``bin/gearbox.sh`` leaves to Python: names of files, JSON, and what of both may reach a terminal.

The script itself asks the API and moves files, by curl. Each verb of ``__main__`` reads what lies in the script's own
temporary folder and writes there, or on the screen.
"""
