"""Made-up statements, teasers and the furniture of sites in six languages, for html_pages.py."""

STATES = {
    "en": ["Arcadia", "Westland", "the Republic of Sudland", "Caldoria", "Norvinia"],
    "fr": ["l'Arcadie", "le Sudland", "la Caldorie", "la Norvinie"],
    "es": ["Arcadia", "Sudlandia", "Caldoria", "Norvinia"],
    "ru": ["Аркадии", "Судландии", "Калдории", "Норвинии"],
    "ar": ["أركاديا", "سودلاند", "كالدوريا", "نورفينيا"],
    "zh": ["阿卡迪亚", "苏德兰", "卡尔多里亚", "诺维尼亚"],
}

TITLES = {
    "en": "Statement by {} at the third substantive session of the working group",
    "fr": "Déclaration de {} à la troisième session de fond du groupe de travail",
    "es": "Declaración de {} en el tercer período de sesiones sustantivo del grupo de trabajo",
    "ru": "Выступление представителя {} на третьей основной сессии рабочей группы",
    "ar": "بيان {} في الدورة الموضوعية الثالثة للفريق العامل",
    "zh": "{}代表在工作组第三届实质性会议上的发言",
}

DATES = {
    "en": "12 March 2024", "fr": "12 mars 2024", "es": "12 de marzo de 2024",
    "ru": "12 марта 2024 года", "ar": "12 آذار/مارس 2024", "zh": "2024年3月12日",
}

