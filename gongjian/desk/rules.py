"""Who has a desk."""

from gongjian.organizations.queries import is_officer


def can_use_desk(user: object) -> bool:
    """Whoever holds a post; what they find on it is what the rooms below let them see."""
    return is_officer(user)
