"""Captures: what was lawfully and openly published about one person, kept as it was found.

One item per act, by a person, for one file. Nothing here follows a link or fetches an address
because a text holds one; a captured page is never drawn as a page.
"""
