"""The words in which people ask to be texted no more, by language. Data: `opt_out` decides.

Sources: AWS End User Messaging SMS user guide, "Required keywords"; 47 CFR 64.1200(a)(10) and CTIA's Messaging
Principles (both in `schemas.program`, whose words carriers keep); the lists that Sinch, Adobe and Braze publish for their
customers; general knowledge of how each language says it. No text that anybody sent was used.

Written as people spell them; compared in the form of `pipelines.domain.normalise`. In `WORDING` and `UNCLEAR` a line is
an expression: `(a|b)` alternatives, `(a|b)?` optional; spaces stand between words.
"""

OPT_OUT = {
    "en": """unsubscribe me, unsubscribe all, unsubscribe now, un subscribe, opt me out, opt out all, stop texting,
        stop messaging, stop texts, stop text, stop messages, stop message, stop sms, stop msgs, stop all messages,
        stop all texts, cancel all, end all, quit all, remove all, cancel texts, cancel messages, end texts, end messages,
        quit texting, no more texts, no more messages, no more, stop sending, please stop sending, stop contact, desist,
        cease and desist, cease, unsub me, unsubscribed, stop calling and texting, stop spam, stop spamming,
        stop subscription, cancel subscription, end subscription, cancel my subscription, remove number, delete me,
        remove my number, take me off, consent revoked, revoke consent, dnc, do not contact, do not text, stop it all,
        stop to end, stop to opt out, stop to unsubscribe, stop to quit, stop to cancel, stop 2 end, stop2end, stop2stop, stop 2 stop, reply stop, text stop, send stop,
        stop these, end this, stop promos, stop ads, stop notifications, stop alerts, please discontinue, list removal, off the list, off your list,
        turn off, disable texts, disable notifications, remove this cell, remove please, stop service, end service, unsubscribe from all, unsubscribe this number""",
    "fr": """arrêt, arrêter, arrêtez, arrêtez tout, stop sms, stop pub, désabonner, désabonnez moi, désabonnement,
        désabonne moi, me désabonner, désinscrire, désinscription, désinscrivez moi, désinscris moi, me désinscrire,
        annuler abonnement, résilier, stoppe, stoppez, stopper, supprimez moi, retirez moi, plus de sms, plus de messages,
        fin des sms, ne plus recevoir, désactiver, désinscrit, fin des messages, annuler l'abonnement, annuler l'abonnement aux sms, annuler l'abonnement sms, annuler mon abonnement, stop messages, stop promos""",
    "es": """detener, detente, detengan, detenga, deténganse, salir, baja, bajas, darme de baja, dar de baja, dame de baja,
        deme de baja, denme de baja, alto, cancelar, cancelen, parar, pare, paren, parad, no más, ya no más, no más mensajes,
        basta de mensajes, cancelar suscripción, desuscribir, desuscribirme, desuscribirse, anular, eliminar,
        eliminarme, bórrame, bórrenme, quitarme, denme de baja, quítenme, no enviar más, stop mensajes, ya no me escriban, ya no manden""",
    "pt": """parar, pare, parem, sair da lista, cancelar, cancele, sair, remover, remova, descadastrar, descadastro, descadastre,
        desinscrever, me descadastre, me remova, me tira, cancelar inscrição, cancelar envio, não enviar mais,
        não enviem mais, chega de mensagens, excluir, excluir número, cancelar sms, cancelar mensagens""",
    "de": """stopp, stoppen, abmelden, abmeldung, abbestellen, abbestellung, austragen, kündigen, aufhören, beenden,
        ende, abbruch, löschen, nicht mehr senden, keine sms mehr, keine nachrichten mehr, keine weiteren nachrichten,
        bitte austragen, melden sie mich ab, widerruf, widerrufen, widerspruch, werbung einstellen, newsletter abbestellen, sms abbestellen, aus dem verteiler nehmen, nicht mehr schreiben, nicht mehr kontaktieren, stop sms, stopp sms""",
    "it": """ferma, fermati, fermatevi, annulla, annullare, cancella, cancellami, cancellatemi, disiscrivi,
        disiscrivimi, disiscrizione, disiscrivermi, disattiva, disattivare, rimuovi, rimuovimi, rimuovetemi, smetti,
        smettete, smettila di scrivermi, interrompi, revoca, niente più sms, niente più messaggi, basta sms,
        basta messaggi, disdici, disdire, stoppa, cancella iscrizione, annulla iscrizione, cancellazione, stop sms, stop messaggi""",
    "nl": """afmelden, afmelding, uitschrijven, uitschrijving, opzeggen, meld mij af, meld me af, schrijf mij uit,
        schrijf me uit, stoppen, verwijderen, verwijder mij, verwijder me, beëindigen, geen sms meer, geen berichten meer,
        geen sms'jes meer, ophouden, annuleren, niet meer sms'en, niet meer appen, niet meer berichten, sms dienst opzeggen, stop berichten, stop sms, uitzetten""",
    "zh": """停止, 停, 停止发送, 停止發送, 停止短信, 停止簡訊, 退订, 退訂, 退出, 取消, 取消订阅, 取消訂閱, 取消短信, 拒收,
        不要再发了, 不要再發了, 别发了, 別發了, 别再发了, 別再發了, 请停止, 請停止, 退订回t, 解除, 结束, 結束, 移除, 删除我,
        屏蔽, 終止, 终止, 不要发了, 不要發了, 不再接收, 停发, 停發, 回t, 回复t, 回覆t, td, 回td, 撤销同意, 撤銷同意, 取消授权, 唔好再發, 唔好再send""",
    "ja": """停止, 配信停止, 配信解除, 登録解除, 解除, 解約, 退会, 中止, ストップ, やめて, やめてください, 止めて, 止めてください,
        配信不要, 送信停止, 受信拒否, 拒否, キャンセル, 終了, もうやめて, いらない, 配信停止希望, 購読解除, 削除, オプトアウト, 退会したい, 解約したい, 解除したい, 停止したい, 送るな, もう送るな""",
    "ar": """توقف, توقفوا, إيقاف, ايقاف, أوقف, اوقفوا, وقف, قف, إلغاء, الغاء, إلغاء الاشتراك, الغاء الاشتراك, ألغ الاشتراك,
        إنهاء, انهاء, إزالة, ازالة, احذف, احذفوني, ستوب, كفى رسائل, لا ترسل, لا ترسلوا, الغ الاشتراك, الغوا الاشتراك,
        أوقف الرسائل, إيقاف الرسائل, حذف, حظر, بلا رسائل, خلاص لا ترسلون, لا ترسلون, كفاية رسايل, كفاية رسائل, بطل رسايل, بطلوا رسايل""",
    "hi": """बंद, बंद करो, बंद करें, बंद कर दो, बंद कीजिए, रोको, रोकें, रोक दो, स्टॉप, हटाओ, हटाएं, हटा दो, सदस्यता समाप्त,
        अनसब्सक्राइब, रद्द करें, रद्द, समाप्त, मत भेजो, मत भेजें, मैसेज बंद करो, मैसेज बंद करें, band karo, bandh karo,
        band kar do, band kariye, band karein, mat bhejo, mat bhejiye, msg band karo, message band karo, sms band karo,
        hata do, rok do, stop karo, stop kar do, stop kardo, stop karein, सदस्यता समाप्त करें, सब्सक्रिप्शन रद्द करें, सदस्यता रद्द करें, सूची से हटाएं, संपर्क न करें, संपर्क मत करो, contact mat karo, stop kijiye""",
    "sv": "stopp, sluta, avsluta, avregistrera, avanmäl, avanmälan, avprenumerera",
    "da": "stop, stands, afmeld, afmelding, frameld, afslut",
    "no": "stopp, avslutt, avmeld, meld av, slutt",
    "fi": "lopeta, seis, peruuta, poista",
    "pl": "stop, zatrzymaj, rezygnuję, rezygnacja, wypisz, wypisz mnie, zakończ, usuń, anuluj",
    "ru": "стоп, хватит, отписка, отписаться, отпишите, отпишите меня, отменить, прекратите, отмена, удалите, отказ",
    "uk": "стоп, відписатися, відпишіть, припиніть, скасувати",
    "tr": "dur, durdur, iptal, abonelikten çık, çık, listeden çık, mesaj istemiyorum",
    "ko": "수신거부, 중지, 중단, 정지, 거부, 그만, 구독취소, 구독 취소, 해지, 수신 거부, 스톱",
    "vi": "dừng, hủy, huỷ, ngừng, từ chối, hủy đăng ký",
    "el": "στοπ, διακοπή, διαγραφή, σταμάτα, σταματήστε",
    "he": "עצור, הסר, הסירו, הסרה, להסיר, די, הפסק, הפסיקו, ביטול",
    "th": "หยุด, ยกเลิก, เลิก, ยกเลิกการรับข้อความ",
    "id": "berhenti, hentikan, batal, stop sms, keluar",
    "ro": "oprește, opriți, dezabonare, dezabonează mă, anulare",
    "hu": "leiratkozás, leiratkozom, leállítás, állj",
    "cs": "konec, odhlásit, zrušit, zastavit",
}  # fmt: skip
"""The whole text, politeness, greetings, emoji and repetition aside."""

TYPED_WRONG = (
    "stpo, sotp, tsop, sttop, sstop, stopo, stopp, st op, sto p, s top, stop1, stopl, stop., stopz, stiop, "
    "stopm, stopn, satop, stoip, stolp, stkp, syop, stoo, atop, dtop, stap, stawp, stob, stip, stpop, ztop, "
    "unsubcribe, unsubscirbe, unsubscirbe me, un subscribe me, unsubscibe me, unsuscribe, unsubsribe, unsubscibe, unsubscrive, unsubscrib, unsubscribeme, unscubscribe, unscribe, "
    "unsibscribe, unsubscribr, unsubscrbe, unsubscrube, unsubribe, unsubscride, ubsubscribe, unsubscripe, insubscribe, "
    "cancle, cancell, cancal, quitt, optt out, otp out, opt ou, op out, opted out, optout me, removeme, remov me, remve me, "
    "stopall all, stop al, stopmsg, stoptext, stoptexting, stop txt, stop texing, stop texitng, stop texing me"
)
"""English reserved words as thumbs write them; each is a whole text."""

HELP = {
    "en": "help me, help please",
    "es": "ayuda, ayúdame",
    "fr": "à l'aide, aidez moi",
    "pt": "ajuda",
    "de": "hilfe",
    "it": "aiuto",
    "nl": "hulp, help mij",
    "zh": "帮助, 幫助",
    "ja": "ヘルプ",
    "ar": "مساعدة",
    "hi": "मदद, सहायता, madad",
    "sv": "hjälp",
    "da": "hjælp",
    "no": "hjelp",
    "pl": "pomoc",
    "ru": "помощь",
    "tr": "yardım",
    "ko": "도움말",
}

