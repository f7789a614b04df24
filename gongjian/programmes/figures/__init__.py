"""The numbers the programme vouches for, noun by noun; importing a file declares its figures."""

from gongjian.programmes.figures import ledger, reviews

__all__ = ["ledger", "reviews"]
