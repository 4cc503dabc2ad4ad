"""The page of an evaluation: one file, no photo in it, readable without network or script."""

from __future__ import annotations

from html import escape

import numpy as np

from nomina.evaluate.documents import ConditionRow, Evaluation, Figures, Span
from nomina.evaluate.figures import Curves
from nomina.evaluate.protocol import PLAIN
from nomina.evaluate.svg import Axis, Line, chart
from nomina.words import current, tr

_STYLE = """
:root { --bg:#f4f4f2; --surface:#fff; --edge:#d9d9d4; --ink:#1d2125; --ink-2:#565d63;
  --accent:#17596b; --for:#17796a; --against:#a5443a; }
@media (prefers-color-scheme: dark) { :root { --bg:#15181a; --surface:#1d2124; --edge:#343a3f;
  --ink:#e6e8ea; --ink-2:#a9b0b6; --accent:#6fb6c6; --for:#5dbfae; --against:#e08a80; } }
* { box-sizing: border-box; }
body { margin:0 auto; max-width:1180px; padding:24px; background:var(--bg); color:var(--ink);
  font:400 14px/1.45 system-ui,"Segoe UI","Noto Sans",Roboto,Arial,sans-serif; }
h1 { font-size:20px; font-weight:600; margin:0 0 4px; }
h2 { font-size:15px; font-weight:600; margin:0 0 8px; }
p { margin:0 0 8px; max-width:74ch; } .muted { color:var(--ink-2); font-size:12px; }
.cards { display:grid; grid-template-columns:repeat(auto-fit,minmax(min(100%,480px),1fr));
  gap:16px; margin:16px 0; }
.card { background:var(--surface); border:1px solid var(--edge); border-radius:6px; padding:16px;
  min-width:0; overflow-x:auto; break-inside:avoid; }
table { border-collapse:collapse; width:100%; font-variant-numeric:tabular-nums; }
caption { text-align:left; color:var(--ink-2); font-size:12px; padding:0 0 4px; }
th { text-align:left; font-weight:500; color:var(--ink-2); font-size:12px; padding:6px 8px;
  border-bottom:1px solid var(--edge); }
td { padding:6px 8px; border-bottom:1px solid var(--edge); }
th[scope=row] { color:var(--ink); font-size:14px; }
td span { color:var(--ink-2); font-size:12px; white-space:nowrap; }
.mono { font-family:ui-monospace,"Cascadia Mono",Consolas,monospace; overflow-wrap:anywhere; }
svg { width:100%; height:auto; display:block; } svg text { font-size:11px; fill:var(--ink-2); }
.mid { text-anchor:middle; } .end { text-anchor:end; } .axis { font-size:12px; fill:var(--ink); }
.grid { stroke:var(--edge); stroke-width:1; fill:none; }
.line { stroke:var(--accent); stroke-width:2; fill:none; }
.s1 { stroke:var(--against); stroke-dasharray:6 3; } .s2 { stroke:var(--ink-2);
  stroke-dasharray:2 3; } .s3 { stroke:var(--for); stroke-dasharray:9 3 2 3; }
details summary { cursor:pointer; color:var(--accent); margin-top:8px; }
:focus-visible { outline:2px solid var(--accent); outline-offset:2px; border-radius:4px; }
@media print { body { background:#fff; padding:0; } details > * { display:block; } }
"""

_SHARE = tuple(x / 10 for x in range(0, 11, 2))
_DECADES = (0.001, 0.01, 0.1, 1.0)


def page(result: Evaluation, curves: dict[str, Curves]) -> str:
    """Give the page as HTML.

    Args:
        result: the figures.
        curves: points to draw by row name; `PLAIN` first, and at most one further row drawn.
    """
    plain = curves[PLAIN]
    cards = [
        _card(
            tr("Rank of the person looked for"), _cmc(curves, result.n_gallery), _cmc_table(curves)
        ),
        _card(tr("Missed mates against false alarms"), _det(curves), _det_table(result)),
    ]
    if plain.tippett is not None:
        cards.append(
            _card(tr("Strength of the comparisons"), _tippett(plain), _tippett_table(plain))
        )
    cards.append(f'<section class="card"><h2>{tr("Figures")}</h2>{_summary(result)}</section>')
    rows = f'<section class="card">{_rows(result)}</section>' if result.conditions else ""
    return (
        f'<!doctype html>\n<html lang="{current()}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta http-equiv="Content-Security-Policy" '
        "content=\"default-src 'none'; style-src 'unsafe-inline'\">"
        f"<title>Nomina: {tr('evaluation')}</title><style>{_STYLE}</style></head><body>"
        f"<header><h1>{tr('How well faces are found')}</h1>{_head(result)}</header><main>"
        f'<div class="cards">{"".join(cards)}</div>{rows}{_record(result)}'
        "</main></body></html>\n"
    )


