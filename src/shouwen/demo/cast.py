"""Who plays in the demo story: colleagues with their roles, skills and duty, customers with their contracts."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

from django.contrib.auth.hashers import make_password

from shouwen.base.actors import SYSTEM, Actor
from shouwen.capabilities.customers.commands.contacts import create_contact
from shouwen.capabilities.customers.commands.contracts import create_contract
from shouwen.capabilities.customers.commands.customers import create_customer
from shouwen.capabilities.customers.commands.places import create_site
from shouwen.capabilities.customers.commands.products import create_product
from shouwen.capabilities.customers.models import Contact, Customer, Product, Site
from shouwen.capabilities.people.commands.accounts import add_person
from shouwen.capabilities.people.commands.duty import Shift, set_weekly_plan
from shouwen.capabilities.people.commands.shipped_teams import found_teams
from shouwen.capabilities.people.commands.skills import name_skill, prove_skill
from shouwen.capabilities.people.commands.teams import change_team
from shouwen.capabilities.people.models import Person, Role, Team
from shouwen.capabilities.people.queries import actor_of
from shouwen.domain.regulation import Regulation

PASSWORD: Final = "shouwen-demo"
TELLER: Final = SYSTEM.through("demo")
OFFICE_HOURS: Final = tuple(Shift(day, time(8, 50), time(18)) for day in range(1, 6))
ALWAYS: Final = tuple(Shift(day, time(0), time(0)) for day in range(1, 8))
LONG_AGO: Final = timedelta(days=400)
SKILLS: Final = {
    "system": {"zh": "系统运维", "en": "Systems"},
    "application": {"zh": "应用软件", "en": "Applications"},
    "data": {"zh": "数据库", "en": "Databases"},
    "network": {"zh": "网络", "en": "Networks"},
    "hardware": {"zh": "硬件设备", "en": "Hardware"},
}


@dataclass(frozen=True, slots=True)
class Part:
    """A colleague of the story; `skills` are codes with levels 1 to 3, `always` means on call day and night."""

    user_name: str
    name: str
    post: str
    roles: tuple[str, ...]
    team: str
    skills: tuple[tuple[str, int], ...] = ()
    always: bool = False
    leads: bool = False


COLLEAGUES: Final = (
    Part("admin", "何管理", "系统管理员", ("administrator",), "operations", always=True),
    Part("zhoumin", "周敏", "服务台经理", ("desk_manager",), "first_line", leads=True),
    Part("linxiao", "林晓", "坐席", ("agent",), "first_line", (("application", 1),), always=True),
    Part("chenlei", "陈磊", "坐席", ("agent",), "first_line", (("network", 1),)),
    Part("liuyang", "刘洋", "二线组长", ("team_leader",), "second_line", (("system", 2),), leads=True),
    Part("wangqiang", "王强", "现场工程师", ("field_engineer",), "second_line",
         (("hardware", 3), ("network", 2)), always=True),
    Part("zhaoyu", "赵宇", "二线工程师", ("second_line",), "second_line", (("application", 3), ("data", 2))),
    Part("sunbo", "孙博", "三线专家", ("third_line",), "third_line", (("system", 3), ("data", 3)), always=True),
    Part("lixiang", "李想", "售后研发", ("rnd",), "rnd", (("application", 3),)),
    Part("wujing", "吴静", "质量专员", ("quality",), "quality"),
    Part("zhengkai", "郑凯", "商务经理", ("business_development",), "business"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Client:
    """A customer of the story with one contact and one site; the contract ends `ends_in` days after the story begins."""

    code: str
    name: str
    short: str
    level: str
    contact: str
    title: str
    phone: str
    mail: str
    site: str
    region: str
    contract: str = ""
    ends_in: int = 200
    phase: str = "service"


CLIENTS: Final = (
    Client("YY01", "江城市第一人民医院", "市一院", "vip", "王芳", "信息科科长", "13800138001", "wangfang@yiyuan.example",
           "门诊楼", "江城", "HT-2026-001"),
    Client("DL02", "华北电力设备有限公司", "华电设备", "standard", "李建国", "网络管理员", "13800138002",
           "lijianguo@huadian.example", "二号厂房", "北京", "HT-2026-002"),
    Client("YH03", "江城农村商业银行", "江城农商行", "vip", "张敏", "运维主管", "13800138003", "zhangmin@bank.example",
           "总行营业部", "江城", "HT-2026-003"),
    Client("DX04", "东湖科技大学", "东湖科大", "standard", "刘倩", "教务处老师", "13800138004", "liuqian@donghu.example",
           "教务处", "江城", "HT-2026-004", 30),
    Client("WL05", "顺达物流集团", "顺达物流", "standard", "赵勇", "仓储经理", "13800138005", "zhaoyong@shunda.example",
           "中心仓", "武汉", "HT-2025-017", -20),
    Client("ZW06", "江城市政务服务中心", "政务中心", "standard", "孙丽", "项目联系人", "13800138006",
           "sunli@zhengwu.example", "办事大厅", "江城", "", 0, "implementation"),
)  # fmt: skip
PRODUCTS: Final = (
    ("HIS", {"zh": "医院信息系统", "en": "Hospital information system"}),
    ("OA", {"zh": "协同办公系统", "en": "Office system"}),
    ("PAY", {"zh": "收费结算系统", "en": "Billing system"}),
    ("PRT", {"zh": "自助打印终端", "en": "Self-service printer"}),
)


@dataclass(slots=True)
class Cast:
    """Everybody and everything of the story, by short names."""

    people: dict[str, Person]
    actors: dict[str, Actor]
    customers: dict[str, Customer]
    contacts: dict[str, Contact]
    sites: dict[str, Site]
    products: dict[str, Product]

    def customer_actor(self, code: str) -> Actor:
        """The customer's contact, as he acts on the portal."""
        contact = self.contacts[code]
        return Actor(
            kind="contact", id=contact.pk, name=contact.name, customer_id=contact.customer_id, via="portal"
        )


