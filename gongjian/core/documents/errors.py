"""What can be wrong with a document that somebody asks us to write. The app puts it into words."""


class DocumentError(ValueError):
    """Any reason for which a document is not written. No bytes have been produced."""


class InvalidDocument(DocumentError):
    """A part that contradicts the form of the document.

    `field` names the part ("red_head", "table.rows[3]"), `problem` is a code ("missing", "not allowed",
    "out of range", "wrong length", "unknown").
    """

    def __init__(self, field: str, problem: str) -> None:
        super().__init__(f"{field}: {problem}")
        self.field = field
        self.problem = problem


class UnwritableText(DocumentError):
    """A text with half a character (a lone surrogate): something was damaged before it came here.

    `position` counts characters from 0, `nearby` is the text around it with the damage shown as U+FFFD.
    """

    def __init__(self, text: str, position: int) -> None:
        around = text[max(0, position - 10) : position + 11]
        self.nearby = "".join("\ufffd" if "\ud800" <= sign <= "\udfff" else sign for sign in around)
        self.position = position
        super().__init__(f"Half a character at position {position}: {self.nearby!r}")