def in_words(name: str) -> str:
    """Give the name of a row, of photos as they are or of a simulated condition, in words."""
    words = {
        PLAIN: tr("as photographed"),
        "eyes closed": tr("eyes closed"),
        "pallor": tr("pallor"),
        "bruising": tr("bruising"),
        "soil": tr("soil"),
        "turn": tr("turn"),
        "blur": tr("blur"),
        "dark": tr("dark"),
        "together": tr("together"),
    }
    return words.get(name, name)


def _head(result: Evaluation) -> str:
    note = ""
    if result.run.condition == "simulated":
        first = tr("The conditions are simulations on photographs of the living.")
        rest = tr("They show what an alteration costs, not how well the dead are found.")
        note = f"<p><b>{first}</b> {rest}</p>"
    if result.run.calibrated_on_these_photos:
        first = tr("The stored calibration was made from these very photographs.")
        rest = tr("Its cost is therefore no held-out figure; the cross-fitted one is.")
        note += f"<p><b>{first}</b> {rest}</p>"
    counts = tr(
        "{n} people enrolled with one photo each; {m} searched for with another, once with and "
        "once without them on the list. Photos without a face found, which count as missed: "
        "{missed}."
    ).format(n=f"{result.n_gallery:,}", m=f"{result.n_mated:,}", missed=f"{result.not_found:,}")
    line = tr(
        "A face never identifies: the figures say how often the right person is among those worth "
        "a look."
    )
    return f"<p>{counts} {line}</p>{note}"


def _card(title: str, drawing: str, table: str) -> str:
    return (
        f'<section class="card"><h2>{escape(title)}</h2>{drawing}'
        f"<details><summary>{tr('The same as a table')}</summary>{table}</details></section>"
    )


def _cmc(curves: dict[str, Curves], n_gallery: int) -> str:
    lowest = min(float(one.cmc[0]) for one in curves.values())
    floor = max(0.0, np.floor(lowest * 10 - 0.5) / 10)
    ticks = tuple(round(float(x), 2) for x in np.linspace(floor, 1.0, 6))
    end = float(max(10, n_gallery))
    ranks = tuple(x for x in (1.0, 10.0, 100.0, 1000.0, 10_000.0, 100_000.0) if x <= end)
    lines = [
        Line(in_words(name), np.arange(1.0, one.cmc.size + 1), one.cmc, i)
        for i, (name, one) in enumerate(curves.items())
    ]
    return chart(
        "cmc",
        tr("Rank of the person looked for (CMC)"),
        tr("Share of people looked for who are among the first so many, by rank on a log scale."),
        (
            Axis(tr("rank"), 1.0, end, ranks, log=True),
            Axis(tr("found by this rank"), floor, 1.0, ticks),
        ),
        lines,
    )


def _det(curves: dict[str, Curves]) -> str:
    across = Axis(tr("false alarms (FPIR)"), 0.001, 1.0, _DECADES, log=True)
    up = Axis(tr("mates missed (FNIR)"), 0.0, 1.0, _SHARE)
    lines = [Line(in_words(name), *one.det, i) for i, (name, one) in enumerate(curves.items())]
    text = tr("Share of mates missed at each share of searches for absent people raising an alarm.")
    return chart("det", tr("Detection error trade-off"), text, (across, up), lines)


def _tippett(one: Curves) -> str:
    assert one.tippett is not None
    mated, non_mated = one.tippett
    low = float(np.floor(min(mated[0][0], non_mated[0][0], -1.0)))
    high = float(np.ceil(max(mated[0][-1], non_mated[0][-1], 1.0)))
    ticks = tuple(float(x) for x in np.arange(low, high + 1))
    return chart(
        "tippett",
        tr("Tippett plot"),
        tr("Share of pairs whose log10 LR is at least so high: same person, and two people."),
        (Axis("log10 LR", low, high, ticks), Axis(tr("share at least so high"), 0.0, 1.0, _SHARE)),
        [Line(tr("same person"), *mated, 3), Line(tr("two people"), *non_mated, 1)],
    )


def _table(caption: str, head: list[str], rows: list[list[str]]) -> str:
    cells = "".join(f'<th scope="col">{escape(x)}</th>' for x in head)
    body = "".join(
        f'<tr><th scope="row">{escape(row[0])}</th>{"".join(f"<td>{x}</td>" for x in row[1:])}</tr>'
        for row in rows
    )
    return f"<table><caption>{escape(caption)}</caption><tr>{cells}</tr>{body}</table>"


def _cmc_table(curves: dict[str, Curves]) -> str:
    size = max(one.cmc.size for one in curves.values())
    ranks = [k for k in (1, 2, 3, 5, 10, 20, 50, 100, 200, 500, 1000) if k <= size]
    rows = [[str(k), *(f"{one.cmc[k - 1]:.3f}" for one in curves.values())] for k in ranks]
    return _table(tr("Share found by this rank"), [tr("rank"), *map(in_words, curves)], rows)


