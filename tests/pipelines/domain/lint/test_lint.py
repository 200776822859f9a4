"""What is found in programs: nothing in good ones, each kind of harm in bad ones."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.domain.lint import check
from pipelines.domain.lint.expression_samples import pump, samples
from pipelines.domain.lint.expression_tree import parse
from pipelines.domain.lint.findings import Witness
from pipelines.domain.lint.kinds import FindingKind, Severity
from schemas.program_file import examine_programs
from tests.pipelines.domain.lint.good import COUNTRIES, found_in, good
from tests.pipelines.domain.lint.mutations import MUTATIONS, keyword

SHIPPED = sorted((Path(__file__).parents[4] / "pipelines" / "programs").glob("*.yaml"))


def test_a_good_program_has_no_finding() -> None:
    assert found_in(good()) == []


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_a_shipped_program_has_no_finding(path: Path) -> None:
    [reading] = examine_programs([(path.name, path.read_bytes())])
    assert check(reading, COUNTRIES) == []


@pytest.mark.parametrize("name", MUTATIONS)
def test_a_mutation_is_found(name: str) -> None:
    kind, edit = MUTATIONS[name]
    program = good()
    edit(program)
    assert kind in {finding.kind for finding in found_in(program)}


def test_there_are_many_kinds_of_mutation() -> None:
    assert len({kind for kind, _ in MUTATIONS.values()}) > 80
    assert len(MUTATIONS) > 150


def test_a_finding_tells_its_line_and_its_field() -> None:
    text = "program: p\nnumbers: [{number: '+12065550100', opt_outs: aws}]\nkeywords:\n- keyword: A1\n  template: a\n"
    text += "  synonyms:\n  - B1\n  - stop\ntemplates:\n  a: 'Hi.'\nreplies: {unmatched: a}\n"
    [reading] = examine_programs([("p.yaml", text.encode())])
    [finding] = [each for each in check(reading, COUNTRIES) if each.kind is FindingKind.RESERVED_WORD]
    assert (finding.file, finding.line, finding.field) == ("p.yaml", 8, "keywords[0].synonyms[1]")
    assert finding.severity is Severity.ERROR
    assert finding.witness == Witness("stop", number="+12065550100")
    assert str(finding).startswith("p.yaml:8: keywords[0].synonyms[1]: asks for STOP")


def test_what_a_finding_tells_is_no_fault_as_well() -> None:
    program = good()
    program["keywords"][0]["keyword"] = "CANCEL"
    fields = [finding.field for finding in found_in(program) if finding.field == "keywords[0].keyword"]
    assert len(fields) == 1


@pytest.mark.parametrize("name", MUTATIONS)
def test_what_cannot_be_loaded_has_an_error(name: str) -> None:
    program = good()
    MUTATIONS[name][1](program)
    text = yaml.safe_dump(program, allow_unicode=True, sort_keys=False, width=1000).encode()
    [reading] = examine_programs([("salon.yaml", text)])
    if reading.faults:
        assert any(finding.severity is Severity.ERROR for finding in check(reading, COUNTRIES))


def test_faults_and_findings_are_told_together() -> None:
    program = good()
    keyword(program, "LATE")["template"] = "lat"
    program["templates"]["late"]["en"] = "Elm Salon: we’ll wait."
    program["numbers"].append(program["numbers"][0])
    kinds = {finding.kind for finding in found_in(program)}
    assert {FindingKind.FAULT, FindingKind.UNKNOWN_TEMPLATE, FindingKind.UCS2_BY_FEW} <= kinds


def test_faults_between_files_are_told() -> None:
    text = b"program: p\nnumbers: [{number: '+12065550100', opt_outs: aws}]\n"
    readings = examine_programs([("a.yaml", text), ("b.yaml", text)])
    kinds = [finding.kind for finding in check(readings[1], COUNTRIES)]
    assert kinds.count(FindingKind.FAULT) == 2


@pytest.mark.parametrize(
    "expression", [r"^(move|change)( it)?$", "[a-c]{2}\\d+", r"\bwho\b.*cuts?", "a|b|c", "(?i:x){3}", r"[[:alpha:]]+\s"]
)
def test_a_sample_fits_its_expression(expression: str) -> None:
    re2 = pytest.importorskip("re2")
    found = samples(parse(expression))
    assert any(re2.search(expression, text) for text in found)


@pytest.mark.parametrize("expression", ["(a+)+", r"(\w+\s?)*x", "(a|a)*b", "(.*a){20}", "((ab)*)*", r"^(\d|\w)+$"])
def test_what_backtracks_is_seen(expression: str) -> None:
    assert pump(parse(expression)) is not None


@pytest.mark.parametrize(
    "expression", ["a+", r"(\w+\s)*x", "(a|b)*", "(ab?)+", "a{3}b*", r"^who (cuts|colours)$", ".*x.*"]
)
def test_what_does_not_backtrack_is_left_alone(expression: str) -> None:
    assert pump(parse(expression)) is None


@pytest.mark.parametrize(
    "expression", ["[[:", "[", "(((", "\\", "\\p{", "[a-\\", "{", "a{9999999999}", "(?", "(?P<", "(" * 160, "[]"]
)
def test_half_an_expression_can_be_read(expression: str) -> None:
    pump(parse(expression))
    samples(parse(expression))


@given(st.text(alphabet="ab()[]{}|*+?^$.\\-,:1P<>pwd", max_size=60))
@settings(deadline=None)
def test_any_expression_can_be_read(expression: str) -> None:
    pump(parse(expression))
    assert all(len(text) < 70_000 for text in samples(parse(expression)))


words = st.text(min_size=1, max_size=30).filter(lambda text: text.strip() != "")


@given(
    names=st.lists(st.sampled_from(sorted(MUTATIONS)), max_size=4),
    synonyms=st.lists(words, max_size=3),
    match=st.sampled_from(["exact", "first_word", "phrase", "all_words", "any_words", "regex", "fuzzy"]),
    text=st.one_of(st.text(max_size=80), st.from_regex(r"(Reply|Text) \w+ (to|for) \w+, \w+ or \w+\.", fullmatch=True)),
)
@settings(deadline=None, max_examples=60)
def test_looking_through_never_raises(names: list[str], synonyms: list[str], match: str, text: str) -> None:
    program = good()
    for name in names:
        _do(MUTATIONS[name][1], program)
    program["keywords"].append({"keyword": "RANDOM", "synonyms": synonyms, "match": match, "template": "late"})
    program["templates"]["late"] = {"en": text, "es": text}
    for finding in found_in(program):
        assert finding.line > 0
        assert finding.what


def _do(edit: Any, program: dict[str, Any]) -> None:
    try:
        edit(program)
    except (KeyError, IndexError, ValueError, AttributeError, TypeError):
        return  # another edit has taken away what this one changes
