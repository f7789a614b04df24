"""The officer's door: what waits for one, what is due when, and the search over everything one may see.

Owns the noun SearchEntry. The work itself belongs to the rooms below, which say what waits (`WORK`).
"""