STATEMENTS = {
    "en": [
        "Mr. Chair,",
        "My delegation has not spoken before in this session; let me say, then, how well we find our work steered, "
        "and thank the Secretariat, whose papers reached us in good time and in all languages.",
        "We have listened with care to those who spoke before us. Many asked for clarity about what States owe each other when an "
        "incident crosses borders, and few were content with the answers that we have given so far.",
        "My country lives from its ports. Two winters ago a fault in a single program stopped every crane for nine days, and nobody "
        "could tell us whether it was an accident, a crime or something worse. We do not wish that experience on anyone.",
        "The rules that we agreed in earlier years remain sound; what is missing is practice. We therefore propose that each region "
        "hold one exercise a year, that its lessons be published, and that the results come back to this room.",
        "On the directory of contact points, we can join consensus on the text as it stands, on the understanding that nothing in it "
        "creates a duty to share information that national law protects.",
        "We cannot, however, support the creation of a new body before the mandate of the present one has been fulfilled. Organs are "
        "easily made, and hard to feed; smaller delegations such as ours already choose between two meetings every morning.",
        "Capacity is not charity. A State that cannot repair its own networks is a risk for its neighbours, and a fund of modest size, "
        "open to all who ask, would be the cheapest insurance that the membership has ever bought.",
        "International law applies, and the Charter in its entirety; we see no need to repeat that in every paragraph, but we would "
        "resist any attempt to take it out of the chapeau.",
        "With regard to the draft before us, we would ask you to restore the sentence on critical infrastructure that stood in the "
        "first version, to move the words on supply chains to the section on threats, and to delete the second half of paragraph 31.",
        "Civil society and the private sector hold much of what we need to know. They ought to be heard in the plenary, not only in "
        "the corridor, and we regret that so many applications were rejected without a reason being given.",
        "I was asked yesterday whether we are optimistic. We are patient, which lasts longer; and we will sit down with every "
        "delegation, in whatever format you find useful, until the last evening of this session.",
        "I thank you, Mr. Chair.",
    ],
    "fr": [
        "Monsieur le Président,",
        "Ma délégation vous félicite de la manière dont vous conduisez nos travaux et remercie le Secrétariat, dont les documents nous "
        "sont parvenus à temps et dans toutes les langues officielles.",
        "Nous avons écouté avec attention ceux qui nous ont précédés. Beaucoup ont demandé ce que les États se doivent les uns aux "
        "autres lorsqu'un incident franchit les frontières, et peu se sont contentés des réponses données jusqu'ici.",
        "Les règles que nous avons adoptées ces dernières années demeurent valables ; c'est la pratique qui fait défaut. Nous proposons "
        "donc un exercice par an et par région, dont les enseignements seraient publiés.",
        "S'agissant du répertoire des points de contact, nous pouvons nous joindre au consensus, étant entendu que rien n'y crée une "
        "obligation de communiquer des informations protégées par le droit national.",
        "En revanche, nous ne saurions appuyer la création d'un nouvel organe avant que le mandat du présent groupe n'ait été rempli. "
        "Les petites délégations choisissent déjà, chaque matin, entre deux réunions.",
        "Le renforcement des capacités n'est pas une aumône : un État qui ne peut réparer ses propres réseaux est un risque pour ses "
        "voisins, et un fonds modeste, ouvert à tous, serait la moins chère des assurances.",
        "Enfin, la société civile et le secteur privé détiennent une bonne part de ce que nous devons savoir ; ils devraient être "
        "entendus en séance plénière, et non seulement dans les couloirs.",
        "Je vous remercie, Monsieur le Président.",
    ],
    "es": [
        "Señor Presidente:",
        "Mi delegación lo felicita por la forma en que dirige nuestros trabajos y agradece a la Secretaría, cuyos documentos nos "
        "llegaron a tiempo y en todos los idiomas oficiales.",
        "Hemos escuchado con atención a quienes nos precedieron. Muchos preguntaron qué se deben los Estados cuando un incidente cruza "
        "las fronteras, y pocos quedaron satisfechos con las respuestas que hemos dado hasta ahora.",
        "Las normas que acordamos en años anteriores siguen siendo válidas; lo que falta es la práctica. Proponemos, pues, que cada "
        "región celebre un ejercicio al año y que sus enseñanzas se publiquen.",
        "En cuanto al directorio de puntos de contacto, podemos sumarnos al consenso, en el entendimiento de que nada en él crea la "
        "obligación de compartir información protegida por el derecho interno.",
        "No podemos, sin embargo, apoyar la creación de un nuevo órgano antes de que se cumpla el mandato del actual. Las delegaciones "
        "pequeñas ya eligen cada mañana entre dos reuniones.",
        "La creación de capacidad no es caridad: un Estado que no puede reparar sus propias redes es un riesgo para sus vecinos, y un "
        "fondo modesto, abierto a quien lo pida, sería el seguro más barato.",
        "Por último, la sociedad civil y el sector privado saben mucho de lo que necesitamos saber; deben ser oídos en el plenario, y "
        "no solo en los pasillos.",
        "Muchas gracias, señor Presidente.",
    ],
    "ru": [
        "Уважаемый господин Председатель,",
        "Наша делегация благодарит Вас за умелое руководство нашей работой, а Секретариат — за документы, которые поступили вовремя и "
        "на всех официальных языках.",
        "Мы внимательно выслушали тех, кто выступал до нас. Многие спрашивали, чем государства обязаны друг другу, когда инцидент "
        "выходит за пределы границ, и немногие удовлетворились нашими прежними ответами.",
        "Правила, о которых мы договорились в прошлые годы, остаются верными; не хватает практики. Поэтому мы предлагаем, чтобы каждый "
        "регион проводил одно учение в год, а его уроки публиковались.",
        "Что касается реестра контактных пунктов, мы готовы присоединиться к консенсусу при том понимании, что ничто в нём не создаёт "
        "обязанности передавать сведения, охраняемые национальным законом.",
        "Однако мы не можем поддержать создание нового органа, пока не выполнен мандат нынешнего. Небольшие делегации уже сегодня "
        "каждое утро выбирают между двумя заседаниями.",
        "Наращивание потенциала — не милостыня: государство, которое не может починить собственные сети, опасно для соседей, и "
        "скромный фонд, открытый для всех, был бы самой дешёвой страховкой.",
        "Наконец, гражданское общество и частный сектор знают многое из того, что нужно знать нам; их следует слушать на пленарных "
        "заседаниях, а не только в кулуарах.",
        "Благодарю Вас, господин Председатель.",
    ],
    "ar": [
        "السيد الرئيس،",
        "يهنئكم وفد بلادي على حسن إدارتكم لأعمالنا، ويشكر الأمانة العامة التي وصلتنا وثائقها في الوقت المناسب وبجميع اللغات الرسمية.",
        "لقد استمعنا باهتمام إلى من سبقونا في الكلام، وقد سأل كثيرون عما تدين به الدول بعضها لبعض عندما يتجاوز حادث ما الحدود، ولم "
        "يكتف إلا القليل بالإجابات التي قدمناها حتى الآن.",
        "إن القواعد التي اتفقنا عليها في السنوات الماضية لا تزال صالحة، وما ينقصنا هو الممارسة. ولذلك نقترح أن تجري كل منطقة تمرينا "
        "واحدا في السنة، وأن تنشر دروسه.",
        "وفيما يتعلق بدليل جهات الاتصال، يمكننا الانضمام إلى توافق الآراء، على أساس أنه لا ينشئ واجبا بتبادل معلومات يحميها القانون الوطني.",
        "بيد أننا لا نستطيع أن نؤيد إنشاء هيئة جديدة قبل أن تنجز الهيئة الحالية ولايتها، فالوفود الصغيرة تختار كل صباح بين اجتماعين.",
        "وبناء القدرات ليس صدقة، فالدولة التي لا تستطيع إصلاح شبكاتها خطر على جيرانها، وصندوق متواضع مفتوح للجميع سيكون أرخص تأمين.",
        "وأخيرا، فإن المجتمع المدني والقطاع الخاص يعرفان كثيرا مما نحتاج إلى معرفته، وينبغي الاستماع إليهما في الجلسات العامة.",
        "شكرا السيد الرئيس.",
    ],
    "zh": [
        "主席先生：",
        "我国代表团祝贺你以干练的方式主持我们的工作，并感谢秘书处及时以所有正式语文提供文件。",
        "我们认真听取了前面各位的发言。许多代表问道，当一起事件跨越国界时，各国彼此之间负有什么责任，而很少有人对我们迄今给出的答案感到满意。",
        "我们在过去几年商定的规则依然有效，所缺少的是实践。因此，我们建议每个区域每年举行一次演练，并公布其经验教训。",
        "关于联络点名录，我们可以加入协商一致，但有一项理解，即其中任何内容都不构成分享受国内法保护的信息的义务。",
        "然而，在现有机构的任务完成之前，我们不能支持设立新的机构。小型代表团每天早上已经不得不在两个会议之间作出选择。",
        "能力建设不是施舍：一个无法修复自身网络的国家对邻国就是风险，而一个规模不大、向所有提出请求者开放的基金将是最便宜的保险。",
        "最后，民间社会和私营部门掌握着我们需要了解的许多情况，应当在全体会议上而不仅仅是在走廊里听取他们的意见。",
        "谢谢主席先生。",
    ],
}

