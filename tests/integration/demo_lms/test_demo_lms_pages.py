import pytest


def test_the_first_page_lets_you_choose_who_you_are(browser_of):
    page = browser_of(None).client.get("/").text
    for name in ("Amara Osei", "Tom Ridley", "Priya Nair", "Ellis Grant", "Helen Marsh", "Joseph Adeyemi"):
        assert page.count(f"<strong>{name}</strong><span>") == 1
    assert "nothing here is real" in page


@pytest.mark.parametrize("path", ["/courses", "/courses/npqh-autumn", "/courses/npqh-autumn/grades", "/activity-log"])
def test_without_signing_in_every_page_leads_to_the_choice(browser_of, path):
    answer = browser_of(None).client.get(path)
    assert (answer.status_code, answer.location) == (302, "/")


@pytest.mark.parametrize(
    ("person", "courses"),
    [
        ("amara-osei", {"autumn"}),
        ("ellis-grant", {"spring"}),
        ("priya-nair", {"autumn", "spring"}),
        ("robin-vale", {"autumn", "spring"}),
    ],
)
def test_people_see_their_own_courses(browser_of, person, courses):
    page = browser_of(person).client.get("/courses").text
    assert {season for season in ("autumn", "spring") if f"{season} cohort" in page} == courses


def test_a_course_leads_to_its_activities_and_their_frame(amara):
    assert "/courses/npqh-autumn/activities/implementation" in amara.client.get("/courses/npqh-autumn").text
    page = amara.client.get("/courses/npqh-autumn/activities/implementation").text
    assert 'src="/courses/npqh-autumn/activities/implementation/launch"' in page
    assert "target=window" in page


def test_a_message_of_the_tool_is_shown_as_text(amara):
    page = amara.client.get("/courses/npqh-autumn?lti_errormsg=<i>No</i>").text
    assert "The tool says: &lt;i&gt;No&lt;/i&gt;" in page


def test_switching_person_signs_out(amara):
    amara.client.post("/sign-out")
    assert amara.client.get("/courses").status_code == 302


def test_nobody_unknown_can_sign_in(browser_of):
    assert browser_of(None).client.post("/sign-in", data={"person": "mallory"}).status_code == 400


@pytest.mark.parametrize("path", ["/nowhere", "/courses/none", "/courses/npqh-autumn/activities/none"])
def test_an_unknown_address_is_a_page_in_words(amara, path):
    answer = amara.client.get(path)
    assert answer.status_code == 404
    assert "This did not work" in answer.text


def test_a_site_visitor_has_no_grades(browser_of):
    assert (
        "You are not graded in this course" in browser_of("robin-vale").client.get("/courses/npqh-autumn/grades").text
    )
