"""The numbers the programme vouches for, noun by noun; importing a file declares its figures."""

from gongjian.programmes.figures import inspections, ledger, reporting, reviews

__all__ = ["inspections", "ledger", "reporting", "reviews"]
