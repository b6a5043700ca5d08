"""Sequencing of SCORM 2004: words and numbers of rules, control modes, rollup.

Source: SCORM 2004 4th Edition, Content Aggregation Model, 5.1; Sequencing and Navigation, 3.
"""

from collections.abc import Callable, Iterator

from lxml import etree

from lti_npq.exports.linting.documents import local, text
from lti_npq.exports.linting.manifests import Checks, Manifest, children, is_leaf, named
from lti_npq.exports.linting.numbers import is_count, is_within

Test = Callable[[str], bool]

_ROLLUP_CONDITIONS = frozenset(
    {
        "satisfied",
        "objectiveStatusKnown",
        "objectiveMeasureKnown",
        "completed",
        "activityProgressKnown",
        "attempted",
        "attemptLimitExceeded",
        "timeLimitExceeded",
        "outsideAvailableTimeRange",
    }
)
_RULE_CONDITIONS = _ROLLUP_CONDITIONS | {"objectiveMeasureGreaterThan", "objectiveMeasureLessThan", "always"}
_ACTIONS = {
    "preConditionRule": frozenset({"skip", "disabled", "hiddenFromChoice", "stopForwardTraversal"}),
    "postConditionRule": frozenset({"exitParent", "exitAll", "retry", "retryAll", "continue", "previous"}),
    "exitConditionRule": frozenset({"exit"}),
}
_TIMES = frozenset({"never", "once", "onEachNewAttempt"})
_BOOLEAN = frozenset({"true", "false", "1", "0"})
_CONSIDERED = frozenset({"always", "ifAttempted", "ifNotSkipped", "ifNotSuspended"})


def _measure(value: str) -> bool:
    return is_within(value, -1, 1)


def _share(value: str) -> bool:
    return is_within(value, 0, 1)


VALUES: dict[tuple[str, str], Test] = {
    ("ruleConditions", "conditionCombination"): frozenset({"all", "any"}).__contains__,
    ("ruleCondition", "condition"): _RULE_CONDITIONS.__contains__,
    ("ruleCondition", "operator"): frozenset({"not", "noOp"}).__contains__,
    ("ruleCondition", "measureThreshold"): _measure,
    ("rollupRule", "childActivitySet"): frozenset(
        {"all", "any", "none", "atLeastCount", "atLeastPercent"}
    ).__contains__,
    ("rollupConditions", "conditionCombination"): frozenset({"all", "any"}).__contains__,
    ("rollupCondition", "condition"): _ROLLUP_CONDITIONS.__contains__,
    ("rollupCondition", "operator"): frozenset({"not", "noOp"}).__contains__,
    ("rollupAction", "action"): frozenset({"satisfied", "notSatisfied", "completed", "incomplete"}).__contains__,
    ("rollupRules", "objectiveMeasureWeight"): _share,
    ("randomizationControls", "randomizationTiming"): _TIMES.__contains__,
    ("randomizationControls", "selectionTiming"): _TIMES.__contains__,
    ("randomizationControls", "selectCount"): is_count,
    ("limitConditions", "attemptLimit"): is_count,
    **{
        ("rollupConsiderations", f"requiredFor{what}"): _CONSIDERED.__contains__
        for what in ("Satisfied", "NotSatisfied", "Completed", "Incomplete")
    },
    **{
        (tag, name): _BOOLEAN.__contains__
        for tag, names in {
            "controlMode": "choice choiceExit flow forwardOnly useCurrentAttemptObjectiveInfo "
            "useCurrentAttemptProgressInfo",
            "deliveryControls": "tracked completionSetByContent objectiveSetByContent",
            "rollupRules": "rollupObjectiveSatisfied rollupProgressCompletion",
            "primaryObjective": "satisfiedByMeasure",
            "objective": "satisfiedByMeasure",
            "mapInfo": "readSatisfiedStatus readNormalizedMeasure writeSatisfiedStatus writeNormalizedMeasure",
        }.items()
        for name in names.split()
    },
}
"""What may stand in which attribute of which element."""


