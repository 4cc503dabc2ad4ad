"""Opening what was captured: hostile bytes to pieces, in memory, with bounds, without a network.

Nothing from outside becomes a path, and nothing is run, drawn or fetched. What cannot be opened is
kept as it came, with the code of why.
"""