ITEMS = {
    "en": ["a directory of contact points, tested once a year, with a number that is answered at night;",
           "a glossary, drafted by the Secretariat, of the terms that the reports have used;",
           "a voluntary fund for training, with a board on which every region has a seat."],
    "fr": ["un répertoire des points de contact, éprouvé une fois par an ;",
           "un glossaire, établi par le Secrétariat, des termes employés dans les rapports ;",
           "un fonds volontaire pour la formation, où chaque région aurait un siège."],
    "es": ["un directorio de puntos de contacto, probado una vez al año;",
           "un glosario, preparado por la Secretaría, de los términos usados en los informes;",
           "un fondo voluntario para la formación, en cuya junta cada región tenga un puesto."],
    "ru": ["реестр контактных пунктов, проверяемый раз в год;",
           "глоссарий терминов, использованных в докладах, который подготовит Секретариат;",
           "добровольный фонд для обучения, в совете которого представлен каждый регион."],
    "ar": ["دليل لجهات الاتصال يختبر مرة في السنة؛", "مسرد تعده الأمانة العامة للمصطلحات المستخدمة في التقارير؛",
           "صندوق طوعي للتدريب يكون لكل منطقة مقعد في مجلسه."],
    "zh": ["每年测试一次的联络点名录；", "由秘书处编写的报告用语词汇表；", "一个自愿培训基金，每个区域在其理事会中占有一席。"],
}

