"""The search index: for each record the words it can be found by. Derived from the records, and made anew from them."""

from django.db import models


class SearchEntry(models.Model):
    """A record that can be found. `read_up_to` is the latest audit record of it that the words know."""

    kind = models.CharField(max_length=40)
    record = models.CharField(max_length=40)
    read_up_to = models.BigIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "record"], name="search_entry_once")]

    def __str__(self):
        return f"{self.kind} {self.record}"


class SearchWord(models.Model):
    """A word of a record; `weight` says where it stands: 3 in its title, 1 in its text."""

    entry = models.ForeignKey(SearchEntry, on_delete=models.CASCADE, related_name="words", db_index=False)
    word = models.CharField(max_length=40)
    weight = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["entry", "word"], name="search_word_once")]
        indexes = [models.Index(fields=["word", "entry", "weight"], name="search_word")]

    def __str__(self):
        return self.word


class SearchCursor(models.Model):
    """How far the audit chain has been read: every action leaves a record there, so nothing is missed."""

    read_up_to = models.BigIntegerField(default=0)

    def __str__(self):
        return str(self.read_up_to)
