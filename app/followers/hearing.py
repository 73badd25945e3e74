"""Whether the reader of a page is told already of what its button asks for."""

from collections.abc import Mapping

from app.followers import device, queries, wishes
from app.followers.follow_form import FollowForm
from app.followers.models import CASE
from app.followers.wishes import Wish


def hears_of(about: Mapping[str, str]) -> bool:
    """Whether this browser's follower is told of what the form of a button says. Whoever has no cookie costs no query,
    and who can be reached nowhere is not told, whatever they follow.
    """
    follower = device.current_follower()
    if follower is None or not any(channel.is_active for channel in queries.list_channels(follower)):
        return False
    wish = _wish(about)
    subject_id = wishes.known_id(wish) if wish else None
    return wish is not None and subject_id is not None and queries.is_following(follower, wish.subject_type, subject_id)


def _wish(about: Mapping[str, str]) -> Wish | None:
    """A case is on its own page, so nobody asks here whether it may be seen."""
    if "case" in about:
        return Wish(CASE, about["case"])
    asked = FollowForm.parse(about).asked
    return asked.wish if asked else None
