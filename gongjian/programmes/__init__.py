"""The ledger of the reform programme 台账: what was promised, by whom, by when, and how far it is.

Owns the nouns Campaign, Measure, Milestone and Evidence.
"""
