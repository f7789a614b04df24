"""Numbers of documents: word〔year〕sequence号, taken one after another without a gap."""

from django.db import transaction

from gongjian.programmes.models import NumberSeries


def take_number(word: str, year: int) -> tuple[int, str]:
    """The next number of a series, and how it is written. Call it in the transaction that uses it: whoever rolls back
    gives it back, and whoever comes second waits for the first."""
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("A number is taken in the transaction that uses it.")
    NumberSeries.objects.get_or_create(word=word, year=year)
    series = NumberSeries.objects.select_for_update().get(word=word, year=year)
    series.last += 1
    series.save(update_fields=["last"])
    return series.last, f"{word}〔{year}〕{series.last}号"
