"""The story itself: what came in over the last two weeks and what became of it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from shouwen.base.models import Setting
from shouwen.base.time import database_now, fixed_at
from shouwen.capabilities.call_backs.choices import Result
from shouwen.capabilities.intake.commands.receive_mail import receive_mail
from shouwen.capabilities.intake.ports import Authentication, AutomaticReason, MailAddress, ParsedMail
from shouwen.capabilities.people.models import Team
from shouwen.capabilities.regulations.queries import active_regulation
from shouwen.capabilities.tickets import commands as desk
from shouwen.capabilities.tickets.choices import LinkKind, Way
from shouwen.capabilities.tickets.models import Ticket
from shouwen.capabilities.workplace.choices import Verdict
from shouwen.capabilities.workplace.commands.hints import ignore_hint, link_hint
from shouwen.capabilities.workplace.commands.reviews import give_review, reword_draft
from shouwen.capabilities.workplace.commands.snoozes import snooze
from shouwen.demo.calendar import Diary
from shouwen.demo.cast import CLIENTS, COLLEAGUES, PASSWORD, gather
from shouwen.demo.steps import Steps
from shouwen.domain.snoozing import usual_instants

LOADED: Final = "demo"
CIRCULAR: Final = "<circular@print.example>"
"""The message that waits among the requests."""


def load() -> str:
    """The story is told once; returns the sign-ins, one per role, for whoever starts the desk."""
    if not Setting.objects.filter(key=LOADED).exists():
        now = database_now()
        with transaction.atomic():
            begin(now).tell()
            Setting.objects.create(key=LOADED, value={"at": now.isoformat()})
    return sign_ins()


def sign_ins() -> str:
    """User names and posts of the demo colleagues, and how a customer comes in; the password is the same for all."""
    lines = [f"  {part.user_name:<10} {part.post}（{part.name}）" for part in COLLEAGUES]
    password = _("Password for all: %(password)s") % {"password": PASSWORD}
    customer = _("Customer portal: /portal, for example with %(mail)s") % {"mail": CLIENTS[0].mail}
    return "\n".join([*lines, f"  {password}", f"  {customer}"])


def begin(now: datetime) -> "Story":
    """Whoever plays is there, twelve working days before `now`; nothing has happened yet."""
    diary = Diary(now)
    started = diary.at(12, "8:30")
    with fixed_at(started):
        return Story(gather(active_regulation().document, at=started), diary)


@dataclass
class Story(Steps):
    """Tells one ticket after another, each step at its own instant."""

    diary: Diary

    def tell(self) -> None:
        for scene in (
            self.closed_with_praise,
            self.closed_after_a_fair_grade,
            self.answered_on_the_phone,
            self.solved_on_the_phone,
            self.routed_to_business,
            self.came_back,
            self.waiting_for_the_customer,
            self.handed_to_third_line,
            self.late_and_urged,
            self.major_outage,
            self.waits_for_call_back,
            self.complaint,
            self.merged_twin,
            self.just_dispatched,
            self.just_come_in,
            self.held_for_an_agent,
            self.hints_judged,
            self.put_off,
            self.calls_of_the_hotline,
        ):
            scene()

    def closed_with_praise(self) -> None:
        at = self.diary.at
        ticket = self.call(
            "YY01", "HIS", "挂号窗口 3 号机无法打印挂号单，提示脱机。", at(9, "9:12"), category="hardware"
        )
        self.send(ticket, "wangqiang", at(9, "9:16"))
        self.take(ticket, "wangqiang", at(9, "9:20"))
        self.update(ticket, "wangqiang", "到达门诊楼，检查打印机与交换机端口", "交换机第 14 口协商失败", "更换网线并复测",
                    at(9, "10:40"), hours=2)  # fmt: skip
        self.complete(
            ticket,
            "wangqiang",
            "网线水晶头氧化，端口协商失败",
            "更换网线，重启打印服务，打印正常",
            at(9, "11:05"),
        )
        self.call_back(ticket, at(9, "13:40"), "very_satisfied", "客户反映处理及时，窗口已恢复。")

    def closed_after_a_fair_grade(self) -> None:
        at = self.diary.at
        ticket = self.call(
            "DL02", "OA", "审批流转到部门经理后一直不动，无法继续。", at(8, "14:05"), category="function"
        )
        self.send(ticket, "zhaoyu", at(8, "14:12"))
        self.take(ticket, "zhaoyu", at(8, "14:40"))
        self.complete(
            ticket,
            "zhaoyu",
            "流程节点的审批人已离职，未指定代理",
            "改派审批人并补发待办",
            at(8, "17:10"),
            way=Way.REMOTE,
        )
        self.call_back(ticket, at(7, "9:30"), "fair", "问题已解决。", "希望先告知大概多久能好。")

    def answered_on_the_phone(self) -> None:
        at = self.diary.at
        ticket = self.call(
            "DX04",
            "OA",
            "如何给新入职的老师批量开通账号？",
            at(6, "10:02"),
            klass="inquiry",
            category="account",
        )
        with fixed_at(at(6, "10:09")):
            desk.reply_to_customer(
                ticket=ticket, text="在“组织管理—批量导入”下载模板，填写后上传即可，模板说明我已发到您邮箱。",
                channel="phone", answers=True, actor=self.actor("linxiao"), at=at(6, "10:09"),
            )  # fmt: skip
            desk.record_confirmation(
                ticket=ticket, what="agent_confirmation", how="phone", text="客户表示已会操作。",
                actor=self.actor("linxiao"), at=at(6, "10:09"),
            )  # fmt: skip
            desk.close_ticket(ticket=ticket, actor=self.actor("linxiao"), at=at(6, "10:10"))

    def solved_on_the_phone(self) -> None:
        at = self.diary.at
        ticket = self.call(
            "YY01", "HIS", "门诊医生站打开后界面是英文。", at(7, "10:20"), category="function",
            impact="person", urgency="minor",
        )  # fmt: skip
        self.complete(
            ticket, "linxiao", "语言设置被改动", "电话指导用户在登录页改回中文", at(7, "10:31"), way=Way.PHONE
        )
        self.call_back(ticket, at(7, "15:10"), "very_satisfied", "几分钟就解决了。")

    def routed_to_business(self) -> None:
        at = self.diary.at
        ticket = self.call(
            "WL05",
            "PAY",
            "想增加电子发票对接功能，需要多少费用？",
            at(5, "15:20"),
            klass="inquiry",
            category="usage",
        )
        with fixed_at(at(5, "15:31")):
            desk.route_away(
                ticket=ticket, route="new_need", reason="属于新增需求，且维护期已过，请商务联系客户。",
                actor=self.actor("chenlei"), at=at(5, "15:31"),
            )  # fmt: skip

    def came_back(self) -> None:
        at = self.diary.at
        ticket = self.call(
            "YH03", "PAY", "日终对账报表金额与流水不一致，差 0.01 元。", at(6, "8:55"), category="wrong_data"
        )
        self.send(ticket, "liuyang", at(6, "8:59"))
        self.send(ticket, "zhaoyu", at(6, "9:02"), wrong="wrong_skill")
        self.take(ticket, "zhaoyu", at(6, "9:10"))
        self.complete(
            ticket, "zhaoyu", "四舍五入方式不一致", "调整报表取整方式", at(6, "14:30"), way=Way.REMOTE
        )
        self.call_back(ticket, at(6, "16:00"), "", "第二天日终又出现差额。", result=Result.NOT_SOLVED)
        self.update(
            ticket,
            "zhaoyu",
            "重新比对 11 月流水",
            "退款流水未纳入汇总",
            "与研发确认汇总口径",
            at(3, "10:15"),
            hours=30,
        )

    def waiting_for_the_customer(self) -> None:
        at = self.diary.at
        ticket = self.call(
            "DX04", "OA", "教务处两台电脑登录后页面空白。", at(3, "9:45"), category="empty_page"
        )
        self.send(ticket, "zhaoyu", at(3, "9:52"))
        self.take(ticket, "zhaoyu", at(3, "10:05"))
        with fixed_at(at(3, "11:00")):
            desk.reply_to_customer(
                ticket=ticket, text="请您清除浏览器缓存后重新登录；如仍为空白，请把浏览器版本截图发给我们。",
                suspend_reason="waiting_customer", suspend_until=self.diary.now + timedelta(days=2),
                actor=self.actor("zhaoyu"), at=at(3, "11:00"),
            )  # fmt: skip

    def handed_to_third_line(self) -> None:
        at = self.diary.at
        ticket = self.call(
            "YY01", "HIS", "夜间批处理耗时由 20 分钟增加到 3 小时。", at(4, "8:58"), category="slow"
        )
        self.send(ticket, "liuyang", at(4, "9:06"))
        self.take(ticket, "liuyang", at(4, "9:15"))
        with fixed_at(at(4, "16:20")):
            desk.hand_over(
                ticket=ticket, team=Team.objects.get(code="third_line"), person=self.cast.people["sunbo"],
                tried="检查索引、统计信息与磁盘空间，重建了收费明细索引", found="执行计划在月初改变，全表扫描",
                asked="查明执行计划改变的原因；已问过客户，数据库未升级", next_step="三线分析执行计划，明日 10 点前给出结论",
                reason="beyond_line", actor=self.actor("liuyang"), at=at(4, "16:20"),
            )  # fmt: skip
        with fixed_at(at(4, "16:45")):
            desk.accept_hand_over(ticket=ticket, actor=self.actor("sunbo"), at=at(4, "16:45"))
        self.update(
            ticket,
            "sunbo",
            "收集三天的执行计划",
            "统计信息采样率过低",
            "夜间重新收集统计信息",
            at(2, "10:00"),
            hours=24,
        )
        words = "统计信息已重新收集，昨夜批处理降到 40 分钟，今晚继续观察。"
        review = self.ask_over(ticket, "sunbo", "zhoumin", words, "能先这样答复客户吗？", self.diary.ago(70))
        with fixed_at(self.diary.ago(62)):
            given = {"actor": self.actor("zhoumin"), "at": self.diary.ago(62)}
            reword_draft(
                review=review,
                base={"body": words},
                texts={"body": f"您好，{words}明早 10 点前给您结论。"},
                **given,
            )
            give_review(review=review, verdict=Verdict.FINE, comment="补上了答复时间。", **given)

    def late_and_urged(self) -> None:
        at = self.diary.at
        ticket = self.call(
            "DL02", "PRT", "二号厂房自助打印终端反复卡纸。", at(4, "10:20"), category="hardware"
        )
        self.send(ticket, "wangqiang", at(4, "10:31"))
        self.take(ticket, "wangqiang", at(4, "11:02"))
        with fixed_at(at(2, "9:20")):
            desk.urge_ticket(
                ticket=ticket, text="已经两天了，什么时候能好？", actor=self.cast.customer_actor("DL02"),
                at=at(2, "9:20"), channel="portal",
            )  # fmt: skip
        with fixed_at(at(2, "9:40")):
            desk.give_estimate(
                ticket=ticket, until=self.diary.now + timedelta(hours=20), reason="搓纸轮备件在途，预计明天到货后更换。",
                actor=self.actor("linxiao"), at=at(2, "9:40"),
            )  # fmt: skip
        words = "您好，搓纸轮明天上午到货，到货后立即上门更换，大约需要一小时。"
        self.ask_over(ticket, "wangqiang", "linxiao", words, "时间这样说合适吗？", self.diary.ago(41))

    def major_outage(self) -> None:
        at = self.diary.at
        ticket = self.call(
            "YH03", "PAY", "总行营业部全部窗口无法办理业务，系统提示连接超时。", at(1, "9:02"), category="service_down",
            impact="organisation", urgency="blocked",
        )  # fmt: skip
        self.send(ticket, "sunbo", at(1, "9:04"))
        self.take(ticket, "sunbo", at(1, "9:06"))
        self.meet(
            ticket, ("sunbo", "lixiang", "linxiao"), at(1, "9:20"), remote="yes",
            cause="主节点连接池在高峰时耗尽", decided="孙博先切到备用节点；李想今天给出补丁计划；林晓每半小时告知客户。",
        )  # fmt: skip
        with fixed_at(at(1, "9:30")):
            desk.record_workaround(
                ticket=ticket,
                workaround="切换到备用数据库节点，窗口业务已恢复办理。",
                actor=self.actor("sunbo"),
                at=at(1, "9:30"),
            )
        with fixed_at(at(1, "10:10")):
            desk.ask_in(
                ticket=ticket, person=self.cast.people["lixiang"], wish="分析连接池耗尽的原因，给出补丁计划",
                actor=self.actor("sunbo"), at=at(1, "10:10"),
            )  # fmt: skip
        self.update(
            ticket,
            "sunbo",
            "恢复主节点并观察",
            "连接池在高峰时耗尽",
            "等待研发补丁，今晚部署",
            at(1, "16:30"),
            hours=20,
        )

    def waits_for_call_back(self) -> None:
        at = self.diary.at
        ticket = self.call("DX04", "PRT", "教务处打印终端无法联网。", at(1, "13:30"), category="network")
        self.send(ticket, "wangqiang", at(1, "13:38"))
        self.take(ticket, "wangqiang", at(1, "13:50"))
        self.complete(ticket, "wangqiang", "墙面信息点松动", "重新打线并测试", at(1, "16:40"))

    def complaint(self) -> None:
        at = self.diary.at
        ticket = self.call(
            "DL02", "PRT", "同一台打印终端一个月修了三次，要求彻底解决并给出说明。", at(1, "10:40"),
            klass="complaint", category="product_quality", who="zhoumin",
        )  # fmt: skip
        with fixed_at(at(1, "11:20")):
            desk.record_contact(
                ticket=ticket, text="已致电李工致歉，约定今天给出更换整机的方案。", way=Way.PHONE,
                actor=self.actor("zhoumin"), at=at(1, "11:20"),
            )  # fmt: skip

    def merged_twin(self) -> None:
        ago, agent = self.diary.ago, self.actor("linxiao")
        first = self.call("YY01", "HIS", "住院部护士站无法查看医嘱。", ago(112), category="function")
        self.send(first, "sunbo", ago(107))
        twin = self.report("YY01", "HIS", "护士站打不开医嘱页面", ago(106), category="function")
        other = self.call("YY01", "OA", "信息科值班表导出为空文件。", ago(104), category="function")
        with fixed_at(ago(102)):
            desk.merge_tickets(absorbed=twin, survivor=first, actor=agent, at=ago(102))
            desk.link_tickets(ticket=other, other=first, kind=LinkKind.RELATED, actor=agent, at=ago(102))
        self.send(other, "linxiao", ago(98))
        self.take(first, "sunbo", ago(96))
        self.take(other, "linxiao", ago(90))

    def just_dispatched(self) -> None:
        ago = self.diary.ago
        ticket = self.call("DX04", "OA", "开题报告附件上传到一半就中断。", ago(55), category="function")
        self.send(ticket, "sunbo", ago(48))
        urgent = self.call(
            "YY01", "PAY", "门诊收费窗口刷卡后不出票。", ago(35), category="hardware", urgency="blocked"
        )
        self.send(urgent, "wangqiang", ago(30))
        self.take(urgent, "wangqiang", ago(26))

    def just_come_in(self) -> None:
        ago = self.diary.ago
        self.call("YH03", "OA", "柜员电脑收不到内部通知。", ago(6), category="function", who="linxiao")
        self.report("DL02", "OA", "车间网页打开很慢，要等一分钟", ago(14), category="slow")
        self.report("DX04", "PRT", "打印终端屏幕闪烁", ago(5), category="hardware")
        self.report("YY01", "HIS", "想了解移动查房怎么开通", ago(4), klass="inquiry", category="usage")

    def held_for_an_agent(self) -> None:
        """A circular, which no person wrote: somebody decides whether it concerns the desk."""
        at = self.diary.ago(12)
        mail = ParsedMail(
            message_id=CIRCULAR,
            sender=MailAddress("service@print.example", "打印设备厂商服务通知"),
            to=(),
            cc=(),
            reply_to=(),
            subject="固件更新通知：PT-500 系列打印终端",
            sent_at=at,
            in_reply_to="",
            references=(),
            text="PT-500 系列打印终端发布新固件，修复连续打印时卡纸误报。请各服务单位安排升级。",
            quoted="",
            html="",
            attachments=(),
            authentication=Authentication(),
            automatic=AutomaticReason.MAILING_LIST,
            digest="",
        )
        with fixed_at(at):
            receive_mail(mail=mail, at=at)

    def hints_judged(self) -> None:
        """What the desk manager made of tickets it was hinted at: the same product proved itself, the same site less."""
        of = {ticket.title: ticket for ticket in Ticket.objects.select_related("customer", "product")}
        complaint, late, flicker, offline, urgent, batch, notice, report = (
            next(ticket for title, ticket in of.items() if words in title)
            for words in (
                "修了三次",
                "反复卡纸",
                "屏幕闪烁",
                "无法联网",
                "不出票",
                "夜间批处理",
                "内部通知",
                "日终对账",
            )
        )
        for ticket, other, judge in (
            (complaint, late, link_hint), (flicker, offline, link_hint),
            (urgent, batch, ignore_hint), (notice, report, ignore_hint),
        ):  # fmt: skip
            at = self.diary.ago(3)
            with fixed_at(at):
                judge(ticket=ticket, other=other, actor=self.actor("zhoumin"), at=at)

    def put_off(self) -> None:
        """The agent named the engineer where he should look, and put off what has time until tomorrow morning."""
        of = {one.title: one for one in Ticket.objects.open()}
        report, late = (
            next(ticket for title, ticket in of.items() if words in title)
            for words in ("日终对账", "反复卡纸")
        )
        at, agent = self.diary.ago(2), self.actor("linxiao")
        with fixed_at(at):
            desk.add_note(
                ticket=report, text="@林晓 客户约定明早 10 点听结论，请留意。", mentions=(self.cast.people["linxiao"],),
                actor=self.actor("zhaoyu"), at=at,
            )  # fmt: skip
            desk.ask_in(
                ticket=late, person=self.cast.people["chenlei"], wish="向厂商确认搓纸轮的到货时间", actor=agent, at=at,
            )  # fmt: skip
            tomorrow = usual_instants(localtime(at))["tomorrow"]
            snooze(key=f"ticket-{report.number}", until=tomorrow, actor=agent, at=at)

    def calls_of_the_hotline(self) -> None:
        """One answered and registered, one missed and called back, one missed that waits, one hung up in the queue."""
        ago, of = self.diary.ago, {client.code: client.phone for client in CLIENTS}
        bank = Ticket.objects.filter(customer__code="YH03", title__contains="内部通知").get()
        self.ring("demo-call-1", of["YH03"], ago(9), until=ago(5), answered=True, about=bank)
        self.ring(
            "demo-call-2", of["YY01"], ago(95), until=ago(94), back="王芳接了，窗口已恢复，没有别的事。"
        )
        self.ring("demo-call-3", of["DX04"], ago(38), until=ago(37))
        self.ring("demo-call-4", "021 5550 1203", ago(14), who="", until=ago(13))
