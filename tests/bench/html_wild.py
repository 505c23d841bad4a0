"""More made-up sites, in the manner of newspapers, blogs and content systems that html_sites.py leaves out: they keep the
extractor general.  Each has one set of names; none is for tuning alone."""
from html_sites import body, esc, letter, links, menu, page_of, share, teasers
from html_texts import DATES, TEASERS, WORDS


def blocks_of(page, p="<p>{}</p>", h="h2"):
    return body(page, p=p, h=h).split("\n")


def frame(page, content, before="", after="", attributes=""):
    """A page whose menus and footer have names that anybody knows."""
    words = WORDS[page.lang]
    return page_of(page, "", f"""<header class="site-header">{menu(page, 'class="nav"')}</header>{before}
{content}
{after}<footer>{menu(page, '')}<p>{esc(words["foot"])}</p></footer>""", attributes)


def in_pieces(page):
    """Each paragraph in a box of its own, advertisements between."""
    words = WORDS[page.lang]
    out = []
    for i, block in enumerate(blocks_of(page)):
        out.append(f'<div data-component="text-block" class="ssrcss-{i % 3}-RichTextComponentWrapper"><div class="RichTextContainer">{block}</div></div>')
        if i == 3:
            out.append(f'<div data-component="links-block"><h2>{esc(words["related"])}</h2><ul>{links([t for t, _ in TEASERS[page.lang]])}</ul></div>')
    return frame(page, f"""<main id="main-content"><article class="css-1x"><header class="css-2x"><h1>{esc(page.title)}</h1></header>
<div data-component="byline-block"><span class="byline">{DATES[page.lang]}</span></div>
<figure><img src="a"><figcaption>{esc(words["caption"])}</figcaption></figure>
{"".join(out)}<div data-component="topic-list"><ul>{links(words["menu"])}</ul></div></article>
<div data-component="see-alsos"><h2>{esc(words["related"])}</h2><ul>{"".join(f"<li><a href=x><div><h3>{esc(t)}</h3><p>{esc(x)}</p></div></a></li>" for t, x in TEASERS[page.lang])}</ul></div></main>""")


