"""The law of choices for all texts and all offers: no booking from an ambiguous text."""

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from pipelines.domain.choices.choose import Chosen, Option, choose

ZONES = [ZoneInfo(name) for name in ("America/New_York", "Europe/Lisbon", "Australia/Lord_Howe", "Asia/Kolkata")]
NOW = datetime(2026, 10, 30, 9, tzinfo=ZONES[0])  # clocks change in New York two days later, and elsewhere near
MONDAY = datetime(2026, 11, 23, 9, tzinfo=ZONES[0])
LANGUAGES = st.lists(st.sampled_from(["en", "es", "fr", "de", "pt", "it", "nl", "pl", "ja", ""]), max_size=3)


@st.composite
def offers(draw: st.DrawFn, least: int = 1) -> list[Option]:
    """Offers of times within six weeks, of one zone, in their order."""
    zone = draw(st.sampled_from(ZONES))
    first = NOW.astimezone(zone).replace(hour=0, minute=0)
    places = st.tuples(st.integers(0, 42), st.integers(7, 20), st.sampled_from([0, 15, 30, 45]))
    chosen = sorted(draw(st.sets(places, min_size=least, max_size=5)))
    times = [(first + timedelta(days=day)).replace(hour=hour, minute=minute) for day, hour, minute in chosen]
    return [Option(time, f"{time:%a %d %b %H:%M}") for time in times]


CLOCKS = ("{0:%H:%M}", "{0:%-I:%M%p}", "{0:%-I:%M %p}", "at {0:%-I:%M %p}", "at {0:%H:%M}", "{0:%H.%M}", "{0:%I%M%p}")
DAYS = (
    "{0:%A}", "{0:%a}", "on {0:%A}", "{0:%-d %B}", "{0:%b %-d}", "{0:%a %-d %b}", "the {0.day}th", "{0:%d/%m}", "{0:%m/%d/%Y}",
    "{0:%Y-%m-%d}", "{0:%A}, {0:%B} {0.day}",
)  # fmt: skip
AROUND = (
    "{}",
    "{} please",
    "ok {}",
    "I'll take {}",
    "can we do {}?",
    "{} works for me",
    "yes, {}!",
    "let's go with {} thanks",
)


@st.composite
def spoken(draw: st.DrawFn) -> tuple[list[Option], int, str]:
    """An offer, one of its options, and a way to name its time."""
    offer = draw(offers())
    place = draw(st.integers(0, len(offer) - 1))
    clock, day = draw(st.sampled_from(CLOCKS)), draw(st.sampled_from(DAYS))
    form = draw(st.sampled_from((f"{day} {clock}", f"{clock} {day}", day, clock)))
    return offer, place, draw(st.sampled_from(AROUND)).format(form.format(offer[place].at))


BABEL = "plus más otro otras mehr more no non menos 2 segunda mar mer do so di morgen un une el la le der martes mardi any los dos not pas nicht 3pm"
TEXTS = st.one_of(
    st.lists(st.sampled_from(BABEL.split()), max_size=5).map(" ".join),
    st.text(max_size=60),
    st.text(st.sampled_from("0123456789:/.-,#?º½² apmhAM"), max_size=20),
    st.text(st.characters(exclude_categories=()), max_size=30),
)


@given(TEXTS, offers(), LANGUAGES)
def test_no_text_raises(text: str, offer: list[Option], languages: list[str]) -> None:
    choice = choose(text, offer, NOW, languages)
    assert (choice.index is not None) == (choice.chosen is Chosen.ONE)
    assert bool(choice.fits) == (choice.chosen is Chosen.AMBIGUOUS)
    assert all(0 <= place < len(offer) for place in (*choice.fits, choice.index or 0))


@given(spoken())
def test_a_named_time_is_never_taken_for_another(said: tuple[list[Option], int, str]) -> None:
    offer, place, text = said
    choice = choose(text, offer, NOW)
    assert choice.index in (place, None)
    assert choice.chosen in (Chosen.ONE, Chosen.AMBIGUOUS, Chosen.NONE_OFFERED)
    if choice.chosen is Chosen.AMBIGUOUS:
        assert place in choice.fits


@given(spoken())
def test_a_day_with_its_time_is_understood(said: tuple[list[Option], int, str]) -> None:
    offer, place, _ = said
    text = f"{offer[place].at:%-d %B %Y at %I:%M %p}"
    assert choose(text, offer, NOW).index == place


@given(spoken())
def test_a_time_that_is_chosen_would_be_chosen_alone(said: tuple[list[Option], int, str]) -> None:
    offer, place, text = said
    if choose(text, offer, NOW).chosen is Chosen.ONE:
        assert choose(text, [offer[place]], NOW).index == 0


