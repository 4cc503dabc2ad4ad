"""Codes for things, colours and materials, with their words in English, Ukrainian, Russian.

Entries are as in `marks_words`. A word that no entry knows stands for itself, folded by sound, so
that free words are compared too.
"""

from __future__ import annotations

from functools import cache

from nomina.evidence.marks_levels import words
from nomina.evidence.marks_words import code_of

_ITEMS = {
    "jacket": "jacket anorak parka куртк піджак пиджак бушлат кітель китель",
    "coat": "coat пальто плащ шинел",
    "trousers": "trouser pants штан брюк",
    "jeans": "jeans джинс",
    "shorts": "shorts шорт",
    "shirt": "shirt сороч рубаш рубах",
    "t-shirt": "tshirt =tee футболк тільняш тельняш майк",
    "sweater": "sweater jumper pullover cardigan светр свитер кофт пулов джемпер кардиг",
    "hoodie": "hood sweatshirt толстов худі худи =світшот свитшот",
    "vest": "vest gilet plate жилет бронежил плитоноск",
    "uniform": "uniform fatigues форм уніформ =однострій",
    "underwear": "underwear pants boxer briefs труси трусы білизн белье бельё термобіл термобел",
    "socks": "sock шкарпет носки носок",
    "belt": "belt ремін ремен ремень пояс",
    "headwear": "hat cap helmet beanie balaclava шапк кепк шолом шлем балаклав каска кашкет берет",
    "gloves": "glove рукавич перчат",
    "scarf": "scarf buff шарф бафф хустк",
    "dress": "dress сукн плать",
    "skirt": "skirt спідни юбк",
    "bra": "=bra бюстгал ліфчик лифчик",
    "tracksuit": "tracksuit спортивн спорткост",
    "boots": "boot черевик берц ботин чобот чобіт сапог сапоз",
    "shoes": "shoe туфл взутт обув",
    "trainers": "trainer sneaker кросів кроссов кед",
    "sandals": "sandal сандал босоніж босонож",
    "slippers": "slipper flip капц тапк тапоч шльоп шлеп шлёп",
    "smart": "smart fitness смарт фітнес фитнес",
    "electronic": "electronic digital електрон электрон цифров",
    "mechanical": "mechanical механіч механич",
    "sunglasses": "sunglass сонцез солнцез сонячн",
    "spectacles": "spectacle reading окуляр очки очках",
    "wedding": "wedding обруч обручк шлюбн",
    "signet": "signet seal печатк перстен перстень персня",
    "cross": "cross crucifix хрест крест натільн нательн",
    "chain": "chain ланцюж цепоч цепь",
    "icon": "icon ладанк ікон икон образок",
    "medallion": "medallion pendant locket медальйон медальон кулон підвіск подвеск",
    "beads": "bead rosary намист бусы бус четки чётки вервиц",
    "stud": "stud гвоздик пусет",
    "hoop": "hoop кільц кольц",
    "car": "=car авто машин",
    "house": "house flat door дом квартир будин двер",
    "phone": "phone телефон смартфон",
    "lighter": "lighter запальнич зажигал",
    "knife": "knife ніж =нож ножа складн мультитул",
    "wallet": "wallet purse гаман портмоне кошел",
    "bag": "bag backpack rucksack сумк рюкзак",
    "cigarettes": "cigar tobacco цигар сигар",
    "bracelet": "bracelet браслет",
}
_COLOURS = {
    "black": "black чорн черн чёрн",
    "white": "white біл бел",
    "grey": "grey gray сір сер",
    "brown": "brown коричн брунат",
    "beige": "beige sand cream coyote бежев пісочн песочн койот кремов",
    "green": "green olive khaki зелен зелён олив хакі хаки",
    "camouflage": "camo pixel multicam камуф піксел пиксел мультикам флора",
    "blue": "blue navy син голуб блакит",
    "red": "red burgundy maroon червон красн бордов вишнев",
    "yellow": "yellow жовт желт жёлт gold золот",
    "orange": "orange помаран оранж",
    "pink": "pink рожев розов",
    "purple": "purple violet lilac фіолет фиолет бузков сиренев",
    "silver": "silver срібл сріб серебр",
    "several": "striped checked pattern colourful multicol смугаст полосат клітч клетч кольоров "
    "цветн різнок разноц",
}
_MATERIALS = {
    "gold": "gold золот",
    "silver": "silver срібл сріб серебр",
    "steel": "steel metal titanium iron сталь стале метал титан залізн желез",
    "leather": "leather suede шкір кож замш",
    "cotton": "cotton бавовн хлоп котон коттон",
    "wool": "wool knit вовн шерст вязан в'язан трикотаж",
    "denim": "denim jeans джинс денім деним",
    "synthetic": "synthetic nylon polyester fleece синтет нейлон поліест полиэст фліс флис",
    "rubber": "rubber гум резин",
    "plastic": "plastic пластик пластм",
    "wood": "wood дерев",
    "fur": "fur хутр мех",
    "cloth": "cloth fabric textile тканин ткань тряпич",
}
_TINTED = {"yellow": frozenset({"gold"}), "white": frozenset({"silver", "steel"})}
"""What a metal that is described by its colour counts as: who examines a body tests no metal."""
_IDLE = frozenset(
    words(
        "dark light a an the and with of in on from темно темн світло світл светло светл"
        " з із зі і й та в у на с со и из для від от до під под колір цвет"
    )
)
_LETTERS = {"xxs": -1, "xs": 0, "s": 1, "m": 2, "l": 3, "xl": 4, "xxl": 5, "xxxl": 6, "xxxxl": 7}
_LETTERS |= {"2xl": 5, "3xl": 6, "4xl": 7}
_SIZE_LETTERS = {"".join(words(name)): f"letter {place}" for name, place in _LETTERS.items()}


@cache
def _beginnings(table: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for code, entries in {"item": _ITEMS, "colour": _COLOURS, "material": _MATERIALS}[
        table
    ].items():
        for entry in entries.split():
            sound = "".join(words(entry))
            found.setdefault(f"={sound}" if entry.startswith("=") else sound, code)
    return found


def value_of(attribute: str, text: str) -> frozenset[str]:
    """Give what a text says as a set of codes and folded words; empty where it says nothing.

    Args:
        attribute: "item", "colour", "material", "label", "size".
        text: as described.
    """
    found = [
        word for word in words(text.casefold().replace("t-shirt", "tshirt")) if word not in _IDLE
    ]
    if attribute == "size":
        return frozenset(_SIZE_LETTERS.get(word, word) for word in found)
    if attribute == "label":
        return frozenset(found)
    codes = frozenset(code_of(word, _beginnings(attribute)) or word for word in found)
    if attribute == "material" and "steel" in codes:
        colours = {code_of(word, _beginnings("colour")) for word in found}
        return next((kinds for each, kinds in _TINTED.items() if each in colours), codes)
    return codes
