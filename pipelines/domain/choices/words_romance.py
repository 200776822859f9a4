"""What Spanish, French, Italian and Portuguese say when they choose."""

from pipelines.domain.choices.words import Words

SPANISH = Words(
    weekdays="lunes, lun; martes, mar; miércoles, mié, mier; jueves, jue; viernes, vie; sábado, sáb; domingo, dom",
    months="enero, ene; febrero, feb; marzo; abril, abr; mayo; junio, jun; julio, jul; agosto, ago;"
    "septiembre, setiembre, sep, sept; octubre, oct; noviembre, nov; diciembre, dic",
    numbers="; dos; tres; cuatro; cinco; seis; siete; ocho; nueve; diez; once; doce",
    soft_one="uno, una, un",
    minutes="quince=15, treinta=30",
    ordinals="primero, primera, primer; segundo, segunda; tercero, tercera, tercer; cuarto, cuarta; quinto, quinta; sexto, sexta;"
    "séptimo, séptima; octavo, octava; noveno, novena; décimo, décima",
    suffixes="o, a, er, ro, ra, do, da",
    last="último, última",
    middle="(el|la|) del medio, (el|la|) de en medio, (el|la|) de enmedio",
    earliest="(el|la) (más temprano|más temprana), más temprano de todos, más temprana de todas, lo más temprano, lo antes posible",
    latest="(el|la) (más tarde|más tardío|más tardía), más tarde de todos, más tarde de todas, lo más tarde",
    today="hoy",
    tomorrow="mañana",
    overmorrow="pasado mañana",
    tomorrow_or_morning="mañana",
    morning="(la|por la|en la|de la|a la) mañana",
    afternoon="(la|por la|en la|de la|a la) tarde",
    evening="(la|por la|en la|de la|a la) noche",
    noon="mediodía, al mediodía, medio día, al medio día, 12 del mediodía, las 12 del mediodía",
    midnight="medianoche, a medianoche",
    this_morning="esta mañana, hoy por la mañana",
    this_afternoon="esta tarde, hoy por la tarde",
    tonight="esta noche, hoy por la noche",
    this_week="esta semana",
    next_week="(la|) próxima semana, la semana que viene, semana que viene",
    weekend="(el|) fin de semana, finde",
    following="próximo, próxima, que viene, siguiente",
    this="este",
    at="a las, a la, de las, @",
    on="el día",
    within="con, en",
    for_="para",
    unit="hs, hrs, h, horas",
    after_hour="y media=30, y cuarto=15, menos cuarto=-15, y quince=15, y treinta=30",
    link="el, la, los, las, de, del, al, lo",
    mark="opción, número, núm, num, nro, alternativa, respuesta, cita, turno",
    noun="hora, horario",
    polite="por favor, porfavor, porfa, gracias, muchas gracias, mil gracias, sí, si, claro, claro que sí, vale, bueno, bien, perfecto,"
    "genial, excelente, de acuerdo, hola, buenos días, buenas tardes, buenas noches, buenas, está bien, listo, dale, estupendo",
    filler="quiero, quisiera, prefiero, elijo, escojo, me gustaría, tomo, reservo, me quedo con, voy con, mejor, resérveme, deme, dame,"
    "(me|nos) (va bien|va mejor|va perfecto|viene bien|viene mejor|queda bien|queda mejor|conviene|conviene más|sirve|parece bien|quedo con|funciona),"
    "está (bien|perfecto|genial), entonces, agende, confirmo, ahí estaré, nos vemos, me apunto, apúntame",
    request="(puedo|podría|puede|podemos) (tomar|tener|elegir|reservar|escoger|ir|ser|reservarme|darme|), puede ser, podría ser, me (da|das|reserva|reservas|puede dar)",
    and_="y, e",
    or_="o, u, ó",
    not_="pero no",
    any_but="(cualquiera|todo|todos|todas|cualquier) (menos|excepto|salvo)",
    doubt="si (puedo|puede|podemos|pueden|podría|pudiera|pudiese|me|nos|le|les|se|está|es|hay|tiene|tienes|tienen|quiere|quieres|funciona|no), quizás, quizá, tal vez, talvez, a lo mejor, puede que, creo, creo que, pienso que, posiblemente, probablemente, supongo,"
    "sobre las, como a las, alrededor de las, más o menos, aproximadamente, no estoy seguro, no estoy segura, no sé, qué tal",
    whichever="los dos, las dos, ambos, ambas, cualquiera, cualquiera de los dos, todos, todas, me da igual, da igual, cualquier hora, el que sea",
    more="más, (más|otras|otros|ver más|ver otras|ver otros|mostrar más) (opciones|horas|horarios|fechas|días|citas|turnos), otra (hora|fecha|opción|cita),"
    "otro (día|horario|turno|momento), algo más (tarde|temprano), algo más, ver más, mostrar más, otras, otros, otro, otra, más tarde, más temprano",
    lead="tiene, tienen, tienes, hay, no hay, no tiene, no tienen, no tienes, alguna, algún, no, lo siento, puedo ver, necesito, quiero, muéstrame, alguno, disponibles, disponible",
    none="ninguno, ninguna, (ninguno|ninguna|ninguno de los dos|ninguna de las dos|ninguno de estos|ninguna de estas|ninguno de esos|ninguna de esas|ninguno de ellos)"
    " (me va bien|me viene bien|me sirve|me queda bien|puedo|me funciona|me conviene|), (no|) puedo (en|) (ninguno|ninguna), no puedo (en|) (ninguno|ninguna) (de estos|de ellos|de esos|de estas|),"
    "ni uno ni otro, ni una ni otra, ninguna opción, ningún horario me sirve",
)