HEADINGS = {
    "en": ["Existing and potential threats", "Rules, norms and principles", "Capacity-building"],
    "fr": ["Menaces existantes et potentielles", "Règles, normes et principes", "Renforcement des capacités"],
    "es": ["Amenazas reales y potenciales", "Reglas, normas y principios", "Creación de capacidad"],
    "ru": ["Существующие и потенциальные угрозы", "Правила, нормы и принципы", "Наращивание потенциала"],
    "ar": ["التهديدات القائمة والمحتملة", "القواعد والمعايير والمبادئ", "بناء القدرات"],
    "zh": ["现有和潜在威胁", "规则、规范和原则", "能力建设"],
}

QUOTES = {
    "en": "States should not knowingly allow their territory to be used for acts that other States have reason to call wrongful.",
    "fr": "Les États ne devraient pas permettre sciemment que leur territoire soit utilisé pour commettre des faits illicites.",
    "es": "Los Estados no deberían permitir a sabiendas que su territorio sea utilizado para cometer hechos ilícitos.",
    "ru": "Государства не должны заведомо позволять использовать свою территорию для совершения противоправных деяний.",
    "ar": "ينبغي للدول ألا تسمح عن علم باستخدام أراضيها لارتكاب أفعال غير مشروعة.",
    "zh": "各国不应蓄意允许他人利用其领土实施国际不法行为。",
}

NOTES = {
    "en": "See the report of the group of experts of the second term, paragraph 13, and the note verbale of 4 May.",
    "fr": "Voir le rapport du groupe d'experts du deuxième mandat, paragraphe 13, et la note verbale du 4 mai.",
    "es": "Véase el informe del grupo de expertos del segundo mandato, párrafo 13, y la nota verbal del 4 de mayo.",
    "ru": "См. доклад группы экспертов второго созыва, пункт 13, и вербальную ноту от 4 мая.",
    "ar": "انظر تقرير فريق الخبراء للولاية الثانية، الفقرة 13، والمذكرة الشفوية المؤرخة 4 أيار/مايو.",
    "zh": "见第二任期专家组报告第13段和5月4日的普通照会。",
}

