"""Which mailboxes the desk reads for which operations: ``mailbox.toml`` in its folder.

Passwords stand not in it but in the environment or in files that nobody else may read.
"""

from __future__ import annotations

import os
import stat
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from nomina.errors import InputError
from nomina.words import tr

FILE = "mailbox.toml"
PASSWORD_FILE = "mailbox.password"
PASSWORD = "NOMINA_MAILBOX_PASSWORD"
"""Environment variable with the password, where no file holds it; ``_NAME`` follows a name."""


class Mailbox(BaseModel):
    """What `mailbox.toml` says of one mailbox; an unknown word in it is an error.

    Attributes:
        name: of it, where there are several; its password stands under this name.
        operation: id of the operation that the mail is for, as in the address of its page.
        host, port: of the server, which speaks IMAP over TLS.
        user: with which the desk signs in there.
        folder: of the mailbox.
        minutes: between two looks.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Annotated[str, Field(pattern=r"^[a-z0-9-]{0,40}$")] = ""
    operation: UUID
    host: Annotated[str, Field(min_length=1, max_length=253)]
    port: Annotated[int, Field(ge=1, le=65535)] = 993
    user: Annotated[str, Field(min_length=1, max_length=254)]
    folder: Annotated[str, Field(min_length=1, max_length=200)] = "INBOX"
    minutes: Annotated[int, Field(ge=1, le=24 * 60)] = 5


def of(folder: Path) -> tuple[Mailbox, ...]:
    """Give the mailboxes of a desk; none where it reads none.

    Raises:
        InputError: the file says something else than it may; every fault is named.
    """
    path = folder / FILE
    try:
        written = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return ()
    except (OSError, ValueError) as error:
        raise InputError(
            tr("the file cannot be read ({why})").format(why=error), where=str(path)
        ) from error
    several = set(written) == {"mailbox"} and isinstance(written["mailbox"], list)
    try:
        found = tuple(map(Mailbox.model_validate, written["mailbox"] if several else [written]))
    except ValidationError as error:
        faults = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors())
        raise InputError(faults, where=str(path)) from None
    if len({one.name for one in found}) < len(found):
        raise InputError(
            tr("two mailboxes have the same name"),
            where=str(path),
            todo=tr("Give each a name of its own; its password stands under it"),
        )
    return found


def password(folder: Path, environment: Mapping[str, str] | None = None, name: str = "") -> str:
    """Give the password of a mailbox.

    Args:
        folder: of the desk.
        environment: where it is looked for where no file holds it; that of the process where None.
        name: of the mailbox.

    Raises:
        InputError: there is none, or others may read it.
    """
    path = folder / (f"mailbox-{name}.password" if name else PASSWORD_FILE)
    if path.exists():
        if os.name == "posix" and path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
            raise InputError(
                tr("others may read or change the file of the password"),
                where=str(path),
                todo=tr("Take their rights away: chmod 600"),
            )
        return path.read_text(encoding="utf-8").rstrip("\r\n")
    key = f"{PASSWORD}_{name.upper().replace('-', '_')}" if name else PASSWORD
    found = (os.environ if environment is None else environment).get(key)
    if found:
        return found
    raise InputError(
        tr("the mailbox has no password"),
        where=str(path),
        todo=tr("Write it into that file, which nobody else may read"),
    )
