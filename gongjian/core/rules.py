"""Who may see the audit chain. The duty's name is all core knows of organizations."""

from typing import Any

AUDIT_DUTY = "audit_admin"


def can_see_audit(user: Any) -> bool:
    return AUDIT_DUTY in getattr(user, "duties_today", ())
