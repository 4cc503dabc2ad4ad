"""What someone holds at one moment, and what a rule needs to know of a thing."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from nomina.desk.policy.roles import Role


@dataclass(frozen=True)
class Held:
    """A role that is in force; ``operation`` is None where it is held for the whole desk."""

    role: Role
    operation: UUID | None = None


@dataclass(frozen=True)
class Standing:
    """Someone at one moment: who it is and what is held. It is read anew for every request.

    Attributes:
        user: None for someone who has not signed in.
        held: roles in force; empty for an account that is not active.
    """

    user: UUID | None = None
    held: frozenset[Held] = frozenset()

    def roles(self, operations: frozenset[UUID]) -> frozenset[Role]:
        """Give the roles held in any of these operations."""
        return frozenset(h.role for h in self.held if h.operation in operations)

    @property
    def desk(self) -> frozenset[Role]:
        """Roles held for the whole desk."""
        return frozenset(h.role for h in self.held if h.operation is None)

    @property
    def operations(self) -> frozenset[UUID]:
        """Operations in which any role is held."""
        return frozenset(h.operation for h in self.held if h.operation is not None)


@dataclass(frozen=True)
class Thing:
    """What a rule may know of an object: where it belongs, and whom it is about.

    Attributes:
        operations: operations it belongs to; empty for a thing of the whole desk.
        person: the account that it is, or is about.
        maker: the account that made it, where a second person must follow.
        file: the kind of file that it is, or belongs to; empty where it is of none.
    """

    operations: frozenset[UUID] = frozenset()
    person: UUID | None = None
    maker: UUID | None = None
    file: str = ""


NOBODY = Standing()
NOTHING = Thing()
