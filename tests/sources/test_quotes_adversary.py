"""An adversary of the quote checker: edits that change what was said, and edits that do not.

The first list came out of a campaign of thousands of mutations of real passages; what it taught is kept here.
"""

import pytest

from sources.quotes import Kind, locate

MEANS_SOMETHING_ELSE = [
    # numbers
    ("It cost 1 200 yuan in all there", "It cost 1,200 yuan in all there"),
    ("It cost 1 200 yuan in all there", "It cost 1200 yuan in all there"),
    ("It cost 1\u00a0200 yuan in all there", "It cost 1200 yuan in all there"),
    ("It cost 1.2% of sales in all", "It cost 12% of sales in all"),
    ("It cost 12% of sales in all", "It cost 1.2% of sales in all"),
    ("It cost 12% of sales in all", "It cost 12‰ of sales in all"),
    ("It cost 12% of sales in all", "It cost 12 of sales in all"),
    ("It grew 5-10 percent last year", "It grew 5 10 percent last year"),
    ("It grew 5-10 percent last year", "It grew 510 percent last year"),
    ("It grew 5 – 10 percent last year", "It grew 5 −10 percent last year"),
    ("It grew −10 percent last year", "It grew – 10 percent last year"),
    ("It grew by -10 percent last year", "It grew by 10 percent last year"),
    ("It grew by 10 percent last year", "It grew by -10 percent last year"),
    ("共投资二亿元人民币用于建设", "共投资两亿元人民币用于建设"),
    ("共投资二亿元人民币用于建设", "共投资三亿元人民币用于建设"),
    ("共投资二亿元人民币用于建设", "共投资二万元人民币用于建设"),
    ("共投资12亿元人民币用于建设", "共投资1.2亿元人民币用于建设"),
    ("共投资12亿元人民币用于建设", "共投资1 2亿元人民币用于建设"),
    ("共投资1 2亿元人民币用于建设", "共投资12亿元人民币用于建设"),
    ("网络 5 6 年 建设完成了", "网络56年建设完成了"),
    ("第5 6年建设完成了项目", "第56年建设完成了项目"),
    ("为5\n6年建设完成了项目了", "为56年建设完成了项目了"),
    ("增长１２％左右据该公司称", "增长１．２％左右据该公司称"),
    ("增长１２％左右据该公司称", "增长12左右据该公司称"),
    ("约一二三家公司参加了会议", "约一、二、三家公司参加了会议"),
    ("约一、二、三家公司参加了会议", "约一二三家公司参加了会议"),
    ("共有 3 000 台织布机全部售出", "共有3000台织布机全部售出"),
    ("The year 2018¹² saw three mills", "The year 201812 saw three mills"),
    ("The year 201812 saw three mills", "The year 2018¹² saw three mills"),
    ("The year 2018 saw three mills", "The year 2018¹² saw three mills"),
    ("The area of 10² is very large", "The area of 102 is very large"),
    ("The area of 10² is very large", "The area of 10 is very large"),
    ("The area of 10⁻² is very large", "The area of 10² is very large"),
    ("The area of 10[2] is very large", "The area of 10 is very large"),
    ("see note 5[12] is very large", "see note 5 is very large"),
    ("It cost 1,5 euros in all there", "It cost 1.5 euros in all there"),
    ("It cost $5 for three looms", "It cost €5 for three looms"),
    ("It cost $5 for three looms", "It cost 5 for three looms"),
    ("It cost US$5 for three looms", "It cost $5 for three looms"),
    ("It cost $5m for three looms", "It cost $5bn for three looms"),
    ("It cost 5 m for three looms", "It cost 5 km for three looms"),
    ("It cost 5m² for three looms", "It cost 5m for three looms"),
    ("H₂O is used for three looms", "HO is used for three looms"),
    ("a 1/2 share of the looms", "a 12 share of the looms"),
    ("at 10:30 the three looms", "at 1030 the three looms"),
    ("on 1.2.2018 the three looms", "on 12.2018 the three looms"),
    ("the three looms cost 1,200", "the three looms cost 1,20"),
    ("the three looms cost 12 000", "the three looms cost 12"),
    ("the three looms cost twelve thousand", "the three looms cost twelve"),
    ("the three looms cost twenty-one euros", "the three looms cost twenty"),
    ("the three looms cost 12-million euros", "the three looms cost 12"),
    ("the three looms cost 12 per cent", "the three looms cost 12"),
    ("the three looms cost 12 % of it", "the three looms cost 12"),
    ("the three looms cost 12 kilometres", "the three looms cost 12 kilo"),
    ("the three looms cost 5 billion", "the three looms cost 5"),
    ("the three looms cost five billion", "the three looms cost five"),
    ("投资五亿多元用于建设网络", "投资五"),
    ("政府共投资约五十亿元", "政府共投资约五十"),
    ("政府共投资约五十亿元", "十亿元政府共投资约"),
    ("政府总共投资约五十亿元", "政府总共投资约五"),
    ("政府共投资约百分之十二", "政府共投资约百分之十"),
    ("3月12日签署了该协议文件", "2日签署了该协议文件"),
    ("成立于二〇一八年签署文件", "一八年签署文件成立于"),
    ("成立于二〇一八年签署文件的公司", "八年签署文件的公司"),
    ("成立于2018年签署文件的公司", "18年签署文件的公司"),
    # hyphens/dashes
    ("they re-sign the contract", "they resign the contract"),
    ("they re-\nsign the contract", "they re sign the contract"),
    ("they re\u00adcover the contract now", "they re-cover the contract now"),
    ("they re-cover the contract now", "they recover the contract now"),
    ("they re-cover the contract now", "they re\u00adcover the contract now"),
    ("they re-cover the contract now", "they re\u200bcover the contract now"),
    ("the rapist was seen in town", "the\u200brapist was seen in town"),
    ("the rapist was seen in town", "the\u00adrapist was seen in town"),
    ("the\u200brapist was seen in town", "the rapist was seen in town"),
    ("therapist was seen in town", "the [sic]rapist was seen in town"),
    ("therapist was seen in town", "the[sic]rapist was seen in town"),
    ("It cost 1234 euros in all", "It cost 12 [sic]34 euros in all"),
    ("unable to see the mills", "un [sic] able to see the mills"),
    ("the firm-owned mill in town", "the firm – owned mill in town"),
    ("the firm – owned mill in town", "the firm-owned mill in town"),
    ("said Smith – Jones was there", "said Smith-Jones was there"),
    ("said Smith-Jones was there", "said Smith – Jones was there"),
    ("a man-eating fish was there", "a man eating fish was there"),
    ("a man eating fish was there", "a man-eating fish was there"),
    ("a man eating fish was there", "a man – eating fish was there"),
    # apostrophes
    ("its mill is in the town", "it's mill is in the town"),
    ("it's mill is in the town", "its mill is in the town"),
    ("the owners' mill is in town", "the owner's mill is in town"),
    ("the owner's mill is in town", "the owners mill is in town"),
    ("we'll see the three mills", "well see the three mills"),
    ("we're in the three mills", "were in the three mills"),
    ("can't see the three mills", "cant see the three mills"),
    ("can't see the three mills", "can see the three mills"),
    ("I can not see it there", "I cannot see it there"),
    # negation by boundary
    ("It is non-profit work of states", "profit work of states"),
    ("It is un-American work of states", "American work of states"),
    ("It is ex-president work of states", "president work of states"),
    ("anti‑government work of states", "government work of states"),
    ("anti–government work of states", "government work of states"),
    ("anti—government work of states", "government work of states"),
    ("they didn’t sell any of them", "they did"),
    ("we hope they didn’t sell", "we hope they did"),
    ("we hope they didn\u200b’t sell", "we hope they did"),
    ("we hope they didn＇t sell", "we hope they did"),
    ("we hope they didnʼt sell", "we hope they did"),
    ("we hope they didn`t sell", "we hope they did"),
    ("we hope they didn´t sell", "we hope they did"),
    ("we hope they didn′t sell", "we hope they did"),
    ("we hope they didn‛t sell", "we hope they didn"),
    ("we think they can‘t sell it", "we think they can"),
    ("we think they can´t sell it", "we think they can"),
    ("we think they can`t sell it", "we think they can"),
    ("we think they can′t sell it", "we think they can"),
    ("we think they can＇t sell it", "we think they can"),
    ("we think they can\u00adnot sell it", "we think they can"),
    ("we think they can\u200bnot sell it", "we think they can"),
    ("we think they can-\nnot sell it", "we think they can"),
    ("we think it is un\u2060able to sell", "able to sell we think"),
    ("we think it is un\u2060able to sell it", "able to sell it"),
    ("we think it is un\u034fable to sell it", "able to sell it"),
    ("we think it is un\u200eable to sell it", "able to sell it"),
    ("we think it is un\u2066able to sell it", "able to sell it"),
    ("we think it is un\u2064able to sell it", "able to sell it"),
    ("we think it is un\u180bable to sell it", "able to sell it"),
    ("we think it is un\ufe0fable to sell it", "able to sell it"),
    ("we think it is un\U000e0001able to sell it", "able to sell it"),
    ("we think it is un\u115fable to sell it", "able to sell it"),
    ("we think it is un\u3164able to sell it", "able to sell it"),
    # brackets
    ("he was seen in the town", "he was [not] seen in the town"),
    ("he was not seen in the town", "he was [] seen in the town"),
    ("he was not seen in the town", "he was [sic] seen in the town"),
    ("he was seen in the town", "he was [[not]] seen in the town"),
    ("he was seen in the town", "he was [not [sic]] seen in the town"),
    ("he was seen in the town", "he was [not … ] seen in the town"),
    ("he was seen in the town hall", "he was seen [… not] in the town hall"),
    ("he was seen in the town", "[Not that] he was seen in the town"),
    ("he was seen in the town", "he was seen in the town [allegedly]"),
    ("he was seen in the town", "he was seen in the town (sic) not"),
    ("he was seen in the town", "he was seen in the town [n]ot"),
    ("he was seen in the town", "he was ［not］ seen in the town"),
    ("he was seen in the town", "he was 【not】 seen in the town"),
    ("he was seen in the town", "he was 〔not〕 seen in the town"),
    ("he was seen in the town", "he was {not} seen in the town"),
    ("he was seen in the town", "he was (not) seen in the town"),
    ("he was (not) seen in the town", "he was seen in the town"),
    ("he was [not] seen in the town", "he was seen in the town"),
    ("该公司（不）提供资金给政府", "该公司提供资金给政府"),
    ("该公司(未)提供资金给政府", "该公司提供资金给政府"),
    ("该公司提供资金给政府", "该公司（不）提供资金给政府"),
    ("该公司（不）提供资金给政府部门", "该公司（略）提供资金给政府部门"),
    ("东京（とうきょう）是日本的首都", "东京（とうきょ）是日本的首都"),
    ("公司（ない）提供资金给政府", "公司提供资金给政府"),
    # ellipsis nothing left out
    # order
    ("A b c d e f g h i j k", "g h i … A b c"),
    ("A b c d e f g h i j k", "A b c d … d e f"),
    ("A b c d e f g h i j k", "A b c … b c d e"),
    ("A b c d e f g h i j k", "A b … d e f"),
    ("A b c d e f g h i j k", "A b c … d f"),
    ("A b c d e f g h i j k", "A b c … … e … g h i"),
    # hedges
    ("she may have sold the looms", "she have sold the looms"),
    ("allegedly sold the three looms", "sold three looms"),
    ("she reportedly sold the looms", "she sold the looms"),
    ("据称该公司提供资金给政府", "称该公司提供了资金给政府"),
    ("该公司可能提供资金给政府", "该公司提供资金给政府"),
    ("该公司涉嫌提供资金给政府", "该公司提供资金给政府"),
    ("该公司据称提供资金给政府", "该公司提供资金给政府"),
    # look-alike
    ("Huawei sold the three looms", "Huаwei sold the three looms"),
    ("Huаwei sold the three looms", "Huawei sold the three looms"),
    ("the price is 5 O of the looms", "the price is 5 0 of the looms"),
    ("IBM sold three looms", "lBM sold three looms"),
    ("一二三公司建设了网络中心", "—二三公司建设了网络中心"),
    ("—二三公司建设了网络中心", "一二三公司建设了网络中心"),
    ("〇八年公司建设了网络中心", "O八年公司建设了网络中心"),
    ("○八年公司建设了网络中心", "〇八年公司建设了网络中心"),
    ("sold\u202e the three looms", "sold the three looms"),
    ("sold the three looms", "sold \u2067the three looms"),
    ("e\u0338 = three looms in town", "e = three looms in town"),
    ("a = three looms in town x", "a \u2260 three looms in town x"),
    ("a =\u0338 three looms in town x", "a = three looms in town x"),
    ("it is ≠ three looms in town x", "it is = three looms in town x"),
    ("it is not\u0336 three looms in town", "it is not three looms in town"),
    ("the cafe\u0323 on the corner", "the cafe on the corner"),
    ("公司的网\u0338络建设了中心", "公司的网络建设了中心"),
    # fullwidth
    ("约 5～10 家公司参加了会议", "约510家公司参加了会议"),
    ("公司A、B建设了网络中心", "公司AB建设了网络中心"),
    ("公司，未建设了网络中心", "公司建设了网络中心"),
    ("公司。未建设了网络中心", "公司,未建设了网络中心"),
    ("不，建设了网络中心的公司", "不建设了网络中心的公司"),
    ("不建设了网络中心的公司", "不，建设了网络中心的公司"),
    # space Chinese-Latin
    ("公司 is not 建设网络中心了", "公司 isnot 建设网络中心了"),
    ("建设the rapist中心网络公司", "建设therapist中心网络公司"),
    ("在 A B 公司建设网络中心", "在AB公司建设网络中心"),
    ("在 5 G 公司建设网络中心", "在5G公司建设网络中心了"),
    # tense
    ("ZTE built the three databases", "ZTE builds the three databases"),
    ("ZTE will build the databases", "ZTE build the databases"),
    ("该公司已建设网络数据中心", "该公司将建设网络数据中心"),
    ("该公司建设了网络数据中心", "该公司建设网络数据中心"),
    # punctuation meaning
    ("Sold three looms? No.", "Sold three looms. No."),
    ("Sold three looms? He did.", "Sold three looms. He did."),
    ("eats, shoots and leaves now", "eats shoots and leaves now"),
    ("eats shoots and leaves now", "eats, shoots and leaves now"),
    ("the ﬁrst of three looms", "the f rst of three looms"),
    ("a\x00b c d e f", "ab c d e f"),
    ("C++ is used in three looms", "C is used in three looms"),
    ("They write in C++", "They write in C"),
    ("They write in C#", "They write in C"),
    ("at example.com they sell", "com they sell at"),
    ("see us at example.com they sell", "com they sell"),
    ("it weighs about 5 kg/m³ now", "it weighs about 5 kg/m"),
    ("it weighs about 5 kg/m³ now", "it weighs about 5 kg"),
    ("the rate of 5G* is three", "the rate of 5G is three"),
    ("5·6 is three of them", "56 is three of them"),
    ("it was 5 × 10³ of them", "it was 5 × 10 of them"),
    ("it was 5 × 10^3 of them", "it was 5 × 10"),
    ("x < 5 of the three looms", "x 5 of the three looms"),
    ("was ~5 of three looms", "5 of three looms"),
    ("was about five of three looms", "was five of three looms"),
    ("was over five of three looms", "five of three looms was"),
    ("Mr. A. B. Smith was there", "B. Smith was there x"),
    ("no. 5 of the three looms", "no 5 of the three looms"),
]
CUT_FROM_ITS_SENTENCE = [
    ("It is not true that ZTE built the database for it.", "ZTE built the database for it"),
    ("There is no evidence that ZTE built the database.", "ZTE built the database"),
    ("He denied that ZTE built the database there.", "ZTE built the database there"),
    ("Reuters alleged that ZTE built the database there.", "ZTE built the database there"),
    ("According to Reuters, ZTE built the database there.", "ZTE built the database there"),
    ("ZTE built the database there, which the firm denies.", "ZTE built the database there"),
    ("ZTE built the database there, Reuters reported.", "ZTE built the database there"),
    ("有关中兴建设了该数据库的说法不属实。", "中兴建设了该数据库"),
    ("据称中兴建设了该数据库。", "中兴建设了该数据库"),
    ("据路透社报道，中兴建设了该数据库。", "中兴建设了该数据库"),
    ("该公司否认中兴建设了该数据库。", "中兴建设了该数据库"),
    ("该公司否认，中兴建设了该数据库。", "中兴建设了该数据库"),
    ("If ZTE built the database there, it would be bad.", "ZTE built the database there"),
    ("It is false that ZTE built the database there.", "ZTE built the database there"),
    ("Few believe that ZTE built the database there.", "ZTE built the database there"),
    ("ZTE built the database there? No.", "ZTE built the database there"),
]
SAYS_THE_SAME = [
    ("It cost $5.2 billion in\u00a02018, said ZTE.", "It cost $5.2 billion in 2018, said ZTE."),
    ("It grew by 5–10 percent last year", "It grew by 5-10 percent last year"),
    ("It grew by 5 – 10 percent last year", "It grew by 5–10 percent last year"),
    ("The “smart city” project began.", "\"The 'smart city' project began.\""),
    ("It closed in 2018.¹² Then it burned down.", "It closed in 2018. Then it burned down."),
    ("It closed in 2018.[12] Then it burned down.", "It closed in 2018. Then it burned down."),
    ("the company”¹ closed the three mills", 'the company" closed the three mills'),
    ("the ﬁrst ofﬁcial ﬂoor was ﬁnished", "the first official floor was finished"),
    ("inter-\nnational mill fair here", "international mill fair here"),
    ("inter\u00ad\nnational mill fair here", "international mill fair here"),
    ("inter\u00adnational mill fair here", "international mill fair here"),
    ("US-\nChina trade war began", "US-China trade war began"),
    ("the mill,\nits three looms", "the mill, its three looms"),
    ("公司在 2018 年建设了 5G 网络", "公司在2018年建设了5G网络"),
    ("公司在2018年建设了5G网络", "公司在 2018 年建设了 5G 网络"),
    ("公司在２０１８年建设了５Ｇ网络", "公司在2018年建设了5G网络"),
    ("公司在2018年（注1）建设了网络", "公司在2018年（注1）建设了网络"),
    ("「智慧城市」项目已经完成了", "“智慧城市”项目已经完成了"),
    ("‘智慧城市’项目已经完成了", "“智慧城市”项目已经完成了"),
    ("公司建设了网络，并提供了资金。", "公司建设了网络,并提供了资金"),
    ("公司建设了网络——并提供了资金", "公司建设了网络—并提供了资金"),
    ("公司建设了网络——并提供了资金", "公司建设了网络 — 并提供了资金"),
    ("公司建设了网络……并提供了资金", "公司建设了网络…并提供了资金"),
    ("公司建设了\n网络并提供\n了资金", "公司建设了网络并提供了资金"),
    ("公司建设了网络并提供了资金给当地政府用于采购设备", "公司建设了网络……当地政府用于采购设备"),
    ("公司建设了网络并提供了资金给当地政府用于采购设备", "公司建设了网络［…］当地政府用于采购设备"),
    ("公司建设了网络并提供了资金给当地政府用于采购设备", "公司建设了网络（中略）当地政府用于采购设备"),
    ("公司建设了网路并提供资金", "公司建设了网路［原文如此］并提供资金"),
    ("公司建设了网路并提供资金", "公司建设了网路（原文如此）并提供资金"),
    ("the mill bot [sic] three looms", "the mill bot [sic] three looms"),
    ("the mill bot, three looms", "the mill bot [sic], three looms"),
    ("the mill bot.", "“the mill bot [sic].”"),
    ("He said: the mill was sold to Ada", "[T]he mill was sold to Ada"),
    ("The mill was sold to Ada Brook", "“[t]he mill was sold to Ada Brook”"),
    ("the mills’ owner didn’t sell", "the mills' owner didn't sell"),
    ("\ufeffThe mill was sold to Ada", "The mill was sold to Ada"),
    ("see https://example.com/a-b for more of it", "see https://example.com/a-b for more of it"),
    ("東京都(とうきょうと)は日本の首都です", "東京都は日本の首都です"),
    ("the mill – its looms, its men – closed", "the mill — its looms, its men — closed"),
    ("the mill—its looms, its men—closed", "the mill - its looms, its men - closed"),
    ("the mill--its looms, its men--closed", "the mill—its looms, its men—closed"),
    ("“The mill was sold,” she said, “to Ada.”", "'The mill was sold,' she said, 'to Ada.'"),
    ("he spent 12,5 million euros there", "he spent 12,5 million euros there"),
    ("naïve café owners of the town", "nai\u0308ve cafe\u0301 owners of the town"),
    ("Crédit Agricole sold the looms", "Cre\u0301dit Agricole sold the looms"),
    ("the company's (founded 2001) looms", "the company’s (founded 2001) looms"),
    ("It rose by 12 percent (see above)", "It rose by 12 percent (see above)"),
    ("他说：“公司建设了网络。”", '他说:"公司建设了网络."'),
]


