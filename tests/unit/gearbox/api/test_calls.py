from __future__ import annotations

from dataclasses import replace
from http import HTTPStatus
from typing import Any

import pytest
from gearbox.api.read_files import Catalogue
from gearbox.api.remove_file import Removal
from gearbox.api.upload_file import Uploads
from gearbox.arrivals import file_id_of
from gearbox.catalogue.listing import Listing
from gearbox.catalogue.record import Attempt, Failure, FileRecord, State
from gearbox.catalogue.table import FilesTable

from tests.gearbox_world.dynamodb import FakeDynamoDB
from tests.unit.gearbox.api.calls import body, errors, problem, request


class FakeS3:
    """Signs forms and removes objects; keeps what it was asked."""

    def __init__(self) -> None:
        self.asked: list[dict[str, Any]] = []

    def generate_presigned_post(self, **asked: Any) -> dict[str, Any]:
        self.asked.append(asked)
        return {"url": "https://inbox.example", "fields": {**asked["Fields"], "policy": "p"}}

    def delete_object(self, **asked: Any) -> None:
        self.asked.append(asked)


def record(key: str, state: State = State.READY, **more: Any) -> FileRecord:
    made = FileRecord(file_id_of(key), "inbox", key, state, "2026-11-21T10:00:00.000000Z", lease_token="secret")
    return replace(made, **more)


@pytest.fixture
def dynamodb() -> FakeDynamoDB:
    return FakeDynamoDB()


@pytest.fixture
def table(dynamodb: FakeDynamoDB) -> FilesTable:
    return FilesTable(dynamodb, "files")


@pytest.fixture
def catalogue(dynamodb: FakeDynamoDB, table: FilesTable) -> Catalogue:
    return Catalogue(table, Listing(dynamodb, "files", at_once=1))


class TestUpload:
    uploads = Uploads(FakeS3(), "inbox", largest=1_000, seconds=900)

    def test_form__holds_the_client_to_key_type_and_size(self) -> None:
        s3 = FakeS3()
        asked = request(b'{"name": "a/b.pdf", "size": 12, "type": "application/pdf"}')

        answer = replace(self.uploads, s3=s3).answer(asked)

        assert answer.status is HTTPStatus.CREATED
        assert body(answer) == {
            "file_id": file_id_of("a/b.pdf"),
            "key": "a/b.pdf",
            "upload": {
                "url": "https://inbox.example",
                "fields": {"Content-Type": "application/pdf", "policy": "p"},
                "expires_at": "2026-11-21T15:15:00Z",
            },
        }
        (form,) = s3.asked
        assert form["Conditions"] == [{"Content-Type": "application/pdf"}, ["content-length-range", 12, 12]]
        assert (form["Bucket"], form["Key"], form["ExpiresIn"]) == ("inbox", "a/b.pdf", 900)

    def test_file_of_unknown_type__is_of_any(self) -> None:
        answer = self.uploads.answer(request(b'{"name": "a", "size": 0}'))
        assert answer.body["upload"]["fields"]["Content-Type"] == "application/octet-stream"

    def test_file_that_is_too_large__is_refused(self) -> None:
        found = problem(lambda: self.uploads.answer(request(b'{"name": "a", "size": 1001}')))
        assert errors(found) == {"#/size": "a size is a whole number of bytes, 0 to 1000"}


