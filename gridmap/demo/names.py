"""Invented names: two characters of landscape and weather, with pinyin, and a generic end. None is taken from a map."""

from __future__ import annotations

import numpy as np

# character pinyin
_FIRST_TEXT = (
    "云yun 汀ting 澜lan 岚lan 霁ji 朗lang 晴qing 微wei 静jing 暖nuan 翠cui 碧bi 苍cang 丹dan 素su 墨mo 银yin 锦jin 玉yu 瑶yao 琴qin 笛di 棋qi "
    "画hua 诗shi 远yuan 高gao 宽kuan 和he 安an 宁ning 顺shun 裕yu 丰feng 润run 沐mu 清qing 澄cheng 潮chao 浪lang 沙sha 岸an 渚zhu 舟zhou 帆fan "
    "渔yu 鹭lu 鸥ou 雁yan 鹤he 鹿lu 松song 柏bai 梧wu 桐tong 柳liu 槐huai 桂gui 梅mei 兰lan 荷he 菊ju 竹zhu 枫feng 杏xing 梨li 桃tao 棠tang 芦lu 苇wei"
)
_SECOND_TEXT = (
    "月yue 星xing 霞xia 虹hong 露lu 霜shuang 雪xue 风feng 雨yu 泉quan 溪xi 湖hu 泽ze 湾wan 港gang 屿yu 礁jiao 滩tan 洲zhou 塘tang 桥qiao 渡du 堤di "
    "台tai 亭ting 楼lou 阁ge 园yuan 林lin 坡po 岭ling 峰feng 谷gu 原yuan 野ye 田tian 川chuan 江jiang 影ying 声sheng 光guang 辉hui 晖hui 明ming 景jing "
    "秀xiu 华hua 芳fang 香xiang 叶ye 枝zhi 根gen 苑yuan 庭ting 坊fang 里li 井jing 石shi 岩yan 砂sha 穗sui 禾he 茶cha 歌ge 韵yun 梦meng 城cheng 门men"
)
_FIRST, _SECOND = tuple(_FIRST_TEXT.split()), tuple(_SECOND_TEXT.split())
_SIDES = (("", ""), ("东", "Dong"), ("西", "Xi"), ("南", "Nan"), ("北", "Bei"), ("中", "Zhong"), ("新", "Xin"))


def invent(count: int, ends: list[tuple[str, str]], rng: np.random.Generator) -> list[str]:
    """`count` different names, each `汉字 · Pinyin`; name k ends in ends[k % len(ends)] (characters, pinyin).

    Pairs are drawn without repetition; when they run out the same pairs come again with a side (东, 西 …) before the end.
    Raises ValueError beyond 7 × the number of pairs.
    """
    pairs = len(_FIRST) * len(_SECOND)
    if count > pairs * len(_SIDES):
        raise ValueError(f"{count} names are wanted; {pairs * len(_SIDES)} can be made.")
    order = rng.permutation(pairs)
    names = []
    for k in range(count):
        a, b = divmod(int(order[k % pairs]), len(_SECOND))
        side = _SIDES[k // pairs]
        (zh_a, en_a), (zh_b, en_b) = _cut(_FIRST[a]), _cut(_SECOND[b])
        zh_end, en_end = ends[k % len(ends)]
        words = " ".join(word for word in (f"{en_a}{en_b}".capitalize(), side[1], en_end) if word)
        names.append(f"{zh_a}{zh_b}{side[0]}{zh_end} · {words}")
    return names


def _cut(word: str) -> tuple[str, str]:
    return word[0], word[1:]