FRENCH = Words(
    weekdays="lundi, lun; mardi, mar; mercredi, mer; jeudi, jeu; vendredi, ven, vend; samedi, sam; dimanche, dim",
    months="janvier, janv; février, fév, févr; mars; avril, avr; mai; juin; juillet, juil; août; septembre, sep;"
    "octobre, oct; novembre, nov; décembre, déc",
    numbers="; deux; trois; quatre; cinq; six; sept; huit; neuf; dix; onze; douze",
    soft_one="un, une",
    minutes="quinze=15, trente=30",
    ordinals="premier, première; deuxième, second, seconde; troisième; quatrième; cinquième; sixième; septième;"
    "huitième; neuvième; dixième",
    suffixes="er, ère, re, e, ème, ième, nd, nde",
    last="dernier, dernière, tout dernier, toute dernière",
    middle="(celui|celle|) du milieu, au milieu",
    earliest="(celui|celle|) (le|la) plus tôt, le plus tôt possible, la plus tôt possible, au plus tôt",
    latest="(celui|celle|) (le|la) plus tard, le plus tard possible, la plus tard possible, au plus tard",
    today="aujourd’hui, auj",
    tomorrow="demain",
    overmorrow="après demain",
    morning="matin, (le|au|du|en) matin, matinée, la matinée, en matinée, dans la matinée",
    afternoon="après midi, (l’|dans l’|de l’|cet )après midi, aprem, laprem, l’après midi",
    evening="soir, (le|du|au) soir, soirée, en soirée, dans la soirée",
    noon="midi, à midi",
    midnight="minuit, à minuit",
    this_morning="ce matin",
    this_afternoon="cet après midi, cet aprem",
    tonight="ce soir",
    this_week="cette semaine",
    next_week="(la|) semaine prochaine",
    weekend="(le|ce|) (weekend|week end)",
    following="prochain, prochaine",
    this="ce",
    at="à, @",
    within="en, avec, chez, au, dans",
    for_="pour",
    unit="h, heure, heures",
    after_hour="et demie=30, et demi=30, et quart=15, moins le quart=-15, moins quart=-15",
    link="le, la, les, l’, de, du, des",
    mark="option, numéro, num, choix, créneau, rdv, rendez vous, réponse",
    noun="celui, celle, heure",
    polite="s’il vous plaît, s’il te plaît, svp, stp, merci, merci beaucoup, merci bien, oui, ouais, d’accord, daccord, dac, parfait, super, bien,"
    "très bien, bon, génial, nickel, bonjour, bonsoir, salut, volontiers, entendu, avec plaisir, ça marche",
    filler="je (prends|veux|voudrais|choisis|préfère|souhaite|souhaiterais|réserve|confirme|viens|viendrai|prendrai|prendrais|vais prendre),"
    "j’(aimerais|opte pour), nous (prenons|préférons|choisissons), on prend, plutôt, va pour, alors, disons, mettez moi, réservez,"
    "(me|nous) (va|va bien|va mieux|convient|convient bien|convient mieux|convient parfaitement|irait), (c’est|est|ça serait|serait) (parfait|bien|bon|mieux|ok|idéal|super),"
    "ça me va, ça marche, pour (moi|nous), à bientôt",
    request="(puis je|pourrais je|est ce que je peux|je peux|je pourrais|peut on|pourrait on|on peut) (avoir|prendre|choisir|réserver|venir|)",
    and_="et",
    or_="ou",
    not_="pas, surtout pas, mais pas",
    any_but="(tout|tous|toutes|n’importe lequel|n’importe quand) (sauf|à part)",
    doubt="merci pour, peut être, peutêtre, sans doute, probablement, éventuellement, je (pense|crois|suppose), vers, environ, à peu près, autour de,"
    "pas sûr, pas sûre, je ne suis pas sûr, je ne sais pas, aux alentours de, pourquoi pas",
    whichever="les deux, tous, toutes, n’importe lequel, n’importe laquelle, peu importe, n’importe quand, l’un ou l’autre, tous les deux, ça m’est égal, toutes les deux",
    more="plus de choix, voir plus, voir d’autres, (d’autres|autres|plus d’|voir d’autres|plus de) (horaires|dates|créneaux|options|choix|jours|heures|disponibilités|rendez vous),"
    "(un|une|) autre (horaire|date|créneau|jour|heure|rdv|rendez vous|moment|option), autre chose, autres, d’autres, plus (tard|tôt), quelque chose (plus tard|plus tôt|d’autre)",
    lead="avez vous, vous avez, vous auriez, auriez vous, y a t il, il y a, est ce que vous avez, non, désolé, désolée, je voudrais, j’aimerais, puis je voir, je veux, disponibles, disponible, montrez moi",
    none="(aucun|aucune|aucun des deux|aucune des deux|ni l’un ni l’autre|aucun de ces horaires|aucun de ceux ci|aucune de ces dates|aucun de ces créneaux|rien)"
    " (ne me convient|ne me va|ne convient|me convient|ne va|), je ne peux (à aucun|pour aucun|aucun)",
)

