"""Eight made-up sites: each turns a statement (html_pages.py) into a page in the manner of a kind of real ones.

Every site has two sets of names and of places for its furniture: `page.half` 0 is for tuning, 1 is held out.
"""
import html
import json

from html_texts import DATES, TEASERS, WORDS


def esc(text):
    return html.escape(text, quote=False)


def pick(page, *pair):
    """The one of two names that this half of the pages has."""
    return pair[page.half % len(pair)]


def links(words, sep="", tag="li"):
    return sep.join(f'<{tag}><a href="/{i}">{esc(w)}</a></{tag}>' for i, w in enumerate(words))


def menu(page, attributes, tag="ul"):
    words = WORDS[page.lang]["menu"]
    return f"<{tag} {attributes}>{links(words)}{links(words[2:5])}</{tag}>"


def teasers(page, box, item, title="h3", text=True):
    out = ""
    for head, lead in TEASERS[page.lang]:
        out += f'<div class="{item}"><{title}><a href="/n">{esc(head)}</a></{title}>'
        out += (f"<p>{esc(lead)}</p>" if text else "") + "</div>"
    return f'<div class="{box}"><h2>{esc(WORDS[page.lang]["related"])}</h2>{out}</div>'


def share(page, box):
    names = "".join(f'<a href="#" class="{n.lower()}">{n}</a> ' for n in ("Twitter", "Facebook", "LinkedIn", "WhatsApp"))
    return f'<div class="{box}"><span>{esc(WORDS[page.lang]["share"])}</span> {names}</div>'


def cookie(page, attributes):
    words = WORDS[page.lang]
    return f'<div {attributes}><p>{esc(words["cookie"])}</p><button>{esc(words["accept"])}</button></div>'


def letter(page, box):
    return f'<div class="{box}"><p>{esc(WORDS[page.lang]["letter"])}</p><input type="email"></div>'


def posted(page, box, tag="div"):
    return f'<{tag} class="{box}">{esc(WORDS[page.lang]["posted"])} {DATES[page.lang]}</{tag}>'


def body(page, p="<p>{}</p>", h="h3"):
    """The blocks of the statement as plain, clean markup."""
    out, items, number = [], [], 0
    for kind, text in page.blocks + [("end", "")]:
        text = esc(text)
        if kind != "item" and items:
            out.append("<ul>" + "".join(f"<li>{i}</li>" for i in items) + "</ul>")
            items = []
        if kind == "item":
            items.append(text)
        elif kind == "heading":
            out.append(f"<{h}>{text}</{h}>")
        elif kind == "speaker":
            out.append(f"<h2>{text}</h2>")
        elif kind == "quote":
            out.append(f"<blockquote><p>{text}</p></blockquote>")
        elif kind == "note":
            number += 1
            out.append(f'<p class="footnote" id="fn{number}"><a href="#ref{number}">[{number}]</a> {text}</p>')
        elif kind == "paragraph":
            out.append(p.format(text))
    return "\n".join(out)


def page_of(page, head, content, attributes=""):
    rtl = ' dir="rtl"' if page.lang == "ar" else ""
    return (f'<!DOCTYPE html>\n<html lang="{page.lang}"{rtl}><head><meta charset="utf-8"><title>{esc(page.title)} | '
            f"{esc(page.site)}</title>{head}</head>\n<body {attributes}>\n{content}\n</body></html>\n")


