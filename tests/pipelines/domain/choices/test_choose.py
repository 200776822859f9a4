"""What an English text chooses. The law: no booking from an ambiguous text."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from pipelines.domain.choices.choose import LONGEST_CHOICE, Choice, Chosen, Option, choose

NEW_YORK = ZoneInfo("America/New_York")
NOW = datetime(2026, 11, 23, 9, tzinfo=NEW_YORK)  # a Monday


def option(day: int, hour: int, minute: int = 0, *words: str, month: int = 11) -> Option:
    at = datetime(2026, month, day, hour, minute, tzinfo=NEW_YORK)
    return Option(at, at.strftime("%a %d %b %I:%M %p"), words)


THREE = [option(24, 15), option(25, 10, 30), option(26, 17)]  # Tue 3 pm, Wed 10:30 am, Thu 5 pm
TWO = [option(24, 11), option(25, 15)]  # Tue 11 am, Wed 3 pm
TUESDAYS = [option(24, 10), option(24, 15), option(25, 15)]  # Tue 10 am, Tue 3 pm, Wed 3 pm
WEEKS = [option(24, 15), option(1, 15, month=12), option(2, 9, month=12)]  # Tue, Tue and Wed of next week
DOCTORS = [
    option(24, 15, 0, "Dr Lee", "downtown"),
    option(24, 15, 0, "Dr. Kim", "downtown"),
    option(25, 10, 30, "Dr Lee", "Main St."),
]
PLACES = [Option(None, "Downtown clinic", ("downtown",)), Option(None, "Main St. clinic"), Option(None, "Airport")]


def answer(text: str, offer: list[Option], languages: tuple[str, ...] = ("en",)) -> int | tuple[int, ...] | str:
    """The index of the option chosen, the options to ask about, or what else was chosen."""
    choice = choose(text, offer, NOW, languages)
    if choice.index is not None:
        return choice.index
    return choice.fits or str(choice.chosen)


def cases(table: dict[object, str]) -> list[tuple[str, object]]:
    """Each text of a table, with its answer."""
    return [(text.strip(), expected) for expected, texts in table.items() for text in texts.split("|")]


ONE_OF_THREE = {
    0: "1|one|one please|option one|first|1st|the first one|tuesday|tue|3pm|3 pm|3p|3 p.m.|at 3|at 3pm|@ 3|15:00|1500|3:00|3.00|3:00 PM"
    "|tuesday at 3|Tuesday 3|tue 3pm|tuesday at three|tomorrow|tomorrow at 3|tmrw 3pm|tomorrow afternoon|the 3 pm one|the one at 3"
    "|the one on tuesday|the 24th|24th|24|24/11|11/24|24.11.|24-11|nov 24|november 24th|24 nov|the 24th of november|24/11/2026"
    "|2026-11-24|Nov 24, 2026|the 24th at 3pm|24 november 3pm|earliest|the soonest|next tuesday|this tuesday|3 o'clock tomorrow"
    "|see you tuesday at 3|1, tuesday at 3|1) Tue 3pm|Tue 24 Nov 03:00 PM|3 in the afternoon|1, not 2",
    1: '2|2.|#2|(2)|2)|"2"|2!|2 :)|option 2|option #2|Option 2.|no. 2|No.2|nr. 2|number 2|number two|choice 2|2️⃣|②|two|TWO|٢|२|２|２．|2 please'
    "|ok 2|yes 2|yes, 2 please|2 👍|I'll take the second|I’ll take 2|can I do number 2?|could we do 2 please?|can i have the 2nd?"
    "|the second one|second|2nd|the 2nd one|the middle one|wed|on wednesday|wednesday morning|morning|in the morning|the morning one"
    "|half past 10|half past ten on wednesday|ten thirty|10 30|10:30|10.30|10:30am|1030|1030am|10:30 a.m.|the day after tomorrow"
    "|2 works for me|2 is good|2 sounds great thanks|I'd prefer the second|let's go with 2|book me in for wednesday|2 it is"
    "|the 25th in the morning|wed 25th 10.30am|good morning, 2 please|2 wed 10:30am|I mean 2|actually 2|2 will do|hi, 2 then",
    2: "last|the last one|the last one please|latest|the latest one|third|3rd|evening|the evening appointment|thursday evening|5|5pm"
    "|17|17:00|thu 5pm|thursday the 26th|thursday 26|26th|put me down for thursday at 5pm|hey can I get the 5pm slot?"
    "|could we do thursday at 5?|5 pm works great for us thanks|thursday at 5 is fine|this thursday|26/11 17:00|the pm one at 5",
}
ASK = {
    (
        0,
        2,
    ): "3|3 please|I choose 3|3ish|around 3|the afternoon one|1 and 3|1 & 3|tuesday or thursday|either tuesday or thursday"
    "|not 2|not the morning one|anything but the second",
    (
        0,
        1,
    ): "1 or 2|1/2|1-2|1 2|1, 2|first or second|tuesday or wednesday|tuesday wednesday|tue/wed|first 2|the first two|2, tuesday"
    "|2 3pm|tuesday and wednesday",
    (1, 2): "not tuesday|anything but the first|wednesday at 10:30 or thursday at 5|all except 1",
    (
        1,
    ): "maybe 2|2 maybe|I think 2?|i guess the second|2?|the second one?|10:30?|what about 2?|how about wednesday|probably wednesday"
    "|I'm free wednesday|2 wednesday|wednesday hopefully|2 2|i could do wednesday|or 2",
    (0,): "thanks for tuesday|any time tuesday|around 3pm|about 3pm",
    (0, 1, 2): "any|both|either is fine|whichever|the later one|the earlier one|this week|tue wed thu",
}
NOT_A_CHOICE = {
    "unclear": "2 if my wife can|is 2 the one on Main St?|is 2 good|is 2 good?|does 2 work?|2 but can we make it 3:30?|tuesday at 3 doesn't work"
    "|tuesday at 3 does not work|2 doesn't work|2 is not good|not 2 but 1|i can't do 2|can't make tuesday|cancel 2|change 2|I have 2 kids"
    "|2 kids|2 people|2 of us|table for 2|for 2|in 2 hours|2 hours|be there in 2|2 appointments|room 2|2nd floor|2½|2²|$2|2%|+2|=2|2x|u 2"
    "|me 2|thank you 2|i want 2 book tuesday|that works|ok|yes|👍|sounds good|2 👎|2 is too early|2 is a bit late|3 at the earliest|before 3|after 3"
    "|by 3|until 3|from 3|3 at the latest|later|later please|one second|a second|just a sec|I'll take one|that one|the other one|no|no 2|no, 2"
    "|not|2 not|not sure|i don't know|good morning|hello|?|...||thanks|wednesday, no sorry thursday|neither tuesday|why not 2|2 when i can"
    "|2 unless it rains|call me about 2 please|what time is 2?|running late, see you soon|stop|99999999999|555-1234|my number is 2065550100"
    "|3:75|25:00|45pm|no more|no other|more on tuesday|nothing on tuesday|option|the option|at|on|next|wednesday instead please|half 3|i need 2",
    "none_offered": "any on friday|4|12|0|45|noon|midnight|friday|monday|today|tonight|tuesday at 4|tuesday at 3:30|tuesday 2pm|wednesday at 3|the 23rd|31/12"
    "|24/11/2025|next week|the weekend|wednesday afternoon|5 in the morning|option 7|the 4th one|quarter past 3|2 tuesday|december|at 2"
    "|tomorrow at 2|last tuesday|latest 3pm",
    "more": "more|more please|more times|other times|show more|show me more options|anything else?|something else|do you have anything later?"
    "|any other times?|another day|no, do you have any other times?|none of these, anything else?|different time please|what else do you have",
    "none_of_these": "none|none of these|none of those work|none work|none of these work for me|neither|neither works|nothing works"
    "|I can't do any of these|i can't make any of those|none of the above",
}  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), cases(ONE_OF_THREE) + cases(ASK) + cases(NOT_A_CHOICE))
def test_each_text_against_three_times(text: str, expected: object) -> None:
    assert answer(text, THREE) == expected


LEFT_OF_TWO = {
    0: "the earlier one|earlier one please|the sooner one|not 2|not the second one please|not wednesday|anything but 2|11",
    1: "the later one|2|not 1|not tuesday|anything but the first|anything except tuesday|3|at 3|2, not 1|wednesday not tuesday",
    (1,): "maybe not 1|not 1 for me|not 1?",
    (0, 1): "the middle one|1 or 2|both",
    "unclear": "not 1 or 2|not|1 is not good|2 not|not today, 2|not 2 not 1|why not 2|not friday|not good, 2|not, 2|can i do 2 and not 1?",
}


@pytest.mark.parametrize(("text", "expected"), cases(LEFT_OF_TWO))
def test_of_two_the_other_can_be_left_out(text: str, expected: object) -> None:
    assert answer(text, TWO) == expected


NARROWED = {
    0: "tuesday 10|first tuesday|the first one on tuesday|the earlier one on tuesday|tuesday morning|tomorrow morning",
    1: "2|tuesday at 3|tuesday 3pm|tuesday afternoon|the later one on tuesday|tuesday, the later one|the second tuesday",
    2: "wednesday|wed at 3|the last one|25th",
    (0, 1): "tuesday|tomorrow|the 24th",
    (1, 2): "3|3pm|at 3|afternoon|3 in the afternoon",
    "none_offered": "tuesday at 11|the third tuesday|tuesday evening",
}


@pytest.mark.parametrize(("text", "expected"), cases(NARROWED))
def test_words_narrow_each_other_down(text: str, expected: object) -> None:
    assert answer(text, TUESDAYS) == expected


IN_TWO_WEEKS = {
    0: "this tuesday|tomorrow|this week|the 24th|november|nov",
    1: "1st of december|1 dec|12/1|tuesday next week",
    2: "the 2nd of december|dec 2|wednesday next week|next wednesday|december in the morning|9",
    (0, 1): "tuesday|next tuesday|tuesday afternoon|3pm|the 1st",
    (1, 2): "next week|december|in december",
    "none_offered": "11/12|this wednesday|the 3rd of december",
}


@pytest.mark.parametrize(("text", "expected"), cases(IN_TWO_WEEKS))
def test_weeks_and_months(text: str, expected: object) -> None:
    assert answer(text, WEEKS) == expected


@pytest.mark.parametrize(
    ("days", "expected"),
    [([(11, 12)], 0), ([(12, 11)], 0), ([(11, 12), (12, 11)], (0, 1)), ([(24, 11)], "none_offered")],
)
def test_the_order_of_day_and_month_is_settled_by_the_offer_or_asked(
    days: list[tuple[int, int]], expected: object
) -> None:
    assert answer("11/12", [option(day, 15, month=month) for day, month in days]) == expected


NAMED = {
    0: "dr lee on tuesday|3pm with dr. lee|tomorrow downtown with Dr Lee|dr lee at 3",
    1: "dr kim|Dr. Kim please|tuesday with dr kim|2 with dr kim|can i see dr kim?",
    2: "main st|at Main St.|dr lee on wednesday",
    (0, 1): "downtown|3pm|tuesday",
    (0, 2): "dr lee|not dr kim|3, dr lee",
    (0, 1, 2): "dr lee or dr kim|2, dr lee",
    "unclear": "kim|lee|is dr kim nice?|dr who|main|dr kim but later",
    "none_offered": "wednesday with dr kim|downtown on wednesday",
}


@pytest.mark.parametrize(("text", "expected"), cases(NAMED))
def test_other_names_of_options(text: str, expected: object) -> None:
    assert answer(text, DOCTORS) == expected


PLACED = {
    0: "downtown|Downtown Clinic|1|the first one",
    1: "main st clinic|2|at the Main St. clinic",
    2: "airport|the airport one|at the airport please|last",
    (0, 2): "downtown or the airport",
    (0, 1, 2): "the later one|earliest",
    "none_offered": "tuesday|3pm|4",
    "unclear": "clinic|airport if it is open|near the airport",
}


@pytest.mark.parametrize(("text", "expected"), cases(PLACED))
def test_options_that_are_no_times(text: str, expected: object) -> None:
    assert answer(text, PLACES) == expected


def test_a_number_that_is_a_label_and_a_place_is_asked_about() -> None:
    party = [Option(None, "2"), Option(None, "4"), Option(None, "6 people")]
    assert [answer(text, party) for text in ("2", "4", "6 people", "the second one")] == [(0, 1), 1, 2, 1]


def test_a_single_option_is_named_but_not_agreed_to() -> None:
    texts = ("1", "tuesday", "3pm", "the first one", "ok", "yes", "that works", "2", "not tuesday")
    answers = [answer(text, THREE[:1]) for text in texts]
    assert answers == [0, 0, 0, 0, "unclear", "unclear", "unclear", "none_offered", "unclear"]


def test_first_and_last_are_asked_about_where_list_and_time_differ() -> None:
    unsorted = [THREE[1], THREE[0], THREE[2]]
    assert [answer(text, unsorted) for text in ("the first one", "earliest", "1", "last")] == [(0, 1), 1, 0, 2]


def test_a_place_that_counts_differently_among_all_and_among_some_is_asked_about() -> None:
    offer = [*THREE[:2], WEEKS[1]]  # Tue, Wed, Tue
    assert [answer(text, offer) for text in ("the second one", "the second tuesday", "the last tuesday")] == [
        1,
        (1, 2),
        2,
    ]


def test_a_long_text_is_not_a_choice() -> None:
    assert choose("2" + " " * LONGEST_CHOICE, THREE, NOW) == Choice(Chosen.UNCLEAR)


def test_nothing_is_chosen_from_no_offer() -> None:
    assert choose("2", [], NOW) == Choice(Chosen.UNCLEAR)


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        Option(datetime(2026, 11, 24, 15), "3 pm")  # noqa: DTZ001
