"""The keywords that AWS answers on a number: which ones the program wants there, and what is wrong or doubtful with them.

AWS compares without case and answers what *begins with* a keyword (user guide, "Keywords").
"""

from collections import Counter
from collections.abc import Iterator, Mapping

from pipelines.domain.numbers.account import MANDATORY, AccountKeyword, Case
from pipelines.domain.segments import fits
from schemas.program import PLACEHOLDER, AwsAction, AwsKeyword, Match, NumberType, OptOuts, Program

_HELD = "HELP and STOP"


def wanted_keywords(case: Case) -> tuple[AccountKeyword, ...]:
    """The keywords that the program wants AWS to answer on the number, in its order.

    Those of `aws_keywords`; and where AWS answers opt-outs, HELP and STOP with the words of `replies`, unless
    `aws_keywords` says them itself. The words of STOP on a toll-free number are the network's.
    """
    named = [_response(case.program, one) for one in case.wanted.aws_keywords]
    said = {one.keyword.casefold() for one in named}
    replies = case.program.replies
    templates = {"HELP": replies.help, "STOP": None if _is_toll_free(case) else replies.stop}
    managed = [
        AccountKeyword(word, MANDATORY[word], case.program.text(template))
        for word, template in templates.items()
        if template is not None and case.wanted.opt_outs is OptOuts.AWS and word.casefold() not in said
    ]
    return (*named, *managed)


def extra_keywords(case: Case) -> tuple[AccountKeyword, ...]:
    """Keywords that AWS has on the number and that the program does not name: not ours to take away."""
    ours = {one.keyword.casefold() for one in wanted_keywords(case)} | {word.casefold() for word in MANDATORY}
    return tuple(one for one in case.owned.keywords if one.keyword.casefold() not in ours)


def by_name(keywords: tuple[AccountKeyword, ...]) -> Mapping[str, AccountKeyword]:
    """Keywords by their names as AWS compares them."""
    return {one.keyword.casefold(): one for one in keywords}


def keyword_faults(case: Case) -> Iterator[str]:
    """Why AWS could not take the program's keywords on this number."""
    wanted = wanted_keywords(case)
    for word, times in Counter(one.keyword.casefold() for one in wanted).items():
        if times > 1:
            yield f"aws_keywords names {word.upper()} {times} times; keep one"
    for one in wanted:
        kept = MANDATORY.get(one.keyword.upper())
        if kept is not None and one.action is not kept:
            yield f"aws_keywords gives {one.keyword} the action {one.action}, but AWS keeps {kept} there; write that"
        if _is_toll_free(case) and one.keyword.upper() == "STOP":
            yield "aws_keywords names STOP, which the network answers on toll-free numbers; remove it"
        if (variable := PLACEHOLDER.search(one.message)) is not None:
            yield f"AWS would answer {one.keyword} with {variable.group()} as it stands; write the words"
        elif not fits(one.message):
            yield f"the response to {one.keyword} is longer than AWS sends; shorten it"


def keyword_cautions(case: Case) -> Iterator[str]:
    """What would be answered twice, or by nobody."""
    for one in extra_keywords(case):
        if one.action is AwsAction.AUTOMATIC_RESPONSE:
            yield (
                f"AWS answers {one.keyword}, which the program does not say: the job answers it too, so the customer is"
                " answered twice. Write it under aws_keywords, or delete it at AWS"
            )
    for one in wanted_keywords(case):
        for spelled in _own_words(case):
            if spelled.casefold().startswith(one.keyword.casefold()):
                yield f"AWS answers what begins with {one.keyword}, so the program's own answer to {spelled} is one too many; keep one"
    yield from _opt_out_cautions(case)
    yield from _language_cautions(case)


def _opt_out_cautions(case: Case) -> Iterator[str]:
    actions = {one.action for one in (*wanted_keywords(case), *extra_keywords(case))}
    if case.wanted.opt_outs is OptOuts.SELF:
        if any(one.keyword.upper() in MANDATORY for one in case.wanted.aws_keywords):
            yield f"with opt_outs: self AWS answers neither of {_HELD}; remove them from aws_keywords"
        if not {one.action for one in case.wanted.aws_keywords}.isdisjoint((AwsAction.OPT_OUT, AwsAction.OPT_IN)):
            yield "with opt_outs: self AWS keeps no opt-outs: opt_out and opt_in in aws_keywords do nothing"
    elif AwsAction.OPT_IN not in actions and not _is_toll_free(case):
        yield "no keyword opts in: who said STOP cannot come back by text. Add START to aws_keywords with action: opt_in"


def _language_cautions(case: Case) -> Iterator[str]:
    templates = [one.template for one in case.wanted.aws_keywords]
    if case.wanted.opt_outs is OptOuts.AWS:
        templates += [name for name in (case.program.replies.help, case.program.replies.stop) if name is not None]
    for name in dict.fromkeys(templates):
        if len(case.program.texts(name)) > 1:
            yield f"AWS has one text for everybody: {name} is answered in {case.program.languages[0]} alone"


def _response(program: Program, keyword: AwsKeyword) -> AccountKeyword:
    return AccountKeyword(keyword.keyword, keyword.action, program.text(keyword.template))


def _own_words(case: Case) -> Iterator[str]:
    """What the program itself answers on this number, as far as it is written out."""
    for keyword in case.program.keywords:
        if not keyword.numbers or case.wanted.number in keyword.numbers:
            yield keyword.keyword
            if keyword.match is not Match.REGEX:
                yield from keyword.synonyms


def _is_toll_free(case: Case) -> bool:
    return case.owned.number_type is NumberType.TOLL_FREE
