"""The page for a reader without a session: what to do next."""

from __future__ import annotations

_WORDS = {
    "en": (
        "Sign in",
        "This map needs a session.",
        "Start it with <code>gridmap up</code> and open the link that it prints; the link works once, within an hour.",
    ),
    "zh": (
        "登录",
        "查看此地图需要登录。",
        "请运行 <code>gridmap up</code>，然后打开它给出的链接；链接一小时内有效，只能使用一次。",
    ),
}


def sign_in_page(lang: str) -> str:
    """A small page of fixed sentences; nothing in it comes from a user."""
    title, first, second = _WORDS[lang]
    return (
        f'<!doctype html>\n<html lang="{"zh-CN" if lang == "zh" else "en"}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n<link rel="icon" href="data:,">\n'
        f'<title>{title} · gridmap</title>\n<link rel="stylesheet" href="/static/css/map.css">\n</head>\n'
        f'<body class="message">\n<main>\n<h1>{title}</h1>\n<p>{first}</p>\n<p>{second}</p>\n</main>\n</body>\n</html>\n'
    )