OPT_IN = {
    "en": "opt in, optin, opt me in, opt back in, opt me back in, resubscribe, start again, start texting, start messages, start texts, unstop me",
    "fr": "début, débuter, nonarrêt, non arrêt, réabonner",
}
"""Only what is nothing else: YES, CONTINUE and JOIN are answers, or an operator's keywords, first."""

POLITE = """please, pls, plz, plez, pleas, plese, kindly, thanks, thank you, thank u, thankyou, thanx, thx, thnx, ty, tysm,
    thank you so much, thanks so much, thank you very much, many thanks, now, right now, asap, immediately, at once,
    ok, okay, k, hi, hello, hey, hiya, and, xfa, pf, dear, sir, maam, madam, sir madam, guys, folks, yall, just, already, again, good bye,
    goodbye, bye, sorry, im sorry, omg, wtf, lol, ffs, jfc, damn it, dammit, damn, god damn, goddamn, for gods sake, sir or madam, jesus, god, cheers, have a good day,
    have a nice day, have a great day, god bless, regards, best, no offense, yes, yes please, please and thank you, do, forever,
    s'il vous plaît, s'il te plaît, svp, stp, merci, merci d'avance, maintenant, bonjour, bonsoir, tout de suite, immédiatement, de suite,
    por favor, porfavor, porfa, gracias, muchas gracias, ahora, ahora mismo, ya, hola, buenos días, buenas tardes, favor, de inmediato,
    obrigado, obrigada, agora, por gentileza, pfv, pf, pfvr, já, olá, oi, bom dia, boa tarde, imediatamente,
    bitte, danke, vielen dank, jetzt, sofort, hallo, guten tag, guten morgen, ab sofort, mfg, dankeschön, bitte sofort,
    per favore, grazie, ora, subito, adesso, ciao, buongiorno, buonasera, per piacere, per cortesia, immediatamente,
    alstublieft, alsjeblieft, aub, ajb, bedankt, dank u, dank je, nu, dag, goedendag, graag, direct, dank u wel, dank je wel,
    请, 請, 谢谢, 謝謝, 您好, 你好, 麻烦, 麻煩, 马上, 立即, お願いします, おねがいします, ください, 下さい, すみません, すいません, ありがとう, ありがとうございます,
    من فضلك, من فضلكم, لو سمحت, لو سمحتم, رجاء, رجاءا, شكرا, الرجاء, مرحبا, السلام عليكم, الآن, فورا, ارجو, نرجو, يرجى,
    कृपया, प्लीज, धन्यवाद, शुक्रिया, नमस्ते, अभी, please ji, plz ji, na, kripya, dhanyavad, shukriya, bhai, ji, abhi, yaar, sir ji, जी,
    tack, snälla, tak, venligst, takk, vennligst, kiitos, proszę, dziękuję, пожалуйста, спасибо, lütfen, teşekkürler, 제발, 부탁합니다, 감사합니다,
    будь ласка, prosím, vă rog, kérem, xin, làm ơn, cảm ơn"""
"""What may stand around a reserved word without changing it."""

LEADS = """please, pls, plz, plez, pleas, plese, kindly, just, and, so, now, but, ok, okay, hey, hi, hello, yes, no, nope, sir, maam, guys, folks, yall, omg,
    wtf, ffs, lol, jesus, god, seriously, again, asap, immediately, thanks, thank you, kindly please, also, or,
    can you, can u, can you all, can yall, could you, could u, could you please, would you, would u, will you, will u, can we,
    can i, may i, could i, can i get you to, want you to, want u to, need you to, need u to, like you to, ask you to, asked you to, asking you to, told you to, tell you to,
    you need to, u need to, you must, you have to, you better, you should, you guys need to, you people need to, i said, i asked, i told you, i want to, i wanna, i need to,
    i would like to, id like to, i wish to, i have to, im trying to, trying to, i demand to, i demand that you, i demand you, demand that you, i choose to, i would prefer to, id prefer to, want to, would like to,
    like to, wish to, im unsubscribing, wanna, how do i, how do we, how can i, how to, how do you, where do i, let me, i hereby, hereby, im going to, we want to, asked to, asking to, ask to, request to, requesting to, requested to, requesting that you, request you, request that you, wanting to, i beg you to, beg you,
    i already said, i said to, i told you people to, yall gotta, you gotta, gotta please, u gotta, yall need to, yall better, i voted already, this is my work phone, i would appreciate it if you, id appreciate it if you, would appreciate if you, you can, you may, i must ask you to, formally request you, i already voted, i already said no, i voted, wrong number, wrong person, not interested, im not interested, fucking, freaking, effing, damn, the fuck, fuck off and, go away and, go ahead and,
    s'il vous plaît, s'il te plaît, svp, stp, merci de, bonjour, veuillez, annuler, je veux, je voudrais, je souhaite, j'aimerais, pouvez vous, pourriez vous, peux tu, je vous demande de, je demande à, prière de, merci de me, merci de m, et, comment, vous pouvez, arrêtez et, alors,
    por favor, porfavor, porfa, favor de, favor, quisiera que, agradeceré, no soy cliente, hola, quiero, quisiera, deseo, me gustaría, pueden, puede, puedes, podrían, podría, podrias, y, ya, les pido que, le pido que, te pido que, necesito, gracias, cómo puedo, como, que,
    por gentileza, olá, oi, quero, gostaria de, queria, desejo, podem, pode, poderia, poderiam, e, peço que, favor, preciso, como faço para, obrigado, vocês podem,
    bitte, hallo, ich möchte, ich will, ich wünsche, können sie, könnt ihr, kannst du, könnten sie, und, ich bitte sie, wie kann ich mich, wie kann ich, guten tag, jetzt, danke,
    per favore, perfavore, ciao, voglio, vorrei, desidero, potete, può, puoi, potreste, potrebbe, e, vi prego di, prego, come faccio a, come posso, buongiorno, grazie, per piacere, per cortesia,
    alstublieft, alsjeblieft, aub, hallo, ik wil, ik wil graag, ik zou graag, kunt u, kunnen jullie, kun je, kan je, en, graag, gelieve, hoe kan ik, hoe kan ik me, wilt u, willen jullie, wil je,
    من فضلك, من فضلكم, لو سمحت, لو سمحتم, رجاء, الرجاء, أريد, اريد, ارجو, ارجوك, ارجوكم, نرجو, أرجو, يرجى, و, اود, أود, ممكن, هل يمكنك, هل يمكنكم, هل يمكن, شكرا,
    я, мы, пожалуйста, прошу, прошу вас, больше, и, jag, jeg, vil, vill, jag vill, jeg vil, venligst, vennligst, proszę, lütfen, ben, artık,
    कृपया, प्लीज, मुझे, हमें, please, और, भाई, मेरा, मेरे, मैं, अब, bhai, mujhe, mera, mere, yaar, aur, kripya, ab, hume, sir, आप, aap"""
"""What may stand before a wording: the request begins here, wherever in the text."""

