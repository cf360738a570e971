"""Chinese mail is read right, whatever its label says."""

import pytest

from shouwen.capabilities.intake.ports import ParsedMail
from shouwen.gateways.mail.charsets import decode
from shouwen.gateways.mail.parsing import parse_mail
from tests.gateways.mail.raw_mails import a_raw_mail, encoded_word

SIMPLIFIED = "您好，我们的服务器今天上午无法登录，请尽快处理。联系人：张伟 13800138000"
TRADITIONAL = "您好，我們的伺服器今天上午無法登入，請盡快處理。聯絡人：張偉"
RARE = "与𠮷野家合作的朱镕基同志，㐂。"


def parsed(raw: bytes) -> ParsedMail:
    mail = parse_mail(raw)
    assert isinstance(mail, ParsedMail), mail
    return mail


@pytest.mark.parametrize(
    "label",
    ["gb2312", "gbk", "GB18030", "x-gbk", "cp936", "us-ascii", "utf-8", "iso-8859-1", "unknown-8bit", ""],
)
@pytest.mark.parametrize("charset", ["gbk", "gb18030", "utf-8"])
def test_simplified_chinese_is_read_right_under_any_label(charset, label):
    assert parsed(a_raw_mail(SIMPLIFIED, charset=charset, label=label)).text == SIMPLIFIED


@pytest.mark.parametrize("label", ["big5", "gb2312", "us-ascii", "utf-8", ""])
def test_traditional_chinese_in_big5_is_read_right_under_any_label(label):
    assert parsed(a_raw_mail(TRADITIONAL, charset="big5", label=label)).text == TRADITIONAL


def test_characters_beyond_gb2312_survive_the_label_gb2312():
    assert parsed(a_raw_mail(RARE, charset="gb18030", label="gb2312")).text == RARE


@pytest.mark.parametrize("text", ["联通", "测试", "你好", "登录失败"])
def test_two_characters_of_gbk_without_label_are_read_right(text):
    assert decode(text.encode("gbk"), None) == text


def test_a_text_cut_in_the_middle_of_a_character_loses_that_character_only():
    assert (
        decode(SIMPLIFIED.encode("gb18030") + "完".encode("gb18030")[:1], "gb2312")[: len(SIMPLIFIED)]
        == SIMPLIFIED
    )


@pytest.mark.parametrize(
    "label", ["unicode_escape", "rot13", "idna", "zip", "base64", "punycode", "\x00", "a" * 5000]
)
def test_a_label_that_names_a_trap_is_not_believed(label):
    assert decode(SIMPLIFIED.encode(), label) == SIMPLIFIED


def test_older_encodings_are_known():
    assert decode("服务器".encode("hz"), "hz-gb-2312") == "服务器"
    assert decode("サーバー".encode("iso2022_jp"), "iso-2022-jp") == "サーバー"
    assert decode("서버".encode("euc-kr"), "euc-kr") == "서버"
    assert decode("Müller grüßt".encode("latin-1"), "iso-8859-1") == "Müller grüßt"
    assert decode("naïve café".encode("utf-7"), "utf-7") == "naïve café"


def test_a_subject_is_read_from_encoded_words_of_several_kinds():
    split = "登录失败请处理".encode("gbk")
    import base64

    halves = " ".join(f"=?gb2312?B?{base64.b64encode(piece).decode()}?=" for piece in (split[:5], split[5:]))
    assert parsed(a_raw_mail(subject=halves)).subject == "登录失败请处理"
    assert (
        parsed(a_raw_mail(subject=encoded_word("回复：登录失败", "gb18030", label="gb2312"))).subject
        == "回复：登录失败"
    )
    assert parsed(a_raw_mail(subject="=?utf-8?Q?=E7=99=BB=E5=BD=95_A=3DB?=")).subject == "登录 A=B"
    assert (
        parsed(a_raw_mail(subject="Re: =?utf-8?B?55m75b2V?= =?utf-8?B?5aSx6LSl?= (2)")).subject
        == "Re: 登录失败 (2)"
    )


def test_a_subject_with_raw_bytes_or_broken_words_still_reads():
    raw = a_raw_mail(subject="SUBJECT-HERE")
    assert parsed(raw.replace(b"SUBJECT-HERE", "登录失败了".encode("gbk"))).subject == "登录失败了"
    assert parsed(raw.replace(b"SUBJECT-HERE", "登录失败".encode())).subject == "登录失败"
    assert parsed(raw.replace(b"SUBJECT-HERE", b"=?gb2312?B?tcfCvMqnsNw?=")).subject == "登录失败"
    assert (
        parsed(raw.replace(b"SUBJECT-HERE", b"=?utf-8?B?55m75b2V5aSx6LSl")).subject
        == "=?utf-8?B?55m75b2V5aSx6LSl"
    )
    assert parsed(raw.replace(b"SUBJECT-HERE", b"=?klingon?B?55m75b2V5aSx6LSl?=")).subject == "登录失败"


def test_a_subject_is_one_line_without_tricks():
    tricky = encoded_word("单号\r\nBcc: all@example.com\u202ecod.exe\x07")
    assert parsed(a_raw_mail(subject=tricky)).subject == "单号 Bcc: all@example.comcod.exe"


def test_a_name_inside_quotes_is_decoded_and_the_address_is_not():
    quoted = f'"{encoded_word("张伟", "gb18030")}" <Zhang@Example.COM>'
    sender = parsed(a_raw_mail(sender=quoted)).sender
    assert (sender.name, sender.address) == ("张伟", "zhang@example.com")
    disguised = f"{encoded_word('boss@example.com')} <evil@example.org>"
    assert parsed(a_raw_mail(sender=disguised)).sender.address == "evil@example.org"


def test_several_receivers_are_found_each_once():
    mail = parsed(
        a_raw_mail(to='"Zhang, Wei" <a@example.com>, b@example.com, A@example.com, undisclosed-recipients:;')
    )
    assert [address.address for address in mail.to] == ["a@example.com", "b@example.com"]
