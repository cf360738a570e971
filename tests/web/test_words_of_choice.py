"""Nothing a person chooses from is a row of dashes or a bare code."""

import pytest
from django import forms
from django.utils.translation import override

from shouwen.capabilities.people.commands.tokens import token_areas
from shouwen.capabilities.people.models import Team
from shouwen.web.acting import ActForm
from shouwen.web.people.scopes import AREAS, scope_words


class Chooser(ActForm):
    must = forms.ModelChoiceField(queryset=Team.objects.none())
    may = forms.ModelChoiceField(queryset=Team.objects.none(), required=False)
    own = forms.ModelChoiceField(queryset=Team.objects.none(), required=False, empty_label="全部班组")


@pytest.mark.django_db
def test_an_empty_choice_says_what_it_means():
    with override("zh-hans"):
        form = Chooser()

        assert [str(form[name]).count("---") for name in ("must", "may", "own")] == [0, 0, 0]
        assert "请选择" in str(form["must"])
        assert "不指定" in str(form["may"])
        assert "全部班组" in str(form["own"])


def test_every_area_of_a_token_has_a_name_people_know():
    assert set(token_areas()) <= set(AREAS)
    with override("zh-hans"):
        assert scope_words(["audit:read", "tickets:write"]) == "审计 · 查看、工单 · 查看和修改"
