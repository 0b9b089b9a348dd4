"""Real notices, as a harvester sends them: all of them in, in one zip, counted as the source states them."""

import hashlib
import io
import os
import tarfile
import zipfile
from pathlib import Path

import pytest

from tests.ingest.service.builders import Sender, beta, ingest_on, work_off
from tests.ingest.ted_xml.builders import award, call, real


@pytest.fixture(scope="module")
def notices() -> list[Path]:
    folder = os.environ.get("PPDS_TEST_DATA")
    if not folder:
        pytest.skip("PPDS_TEST_DATA is not set: the real notices lie outside the repository")
    return sorted((Path(folder) / "eforms" / "notices").rglob("*.xml"))


def test_a_zip_of_real_notices_is_accepted_whole_and_its_copy_has_the_hash_that_is_stated(
    database: str, notices: list[Path]
) -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in notices:
            archive.write(path, path.name)
    with ingest_on(database) as http:
        sender = Sender(http, beta(database), any_buyer=True)
        submission = sender.sent(target.getvalue(), {"Content-Type": "application/zip"})
        work_off(database, batch_records=30)
        report = sender.report(submission)
        assert (report["state"], report["counts"]["records"]) == ("done", len(notices))
        assert report["counts"]["refused"] == 0
        records = sender.items(f"/submissions/{submission}/records")
        assert [each["name"] for each in records] == [path.name for path in notices]
        copy = sender.get(f"/submissions/{submission}/payload")
    assert hashlib.sha256(copy.content).hexdigest() == report["keptSha256"]
    with tarfile.open(fileobj=io.BytesIO(copy.content)) as kept:
        assert kept.getnames() == [path.name for path in notices]


def test_a_zip_of_notices_from_before_eforms_is_accepted_whole_and_an_award_joins_its_call(database: str) -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in real("notices"):
            archive.write(path, path.name)
        archive.writestr("oproep.xml", call())
        archive.writestr("gunning.xml", award())
    with ingest_on(database) as http:
        sender = Sender(http, beta(database), any_buyer=True)
        submission = sender.sent(target.getvalue(), {"Content-Type": "application/zip"})
        work_off(database, batch_records=30)
        counts = sender.report(submission)["counts"]
        records = {each["name"]: each for each in sender.items(f"/submissions/{submission}/records")}
    assert (counts["records"], counts["accepted"], counts["refused"]) == (47, 47, 0)
    assert records["oproep.xml"]["procedure"] == records["gunning.xml"]["procedure"] is not None
