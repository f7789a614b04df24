"""How the ledger lists its things: on the page, on paper, in a workbook."""

from gongjian.programmes.tables.ledger import MeasureFilter, MeasureTable, prepare_measures

__all__ = ["MeasureFilter", "MeasureTable", "prepare_measures"]
