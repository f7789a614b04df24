"""The numbers the programme vouches for, noun by noun; importing a file declares its figures."""

from gongjian.programmes.figures import forces, inspections, ledger, reporting, reviews

__all__ = ["forces", "inspections", "ledger", "reporting", "reviews"]
