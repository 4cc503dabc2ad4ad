"""What the tests of the whole desk must know of families, a module for each subject."""

from tests.desk.families.facts import asking, hearing, home, letters, looking, public, telling

SUBJECTS = (
    asking,
    public,
    telling,
    letters,
    hearing,
    home,
    looking,
)
