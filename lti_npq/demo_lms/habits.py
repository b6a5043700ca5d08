"""What platforms do differently, as switches; presets.py has the named sets of them."""

from dataclasses import dataclass

from lti_npq.demo_lms.dialects import Dialect, LinkStyle
from lti_npq.demo_lms.environments import Environment
from lti_npq.demo_lms.grade_habits import GradeHabits

__all__ = ["Dialect", "Habits", "LinkStyle"]


@dataclass(frozen=True)
class Habits(GradeHabits):
    """How this platform behaves where the specifications leave room, or where a product departs from them."""

    dialect: Dialect = Dialect.PLAIN
    shared_issuer: bool = False
    """Name the issuer that all customers share, instead of its own address (Canvas)."""
    environment: Environment = Environment.PRODUCTION
    """Which of the product's sites it is: a login request says so, and the shared issuer depends on it (Canvas)."""
    separate_sign_on: bool = False
    """Have sign-on, keys, access tokens and the storage frame on a host apart from courses and services (Canvas)."""

    clock_ahead: int = 0
    """Seconds by which its clock is ahead of this computer's; below 0 it is behind."""

    deployment_per_course: bool = False
    """Deploy a tool anew in each course."""

    # Launching
    login_by_get: bool = False
    """Begin a launch with a GET instead of a form that submits itself."""
    hint_as_json: bool = False
    """Wrap the message hint in JSON (Moodle)."""
    reload_is_invalid: bool = False
    """Answer a hint used before with a page of the LMS instead of an error for the tool (Moodle)."""
    aud_as_list: bool = False
    """Send `aud` as a list of one, and `azp` with it."""
    numbered_people: bool = False
    """Tell tools a number for each person instead of the id (Moodle)."""
    names_shared: bool = True
    """Send names and addresses, in launches and rosters."""
    anonymous_launches: bool = False
    """Send neither `sub` nor any name."""
    opens_in_window: bool = False
    """Never frame the tool: every launch has a tab of its own."""
    id_token_lifetime: int = 60
    """Seconds an id_token lives."""
    platform_storage: bool = False
    """Keep a framed tool's data by postMessage."""
    storage_frame: bool = False
    """Keep it in a named frame of its own, not in the page around the tool (Canvas)."""
    deaf_to_messages: bool = False
    """Never answer by postMessage, whatever storage was named (Canvas's apps for phones)."""
    frame_resizes: bool = True
    """Give the tool's frame the height it asks for by postMessage."""
    module_links_by_context: bool = False
    """Send the course's id as resource link id of ungraded activities (Canvas's modules)."""

    # Custom parameters
    custom_keys_twice: bool = False
    """Send custom keys lower-cased as well as they were written (Moodle)."""
    custom_in_one_line: bool = False
    """Lose what follows the first line of a custom value (Moodle)."""
    tool_custom_wins: bool = False
    """Let the tool's own custom parameters override a link's (Moodle)."""
    link_history_known: bool = True
    """Substitute `$ResourceLink.id.history`."""
    deadlines_known: bool = True
    """Substitute `$ResourceLink.submission.*`."""

    # Services
    scopes_by_service: bool = False
    """Let a tool that asks for any scope for grades read columns and results and send scores (Moodle)."""
    token_lifetime: int = 3600
    """Seconds an access token lives."""
    trusting_tokens: bool = False
    """Take any audience, no `exp` and a used `jti` in a client assertion (Moodle)."""
    public_keys_only: bool = False
    """Fetch keys from public addresses at the usual ports only (Moodle; its preset does not, to be tried here)."""
    strict_accept: bool = False
    """Want exactly one media type in Accept; the list of line items refuses `*/*`, too (Moodle)."""
    link_style: LinkStyle = LinkStyle.STANDARD
    query_in_service_urls: bool = False
    """Line item addresses end in a query, so that `/scores` must go before it (Moodle)."""
    line_items_per_page: int = 0
    """Where the tool sets no limit; 0 is no limit."""
    members_per_page: int = 0
    """As above, for rosters."""
    throttle: int = 0
    """A status that each service address answers the first time, such as 403 or 429; 0 is never."""

    # Cartridges
    early_cartridges: bool = False
    """Import Common Cartridge 1.0 and 1.1 only, instead of 1.1 to 1.3 (Moodle)."""
    bare_cartridge_links: bool = False
    """Lose a cartridge link's custom parameters and secure address (Moodle)."""
    cartridge_assignments: bool = False
    """Make a column for a cartridge link that has the extension `outcome` (Canvas)."""

    # Rosters, copies
    roster_once_used: bool = False
    """Say where the roster is only in courses that have an activity of the tool (Moodle)."""
    short_roster_roles: bool = False
    """`Learner` instead of the full role address in rosters (Moodle)."""
    assistants_listed_as_learners: bool = False
    """List non-editing teachers as learners (Moodle)."""
    role_lost_in_next: bool = False
    """Leave `role` out of the link to the next page (Moodle)."""
    course_groups: bool = True
    """Offer the course groups service."""
    copy_notices: bool = True
    """Tell tools of a copied course by a notice."""
    notices_repeated: bool = False
    """Send each notice twice, signed anew (Canvas may)."""