WORDING = {
    "en": r"""
        (stop|quit|cease|halt|discontinue|stopp|stahp) (with |w )?(all |all of )?(the |these |those |this |your |ur |any |sending |bombarding me with |fucking |fuckin |freaking |damn |goddamn |stupid |annoying |constant |political |campaign |automated |text |marketing |promo |promotional |further )*(text|texts|texting|textin|txtn|texing|textn|calling and texting|txt|txts|txting|tex|message|messages|messaging|messages|mesages|mesaging|messagin|msg|msgs|msging|sms|smss|contact|contacting|communication|communications|notification|notifications|alert|alerts|reminder|reminders|spam|spamming|solicitation|solicitations|soliciting|harassing|harassment|bothering|emailing|pestering|bugging|writing|blowing up)( me| us| this (number|phone|line)| my (phone|number|cell|line))?(?! (her|him|them|everyone|people|and driving|while|in class|at work|during|him|my (mom|wife|husband|mother|sister|brother|friend|kids)|me (names|at work|that|a|crazy|so|until|when|while|till|during|when)|your|yourself|the|back|if|until|before|after|a|an|about))
        (stop|quit|cease) sending( me| us| them| this| these)?( (this|these|those|that|all|any|the|your|ur|so many|more|anymore|any more|fucking|damn|political|campaign))*( (text|texts|txts|message|messages|msg|msgs|sms|shit|crap|stuff|spam|garbage|junk|notifications|alerts|reminders|things|ads|offers|promos|bs|bullshit|updates|links|to (this|my) (number|phone|cell)|to me|anymore|any more|anything|to|please|pls|ok))?(?! (him|her|them|your|pics|pictures|memes|food|flowers|money|it|paper|by|me (pics|pictures|memes|it|food|flowers|paper)|(my|the|those|this|that|a|an) \w))(?= (\.|please|pls|plz|thanks|asap|now|to|me|i|or|im|from|already|again|ok|sir))
        (remove|delete|erase|scrub|unlist|removed|block|strike|scratch|purge|wipe|expunge) (me|us|(her|his|their|moms|my moms|that|this cell|this mobile|this cell phone|this mobile) number|this (cell|mobile)( phone)?( number)?|my name|my (phone )?(number|info|information|contact|details|data|cell|phone)|this (phone )?number|this (phone|contact|cell)|the number|number|name|my number and name|my name and number)( (please|now|immediately|completely|permanently|asap|the hell|the fuck))* (from|off|off of|out of)(?! (the )?(waiting|wait|waitlist|guest|schedule|appointment|booking|reservation|slot|class|order|meeting|calendar|appointments|standby|\d|ticket|tab|bill|my|his|her|game|team|party|invite)| for)
        (remove|delete|erase|scrub|take|get|unlist) (her|him|them|it)( (please|now))* (from|off|off of|out of)( (your|the|this|ur|any|all|these))* (list|lists|database|databases|system|records|texts|messages|contacts|mailing list|contact list|text list)
        (remove|unsubscribe|delete|take)( off)? from( (your|the|this|all|ur|any))* (list|lists|texts|messages|database|mailing list|contact list)
        (take|tak|get|drop|pull|keep|leave|takeoff|take off|strike|scratch) (me|us|her|him|them|(her|his|their|moms|my moms|that|this cell|this mobile|this cell phone|this mobile) number|this (cell|mobile)( phone)?( number)?|my name|my (phone )?(number|info|information|contact|details|data|cell|phone)|this (phone )?number|this (phone|contact|cell)|the number|number|name|my number and name|my name and number|it)?( (please|now|immediately|completely|permanently|asap|the hell|the fuck))* ?(off|off of|out of|from)( (of|your|the|this|these|ur|any|all|future|every|yalls|that|damn|fucking|stupid|political|goddamn))* (list|lists|database|databases|system|systems|records|file|files|texts|messages|messaging|notifications|campaign|campaigns|thread|mailing|contacts|contact list|call list|text list|marketing|distribution|mailings|texting|rolls|text|txt list|text thread|future texts|future messages|communications|rotation)(?! (at|road|street|of (people|things)|for))
        (remove|delete|drop|erase|scrub|unlist|purge|wipe|block|expunge) (me|us|my (phone )?number|my contact|my info|this (phone )?number|this phone|number|my name|my data|my details)(?= (\.|please|pls|plz|thanks|thank|now|asap|immediately|at once|today|already|lol|or|and|i|im|ok|you|sir|permanently|forever|4|for good|before))
        take me off(?= (\.|please|pls|plz|thanks|thank|now|asap|immediately|this|your|the (list|mailing|text)|ur|all|it|already))
        (unsubscribe|unsub|unsubcribe|unsuscribe|unenroll|opt( me| us| this number)? out|optout|opt me( the fuck)? out|opting out|unsubscribing|deregister|unregister)( me| us| this (number|phone)| my (number|phone))?(?! (him|her|them|link|button|page|email|emails|you|if|(from|of) (?!(you|your (text|texts|list|lists|messages|sms|service|alerts|notifications|mailing|campaign)|this(?! (?!\.|list|service|text|number|thread|campaign|please|crap|shit))|these|all|the (text|texts|list|messages|service|sms|alerts|notifications|mailing)|text|texts|messages|everything|future|sms|any|receiving|getting|further|here|yall|it)\b)))
        (be|get|getting|being|have my number|have my name|have me|have this number) (removed|taken off|taken out|unsubscribed|deleted|dropped|opted out)(( (from|off|of|out of))?( (your|the|this|these|all|any|ur|future|text|texting|mailing|marketing|sms|contact))* (list|lists|database|texts|messages|system|this|contacts|campaign|everything|notifications)|(?= (\.|please|pls|asap|immediately|now|thanks)))
        (do not|dont|don t|never|no longer|dnt|donot|do no) (ever |you |please |u |you dare |fucking |try to )*(text|txt|message|msg|contact|sms|texting|spam|solicit)( me| us| this (number|phone|line)| my (phone|number|cell|line)| here)?(?! (my (?!phone|number|cell|line)|me (back|until|till|before|after|at|during|while|when|today|tonight|yet|in the|so|if|unless|on|too|over|about|that|this)|to my|with (my|him|her)|back|until|till|before|after|at work|during|while|when|today|tonight|yet|at night|in the|so|if|and|her|him|them|your|for the next|this (week|early|late)|that|unless|first|at|on|too|over|\w+ing|number|numbers|messages|list))
        (do not|dont|never|no longer) (ever |you |please |u |you dare )*(call|bother|email|reach|write|bug|disturb|solicit|harass|come|try)( (me|us|out|to me|back|or text|and text|or message|or contact|or email|this number|my phone|or txt|to contact me))*( (again|anymore|any more|ever|evermore|ever again))
        (do not|dont|never|no longer|stop) (send|sending)( me| us)?( (any|anymore|any more|more|these|those|this|your|ur|further|other|additional|future|me|text|texts|txt|message|messages|messaging|msg|msgs|sms|stuff|crap|shit|spam|junk|anything|notifications|alerts|ads|offers|promos|promotions|again|ever|political|marketing|updates|reminders|to this (number|phone)))+
        no more (of )?(the |these |those |this |your |ur |fucking |freaking |damn |political |promo |promotional |marketing |campaign |spam )*(text|texts|texting|txt|txts|message|messages|messaging|msg|msgs|sms|spam|alerts|ads|promos|promotions|offers|reminders|notifications|contact|calls|communication|communications|solicitations|updates|marketing)
        no (text|texts|sms|texting|messages|further (text|texts|messages|contact|communication|communications)|longer (want|wish|interested in|need|wanting)( to)?( be| get| getting| receive| receiving| have)? (texts|messages|these|your|contacted|texted|messaged|receive|any|notifications|alerts|on|to be on|part of|your texts|the texts))(?= (please|pls|plz|thanks|thank|to (me|this)|from you|anymore|ever|again))
        (i |we |id |i really |i just |i also |really |no i )*(do not|dont|no longer|never|didnt|did not|wont|will not|would not|wouldnt|dnt|have not|havent)( (ever|even|really|to|give|gave|given|you|my|permission|express|like))*( (want|wanted|wish|need|interested|interested in|care|consent|consented|agree|agreed|authorize|authorized|subscribe|subscribed|like|wanna|opt|opted|signed up|sign up|sign|request|requested|ask|asked|permission))( (to|any|of|anymore|more|for|u|this|in|up|your|you|these|those|the|my))*( (receive|receiving|recieve|recieving|get|getting|be|being|have|having|hear|read|see|your|ur|these|this|those|any|more|the|of|you|all|from|further|such|anymore|sent|part|on|with|to|another|political|promotional|marketing|stupid|fucking|damn))* (texts|text messages|texted|texting|txts|messages|messaged|messaging|msgs|sms|contacted|notifications|text (alerts|reminders|updates|notifications)|spammed|text list|bothered|solicited|solicitations|communications|mailing list|your list|this list|hear from you)(?! (back|until|till|before|when|if|yet|about|that|saying|confirming|too early|so early|from (him|her|them|my|dad|mom)|him|her|them|on (my|the) (computer|tv)))
        (i |we )?(do not|dont|no longer|never|dnt) (want|wish|care|wanna)( to)? (hear|get|receive|anything|any)( anything| any| more| messages)* from (you|u|yall|this|your)( (guys|people|company|number|again|anymore|clinic|store|business|ever))*
        (lose|forget|ditch|burn|trash|throw away|throw out|loose|delete|erase|forget about) (my|this) (number|phone number|contact|digits|cell number|cell|info)(?! (on|from|in|for))
        (i |we |i hereby |i do hereby )?(revoke|revoking|withdraw|withdrawing|rescind|rescinding|cancel|terminate|end|stop|cancelling|canceling|discontinue) (my |all |the |any |your |these |this |those |text |sms |any and all |prior |further )*(consent|permission|authorization|subscription|subscriptions|enrollment|text|texts|messages|text messages|sms|alerts|notifications|texting|messaging|text reminders|text alerts|marketing|service|membership texts|txt|program|text service)(?! (to (?!these|your|this|the text|receive|be)|for|box|boxes|order|plan|delivery|shipment|with (?!you)|until|till|for (today|tomorrow|now|a while)|please move|at|on (mon|tue|wed|thu|fri|sat|sun)))
        (put|add|place) (me|us|my (phone )?number|this (phone )?number)( (on|to|onto|in))+ (your |the |a |ur )*(do not|dont|dnc)( (call|contact|text|disturb|list|lists|message|registry))*
        (on|with) (the |your |a )*(national |federal )?(do not call|do not contact|do not text|dnc)( (list|registry))?
        (take|get|remove|keep|want|off|removed|be|me|name|number|phone|taken)( (me|us|to be|off|out|number|my|phone|this|of|from|completely|the|hell|fuck|please))* (off|off of|out of|from) (your|the|this|ur|these|yalls|any|all|all of your|that|of your)( (sms|text|texting|mailing|calling|call|contact|phone|marketing|stupid|fucking|damn|goddamn|political|promo|freaking))* (list|lists|mailing list|database|texts|messages|listserv|rolls|distribution|system|thread)
        (i |we |i just )?(want|wanting) (out|off)( of)? (this|your|the|these|all) (list|lists|texts|messages|program|thread|group|text)
        (enough|done|tired|sick|sick and tired|fed up|knock it off|cut it out|over it|im over|had it) (with |of )(all |all of )?(the |these |those |this |your |ur |getting |receiving |you )*(fucking |damn |political |constant |spam |text |stupid )*(texts|text|messages|msgs|texting|messaging|spam|sms|texting me|spamming|harassment|notifications)
        (leave me|leave us|leave this number)( the hell| the fuck| tf)? alone (and )?(stop|quit|remove|delete|or (ill|i will)|no more)
        (take|keep|have) my (number|name|phone|cell|info|contact)( number)? (off|out)
        (block|unlist|disable|deactivate|turn off|shut off|cut off|switch off|kill|disconnect)( (my|this|me|these|the|all|your|from|text))* (texts|messages|text messages|sms|notifications|number from your (list|system)|text alerts|text reminders|texts from you)(?= (\.|please|pls|thanks|to|for me|from))
        not (to )?(be )?(text|texted|texting|contact|contacted|message|messaged|receive|receiving|get|getting) (me |us )?(any |anymore |again |these |your |more |further |by you |by text )*(again|anymore|texts|messages|any more(?= \.)|ever|by text|by sms|msgs|sms)
        (i |we |id |would |much |really )*(rather|prefer|prefer to|like to) not( to)? (be|get|getting|receive|receiving|have|hear)( (any|more|your|sent|further|such|all|the|of|to))* (these|this|texts|text messages|texted|messages|contacted|anymore|messaged|from you|notifications|sms)
        (refrain from|discontinue|avoid|refrain)( (from|any|all|further|future|the|your|these|sending|me|us))* (texting|sending|messaging|contacting|messages|texts|text messages|communication|contact|text)
        (i |we |id |would |really )*(appreciate|prefer|like|grateful|love)( (it|that))? if (you|u|yall|you guys|you all|you people|you would|youd|you could)( (would|could|please|just))? (stopped|stop|quit|removed|remove|didnt|did not|not|dont|took|take|no longer)( (texting|messaging|sending|contacting|text|contact|message|me|send|take|my|number|this|these))+
        (you |yall |u )?(do not|dont|never) (have|had|got)( (my|any|the|our))* (consent|permission|authorization)
        (my )?(consent|permission|subscription) (is )?(withdrawn|revoked|denied|cancelled|canceled|rescinded|terminated)
        (i |id |we |would )*(like|want|need|wish|request|prefer)( to have)? (my|this|the|our) (number|phone number|name|info|information|contact|data|details)( (to be|be|info|permanently))* (removed|deleted|taken off|erased|taken out|scrubbed|blocked)
        (stop|quit) (getting|receiving|having|seeing)( (all|these|those|this|the|your|ur|any|so many|such|of|political|marketing|stupid|damn))* (texts|messages|text messages|text|sms|notifications|spam|msgs)
        (if (you|u|yall) |dont |do not |next time you )?(text|message|contact|call|txt|msg) (me|us|this number) (again|one more time|anymore) (and |or )?(i|ill|im|we|well|you|ull|my|a)( (will|am|going|gonna|to|be|ll|have|swear|my))* (report|reporting|reported|sue|suing|sued|lawyer|attorney|block|blocking|legal|police|press|contacting)
        (i |id |we )*(would )?(rather|prefer) (you|u|yall) (didnt|did not|not|dont|stopped|stop|would not|wouldnt)( (text|texting|message|messaging|contact|send|contacting|sending|me|us|ever))+
        (do not|dont|never|dnt) (ever |you |please )*(call|contact|email|bother|reach out)( me| us)? (or|and|nor) (text|txt|message|msg)( (me|us|this number|again|anymore|ever))*
        (i |we )?(do not|dont|dnt|no longer|never)( (want|wish|like|care|need|wanna))( (to|you|u))* (get|getting|receive|receiving|be|have|see|hear|sending|send)?( (these|this|those|any|any of these|your|ur|stuff|sent|from|you))*( (anymore|any more|any longer|again|texts|messages|on my phone|from you|from yall))
        (i|ive|have|already|i have|we|time i|times i|times have i|times i have|time ive)( (already|have|repeatedly))* (asked|told|warned|said) (you|u|yall)( (all|guys|people|before|already|twice|to|please))* (to )?(stop|quit|remove me|unsubscribe)(?= \.)
        (how many |third |second |last |final |many )*(times|time)( (do|i|have|to|did|asked|ive|must|need|already|you|u|that|gotta|said|tell|told))+ (stop|unsubscribe|remove me)(?= \.)
        (i |ive |already |i already )+(said|say) (stop|unsubscribe|no more texts|quit)(?= \.)
        (cease|desist|cease and desist|i request that you cease)( all| and desist| any| with| further)* (contact|texting|messaging|communication|communications|texts|messages|sending|contacting|from texting|from contacting)
        (want|wants|wanted|like|need) (you |u |this |these |it |the |your |all |them )+(texts |messages |text messages |to )*(to )?(stop|cease|end) (texting|messaging|sending|contacting|texts|messages)
        (these|your|the|all)( (text|texts|messages|msgs|sms|notifications|alerts|spam))+ (need to|must|have to|should|to|gotta|better|please) (stop|end|cease|quit)
        """,
    "fr": r"""
        (arretez|arrete|arreter|cessez|cesse|cesser|stoppez|stoppe|stopper|finissez|stop)( (de|d|avec|tout|tous|maintenant|immediatement|donc))* (mecrire|menvoyer|envoyer|envois|envoi|denvoyer|me (contacter|texter|harceler|spammer|deranger|solliciter|relancer|ecrire)|contacter|texter|(les|vos|ces|tes|de|les) (sms|messages|textos|textos|pubs|publicites|notifications|envois|alertes|rappels|messages publicitaires)|le (harcelement|spam)|sms|messages|message|textos|texto|pub|pubs|demarchage)( (sms|messages|message|textos|pubs|notifications|publicites|messages publicitaires|alertes|rappels|envois))?(?! (de bus|devant|ici))
        (ne|n)? ?(mecrivez|menvoyez|menvoie|mecris|me (contactez|textez|contacte|derangez|sollicitez|texte|relancez|recontactez|ecrivez)|nous (contactez|ecrivez)|nenvoyez|envoyez|envoie|envoyer|contactez|ecrivez|recevoir|nous envoyez)( moi| de| des| d| me| aucun| aucune)* (plus|jamais|rien)( (de|d|rien|jamais|aucun|aucune|vos|ces|me))*( (sms|messages|message|textos|texto|pub|notifications|alertes))?
        (je |nous )?(ne |n)?(veux|voudrais|souhaite|desire|souhaitons|voulons|veut|accepte)( (plus|pas|ne))+( (ne|de|d|etre|que|vos|ces|les|recevoir|avoir|quon|vous|me|mes))* (recevoir|messages|message|sms|textos|contacte|contactee|contacter|derange|derangee|mecriviez|menvoyiez|sollicite|recus|notifications|alertes|pub)
        ne (plus|pas) (me |nous )?(recevoir|contacter|ecrire|envoyer|texter|deranger|solliciter|menvoyer|mecrire|jamais)( (de|vos|ces|des|me|rien))*( (sms|messages|message|textos|a ce numero))?
        plus (de|aucun|d|jamais de|un seul) (sms|messages|message|textos|texto|pub|pubs|mail|notifications|spam|publicite)
        (retirez|enlevez|supprimez|effacez|retire|enleve|supprime|otez|rayez|desinscrivez|desabonnez|desabonne|desinscris|retirer|enlever|supprimer|desinscrire|desabonner|me desabonner|me desinscrire|effacer|radiez|sortez)( (moi|nous|mon|mes|ce|le|la|de|votre|vos|cette|la|liste|listes|sms|me|toutes|tout))*( (numero|nom|liste|listes|coordonnees|donnees|base|fichier|contacts|contact|repertoire|sms|moi|diffusion|envoi|messages))(?! (du rendez|d attente|dattente|de la commande|d invites))
        (desabonnez|desinscrivez|desabonne|desinscris|retirez|enlevez|radiez|supprimez) (moi|nous|mon numero)
        (me |m)?(desabonner|desinscrire|desabonne|desinscription|desabonnement)( (de|a|des|vos|cette|la|ces|du))*( (liste|sms|messages|service|newsletter|envois))?(?! (de netflix))
        (oubliez|perdez|perds|oublie|supprimez|effacez) mon (numero|contact)
        (je )?(retire|revoque|annule) mon (consentement|abonnement|accord)
        (foutez|fichez|laissez)( nous| moi) la paix (et|avec) (arretez|vos|ces|les)
        """,
    "es": r"""
        (dejen|deje|deja|dejad|paren|pare|para|parad|cesen|cese|basta|detengan|detenga|terminen)( (ya|de|con|por favor|tanto|tantos))* (enviar|enviarme|mandar|mandarme|mandarnos|enviarnos|escribir|escribirme|molestar|molestarme|contactar|contactarme|textear|textearme|llamar|llamarme|hostigar|acosar|acosarme|mensajear|los mensajes|estos mensajes|sus mensajes|tus mensajes|mensajes|mensajitos|sms|textos|spam|el spam|los textos|los sms|los envios|mandando|enviando|notificaciones)( (me|mensajes|mensaje|sms|textos|cosas|esto|estos|mas|publicidad|spam|por favor))*
        no (me |nos |quiero que me |vuelvan a |vuelva a |vuelvas a |se )*(envien|envie|envies|envieis|manden|mande|mandes|mandeis|escriban|escriba|escribas|escribais|contacten|contacte|contactes|molesten|moleste|molestes|texteen|llamen|enviar|enviarme|escribir|escribirme|contactar|contactarme|mandar|mandarme|molestar)( (mas|nunca|nada|ningun|ya|me|jamas|otra vez|este|a|estos))*( (mensajes|mensaje|sms|textos|mensajitos|publicidad|numero|promociones|cosas|nada|spam))?(?! (hoy|hasta|antes|ahora estoy|la direccion|el|la ubicacion|todavia|aun))
        (ya )?no (quiero|deseo|quisiera|me interesa|queremos|deseamos|necesito|quiere|acepto|autorizo|autorice)( (mas|recibir|que|me|seguir|estar|ser|sus|tus|estos|tener|recibiendo|ningun|nada|de|los|ya|saber|en|su|contacto|estar|la|lista))* (recibir|mensajes|mensaje|sms|textos|mensajitos|contactado|contactada|contacten|escriban|manden|envien|molesten|notificaciones|promociones|publicidad|recibirlos|lista|alertas)(?! (de (el|ella|juan|maria)))
        (no|ni un|ningun|basta de|cero|ya no|nunca) (mas|mas de|otro) (mensajes|mensaje|sms|textos|mensajitos|spam|publicidad|notificaciones|alertas|promociones)
        (quitenme|quiteme|quitame|quitadme|eliminenme|elimineme|eliminame|borrenme|borreme|borrame|saquenme|saqueme|sacame|remuevanme|remueva|remuevan|remuevame|retirenme|retireme|quiten|quite|quita|eliminen|elimine|elimina|borren|borre|borra|saquen|saque|saca|quitar|quitarme|eliminar|eliminarme|borrar|borrarme|sacarme|desuscribanme|desuscribame|desuscribeme|desinscribir|desinscribirme|remover|removerme|desuscribir|desuscribirme)( (mi|mis|este|el|me|de|su|sus|la|esta|tu|tus|todas|las|por favor|numero|datos|nombre|telefono|contacto))*( (numero|lista|listas|nombre|telefono|contacto|datos|base|sistema|registros|celular))(?! (de espera|de invitados|de recordatorios|de compras|de tareas|de reproduccion|de canciones))
        (quitenme|quiteme|quitame|eliminenme|elimineme|eliminame|borrenme|borreme|borrame|saquenme|sacame|desuscribanme|desuscribame|desuscribeme|desinscribanme)
        (darme|dame|denme|deme|dar|dadme|darse|den|de|me doy|darnos|quiero la|solicito la|solicito) (de )?baja(?! (por|el precio))
        (cancelen|cancele|cancela|cancelar|anulen|anular|revoco|retiro|revocar)( (mi|el|la|los|estos|sus|envio|de|esta|mis))* (suscripcion|mensajes|sms|consentimiento|subscripcion|alertas|notificaciones|textos|inscripcion|permiso)
        (olviden|olvide|olvida|pierdan|pierda|pierde|borren|borra|borre) (mi|este) (numero|telefono|contacto)
        (dejen|deje|deja|dejenme|dejeme)( de)?( (fregar|joder|chingar|fastidiar|jode|chinga|molestar|en paz y))+
        """,
    "pt": r"""
        (pare|parem|para|parar|cesse|cessem|chega|deixe|deixem)( (ja|de|com|por favor|agora|me))* (enviar|mandar|me (mandar|enviar|escrever|incomodar|contatar|contactar|chamar|perturbar|importunar|encher)|escrever|incomodar|perturbar|mensagens|mensagem|sms|essas mensagens|as mensagens|os sms|estas mensagens|esses sms|spam|torpedos|contatar|contactar|importunar|encher|com isso de mensagens|enviar me|mandar me|contato|o envio|o spam)( (me|mensagens|mensagem|sms|mais|isso|essas|propaganda|spam))*
        (nao|n) (entre|entrem|entrar) (mais )?em conta(c)?to( comigo| mais)*
        (nao|n) (me |nos |quero que |quero que me |voltem a |volte a |se )*(envie|enviem|envia|mande|mandem|manda|escreva|escrevam|contate|contatem|contacte|contactem|incomode|incomodem|perturbe|perturbem|ligue|liguem|mandar|enviar|enviar me|mandar me|mandem me|enviem me|envie me|contatar|chame|chamem|incomodar|encham|importune)( (me|mais|nunca|nada|nenhuma|nenhum|essas|esses|estas|para|este|de novo))*( (mensagens|mensagem|sms|numero|propaganda|torpedo|torpedos|spam|nada|promocoes))?(?! (hoje|ate|antes|ainda|agora que|o endereco|a localizacao))
        (ja )?(nao|n) (quero|desejo|gostaria de|queremos|tenho interesse em|aceito|preciso|autorizo|autorizei)( (mais|receber|que|me|ser|essas|esses|estas|estes|suas|seus|continuar|recebendo|nenhuma|nenhum|de|as|ter))* (receber|mensagens|mensagem|sms|contatado|contatada|contactado|contato|notificacoes|propaganda|torpedos|recebe las|lista|alertas|promocoes)
        (sem mais|nenhuma mais|nada mais de|basta de|chega de|nao mais) (mensagens|mensagem|sms|torpedos|spam|propaganda|notificacoes)
        (me )?(apaga|remova|remover|remove|remover me|remova me|retire|retirem|retirar|tire|tirem|tira|exclua|excluam|excluir|apague|apaguem|apagar|delete|deletem|deletar|risque|removam|descadastre|descadastrar|descadastrem|descadastra|desinscreva|desinscrever)( (me|meu|meus|este|esse|o|da|do|de|sua|vossa|desta|dessa|lista|das|contacto|todas|por favor|nome|numero|telefone|contato))*( (numero|lista|listas|nome|telefone|contato|contacto|dados|cadastro|base|sistema|celular|mailing))(?! (de espera|de convidados))
        (me )?(descadastre|descadastra|descadastrem|desinscreva|desinscreve|descadastrar|desinscrever|desinscrever me|descadastrar me)( me)?
        (me )?(tire|tira|tirem|remova|removam|retire|retirem|exclua)( me)?( da| desta| dessa| de) (lista|sua lista)
        (cancele|cancelem|cancela|cancelar|revogo|retiro|anular)( (minha|meu|o|a|as|os|essas|esses|envio|de|inscricao))* (inscricao|assinatura|mensagens|sms|envio|consentimento|cadastro|alertas|notificacoes|subscricao)
        (esqueca|esquecam|perca|percam|apague|delete|apaguem) (o )?(meu|este|esse) (numero|telefone|contato)
        """,
    "de": r"""
        (hort|horen sie|hor|hore|stoppt|stoppen sie|stoppe|stopp|stop|unterlassen sie|unterlasst|lassen sie|lasst|lass|beenden sie|beende)( (auf|bitte|endlich|sofort|damit|jetzt|mal|es|das|den|diese|die|mit|den|mir|mich|alle|sie))* (mir (zu schreiben|zu schicken|zu senden|nachrichten|sms|texte)|mich (anzuschreiben|zu kontaktieren|zu belastigen|zu nerven|anzusimsen)|zu schreiben|zu senden|zu nerven|zu schicken|spam|sms|nachrichten|die sms|diese sms|den sms|diesen nachrichten|den nachrichten|sms zu (schicken|senden)|nachrichten zu (schicken|senden)|texten|smsen|kontaktaufnahme|kontakt|werbung|belastigung)
        (schreiben|schreibt|schreib|schicken|schickt|schick|senden|sendet|sende|kontaktieren|kontaktiert|kontaktiere|belastigen|simsen|texten|textet|melden|benachrichtigen)( (sie|mir|mich|uns|bitte|ab sofort|diese|dieser|nummer|an|doch|euch|einfach|meine))* (nicht mehr|nie mehr|nie wieder|nichts mehr|keine|nicht weiter|nicht nochmal|nicht wieder)( (weiteren|mehr|sms|nachrichten|nachricht|werbung|an|texte|spam|an|diese|nummer))*
        (keine weiteren|keine|keinerlei weitere|nie wieder|nie mehr|keine einzige)( (weiteren|weitere|mehr|einzige|solche|diese|werbe))* (sms|nachrichten|nachricht|texte|textnachrichten|werbung|spam|mitteilungen|erinnerungen|kontaktaufnahme|werbe sms|benachrichtigungen|kontakt)( (mehr|bitte|schicken|von ihnen|senden|an mich|an diese))( (bitte|schicken|senden|an|diese|nummer|erhalten|bekommen|von|ihnen|mir))*
        (ich |wir )?(mochte|mochten|will|wollen|wunsche|wunschen|mag)( (ich|wir|bitte|ab sofort|von|ihnen|euch|diese|solche|zukunft|in|ihre|eure))* (keine|keinen|nicht mehr|nicht langer|nichts mehr|nicht|nie wieder|nie mehr)( (weiteren|weitere|mehr|von|ihnen|euch|diese|solche|ihre|eure|per|zukunft|in|langer|werbe))* (sms|nachrichten|kontakt|werbung|kontaktiert|angeschrieben|benachrichtigungen|texte|textnachrichten|horen|erhalten|bekommen|empfangen|spam|mitteilungen|das nicht mehr bekommen)( (mehr|von|ihnen|euch|erhalten|bekommen|werden|haben|horen))*
        (nehmen|nehmt|nimm|streichen|streicht|streiche|streich|loschen|loscht|losche|losch|entfernen|entfernt|entferne|tragen|tragt|trage|trag|austragen|melden|meldet|melde|meld|werfen)( (sie|mich|uns|meine|diese|die|bitte|sofort|meinen|doch|meine|den|namen|nummer|telefonnummer|handynummer|kontakt|daten|aus|von|der|ihrer|eurer|dem|ihrem|eurem|verteiler|liste|datenbank))* (aus|ab|von|raus|verteiler|liste|nummer|telefonnummer|handynummer|kontaktdaten|datenbank|daten|streichen|loschen|entfernen)(?! (warteliste|termin|bestellung|dem kalender))
        (mich|meine nummer|diese nummer|meine daten|meine telefonnummer)( (bitte|sofort|aus|von|der|ihrer|eurer|dem|ihrem|eurem|verteiler|liste|datenbank))* (abmelden|austragen|loschen|streichen|entfernen|abbestellen)
        (sms|nachrichten|den newsletter|newsletter|abo|die sms|diese sms|benachrichtigungen|alles)( (service|bitte|dienst|sofort))* (abbestellen|abmelden|stoppen|einstellen|beenden|kundigen|deaktivieren)
        (ich )?(widerrufe|ziehe|widerspreche|kundige)( (hiermit|meine|der|dem|ich|den|das))* (einwilligung|zustimmung|erlaubnis|nutzung|abo|einverstandnis|kontaktaufnahme|werbung)
        (vergessen|vergesst|vergiss|loschen|loscht|losche)( sie| bitte)* (meine|diese) (nummer|telefonnummer|handynummer)
        (lassen sie|lasst|lass) mich( bitte| endlich)? in ruhe (und|mit) (stop|diesen|euren|ihren|keine|den|horen)
        """,
    "it": r"""
        (smettete|smettetela|smetti|smettila|smetta|smetterla|basta|finitela|piantatela|piantala|cessate|fermate|fermi)( (di|con|la|per favore|subito|questi|i|a))* (mandarmi|mandare|inviarmi|inviare|scrivermi|scrivere|contattarmi|contattare|messaggiarmi|disturbarmi|disturbare|spammare|rompere|messaggi|messaggini|sms|spam|invio|gli sms|i messaggi|questi messaggi|questi sms|pubblicita|importunarmi|tempestarmi|con i messaggi|assillarmi)( (messaggi|sms|messaggini|pubblicita|spam|piu))?
        non (mi |ci |voglio che mi |voglio |devi |dovete )*(mandate|mandi|mandare|mandatemi|mandarmi|inviate|invii|inviare|inviatemi|inviarmi|scrivete|scriva|scrivere|scrivetemi|scrivermi|contattate|contatti|contattatemi|contattarmi|contattare|disturbate|disturbatemi|disturbare|messaggiate|messaggiatemi)( (piu|mai piu|altri|altro|questi|nessun|nulla|niente|a|questo))*( (messaggi|sms|messaggini|numero|pubblicita|messaggio|spam))?(?! (oggi|adesso che|fino|prima|ancora l|l indirizzo))
        non (voglio|desidero|vorrei|intendo|vogliamo|accetto|ho interesse a|ho autorizzato)( (piu|ricevere|che|mi|essere|i|vostri|questi|altri|tuoi|suoi|ricevete|nessun|di|gli))* (ricevere|messaggi|sms|messaggini|contattato|contattata|scriviate|mandiate|notifiche|pubblicita|riceverne|lista|messaggio)
        (niente piu|nessun altro|basta|mai piu|stop)( (piu|altri|con|ai|agli|questi|i|gli))* (messaggi|messaggio|sms|messaggini|spam|notifiche|pubblicita)
        (toglietemi|toglimi|togliermi|tolga|togliete|togli|togliere|rimuovetemi|rimuovimi|rimuovermi|rimuovere|rimuovete|rimuovi|rimuova|cancellatemi|cancellami|cancellarmi|cancellate|cancella|cancellare|cancelli|eliminatemi|eliminami|eliminate|elimina|eliminare|levatemi|levami|depennatemi|disiscrivetemi|disiscrivimi|disiscrivermi|disiscrivere)( (il|mio|questo|dalla|da|vostra|tua|sua|la|miei|i|per favore|numero|nome|contatto|dati|tutte|le|dalle))*( (numero|lista|liste|nome|contatto|dati|elenco|database|rubrica|mailing|sistema|cellulare))(?! (d attesa|dattesa|invitati))
        (toglietemi|toglimi|rimuovetemi|rimuovimi|cancellatemi|cancellami|disiscrivetemi|disiscrivimi|disiscrivermi|eliminatemi|eliminami|cancellarmi)
        (revoco|ritiro|annullo|annullate|annulla|disdico|disdite|disattivate|disattiva|disattivare|cancellate|cancellare|interrompete|interrompere)( (il|mio|la|mia|i|gli|questi|l|il servizio|invio|di))* (consenso|iscrizione|liscrizione|messaggi|sms|abbonamento|labbonamento|servizio|notifiche|autorizzazione|invio|linvio)
        (dimenticate|dimentica|dimenticatevi|perdete|perdi|cancellate|cancella) (il )?(mio|questo) (numero|contatto)
        """,
    "nl": r"""
        (stop|stopt|hou|houd|kap|kappen|ophouden|schei|scheid)( (op|nu|ermee|maar|eens|alsjeblieft|alstublieft|aub|direct|toch|eindelijk|er|met|uit|de|het|mij|me|deze|jullie|uw|al|die|onmiddellijk|sturen|van|a))* (sturen|berichten|berichtjes|sms|smsjes|smsen|appen|texten|spam|spammen|te sturen|lastigvallen|lastig te vallen|contacteren|benaderen|te smsen|te schrijven|mailen|meldingen|schrijven|te appen|te benaderen|reclame)
        (stuur|sturen|zend|zenden|smsen|sms|app|mail|bericht|schrijf|schrijven|benader|contacteer|contact|val|stuurt|bel)( (mij|me|ons|mij|u|jullie|aub|alstublieft|alsjeblieft|naar|dit|nummer))* (niet meer|nooit meer|geen|niets meer|niks meer|niet langer|nooit)( (meer|berichten|berichtjes|smsjes|sms|reclame|lastig|naar|verdere|dit|nummer|aan))*
        (geen|nooit|geen enkele)( (enkele|verdere|nieuwe|andere|enkel|meer|reclame))* (berichten|berichtjes|sms|smsjes|reclame|spam|meldingen|bericht|smsen|contact|herinneringen) (meer|aub|alstublieft|alsjeblieft|sturen|naar mij)( (meer|van|jullie|u|aub|sturen|ontvangen|met|mij|op|opnemen|krijgen))*
        neem( (aub|alstublieft|alsjeblieft|s v p))* (geen|nooit meer|niet meer)( meer)? contact
        (ik |wij |we )?(wil|willen|wens|wensen|hoef|hoeven)( (ik|graag|van|jullie|u|deze|dit|uw))* (geen|niet meer|niet langer|niet|nooit meer|nooit|niks meer)( (van|jullie|uw|deze|verdere|meer|langer|nog|door|u|via))* (berichten|berichtjes|sms|smsjes|reclame|gecontacteerd|benaderd|meldingen|ontvangen|krijgen|spam|horen)( (meer|van|ontvangen|krijgen|worden|hebben|jullie))*
        (haal|halen|verwijder|verwijdert|verwijderen|schrap|wis|gooi|schrijf|meld|schrijft|uitschrijven|schrijven|meldt|afmelden)( (mij|me|mijn|ons|dit|deze|u|aub|alstublieft|alsjeblieft|maar|even|direct|nummer|gegevens|naam|telefoonnummer|uit|van|af|de|uw|jullie|het))* (lijst|lijsten|af|uit|nummer|bestand|systeem|database|telefoonnummer|gegevens|maillijst|verzendlijst)(?! (wachtlijst|de wachtlijst|agenda))
        (mij|me|mijn nummer|dit nummer|mijn gegevens)( (graag|aub|uit|van|de|jullie|uw|lijst|bestand|systeem|alstublieft|alsjeblieft|direct))* (verwijderen|afmelden|uitschrijven|schrappen|uitgeschreven|afgemeld)
        (ik )?(trek|herroep|annuleer|zeg|opzeggen|annuleren)( (hierbij|mijn|de|het|ik))* (toestemming|abonnement|inschrijving|akkoord|sms service|berichtenservice)
        (vergeet|verwijder|wis|verlies) (mijn|dit) (nummer|telefoonnummer|gegevens)
        (laat|laten) (mij|me) (met rust|gaan) (en|met) (stop|je|jullie|die)
        """,
    "ar": r"""
        (توقف|توقفوا|كف|كفوا|اوقف|اوقفوا|وقف|وقفوا|ايقاف|اوقفي)( (عن|من|هذه|هذا|كل|جميع))* (ارسال|الارسال|مراسلتي|الرسائل|رسائل|رسائلكم|رسايل|الرسايل|المراسله|ازعاجي|التواصل|الاتصال|ارسالها|الاشتراك|الازعاج|الاشعارات|السبام|هاي الرسائل)( (الرسائل|رسائل|لي|الي|معي))*
        (لا|ما|ماتعاود|مات|لاتعد)( (تقم|تقوموا|اريد|ارغب|احب|بدي|ابغي|ابي|عاوز|تعاود|تعاودوا|عاد|في|ان|منكم|منك))* (ترسل|ترسلوا|ترسلون|تراسلني|تراسلوني|تتواصل|تتواصلوا|تبعث|تبعثوا|ترسلي|تزعجني|تزعجوني|تتصل|تتصلوا|ترسلولي|ترسلوالي|استلام|تلقي|رسائل|رسايل|رسائلكم|المزيد|ارسال|هذه الرسائل|استقبال|الرسائل|ازعاج|استلم|اتلقي|تبعتولي|تكتبوا)( (لي|الي|اي|رسائل|رساله|بي|معي|مره|اخري|ثانيه|بعد|الان|المزيد|من|الرسائل|هذه|علي|هذا|الرقم|رسايل|تاني|منكم))*
        (احذف|احذفوا|احذفوني|احذفني|ازل|ازيلوا|ازيلوني|ازلني|امسح|امسحوا|شيل|شيلوا|شيلوني|حذف|ازاله|الغوا|الغ|الغاء|الغي|ازيلو|اخرجوني|اخرجني)( (من|رقمي|اسمي|هذا|رقم|هاتفي|قائمتكم|القائمه|قوائمكم|اشتراكي|الاشتراك|قائمه|تسجيلي|بياناتي|جوالي))+
        (بطل|بطلوا|كفايه|بلاش|خلاص) (تبعت|تبعتوا|تبعتولي|ترسل|ترسلوا|ارسال|رسايل|رسائل|ازعاج)( (لي|رسايل|رسائل|تاني))*
        (ماتبعتوش|ماتبعتش|متبعتوش|متبعتش|ماترسلوش)( (لي|رسايل|رسائل|تاني|حاجه))*
        (مش|مو|ما) (عايز|عاوز|عايزه|بدي|ابي|ابغي)( (اي|منكم|استلم))* (رسايل|رسائل)( تاني)?
        (واحذفوا|واحذف|وامسحوا|وشيلوا|والغوا|واحذفوني) (رقمي|اسمي|اشتراكي|من)
        احذفوني|شيلوني|احذفني|امسحوني
        (الغاء|الغي|الغ|الغوا|ايقاف|انهاء|سحب|اسحب) (الاشتراك|اشتراكي|تسجيلي|الخدمه|الرسائل|موافقتي|خدمه الرسائل)
        """,
    "hi": r"""
        (मुझे|मुझको|हमें|मेरे|इस|अब|कृपया|प्लीज|और|आगे|दोबारा|कभी)*( ?(मुझे|हमें|इस|नंबर|पर|नम्बर|अब|और|आगे से|दोबारा|कोई|ये|यह|आपके|फिर|से|भी|कभी))* ?(मैसेज|संदेश|एसएमएस|मेसेज|message|sms|msg|मैसेजेस|संदेशों)( (को|भेजना|करना|भेजने|ये|मुझे|मत|न|ना|नहीं|करने))* (बंद|मत|न|ना|नहीं|रोक|रोको|रोकें|रोकिए)( (करो|करें|कर|दो|दें|कीजिए|भेजो|भेजें|भेजिए|भेजना|करना|चाहिए|चाहता|चाहती|दीजिए|करिए|देना|भेजा))*
        (दोबारा |मुझसे |कृपया )*(संपर्क) (न|ना|मत|नहीं) (करें|करो|कीजिए)
        (मुझे|हमें)? ?(मैसेज|संदेश|message|msg|एसएमएस|sms)?( (करना|भेजना))? ?(मत|ना|न) (भेजो|भेजें|भेजिए|भेजना|करो|करें|भेजा)( (करो|मुझे|अब|दोबारा))*
        (मेरा|मेरे|मुझे|यह|इस|ये)( (नंबर|नाम|नम्बर|अपनी|अपने|आपकी|लिस्ट|सूची|से|को|इस|डेटाबेस|नंबर))*( (हटाओ|हटाएं|हटा|हटाइए|निकालो|निकाल|निकालें|डिलीट|delete|remove|हटाया))( (दो|दें|दीजिए|करो|करें|कर|जाए))*
        (mujhe|mujhko|hume|is number|mere number|aage|dobara|ab|aur|mere|phir se|koi|is|number|par|pe|se|ye|yeh|aap|kabhi)*( ?(mujhe|hume|is number|number|pe|par|ab|aur|koi|dobara|ye|yeh|aage se|phir|se|kabhi))* ?(msg|message|messages|sms|msgs|text|messege|mesej)( (karna|bhejna|bhejne|karne|ko|aana|mujhe|ye|mat|na))* (band|bandh|mat|nahi|nahin|na|rok|roko)( (karo|kro|karna|kar|do|kardo|kijiye|karein|bhejo|bhejna|bhejiye|karen|chahiye|chahta|chahti|bheja|krna|kariye|dijiye|mujhe|ab|aur))+
        (band|bandh|stop) (karo|kar do|kardo|kijiye|karein|kariye)( (ye|yeh|sab|saare|apne|ab|please|plz))* (msg|message|messages|sms|msgs)
        (ye |yeh |sab |saare |apne )*(msg|message|messages|sms|msgs)( (ye|sab))* (band|bandh|stop) (karo|kar do|kardo|kijiye|karein|kariye)
        (contact|text|message|msg) (mat|na) (karo|karna|kariye|kijiye)( (dobara|mujhe|phir se|ab))*
        (list|database) se (hatao|hata do|nikalo|nikal do|remove karo|delete karo)( (mujhe|mera number|mera naam))*
        (mujhe )?(mat|na) (bhejo|bhejiye|bhejna|bheja karo)( (msg|message|messages|sms|mujhe|ab|ye))*
        (mera|mere|mujhe|is|ye)( (number|no|no .|naam|apni|apne|aapki|list|se|ko|is|database))*( (hatao|hata|hataiye|nikalo|nikal|delete|remove|nikaal))( (do|dijiye|karo|kar|kardo|dein))*
        """,
    "sv": r"""
        (sluta|upphör)( (att|nu|med|genast|för))* (skicka|sms|smsa|sms:a|messa|skriva|meddelanden|kontakta|spamma)
        (ta bort|radera|avregistrera|stryk) (mig|mitt (nummer|namn)|det här numret|detta nummer)
        (inga|inte) (fler|flera|mer|några) (sms|meddelanden|utskick)
        (vill )?inte (längre )?(ha|få|ta emot) (fler |några |era |dessa )*(sms|meddelanden)
        """,
    "da": r"""
        (stop|hold op)( (med|nu|venligst|at))* (sende|at sende|smse|at skrive|at kontakte|sms|beskeder|spam|skrive)
        (slet|fjern|afmeld) (mig|mit (nummer|navn)|dette nummer)
        (ikke|ingen) (flere|mere) (sms|sms er|beskeder)
        """,
    "no": r"""
        (slutt|stopp)( (å|med|nå|vennligst|a))* (sende|smse|skrive|kontakte|sms|meldinger|tekste)
        (slett|fjern|meld) (meg|nummeret mitt|dette nummeret)( av)?
        (ikke|ingen) (flere|mer) (sms|meldinger|tekstmeldinger)
        """,
    "pl": r"""
        (przestancie|przestan|prosze przestac|przestac|prosze nie|nie)( (mi|juz|wiecej|do|mnie))* (wysylac|wysylajcie|wysylaj|pisac|piszcie|pisz|smsow|smsowac|przysylac|przysylajcie)( (mi|do|mnie|wiecej|smsow|wiadomosci|sms))*
        (usuncie|usun|prosze usunac|usunac|wypiszcie|wypisz|wykreslcie|skreslcie) (mnie|moj numer|ten numer)( z| ze)?( (listy|bazy|waszej|swojej))*
        nie (chce|zycze)( (juz|sobie|wiecej|otrzymywac|dostawac|takich|waszych))* (smsow|sms|wiadomosci|kontaktu|powiadomien)
        """,
    "ru": r"""
        (прекратите|перестаньте|хватит|не надо|прекращаите|прекрати|перестань|больше не|не)( (мне|нам|больше|мои|на|этот|номер|меня))* (писать|слать|присылать|отправлять|спамить|пишите|шлите|присылаите|отправляите|беспокоить|беспокоите|смс|сообщения)( (мне|смс|сообщения|больше|сюда|на|этот|номер))*
        (удалите|уберите|исключите|отпишите|вычеркните|удали|отключите) (меня|мои номер|этот номер|номер|мои данные|смс|рассылку)( (из|от|списка|базы|вашеи|рассылки|вашего|всех))*
        (не хочу|не желаю|больше не хочу)( (больше|получать|ваши|эти|никаких|от|вас))* (смс|сообщения|сообщении|рассылку|получать|рассылки)
        """,
    "tr": r"""
        (bana |bize |lutfen |artik |bir daha )*(mesaj|sms|mesajlari|mesajlar|ileti)( (bana|bir daha|artik))* (atmayin|atma|gondermeyin|gonderme|yollamayin|istemiyorum|almak istemiyorum|kesin|durdurun|durdur|gondermeyiniz)
        (beni|numarami|bu numarayi)( (bu|listeden|listenizden|lutfen))* (cikarin|cikar|silin|sil|kaldirin)
        """,
}  # fmt: skip
"""Anywhere in the text, where a clause or a request begins: a reasonable person takes it for revocation."""

