"""What the sender wrote now is cut from what he repeats; no words are lost."""

import pytest

from shouwen.gateways.mail.parsing import parse_mail
from shouwen.gateways.mail.quoting import REPLY_LINE, cut_reply
from tests.gateways.mail.raw_mails import a_raw_mail

NEW = "已经试过了，还是不行。\n请再看看。"

STYLES = {
    "qq": """------------------&nbsp;原始邮件&nbsp;------------------
发件人: "服务台" <desk@example.net>;
发送时间: 2026年11月20日(星期五) 上午10:00
收件人: "张伟"<zhang@qq.com>;
主题: Re: 登录失败""".replace("&nbsp;", "\u00a0"),
    "qq-english": """------------------ Original ------------------
From: "desk" <desk@example.net>;
Date: Fri, Nov 20, 2026 10:00 AM
To: "zhang"<zhang@qq.com>;
Subject: Re: login""",
    "qq-phone": "---原始邮件---\n发件人: 服务台<desk@example.net>\n发送时间: 2026年11月20日(周五) 上午10:00\n收件人: 张伟<zhang@qq.com>;\n主题: 登录",
    "163": '在 2026-11-20 10:00:00，"服务台" <desk@example.net> 写道：\n>您好\n>请重启后再试',
    "163-english": 'At 2026-11-20 10:00:00, "desk" <desk@example.net> wrote:\n>Please restart',
    "163-master": """---- 回复的原邮件 ----
| 发件人 | 服务台<desk@example.net> |
| 日期 | 2026年11月20日 10:00 |
| 收件人 | zhang@163.com |
| 主题 | Re: 登录失败 |
您好""",
    "outlook": """发件人: 服务台 <desk@example.net>
发送时间: 2026年11月20日 10:00
收件人: 张伟 <zhang@example.com>
主题: 回复: 登录失败

您好""",
    "outlook-ruled": """________________________________
发件人: 服务台 <desk@example.net>
发送时间: Friday, November 20, 2026 10:00:00 AM
收件人: 张伟 <zhang@example.com>
主题: 回复: 登录失败""",
    "outlook-bold": "*From:* desk <desk@example.net>\n*Sent:* Friday, November 20, 2026 10:00 AM\n*To:* zhang <z@example.com>\n*Subject:* RE: login\n\nHello",
    "outlook-original": "-----Original Message-----\nFrom: desk\nSent: Friday\nTo: zhang\nSubject: login",
    "outlook-chinese": "-----邮件原件-----\n发件人: 服务台\n发送时间: 2026年11月20日\n收件人: 张伟\n主题: 登录",
    "foxmail": "发件人： 服务台\n发送时间： 2026-11-20 10:00\n收件人： 张伟\n主题： Re: 登录失败\n您好",
    "aliyun": """------------------------------------------------------------------
发件人：服务台<desk@example.net>
发送时间：2026年11月20日(星期五) 10:00
收件人：张伟<zhang@example.com>
主　题：Re:登录失败""",
    "gmail": "On Fri, Nov 20, 2026 at 10:00 AM Desk <desk@example.net> wrote:\n\n> Please restart\n> and try",
    "gmail-wrapped": "On Fri, Nov 20, 2026 at 10:00 AM Desk of Example Software Company\n<desk@example.net> wrote:\n\n> Please restart\n> and try",
    "gmail-chinese": "服务台 <desk@example.net> 于2026年11月20日周五 10:00写道：\n\n> 您好\n> 请重启",
    "gmail-chinese-wrapped": "示例软件公司客户服务台 <desk@example.net>\n于2026年11月20日周五 10:00写道：\n\n> 您好\n> 请重启",
    "apple": "2026年11月20日 10:00，服务台 <desk@example.net> 写道：\n\n> 您好\n> 请重启",
    "apple-english": "On 20 Nov 2026, at 10:00, Desk <desk@example.net> wrote:\n\n> Hello\n> there",
    "thunderbird": "在 2026/11/20 10:00, 服务台 写道:\n> 您好\n> 请重启",
    "bare-marks": "> 您好\n> 请重启后再试\n>\n> 服务台",
    "taiwan": "寄件者: 服務台 <desk@example.net>\n寄件日期: 2026年11月20日\n收件者: 張偉\n主旨: 登入",
    "ours": f"{REPLY_LINE}\n服务台：请重启后再试",
}


