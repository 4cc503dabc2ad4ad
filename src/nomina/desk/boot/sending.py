"""The settings by which a desk may ask relatives of its own side to call: mail, and short messages.

Without them the desk sends nothing. No password stands in them: it comes from the environment.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

MAIL_PASSWORD = "NOMINA_DESK_MAIL_PASSWORD"
"""Environment variable with the password of the mail server, or the key of a mail service."""
SMS_TOKEN = "NOMINA_DESK_SMS_TOKEN"
"""Environment variable with the token that the gateway of short messages asks for."""

_ADDRESS = re.compile(r"[A-Za-z0-9._+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63})+")
_NEAR = frozenset({"localhost", "127.0.0.1", "::1"})
_BACKEND = re.compile(r"anymail\.backends\.[a-z0-9_]{1,40}\.EmailBackend")


class Mail(BaseModel):
    """``[mail]`` of `desk.toml`: a mail server, or a mail service.

    Attributes:
        sender: the address that mail comes from; it should tell nothing of what the desk is for.
        host, port: of the server; empty where ``backend`` is given.
        tls: ``starttls``, ``tls`` from the first byte, or ``none``, within this machine alone.
        user: as whom to sign in; empty where the server asks for nothing.
        backend: a mail service instead, by its backend of django-anymail.
        options: what that backend asks for besides its key.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    sender: str
    host: str = ""
    port: Annotated[int, Field(ge=1, le=65535)] = 587
    tls: Literal["starttls", "tls", "none"] = "starttls"
    user: str = ""
    backend: str = ""
    options: dict[str, str] = Field(default_factory=dict)

    @field_validator("sender")
    @classmethod
    def _is_an_address(cls, value: str) -> str:
        if not _ADDRESS.fullmatch(value):
            raise ValueError("an address in plain letters")
        return value

    @model_validator(mode="after")
    def _is_one_way(self) -> Self:
        if bool(self.host) == bool(self.backend):
            raise ValueError("either the host of a mail server or the backend of a mail service")
        if self.backend and not _BACKEND.fullmatch(self.backend):
            raise ValueError("a backend of anymail, such as anymail.backends.NAME.EmailBackend")
        if self.host and self.tls == "none" and self.host not in _NEAR:
            raise ValueError("mail leaves this machine over TLS alone")
        return self


class Sms(BaseModel):
    """``[sms]`` of `desk.toml`: where short messages go.

    Attributes:
        address: of a gateway, beginning with https; ``http`` is for this machine alone.
        spool: a folder instead, into which each message is written for another program.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    address: str = ""
    spool: str = ""

    @model_validator(mode="after")
    def _is_one_way(self) -> Self:
        if bool(self.address) == bool(self.spool):
            raise ValueError("either the address of a gateway or a folder")
        near = re.match(r"http://(localhost|127\.0\.0\.1)[:/]", self.address)
        if self.address and not self.address.startswith("https://") and near is None:
            raise ValueError("an address that begins with https://")
        return self


def secret_of(name: str, environment: Mapping[str, str] | None = None) -> str:
    """Give a password or token from the environment; empty where there is none."""
    found = os.environ if environment is None else environment
    return found.get(name, "")
