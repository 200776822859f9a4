"""What English, German and Dutch say when they choose."""

from pipelines.domain.choices.words import Words

ENGLISH = Words(
    weekdays="monday, mon; tuesday, tue, tues; wednesday, wed, weds; thursday, thu, thur, thurs; friday, fri;"
    "saturday, sat; sunday, sun",
    months="january, jan; february, feb; march, mar; april, apr; may; june, jun; july, jul; august, aug;"
    "september, sep, sept; october, oct; november, nov; december, dec",
    numbers="; two; three; four; five; six; seven; eight; nine; ten; eleven; twelve",
    soft_one="one",
    minutes="fifteen=15, thirty=30, forty five=45",
    ordinals="first, very first; second; third; fourth; fifth; sixth; seventh; eighth; ninth; tenth",
    suffixes="st, nd, rd, th",
    last="last, very last, bottom one",
    middle="middle, one in the middle",
    earliest="earliest, soonest, earliest possible",
    latest="latest, latest possible",
    earlier="(the|an) earlier, earlier (one|time|slot|appointment|option), (the|) sooner (one|time), the sooner",
    later="(the|a) later, later (one|time|slot|appointment|option)",
    today="today, todays",
    tomorrow="tomorrow, tmrw, tmr, tomorow, tommorow, tommorrow, tomoz",
    overmorrow="(the|) day after tomorrow",
    morning="morning, (in|for) the morning",
    afternoon="afternoon, (in|for) the afternoon, arvo",
    evening="evening, (in|for) the evening, night, at night",
    noon="noon, midday, 12 noon, 12 midday, noontime",
    midnight="midnight",
    this_morning="this morning",
    this_afternoon="this afternoon",
    tonight="tonight, this evening, tonite",
    this_week="this week",
    next_week="next week",
    weekend="(the|at the|on the|) weekend",
    following="next",
    this="this, this coming, coming",
    at="at, @",
    on="on",
    within="in, with",
    for_="for",
    unit="oclock, o clock, hrs",
    before_hour="half past=30, (a|) quarter past=15, (a|) quarter after=15, (a|) quarter to=-15,"
    "five past=5, ten past=10, twenty past=20",
    link="the, of",
    mark="option, number, num, nr, choice, slot, answer, opt, #",
    noun="book, take, choose, pick, select, reserve, confirm, go with, go for, make it, give me, the one, time, appointment, appt, time slot, timeslot, opening, session, spot",
    polite="pls, plz, plse, thank you, thank u, thankyou, thx, thnx, ty, tysm, many thanks, thanks so much,"
    "thank you so much, thanks a lot, cheers, yes, yea, yeah, yep, yup, ya, y, sure, sure thing, great, good, perfect,"
    "fine, cool, awesome, nice, lovely, wonderful, excellent, alright, absolutely, definitely, kk, hi, hello, hey,"
    "hi there, good (morning|afternoon|evening|day)",
    filler="(i will|ill|i can|we will|well|we can|lets|let us|i would like to|id like to|i want to|we would like to|"
    "wed like to|please|im going to|im gonna|i choose to|happy to) (do|have|take|get|book|come|come in|pick|choose|go|"
    "go with|go for|opt for|make|make it|be there|reserve|schedule|select|confirm|see you), i can do, id like, i would like,"
    "i want, id prefer, i prefer, i would prefer, we prefer, id rather have, i choose, i pick, i select, i take,"
    "my (choice|pick|answer|selection) is, book (me|us|it), (book|pencil|put|sign) me (in|down|up) for, book (me|us|it) for,"
    "put me (down|in) for, put me down as, schedule me for, take, choose, pick, select, go with, go for,"
    "going with, see you, see u, just, actually, (sorry|) (i|i actually) (mean|meant), will do, it is, then, see you then, lets say, confirmed, can do, can make,"
    "(that|thats|that is|which is|is|are|would be|will be|sounds|looks|seems) (good|fine|great|perfect|ok|okay|best|better|"
    "ideal|lovely|awesome|wonderful|excellent|my choice|my pick), works, (that|will|would) (work|works),"
    "works (great|well|best|better|perfectly|fine|good), (suits|for) (me|us), suits, suits (me|us) (best|better|fine|well),"
    "best, that would (work|be good|be great|be perfect)",
    request="(can|could|may) (i|we) (please|) (do|have|see|get|take|book|make|come|come in|pick|choose|go with|go for|reserve|"
    "schedule|select|confirm|just do), (can|could|would|will) you (please|) (do|book|book me|book me in|book me for|"
    "put me down for|schedule me for|reserve|give me)",
    and_="and",
    or_="or",
    not_="not, just not",
    any_but="(anything|any|any one|any of them|anyone|whichever|all) (but|except|except for|other than)",
    doubt="(thanks|thank you|thx|ty) for, (thank you|thank u|thanks|thx|ty) 2, maybe, mayb, perhaps, possibly, probably, prob, probs, i (think|guess|suppose|believe|reckon), might be, i might do,"
    "not sure, im not sure, around, about, ish, or so, approximately, roughly, hopefully, i could do, we could do, i could,"
    "im (free|available|open), i am (free|available|open), how about, what about, whatabout, ideally, preferably, tentatively",
    whichever="both, any, either, all, all of them, any of them, either one, either of them, any one, whichever, whatever,"
    "any time, anytime, no preference, i dont mind, doesnt matter, dont care, you choose, you pick, the two, every, up to you",
    more="more, (any|the|some|see|show|show me|send|) (more|other|different|additional|further|alternative|alternate)"
    " (times|time|options|option|slots|dates|days|choices|openings|appointments), (show|show me|see) (more|others),"
    "more please, (another|a different|a new|different) (time|day|date|slot|option), (anything|something) (else|later|earlier|"
    "sooner|different), what else, what else do you have, any others, others, other, later (times|dates|days),"
    "earlier (times|dates|days), next page, keep going, what other (times|options|days|dates) do you have",
    lead="do you have, have you got, have you, do u have, you got, got, is there, are there, can i (see|have|get), could i (see|have|get),"
    "can you (send|show) me, show me, i need, id like, i would like, i want, is there anything, are there any, any, no, sorry, need,"
    "id like to see, i want to see, available, instead, on offer, give me",
    none="(none|neither|none of these|none of those|none of them|none of the above|neither of these|neither of those|neither of them|"
    "neither one|none of these times|none of those times|none of the times|none of these dates|neither time|neither option|nothing|"
    "none of the options|none of these options|none of these days) (work|works|suit|suits|are good|is good|work for me|"
    "works for me|suits me|suit me|will work|would work), none, neither, none of (these|those|them), none of the above,"
    "neither (one|of these|of those|of them|option|time), none of (these|those|the) (times|options|dates|days), no to (both|all),"
    "(i|we|) (cant|cannot|can not|can t) (do|make) (any of these|any of those|any of them|either|any|either of them|either one|"
    "any of these times|any of those times|these|those|them), (these|those|they|the times) dont (work|suit me|suit)",
)

