"""Who may do what: roles, the standing of a person, and the predicates that decide.

`roles` says which roles there are, `standing` what someone holds right now, `predicates` every
rule in one place, all three without Django. `guard` puts a rule on a view and refuses a view that
has none (SEC-40).
"""