ITALIAN = Words(
    weekdays="lunedì, lun; martedì, mar; mercoledì, mer; giovedì, gio; venerdì, ven; sabato, sab; domenica, dom",
    months="gennaio, gen; febbraio, feb; marzo; aprile, apr; maggio, mag; giugno, giu; luglio, lug; agosto, ago;"
    "settembre, sett; ottobre, ott; novembre, nov; dicembre, dic",
    numbers="; due; tre; quattro; cinque; sei; sette; otto; nove; dieci; undici; dodici",
    soft_one="uno, una, un, un’, un",
    minutes="quindici=15, trenta=30",
    ordinals="primo, la prima; secondo, seconda; terzo, terza; quarto, quarta; quinto, quinta; sesto, sesta; settimo, settima;"
    "ottavo, ottava; nono, nona; decimo, decima",
    suffixes="o, a",
    last="ultimo, ultima, l’ultimo, l’ultima",
    middle="(quello|quella|) (di|in) mezzo, (quello|quella|) nel mezzo, quello centrale, quella centrale",
    earliest="(quello|quella|il|la|) più presto, il prima possibile, il più presto possibile",
    latest="(quello|quella|il|la) più tardi, il più tardi possibile",
    today="oggi",
    tomorrow="domani",
    overmorrow="dopodomani, dopo domani",
    morning="mattina, (la|di|al|in|della|di prima) mattina, mattino, (al|del|il) mattino, mattinata, in mattinata",
    afternoon="pomeriggio, (il|di|nel|del|al) pomeriggio",
    evening="sera, (la|di|in|della|alla) sera, serata, in serata",
    noon="mezzogiorno, a mezzogiorno",
    midnight="mezzanotte, a mezzanotte",
    this_morning="stamattina, stamani, questa mattina",
    this_afternoon="questo pomeriggio, oggi pomeriggio",
    tonight="stasera, questa sera",
    this_week="questa settimana",
    next_week="(la|) (prossima settimana|settimana prossima)",
    weekend="(il|nel|) (weekend|fine settimana)",
    following="prossimo, prossima",
    this="questo, questa",
    at="alle, alle ore, ore, all’, delle, delle ore, @",
    within="con, in",
    for_="per",
    unit="h",
    after_hour="e mezza=30, e mezzo=30, e un quarto=15, e trenta=30, e quindici=15, meno un quarto=-15",
    link="il, la, lo, i, gli, le, l’, di, del, della, dell’",
    mark="opzione, numero, num, scelta, risposta, appuntamento",
    noun="quello, quella, ora, orario",
    polite="per favore, per piacere, grazie, grazie mille, molte grazie, sì, si, certo, va bene, bene, benissimo, perfetto, ottimo, d’accordo,"
    "ciao, salve, buongiorno, buonasera, buon pomeriggio, volentieri, esatto",
    filler="(voglio|vorrei|prendo|scelgo|preferisco|prenoto|confermo|prenderei|mi prenoti|mi segni|facciamo|prendiamo|scegliamo), allora, meglio,"
    "(mi|ci) va (bene|meglio|benissimo), va (bene|benissimo|meglio) per (me|noi), (è|sarebbe) (perfetto|meglio|ok|ideale|ottimo), per (me|noi)",
    request="(posso|potrei|possiamo|può|puoi) (avere|prendere|scegliere|prenotare|fare|venire|darmi|prenotarmi|)",
    and_="e, ed",
    or_="o, oppure",
    not_="non, ma non",
    any_but="(tutto|tutti|tutte|qualsiasi|uno qualsiasi) (tranne|eccetto|meno)",
    doubt="grazie per, forse, magari, probabilmente, credo, penso, suppongo, verso, verso le, circa, intorno, intorno alle, più o meno, non so, non sono sicuro,"
    "non sono sicura, può darsi, che ne dice",
    whichever="tutti, tutte, entrambi, entrambe, tutti e due, tutte e due, è uguale, è lo stesso, qualsiasi, indifferente, uno qualsiasi, fa lo stesso, uno dei due",
    more="(altri|altre|più|vedere altri|vedere altre|mostra altri|mostra altre) (orari|date|opzioni|giorni|appuntamenti|scelte|ore|disponibilità), altri, altre, di più,"
    "(un|un’|) (altro|altra) (orario|data|giorno|opzione|ora|appuntamento|momento), qualcos’altro, qualcosa di diverso, altro, qualcosa (più tardi|prima)",
    lead="avete, ha, ci sono, c’è, no, mi dispiace, scusi, vorrei, posso vedere, anche, disponibili, mostrami",
    none="(nessuno|nessuna|nessuno dei due|nessuna delle due|nessuno di questi|nessuna di queste|nessun orario|né l’uno né l’altro)"
    " (va bene|mi va bene|)",
)