TEASERS = {
    "en": [("Minister opens bridge over the river Ald", "The Minister for Foreign Affairs cut the ribbon on Friday, in the rain, and "
            "thanked the engineers of both countries for eleven years of work."),
           ("Ambassador meets students of the law faculty", "Two hundred students asked about careers, visas and the price of rooms; the "
            "ambassador answered most of them and promised to come again."),
           ("Consular days in the northern provinces", "Passports can be collected from Monday to Wednesday. Bring two photographs and "
            "the receipt that you were sent by post.")],
    "fr": [("Le ministre inaugure le pont sur l'Ald", "Le ministre a coupé le ruban vendredi, sous la pluie, et remercié les ingénieurs "
            "des deux pays pour onze années de travail."),
           ("L'ambassadeur rencontre des étudiants", "Deux cents étudiants l'ont interrogé sur les carrières, les visas et le prix des "
            "chambres."),
           ("Journées consulaires dans le nord", "Les passeports peuvent être retirés du lundi au mercredi, sur présentation du récépissé.")],
    "es": [("El ministro inaugura el puente sobre el Ald", "El ministro cortó la cinta el viernes, bajo la lluvia, y agradeció a los "
            "ingenieros de ambos países once años de trabajo."),
           ("El embajador se reúne con estudiantes", "Doscientos estudiantes preguntaron por las carreras, los visados y el precio de los "
            "cuartos."),
           ("Jornadas consulares en el norte", "Los pasaportes pueden recogerse de lunes a miércoles con el recibo que se envió por correo.")],
    "ru": [("Министр открыл мост через реку Альд", "В пятницу под дождём министр перерезал ленту и поблагодарил инженеров обеих стран за "
            "одиннадцать лет работы."),
           ("Посол встретился со студентами", "Двести студентов спрашивали о карьере, визах и ценах на жильё; посол ответил почти на всё."),
           ("Консульские дни на севере", "Паспорта выдаются с понедельника по среду при предъявлении квитанции.")],
    "ar": [("الوزير يفتتح الجسر على نهر آلد", "قص الوزير الشريط يوم الجمعة تحت المطر وشكر مهندسي البلدين على أحد عشر عاما من العمل."),
           ("السفير يلتقي طلاب كلية الحقوق", "سأل مئتا طالب عن المهن والتأشيرات وأسعار الغرف، وأجاب السفير عن معظم الأسئلة."),
           ("أيام قنصلية في الشمال", "يمكن استلام جوازات السفر من الاثنين إلى الأربعاء عند إبراز الإيصال.")],
    "zh": [("部长为阿尔德河大桥揭幕", "星期五，部长冒雨剪彩，并感谢两国工程师十一年来的辛勤工作。"),
           ("大使会见法学院学生", "两百名学生就职业、签证和房租提出问题，大使回答了其中大部分。"),
           ("北部各省领事日", "护照可于星期一至星期三凭邮寄的收据领取。")],
}

