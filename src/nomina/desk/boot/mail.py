"""Django sends no mail: an address book of operators and families is a list for an attacker.

What a relative of our own side may be sent goes another way, and by that alone
(`nomina.desk.families.wire`): no reset of a password and no report of an error leaves by mail.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NoReturn

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from nomina.errors import LineNotCrossed


class NoMail(BaseEmailBackend):
    """A mail backend that refuses."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> NoReturn:
        """Refuse.

        Raises:
            LineNotCrossed: always.
        """
        raise LineNotCrossed("the desk sends no mail")
