"""What every code of the audit chain is called: each room's own words, gathered for core, which may name no room."""

from django.utils.functional import Promise

from gongjian.core.audit_words import WORDS as CORE
from gongjian.indicators.audit_words import WORDS as INDICATORS
from gongjian.organizations.audit_words import WORDS as ORGANIZATIONS
from gongjian.programmes.audit_words import WORDS as PROGRAMMES
from gongjian.reports.audit_words import WORDS as REPORTS

WORDS: dict[str, str | Promise] = {**CORE, **ORGANIZATIONS, **INDICATORS, **PROGRAMMES, **REPORTS}
