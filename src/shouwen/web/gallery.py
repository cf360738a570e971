"""The living gallery of the design system: every component with values that try its limits."""

from datetime import datetime, timedelta

from django import forms
from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from shouwen.base.permissions import GRANTS
from shouwen.base.refusals import NotVisible
from shouwen.base.time import now
from shouwen.capabilities.service_levels.queries.outlook import DayAhead, Outlook
from shouwen.domain.outlook import Look, Stretch
from shouwen.ui.components import (
    AnswerKind,
    Chip,
    Clock,
    Fact,
    Step,
    Tab,
    TicketRow,
    TimelineEntry,
    TimelineFile,
)
from shouwen.ui.components.marks import LANES, STATES, Tone
from shouwen.web.access import DeskRequest, staff_only

GALLERY = GRANTS.declare("ui.see_gallery", gettext_lazy("See the gallery of the design system"))


class SampleForm(forms.Form):
    """One field of each kind."""

    title = forms.CharField(
        label=gettext_lazy("Symptom"), help_text=gettext_lazy("What does not work, in the caller's words")
    )
    product = forms.ChoiceField(
        label=gettext_lazy("Product"), choices=[("", "--"), ("scada", "SCADA 6"), ("erp", "ERP")]
    )
    details = forms.CharField(
        label=gettext_lazy("Details"), widget=forms.Textarea(attrs={"rows": 3}), required=False
    )
    impact = forms.ChoiceField(
        label=gettext_lazy("Impact"),
        widget=forms.RadioSelect,
        choices=[("site", gettext_lazy("One site")), ("all", gettext_lazy("All sites"))],
    )
    is_major = forms.BooleanField(label=gettext_lazy("Major incident"), required=False)


@staff_only
@require_safe
def show(request: DeskRequest) -> HttpResponse:
    """Open to holders of the grant, and to all staff while DEBUG is on."""
    if not (settings.DEBUG or request.actor.may(GALLERY)):
        raise NotVisible()
    return render(request, "ui/gallery.html", samples(now()))


def samples(at: datetime) -> dict[str, object]:
    """Values for every component, seen from the instant `at`."""
    wrong = SampleForm({"product": "erp", "details": "6 号泵反复停机"})
    wrong.is_valid()
    return {
        "states": list(STATES),
        "lanes": list(LANES),
        "clocks": clocks(at),
        "outlook": outlook(),
        "rows": rows(at),
        "entries": entries(at),
        "form": SampleForm(prefix="blank"),
        "wrong_form": wrong,
        "levels": ("S1", "S2", "S3", "S4"),
        "minutes_ago": at - timedelta(minutes=7),
        "days_ago": at - timedelta(days=3),
        "heads": ["单号", "部件", ("数量", "number"), ""],
        "tabs": [
            Tab(_("Mine"), "?v=mine", True, 7),
            Tab(_("Awaiting dispatch"), "?v=wait", False, 3, True),
            Tab(_("All"), "?v=all", False, "99+"),
        ],
        "chips": [
            Chip(_("Priority 1"), "?p=1", True),
            Chip(_("Late"), "?late=1", False, "clock-late"),
            Chip(_("Without handler"), "?h=0"),
        ],
        "steps": [
            Step(_("Received"), "done", "09:12"),
            Step(_("Accepted"), "done", "09:20"),
            Step(_("In progress"), "now", "王工"),
            Step(_("Done"), "ahead"),
        ],
        "pairs": [
            Fact("客户", "华东水务集团有限公司"),
            Fact("合同", "WB-2026-118 · 余 41 天"),
            Fact("站点", ""),
            Fact("电话", "186****1402"),
        ],
        "answers": answer_kinds(),
        "choices": [("site", _("One site")), ("all", _("All sites"))],
    }


def clocks(at: datetime) -> list[Clock]:
    hour = timedelta(hours=1)
    return [
        Clock("running", at + 3.34 * hour, name=_("Resolution")),
        Clock("running", at + 27 * hour, name=_("Resolution")),
        Clock("running", at + timedelta(minutes=18), name=_("Response")),
        Clock("running", at - timedelta(minutes=45), name=_("Response")),
        Clock("paused", at + hour, name=_("Resolution"), reason=_("waiting for the customer")),
        Clock("met", at - hour, name=_("Response")),
        Clock("missed", at - hour, name=_("Response")),
        Clock("cancelled", at - hour, name=_("Response")),
        Clock("none"),
    ]


