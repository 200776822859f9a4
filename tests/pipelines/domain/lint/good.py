"""A program with nothing wrong in it, to be mutated; and what is found in one."""

from collections.abc import Mapping
from typing import Any

import yaml

from pipelines.domain.lint import Finding, check
from schemas.countries import countries
from schemas.program_file import examine_programs

COUNTRIES = countries()
GOOD = """
program: salon
numbers:
  - number: "+12065550100"
    opt_outs: self
    number_type: TEN_DLC
    country: US
    parts_per_second: 40
    aws_keywords: [{keyword: PRICES, template: prices}]
  - number: "+12065550101"
    opt_outs: self
languages: [en, es]
keywords:
  - {keyword: CONFIRM, synonyms: [C, CONFIRMO, 👍🏽], means: "yes", template: confirmed}
  - {keyword: "NO", synonyms: [CAN'T COME], means: "no", template: declined}
  - {keyword: MOVE, synonyms: [CHANGE, MOVER], match: first_word, template: moving}
  - {keyword: ANOTHER TIME, synonyms: [NEW TIME], match: phrase, template: moving}
  - {keyword: PARKING, synonyms: [PARKING LOT, GARAGE], match: any_words, template: parking}
  - {keyword: STYLIST, synonyms: ["\\\\bwho (cuts|colou?rs)\\\\b"], match: regex, template: stylist}
  - {keyword: VOUCHER, match: fuzzy, max_edits: 2, template: voucher, once_per_s: 86400, again: voucher_sent}
  - {keyword: LATE, numbers: ["+12065550101"], template: late}
  - {keyword: BRIDAL, campaigns: [wedding], template: bridal}
templates:
  reminder:
    en: "Elm Salon: {name}, see you on {when}. Reply CONFIRM, or MOVE for another time. STOP to opt out."
    es: "Elm Salon: {name}, tiene una cita el {when}. Responda CONFIRMO, o MOVER para otra hora. STOP para no recibir mensajes."
  confirmed: {en: "Elm Salon: thank you, we look forward to it.", es: "Elm Salon: gracias, le esperamos."}
  declined: {en: "Elm Salon: we are sorry. Reply MOVE for another time.", es: "Elm Salon: lo sentimos. Responda MOVER para otra hora."}
  moving: {en: "Elm Salon: we will call you today.", es: "Elm Salon: le llamaremos hoy."}
  parking: {en: "Elm Salon: you can park behind the house.", es: "Elm Salon: puede aparcar en el patio."}
  stylist: {en: "Elm Salon: Ada does it, with Grace.", es: "Elm Salon: lo hace Ada, con Grace."}
  voucher: {en: "Elm Salon: we send you a voucher today.", es: "Elm Salon: le enviamos un vale hoy."}
  voucher_sent: {en: "Elm Salon: your voucher is on its way.", es: "Elm Salon: su vale ya va en camino."}
  nudge: {en: "Elm Salon: {name}, are you coming on {when}? Reply CONFIRM or MOVE.", es: "Elm Salon: {name}, le esperamos el {when}. Responda CONFIRMO o MOVER."}
  visits: {en: "Elm Salon: which visit do you mean? {choices}. Reply with its number.", es: "Elm Salon: tiene varias citas: {choices}. Responda con el numero de una."}
  invitation: {en: "Elm Salon: {offer} at 20% off, on Tuesdays. Reply YES for a place. STOP to opt out.", es: "Elm Salon: {offer} con 20% de descuento, los martes. Responda SI para ir. STOP para no recibir mensajes."}
  late: {en: "Elm Salon: we will wait for you.", es: "Elm Salon: le esperamos."}
  bridal: {en: "Elm Salon: we will call you about your wedding.", es: "Elm Salon: le llamaremos por su boda."}
  prices: {en: "Elm Salon: a cut is 40 dollars, colour is 90.", es: "Elm Salon: un corte cuesta 40 dollars, el color 90."}
  times: {en: "Elm Salon: we have {times}. Reply with the number of one, or NONE.", es: "Elm Salon: tenemos {times}. Responda con el numero de una, o NONE."}
  which: {en: "Elm Salon: which one? Reply with one number: {times}.", es: "Elm Salon: responda con un solo numero: {times}."}
  moved: {en: "Elm Salon: see you on {when} then.", es: "Elm Salon: nos vemos el {when}."}
  person: {en: "Elm Salon: we will call you to find a time.", es: "Elm Salon: le llamaremos para buscar una hora."}
  unmatched: {en: "Elm Salon: sorry, we did not get that. Reply CONFIRM or MOVE.", es: "Elm Salon: perdone, responda CONFIRMO o MOVER."}
  help: {en: "Elm Salon: help at 206-555-0196. Msg & data rates may apply. STOP to opt out.", es: "Elm Salon: ayuda en el 206-555-0196. STOP para terminar."}
  stop: {en: "Elm Salon: you are opted out and get no more texts.", es: "Elm Salon: no le enviaremos mensajes."}
  ask: {en: "Elm Salon: we stop texting you. Reply START to keep getting texts.", es: "Elm Salon: ya no le escribiremos. Responda START para seguir recibiendo avisos."}
  start: {en: "Elm Salon: you get our texts again. STOP to opt out.", es: "Elm Salon: recibe de nuevo los avisos. STOP para terminar."}
variables: {name: Alexandra, when: "Wed 24 Sep, 10:30 am", times: "1) Wed 24 Sep 10:30 am 2) Thu 25 Sep 9 am", offer: colour, choices: "1) colour 2) cut"}
promotional: [invitation]
quiet_hours: {start: "20:00", end: "8:30"}
at_least_once: [nudge]
replies: {unmatched: unmatched, help: help, stop: stop, ask: ask, start: start}
flows:
  - flow: visit
    prompt: reminder
    several: visits
    label: "{when}"
    steps:
      - step: asked
        answers:
          - {when: "yes", reply: confirmed, outcome: confirmed, next: end}
          - {when: "no", reply: times, next: choosing}
          - {when: MOVE, reply: times, next: choosing}
        unclear: unmatched
        hand_off: person
        reminder: nudge
        remind_after_s: 3600
      - step: choosing
        offers: open_times
        answers:
          - {when: choice, reply: moved, outcome: moved, next: end}
          - {when: none_of_these, reply: person, outcome: handed_off, next: end}
        unclear: which
        hand_off: person
  - flow: club
    prompt: invitation
    several: visits
    label: the {offer}
    steps:
      - step: invited
        answers:
          - {when: "yes", reply: confirmed, outcome: approved, next: end}
          - {when: "no", reply: declined, outcome: denied, next: end, overrules: true}
        unclear: unmatched
        hand_off: person
"""


def good() -> dict[str, Any]:
    """The program as plain data, fresh, to be changed at will."""
    data = yaml.load(GOOD, yaml.BaseLoader)  # noqa: S506  every value is the text that stands there
    assert isinstance(data, dict)
    return data


def found_in(program: Mapping[str, Any]) -> list[Finding]:
    """What is found in a program's file."""
    text = yaml.safe_dump(program, allow_unicode=True, sort_keys=False, width=1000)
    [reading] = examine_programs([("salon.yaml", text.encode())])
    return check(reading, COUNTRIES)
