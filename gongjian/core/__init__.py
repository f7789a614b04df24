"""What every room stands on: audit chain, files, notifications, jobs, tables, documents, base pages.

Owns the nouns AuditRecord, AuditSeal, SealedRecord, StoredFile, Notification and Job. Names no other app.
"""
