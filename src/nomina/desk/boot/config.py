"""The settings of one desk, read from ``DIR/desk.toml`` and the environment; nothing secret."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Mapping
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from nomina.desk.boot.sending import Mail, Sms
from nomina.errors import FolderError, InputError
from nomina.words import LANGUAGES

FILE = "desk.toml"
FOLDER = "NOMINA_DESK"
"""Environment variable that names the folder of the desk for Django's own entry points."""
DATABASE = "NOMINA_DATABASE"
"""Environment variable with the address of a PostgreSQL database; it holds a password."""
PASSPHRASE = "NOMINA_DESK_PASSPHRASE"
"""Environment variable with the passphrase of the key file, where it has one."""
PASSPHRASE_FILE = "NOMINA_DESK_PASSPHRASE_FILE"
"""Environment variable that names a file with that passphrase, which nobody else may read."""
KEYRING = "NOMINA_DESK_KEYRING"
"""Environment variable with the name of that passphrase in the keyring of the system."""

TLS = "NOMINA_DESK_TLS"
"""Environment variable: ``1`` where a desk is reached over TLS, its own or that of a proxy."""

_HOST = re.compile(r"(?=.{1,253}\Z)[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9-]{1,63})*")


class Config(BaseModel):
    """What `desk.toml` may say; an unknown word in it is an error.

    Attributes:
        language: language of pages before anyone has signed in.
        timezone: IANA name, in which times are shown.
        host: the name people type; passkeys are bound to it for good.
        port: TCP port of the web server.
        threads: threads of the web server, 1 to 64.
        public_port: TCP port on which the public page of families is answered, and nothing else;
            0 where there is none. That page is answered on ``port`` too.
        public_address: how families type where that page is, such as ``ask.example.org``; where
            empty, the host and the port.
        proxies: addresses or networks of proxies in front of the desk; of a request that one of
            them hands on, the address that it wrote into ``X-Forwarded-For`` counts.
        mail, sms: how relatives of our own side may be asked to call; None where they may not.
        demo: nobody in it exists; every page says so. Only `nomina demo` makes such a desk.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    language: str = "en"
    timezone: str = "UTC"
    host: str = "localhost"
    port: Annotated[int, Field(ge=1, le=65535)] = 8250
    threads: Annotated[int, Field(ge=1, le=64)] = 8
    public_port: Annotated[int, Field(ge=0, le=65535)] = 0
    public_address: str = ""
    proxies: Annotated[tuple[str, ...], Field(strict=False, max_length=20)] = ()
    mail: Mail | None = None
    sms: Sms | None = None
    demo: bool = False

    @field_validator("proxies")
    @classmethod
    def _addresses(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for one in value:
            try:
                ip_network(one, strict=False)
            except ValueError as error:
                raise ValueError("addresses or networks such as 192.0.2.7") from error
        return value

    @field_validator("public_address")
    @classmethod
    def _typed(cls, value: str) -> str:
        name, _, port = value.partition(":")
        if value and not (_HOST.fullmatch(name) and (port.isdecimal() or name == value)):
            raise ValueError("a host name in small letters, and a port where it needs one")
        return value

    @property
    def asked_at(self) -> str:
        """How families type where the public page is: a name, and a port where it has one."""
        return self.public_address or f"{self.host}:{self.public_port or self.port}"

    @field_validator("language")
    @classmethod
    def _spoken(cls, value: str) -> str:
        if value not in LANGUAGES:
            raise ValueError(f"one of {', '.join(LANGUAGES)}")
        return value

    @field_validator("timezone")
    @classmethod
    def _zone(cls, value: str) -> str:
        from zoneinfo import ZoneInfo

        try:
            ZoneInfo(value)
        except (OSError, ValueError, KeyError) as error:
            raise ValueError("an IANA time zone such as Europe/Kyiv") from error
        return value

    @field_validator("host")
    @classmethod
    def _name(cls, value: str) -> str:
        # A passkey is bound to a name; browsers refuse to bind one to a bare address.
        if not _HOST.fullmatch(value) or value.replace(".", "").isdigit():
            raise ValueError("a host name in small letters, not an address")
        return value


def read_config(folder: Path, environment: Mapping[str, str] | None = None) -> Config:
    """Read the settings of the desk in ``folder``.

    ``NOMINA_DESK_LANGUAGE``, ``..._TIMEZONE``, ``..._HOST``, ``..._PORT``, ``..._THREADS``,
    ``..._PUBLIC_PORT`` and ``..._PUBLIC_ADDRESS`` overrule the file; whether it is a demonstration
    is not overruled, nor whose word on an address is taken, nor where mail and short messages go.

    Raises:
        FolderError: there is no `desk.toml` in the folder.
        InputError: it cannot be read as TOML, or a setting is unknown or out of range; every
            faulty setting is named with its place.
    """
    path = folder / FILE
    try:
        written: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise FolderError(
            "there is no desk here", where=str(folder), todo="Make one with nomina init"
        ) from None
    except (OSError, ValueError) as error:
        raise InputError(f"cannot be read: {error}", where=str(path)) from error
    environ = os.environ if environment is None else environment
    for name, field in Config.model_fields.items():
        if name in {"demo", "proxies", "mail", "sms"}:
            continue
        if (given := environ.get(f"NOMINA_DESK_{name.upper()}")) is not None:
            number = field.annotation is int and given.isdecimal()
            written[name] = int(given) if number else given
    return checked(written, where=str(path))


def checked(settings: Mapping[str, Any], where: str = "") -> Config:
    """Give settings as a `Config`.

    Raises:
        InputError: one is unknown or out of range; each is named.
    """
    try:
        return Config.model_validate(settings)
    except ValidationError as error:
        faults = "; ".join(
            f"{'.'.join(map(str, e['loc']))}: {e['msg'].removeprefix('Value error, ')}"
            for e in error.errors()
        )
        raise InputError(faults, where=where) from None
