"""What this room tells the rooms above it, whose names it does not know."""

from django.dispatch import Signal

# A unit is about to be dissolved. Sent with `sender=Unit`, `unit`, `on` (its last day) inside the action's
# transaction. A receiver answers with its objections: a list of sentences for the person at the page, empty when
# nothing of its room hangs on the unit. Any objection keeps the unit standing; all of them are shown at once.
unit_dissolving = Signal()
