"""Where content lies: what is wrong with the address or the folder is said before anything is stored."""

from pathlib import Path

import pytest

from lti_npq.errors import NotFound, SettingsError
from lti_npq.services.files import ContentStore
from lti_npq.services.opening import prepare_folder
from lti_npq.storage import buckets
from lti_npq.storage.buckets import BucketFiles


@pytest.mark.parametrize("url", ["https://bucket.example.org", "s3://", "s3://bucket?colour=red", "bucket"])
def test_an_address_that_is_no_buckets_is_refused(url: str) -> None:
    with pytest.raises(SettingsError, match="LTI_NPQ_STORAGE_URL is not the address of a bucket"):
        BucketFiles(url)


def test_without_the_client_its_name_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(buckets, "_IS_INSTALLED", False)
    with pytest.raises(SettingsError, match="The S3 client is not installed") as refused:
        BucketFiles("s3://bucket")
    assert "lti-npq[s3]" in refused.value.advice


def test_a_folder_that_cannot_be_written_to_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(SettingsError, match=r"The data folder .* cannot be written to"):
        prepare_folder(tmp_path / "file" / "data")


def test_a_file_that_is_gone_is_not_found(tmp_path: Path) -> None:
    store = ContentStore(tmp_path)
    assert store.lacks(["media/0"])
    with pytest.raises(NotFound, match="There is no such picture or file"):
        store.media("0")
