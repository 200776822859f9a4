"""Every finding's witness shows what the finding tells: on the very reader and the very segments that the job uses."""

import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import re2
import yaml
from rapidfuzz.distance import OSA

from pipelines.domain import opt_out
from pipelines.domain.classify import Classification, Classifier, Intent, MatchKind
from pipelines.domain.converse import converse, opened
from pipelines.domain.lint import Finding, Witness, check
from pipelines.domain.lint import FindingKind as K
from pipelines.domain.lint.subject import Subject
from pipelines.domain.normalise import normalise, read
from pipelines.domain.schedule import next_allowed
from pipelines.domain.segments import segments
from schemas.program import AwsAction, Outcome, Program, ProgramFaults, ProgramSet, QuietHours
from schemas.program_file import examine_programs, read_programs
from tests.pipelines.domain.lint.good import COUNTRIES, good
from tests.pipelines.domain.lint.mutations import MUTATIONS

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


@dataclass(frozen=True)
class Shown:
    """A finding, its program, and what its witness was read as."""

    finding: Finding
    program: Program
    heard: Classification | None

    @property
    def witness(self) -> Witness:
        return self.finding.witness

    @property
    def inbound(self) -> str:
        assert self.witness.inbound is not None
        return self.witness.inbound

    @property
    def outbound(self) -> str:
        assert self.witness.outbound is not None
        return self.witness.outbound

    def at(self, drop: int = 0) -> Any:
        """The value of the field, or of what is around it."""
        value: Any = self.program
        parts = [p for p in re.split(r"[.\[\]]+", self.finding.field) if p]
        for part in parts[: len(parts) - drop]:
            value = (
                value[int(part)] if part.isdigit() else value[part] if isinstance(value, dict) else getattr(value, part)
            )
        return value

    def keyword(self) -> Any:
        place = re.match(r"keywords\[(\d+)\]", self.finding.field)
        assert place is not None
        return self.program.keywords[int(place[1])]

    def ours(self) -> bool:
        """Whether the witness was read as the keyword that the finding is about."""
        return self.heard is not None and (self.heard.keyword, self.heard.template) == (
            self.keyword().keyword,
            self.keyword().template,
        )


def others(shown: Shown) -> bool:
    return shown.heard is not None and shown.heard.intent is Intent.KEYWORD and not shown.ours()


RESERVED = (Intent.OPT_OUT, Intent.HELP, Intent.OPT_IN)


def reserved(shown: Shown) -> bool:
    return shown.heard is not None and shown.heard.intent in RESERVED


def approval_stands(shown: Shown) -> bool:
    """The witness, after a yes, leaves the charge approved: in the conversation itself."""
    flow = shown.program.flows[1]
    reader, number = Classifier(ProgramSet([shown.program])), shown.program.numbers[0].number
    conversation = opened(flow, shown.program.variables, NOON).conversation
    for text in ("yes", shown.inbound):
        conversation = converse(shown.program, conversation, text, reader.classify(number, text), NOON).conversation
    return conversation.outcome is Outcome.APPROVED


def labelled(shown: Shown) -> bool:
    """Whether the label can be written with what the prompt says."""
    flow = shown.program.flows[int(shown.finding.field[6])]
    given = re.findall(r"\{(\w+)\}", shown.program.text(flow.prompt))
    return {*re.findall(r"\{(\w+)\}", shown.at())} <= {*given}


def reminds_only(program: Program, template: str) -> bool:
    """Whether a template is a step's reminder and nothing else."""
    uses = re.findall(rf'"(\w+)":"{template}"', program.model_dump_json())
    return set(uses) == {"reminder"}


def leaves_by_night(night: QuietHours) -> bool:
    """Whether there is a moment of the legal night, in a zone where clocks do not change, at which a text may leave."""
    minutes = [datetime(2026, 11, 23, 21, tzinfo=UTC) + timedelta(minutes=n) for n in range(11 * 60)]
    return any(next_allowed(at, ["Etc/UTC"], night.start, night.end) == at for at in minutes)


def wide(shown: Shown) -> bool:
    return segments(shown.outbound).encoding == "UNICODE"


def several(shown: Shown) -> bool:
    return segments(shown.outbound).parts > 1


def unmatched(shown: Shown) -> bool:
    return shown.heard is not None and shown.heard.intent is Intent.UNMATCHED


def slow_elsewhere(shown: Shown) -> bool:
    """An engine that backtracks takes several times as long for a few letters more."""
    expression, text = re.compile(shown.at()), shown.inbound

    def taken(cut: int) -> float:
        began = time.perf_counter()
        # What fits is cut in the middle, so that the end stays what does not fit.
        assert expression.fullmatch(text[: len(text) - 1 - cut] + "!") is None
        return time.perf_counter() - began

    return taken(4) > 4 * taken(12)


