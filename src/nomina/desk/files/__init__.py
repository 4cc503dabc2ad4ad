"""The case files that a team shares: missing people, bodies, the living unknown, families."""