# REQ RS-1
@pytest.mark.parametrize("style", STYLES)
def test_a_reply_is_cut_from_the_quoted_mail_in_the_style_of(style):
    cut = cut_reply(f"{NEW}\n\n{STYLES[style]}")

    assert cut.text == NEW
    assert cut.quoted == STYLES[style].strip()


@pytest.mark.parametrize("style", STYLES)
def test_a_mail_that_is_only_quotation_stays_text_in_the_style_of(style):
    assert cut_reply(STYLES[style]).text == STYLES[style].strip()


def test_answers_between_quoted_lines_are_kept_whole():
    text = "见下面：\n在 2026/11/20 10:00, 服务台 写道:\n> 重启过吗？\n重启过了。\n> 版本是多少？\n3.2.1"
    assert cut_reply(text) == (text, "")


def test_an_answer_below_the_quotation_is_found_there():
    cut = cut_reply(
        "On Fri, Nov 20, 2026 at 10:00 AM Desk <desk@example.net> wrote:\n> Did you restart?\n> Please tell\n\nYes, twice."
    )
    assert cut == (
        "Yes, twice.",
        "On Fri, Nov 20, 2026 at 10:00 AM Desk <desk@example.net> wrote:\n> Did you restart?\n> Please tell",
    )


@pytest.mark.parametrize(
    "line", ["发自我的iPhone", "Sent from my iPhone", "发自我的华为手机", "获取 Outlook for iOS"]
)
def test_a_phones_advertisement_is_set_aside(line):
    assert cut_reply(f"{NEW}\n\n{line}\n") == (NEW, line)


def test_a_signature_below_its_mark_is_set_aside_but_kept():
    assert cut_reply(f"{NEW}\n-- \n张伟\n示例公司") == (NEW, "-- \n张伟\n示例公司")


@pytest.mark.parametrize(
    "text",
    [
        "发件人: 这一栏填什么？\n请告诉我。",
        "------------------\n步骤一\n------------------\n步骤二",
        "他在会上写道：系统要升级。\n我们同意。",
        "from: 192.168.1.1\n这是日志",
        "1 > 0 吗？\n> 这样引用一行",
        "On Monday the server wrote errors.\nPlease look.",
    ],
)
def test_plain_words_are_not_mistaken_for_a_quotation(text):
    assert cut_reply(text) == (text, "")


# REQ RS-1
def test_a_reply_in_html_only_is_cut_at_the_programs_own_mark():
    html = (
        '<div>已经试过了，还是不行。<br>请再看看。</div><div class="gmail_quote"><div dir="ltr" class="gmail_attr">'
        '2026/11/20 服务台</div><blockquote class="gmail_quote"><p>您好</p><p>请重启</p></blockquote></div>'
    )
    mail = parse_mail(a_raw_mail(html, media_type="text/html"))

    assert (mail.text, mail.quoted) == (NEW, "2026/11/20 服务台\n> 您好\n\n> 请重启")


def test_html_of_qq_and_outlook_reads_as_text():
    qq = (
        "<div>还是不行</div><div><includetail><div>&nbsp;</div><div style='font:12px'>------------------&nbsp;原始邮件&nbsp;------------------</div>"
        '<div><b>发件人:</b>&nbsp;"desk"</div></includetail></div>'
    )
    outlook = (
        '<html><head><style>p{margin:0}</style></head><body><p>还是不行</p><div id="divRplyFwdMsg"><b>发件人:</b> desk<br>'
        "<b>发送时间:</b> 今天</div></body></html>"
    )
    assert [parse_mail(a_raw_mail(html, media_type="text/html")).text for html in (qq, outlook)] == [
        "还是不行"
    ] * 2
