"""Who looks at a library, and which of its articles a search looks at. Knows no store."""

from dataclasses import dataclass

from index.errors import NotYoursError


@dataclass(frozen=True, slots=True, kw_only=True)
class Viewer:
    """Somebody who looks at a library.

    Attributes:
        user: Names a person, who sees what is everybody's and what is theirs; empty for somebody
            unknown, who sees the former; None for whoever runs the library, who sees it whole.
        is_private: What they add is theirs, and what is everybody's they may not change.
    """

    user: str | None = None
    is_private: bool = False

    def sees(self, owner: str | None) -> bool:
        """Tell whether they see an article of this owner; None owns what is everybody's."""
        return owner is None or self.user is None or owner == self.user

    def may_change(self, owner: str | None) -> bool:
        """Tell whether an article of this owner is one they see and theirs to change."""
        return self.sees(owner) and not (self.is_private and owner is None)

    def check_change(self, owner: str | None, *, article_id: str) -> None:
        """See that an article they see, of this owner, is theirs to change.

        Raises:
            NotYoursError: It is everybody's.
        """
        if self.is_private and owner is None:
            raise NotYoursError(
                f"the article {article_id!r} belongs to everybody here and is not yours to change",
                hint="ask whoever runs the server; you may leave it out of your questions",
            )

    def owner_of_new(self) -> str | None:
        """Say whose an article is that they add; None for everybody's.

        Raises:
            NotYoursError: It would be theirs, and nobody knows who they are.
        """
        if not self.is_private:
            return None
        if not self.user:
            raise NotYoursError(
                "what is added here belongs to whoever adds it, and nobody knows who you are",
                hint="log in, or send the cookie that the page sets",
            )
        return self.user


WHOLE = Viewer()
EVERYBODY = Viewer(user="")  # what all of them see


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Which articles a search looks at.

    Attributes:
        only: These; None for all.
        hidden: None of these; empty where `only` says it all.
    """

    only: frozenset[str] | None = None
    hidden: frozenset[str] = frozenset()

    @property
    def is_whole(self) -> bool:
        """Tell whether it is the whole library."""
        return self.only is None and not self.hidden

    def __contains__(self, article_id: object) -> bool:
        """Tell whether an article is looked at."""
        return article_id not in self.hidden and (self.only is None or article_id in self.only)


EVERYTHING = Scope()
