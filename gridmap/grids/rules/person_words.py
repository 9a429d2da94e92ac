"""Words by which names of persons and of organisations are told apart; `person` has the rules that use them."""

from __future__ import annotations

import re

_CATEGORY_WORDS = """
natural person|private individual|private person|individual|resident|household|particulier|privatperson|privat
privé|个人|自然人|居民|业主|住户|个体
"""
CATEGORY = frozenset(_CATEGORY_WORDS.strip().replace("\n", "|").split("|"))
"""Words that say "a natural person" without naming one."""
ORGANISATION = re.compile(
    r"\b(?:council|city|county|borough|police|university|college|school|hospital|department|dept|office|authority|"
    r"agency|ltd|limited|inc|corp|company|co|plc|llc|bv|nv|gmbh|ag|sa|sarl|kg|ev|gemeente|stadt|ville|mairie|commune|"
    r"preventie|stichting|vereniging|club|centre|center|bank|shop|store|hotel|restaurant|bar|cafe|trust|group|services?|"
    r"transport|rail|port|airport|museum|markt|market|association|society|church|team|desk|unit|board|ministry|"
    r"prefecture|amt|behörde|dienst|survey|security|institut[eo]?|instituut|foundation|fondation|library|libraries|"
    r"biblioth[eè]que|court|tribunal|rechtbank|gericht|works|werke|parks?|parc|housing|woningcorporatie|schools|schule|"
    r"[ée]cole|coll[eè]ge|lyc[ée]e|gymnasium|academy|akademie|acad[ée]mie|academie|universit[éy]|universit[aä]t|"
    r"universiteit|hospitals|h[oô]pital|clinic|clinique|klinik|kliniek|klinikum|kirche|kerk|[ée]glise|cathedral|chapel|"
    r"mosque|moschee|moskee|temple|synagogue|museums|mus[ée]e|councils|conseil|raad|rathaus|stadhuis|hall|theatre|"
    r"theater|th[ée][aâ]tre|gallery|stadium|stadion|arena|zoo|laborator(?:y|ies)|federation|union|fund|charity|"
    r"flughafen|bahnhof|gare|station|metro|estates|properties|holdings|industries|partners|partnership)\b|"
    r"(?:stiftung|institut|schule|bibliothek|bibliotheek|klinik|klinikum|krankenhaus|ziekenhuis|stadtwerke|gericht|"
    r"wohnungsbau|verwaltung|gesellschaft|genossenschaft|betriebe|zentrum|centrum)\b|"
    r"&|\b(?:b\.v|n\.v|s\.a|e\.v)\b",
    re.IGNORECASE,
)
ALSO_SURNAMES = frozenset(["park", "parks", "court", "hall", "temple", "chapel"])
"""Words of organisations that, beside a given name or an initial, are somebody's surname."""
CHINESE_ORGANISATION = re.compile(
    r"局|处|所|公司|队|院|校|厅|委|办|中心|部|科|站|社|店|馆|厂|园|会|府|行|集团|机关|单位|学|区|市|县|镇|乡|村|路|街|城|库|场"
)
SURNAMES = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林郑罗梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖"
    "贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"
)
_GIVEN_TEXT = """
aaron adam alan albert alex alexander ali alice amy andrea andreas andrew angela anja anna anne anton barbara ben
benjamin bernd birgit brian carl carlos carol caroline catherine charles chris christian christine claire claudia
daniel david deborah dennis diana dieter donald edward elena elizabeth emily emma eric erik eva fatima felix
francois frank franz frederic gary george gerard gerhard greta hans harry heike heinz helen henk henry ines ingrid
isabelle jack jacques jake james jan jane jason jean jeff jennifer jens jessica joan johan johannes john jonas jorge
jose joseph josh juan julia julie juliette jurgen kai karen karin karl kate katja kevin klaus lars laura lena lisa
louis louise luca lucas luis luke manfred marc marco maria marie mark markus martin mary matthew max michael michel
miguel mike mohamed mohammed monika nathalie nicole nick nicolas nina olaf oliver omar pascal patricia patrick paul
pedro peter petra philip philippe pierre pieter rachel ralf ray rebecca richard robert roger ruth ryan sabine sam
samuel sandra sara sarah sebastian simon sofia sophie stefan stephen steve steven susan sven sylvia thomas tim tom
tony ursula uwe victor walter werner willem william wolfgang yusuf yvonne
"""
GIVEN = frozenset(_GIVEN_TEXT.split())
_PINYIN_TEXT = """
bai cai cao chen cheng cui dai deng ding dong du duan fan feng fu gao gong gu guo han hao he hou hu huang jia jiang jin
kong lei li liang liao lin liu long lu luo ma mao meng pan peng qian qin qiu ren shao shen shi song su sun tan tang
tao tian wan wang wei wen wu xia xiang xiao xie xiong xu xue yan yang yao ye yin yu yuan zeng zhang zhao zheng zhong
zhou zhu zou
"""
PINYIN_SURNAMES = frozenset(_PINYIN_TEXT.split())
PINYIN_NAME = re.compile(
    r"(?:(?:zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw])?"
    r"(?:i?ang|i?ong|u?ang|eng|ing|ian|iao|u?ai|u?an|u?ei|ao|ou|en|in|u?n|ia|ie|iu|ua|uo|ui|ue|a|o|e|i|u)){1,2}"
)
"""One or two syllables: what follows a surname where Chinese names are written in Latin letters."""
_NO_NAME_TEXT = """
he bei|he nan|jiang su|jiang xi|shan xi|yun nan|hu bei|hu nan|shi zheng|gong an|gong lu|gong yuan|gong si|cheng guan
cheng shi|shen zhen|wu zhou|xu zhou|xu chang|su zhou|tai yuan|jin zhou|jiang men|jiang yin|lei zhou|yin chuan|hu zhou
huang gang|liu zhou|lu zhou|luo yang|ma anshan|qin huangdao|shao xing|shao guan|wen zhou|xia men|xiang tan
zhang jiakou|zhang jiajie|zhang zhou|zheng zhou|zhong shan|zhou shan|zhu hai|zhu zhou|gao xiong|cheng du|cheng de
dong guan|dong ying|dong cheng|deng zhou|alice springs|victor harbor|albert lea
"""
NO_NAMES = frozenset(_NO_NAME_TEXT.strip().replace("\n", "|").split("|"))
"""Cities, provinces and offices (公安, 市政, 城管) whose names, words apart, read like a person's. Those that many persons
have too (Jin Hua, Wu Han, Shen Yang) are left out."""
_CITY_TEXT = """
石家庄 石河子 石嘴山 石狮 石首 张家口 张家港 张家界 张掖 马鞍山 秦皇岛 唐山 唐河 金华 金昌 金坛 金门 江门 江阴 江宁 江津 江油 雷州
武汉 武威 武进 武夷山 万州 万宁 万源 余姚 余杭 韩城 高邮 高密 高雄 孟州 徐州 徐水 郑州 苏州 吴江 吴忠 吴川 邹平 邓州 许昌 黄山 黄石
黄冈 黄骅 黄浦 黄岛 林芝 林州 陆丰 梁山 任丘 沈阳 白山 白银 龙岩 龙口 龙泉 龙海 龙港 龙华 龙岗 罗定 罗湖 钱塘 贺州 邵阳 邵武
夏津 夏邑 汤阴 汤原 彭山 彭水 彭州 侯马 秦州 高新
"""
CHINESE_CITIES = frozenset(_CITY_TEXT.split())
"""Cities and districts of two or three characters that begin like a surname and end in no word of an organisation."""
TITLES = (
    r"[Mm]r|MR|[Mm]rs|MRS|[Mm]s|[Mm]iss|MISS|[Dd]hr|[Mm]evr|[Mm]w|[Hh]err|HERR|[Ff]rau|FRAU|[Mm]me|[Mm]lle|"
    r"[Mm]onsieur|[Mm]adame|[Ss]e[ñn]ora?"
)
"""Forms of address. All capitals of two letters are left out: MW and MS are other things."""
RANKS = frozenset([
    "officer", "sergeant", "sgt", "constable", "inspector", "detective", "captain", "lieutenant", "prof", "professor",
    "engineer", "foreman", "sir", "lady",
])  # fmt: skip
STREET = re.compile(
    r"\b(?:st|street|ave|avenue|rd|road|blvd|boulevard|ln|lane|way|drive|sq|square|pl|place|platz|weg|allee|bridge|"
    r"park|rue|quai|plaza|plein|laan|via|calle|school|station|junction|crossing)\b|stra(?:ß|ss)e|straat|str\.|"
    r"[路街道桥站园场校口]$",
    re.IGNORECASE,
)
HOMES = (
    r"house|home|flat|apartment|appartement|residence|cottage|villa|garden|driveway|doorbell|porch|backyard|garage|"
    r"huis|woning|haus|wohnung|maison|domicile"
)
