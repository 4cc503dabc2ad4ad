"""What alone can be sent: that a relative of our own side, who allowed it, is asked to call.

Only `messages_gate` makes such a value, from the file of a relative and what that relative said of
contact. What sends (`wire`) takes nothing else and knows no table, so it can reach nobody else.
"""

from __future__ import annotations

from typing import NoReturn, final

from nomina.errors import LineNotCrossed


@final
class Arranged:
    """A message that may leave now.

    Attributes:
        id: 32 hexadecimal digits, the same however often it is sent.
        form: ``mail`` or ``sms``.
        to: the address or telephone number.
        language: in which it is written.
        subject, text: all that it says.
    """

    __slots__ = ("form", "id", "language", "subject", "text", "to")
    id: str
    form: str
    to: str
    language: str
    subject: str
    text: str

    def __init__(self) -> None:
        raise LineNotCrossed("a message is made of what a relative allowed, and of nothing else")

    def __init_subclass__(cls) -> NoReturn:
        raise LineNotCrossed("there is one kind of message")

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise LineNotCrossed("a message is what was allowed; it is not changed")

    def __reduce__(self) -> NoReturn:
        raise LineNotCrossed("a message is not carried elsewhere")


def allowed_to_leave(
    *, id: str, form: str, to: str, language: str, subject: str, text: str
) -> Arranged:
    """Make the value; `messages_gate` asked everything before, and nothing else calls this."""
    one: Arranged = object.__new__(Arranged)
    given = {"id": id, "form": form, "to": to, "language": language}
    for name, value in (given | {"subject": subject, "text": text}).items():
        object.__setattr__(one, name, value)
    return one