@given(spoken())
def test_a_second_option_at_the_same_time_makes_a_time_ambiguous(said: tuple[list[Option], int, str]) -> None:
    offer, place, text = said
    if choose(text, offer, NOW).chosen is Chosen.ONE:
        twice = choose(text, [*offer, offer[place]], NOW)
        assert twice.chosen is Chosen.AMBIGUOUS
        assert {place, len(offer)} <= {*twice.fits}


@given(spoken())
def test_a_time_that_is_not_on_offer_is_not_chosen(said: tuple[list[Option], int, str]) -> None:
    offer, place, text = said
    others = offer[:place] + offer[place + 1 :]
    at = offer[place].at
    assert at is not None
    full = f"{text} {at:%d %B %Y} {at:%H:%M}"
    if others:
        assert choose(full, others, NOW).chosen is not Chosen.ONE


CHATTER = (
    "ok please thanks the yes i'll take works for me can i do is good at on in for one option and it see you then just sure great hi "
    "👍 , . ! this next morning's book make"
)
NAMING = "2 1 3 second first last tuesday wed 10:30 3pm the 24th november tomorrow morning afternoon two half past not"
TAKING_BACK = (
    "if but maybe perhaps unless doesn't can't won't not? or when after before until kids people hours cancel wrong no never because my "
    "wife late early sorry think guess around ?"
)
OTHERS = "1 3 first last second tuesday thursday 3pm 5pm 24th 26th afternoon evening 4 friday 9am"
CLEAR = [
    "2",
    "2 please",
    "ok 2",
    "the second one",
    "number 2",
    "option two",
    "I'll take the 2nd",
    "yes 2 thanks",
    "wednesday",
    "wednesday at 10:30",
    "wed 10:30am please",
    "the day after tomorrow at 10:30",
    "25 november",
    "the 25th at half past ten",
    "the morning one",
    "2, wed 10:30",
    "let's go with wednesday",
    "2 works for me",
    "ten thirty on wednesday",
]
THREE = [
    Option(datetime(2026, 11, day, hour, minute, tzinfo=ZONES[0]), "")
    for day, hour, minute in ((24, 15, 0), (25, 10, 30), (26, 17, 0))
]


def lines(*words: str) -> st.SearchStrategy[str]:
    return st.lists(st.sampled_from(" ".join(words).split()), max_size=7).map(" ".join)


@given(lines(CHATTER))
def test_chatter_that_names_nothing_chooses_nothing(text: str) -> None:
    names_one = re.search(r"option (the )?one|(^|[,.!] )\W*one", text)
    assert names_one or choose(text, THREE, MONDAY).chosen is not Chosen.ONE


@st.composite
def with_a_word(draw: st.DrawFn, words: st.SearchStrategy[str]) -> str:
    """A text that chooses an option, with one more word somewhere in it."""
    text = draw(st.sampled_from(CLEAR))
    assert choose(text, THREE, MONDAY).chosen is Chosen.ONE, text
    before, after = draw(
        st.sampled_from([(text[: gap.start()], text[gap.end() :]) for gap in re.finditer(r"^| |$", text)])
    )
    return f"{before} {draw(words)} {after}"


@given(with_a_word(st.sampled_from(TAKING_BACK.split())))
def test_a_word_that_takes_back_or_asks_books_nothing(text: str) -> None:
    assert choose(text, THREE, MONDAY).chosen is not Chosen.ONE


@given(with_a_word(st.from_regex(r"[bcfgjkqvwxz][a-z]{3,8}q", fullmatch=True)))
def test_a_word_that_is_not_understood_books_nothing(text: str) -> None:
    assert choose(text, THREE, MONDAY).chosen is Chosen.UNCLEAR


@given(with_a_word(st.sampled_from(OTHERS.split())))
def test_a_second_thing_that_is_named_never_moves_the_choice(text: str) -> None:
    choice = choose(text, THREE, MONDAY)
    assert choice.index in (None, 1)


@given(lines(CHATTER, NAMING, TAKING_BACK), st.sampled_from([" ", "  ", "\t", "\n", "\u00a0", "\u3000"]))
def test_case_and_spacing_do_not_count(text: str, space: str) -> None:
    plain = choose(text, THREE, MONDAY)
    assert choose(text.upper(), THREE, MONDAY) == plain
    assert choose(space + text.replace(" ", space), THREE, MONDAY) == plain


@given(lines(NAMING), lines(NAMING))
def test_two_that_are_named_are_asked_about(one: str, other: str) -> None:
    first, second = choose(one, THREE, MONDAY), choose(other, THREE, MONDAY)
    if first.index is not None and second.index not in (None, first.index):
        assert choose(f"{one} or {other}", THREE, MONDAY).chosen is not Chosen.ONE
        assert choose(f"{one}, {other}", THREE, MONDAY).chosen is not Chosen.ONE
