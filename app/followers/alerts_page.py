"""What the page of alerts shows: what its reader follows, where they are told, and when."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from app.followers import emails, queries
from app.followers.lines import FollowedLine, followed_lines
from app.followers.models import AREA, CASE, EMAIL, NOTICES, STOPPED, UNCONFIRMED, Channel, Follower
from app.i18n import current_language, languages, native_name
from app.i18n.formats import format_time
from app.i18n.languages import customs

ICONS = {CASE: "mine", AREA: "place", NOTICES: "building"}


@dataclass(frozen=True, slots=True)
class Address:
    """An e-mail address; whether its owner has not said yes so far, or had it ended by a link."""

    id: int
    address: str
    is_waiting: bool
    is_stopped: bool


@dataclass
class AlertsPage:
    """The page of one reader; `follower` is None for whoever follows nothing. `key` opened it, from an e-mail."""

    follower: Follower | None
    key: str = ""
    said: str = ""

    @cached_property
    def lines(self) -> list[FollowedLine]:
        """What is followed, the latest first."""
        return followed_lines(self.follower, current_language()) if self.follower else []

    def icon_of(self, shown: FollowedLine) -> str:
        """The sign of what is followed."""
        return ICONS[shown.follow.subject_type]

    @cached_property
    def _channels(self) -> list[Channel]:
        found = queries.list_channels(self.follower) if self.follower else []
        return [channel for channel in found if not channel.is_gone]

    @property
    def emails(self) -> list[Address]:
        """The e-mail addresses, the oldest first."""
        mine = (channel for channel in self._channels if channel.kind == EMAIL)
        return [
            Address(one.id, one.address, is_waiting=one.state == UNCONFIRMED, is_stopped=one.state == STOPPED)
            for one in mine
        ]

    @property
    def is_told(self) -> bool:
        """Whether the last tap followed something."""
        return self.said == "told"

    @property
    def is_saved(self) -> bool:
        """Whether it changed something."""
        return self.said == "saved"

    @property
    def is_over(self) -> bool:
        """Whether it ended everything."""
        return self.said == "over" and self.follower is None

    @property
    def is_unknown(self) -> bool:
        """Whether the page was opened by a link that opens nothing."""
        return bool(self.key) and self.follower is None

    @property
    def can_be_reached(self) -> bool:
        """Whether there is a way to tell them, or one that waits for their yes."""
        return any(channel.state != STOPPED for channel in self._channels)

    @property
    def offers_email(self) -> bool:
        """Whether anybody can be told by e-mail here."""
        return emails.is_offered()

    @property
    def waits_for_yes(self) -> bool:
        """Whether they are told nowhere before the owner of an address says yes."""
        return self.can_be_reached and not any(channel.is_active for channel in self._channels)

    @property
    def hours(self) -> list[tuple[str, str]]:
        """(minutes after midnight, words): every full hour of the city's day."""
        zone = customs().time_zone
        return [(str(hour * 60), format_time(datetime(2000, 1, 1, hour, tzinfo=zone))) for hour in range(24)]

    @property
    def quiet_from(self) -> str:
        """The hour that is chosen, or an empty text."""
        return _chosen(self.follower.quiet_from if self.follower else None)

    @property
    def quiet_until(self) -> str:
        """Likewise."""
        return _chosen(self.follower.quiet_until if self.follower else None)

    @property
    def language(self) -> str:
        """In which they are told."""
        return self.follower.language if self.follower else current_language()

    @property
    def language_options(self) -> list[tuple[str, str]]:
        """(tag, its own name)."""
        return [(tag, native_name(tag)) for tag in languages()]


def _chosen(minutes: int | None) -> str:
    return "" if minutes is None else str(minutes // 60 * 60)