GERMAN = Words(
    weekdays="montag, mo; dienstag, di; mittwoch, mi; donnerstag, do; freitag, fr; samstag, sonnabend, sa; sonntag, so",
    months="januar, jänner, jan; februar, feb; märz, mrz; april, apr; mai; juni, jun; juli, jul; august, aug;"
    "september, sep, sept; oktober, okt; november, nov; dezember, dez",
    numbers="eins; zwei, zwo; drei; vier; fünf; sechs; sieben; acht; neun; zehn; elf; zwölf",
    soft_one="ein, eine, einen, einem",
    minutes="fünfzehn=15, dreißig=30, fünfundvierzig=45",
    ordinals="erste, ersten, erster, erstes; zweite, zweiten, zweiter, zweites; dritte, dritten, dritter, drittes;"
    "vierte, vierten, vierter, viertes; fünfte, fünften, fünfter, fünftes; sechste, sechsten; siebte, siebten;"
    "achte, achten; neunte, neunten; zehnte, zehnten",
    suffixes="te, ten, ter, tes",
    last="letzte, letzten, letzter, letztes",
    middle="mittlere, mittleren, mittlerer",
    earliest="früheste, frühesten, frühester, am frühesten",
    latest="späteste, spätesten, spätester, am spätesten",
    earlier="(der|den|die|das) (frühere|früheren), früherer termin, früheren termin",
    later="(der|den|die|das) (spätere|späteren), späteren termin",
    today="heute",
    tomorrow="morgen",
    overmorrow="übermorgen",
    tomorrow_or_morning="morgen",
    morning="morgens, vormittag, vormittags, am (morgen|vormittag), früh, den vormittag, der vormittag, vormittagstermin",
    afternoon="nachmittag, nachmittags, am nachmittag, den nachmittag, der nachmittag",
    evening="abend, abends, am abend, den abend, der abend",
    noon="zwölf uhr mittags, 12 uhr mittags",
    midnight="mitternacht",
    this_morning="heute (morgen|früh|vormittag)",
    this_afternoon="heute nachmittag",
    tonight="heute abend",
    this_week="diese woche",
    next_week="nächste woche, kommende woche",
    weekend="(am|das|) wochenende",
    following="nächste, nächsten, nächster",
    this="diese, diesen, dieser, kommenden, kommender",
    at="um, @",
    on="am",
    within="im, mit, bei, in",
    for_="für",
    unit="uhr, h",
    before_hour="halb=-30, viertel nach=15, viertel vor=-15, dreiviertel=-15",
    link="der, die, das, den, dem, des, vom, von",
    mark="option, nummer, nr, termin, auswahl, antwort, wahl",
    noun="uhrzeit, zeit, (buchen|reservieren) sie (bitte|)",
    polite="bitte, danke, vielen dank, dankeschön, danke schön, ja, jap, jo, gern, gerne, sehr gerne, ja bitte, gut, super,"
    "perfekt, prima, klasse, alles klar, einverstanden, hallo, hi, guten (tag|morgen|abend), moin, servus, natürlich, sicher",
    filler="ich (nehme|wähle|möchte|hätte gern|hätte gerne|will|komme|bevorzuge), wir nehmen, wir möchten, nehme, nehmen wir, dann,"
    "(passt|passt mir|passt uns|passt gut|passt mir gut|passt mir besser|passt mir am besten|wäre gut|wäre super|wäre perfekt|"
    "wäre besser|wäre ideal|ist gut|ist super|ist perfekt|ist ok|ist okay|ist besser|ist in ordnung|geht|geht klar|klappt|klingt gut|"
    "nehme ich|nehmen wir|würde passen), buchen, für (mich|uns), bis dann",
    request="(kann|könnte|darf) ich (bitte|) (den|die|das|) (haben|nehmen|), (können|könnten) wir (bitte|), haben",
    and_="und, u",
    or_="oder",
    not_="nicht, nur nicht, bloß nicht",
    any_but="(alles|alle|jeder|jeden) (außer|ausser)",
    doubt="(danke|vielen dank) für, vielleicht, eventuell, evtl, möglicherweise, wahrscheinlich, vermutlich, ich (glaube|denke), glaube ich, denke ich,"
    "gegen, ungefähr, ca, circa, etwa, nicht sicher, bin nicht sicher, ich könnte, wie wäre, wie wäre es mit, wie wärs mit, was ist mit",
    whichever="beide, alle, egal, ist egal, ist mir egal, beides, irgendeiner, jeder, jederzeit, alle beide",
    more="mehr, (mehr|andere|weitere|spätere|frühere|alternative) (termine|zeiten|tage|optionen|uhrzeiten|möglichkeiten|vorschläge),"
    "(ein|einen|eine) (anderer|anderen|andere) (termin|tag|zeit|uhrzeit), (anderer|anderen|neuer|neuen) termin, was anderes,"
    "etwas anderes, etwas (später|früher), (mehr|weitere) anzeigen, andere, weitere, noch andere",
    lead="haben sie, habt ihr, gibt es, gibts, haben sie noch, noch, nein, leider, sorry, ich brauche, ich möchte, auch, zeigen sie mir, bitte",
    none="(keiner|keine|keines|keins|keinen|nichts) (passt|davon|davon passt|passt mir|von beiden|der beiden|von diesen|geht|dieser termine|der termine|),"
    "(keiner|keine|keiner der beiden|keiner der termine|keiner dieser termine) (passt|passt mir|geht), weder noch",
)