def gather(document: Regulation, *, at: datetime) -> Cast:
    """The cast exists as of `at`, on duty since long before."""
    found_teams(document, at=at)
    for code, names in SKILLS.items():
        name_skill(code=code, names=names, actor=TELLER)
    people = {part.user_name: _colleague(part, at) for part in COLLEAGUES}
    sealed = make_password(PASSWORD)
    for person in people.values():
        person.password = sealed
    Person.objects.bulk_update(people.values(), ["password"])
    products = {code: create_product(code=code, names=names, actor=TELLER, at=at) for code, names in PRODUCTS}
    cast = Cast(
        people, {name: actor_of(one, via="demo") for name, one in people.items()}, {}, {}, {}, products
    )
    for client in CLIENTS:
        _add_client(cast, client, at)
    return cast


def _colleague(part: Part, at: datetime) -> Person:
    team = Team.objects.get(code=part.team)
    person = add_person(
        user_name=part.user_name,
        name=part.name,
        email=f"{part.user_name}@desk.example",
        password=None,  # one for all, see `gather`: to seal it eleven times would take seconds
        roles=list(Role.objects.filter(code__in=part.roles)),
        teams=[team],
        is_demo=True,
        post=part.post,
        actor=TELLER,
        at=at,
    )
    long_ago = at.date() - LONG_AGO
    shifts = ALWAYS if part.always else OFFICE_HOURS
    set_weekly_plan(
        person=person, shifts=shifts, valid_from=long_ago, actor=TELLER, at=at, on_holidays=True
    )  # the story is told on any day of the year
    for skill, level in part.skills:
        known = name_skill(code=skill, names=SKILLS[skill], actor=TELLER)
        prove_skill(person=person, skill=known, level=level, proved_on=long_ago, actor=TELLER, at=at)
    if part.leads:
        change_team(team=team, leader=person, actor=TELLER, at=at)
    return person


def _add_client(cast: Cast, client: Client, at: datetime) -> None:
    today = at.date()
    customer = create_customer(
        code=client.code,
        name=client.name,
        short_names=[client.short],
        level=client.level,
        phase=client.phase,
        region=client.region,
        actor=TELLER,
        at=at,
    )
    cast.customers[client.code] = customer
    cast.sites[client.code] = create_site(
        customer=customer, code="S1", name=client.site, region=client.region, actor=TELLER, at=at
    )
    cast.contacts[client.code] = create_contact(
        customer=customer,
        name=client.contact,
        title=client.title,
        phones=[client.phone],
        mails=[client.mail],
        role="service_manager",
        actor=TELLER,
        at=at,
    )
    if client.contract:
        create_contract(
            number=client.contract,
            customer=customer,
            starts_on=date(today.year - 1, 1, 1),
            ends_on=today + timedelta(days=client.ends_in),
            products=list(cast.products.values()),
            services={"fault": None, "consulting": None, "inspection": 4},
            service_level=client.level,
            actor=TELLER,
            at=at,
        )
