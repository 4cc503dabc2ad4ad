"""The same photo by several people at once is one photo, and every one of them is told so."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.conf import settings
from django.db import connection
from django_tasks_db.models import DBTaskResult

from nomina.desk.books import vault
from nomina.desk.files.models import Content, File, Occurrence, Photo
from nomina.desk.files.photos import background, intake
from nomina.desk.files.photos.receiving import receive
from nomina.desk.people.models import User
from tests.desk.files.shots import jpeg, opened, portrait
from tests.desk.people.cast import BOOK, by, make_cast


@pytest.fixture
def body(fresh_db: str, monkeypatch: pytest.MonkeyPatch) -> File:
    monkeypatch.setattr(settings, "DESK_LEDGER", "tests.desk.people.cast.book", raising=False)
    BOOK.entries.clear()
    cast = make_cast()
    return opened("pm", cast.alice, cast.one, site=cast.site_one)


def test_four_at_once_with_the_same_photos_keep_each_once(body: File) -> None:
    alice = User.objects.get(login="alice")

    def sent(number: int) -> list[str]:
        try:
            order = [jpeg(seed) for seed in ((1, 2, 3), (3, 2, 1))[number % 2]]
            return [
                receive(by(alice), body, data, f"{number}.jpg", alive="dead").state
                for data in order
            ]
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as threads:
        states = [state for done in threads.map(sent, range(4)) for state in done]
    intake.close()
    assert (states.count("kept"), states.count("again")) == (3, 9)
    assert Photo.objects.count() == Content.objects.count() == 3
    assert Occurrence.objects.count() == 12
    jobs = DBTaskResult.objects.filter(task_path__endswith="look_at_photo")
    assert jobs.count() == 3
    assert {vault().read(one.digest) for one in Content.objects.all()} == {
        jpeg(1), jpeg(2), jpeg(3),
    }  # fmt: skip


def test_two_workers_at_one_photo_write_once(body: File) -> None:
    alice = User.objects.get(login="alice")
    photo = receive(by(alice), body, portrait(), "a.jpg", alive="dead").photo
    content = Content.objects.get(pk=photo.pk)

    def looked(_: int) -> bool:
        try:
            return background.look(content)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as threads:
        done = list(threads.map(looked, range(2)))
    intake.close()
    assert sorted(done) == [False, True]
    assert content.renditions.count() == 2
    assert content.faces.count() == 1