DUTCH = Words(
    weekdays="maandag, ma; dinsdag, di; woensdag, wo; donderdag, do; vrijdag, vr, vrij; zaterdag, za; zondag, zo",
    months="januari, jan; februari, feb; maart, mrt; april, apr; mei; juni, jun; juli, jul; augustus, aug;"
    "september, sep, sept; oktober, okt; november, nov; december, dec",
    numbers="; twee; drie; vier; vijf; zes; zeven; acht; negen; tien; elf; twaalf",
    soft_one="een",
    minutes="vijftien=15, dertig=30, vijfenveertig=45",
    ordinals="eerste; tweede; derde; vierde; vijfde; zesde; zevende; achtste; negende; tiende",
    suffixes="e, de, ste",
    last="laatste",
    middle="middelste",
    earliest="vroegste",
    latest="allerlaatste",
    earlier="(de|het|) (vroegere|eerdere), eerdere afspraak",
    later="(de|het|) latere, latere afspraak",
    today="vandaag",
    tomorrow="morgen",
    overmorrow="overmorgen",
    tomorrow_or_morning="morgen",
    morning="ochtend, s ochtends, sochtends, s morgens, smorgens, in de ochtend, voormiddag",
    afternoon="middag, s middags, smiddags, in de middag, namiddag",
    evening="avond, s avonds, savonds, in de avond",
    noon="12 uur s middags, twaalf uur s middags",
    midnight="middernacht",
    this_morning="vanmorgen, vanochtend",
    this_afternoon="vanmiddag",
    tonight="vanavond",
    this_week="deze week",
    next_week="volgende week",
    weekend="(het|in het|) weekend",
    following="volgende",
    this="deze, komende, aanstaande, aankomende",
    at="om, @",
    on="op",
    within="in, met, bij",
    unit="uur, u",
    before_hour="half=-30, kwart over=15, kwart voor=-15",
    link="de, het, die, van, dat",
    mark="optie, nummer, nr, keuze, keus, afspraak, antwoord",
    noun="tijd, tijdstip, tijdslot, moment",
    polite="graag, alstublieft, alsjeblieft, aub, ajb, dank u, dank je, bedankt, dankjewel, dank u wel, ja, jawel, ja graag, goed,"
    "prima, perfect, super, top, fijn, oke, okee, hallo, hoi, hi, dag, goedemorgen, goedemiddag, goedenavond, natuurlijk, zeker",
    filler="ik (neem|kies|wil|wil graag|zou graag|kom|doe|ga voor), doe maar, doe mij, wij nemen, we nemen, wij kiezen, dan, laten we,"
    "(is goed|is prima|is perfect|is beter|is oke|is ok|past|past mij|past me|past goed|past beter|past ons|past het beste|komt goed uit|"
    "komt uit|komt mij goed uit|lukt|gaat|gaat goed|schikt|zou fijn zijn|zou goed zijn), boek, voor (mij|ons), tot dan",
    request="(kan|kunnen|mag|zou) (ik|we|wij) (graag|) (de|het|) (hebben|nemen|boeken|), boeken, nemen, hebben",
    and_="en",
    or_="of",
    not_="niet, liever niet",
    any_but="(alles|allemaal|elke) behalve",
    doubt="(bedankt|dank u|dank je) voor, misschien, wellicht, waarschijnlijk, mogelijk, ik (denk|geloof|gok), denk ik, rond, ongeveer, circa, ca, tegen, niet zeker,"
    "weet niet zeker, ik zou, eventueel, wat dacht je van",
    whichever="beide, allebei, alle, allemaal, maakt niet uit, maakt me niet uit, geen voorkeur, alle twee, alletwee, welke dan ook",
    more="meer, (meer|andere|latere|eerdere|overige) (tijden|opties|dagen|data|datums|mogelijkheden|momenten|tijdstippen|afspraken),"
    "(een|) (andere|ander) (tijd|dag|datum|moment|tijdstip|optie), iets anders, (iets|wat) (later|eerder|anders), andere, meer tonen, toon meer",
    lead="heeft u, heb je, hebben jullie, is er, zijn er, nog, ook nog, nee, helaas, sorry, ik wil, graag, ik zoek, heeft u ook, toon",
    none="geen (van beide|van deze|van allen|van die|van allemaal|van de opties|van deze tijden|enkele|van de twee|van alle),"
    "geen van (beide|deze|die) (past|passen|kan|lukt|schikt), niets past, niks past, geen een, geen enkele past",
)