class TestReading:
    def test_list__shows_what_there_is_and_hides_the_pipelines_own(
        self, catalogue: Catalogue, table: FilesTable
    ) -> None:
        failure = Failure("damaged", "it ends too early", transient=False)
        table.put(record("a", State.FAILED, failure=failure, kind="pdf", size=0, type_matches=False), None)

        assert body(catalogue.files(request())) == {
            "files": [
                {
                    "file_id": file_id_of("a"),
                    "key": "a",
                    "state": "failed",
                    "kind": "pdf",
                    "size": 0,
                    "type_matches": False,
                    "received_at": "2026-11-21T10:00:00.000000Z",
                    "attempts": 0,
                    "failure": {"type": "damaged", "reason": "it ends too early", "transient": False},
                }
            ]
        }

    def test_list__goes_on_after_its_cursor_and_only_for_its_question(
        self, catalogue: Catalogue, table: FilesTable
    ) -> None:
        for number in range(3):
            table.put(record(f"k{number}", received_at=f"2026-11-21T10:00:0{number}.000000Z"), None)

        first = body(catalogue.files(request(limit="2", state="ready")))
        rest = body(catalogue.files(request(limit="2", state="ready", cursor=first["cursor"])))
        found = problem(lambda: catalogue.files(request(limit="2", cursor=first["cursor"])))

        assert [file["key"] for file in first["files"] + rest["files"]] == ["k2", "k1", "k0"]
        assert "cursor" not in rest
        assert errors(found)["cursor"].startswith("the cursor belongs to another question")

    def test_list__knows_times_and_kinds(self, catalogue: Catalogue, table: FilesTable) -> None:
        for day in ("20", "21"):
            table.put(record(day, received_at=f"2026-11-{day}T10:00:00.000000Z", kind="pdf"), None)

        asked = request(from_="2026-11-21", to="2026-11-22", kind="pdf")

        assert [file["key"] for file in body(catalogue.files(asked))["files"]] == ["21"]

    def test_times_the_wrong_way_round__are_told(self, catalogue: Catalogue) -> None:
        found = problem(lambda: catalogue.files(request(from_="2026-11-22", to="2026-11-21")))

        assert errors(found) == {"to": "it is before from"}
        assert body(catalogue.files(request(from_="2026-11-22", to="2026-11-22"))) == {"files": []}

    def test_file__is_told_whole(self, catalogue: Catalogue, table: FilesTable) -> None:
        attempts = (Attempt("2026-11-21T10:00:01.000000Z", "ready", 0.5),)
        table.put(record("a", history=attempts, metadata={"pages": 3}, sha256="00"), None)

        told = body(catalogue.file(request(path={"id": file_id_of("a")})))

        assert (told["metadata"], told["sha256"], told["redrives"]) == ({"pages": 3}, "00", 0)
        assert told["history"] == [{"at": "2026-11-21T10:00:01.000000Z", "outcome": "ready", "seconds": 0.5}]
        assert not {"lease_token", "lease_until", "revision", "sequencer", "bucket"} & set(told)

    def test_unknown_file__is_not_found(self, catalogue: Catalogue) -> None:
        assert problem(lambda: catalogue.file(request(path={"id": "0" * 32}))).status is HTTPStatus.NOT_FOUND

    def test_stats__count_every_state_and_kind(self, catalogue: Catalogue, table: FilesTable) -> None:
        table.put(record("a", kind="pdf"), None)
        table.put(record("b", State.REMOVED), None)

        told = body(catalogue.stats(request()))

        assert told["states"] == {"received": 0, "extracting": 0, "ready": 1, "failed": 0, "removed": 1}
        assert (told["kinds"]["pdf"], told["kinds"]["other"]) == (1, 0)

    def test_every_path__has_its_answer(self, catalogue: Catalogue) -> None:
        calls = {path: catalogue.call(path) for path in ("/v1/files", "/v1/files/{id}", "/v1/stats")}
        assert calls == {
            "/v1/files": catalogue.files,
            "/v1/files/{id}": catalogue.file,
            "/v1/stats": catalogue.stats,
        }


class TestRemoval:
    def removal(self, table: FilesTable) -> tuple[Removal, FakeS3]:
        s3 = FakeS3()
        return Removal(table, s3, "inbox"), s3

    def test_file__is_taken_out_of_the_inbox_and_left_in_the_catalogue(self, table: FilesTable) -> None:
        table.put(record("a"), None)
        removal, s3 = self.removal(table)

        answer = removal.answer(request(path={"id": file_id_of("a")}))

        assert (answer.status, body(answer)) == (HTTPStatus.ACCEPTED, {"file_id": file_id_of("a"), "key": "a"})
        assert s3.asked == [{"Bucket": "inbox", "Key": "a"}]
        found = table.get(file_id_of("a"))
        assert found is not None
        assert found.state is State.READY

    def test_file_that_is_gone__is_accepted_and_not_removed_again(self, table: FilesTable) -> None:
        table.put(record("a", State.REMOVED), None)
        removal, s3 = self.removal(table)

        assert removal.answer(request(path={"id": file_id_of("a")})).status is HTTPStatus.ACCEPTED
        assert s3.asked == []

    def test_message_that_could_not_be_read__is_no_file(self, table: FilesTable) -> None:
        table.put(replace(record("a", State.FAILED), key="", message_id="m"), None)
        removal, s3 = self.removal(table)

        found = problem(lambda: removal.answer(request(path={"id": file_id_of("a")})))

        assert found.status is HTTPStatus.CONFLICT
        assert s3.asked == []

    def test_unknown_file__is_not_found(self, table: FilesTable) -> None:
        removal, _ = self.removal(table)
        assert problem(lambda: removal.answer(request(path={"id": "0" * 32}))).status is HTTPStatus.NOT_FOUND
