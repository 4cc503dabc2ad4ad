"""Results of laboratories in a run: what is on nobody's number, and what clashes, is said."""

from __future__ import annotations

from pathlib import Path

from tests.leads.fakes import operation
from tests.leads.test_identify import leads_of, run


def test_results_on_unknown_numbers_and_clashes_are_named(tmp_path: Path) -> None:
    operation(tmp_path)
    table = tmp_path / "results.csv"
    run(tmp_path)
    case = leads_of(tmp_path)
    body, person = case.bodies[0].id, case.missing[0].id
    table.write_text(
        "body,person,kind,conclusion,log10_lr,laboratory,report,date\n"
        f"B99,{person},dna,,3,Lab,R-1,\n"
        f"{body},{person},dna,excluded,,Lab,R-2,\n"
        f"{body},{person},dna,,3,Lab,R-3,\n",
        "utf-8",
    )
    run(tmp_path, results_table=table)
    codes = [one.code for one in leads_of(tmp_path).problems]
    assert codes.count("result-stranger") == 1
    assert codes.count("result-clash") == 1
