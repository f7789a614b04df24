from datetime import timedelta

import pytest
from django.utils import timezone, translation

from gongjian.core import jobs
from gongjian.core.models import Job, Notification
from gongjian.core.tests.factories import account

pytestmark = pytest.mark.django_db


def test_a_job_tells_how_far_it_is_and_reports_in_the_inbox():
    job = jobs.open_job("导入举措", by=account("li"))
    assert (job.state, job.percent) == (Job.State.WAITING, 0)
    jobs.report(job, 50, 200, "正在核对")
    job.refresh_from_db()
    assert (job.state, job.percent, job.message) == (Job.State.RUNNING, 25, "正在核对")
    jobs.finish(job, message="已导入 200 条", url="/x/", result={"made": 200})
    job.refresh_from_db()
    assert (job.state, job.percent, job.result) == (Job.State.FINISHED, 100, {"made": 200})
    assert job.ended_at is not None
    line = Notification.objects.get()
    assert (line.recipient, line.url, line.body) == (job.owner, "/x/", "已导入 200 条")


def test_a_job_that_could_not_be_done_says_why():
    job = jobs.open_job("导入举措", by=account("li"))
    jobs.fail(job, message="第 3 行：单位不存在")
    job.refresh_from_db()
    assert job.state == Job.State.FAILED
    assert "第 3 行" in Notification.objects.get().body


@pytest.mark.parametrize(("language", "word"), [("zh-hans", "已完成"), ("en", "Finished")])
def test_the_end_is_told_in_the_language_of_whoever_began_it(language, word):
    with translation.override(language):
        job = jobs.open_job("x", by=account("li"))
    with translation.override("en" if language == "zh-hans" else "zh-hans"):  # the worker's
        jobs.finish(job)
    assert Notification.objects.get().title.startswith(word)


def test_long_titles_and_messages_are_cut_rather_than_refused():
    job = jobs.open_job("长" * 500, by=account("li"))
    jobs.report(job, 1, 2, "长" * 900)
    jobs.fail(job, message="长" * 900)
    job.refresh_from_db()
    assert (len(job.title), len(job.message)) == (200, 500)


@pytest.mark.parametrize(("done", "total", "percent"), [(0, 0, 0), (5, 0, 0), (1, 3, 33), (9, 3, 100)])
def test_percent_is_never_beyond_its_ends(done, total, percent):
    assert Job(done=done, total=total).percent == percent


def silent_for(job, **since):
    Job.objects.filter(pk=job.pk).update(reported_at=timezone.now() - timedelta(**since))


def test_a_job_whose_worker_died_is_failed_once_and_its_owner_is_told():
    job = jobs.open_job("导入举措", by=account("li"))
    jobs.report(job, 50, 200)
    silent_for(job, minutes=31)
    assert (jobs.fail_silent_jobs(), jobs.fail_silent_jobs()) == (1, 0)
    job.refresh_from_db()
    assert (job.state, job.done) == (Job.State.FAILED, 50)
    assert job.message == Notification.objects.get().body != ""


def test_a_job_that_reported_lately_waits_or_has_ended_is_left_alone():
    running, waiting, ended = (jobs.open_job("导入", by=account(name)) for name in ("li", "wang", "zhao"))
    jobs.report(running, 1, 2)
    silent_for(running, minutes=29)
    silent_for(waiting, days=2)
    jobs.finish(ended)
    silent_for(ended, days=2)
    assert jobs.fail_silent_jobs() == 0


def test_a_job_that_was_only_slow_says_so_itself_when_it_finishes():
    job = jobs.open_job("导入", by=account("li"))
    jobs.report(job, 1, 2)
    silent_for(job, hours=1)
    jobs.fail_silent_jobs()
    jobs.finish(job, message="已导入")
    assert Job.objects.get().state == Job.State.FINISHED
    assert Notification.objects.count() == 2