PORTUGUESE = Words(
    weekdays="segunda, segunda feira, seg; terça, terça feira, ter; quarta, quarta feira, qua; quinta, quinta feira, qui;"
    "sexta, sexta feira, sex; sábado, sáb; domingo, dom",
    months="janeiro, jan; fevereiro, fev; março; abril, abr; maio, mai; junho, jun; julho, jul; agosto, ago; setembro, set;"
    "outubro, out; novembro, nov; dezembro, dez",
    numbers="; dois, duas; três; quatro; cinco; seis; sete; oito; nove; dez; onze; doze",
    soft_one="um, uma",
    minutes="quinze=15, trinta=30",
    ordinals="primeiro, primeira; segundo, segunda; terceiro, terceira; quarto, quarta; quinto, quinta; sexto, sexta; sétimo, sétima;"
    "oitavo, oitava; nono, nona; décimo, décima",
    suffixes="o, a",
    last="último, última",
    middle="do meio, da meio, (o|a|) do meio",
    earliest="(o|a) mais cedo, mais cedo possível, o quanto antes",
    latest="(o|a) mais tarde, mais tarde possível",
    today="hoje",
    tomorrow="amanhã",
    overmorrow="depois de amanhã",
    morning="manhã, (a|de|da|pela|na) manhã",
    afternoon="(à|de|da|pela|na) tarde",
    evening="noite, (à|de|da|pela|na) noite",
    noon="meio dia, ao meio dia, meiodia",
    midnight="meia noite",
    this_morning="hoje de manhã, esta manhã",
    this_afternoon="hoje à tarde, esta tarde",
    tonight="hoje à noite, esta noite",
    this_week="esta semana, essa semana",
    next_week="(na|a|) (próxima semana|semana que vem)",
    weekend="(o|no|) (fim de semana|final de semana)",
    following="próximo, próxima, que vem",
    this="este, esta, nesta, neste",
    at="às, das, pelas, @",
    on="no dia, dia, na, no",
    within="em, com",
    for_="para, pra",
    unit="h, hs, hora, horas",
    after_hour="e meia=30, e quinze=15, e trinta=30",
    link="o, a, os, as, de, do, da, ao, à",
    mark="opção, número, num, escolha, resposta, alternativa",
    noun="horário, consulta",
    polite="por favor, pf, pfv, obrigado, obrigada, muito obrigado, muito obrigada, valeu, sim, claro, certo, bom, boa, ótimo, perfeito, beleza, combinado,"
    "tudo bem, oi, olá, bom dia, boa tarde, boa noite, está bem, tá bom, tá, fechado",
    filler="(quero|queria|prefiro|escolho|gostaria|gostaria de|fico com|vou de|marco|confirmo|pode marcar|marque|reserve|aceito), então, melhor,"
    "pode ser, (está|é|seria|fica) (bom|ótimo|perfeito|melhor|bem|ok|ideal), fica melhor, fica bom, serve, me serve, (para|pra) (mim|nós), me convém, funciona, funciona para mim",
    request="(posso|poderia|podemos|pode) (ter|escolher|marcar|reservar|ficar com|ir|vir|pegar|)",
    and_="e",
    or_="ou",
    not_="mas não",
    any_but="(qualquer um|qualquer uma|qualquer|tudo|todos|todas) (menos|exceto)",
    doubt="talvez, acho, acho que, provavelmente, possivelmente, creio que, suponho, por volta de, por volta das, lá pelas, mais ou menos, umas, cerca de,"
    "cerca das, não sei, não tenho certeza, que tal, quem sabe",
    whichever="os dois, as duas, ambos, ambas, qualquer um, qualquer uma, qualquer, todos, todas, tanto faz, qualquer horário",
    more="mais, (mais|outros|outras|ver mais|ver outros|ver outras|mostrar mais) (opções|horários|datas|dias|vagas), (outro|outra|um outro|uma outra) (horário|data|dia|opção|hora),"
    "outros, outras, ver mais, mostrar mais, mais tarde, mais cedo, algo (mais tarde|mais cedo|diferente)",
    lead="tem, vocês têm, você tem, há, existe, não, desculpe, quero, quero ver, posso ver, preciso, não tem, disponível, disponíveis, algum, alguma, mostre",
    none="nenhum, nenhuma, (nenhum|nenhuma|nenhum deles|nenhuma delas|nenhum dos dois|nenhuma das duas|nenhum desses|nenhuma dessas|nenhum destes|nem um nem outro)"
    " (serve|me serve|dá|funciona|posso|é bom|)",
)