def columns(page):
    """The text cut into columns by promotions and a form."""
    blocks = blocks_of(page)
    third = max(1, len(blocks) // 3)
    parts = ["".join(blocks[i:i + third]) for i in range(0, len(blocks), third)]
    ad = '<div class="ad-wrapper"><p>ADVERTISEMENT</p><a href="#after">SKIP ADVERTISEMENT</a></div>'
    cut = ad.join(f'<div class="css-53u StoryBodyCompanionColumn"><div class="css-53v">{p}</div></div>' for p in parts)
    return frame(page, f"""<article id="story"><header><h1>{esc(page.title)}</h1></header>{share(page, "css-share sharetools")}
<section name="articleBody" class="meteredContent css-r7">{cut}</section>
<div class="bottom-of-article"><p>{esc(WORDS[page.lang]["author"])}</p></div>{letter(page, "newsletter-signup")}</article>""")


def teaser_first(page):
    """The beginning of the text is called a teaser."""
    blocks = blocks_of(page)
    return frame(page, f"""<main><h1>{esc(page.title)}</h1><div class="article-body"><section>
<div class="teaser-content">{"".join(blocks[:3])}</div><div class="subs-promo">{letter(page, "promo-box")}</div>
<div class="remainder-content">{"".join(blocks[3:])}</div></section></div>{teasers(page, "more-from", "card")}</main>""")


def blog(page):
    """Text with line breaks, long comments, an archive."""
    words = WORDS[page.lang]
    text = "<br />\n<br />\n".join(esc(t) if k != "heading" else f"<b>{esc(t)}</b>" for k, t in page.blocks if k != "note")
    comments = "".join(f'<div class="comment-block"><p class="comment-body">{esc(words["comment"] * 3)}</p></div>' for _ in range(6))
    return frame(page, f"""<div class="content-outer"><div class="main-outer"><div class="column-center-outer"><div id="Blog1" class="widget Blog">
<div class="blog-posts hfeed"><div class="date-outer"><h2 class="date-header"><span>{DATES[page.lang]}</span></h2>
<div class="post hentry uncustomized-post-template"><h3 class="post-title entry-title">{esc(page.title)}</h3>
<div class="post-body entry-content">{text}<div style="clear: both;"></div></div>
<div class="post-footer"><span class="post-author vcard">X</span><span class="post-timestamp">10:00</span></div></div>
<div class="comments" id="comments">{comments}</div></div></div></div></div>
<div class="column-right-outer"><div class="widget BlogArchive"><h2>Archive</h2>{menu(page, '')}</div>
<div class="widget Text"><h2>X</h2><div class="widget-content">{esc(words["author"])}</div></div></div></div></div>""")


def builder(page):
    """A page builder: boxes in boxes, the text in several widgets."""
    blocks = blocks_of(page)
    cut = len(blocks) // 2
    widget = '<div class="elementor-element elementor-widget elementor-widget-text-editor"><div class="elementor-widget-container">{}</div></div>'
    return frame(page, f"""<div data-elementor-type="single-post" class="elementor elementor-location-single post type-post">
<div class="elementor-section"><div class="elementor-container"><div class="elementor-column"><div class="elementor-widget-wrap elementor-element-populated">
<div class="elementor-widget elementor-widget-heading"><h1 class="elementor-heading-title">{esc(page.title)}</h1></div>
{widget.format("".join(blocks[:cut]))}<div class="elementor-widget elementor-widget-share-buttons">{share(page, "elementor-grid")}</div>
{widget.format("".join(blocks[cut:]))}</div></div></div></div>
<div class="elementor-section"><div class="elementor-widget elementor-widget-posts">{teasers(page, "elementor-posts-container", "elementor-post")}</div></div></div>""")


def encyclopedia(page):
    """A wiki: a table of contents, edit links, boxes, references."""
    words = WORDS[page.lang]
    blocks = [b.replace("</h2>", ' </span><span class="mw-editsection">[<a href="e">edit</a>]</span></h2>').replace("<h2>", "<h2><span>")
              for b in blocks_of(page)]
    toc = f'<div id="toc" class="toc"><h2>Contents</h2><ul>{links(words["menu"])}</ul></div>'
    nav = f'<div class="navbox"><table><tr><td>{links(words["menu"], " ", "span")}</td></tr></table></div>'
    return page_of(page, "", f"""<div id="mw-navigation">{menu(page, '')}</div><div id="content" class="mw-body" role="main">
<h1 id="firstHeading">{esc(page.title)}</h1><div id="bodyContent"><div id="siteSub" class="noprint">From the encyclopedia</div>
<div id="mw-content-text"><div class="mw-parser-output">{blocks[0]}{toc}{"".join(blocks[1:])}
<div class="reflist"><ol class="references"><li id="cite_note-1"><a href="#cite_ref-1">^</a> {esc(words["author"])}</li></ol></div>{nav}</div></div>
<div class="printfooter">Retrieved</div><div id="catlinks" class="catlinks">{links(words["menu"])}</div></div></div>""")


def utilities(page):
    """Class names that say how a thing looks and never what it is."""
    words = WORDS[page.lang]
    cards = "".join(f'<a href="#" class="block rounded-lg shadow hover:shadow-lg p-4"><h3 class="text-lg font-bold">{esc(t)}</h3>'
                    f'<p class="mt-2 text-gray-600">{esc(x)}</p></a>' for t, x in TEASERS[page.lang])
    return page_of(page, "", f"""<div class="min-h-screen flex flex-col overflow-hidden">
<div class="sticky top-0 z-50 bg-white print:hidden"><div class="flex gap-4">{links(words["menu"], "", "div")}</div></div>
<div class="mx-auto max-w-2xl px-4 py-8"><h1 class="text-3xl font-bold mb-6">{esc(page.title)}</h1>
<div class="text-sm text-gray-500 mb-8">{DATES[page.lang]}</div>
{body(page, p='<p class="mb-4 leading-relaxed text-gray-800 md:text-lg">{}</p>', h="h2")}</div>
<div class="grid grid-cols-3 gap-6 mt-12 max-w-6xl mx-auto">{cards}</div>
<div class="bg-gray-900 text-white p-12"><div class="grid grid-cols-4">{links(words["menu"] * 2, "", "div")}</div><p class="text-xs">{esc(words["foot"])}</p></div></div>""")


def sections(page):
    """A section for each heading, nothing named."""
    parts, part = [], []
    for block in blocks_of(page, h="h3"):
        if block.startswith(("<h3", "<h2")) and part:
            parts.append(part)
            part = []
        part.append(block)
    parts.append(part)
    return frame(page, f"""<div class="wrap"><h1>{esc(page.title)}</h1>{"".join(f"<section><div>{''.join(p)}</div></section>" for p in parts)}</div>
<div class="wrap2">{teasers(page, "x-list", "x-item")}</div>""")


def bare(page):
    """A page by hand: everything right in the body."""
    words = WORDS[page.lang]
    return page_of(page, "", f"""<p>{links(words["menu"], " | ", "span")}</p><hr>
<h1>{esc(page.title)}</h1>
{body(page)}
<hr><p><a href="index.html">{esc(words["menu"][0])}</a></p><address>webmaster@mission.example</address>""")


def tabs(page):
    """The same text in other languages, in tabs that are hidden."""
    other = "fr" if page.lang != "fr" else "es"
    hidden = "".join(f"<p>{esc(x)}</p>" for _, x in TEASERS[other] * 3)
    return frame(page, f"""<div class="container"><h1>{esc(page.title)}</h1><ul class="nav nav-tabs">{links(["English", "Français"])}</ul>
<div class="tab-content"><div class="tab-pane active" id="t1">{body(page)}</div>
<div class="tab-pane" id="t2" style="display:none;">{hidden}</div></div></div>""")


def portal(page):
    """Joomla: microdata, modules left and right."""
    return frame(page, f"""<div class="row-fluid"><div id="sidebar" class="span3">{teasers(page, "moduletable", "newsflash")}</div>
<main id="content" class="span6"><div class="item-page" itemscope itemtype="https://schema.org/Article">
<div class="page-header"><h2 itemprop="headline">{esc(page.title)}</h2></div>
<dl class="article-info muted"><dt class="article-info-term">Details</dt><dd class="published"><time datetime="2024-03-12">{DATES[page.lang]}</time></dd><dd class="hits">Hits: 12</dd></dl>
<div itemprop="articleBody">{body(page, h="h3")}</div><ul class="pager pagenav"><li><a href="x">Prev</a></li></ul></div></main>
<div class="span3">{teasers(page, "moduletable", "latestnews", title="h4")}</div></div>""")


def elements(page):
    """TYPO3: content elements one after the other, the first with a picture."""
    blocks = blocks_of(page, p='<p class="bodytext">{}</p>', h="h3")
    cut = len(blocks) // 2
    part = '<div id="c{}" class="csc-default"><div class="csc-textpic-text">{}</div></div>'
    return frame(page, f"""<div id="wrap"><div id="subnavi">{menu(page, '')}</div><div id="inhalt"><!--TYPO3SEARCH_begin-->
<div class="csc-default"><h1 class="csc-firstHeader">{esc(page.title)}</h1></div>
{part.format(1, "".join(blocks[:cut]))}{part.format(2, "".join(blocks[cut:]))}
<!--TYPO3SEARCH_end--></div><div id="marginal">{teasers(page, "csc-menu", "csc-entry")}</div></div>""")


def government(page):
    """A government's one site: components with long names, step by step navigation, feedback."""
    words = WORDS[page.lang]
    return page_of(page, "", f"""<a href="#content" class="govuk-skip-link">{esc(words["skip"])}</a>
<div id="global-cookie-message" class="gem-c-cookie-banner" role="region" aria-label="Cookies"><p>{esc(words["cookie"])}</p></div>
<div class="gem-c-breadcrumbs"><ol>{links(words["menu"][:3])}</ol></div>
<main role="main" id="content" class="speech" lang="{page.lang}"><div class="govuk-grid-row"><div class="govuk-grid-column-two-thirds">
<div class="gem-c-title"><h1 class="gem-c-title__text">{esc(page.title)}</h1></div></div></div>
<div class="gem-c-metadata"><dl><dt>From:</dt><dd><a href="x">{esc(page.site)}</a></dd><dt>{esc(words["posted"])}</dt><dd>{DATES[page.lang]}</dd></dl></div>
<div class="gem-c-govspeak govuk-govspeak"><div class="govspeak">{body(page, h="h2")}</div></div>
{share(page, "gem-c-share-links")}</main>
<div class="gem-c-contextual-sidebar"><h2>{esc(words["related"])}</h2><ul>{links([t for t, _ in TEASERS[page.lang]])}</ul></div>
<div class="gem-c-feedback"><h3>Is this page useful?</h3><p>{esc(words["letter"])}</p></div>
<footer>{menu(page, '')}</footer>""")


WILD = [in_pieces, columns, teaser_first, blog, builder, encyclopedia, utilities, sections, bare, tabs, portal, elements, government]
DATED = [utilities]
