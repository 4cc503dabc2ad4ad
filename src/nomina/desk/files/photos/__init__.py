"""The photos of files: taken in, looked at in the background, shown when asked for.

The original lies in the vault as it came. What people look at is rebuilt from its pixels; no byte
of either leaves before the act that opens it is in the ledger.
"""
