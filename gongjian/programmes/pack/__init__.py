"""What the programme reads from a pack."""

from gongjian.programmes.pack.ledger import FILES, load

__all__ = ["FILES", "load"]
