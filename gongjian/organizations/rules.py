"""What is allowed: duties of posts, counted within the subtree of the post's scope."""

from gongjian.core.audit import SYSTEM
from gongjian.organizations.models import Unit
from gongjian.organizations.queries import posts_with


def has_duty(account: object, *duties: str, unit: Unit | None = None) -> bool:
    """Does the account hold today a post with any of `duties` whose scope contains `unit`?

    Any scope will do when `unit` is None. SYSTEM may do everything; visitors and closed accounts nothing.
    """
    if account is SYSTEM:
        return True
    for duty in duties:
        for post in posts_with(account, duty):
            if unit is None or unit.path.startswith(post.scope.path):
                return True
    return False