def ministry(page):
    """A ministry of foreign affairs: cards, hashed or BEM class names, sections, a long footer."""
    words = WORDS[page.lang]
    inner = body(page)
    if page.has("inline"):
        parts = inner.split("\n")
        parts.insert(len(parts) // 2, f'<p><strong><a href="/n/7">{esc(words["related"])}: {esc(TEASERS[page.lang][0][0])}</a></strong></p>')
        inner = "\n".join(parts)
    figure = f'<figure><img src="a.jpg" alt="x"><figcaption>{esc(words["caption"])}</figcaption></figure>'
    return page_of(page, '<meta property="article:published_time" content="2024-03-12T10:00:00Z">', f"""
<a class="skip-link" href="#main">{esc(words["skip"])}</a>
{cookie(page, pick(page, 'id="cookie-banner" class="cookie-banner"', 'class="gdpr-notice" role="dialog"'))}
<header class="{pick(page, 'site-header', 'c-header')}"><nav>{menu(page, 'class="menu"')}</nav></header>
<div class="breadcrumb">{links(words["menu"][:3], " / ", "span")} / {esc(page.title)}</div>
<main id="main"><div class="{pick(page, 'l-grid', 'row layout--with-sidebar')}">
<div class="{pick(page, 'c-article__main', 'col-md-8 page__content')}">
<h1>{esc(page.title)}</h1>{posted(page, pick(page, 'c-article__date', 'page__meta'))}
{figure}
<div class="{pick(page, 'c-wysiwyg', 'bodytext rte')}">{inner}</div>
{share(page, pick(page, 'c-share', 'socialmedia'))}
<p class="download"><a href="s.pdf">{esc(words["download"])}</a></p>
</div>
<aside class="{pick(page, 'c-aside', 'col-md-4')}">{teasers(page, 'box', 'teaser')}</aside>
</div>{teasers(page, pick(page, 'c-related', 'more-news'), pick(page, 'c-card', 'news-item'))}</main>
<footer><div>{menu(page, '')}<p>{esc(page.site)}, 1 Castle Square, {esc(words["foot"])}</p></div></footer>""")


def mission(page):
    """A permanent mission: a small site, divs without meaning, the menu in the page, a contact box of some length."""
    words = WORDS[page.lang]
    box = "".join(f"<div><b>{esc(t)}</b><br>{esc(x)}</div>" for t, x in TEASERS[page.lang])
    inner = body(page, p="<p style='text-align: justify'>{}</p>" if page.half == 0 else "<div>{}</div>", h="h4")
    return page_of(page, "", f"""
<div id="{pick(page, 'wrapper', 'outer')}"><div id="{pick(page, 'top', 'bar')}">
<div class="{pick(page, 'langs', 'lang-switch')}"><a href="/en">English</a> | <a href="/fr">Français</a> | <a href="/es">Español</a></div>
<div id="{pick(page, 'mainmenu', 'nav1')}">{links(words["menu"], " | ", "span")}</div></div>
<div id="{pick(page, 'left', 'col1')}"><h3>{esc(words["menu"][5])}</h3>{box}
<p>Tel. +41 22 000 00 00<br>Fax +41 22 000 00 01<br>12, chemin du Lac, 1211 Genève</p></div>
<div id="{pick(page, 'content', 'col2')}"><h2>{esc(page.title)}</h2><p><em>{DATES[page.lang]}</em></p>
{inner}
<p><a href="javascript:print()">{esc(words["print"])}</a></p>{share(page, pick(page, 'sharing', 'a2a_kit'))}</div>
<div id="{pick(page, 'bottom', 'foot')}">© 2024 {esc(page.site)}. {esc(words["foot"])}</div></div>""")


def un_body(page):
    """A body of the United Nations: bootstrap grid, tabs, accordions, many languages, a block of links after the text."""
    words = WORDS[page.lang]
    inner = body(page, h="h3")
    after = links([t for t, _ in TEASERS[page.lang]])
    if page.half == 0:
        wrap = f'<div class="region region-content"><div class="field-items"><div class="field-item even">{inner}</div></div></div>'
    else:
        wrap = f'<div class="panel panel-default hidden-print-no"><div class="panel-body text-left">{inner}</div></div>'
    return page_of(page, f'<meta name="dcterms.issued" content="2024-03-12">', f"""
<div class="navbar navbar-inverse"><ul class="nav">{links(["العربية", "中文", "English", "Français", "Русский", "Español"])}</ul></div>
<div class="{pick(page, 'carousel slide', 'hero')}"><p>{esc(TEASERS[page.lang][1][1])}</p></div>
<div class="container"><div class="row">
<div class="col-sm-3 {pick(page, 'sidebar-first', 'leftnav')}"><div class="block-menu">{menu(page, '')}</div></div>
<div class="col-sm-9"><ol class="breadcrumb">{links(words["menu"][:4])}</ol>
<h1 class="page-header">{esc(page.title)}</h1>{posted(page, 'submitted', 'p')}
{wrap}
<div class="{pick(page, 'panel panel-default', 'well')}"><h4>{esc(words["related"])}</h4><ul>{after}</ul></div>
</div></div></div>
<div class="{pick(page, 'footer', 'bottom-links')}"><ul>{links(words["menu"])}</ul><p>{esc(words["foot"])}</p></div>
{cookie(page, pick(page, 'id="cookieConsent"', 'id="onetrust-banner-sdk"'))}""", 'class="not-front no-sidebars page-node"')


def wordpress(page):
    """WordPress: post classes, share plugins inside the text, tags, author box, comments, recent posts."""
    words = WORDS[page.lang]
    comments = "".join(f'<li class="comment"><p>{esc(words["comment"])}</p></li>' for _ in range(4))
    recent = "".join(f'<li><a href="#">{esc(t)}</a><p>{esc(x)}</p></li>' for t, x in TEASERS[page.lang])
    return page_of(page, "", f"""
<div id="page" class="hfeed site"><header id="masthead">{menu(page, 'id="primary-menu"')}</header>
<div id="content" class="site-content"><div id="primary" class="content-area"><main id="main" class="site-main">
<article id="post-12" class="post-12 post type-post status-publish hentry category-newsletter tag-share">
<header class="entry-header"><h1 class="entry-title">{esc(page.title)}</h1>
<div class="entry-meta"><span class="posted-on">{esc(words["posted"])} <time datetime="2024-03-12">{DATES[page.lang]}</time></span>
<span class="byline"> by <a href="/author/press">press</a></span></div></header>
<div class="{pick(page, 'entry-content', 'post__text clearfix')}">{share(page, pick(page, 'sharedaddy', 'heateor_sss_sharing_container'))}
{body(page, h="h3")}
<div class="{pick(page, 'jp-relatedposts', 'yarpp yarpp-related')}"><h3>{esc(words["related"])}</h3>{links([t for t, _ in TEASERS[page.lang]], "", "p")}</div>
</div><footer class="entry-footer"><span class="tags-links">{esc(words["tags"])}: <a href="#">cyber</a>, <a href="#">geneva</a></span></footer>
<div class="{pick(page, 'author-box', 'author-info vcard')}"><h4>Press</h4><p>{esc(words["author"])}</p></div></article>
<nav class="navigation post-navigation"><a href="#">{esc(words["next"])}: {esc(TEASERS[page.lang][2][0])}</a></nav>
<div id="comments" class="comments-area"><h2>4</h2><ol class="comment-list">{comments}</ol></div></main></div>
<div id="secondary" class="widget-area"><section class="widget widget_recent_entries"><h2>{esc(words["menu"][5])}</h2><ul>{recent}</ul></section>
{letter(page, 'widget widget_text')}</div></div>
<footer id="colophon" class="site-footer">{esc(words["foot"])} Proudly powered by WordPress</footer></div>""", 'class="single single-post has-sidebar"')


def drupal(page):
    """Drupal: fields, blocks, views; the text in field--name-body, or in paragraphs of their own."""
    words = WORDS[page.lang]
    inner = body(page, h="h2" if page.half == 0 else "h4")
    if page.half == 1:
        blocks = inner.split("\n")
        cut = len(blocks) // 2
        field = "".join(f'<div class="paragraph paragraph--type--text"><div class="field field--name-field-text">{"".join(part)}</div></div>'
                        for part in (blocks[:cut], blocks[cut:]))
    else:
        field = f'<div class="field field--name-body field--type-text-with-summary">{inner}</div>'
    view = "".join(f'<div class="views-row"><span class="field-content"><a href="#">{esc(t)}</a></span><p>{esc(x)}</p></div>'
                   for t, x in TEASERS[page.lang])
    return page_of(page, '<meta name="Generator" content="Drupal 10">', f"""
<div class="dialog-off-canvas-main-canvas"><div class="layout-container">
<header role="banner"><div class="region region-header">{menu(page, 'class="menu"')}</div></header>
<div id="block-breadcrumbs"><ol>{links(words["menu"][:3])}</ol></div>
<main role="main"><div class="layout-content"><div class="region region-content">
<div id="block-page-title"><h1>{esc(page.title)}</h1></div>
<div id="block-content"><article role="article" class="node node--type-article">
<div class="node__content">{posted(page, 'field field--name-field-date')}{field}
<div class="field field--name-field-tags"><div>{esc(words["tags"])}</div>{links(["cyber", "geneva", "oewg"], "", "div")}</div></div></article></div>
<div class="{pick(page, 'views-element-container block', 'view view-latest')}"><h2>{esc(words["related"])}</h2>{view}</div>
</div></div></main><footer role="contentinfo">{menu(page, '')}{esc(words["foot"])}</footer></div></div>
<div id="sliding-popup" class="{pick(page, 'eu-cookie-compliance-banner', 'sliding-popup-bottom')}"><p>{esc(words["cookie"])}</p></div>""")


def webforms(page):
    """SharePoint and ASP.NET: one form around all, tables for layout, ids that a machine made."""
    words = WORDS[page.lang]
    news = "".join(f"<tr><td class='ms-vb'><a href='#'>{esc(t)}</a><br>{esc(x)}</td></tr>" for t, x in TEASERS[page.lang])
    p = '<div class="ExternalClass0A"><p>{}</p></div>' if page.half == 0 else "<div>{}<br></div>"
    place = pick(page, 'id="ctl00_PlaceHolderMain_ctl01__ControlWrapper_RichHtmlField" class="ms-rtestate-field"',
                 'id="ctl00_cphBody_lblText"')
    return page_of(page, '<meta name="GENERATOR" content="Microsoft SharePoint">', f"""
<form method="post" action="./s.aspx" id="aspnetForm"><input type="hidden" name="__VIEWSTATE" value="/wEPDwUK">
<table width="100%" cellpadding="0"><tr><td colspan="3" class="ms-globalbreadcrumb">{links(words["menu"], " > ", "span")}</td></tr>
<tr><td width="180" class="{pick(page, 'ms-leftareacell', 'leftcol')}"><table>{"".join(f"<tr><td><a href='#'>{esc(w)}</a></td></tr>" for w in words["menu"])}</table></td>
<td valign="top"><table width="100%"><tr><td class="{pick(page, 'ms-pagetitle', 'ttl')}"><h2>{esc(page.title)}</h2></td></tr>
<tr><td class="{pick(page, 'ms-dateline', 'dt')}">{DATES[page.lang]}</td></tr>
<tr><td><div {place}>{body(page, p=p, h="h3")}</div></td></tr>
<tr><td align="right"><a href="#">{esc(words["print"])}</a> <a href="#">{esc(words["share"])}</a></td></tr></table></td>
<td width="200" class="{pick(page, 'ms-rightareacell', 'rightcol')}"><table><tr><th>{esc(words["menu"][5])}</th></tr>{news}</table></td></tr>
<tr><td colspan="3">{esc(words["foot"])} <a href="#">{esc(words["menu"][6])}</a></td></tr></table>
<div style="display:none" id="ctl00_hiddenPanel"><p>{esc(words["comment"])}</p></div></form>""")


def old(page):
    """The 1990s: capitals, font and center, tables, paragraphs that line breaks part, unclosed tags."""
    words = WORDS[page.lang]
    out = []
    for kind, text in page.blocks:
        text = esc(text)
        if kind in ("heading", "speaker"):
            out.append(f"<B>{text}</B>")
        elif kind == "item":
            out.append(f"- {text}")
        elif kind == "note":
            out.append(f'<FONT SIZE=1><A NAME="_ftn1" HREF="#_ftnref1">[1]</A> {text}</FONT>')
        else:
            out.append(text)
    rows = "<BR>\n".join(f'<A HREF="{i}.htm">{esc(w)}</A>' for i, w in enumerate(words["menu"]))
    join = "<BR><BR>\n" if page.half == 0 else "\n<P>"
    text = join.join(out)
    foot = f'<HR><CENTER><FONT SIZE=1>{esc(page.site)} - {esc(words["foot"])}<BR><A HREF="mailto:x@y">Webmaster</A></FONT></CENTER>'
    rtl = " DIR=rtl" if page.lang == "ar" else ""
    return (f'<HTML{rtl}><HEAD><META HTTP-EQUIV="Content-Type" CONTENT="text/html; charset={page.charset}">\n<TITLE>{esc(page.title)}</TITLE></HEAD>\n'
            f'<BODY BGCOLOR="#FFFFFF">\n<TABLE BORDER=0 WIDTH=640><TR><TD WIDTH=130 VALIGN=top>{rows}</TD>\n'
            f'<TD VALIGN=top><FONT FACE="Arial" SIZE=2><CENTER><B>{esc(page.title)}</B></CENTER>\n<P ALIGN=center>{DATES[page.lang]}\n<P>{text}'
            f"</FONT></TD></TR></TABLE>\n{foot}\n</BODY></HTML>\n")


def single_page(page):
    """A page that a program builds: hashed class names, JSON-LD, modal windows, cards; sometimes the text is in the JSON alone."""
    words = WORDS[page.lang]
    article = "\n\n".join(t for k, t in page.blocks if k != "note")
    data = {"@context": "https://schema.org", "@graph": [
        {"@type": "Organization", "name": page.site},
        {"@type": "NewsArticle", "headline": page.title, "datePublished": "2024-03-12T10:00:00Z", "articleBody": article}]}
    script = f'<script type="application/ld+json">{json.dumps(data, ensure_ascii=page.half == 0)}</script>'
    state = f'<script>window.__STATE__={json.dumps({"t": words["comment"]})};</script>'
    name = (lambda k: f"css-{hash_of(k)}") if page.half == 0 else (lambda k: f"{k.title()}_{k}__{hash_of(k)}")
    if page.has("shell"):
        inner = "" if page.half == 0 else f'<div class="{name("loading")}">…</div>'
    else:
        inner = f'<div class="{name("article")}">' + body(page, p='<p class="' + name("paragraph") + '">{}</p>', h="h3") + "</div>"
    cards = "".join(f'<a class="{name("card")}" href="#"><div><h4>{esc(t)}</h4><p>{esc(x)}</p></div></a>' for t, x in TEASERS[page.lang])
    return page_of(page, script + state, f"""
<noscript>You need to enable JavaScript to run this app.</noscript>
<div id="{pick(page, 'root', '__next')}"><div class="{name("nav")}" role="navigation">{links(words["menu"], "", "div")}</div>
<div class="{name("page")}"><div class="{name("hero")}"><h1>{esc(page.title)}</h1><span>{DATES[page.lang]}</span></div>
{inner}
<div class="{name("cards")}"><h2>{esc(words["related"])}</h2>{cards}</div>
<section class="{name("signup")}"><p>{esc(words["letter"])}</p><input type="email"></section></div>
<div class="{name("modal")}" role="dialog" aria-modal="true"><p>{esc(words["cookie"])}</p></div>
<div class="{name("bottom")}" role="contentinfo">{links(words["menu"], "", "div")}<p>{esc(words["foot"])}</p></div></div>""")


def hash_of(name):
    return f"{sum(ord(c) * 31 ** i for i, c in enumerate(name)) % 36 ** 6:x}"


SITES = [ministry, mission, un_body, wordpress, drupal, webforms, old, single_page]
DATED = [mission, old]  # have the day as a line of the text itself