def activities(manifest: Manifest) -> Iterator[etree._Element]:
    """Yield everything that can have a sequencing."""
    yield from manifest.organizations
    yield from manifest.items


def sequencing_of(element: etree._Element) -> list[etree._Element]:
    """Return an activity's own sequencing elements."""
    return children(element, "sequencing")


def check_values(manifest: Manifest) -> Checks:
    for element in manifest.root.iter("*"):
        tag = local(element)
        for name, value in ((str(name), str(value)) for name, value in element.items()):
            test = VALUES.get((tag, name))
            if test and not test(value.strip()):
                yield manifest.finding("sequencing-value", element, f"{tag}/@{name} is “{value}”.")
        parent = local(element.getparent())
        if tag == "ruleAction" and element.get("action") not in _ACTIONS.get(parent, ()):
            message = f"“{element.get('action')}” is no action of a {parent}."
            yield manifest.finding("sequencing-value", element, message)
        if tag == "minNormalizedMeasure" and not _measure(text(element)):
            yield manifest.finding("sequencing-value", element, f"minNormalizedMeasure is “{text(element)}”.")


def check_references(manifest: Manifest) -> Checks:
    collected = {str(each.get("ID")) for each in manifest.root.findall("{*}sequencingCollection/{*}sequencing")}
    for activity in activities(manifest):
        own = sequencing_of(activity)
        for sequencing in own:
            reference = sequencing.get("IDRef")
            if reference is not None and reference not in collected:
                yield manifest.finding("sequencing-reference", sequencing, f"“{reference}” is no sequencing.")
        if len(own) > 1:
            message = f"“{named(activity)}” has {len(own)} sequencing elements."
            yield manifest.finding("sequencing-twice", own[1], message)


def check_control(manifest: Manifest) -> Checks:
    for activity in activities(manifest):
        for mode in (mode for each in sequencing_of(activity) for mode in children(each, "controlMode")):
            allowed = {mode.get("choice", "true"), mode.get("flow", "false")}
            if is_leaf(activity):
                message = f"“{named(activity)}” has no items below it."
                yield manifest.finding("control-mode-on-leaf", mode, message)
            elif not allowed & {"true", "1"}:
                message = f"Nothing below “{named(activity)}” can be chosen or flowed to."
                yield manifest.finding("unreachable-activities", mode, message)


def check_rollup(manifest: Manifest) -> Checks:
    for rule in manifest.root.iter("{*}rollupRule"):
        for part in ("rollupConditions/{*}rollupCondition", "rollupAction"):
            if rule.find(f"{{*}}{part}") is None:
                yield manifest.finding("rollup-rule", rule, f"The rule has no {part.rpartition('}')[2]}.")
        kind = rule.get("childActivitySet")
        count, share = rule.get("minimumCount", ""), rule.get("minimumPercent", "")
        if kind == "atLeastCount" and (not is_count(count) or int(count) < 1):
            yield manifest.finding("rollup-rule", rule, f"minimumCount is “{count}”.")
        if kind == "atLeastPercent" and not is_within(share, 0, 1):
            yield manifest.finding("rollup-rule", rule, f"minimumPercent is “{share}”, no number from 0 to 1.")


def check_weights(manifest: Manifest) -> Checks:
    for activity in activities(manifest):
        below = children(activity, "item")
        weights = [_weight(item) for item in below]
        if below and not any(weights):
            yield manifest.finding("rollup-weight", activity, f"Everything below “{named(activity)}” weighs 0.")


def _weight(item: etree._Element) -> bool:
    """Tell whether an activity's score counts for its parent."""
    rules = item.find("{*}sequencing/{*}rollupRules")
    value = "1" if rules is None else rules.get("objectiveMeasureWeight", "1")
    return not is_within(value, 0, 0)


CHECKS = (check_values, check_references, check_control, check_rollup, check_weights)
