"""A letter on paper: as a page to print, with its slip to tear off, and as .docx; the file of its reply."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from gongjian.core.documents import write_docx
from gongjian.core.exports import disposition
from gongjian.core.files import file_response
from gongjian.core.form_pages import or_404
from gongjian.programmes.models import Letter
from gongjian.programmes.rules.letter_paper import letter_document, paper_of
from gongjian.programmes.views.letters import get_letter

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@login_required
@require_safe
def letter_print(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_letter(request, pk)
    or_404(found.state in Letter.SENT)
    return render(request, "programmes/letter_print.html", {"letter": found, "paper": paper_of(found)})


@login_required
@require_safe
def letter_docx(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_letter(request, pk)
    or_404(found.state in Letter.SENT)
    headers = {"Content-Disposition": disposition(f"{found.number}.docx"), "X-Content-Type-Options": "nosniff"}
    return HttpResponse(write_docx(letter_document(found)), content_type=WORD, headers=headers)


@login_required
@require_safe
def letter_file(request: HttpRequest, pk: int) -> HttpResponse:
    """What the unit sent along with its reply."""
    found = get_letter(request, pk)
    or_404(found.reply_file is not None)
    return file_response(found.reply_file)
