"""A copy of a desk that somebody else can put back: only what was restored and read counts.

A backup is a folder that takes any number of copies. Each copy is ``NAME.nomina`` (a sealed
manifest) and ``NAME.rows`` (every row of the database, sealed); the objects of the vault, sealed
already, lie once in ``objects``. ``NAME.key`` is the key file of the desk, where it is wrapped by a
passphrase or its owner asked for it. Rows know no database: either takes them.
"""
