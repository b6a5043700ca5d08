"""Content at the admin site: uploads, versions, retirement; for administrators of everything only."""

import io
import re
from collections.abc import Callable
from pathlib import Path

from admins import Admin
from factories import small_package
from fakes import LTI, MEMBERSHIP
from visitors import Visitor
from zips import zipped


def upload(admin: Admin, folder: Path) -> str:
    """Send a package; return the path of what was found in it."""
    form = {"csrf": admin.token("/admin/content"), "package": (io.BytesIO(zipped(folder)), "small.zip")}
    answer = admin.client.post("/admin/content/uploads", data=form)
    assert answer.status_code == 303, answer.text
    return str(answer.location)


def test_an_administrator_releases_an_upload_shows_the_old_version_again_and_retires(
    ann: Admin, participant: Visitor, tmp_path: Path
) -> None:
    page = upload(ann, small_package(tmp_path / "newer", version="1.1.0", title="A newer title"))
    assert "Ready" in ann.get(page).text
    assert page in ann.get("/admin/content").text
    ann.post(f"{page}/release", {"instead_of": "1.0.0"}, page=page)
    listing = ann.get("/admin/content").text
    assert "Version 1.1.0" in listing
    assert "by ann@example.org" in listing
    assert "A newer title" in participant.get("/").text
    programme = "/admin/content/programmes/small-2021"
    ann.post(f"{programme}/version", {"version": "1.0.0", "instead_of": "1.1.0"}, page="/admin/content")
    assert "A small programme" in participant.get("/").text
    ann.post(f"{programme}/retire", page="/admin/content")
    assert "Nobody new is let in since" in ann.get("/admin/content").text
    assert "This programme is retired." in participant.get("/").text
    ann.post(f"{programme}/reinstate", page="/admin/content")
    assert "This programme is retired." not in participant.get("/").text
    log = ann.get("/admin/log").text
    assert all(words in log for words in ("released a version", "retired a programme", "reinstated a programme"))


def test_the_pages_that_authors_and_administrators_share_lead_each_to_their_own(
    ann: Admin, visit: Callable[..., Visitor], tmp_path: Path
) -> None:
    author = visit(**{LTI + "roles": [MEMBERSHIP + "ContentDeveloper"]})
    folder = small_package(tmp_path / "newer", version="1.1.0")
    theirs = author.post("content/uploads", {"package": (io.BytesIO(zipped(folder)), "small.zip")}).text
    ours = ann.get(upload(ann, folder)).text
    assert set(re.findall(r'action="(/\w+)/', ours)) == {"/admin"}
    assert set(re.findall(r'action="(/\w+)/', theirs)) == {"/s"}
    assert "/s/" not in ours + ann.get("/admin/content").text
    assert "/admin/" not in theirs + author.get("content").text


def test_the_administrator_of_one_provider_sees_content_and_changes_nothing(bob: Admin, tmp_path: Path) -> None:
    page = bob.get("/admin/content").text
    assert "A small programme" in page
    assert "<form" not in page.split("<main", 1)[1].split("</main>")[0]
    form = {"csrf": bob.token("/admin/"), "package": (io.BytesIO(b"PK"), "small.zip")}
    assert bob.client.post("/admin/content/uploads", data=form).status_code == 403
    for path in ("version", "retire", "reinstate"):
        assert bob.post(f"/admin/content/programmes/small-2021/{path}", page="/admin/").status_code == 403


def test_the_administrator_of_everything_exports_and_one_of_a_provider_does_not(ann: Admin, bob: Admin) -> None:
    export = "/admin/content/programmes/small-2021/export"
    assert export in ann.get("/admin/content").text
    assert "For which system" in ann.get(export).text
    assert ann.client.get(f"{export}/file?format=html", buffered=True).data.startswith(b"PK")
    assert export not in bob.get("/admin/content").text
    assert {bob.client.get(export + more).status_code for more in ("", "/file", "/progress")} == {403}


def test_a_stranger_is_sent_to_the_sign_in_before_anything_is_read(app: object) -> None:
    stranger = Admin.stranger(app)  # type: ignore[arg-type]
    answer = stranger.client.post("/admin/content/uploads", data={"package": (io.BytesIO(b"PK"), "small.zip")})
    assert answer.status_code == 303
    assert "/admin/sign-in" in answer.location


def test_each_listing_leads_to_the_exports_of_its_own_site(ann: Admin, visit: Callable[..., Visitor]) -> None:
    author = visit(**{LTI + "roles": [MEMBERSHIP + "ContentDeveloper"]})
    export = "content/programmes/small-2021/export"
    for _ in range(2):  # addresses are kept
        assert f'href="{author.base}/{export}"' in author.get("content").text
        assert f'href="/admin/{export}"' in ann.get("/admin/content").text