def normalised_away(shown: Shown) -> bool:
    text = shown.at()
    return re2.search(text, shown.inbound) is not None and re2.search(text, normalise(shown.inbound)) is None


Predicate = Callable[[Shown], bool]
SHOWS: dict[K, Predicate] = {
    K.RESERVED_WORD: lambda s: reserved(s) and s.heard is not None and s.heard.match_kind is MatchKind.RESERVED,
    K.RESERVED_WORDING: lambda s: reserved(s) and s.heard is not None and s.heard.match_kind is MatchKind.WORDING,
    K.UNCLEAR_OPT_OUT: lambda s: s.ours() and opt_out.requested(*read(s.inbound)).opt_out is opt_out.OptOut.ASK,
    K.MACHINE_TEXT: lambda s: s.heard is not None and s.heard.is_auto_response,
    K.UNREADABLE_SPELLING: unmatched,
    K.SAME_SPELLING: others,
    K.REPEATED_SPELLING: lambda s: (
        [normalise(each) for each in (s.keyword().keyword, *s.keyword().synonyms)].count(s.inbound) > 1
    ),
    K.SHADOWED: others,
    K.BOTH_MATCH: others,
    K.COMMON_WORD: Shown.ours,
    K.ONE_LETTER: Shown.ours,
    K.MEANS_TWICE: lambda s: others(s) and s.heard is not None and s.heard.match_kind is MatchKind.MEANING,
    K.MEANS_CONTRADICTED: lambda s: s.ours() and s.heard is not None and s.heard.yes_no is not s.keyword().means,
    K.YES_WITHOUT_NO: lambda s: unmatched(s) and s.heard is not None and s.heard.yes_no is not None,
    K.ANSWERED_BY_AWS: lambda s: s.heard is not None and s.heard.answered_by_aws,
    K.CAMPAIGN_SPELLED_TWICE: lambda s: s.witness.campaign is not None and s.witness.campaign != s.at(),
    K.SAME_AS_UNMATCHED: lambda s: s.heard is not None and s.heard.template == s.program.replies.unmatched,
    K.FUZZY_NEAR_RESERVED: lambda s: s.ours() and s.heard is not None and s.heard.match_kind is MatchKind.FUZZY,
    K.FUZZY_NEAR_ANSWER: lambda s: s.ours() and s.heard is not None and s.heard.yes_no is not None,
    K.FUZZY_COLLIDES: lambda s: OSA.distance(normalise(s.at()), s.inbound) <= 2 and (s.ours() or unmatched(s)),
    K.FUZZY_TOO_SHORT: unmatched,
    K.EDITS_UNUSED: lambda s: s.heard is not None and s.heard.match_kind is not MatchKind.FUZZY,
    K.EXPRESSION_REFUSED: lambda s: not s.ours(),
    K.EXPRESSION_EMPTY: lambda s: s.ours() and re2.search(s.at(), "") is not None,
    K.EXPRESSION_EVERYTHING: Shown.ours,
    K.EXPRESSION_NEVER: normalised_away,
    K.EXPRESSION_RESERVED: lambda s: reserved(s) and re2.search(s.at(), normalise(s.inbound)) is not None,
    K.EXPRESSION_BACKTRACKS: slow_elsewhere,
    K.EXPRESSION_INSIDE_WORD: lambda s: s.ours() and re2.search(rf"\b(?:{s.at()})\b", s.inbound) is None,
    K.UNKNOWN_TEMPLATE: lambda s: s.at() not in s.program.templates,
    K.UNUSED_TEMPLATE: lambda s: f':"{s.finding.field.split(".")[1]}"' not in s.program.model_dump_json(),
    K.SAME_REPLY: lambda s: list(dict(s.program.replies).values()).count(s.at()) > 1,
    K.UNKNOWN_VARIABLE: lambda s: not {*re.findall(r"\{(\w+)\}", s.outbound)} <= s.program.variables.keys(),
    K.UNUSED_VARIABLE: lambda s: s.outbound not in str(s.program.templates),
    K.VARIABLE_WITHOUT_EXAMPLE: lambda s: not s.at(),
    K.FORGOTTEN_MARK: lambda s: re.search(r"[\[<%]|TODO", s.outbound) is not None,
    K.STRAY_SPACE: lambda s: s.outbound != " ".join(s.outbound.split()),
    K.SHARED_SHORT_LINK: lambda s: "bit.ly" in s.outbound,
    K.NAME_MISSING: lambda s: "Elm" not in s.outbound,
    K.MISSING_LANGUAGE: lambda s: len(s.program.texts(s.finding.field.split(".")[1])) < len(s.program.languages),
    K.UNLISTED_LANGUAGE: lambda s: s.finding.field.split(".")[-1] not in s.program.languages,
    K.WRONG_LANGUAGE: lambda s: bool(s.outbound),
    K.UNTRANSLATED: lambda s: list(s.at(1).values()).count(s.at()) > 1,
    K.TOO_LONG: lambda s: not segments(s.outbound).fits,
    K.UCS2_BY_FEW: wide,
    K.SECOND_SEGMENT: several,
    K.VARIABLE_SPILLS: several,
    K.VARIABLE_UCS2: lambda s: wide(s) and several(s),
    K.RESERVED_REPLY_LONG: lambda s: reserved(s) and several(s),
    K.HELP_MISSING: lambda s: s.heard is not None and s.heard.is_help and s.heard.template is None,
    K.STOP_MISSING: lambda s: s.heard is not None and s.heard.is_opt_out and s.heard.template is None,
    K.START_MISSING: lambda s: s.heard is not None and s.heard.intent is Intent.OPT_IN and s.heard.template is None,
    K.ASK_MISSING: lambda s: s.heard is not None and s.heard.intent is Intent.UNCLEAR_OPT_OUT,
    K.UNMATCHED_MISSING: lambda s: unmatched(s) and s.heard is not None and s.heard.template is None,
    K.HELP_WITHOUT_CONTACT: lambda s: s.heard is not None and s.heard.is_help and "206" not in s.outbound,
    K.HELP_WITHOUT_STOP: lambda s: s.heard is not None and s.heard.is_help and "STOP" not in s.outbound,
    K.STOP_UNCONFIRMED: lambda s: s.heard is not None and s.heard.is_opt_out,
    K.STOP_MARKETS: lambda s: s.heard is not None and s.heard.is_opt_out and "%" in s.outbound,
    K.ASK_WITHOUT_WORD: lambda s: s.heard is not None and s.heard.intent is Intent.UNCLEAR_OPT_OUT,
    K.ASKS_FOR_RESERVED: lambda s: reserved(s) and s.inbound in s.outbound,
    K.ASKS_FOR_UNKNOWN: lambda s: unmatched(s) and s.inbound in s.outbound,
    K.UNKNOWN_STEP: lambda s: s.at() not in [step.step for step in s.program.flows[0].steps],
    K.UNKNOWN_ANSWER: lambda s: s.at() == s.inbound and s.inbound not in [k.keyword for k in s.program.keywords],
    K.STEP_UNREACHABLE: lambda s: s.inbound != "",
    K.STEP_WITHOUT_WAY_OUT: lambda s: s.inbound != "",
    K.STEP_WITHOUT_UNCLEAR: unmatched,
    K.UNCLEAR_NEVER: unmatched,
    K.SAME_QUESTION: unmatched,
    K.HAND_OFF_MISSING: unmatched,
    K.EXPIRED_MISSING: lambda s: s.heard is not None and s.heard.template is None,
    K.REMINDER_TOO_LATE: lambda s: s.at(1).remind_after_s >= s.at(1).expires_after_s,
    K.REMINDER_MISSING: lambda s: (s.at(1).reminder is None) != (s.at(1).remind_after_s is None),
    K.CHOICE_WITHOUT_OFFERS: lambda s: s.inbound in ("1", "more", "none of these"),
    K.OFFERS_WITHOUT_CHOICE: lambda s: s.inbound == "1",
    K.CHOICE_WITHOUT_NONE: lambda s: s.inbound == "none of these",
    K.ANSWERS_OVERLAP: lambda s: s.heard is not None and s.heard.yes_no is not None and s.heard.keyword is not None,
    K.PROMPT_ANSWER_UNKNOWN: lambda s: unmatched(s) and s.inbound in s.outbound,
    K.PROMPT_WITHOUT_STOP: lambda s: "STOP" not in s.outbound,
    K.SAME_PROMPT: lambda s: s.witness.prompt is not None,
    K.OUTCOME_MISSING: lambda s: s.at(1).outcome is None and s.at(1).next == "end",
    K.NEXT_WITHOUT_QUESTION: lambda s: s.at(1).reply is None,
    K.AGAIN_WITHOUT_PERIOD: lambda s: s.ours() and s.at(1).again is not None and s.at() is None,
    K.SAME_AGAIN: lambda s: s.ours() and s.at() == s.at(1).template,
    K.OVERRULES_WITHOUT_OUTCOME: lambda s: s.at(1).overrules and s.at() is None and s.inbound != "",
    K.OVERRULES_NOTHING: lambda s: s.at() and s.inbound != "",
    K.OVERRULES_APPROVES: lambda s: s.at() and s.at(1).outcome is Outcome.APPROVED and s.inbound != "",
    K.APPROVAL_STANDS: approval_stands,
    K.SEVERAL_MISSING: lambda s: s.at() is None and s.witness.prompt is not None,
    K.SEVERAL_INCOMPLETE: lambda s: (s.at(1).several is None) != (s.at(1).label is None),
    K.CHOICES_MISSING: lambda s: s.program.variables["choices"] not in s.outbound,
    K.LABEL_UNKNOWN_VARIABLE: lambda s: not labelled(s),
    K.LABEL_ALIKE: lambda s: "{" not in s.at(),
    K.PROMOTIONAL_RESERVED: lambda s: (
        s.heard is not None
        and s.heard.intent in (*RESERVED, Intent.UNCLEAR_OPT_OUT)
        and s.heard.template in s.program.promotional
    ),
    K.PROMOTIONAL_ANSWER: lambda s: s.at() in s.program.promotional and s.outbound != "",
    K.PROMOTION_UNMARKED: lambda s: "20%" in s.outbound and s.at() not in s.program.promotional,
    K.NIGHT_TOO_SHORT: lambda s: leaves_by_night(s.program.quiet_hours) and "20%" in s.outbound,
    K.NIGHT_UNUSED: lambda s: not s.program.promotional and s.outbound != "",
    K.TWICE_NO_REMINDER: lambda s: not reminds_only(s.program, s.at()) and bool(s.outbound),
    K.PACE_TOO_FAST: lambda s: s.at() > {"TEN_DLC": 75, "TOLL_FREE": 3}[s.at(1).number_type],
    K.PACE_TOO_SLOW: lambda s: s.at() == s.at(1).pace < s.at(1).usual_pace,
    K.STOP_NOT_REACHABLE: lambda s: (
        opt_out.requested(*read(s.inbound)).opt_out is opt_out.OptOut.OPT_OUT and s.at() is not AwsAction.OPT_OUT
    ),
    K.AWS_KEYWORD_REPEATED: lambda s: s.heard is not None and s.heard.answered_by_aws,
    K.SHORT_CODE_WITHOUT_COUNTRY: reserved,
    K.TOLL_FREE_SELF: lambda s: reserved(s) and s.heard is not None and s.heard.template is not None,
    K.COUNTRY_WITHOUT_TWO_WAY: lambda s: s.witness.number is not None and s.witness.number.startswith("+93"),
    K.RECEIVE_ONLY: lambda s: s.witness.number is not None and s.witness.number.startswith("+91"),
    K.COUNTRY_MISMATCH: lambda s: s.witness.number is not None,
    K.TYPE_MISMATCH: lambda s: s.witness.number is not None,
    K.TOPIC_MALFORMED: lambda s: s.witness.number is not None,
}


