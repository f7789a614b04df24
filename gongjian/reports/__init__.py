"""Texts whose figures are queries: the overview 综述, its snapshots and comparison, circulars.

Owns the nouns Overview, Snapshot and SnapshotFigure.
"""
