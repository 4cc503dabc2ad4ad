"""The desk: the web application in which a team works on shared case files.

A Django project. One folder (`nomina init DIR`) holds all that one desk needs: its settings
(`desk.toml`), its keys and, unless PostgreSQL is named, its encrypted database. Nothing here is
imported by the library: a notebook that uses `nomina` never loads Django.
"""
