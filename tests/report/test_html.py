"""The page for a browser."""

from __future__ import annotations

from lambdafix.report.html import Html
from lambdafix.report.outcome import Outcome, Saved
from lambdafix.report.tally import Tally
from tests.report.test_formats import APPLIED, BROKEN, REFUSED, outcome


def page(*outcomes: Outcome) -> str:
    report = Html()
    pieces = [report.add(outcome) for outcome in outcomes]
    return "".join((*pieces, *report.end(Tally(outcomes))))


def test_a_page_says_what_why_and_what_was_refused() -> None:
    text = page(outcome(APPLIED, REFUSED, saved=Saved(3, 200_000_000, 50_000_000)), BROKEN)
    assert text.startswith("<!doctype html>\n")
    assert text.endswith("</html>\n")
    assert "<p>1 to rewrite, 1 failed</p>" in text
    assert "<strong>50.0 MB instead of 200 MB: 75.0% less</strong>" in text
    assert "<h2><code>a/Dockerfile</code></h2>" in text
    assert "<code>os-packages</code>: <span><code>old</code> is now new</span>" in text
    assert '<span class="refused">refused:</span> <span>make is not known <em>(say what' in text
    assert '<span class="old">-FROM old</span><span class="new">+FROM new</span>' in text
    assert '<span class="failed">error:</span> <span>not a Dockerfile: 50%\\n::error::x' in text


def test_a_page_needs_nothing_beside_it() -> None:
    text = page(outcome(APPLIED))
    assert "default-src 'none'" in text
    assert "src=" not in text.replace("default-src", "")
    assert "href=" not in text
    assert "<script" not in text


def test_a_page_of_many_files_is_kept_on_the_disk_until_its_counts_are_known() -> None:
    report = Html()
    many = [outcome(APPLIED, path=f"{n}/Dockerfile") for n in range(300)]
    assert {report.add(each) for each in many} == {""}
    text = "".join(report.end(Tally(many)))
    assert text.index("300 to rewrite") < text.index("0/Dockerfile") < text.index("299/Dockerfile")
