"""Every probe that was put to a real Moodle, put to the demonstration LMS: a table of names and requests."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote

import urllib3
from scripted_tool import ALL_SCOPES, LINE_ITEM, LINE_ITEMS, MEMBERS, NRPS, RESULTS, SCORE, Browser, ScriptedTool

from lti_npq.demo_lms import RunningLms
from lti_npq.demo_lms.grades import LineItem, Standing
from lti_npq.demo_lms.subjects import subject_of

COURSE, LINK = "npqh-autumn", "npqh-autumn.implementation"
BASE = f"/mod/lti/services.php/{COURSE}/lineitems"
ROSTER = f"/mod/lti/services.php/CourseSection/{COURSE}/bindings/1/memberships"
PERSON = "amara-osei"
MARKUP = "<b>hi</b> <script>alert(1)</script> é\nline2 " + 20 * "y"
INSTRUCTOR = "http://purl.imsglobal.org/vocab/lis/v2/membership#Instructor"

Answer = urllib3.BaseHTTPResponse
Probe = Callable[["Replay"], Answer]


@dataclass
class Replay:
    """One LMS like Moodle, with what the recorded site had."""

    lms: RunningLms
    tool: ScriptedTool
    scored: int = 0
    made: dict[str, str] = field(default_factory=dict)
    """Addresses of line items, by the name of the probe that made them."""

    def __post_init__(self) -> None:
        for item in self.lms.store.grades.line_items("npqh-spring"):
            self.lms.store.grades.delete(item.number)
        activities = {one.key: one for one in self.lms.store.courses.find(COURSE).activities}
        review = {"url": "http://localhost:9100/launch?review=1", "custom": {"rv": "1"}}
        whole = activities["all-modules"]
        self.lms.store.grades.add(LineItem.of(whole, 87, resource_id="res-7", tag="quiz", review=review))
        self.lms.store.grades.add(LineItem.of(whole, 100, resource_id="r1", tag="t1"))
        for number in range(7):
            self.lms.store.grades.add(LineItem.of(whole, 100, resource_id=f"more-{number}", tag=""))

    @property
    def coupled(self) -> str:
        return f"{BASE}/1/lineitem?type_id=1"

    def get(self, url: str, accepts: str = LINE_ITEMS, scopes: tuple[str, ...] = (*ALL_SCOPES, NRPS)) -> Answer:
        return self.tool.service("GET", url, accepts=accepts, scopes=scopes)

    def items(self, query: str = "", accepts: str = LINE_ITEMS, **how: Any) -> Answer:
        return self.get(f"{BASE}?type_id=1{query}", accepts, **how)

    def make(self, name: str, sends: str = LINE_ITEM, **body: Any) -> Answer:
        answer = self.tool.service("POST", f"{BASE}?type_id=1", body, sends=sends)
        if answer.status == 201:
            self.made[name] = answer.json()["id"]
        return answer

    def own_column(self) -> str:
        self.make("sa", label="SA", scoreMaximum=150)
        return self.made["sa"]

    def put(self, url: str, **body: Any) -> Answer:
        return self.tool.service("PUT", url, body)

    def bare(self, **headers: str) -> Answer:
        return self.tool.http("GET", f"{BASE}?type_id=1", headers={"Accept": LINE_ITEMS, **headers})

    def put_maximum(self, maximum: float) -> Answer:
        return self.put(self.coupled, **{**self.get(self.coupled, LINE_ITEM).json(), "scoreMaximum": maximum})

    def score(self, given: Any = 50, on: str = "", sends: str = SCORE, **changes: Any) -> Answer:
        """Send a score, each a second later than the one before; `...` for a value takes it away."""
        self.scored += 1
        body = {
            "userId": self.subject(PERSON),
            "scoreGiven": given,
            "scoreMaximum": 100,
            "timestamp": (datetime.now(UTC) + timedelta(seconds=1 + self.scored)).isoformat(),
            "activityProgress": "Completed",
            "gradingProgress": "FullyGraded",
            **changes,
        }
        body = {name: value for name, value in body.items() if value is not ...}
        address, _, query = (on or self.coupled).partition("?")
        return self.tool.service("POST", f"{address}/scores?{query}", body, sends=sends)

    def score_now(self, given: float) -> Answer:
        """Send a score with the time of sending, once the last write is a second old."""
        time.sleep(1.1)
        self.made["now"] = datetime.now(UTC).isoformat()
        return self.score(given, timestamp=self.made["now"])

    def results(self, on: str = "", query: str = "", accepts: str = RESULTS) -> Answer:
        address = (on or self.coupled).partition("?")[0]
        return self.get(f"{address}/results?type_id=1{query}", accepts)

    def token(self, scopes: tuple[str, ...] = (*ALL_SCOPES, NRPS), **claims: Any) -> Answer:
        return self.tool.ask_token(scopes, client_assertion=self.tool.assertion(**claims))

    def by_hand(self, given: float, *, locked: bool | None = None, points: str = "99") -> Answer:
        """Have the teacher write or lock a grade, then send a score."""
        form = {"points": points, **({"locked": "on"} if locked else {})}
        Browser(self.lms, "helen-marsh").client.post(f"/courses/{COURSE}/grades/1/{PERSON}", data=form)
        return self.score(given, timestamp=(datetime.now(UTC) + timedelta(days=2, seconds=self.scored)).isoformat())

    def subject(self, person: str) -> str:
        return subject_of(self.lms.settings, person)

    def standing(self, address: str, person: str = PERSON) -> Standing:
        number = int(address.partition("/lineitem?")[0].rpartition("/")[2])
        item = self.lms.store.grades.line_item(COURSE, number)
        return self.lms.store.grades.standing(item, person) if item else Standing()

    def grades(self, address: str) -> set[float | None]:
        """Return which grades the course's participants have in a column."""
        return {self.standing(address, one.id).points for one in self.lms.store.courses.find(COURSE).participants()}