@pytest.mark.parametrize(("text", "quote"), MEANS_SOMETHING_ELSE)
def test_an_edit_that_changes_what_was_said_is_not_verified(text, quote):
    assert not locate(text, quote).verified


@pytest.mark.parametrize(("text", "quote"), SAYS_THE_SAME)
def test_a_variant_of_the_closed_list_is_verified(text, quote):
    assert locate(text, quote).verified


@pytest.mark.parametrize(("text", "quote"), CUT_FROM_ITS_SENTENCE)
def test_a_quote_cut_from_a_sentence_that_denies_or_attributes_it_says_so(text, quote):
    match = locate(text, quote)

    assert match.verified
    assert any("sentence" in note or "question" in note for note in match.notes)


def test_a_whole_sentence_and_a_plain_piece_of_one_carry_no_note():
    text = "Nobody knew it. The mill bought three looms in 1912. It was not cheap, he said."

    assert locate(text, "The mill bought three looms in 1912.").notes == ()
    assert locate(text, "The mill bought three looms in 1912").notes == ()
    assert locate(text, "bought three looms in 1912").notes == ()
    assert locate("他没有来。该公司建设了两个数据中心。他否认。", "该公司建设了两个数据中心").notes == ()


def test_an_elision_that_leaves_nothing_out_says_so():
    match = locate("he was seen in the old town hall", "he was seen … in the old town hall")

    assert match.kind is Kind.ELIDED
    assert match.notes == ("An elision leaves nothing out.",)