def _det_table(result: Evaluation) -> str:
    named: list[tuple[str, Figures]] = [(PLAIN, result), *((x.name, x) for x in result.conditions)]
    head = [tr("photos"), *map(_fnir_at, result.fnir_at_fpir)]
    rows = [[in_words(name), *_fnirs(row)] for name, row in named]
    return _table(tr("Share of mates missed, with 95 % intervals by person"), head, rows)


def _tippett_table(one: Curves) -> str:
    assert one.tippett is not None
    rows = []
    for claim in range(-3, 5):
        shares = []
        for values, share in one.tippett:
            at = int(np.searchsorted(values, claim))
            shares.append(f"{share[at]:.5f}" if at < values.size else "0")
        rows.append([f"{claim}", *shares])
    head = ["log10 LR", tr("same person"), tr("two people")]
    return _table(tr("Share of pairs at or above"), head, rows)


def _summary(result: Evaluation) -> str:
    rows = [
        [tr("among the first {k}").format(k=k), _with_span(value, result.intervals.rank[k])]
        for k, value in result.rank.items()
    ]
    for rate, text in zip(result.fnir_at_fpir, _fnirs(result), strict=True):
        rows.append([tr("missed at {rate} false alarms").format(rate=rate), text])
    for name, value in (
        (tr("Cllr, stored calibration"), result.cllr),
        (tr("Cllr, cross-fitted"), result.cllr_refit),
        (tr("Cllr-min, cross-fitted"), result.cllr_min),
        (tr("Cllr-min, same data"), result.cllr_min_same_data),
        (tr("mean LR of two people, unbounded"), result.mean_lr_non_mated),
    ):
        rows.append([name, tr("too little data") if value is None else f"{value:.3f}"])
    rows.append([tr("photos a second"), f"{result.images_per_second:.1f}"])
    return _table(tr("95 % intervals by resampling people"), [tr("figure"), tr("value")], rows)


def _rows(result: Evaluation) -> str:
    head = [tr("simulated condition"), *(tr("rank {k}").format(k=k) for k in result.rank)]
    head += map(_fnir_at, result.fnir_at_fpir)
    head += ["Cllr", tr("Cllr refit"), tr("no face found")]
    rows = [_row(PLAIN, result, "")] + [
        _row(x.name, x, f"{x.not_found}") for x in result.conditions
    ]
    return f"<h2>{tr('Simulated conditions')}</h2>" + _table(
        tr("Each alteration of the same probes; 95 % intervals by person"), head, rows
    )


def _row(name: str, row: Figures | ConditionRow, not_found: str) -> list[str]:
    costs = ["" if x is None else f"{x:.3f}" for x in (row.cllr, row.cllr_refit)]
    ranks = [_with_span(value, row.intervals.rank[k]) for k, value in row.rank.items()]
    return [in_words(name), *ranks, *_fnirs(row), *costs, not_found]


def _fnirs(row: Figures) -> list[str]:
    return [
        _with_span(value, row.intervals.fnir_at_fpir[rate])
        for rate, value in row.fnir_at_fpir.items()
    ]


def _fnir_at(rate: str) -> str:
    return tr("FNIR at FPIR {rate}").format(rate=rate)


def _with_span(value: float | None, span: Span | None) -> str:
    if value is None or span is None:
        return f"<span>{tr('too few searches')}</span>"
    low, high = f"{span.low:.3f}", f"{span.high:.3f}"
    return f"{value:.3f} <span>{tr('{low} to {high}').format(low=low, high=high)}</span>"


def _mono(text: str) -> str:
    return f'<span class="mono">{escape(text)}</span>'


def _record(result: Evaluation) -> str:
    run = result.run
    rows = [
        [tr("started"), escape(run.started or tr("not stated"))],
        ["Nomina, Python", escape(f"{run.nomina}, {run.python}")],
        [tr("packages"), escape(", ".join(f"{k} {v}" for k, v in run.packages.items()))],
        [tr("machine, threads"), escape(f"{run.machine}, {run.threads}")],
        [tr("model pack"), f"{escape(run.pack)} {_mono(run.pack_digest)}"],
        [tr("calibration"), _mono(run.calibration_sha256 or tr("none"))],
        [tr("photos used"), _mono(run.set_sha256)],
        [tr("seed"), str(run.seed)],
        [tr("time"), f"{result.seconds:.1f} s"],
    ]
    table = _table(tr("What the figures were got with"), ["", ""], rows)
    return f'<section class="card" style="margin-top:16px"><h2>{tr("Run")}</h2>{table}</section>'