def outlook() -> Outlook:
    """A promise that rested at noon of a short day and goes on after a holiday."""
    open_, counted, ahead, paused = Look.OPEN, Look.COUNTED, Look.AHEAD, Look.PAUSED
    today = (Stretch(510, 720, open_), Stretch(810, 1050, open_), Stretch(540, 660, counted))
    return Outlook(
        _("Resolution"),
        "8 h",
        (
            (_("Due"), "2026-10-09 11:30"),
            (_("Calendar"), "五天八小时"),
            (_("Counted so far"), "2 h / 8 h"),
            (_("Had stopped"), "等待客户 · 王建国 · 09-30 11:00 ～ 13:30"),
        ),
        (
            DayAhead(
                _("Today"),
                "08:30 ～ 12:00、13:30 ～ 17:30",
                (*today, Stretch(660, 810, paused), Stretch(840, 1050, ahead)),
                840,
                None,
            ),
            DayAhead(_("Tomorrow"), "休息日 · 国庆节", (), None, None),
            DayAhead("周五 10-09", "08:30 ～ 12:00", (Stretch(510, 690, ahead),), None, 690),
        ),
        7,
    )


def rows(at: datetime) -> list[TicketRow]:
    stories: tuple[tuple[str, str, str, int, str, tuple[tuple[str, Tone], ...]], ...] = (
        (
            "泵房 2 号机组频繁报警，夜班无法复位",
            "华东水务集团有限公司",
            "in_progress",
            1,
            "王建国",
            (("重大", "bad"), ("催单", "warn")),
        ),
        ("Historian stops writing after the 3.2 upgrade", "Nordwind Energie GmbH", "dispatched", 2, "", ()),
        ("报表导出为空白页，月底对账受影响", "临江市人民医院", "new", 2, "李敏", ()),
        ("咨询：如何批量修改测点名称 <tag>", "海川化工", "suspended", 3, "赵一鸣", ()),
        ("打印服务单时印章位置偏移", "城南热力", "completed", 4, "陈晓", ()),
        ("巡检报告需要补充照片", "北辰地铁运营", "closed", 4, "周志强", ()),
    )
    return [
        TicketRow(
            number=f"SD-20261121-{17 + n:04}",
            url="#",
            title=title,
            customer=customer,
            state=state,
            priority=rank,
            clock=clocks(at)[3 - n if n < 4 else n],
            handler=handler,
            moved_at=at - timedelta(minutes=4 * 7**n),
            marks=marks,
        )
        for n, (title, customer, state, rank, handler, marks) in enumerate(stories)
    ]


def entries(at: datetime) -> list[TimelineEntry]:
    minutes = [at - timedelta(minutes=n) for n in (190, 180, 150, 95, 30, 2)]
    return [
        TimelineEntry(
            "customer",
            "call-in",
            "刘主任",
            "来电",
            minutes[0],
            "泵房 2 号机组从凌晨三点起反复报警，按复位没有用。\n现在改为手动运行。",
        ),
        TimelineEntry(
            "system",
            "dispatch",
            "张悦",
            "派给王建国",
            minutes[1],
            note="有 SCADA 资质 · 今日 2 单 · 修过此机",
        ),
        TimelineEntry(
            "note",
            "note",
            "王建国",
            "内部备注",
            minutes[2],
            "日志里有 E-217，怀疑液位计接线松动。",
            files=(TimelineFile("alarm-0321.log", "#", 48213),),
        ),
        TimelineEntry(
            "reply",
            "answer",
            "王建国",
            "回复客户",
            minutes[3],
            "刘主任您好，我们已远程检查控制器，预计 14:30 前到达现场更换液位计接线端子。",
        ),
        TimelineEntry("bad", "alert", "首问", "响应承诺超时 12 分", minutes[4]),
        TimelineEntry("system", "pause", "王建国", "停表：等客户停机窗口", minutes[5], annulled=True),
    ]


def answer_kinds() -> list[AnswerKind]:
    return [
        AnswerKind(
            "reply",
            _("Reply to customer"),
            "answer",
            placeholder=_("The customer reads this"),
            send=_("Send reply"),
        ),
        AnswerKind(
            "note",
            _("Internal note"),
            "note",
            internal=True,
            placeholder=_("Only colleagues read this"),
            send=_("Save note"),
        ),
        AnswerKind(
            "update",
            _("Progress"),
            "progress",
            placeholder=_("What was done, what was found, what is next and when"),
            send=_("Record progress"),
        ),
    ]