def test_an_elision_tells_of_the_hedge_it_leaves_out():
    text = "The mill in the north reportedly may have sold all three looms."

    match = locate(text, "The mill in the north … sold all three looms")

    assert match.notes == ("An elision leaves out “reportedly”.", "An elision leaves out “may”.")


def test_the_number_of_a_note_does_not_make_two_words_three():
    text = "The council had met in the hall to discuss many legal matters.⁶⁴ It rained."

    assert not locate(text, "The council had met … legal matters.⁶⁴").verified
    assert not locate(text.replace("⁶⁴", "[64]"), "The council had met … legal matters.[64]").verified
    assert locate(text, "The council had met … many legal matters.⁶⁴").verified


def test_a_number_is_not_torn_from_its_counter_by_an_elision():
    text = "截至2019年3月底，市政府称合同为期5年，最多可延长至10年。"

    assert not locate(text, "截至2019年3…月底，市政府称合同").verified
    assert not locate(text, "市政府称合同为期5…，最多可延长至10年").verified
    assert locate(text, "截至2019年3月底…，最多可延长至10年").verified


def test_a_run_of_unseen_characters_does_not_make_a_word_boundary():
    for size in (1, 40, 600):
        assert not locate(f"it is un{chr(0x200B) * size}able to sell it", "able to sell it").verified