UNSPACED = {
    "zh": r"""
        (唔好|唔要|咪)(再)?(send|发|發|傳|寄)(訊息|短信|sms|野)?(俾|比|畀)?我?
        (请|請)?(把|将|將)(我|我的号码|我的號碼)(移除|删除|刪除|删掉|刪掉|删了|刪了|去掉|除名|拿掉)
        (请|請|麻烦|麻煩|拜托|拜託)?(停止|不要|别|別|请勿|請勿|勿|不准|不许)(再|继续|繼續)?(给我|給我|向我|跟我|往我)?(再)?(发|發|发送|發送|传|傳|寄|群发|群發|骚扰|騷擾|联系我|聯繫我|聯絡我|联络我)(给我|給我)?(了|短信|信息|消息|簡訊|讯息|訊息|广告|廣告|东西|垃圾)?(?!票|货|貨|快递|朋友圈|财|愁|生|展|现|脾气|火|烧|地址|定位)
        (把|将|將)(我|我的号码|我的號碼|我的名字|我的电话|我的電話|我的手机号|这个号码|這個號碼|此号码)(从|從).{0,10}(删|刪|移|除|去掉|拿掉|踢)
        (删除|刪除|移除|去掉|删掉|刪掉)(我$|我的号码|我的號碼|我的电话|我的電話|这个号码|這個號碼|我的联系方式|我的資料|此号码)(?!的(订单|預約|预约|帖子))
        (取消|退订|退訂|退出|终止|終止|停掉|停止)(这个|這個|该|所有|你们的|你們的|我的|此|一切)?(订阅|訂閱|短信|信息|簡訊|讯息|訊息|消息|服务通知|推送|通知|提醒短信|群发|群發|广告|廣告)
        (我)?(不想|不要|不愿|不願|不需要|拒绝|拒絕|不希望|不再)(再|继续|繼續|想)?(收到|接收|收|看到|接受)(你们|你們|任何|这些|這些|这种|這種|此类|此類|你|妳)?(的)?(任何)?(短信|信息|簡訊|讯息|訊息|消息|广告|廣告|推销|推銷|通知|垃圾)
        (?<!想)(退订|退訂)(?!周|週|酒店|房|机票|機票|订单|訂單|周五|预约|”|」)|^.{0,4}拒收|我要退出(订阅|訂閱|群)?
        """,
    "ja": r"""
        (もう|これ以上|今後|二度と|一切)?.{0,8}(送らないで|送信しないで|送ってこないで|送るのを?(やめ|止め)|送信を?(停止|止め|やめ|中止)|送らないように|連絡しないで|連絡(を)?(やめ|止め|不要|いりません)|配信しないで|配信を?(停止|止め|やめ|中止|希望しま|望みま)|メール(を)?(しないで|停止|やめ|止め|不要|いりません|いらない|送らない)|メッセージ(を)?(しないで|停止|やめ|止め|不要|いりません|いらない|送らない)|sms(を)?(しないで|停止|やめ|止め|不要|いりません|いらない|送らない|の(停止|配信停止|解除)))
        (リスト|登録|名簿|データベース|配信先|送信先|連絡先).{0,6}(から)?.{0,6}(削除|外し|はずし|消し|抹消|除外)
        (番号|電話番号|私の情報|個人情報)を(削除|消し|抹消|忘れ)
        (配信|登録|購読|受信|会員)(の|を)?(停止|解除|拒否|取り消し|取消|キャンセル)(希望|して|したい|お願い|を|方法)?
        (メール|メッセージ|sms)(を)?(しないで|止めて|とめて|やめて|辞めて)(ほしい|くれ)?
        リスト(から)?(削除|外し|はずし|消し)
        (メール|メッセージ|sms|通知|配信|連絡)(は|が)?(もう|今後)?(いりません|いらない|不要)
        (メール|メッセージ|sms|通知|配信|連絡)(は|を|が|の)?(もう|今後|これ以上)*(受け取りたく|受信したく|欲しく|必要)(ない|ありません|な)
        """,
    "ko": r"""
        (문자|메시지|메세지|연락|sms)(를|을|는|은)? ?(그만|더이상|더 이상)?.{0,4}(보내지|하지|그만|중단|중지|안 ?받|받고 ?싶지|거부|받지 ?않)
        (번호|명단|목록|리스트).{0,6}(삭제|빼|지워|제외)
        수신 ?거부|구독 ?취소|수신을? ?중단
        """,
    "th": r"""
        (หยุด|เลิก|อย่า|ไม่ต้อง|งด|ห้าม)(การ)?(ส่ง|รบกวน|ติดต่อ)(ข้อความ|sms|มา)?
        (ไม่อยาก|ไม่ต้องการ|ไม่ขอ)(จะ)?(รับ|ได้รับ)(ข้อความ|sms|แจ้งเตือน)
        (ยกเลิก)(การรับ|การสมัคร|สมาชิก|ข้อความ|sms)
        (ลบ|เอา)(เบอร์|หมายเลข|ชื่อ).{0,10}(ออก|ทิ้ง)?
        """,
}  # fmt: skip
"""The same where words are not spaced: searched in the text without spaces."""