def _later(**by: float) -> str:
    return (datetime.now(UTC) + timedelta(**by)).isoformat()


def _made(name: str, sends: str = LINE_ITEM, **body: Any) -> Probe:
    return lambda r: r.make(name, sends, **body)


PROBES: dict[str, list[tuple[str, Probe]]] = {
    "token": [
        ("all", lambda r: r.token()),
        ("bad scope", lambda r: r.token(("everything",))),
        ("partly bad", lambda r: r.token(("score", "everything"))),
        ("aud issuer", lambda r: r.token(aud=r.lms.address)),
        ("aud nonsense", lambda r: r.token(aud="nonsense")),
        ("expired", lambda r: r.token(exp=time.time() - 600)),
        ("no exp", lambda r: r.token(exp=None)),
        ("unknown kid", lambda r: r.token(kid="unknown", key=r.tool.keys.private["first"])),
        ("no kid", lambda r: r.token(kid=None, key=r.tool.keys.private["first"])),
        ("wrong sub", lambda r: r.token(sub="somebody")),
        ("iat 30s ahead", lambda r: r.token(iat=time.time() + 30)),
    ],
    "lineitems GET": [
        ("GET", lambda r: r.items()),
        ("GET accept */*", lambda r: r.items(accepts="*/*")),
        ("GET accept multi", lambda r: r.items(accepts=f"{LINE_ITEMS}, application/json")),
        ("GET accept json", lambda r: r.items(accepts="application/json")),
        ("no type_id", lambda r: r.get(BASE)),
        ("page", lambda r: r.items("&limit=2")),
        ("page2", lambda r: r.items("&limit=2&from=2")),
        ("filter rlid", lambda r: r.items("&resource_link_id=77")),
        ("filter resource_id", lambda r: r.items("&resource_id=r1")),
        ("filter tag", lambda r: r.items("&tag=quiz")),
        ("no token", lambda r: r.bare()),
        ("bad token", lambda r: r.bare(Authorization="Bearer nonsense")),
        ("readonly scope token", lambda r: r.items(scopes=("lineitem.readonly",))),
        ("score-only token GET lineitems", lambda r: r.items(scopes=("score",))),
        ("other course 1", lambda r: r.get("/mod/lti/services.php/npqh-spring/lineitems?type_id=1")),
        ("course 999", lambda r: r.get("/mod/lti/services.php/999/lineitems?type_id=1")),
    ],
    "lineitem create": [
        (
            "create 150",
            _made(
                "own",
                label="Standalone",
                scoreMaximum=150,
                resourceId="s1",
                tag="st",
                startDateTime="2026-12-01T00:00:00Z",
                endDateTime="2026-12-02T00:00:00Z",
            ),
        ),
        (
            "create w/ rlid",
            _made("second", label="Second col", scoreMaximum=10.5, resourceId="s2", resourceLinkId=LINK),
        ),
        ("rlid foreign", _made("", label="X", scoreMaximum=10, resourceLinkId="npqh-spring.implementation")),
        ("dup create", _made("dup", label="Standalone", scoreMaximum=150, resourceId="s1", tag="st")),
        ("max 0", _made("zero", label="Z", scoreMaximum=0)),
        ("no label", _made("", scoreMaximum=10)),
        ("json content type", _made("", "application/json", label="X", scoreMaximum=10)),
        ("html label", _made("html", label="<b>x</b> & é", scoreMaximum=10)),
        ("GET one", lambda r: r.get(r.made["own"], LINE_ITEM)),
        ("GET one json", lambda r: r.get(r.made["own"], "application/json")),
    ],
    "PUT": [
        ("PUT label", lambda r: r.put(r.made["own"], label="Standalone2", scoreMaximum=75, resourceId="s1", tag="st")),
        ("PUT 2nd w/o rlid", lambda r: r.put(r.made["second"], label="Second col", scoreMaximum=10.5, resourceId="s2")),
        ("GET after", lambda r: r.get(r.made["second"], LINE_ITEM)),
        ("PUT same", lambda r: r.put(r.made["own"], label="Standalone2", scoreMaximum=75, resourceId="s1", tag="st")),
        ("PUT coupled max 50", lambda r: r.put_maximum(50)),
        ("PUT back", lambda r: r.put_maximum(100)),
        ("DELETE standalone", lambda r: r.tool.service("DELETE", r.made["own"])),
        ("GET gone", lambda r: r.get(r.made["own"], LINE_ITEM)),
        (
            "PUT 2nd tag changed w/o rlid",
            lambda r: r.put(r.made["second"], label="Second col", scoreMaximum=10.5, resourceId="s2", tag="new"),
        ),
        ("GET after", lambda r: r.get(r.made["second"], LINE_ITEM)),
    ],
    "results media types": [
        (f"results accept {RESULTS!r}", lambda r: r.results()),
        ("results accept '*/*'", lambda r: r.results(accepts="*/*")),
        ("results accept 'application/json'", lambda r: r.results(accepts="application/json")),
        ("results accept ''", lambda r: r.results(accepts="")),
    ],
    "scores": [
        ("basic 50", lambda r: r.score(comment="first")),
        ("json content type", lambda r: r.score(sends="application/json")),
        ("charset", lambda r: r.score(51, sends=f"{SCORE}; charset=utf-8")),
        ("scoreMaximum 10 given 7", lambda r: r.score(7, scoreMaximum=10)),
        ("given > max 110/100", lambda r: r.score(110)),
        ("negative", lambda r: r.score(-5)),
        ("float string", lambda r: r.score("66.6")),
        ("fraction 0.3333/1", lambda r: r.score(0.33333, scoreMaximum=1)),
        ("no comment now", lambda r: r.score(60)),
        ("comment html", lambda r: r.score(61, comment=MARKUP)),
        ("zero", lambda r: r.score(0)),
        ("set 70", lambda r: r.score(70, comment="keep?")),
        ("older timestamp", lambda r: r.score(71, timestamp=_later(hours=-1))),
        ("same ts 1", lambda r: r.score_now(72)),
        ("same ts 2", lambda r: r.score(73, timestamp=r.made["now"])),
        ("future +1day", lambda r: r.score(74, timestamp=_later(days=1))),
        ("now after future", lambda r: r.score_now(75)),
        ("ts no zone", lambda r: r.score(76, timestamp=_later(seconds=9).partition("+")[0])),
        ("ts micros +00:00", lambda r: r.score(77, timestamp=_later(seconds=9))),
        ("ts +05:30", lambda r: r.score(78, timestamp=_later(hours=5.5, seconds=9).replace("+00:00", "+05:30"))),
        ("ts date only", lambda r: r.score(timestamp=_later(days=1)[:10])),
        ("ts garbage", lambda r: r.score(timestamp="yesterday")),
        ("ts epoch int", lambda r: r.score(timestamp=1795296363)),
        ("no ts", lambda r: r.score(timestamp=...)),
        ("set 80", lambda r: r.score(80)),
        (
            "InProgress/Pending with score 81",
            lambda r: r.score(81, activityProgress="InProgress", gradingProgress="Pending"),
        ),
        ("set 82", lambda r: r.score(82)),
        (
            "no scoreGiven, NotReady/Started",
            lambda r: r.score(..., activityProgress="Started", gradingProgress="NotReady"),
        ),
        ("set 83", lambda r: r.score(83)),
        ("no scoreGiven FullyGraded", lambda r: r.score(...)),
        ("scoreGiven null", lambda r: r.score(None)),
        ("set 84", lambda r: r.score(84)),
        ("PendingManual", lambda r: r.score(85, gradingProgress="PendingManual")),
        ("unknown progress", lambda r: r.score(86, gradingProgress="Whatever")),
        ("no gradingProgress", lambda r: r.score(gradingProgress=...)),
        ("no activityProgress", lambda r: r.score(activityProgress=...)),
        ("no scoreMaximum", lambda r: r.score(scoreMaximum=...)),
        ("extra fields", lambda r: r.score(87, extra={"more": 1})),
        ("teacher", lambda r: r.score(userId=r.subject("helen-marsh"))),
        ("unknown user", lambda r: r.score(userId="9999")),
        ("sa 100/200", lambda r: r.score(100, r.own_column(), scoreMaximum=200, comment="c1")),
        ("sa again same sec older", lambda r: r.score(90, r.made["sa"], timestamp=_later(seconds=-2))),
        ("sa pending", lambda r: r.score(91, r.made["sa"], gradingProgress="Pending")),
        ("sa final", lambda r: r.score(100, r.made["sa"])),
        ("sa results", lambda r: r.results(r.made["sa"])),
        ("coupled results", lambda r: r.results()),
        ("results paged", lambda r: r.results(query="&limit=1")),
        ("results user", lambda r: r.results(query=f"&user_id={r.subject(PERSON)}")),
        ("zero", lambda r: r.score(0)),
        ("results of zero", lambda r: r.results(query=f"&user_id={r.subject(PERSON)}")),
        ("teacher-overridden", lambda r: r.by_hand(40)),
        ("locked item", lambda r: r.by_hand(41, locked=True)),
        ("unlocked", lambda r: r.by_hand(42, points="")),
    ],
    "NRPS": [
        ("NRPS", lambda r: r.get(ROSTER, MEMBERS)),
        ("*/*", lambda r: r.get(ROSTER, "*/*")),
        ("json", lambda r: r.get(ROSTER, "application/json")),
        ("limit", lambda r: r.get(f"{ROSTER}?limit=2", MEMBERS)),
        ("limit+role", lambda r: r.get(f"{ROSTER}?limit=2&role=Learner", MEMBERS)),
        (
            "role full",
            lambda r: r.get(f"{ROSTER}?role={quote(INSTRUCTOR, safe='')}", MEMBERS),
        ),
        ("rlid", lambda r: r.get(f"{ROSTER}?rlid={LINK}&limit=1", MEMBERS)),
        ("rlid bad", lambda r: r.get(f"{ROSTER}?rlid=77", MEMBERS)),
    ],
}

EXCEPTIONS = {
    "max 100000": "the recorded site's database broke, and its status line with it",
    "charset": "as above, for line items",
    "user 'abc'": "as above: ids are numbers there, and words here",
    "int userId": "ids are words here",
    "text item": "only the status of the gradebook was kept; the deep linking tests have the habit",
}
