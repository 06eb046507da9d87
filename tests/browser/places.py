"""Every kind of page that the site has, on a record that has something to show on each."""

from collections.abc import Iterator
from dataclasses import dataclass

from claims.actions import drafting, publication, review
from claims.models import SECTIONS, Claim
from provenance.accounts.models import User
from provenance.ledger import signer
from sources.actions import capturing, registering, relating
from sources.actions.registering import Description
from sources.models import Source
from tests import make

CHINESE = "艾克米公司签署了在里斯本建设数据中心的合同。"


@dataclass(frozen=True)
class Sight:
    """One page. `inside` ones are seen by an administrator, who may see everything."""

    address: str
    status: int = 200
    inside: bool = False


@dataclass(frozen=True)
class Record:
    published: Claim
    corrected: Claim
    retracted: Claim
    superseded: Claim
    in_review: Claim
    draft: Claim
    captured: Source
    person: User

    def sights(self) -> list[Sight]:
        outside = [Sight(*one) for one in self._outside()]
        return outside + [Sight(address, inside=True) for address in self._inside()]

    def _outside(self) -> Iterator[tuple[str] | tuple[str, int]]:
        claim, citation = f"/claims/{self.published.ident}", self.published.citations.get()
        snapshot = f"/snapshots/{citation.snapshot.ident}"
        yield from (("/",), ("/about",), ("/about-the-example",), ("/sign-in",))
        yield from (("/claims",), ("/claims?q=data&status=published",), ("/claims?q=absent",))
        yield from (("/claims?from=yesterday", 422), ("/nowhere", 404), (f"{claim}/v9", 404))
        for one in (self.published, self.corrected, self.retracted, self.superseded):
            yield (f"/claims/{one.ident}",)
        yield from ((f"/claims/{self.corrected.ident}/v1",), (f"/claims/{self.corrected.ident}/history",))
        yield (f"/claims/{self.corrected.ident}/history/2..3",)
        yield from (("/sources",), (f"/sources/{citation.source.ident}",), (snapshot,))
        yield (f"{snapshot}/reader?quote={citation.pk}",)
        yield from (("/entities",), (f"/entities/{self.published.subject.ident}",))
        yield from (("/ledger?kind=claim:publish",), ("/ledger/entries/3",))

    def _inside(self) -> Iterator[str]:
        claim, citation = f"/claims/{self.in_review.ident}", self.in_review.citations.get()
        yield from ("/review", "/review?list=mine", f"/review/{self.in_review.ident}")
        yield from (f"/review/{self.draft.ident}", f"/review/{self.corrected.ident}")
        yield from (
            "/claims/new",
            f"{claim}/edit",
            f"{claim}/citations/new",
            f"{claim}/citations/{citation.pk}",
        )
        yield f"{claim}/citations/new?source={citation.source.ident}"
        yield f"/claims/{self.published.ident}/retractions"
        yield from ("/entities/new", "/topics/new", "/places/new", "/sources/new")
        yield from (f"/sources/{self.captured.ident}", f"/sources/{citation.source.ident}/edit")
        yield from ("/account", "/account/password", "/people", "/people/new", f"/people/{self.person.pk}")


def furnished(ana: User, rui: User, mei: User) -> Record:
    about = {
        "subject": make.entity("ACME", by=ana, country="PT"), "topic": make.topic(by=ana),
        "place": make.place(by=ana), "occurred": "2019-03",
    }  # fmt: skip
    chinese = {"text": CHINESE, "language": "zh-Hans", "translation_language": "en"}
    chinese["translation"] = "ACME signed a contract for a data centre in Lisbon."

    def published(**more) -> Claim:
        return make.published(by=ana, reviewers=(rui, mei), **about, **more)

    corrected, retracted, superseded = published(), published(), published(**chinese)
    drafting.revise(corrected, text="ACME leases a data centre.", by=ana, note="The minutes say leases.")
    drafting.submit(corrected, by=ana)
    for reviewer in (rui, mei):
        review.sign_off(corrected, ["wording"], by=reviewer, note="Read against the minutes.")
    publication.publish(corrected, by=rui, note="It is a lease.")
    publication.retract(retracted, reason="The source was withdrawn.", by=rui)
    publication.supersede(superseded, corrected, reason="Said better there.", by=rui)
    cited = superseded.citations.get().source
    captured = registering.register(Description(title="", url="https://example.org/waiting"), by=ana)
    capturing.request(captured, by=ana)
    relating.propose(cited, captured, "relies-on", basis="Its second paragraph says so.", by=ana)
    in_review = make.claim_in_review(by=ana, **about)
    review.sign_off(in_review, [SECTIONS[0]], by=rui)
    drafting.relate(in_review, corrected, "refines", by=ana)
    signer.sign_checkpoint()
    draft = make.cited(make.draft(by=ana, **about), quote="The contract is worth 21 million euros", by=ana)
    return Record(published(), corrected, retracted, superseded, in_review, draft, captured, ana)