WORDS = {
    "en": {"menu": ["Home", "About us", "The Minister", "Policies", "Visas", "News", "Contact"], "share": "Share this page",
           "related": "Related news", "more": "Read more", "print": "Print", "skip": "Skip to main content", "tags": "Tags",
           "cookie": "We use cookies to make this site work and to learn how it is used. By clicking Accept you agree to all of them; "
                     "you can change your choice at any time in the settings.", "accept": "Accept", "foot": "All rights reserved.",
           "letter": "Subscribe to our newsletter and receive the latest statements in your inbox every Friday.",
           "caption": "The delegation in the conference room. Photo: press office", "posted": "Published on",
           "author": "Written by the press office, which answers questions of journalists on weekdays from nine to five.",
           "comment": "I could not agree more with what was said here, and I hope that somebody listens to it at last.",
           "next": "Next article", "download": "Download the statement (PDF, 120 KB)", "by": "Statement by {}"},
    "fr": {"menu": ["Accueil", "Le ministère", "Le ministre", "Politique", "Visas", "Actualités", "Contact"],
           "share": "Partager cette page", "related": "À lire aussi", "more": "Lire la suite", "print": "Imprimer",
           "skip": "Aller au contenu", "tags": "Mots-clés", "cookie": "Ce site utilise des cookies pour fonctionner et pour mesurer son "
           "audience. En cliquant sur Accepter, vous consentez à leur dépôt.", "accept": "Accepter", "foot": "Tous droits réservés.",
           "letter": "Abonnez-vous à notre lettre d'information et recevez chaque vendredi les dernières déclarations.",
           "caption": "La délégation dans la salle de conférence. Photo : service de presse", "posted": "Publié le",
           "author": "Rédigé par le service de presse, qui répond aux journalistes du lundi au vendredi.",
           "comment": "Je suis tout à fait d'accord avec ce qui a été dit ici, et j'espère qu'on l'entendra.",
           "next": "Article suivant", "download": "Télécharger la déclaration (PDF, 120 Ko)", "by": "Déclaration de {}"},
    "es": {"menu": ["Inicio", "El ministerio", "El ministro", "Política", "Visados", "Noticias", "Contacto"],
           "share": "Compartir esta página", "related": "Noticias relacionadas", "more": "Leer más", "print": "Imprimir",
           "skip": "Ir al contenido", "tags": "Etiquetas", "cookie": "Este sitio utiliza cookies para funcionar y para medir su uso. Al "
           "pulsar Aceptar usted consiente en todas ellas.", "accept": "Aceptar", "foot": "Todos los derechos reservados.",
           "letter": "Suscríbase a nuestro boletín y reciba cada viernes las últimas declaraciones.",
           "caption": "La delegación en la sala de conferencias. Foto: oficina de prensa", "posted": "Publicado el",
           "author": "Escrito por la oficina de prensa, que atiende a los periodistas de lunes a viernes.",
           "comment": "No podría estar más de acuerdo con lo que aquí se dijo, y espero que alguien lo escuche.",
           "next": "Artículo siguiente", "download": "Descargar la declaración (PDF, 120 KB)", "by": "Declaración de {}"},
    "ru": {"menu": ["Главная", "О министерстве", "Министр", "Политика", "Визы", "Новости", "Контакты"], "share": "Поделиться",
           "related": "Читайте также", "more": "Подробнее", "print": "Версия для печати", "skip": "Перейти к содержанию",
           "tags": "Теги", "cookie": "Мы используем файлы cookie, чтобы сайт работал и чтобы знать, как им пользуются. Нажимая "
           "«Принять», вы соглашаетесь с этим.", "accept": "Принять", "foot": "Все права защищены.",
           "letter": "Подпишитесь на рассылку и получайте последние выступления каждую пятницу.",
           "caption": "Делегация в зале заседаний. Фото: пресс-служба", "posted": "Опубликовано",
           "author": "Подготовлено пресс-службой, которая отвечает журналистам по будням.",
           "comment": "Полностью согласен с тем, что здесь сказано, и надеюсь, что это услышат.",
           "next": "Следующая запись", "download": "Скачать выступление (PDF, 120 Кб)", "by": "Выступление представителя {}"},
    "ar": {"menu": ["الرئيسية", "عن الوزارة", "الوزير", "السياسات", "التأشيرات", "الأخبار", "اتصل بنا"], "share": "شارك هذه الصفحة",
           "related": "أخبار ذات صلة", "more": "اقرأ المزيد", "print": "طباعة", "skip": "انتقل إلى المحتوى", "tags": "الوسوم",
           "cookie": "يستخدم هذا الموقع ملفات تعريف الارتباط ليعمل كما ينبغي، وبالضغط على موافق فإنك تقبل بها جميعا.",
           "accept": "موافق", "foot": "جميع الحقوق محفوظة.", "letter": "اشترك في نشرتنا لتصلك آخر البيانات كل يوم جمعة.",
           "caption": "الوفد في قاعة المؤتمرات. الصورة: المكتب الصحفي", "posted": "نشر في",
           "author": "أعده المكتب الصحفي الذي يجيب عن أسئلة الصحفيين أيام العمل.",
           "comment": "أتفق تماما مع ما قيل هنا، وآمل أن يسمعه أحد.", "next": "المقال التالي",
           "download": "تحميل البيان (PDF)", "by": "بيان {}"},
    "zh": {"menu": ["首页", "关于我们", "部长", "政策", "签证", "新闻", "联系我们"], "share": "分享本页", "related": "相关新闻",
           "more": "阅读全文", "print": "打印", "skip": "跳到主要内容", "tags": "标签",
           "cookie": "本网站使用cookie以保证网站运行并了解使用情况。点击接受即表示您同意使用全部cookie。", "accept": "接受",
           "foot": "版权所有。", "letter": "订阅我们的通讯，每星期五收到最新发言。", "caption": "代表团在会议厅。图片来源：新闻处",
           "posted": "发布日期", "author": "本文由新闻处撰写，新闻处在工作日回答记者提问。",
           "comment": "我完全同意这里所说的话，希望终于有人听到。", "next": "下一篇", "download": "下载发言全文（PDF）", "by": "{}代表的发言"},
}
