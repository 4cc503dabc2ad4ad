"""What is printed on a certificate, in English, Ukrainian and Russian.

It stands here and not in the catalogs: what was issued under these words must come out the same
when it is made again to be checked.
"""

from __future__ import annotations

from nomina.words import LANGUAGES

WORDS: dict[str, tuple[str, str, str]] = {
    "title": (
        "Certificate of identification",
        "Свідоцтво про ідентифікацію",
        "Свидетельство об идентификации",
    ),
    "number": ("Number of the certificate", "Номер свідоцтва", "Номер свидетельства"),
    "page": ("Page", "Сторінка", "Страница"),
    "of": ("of", "з", "из"),
    "unknown": ("not recorded", "не записано", "не записано"),
    # the body
    "body": ("Body", "Тіло", "Тело"),
    "body.place": ("Place of examination", "Місце огляду", "Место осмотра"),
    "body.unit": ("Police unit", "Підрозділ поліції", "Подразделение полиции"),
    "body.unit_address": (
        "Address of the unit", "Адреса підрозділу", "Адрес подразделения",
    ),
    "body.unit_phone": (
        "Telephone of the unit", "Телефон підрозділу", "Телефон подразделения",
    ),
    "body.number": ("Number of the body", "Номер тіла", "Номер тела"),
    "body.date": ("Date of examination", "Дата огляду", "Дата осмотра"),
    # the person
    "person": ("Missing person", "Зникла особа", "Пропавший без вести"),
    "person.family_name": ("Family name", "Прізвище", "Фамилия"),
    "person.given_names": ("Given names", "Ім’я", "Имя"),
    "person.patronymic": ("Patronymic", "По батькові", "Отчество"),
    "person.street": ("Street and number", "Вулиця, будинок", "Улица, дом"),
    "person.town": (
        "Postcode and town", "Індекс, населений пункт", "Индекс, населённый пункт",
    ),
    "person.country": ("Country", "Країна", "Страна"),
    "person.born": ("Date of birth", "Дата народження", "Дата рождения"),
    "person.nationality": ("Nationality", "Громадянство", "Гражданство"),
    "person.reported_by": (
        "Reported missing by", "Про зникнення повідомив(ла)", "О пропаже сообщил(а)",
    ),
    # the identification
    "finding": ("Identification", "Ідентифікація", "Идентификация"),
    "finding.method": (
        "How the identity was established",
        "Як встановлено особу",
        "Как установлена личность",
    ),
    "finding.exceptional": (
        "Why no primary identifier could be had",
        "Чому не було жодного первинного ідентифікатора",
        "Почему не было ни одного первичного идентификатора",
    ),
    "finding.place": ("Place", "Місце", "Место"),
    "finding.decided": ("Date of the decision", "Дата рішення", "Дата решения"),
    "signed by": ("signed by {name}", "підписав(ла) {name}", "подписал(а) {name}"),
    "dental": ("Teeth", "Зуби", "Зубы"),
    "dna": ("DNA", "ДНК", "ДНК"),
    "friction ridge": (
        "Friction ridges (fingerprints)",
        "Папілярні лінії (відбитки пальців)",
        "Папиллярные линии (отпечатки пальцев)",
    ),
    "medical": ("Medical findings", "Медичні ознаки", "Медицинские признаки"),
    "anthropology": ("Anthropology", "Антропологія", "Антропология"),
    "property": ("Property", "Речі", "Вещи"),
    "tattoo": ("Tattoos", "Татуювання", "Татуировки"),
    "description": ("Description", "Опис зовнішності", "Описание внешности"),
    "established": ("established", "встановлено", "установлено"),
    "probable": ("probable", "ймовірно", "вероятно"),
    # the posts
    "posts": ("Signatures", "Підписи", "Подписи"),
    "officer": (
        "Authorised police officer",
        "Уповноважений працівник поліції",
        "Уполномоченный сотрудник полиции",
    ),
    "pathologist": (
        "Authorised pathologist", "Уповноважений патологоанатом", "Уполномоченный патологоанатом",
    ),
    "dentist": (
        "Authorised dentist", "Уповноважений стоматолог", "Уполномоченный стоматолог",
    ),
    "section": (
        "Head of the identification section",
        "Керівник відділу ідентифікації",
        "Руководитель отдела идентификации",
    ),
    "chief": (
        "Chief of victim identification",
        "Керівник робіт з ідентифікації загиблих",
        "Руководитель работ по идентификации погибших",
    ),
    "vacant": (
        "Nobody holds this post in this operation.",
        "У цій операції цю посаду ніхто не обіймає.",
        "В этой операции эту должность никто не занимает.",
    ),
    "signed": ("Signed at the desk", "Підписано в системі", "Подписано в системе"),
    "hand": ("Signature by hand", "Власноручний підпис", "Собственноручная подпись"),
    "stamp": ("Stamp", "Печатка", "Печать"),
    # how it is checked
    "check": ("How to check this", "Як це перевірити", "Как это проверить"),
    "check.file": (
        "The file certificate.json is attached to this document. Its SHA-256 must be the one"
        " printed here and in the code; any program that computes SHA-256 shows it.",
        "Файл certificate.json вкладено в цей документ. Його SHA-256 має бути таким, як надруковано"
        " тут і в коді; його показує будь-яка програма, що обчислює SHA-256.",
        "Файл certificate.json вложен в этот документ. Его SHA-256 должен быть таким, как"
        " напечатано здесь и в коде; его показывает любая программа, которая вычисляет SHA-256.",
    ),
    "check.log": (
        "That alone shows only that paper and file belong together. That this was issued, and not"
        " changed since, is shown by a proof from the log of acts. Ask the issuing office for the"
        " proof, take the public key of the log from elsewhere, and check both without a network.",
        "Це показує лише, що папір і файл належать один одному. Що свідоцтво видано й відтоді не"
        " змінено, показує доказ із журналу дій. Попросіть доказ в установі, що його видала,"
        " відкритий ключ журналу візьміть з іншого джерела й перевірте обидва без мережі.",
        "Это показывает только, что бумага и файл относятся друг к другу. Что свидетельство выдано"
        " и с тех пор не изменено, показывает доказательство из журнала действий. Попросите его в"
        " учреждении, которое выдало свидетельство, открытый ключ журнала возьмите из другого"
        " источника и проверьте оба без сети.",
    ),
    "check.register": (
        "No paper can show whether it was withdrawn later: ask the issuing office what its register"
        " says of this number.",
        "Чи свідоцтво згодом відкликано, не покаже жоден папір: запитайте в установі, що його"
        " видала, що каже її реєстр про цей номер.",
        "Отозвано ли свидетельство позже, не покажет никакая бумага: спросите в учреждении, которое"
        " его выдало, что говорит его реестр об этом номере.",
    ),
    "check.digest": (
        "SHA-256 of certificate.json", "SHA-256 файлу certificate.json",
        "SHA-256 файла certificate.json",
    ),
    "check.dossier": (
        "SHA-256 of what the board decided on",
        "SHA-256 того, за чим ухвалено рішення",
        "SHA-256 того, по чему принято решение",
    ),
    "check.log_name": ("Log of acts", "Журнал дій", "Журнал действий"),
    "check.code": ("Code for checking", "Код для перевірки", "Код для проверки"),
}  # fmt: skip


def said(key: str, language: str) -> str:
    """Give a text of a certificate in a language of `nomina.words.LANGUAGES`."""
    return WORDS[key][LANGUAGES.index(language)]
