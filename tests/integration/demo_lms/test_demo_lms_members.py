import re

import pytest
from scripted_tool import GROUPS, LTI, MEMBERS, NRPS, RESULTS, Browser

from lti_npq.demo_lms.habits import LinkStyle

CLAIM = "https://purl.imsglobal.org/spec/lti-nrps/claim/namesroleservice"
ROSTER = "/services/courses/npqh-{}/members/1"
AUTUMN = ROSTER.format("autumn")
GROUP_TYPE = "application/vnd.ims.lti-gs.v1.contextgroupcontainer+json"


def roster(tool, url=AUTUMN, accepts=MEMBERS):
    return tool.service("GET", url, accepts=accepts, scopes=(NRPS,))


def next_page(answer) -> str:
    """The next page by any spelling of a Link header."""
    link = answer.headers.get("Link", "").encode("latin-1").decode()
    found = [part for part in link.split(",") if re.search(r"rel=\W*next", part, re.IGNORECASE)]
    return re.search(r"<([^>]+)>", found[0])[1].replace("&amp;", "&") if found else ""


def test_a_launch_says_where_the_roster_is(amara, lms):
    assert amara.launch()[CLAIM]["context_memberships_url"] == lms.address + ROSTER.format("autumn")


def test_the_roster_has_everybody_but_the_suspended(tool):
    members = roster(tool).json()["members"]
    assert {one["user_id"] for one in members} == {
        "amara-osei",
        "tom-ridley",
        "priya-nair",
        "helen-marsh",
        "joseph-adeyemi",
        "ada-lowe",
    }
    assert members[0] == {
        "status": "Active",
        "roles": ["http://purl.imsglobal.org/vocab/lis/v2/membership#Learner"],
        "user_id": "amara-osei",
        "name": "Amara Osei",
        "given_name": "Amara",
        "family_name": "Osei",
        "email": "amara-osei@school.example",
    }


def test_people_who_never_launched_are_in_the_roster(tool):
    assert "aisha-bell" in {one["user_id"] for one in roster(tool, ROSTER.format("spring")).json()["members"]}


@pytest.mark.parametrize("style", LinkStyle)
def test_pages_are_linked_to_the_end_in_every_style(lms_with, tool_of, style):
    tool = tool_of(lms_with(link_style=style))
    url, found = ROSTER.format("spring") + "?limit=5", []
    while url:
        answer = roster(tool, url)
        found += [one["user_id"] for one in answer.json()["members"]]
        url = next_page(answer)
    assert len(found) == len(set(found)) == 12


def test_canvas_pages_by_ten_and_names_several_relations(lms_with, tool_of):
    answer = roster(tool_of(lms_with("canvas")), ROSTER.format("spring"))
    assert len(answer.json()["members"]) == 10
    assert re.findall(r'rel="(\w+)"', answer.headers["Link"]) == ["canonical", "first", "last", "next"]


def test_moodle_has_short_roles_and_lists_assistants_as_learners(lms_with, tool_of):
    tool = tool_of(lms_with("moodle"))
    roles = {one["name"]: one["roles"] for one in roster(tool).json()["members"]}
    assert roles["Helen Marsh"] == ["Instructor"]
    assert roles["Joseph Adeyemi"] == roles["Amara Osei"] == ["Learner"]


def test_moodle_calls_people_by_the_same_numbers_everywhere(lms_with, tool_of):
    lms = lms_with("moodle")
    tool, amara = tool_of(lms), Browser(lms, "amara-osei")
    number = {one["name"]: one["user_id"] for one in roster(tool).json()["members"]}["Amara Osei"]
    assert number.isdigit()
    assert (amara.begin().fields["login_hint"], amara.launch()["sub"]) == (number, number)
    review = Browser(lms, "helen-marsh").open("/courses/npqh-autumn/grades/1/amara-osei/review/launch")
    assert review[f"{LTI}for_user"] == {"user_id": number}
    item = "/mod/lti/services.php/npqh-autumn/lineitems/1/lineitem"
    assert tool.score(item, userId="amara-osei").status == 400
    assert tool.score(item, userId=number).status == 200
    found = tool.service("GET", f"{item}/results?user_id={number}", accepts=RESULTS).json()
    assert [one["userId"] for one in found] == [number]
    actor = {"account": {"homePage": lms.address, "name": number}}
    read = {"verb": {"id": "http://adlnet.gov/expapi/verbs/experienced"}, "object": {"id": "http://localhost/page"}}
    assert tool.statement_call("POST", "/xapi/statements", {"actor": actor, **read}).status == 200
    assert "Amara Osei" in Browser(lms, "helen-marsh").client.get("/activity-log").text


def test_a_role_narrows_the_roster(tool):
    found = roster(tool, ROSTER.format("autumn") + "?role=Learner").json()["members"]
    assert {one["user_id"] for one in found} == {"amara-osei", "tom-ridley", "priya-nair"}


@pytest.mark.parametrize(("like", "kept"), [("plain", True), ("moodle", False)])
def test_moodle_forgets_the_role_on_the_next_page(lms_with, tool_of, like, kept):
    url = ROSTER.format("spring") + "?role=Learner&limit=2"
    assert ("role=Learner" in next_page(roster(tool_of(lms_with(like)), url))) is kept


def test_a_link_brings_each_members_message(tool):
    url = ROSTER.format("autumn") + "?rlid=npqh-autumn.implementation"
    assert all("message" in one for one in roster(tool, url).json()["members"])
    assert roster(tool, ROSTER.format("autumn") + "?rlid=none").status == 404


def test_names_can_be_withheld(lms_with, tool_of):
    [first, *_] = roster(tool_of(lms_with(names_shared=False))).json()["members"]
    assert set(first) == {"status", "roles", "user_id"}


def test_the_roster_wants_its_own_scope_and_media_type(tool):
    assert tool.service("GET", ROSTER.format("autumn"), accepts=MEMBERS, scopes=("score",)).status == 403
    assert roster(tool, accepts="application/json").status == 406
    assert roster(tool, ROSTER.format("nowhere")).status == 404
    assert roster(tool, "/services/courses/npqh-autumn/members/2").status == 403


def test_groups_are_listed_and_named_in_the_roster(tool):
    found = tool.service("GET", "/services/courses/npqh-autumn/groups", accepts=GROUP_TYPE, scopes=(GROUPS,)).json()
    assert [one["name"] for one in found["groups"]] == ["Primary schools", "Secondary schools"]
    members = roster(tool, ROSTER.format("autumn") + "?groups=true").json()["members"]
    enrolled = {one["user_id"]: one["group_enrollments"] for one in members}
    assert enrolled["amara-osei"] == [{"group_id": found["groups"][0]["id"]}]
    assert enrolled["helen-marsh"] == []


def test_an_lms_without_groups_offers_none(lms_with, tool_of):
    lms = lms_with("moodle")
    assert "https://purl.imsglobal.org/spec/lti-gs/claim/groupsservice" not in Browser(lms, "amara-osei").launch()
    answer = tool_of(lms).service("GET", "/services/courses/npqh-autumn/groups", accepts=GROUP_TYPE, scopes=(GROUPS,))
    assert answer.status == 404