def heard_by(subject: Subject, program: Program, witness: Witness) -> Classification | None:
    """What the job's own reader makes of a witness; where it refuses the program, without what it refuses."""
    if witness.inbound is None:
        return None
    number = witness.number or program.numbers[0].number
    if subject.fit == list(program.keywords) and not subject.refused:
        reader = Classifier(ProgramSet([program]))
        return reader.classify(number, witness.inbound, campaign=witness.campaign, previous_prompt=witness.prompt)
    return subject._classifier.classify(
        number, witness.inbound, campaign=witness.campaign, previous_prompt=witness.prompt
    )


@pytest.mark.parametrize("name", MUTATIONS)
def test_a_witness_shows_what_is_told(name: str) -> None:
    kind, edit = MUTATIONS[name]
    data = good()
    edit(data)
    text = yaml.safe_dump(data, allow_unicode=True, sort_keys=False, width=1000)
    [reading] = examine_programs([("salon.yaml", text.encode())])
    found = check(reading, COUNTRIES)
    for finding in (each for each in found if each.kind is K.FAULT):
        with pytest.raises(ProgramFaults):
            read_programs([("salon.yaml", text.encode())])
        assert finding.witness.inbound
    if reading.program is None:
        assert kind is K.FAULT
        return
    subject = Subject(reading.program, COUNTRIES)
    for finding in (each for each in found if each.kind is not K.FAULT):
        assert (finding.witness.inbound or finding.witness.outbound) is not None, finding
        heard = heard_by(subject, reading.program, finding.witness)
        assert SHOWS[finding.kind](Shown(finding, reading.program, heard)), (finding, heard)


def test_every_kind_is_made_by_a_mutation() -> None:
    assert {kind for kind, _ in MUTATIONS.values()} == set(K) - {K.TRANSCRIPT}
    assert SHOWS.keys() == set(K) - {K.FAULT, K.TRANSCRIPT}