PERHAPS = {
    "en": r"""
        (why|y) (are|r|do|did|does|am|is) (you|u|yall|i|this)( (guys|people|keep|still|all|always|even|continue|to|number))* (texting|text|messaging|contacting|message|contact|getting|receiving|spamming|sending|bothering)( (me|us|these|this|texts|messages))*
        (how|where|who)( (the|hell|fuck))* (did|do|gave|got|have)( (you|u|yall|they|this|people))* (get|got|have|find|my|obtain)?( (my|this))* (number|info|contact)
        (does not|doesnt|dont|do not|no longer|never) (live|lives|have|has|own|owns|use|uses|work|works)( (here|at this|this|anymore|there|in that))* (here|number|phone|address|anymore|district)
        (dont|do not) know (anyone|any|who|a)( (named|called|is|that|by|this))* \w+
        (no longer|not) (a|your|an|one of your)( (patient|customer|client|member|voter|subscriber|resident|employee|student|parent))( of (yours|theirs|this))?( anymore)?
        (this|its|it|that)( (is|isnt|is not|s))? (isnt |not |no longer )+(her|his|their|my|the right|right|the correct|\w+s) (number|phone|cell)( anymore)?
        (too|so|way too) many (texts|messages|msgs|notifications)
        (fewer|less)( (frequent|of these))? (texts|messages|msgs|notifications)
        (pause|suspend|hold|snooze|mute)( (all|my|the|these|your))* (texts|messages|notifications|alerts|text messages)
        (husband|wife|mother|father|mom|dad|son|daughter|he|she|brother|sister)( (has|is|was))* (died|passed away|passed|deceased|dead)
        (reporting|reported|report|will report|gonna report|going to report)( (you|this|as|it|u|to))* (spam|junk|fcc|attorney|number|phone|police)
        (not|no longer|never|aint) (at all )?(interested|intrested) in (your|this|these|any)
        (switched|changed|moved|going) to (a|another) (different|new|other)?( )?(clinic|doctor|dentist|provider|bank|store|salon|company|practice)
        """,
    "fr": r"""
        (comment|ou|qui)( (avez|as|est|a|vous|tu|ce|que))* (eu|trouve|donne|obtenu|recupere)( (vous|mon|ce))* numero
        (vous vous etes|tu tes|vous etes|vous avez) tromp\w+( de)?( (numero|personne))?
        (jai|on a|nous avons) demenage
        """,
    "es": r"""
        (como|de donde|quien)( (les|le|te|me))* (consiguieron|consiguio|obtuvieron|sacaron|dio|tienen|tiene|sacaste)( (ustedes|usted))* mi numero
        (ya no vivo|no vivo|me mude|ya me mude|nos mudamos)( (ahi|alli|aqui))?
        """,
    "pt": r"""
        (como|onde|quem)( (voces|voce))* (conseguiram|conseguiu|pegaram|passou|deu|tem|obtiveram)( o)? meu (numero|contato|telefone)
        (mudei|me mudei|nos mudamos)( (de|para))*( (cidade|endereco|la))?
        """,
    "de": r"""
        (woher|von wem)( (haben|habt|hast))( (sie|ihr|du))* meine nummer
        (ich bin|wir sind|bin)( schon)? umgezogen
        """,
    "it": r"""
        (come|chi)( (avete|ha|vi|hai|ti))* (avuto|dato|trovato|ottenuto|il|preso)( il)? mio numero
        mi sono trasferit\w
        """,
    "nl": r"""
        (hoe|van wie|waar)( (kom|komt|komen|heb|heeft|hebben))( (je|u|jullie))* (aan |mijn )+nummer
        (ik ben|wij zijn|we zijn) verhuisd
        """,
    "ar": r"""
        (من|منين|كيف|من وين|من اين)( (وين|اين))? (جبتوا|جبتم|حصلتم|اخذتوا|جبت|عرفتوا)( علي)? رقمي
        (اتركوني|اتركني|سيبوني|سيبني|خلوني)( (في|وشاني|بحالي|حالي))+
        انتقلت( (الي|من|لمدينه))+
        """,
}  # fmt: skip
"""Expressions like those of `WORDING`, at the beginning of a clause: perhaps a revocation."""

