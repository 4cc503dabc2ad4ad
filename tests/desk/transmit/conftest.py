"""The team of operation One and its yard, on both databases."""

from tests.desk.custody.conftest import signed_in as signed_in  # noqa: PLC0414 - a fixture
from tests.desk.custody.conftest import team as team  # noqa: PLC0414 - a fixture
from tests.desk.custody.conftest import yard as yard  # noqa: PLC0414 - a fixture
from tests.desk.look.conftest import browser as browser  # noqa: PLC0414 - a fixture
from tests.desk.people.conftest import client as client  # noqa: PLC0414 - a fixture
