"""Every figure is a query: definitions, observations with their revisions, and the one face of all figures.

Owns the nouns Definition, Observation and Figure.
"""
