"""What the tests of the whole desk must know of transmit, a module for each subject."""

from tests.desk.transmit.facts import incoming, packages, routes

SUBJECTS = (
    routes,
    packages,
    incoming,
)
