"""A process of its own in which files are examined, because nobody knows what a stranger's file does to its reader.

Readers of formats loop, recurse, and unpack a few bytes into gigabytes; every year somebody finds a new way. Signals
reach only the main thread and no library that catches everything, and a limit inside one library says nothing of the
next. A process can be bounded as a whole: processor time and memory by the kernel, and whatever it reads by us, since
it gets each byte by asking for it, with no credentials in its environment and no connection but two pipes.
"""
