"""The audit chain: `record` in every action, `seal_records` every few seconds, `verify_chain` by anybody.

How it is built and what it does and does not protect: docs/security.md and docs/algorithms/seal.md.
"""

from gongjian.core.audit.records import SYSTEM, Actor, record, record_many, state_of
from gongjian.core.audit.sealing import seal_records
from gongjian.core.audit.verification import export_chain, verify_chain

__all__ = ["SYSTEM", "Actor", "export_chain", "record", "record_many", "seal_records", "state_of", "verify_chain"]
