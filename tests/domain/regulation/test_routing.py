"""What the check found leads to the routes of the regulation."""

import pytest

from shouwen.domain.regulation.loading import load
from shouwen.domain.routing import fitting_routes, serving_routes
from tests.domain.regulation.conftest import shipped


@pytest.fixture
def document(desk):
    return load(desk)


# REQ SA-7
@pytest.mark.parametrize(
    ("finding", "route"),
    [
        ("prospect", "prospect"),
        ("suggestion", "new_need"),
        ("project_phase", "project_phase"),
        ("unpaid", "unpaid"),
        ("presales", "presales"),
        ("not_about_a_product", "not_ours"),
        ("innovation_project", "innovation"),
    ],
)
def test_each_finding_leads_to_its_route(document, finding, route):
    assert fitting_routes(document, [finding], {}) == (route,)


def test_several_findings_give_several_routes_by_rank(document):
    assert fitting_routes(document, ["presales", "prospect"], {}) == ("prospect", "presales")


def test_the_rank_decides_and_a_route_that_asks_for_more_is_left_out_where_it_does_not_hold(spoiled):
    prospect = "    findings: [prospect]\n    role: department_assistant\n    team: business\n"
    last = spoiled(
        "    record: [name, contact, company]\n    rank: 2\n",
        "    record: [name, contact, company]\n    rank: 9\n",
    )
    by_phone = spoiled(prospect, f"{prospect}    when: {{channel: phone}}\n")

    assert fitting_routes(load(last), ["presales", "prospect"], {}) == ("presales", "prospect")
    assert fitting_routes(load(by_phone), ["presales", "prospect"], {"channel": "mail"}) == ("presales",)
    assert fitting_routes(load(by_phone), ["prospect"], {"channel": "phone"}) == ("prospect",)


def test_a_valid_request_has_no_route(document):
    assert fitting_routes(document, [], {}) == ()


# REQ DP-6, SA-7
def test_outside_the_period_the_software_regime_serves_and_the_agreement_does_not(document):
    software = load(shipped("software"), find=shipped)
    sla = load(shipped("sla"), find=shipped)

    assert serving_routes(software, ["expired", "unpaid"], {}) == ("unpaid",)
    assert serving_routes(sla, ["expired"], {}) == ()
    assert serving_routes(software, ["expired", "prospect"], {}) == ()
    assert serving_routes(software, [], {}) == ()