KEPT = (
    r"(keep|continue|still want|still like|do want|want|love|like|prefer) (texting|sending|to get|getting|the texts|my texts|texts|messages|sms|the messages|receiving|the text)|"
    r"(text|texts|messages|sms) (are|is) (fine|ok|okay|enough|good|better|great|best)|(text|message|txt|email|mail) me (instead|only|first)|(just|only) (text|message|txt) me|"
    r"keep my|but keep|keep me|instead text|(please|just) call me|call me (instead|please)|text me$|(mandenme|mandeme|enviame|escribeme|escribanme)( un)?( (mensaje|mensajes|sms|por))|ارسل رساله|texten sie mir|schreiben sie mir lieber|envoyez moi un (sms|message)"
)
"""Who says this wants to be texted, whatever else there is to stop."""

UNCLEAR = {
    "und": "🛑, 🛑 🛑, 🛑 🛑 🛑, 🛑 🛑 🛑 🛑, 🛑 🛑 🛑 🛑 🛑",
    "en": """leave me alone, leave me the hell alone, leave me tf alone, leave me the fuck alone, leave us alone, wrong number, wrong person, wrong guy, wrong phone number, you have the wrong number, you got the wrong number,
        u have the wrong number, you have wrong number, i think you have the wrong number, this is the wrong number, this is not the right number, you have the wrong person, you got the wrong person, not interested, im not interested, i am not interested,
        no not interested, not interested at all, no longer interested, no interest, not interest, go away, get lost, fuck off, f off, f u, fuck you, fu, fuck u, piss off, screw you, bugger off, buzz off, sod off, go to hell, eat shit, stfu,
        stop it, halt, no texts, no messages, no sms, stop this, stop that, stahp, please dont, please do not, nope never, wrong no, im not intrested, reporting as spam, reported as junk, junk, too many texts, too many messages, who is this stop, bye felicia, annoying, youre annoying, so annoying, ur so annoying, you are annoying, maybe stop, pause texts, stop start, start stop, can you stop, could you stop, can u stop, will you stop, would you stop, just stop it, ok stop it, im on the do not call list, i am on the do not call list, on the do not call list, please stop this, stop already, enough, enough already, enough is enough, thats enough, quit it, knock it off, cut it out, give it a rest, spam, this is spam, reported, reported as spam, im reporting this, blocked, youre blocked,
        blocking you, im blocking you, blocked and reported, report and block, how did you get my number, how did you get this number, where did you get my number, who gave you my number, i didnt sign up for this, i never signed up for this, i did not sign up for this,
        i never signed up, i didnt sign up, didnt sign up for this, never signed up for this, i didnt ask for this, i didnt subscribe, i never subscribed, i did not subscribe, i never gave you my number, i never gave you permission, i moved, i have moved, i dont live there anymore,
        i dont live there, i no longer live there, he passed away, she passed away, hes dead, shes dead, he is deceased, she is deceased, deceased, passed away, no one here by that name, nobody here by that name, no one by that name here,
        thats not me, dont bother me, do not bother me, dont bother, stop bothering, bug off, dont contact, not for me, no soliciting, no solicitation, harassment, this is harassment, i will report you, ill report you, ill sue you, i dont know you,
        i dont want this, i dont want these, dont want it, no mas, please leave me alone, get a life, lose it, count me out, i want out, not my number, new number, this isnt my phone, im not a patient, i am not a patient, i am not a customer, not a customer,
        dont text, dont call me, do not call me, do not call, dont call, dont send, i said no, no means no, take a hike, exit, exit list, how do i make this stop, how do i make it stop, im done, disconnect, pause, mute, suspend, hold off on messages, no thanks stop, stop now or else, how do i stop this, how do i stop these, make it stop, shut up""",
    "fr": """arrête, arrête un peu, laissez moi tranquille, laisse moi tranquille, fichez moi la paix, foutez moi la paix, mauvais numéro, vous avez le mauvais numéro, vous vous trompez de numéro, erreur de numéro, faux numéro, pas intéressé, pas intéressée, je ne suis pas intéressé, je ne suis pas intéressée,
        pas intéressé merci, ça suffit, assez, dégage, dégagez, allez vous faire foutre, va te faire foutre, stop ça, arrêtez ça, arrête ça, spam, qui êtes vous stop, je n'ai rien demandé, ne me dérangez pas, ne me dérangez plus, comment avez vous eu mon numéro, lâchez moi""",
    "es": """no molestar, no molesten, basta así, déjame en paz, déjeme en paz, déjenme en paz, dejadme en paz, número equivocado, está equivocado, se equivocó de número, se equivocaron de número, no me interesa, no estoy interesado, no estoy interesada, no interesado, no gracias no me interesa, basta, ya basta, ya estuvo bueno,
        vete, váyanse, vete a la mierda, vayan a la mierda, spam, no me moleste, no me molesten, no me molestes, ya déjenme, cómo consiguieron mi número, quién les dio mi número, no soy yo, no soy esa persona, no conozco a esa persona, chinga tu madre, me tienen harto, no me llamen, suficiente, fuera""",
    "pt": """me deixe em paz, me deixa em paz, deixe me em paz, deixem me em paz, me deixem em paz, número errado, é engano, engano, foi engano, não tenho interesse, não me interessa, sem interesse, não estou interessado, não estou interessada, chega, já chega, basta, vai embora, vai se foder,
        spam, não me perturbe, não me incomode, não me incomodem, não conheço essa pessoa, não sou essa pessoa, como conseguiram meu número, quem deu meu número, vai à merda, que saco, cai fora""",
    "de": """hör auf, hör auf damit, hören sie auf, hört auf, lass mich in ruhe, lasst mich in ruhe, lassen sie mich in ruhe, falsche nummer, sie haben die falsche nummer, du hast die falsche nummer, da haben sie die falsche nummer, kein interesse, nicht interessiert, ich habe kein interesse, ich bin nicht interessiert, es reicht, jetzt reichts, genug, reicht jetzt,
        hau ab, verpiss dich, verpisst euch, spam, schluss, schluss damit, schluss jetzt, nervt, das nervt, belästigen sie mich nicht, woher haben sie meine nummer, woher habt ihr meine nummer, finger weg, unerwünscht""",
    "it": """basta, basta così, lasciami stare, lasciatemi stare, lasciami in pace, lasciatemi in pace, mi lasci in pace, numero sbagliato, ha sbagliato numero, avete sbagliato numero, hai sbagliato numero, non mi interessa, non sono interessato, non sono interessata, nessun interesse, non interessato, ora basta, adesso basta, smettila, smettetela, finiscila, vaffanculo, andate a quel paese, spam,
        non mi disturbate, non disturbate, non disturbare, chi vi ha dato il mio numero, come avete avuto il mio numero, non conosco questa persona, non sono io, avete rotto""",
    "nl": """laat me met rust, laat mij met rust, verkeerd nummer, u heeft het verkeerde nummer, je hebt het verkeerde nummer, fout nummer, geen interesse, niet geïnteresseerd, ik heb geen interesse, laat me met rust en, ik ben niet geïnteresseerd, genoeg, zo is het genoeg, hou op, houd op, hou ermee op, rot op, donder op, flikker op, spam, kap ermee,
        val me niet lastig, hoe kom je aan mijn nummer, hoe komt u aan mijn nummer, ga weg, opgerot, ophoepelen""",
    "zh": """别烦我, 別煩我, 不要烦我, 不要煩我, 发错了, 發錯了, 打错了, 打錯了, 号码错了, 號碼錯了, 你发错人了, 你發錯人了, 没兴趣, 沒興趣, 不感兴趣, 不感興趣, 我没兴趣, 够了, 夠了, 滚, 滾, 滚开, 骚扰, 垃圾短信, 别烦, 烦死了, 煩死了, 认错人了, 你是谁停止, 不认识, 走开, 走開""",
    "ja": """ほっといて, 放っておいて, 間違いです, 番号間違いです, 番号違いです, 人違いです, 間違えています, 間違い電話です, 興味ありません, 興味がありません, 興味ない, 興味ないです, 結構です, いりません, いらないです, 必要ありません, 迷惑です, 迷惑, もういい, もういいです, うるさい, しつこい, 迷惑メール""",
    "ar": """اتركني, اتركوني, اتركني وشأني, دعني وشأني, دعوني وشأني, رقم خاطئ, الرقم خطأ, الرقم غلط, غلطان, رقم غلط, غير مهتم, غير مهتمة, لست مهتما, لست مهتمة, مش مهتم, لا يهمني, كفى, خلاص, يكفي, بس, ابعد عني, مزعج, ازعاج, سبام, من اعطاك رقمي, لا تزعجني, حل عني, كفاية""",
    "hi": """रुको, ruko, मुझे अकेला छोड़ दो, परेशान मत करो,  तंग मत करो, गलत नंबर, रॉन्ग नंबर, आपने गलत नंबर लगाया है, दिलचस्पी नहीं है, मुझे दिलचस्पी नहीं है, रुचि नहीं है, बस, बस करो, बस करें, बहुत हो गया, नहीं चाहिए, मुझे नहीं चाहिए, pareshan mat karo, tang mat karo, galat number, galat number hai, galat no, wrong no, interest nahi hai, nahi chahiye,
        mujhe nahi chahiye, bas karo, bas, bahut ho gaya, dimag mat kharab karo, peecha chhodo, chhod do mujhe""",
    "ru": "отстаньте, отстань, оставьте меня в покое, не интересует, не интересно, неинтересно, вы ошиблись номером, ошиблись номером, не тот номер, достали, спам, отвалите",
    "sv": "lämna mig ifred, lämna mig i fred, fel nummer, inte intresserad, ej intresserad, nog",
    "da": "lad mig være, forkert nummer, ikke interesseret, nok",
    "no": "la meg være, feil nummer, ikke interessert, nok",
    "pl": "daj mi spokój, dajcie mi spokój, zły numer, pomyłka, nie jestem zainteresowany, nie jestem zainteresowana, dość, odczepcie się",
    "tr": "beni rahat bırakın, yanlış numara, ilgilenmiyorum, yeter, rahatsız etmeyin",
    "ko": "귀찮아요, 관심 없어요, 관심없어요, 관심 없습니다, 잘못 보냈어요, 번호 잘못, 번호가 틀렸어요, 그만하세요, 그만해",
    "vi": "sai số, nhầm số, không quan tâm, đừng làm phiền",
}  # fmt: skip
"""The whole text or one clause of a short one: perhaps a revocation. Suppressed, and asked once."""
