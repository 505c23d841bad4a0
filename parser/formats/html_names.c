/* html_names.c - see html_names.h
 *
 * A name such as "c-article__shareBar" is three words: letters, cut at all else and before
 * capitals.  They are looked up one by one, and two and three in a row as one.
 */
#include "parser/formats/html_names.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { WORD_MAX = 32, WORDS_MAX = 3 /* that are looked up as one */ };

/* All lists are sorted. */

/* Not the text. */
static const char *const boilerplate[] = {"aboutauthor", "aboutauthors", "ad", "adbox", "addthis",
    "addtoany", "ads", "adsbygoogle", "adslot", "adunit", "advert", "advertisement",
    "advertisements", "advertising", "advertorial", "adverts", "alsointerested", "alsolike",
    "alsoread", "authorbio", "authorbox", "authordescription", "authorinfo", "backtotop", "banner",
    "banners", "breadcrumb", "breadcrumbs", "btn", "button", "buttons", "carousel", "comment",
    "commentform", "commentlist", "commentrespond", "comments", "consent", "cookie", "cookiebanner",
    "cookiebar", "cookiecompliance", "cookieconsent", "cookielaw", "cookienotice", "cookies",
    "copyright", "crumb", "crumbs", "cybotcookiebotdialog", "disqus", "disqusthread", "donate",
    "donation", "feedback", "flyout", "follow", "followus", "footer", "footers", "gallery", "gdpr",
    "hashtags", "hellobar", "jprelatedposts", "langs", "langswitch", "langswitcher",
    "languageswitch", "languageswitcher", "lightbox", "login", "mainmenu", "masthead", "megamenu",
    "menu", "menus", "modal", "morearticles", "morefrom", "morelikethis", "morenews", "moreon",
    "moreposts", "morestories", "mostpopular", "mostread", "mostviewed", "nav", "navbar", "navi",
    "navigation", "newsletter", "newsletters", "nextarticle", "nextpost", "nextprev", "offcanvas",
    "onetrust", "outbrain", "overlay", "pagenav", "pager", "pagetools", "pagination", "paywall",
    "popular", "popularposts", "popup", "postnav", "prevnext", "prevpost", "printfriendly",
    "privacybar", "promo", "promobox", "promos", "promoted", "promotion", "quicklinks", "rating",
    "ratings", "readalso", "readmore", "readnext", "recentarticles", "recententries", "recentnews",
    "recentposts", "recirc", "recirculation", "recommend", "recommendation", "recommendations",
    "recommended", "register", "related", "relatedarticles", "relatedcontent", "relatedlinks",
    "relatednews", "relatedposts", "relatedstories", "reply", "respond", "rss", "screenreader",
    "screenreadertext", "search", "searchform", "seealso", "share", "shareaholic", "sharebar",
    "sharebuttons", "sharedaddy", "sharelinks", "sharethis", "sharetools", "sharing", "sidebar",
    "sidebars", "sidemenu", "sidenav", "signin", "signup", "sitemap", "skip", "skiplink",
    "skiplinks", "skiptocontent", "slider", "slideshow", "sociable", "social", "sociallinks",
    "socialmedia", "socialshare", "sponsor", "sponsored", "sponsors", "sronly", "submenu", "subnav",
    "subscribe", "subscription", "subscriptions", "survey", "taboola", "tagcloud", "taglist",
    "tags", "tagslinks", "teaser", "teasers", "toc", "toolbar", "toolbox", "tools", "tooltip",
    "topbar", "topmenu", "topnav", "totop", "trending", "tweetbutton", "upsell", "usefullinks",
    "visuallyhidden", "widgetarea", "yarpp", "youmayalso", "youmaylike", "zergnet"};

/* Not the text, as a whole class name: "overflow-hidden" and "no-print" say something else. */
static const char *const boilerplate_alone[] = {
    "hidden", "invisible", "noprint", "offscreen", "print", "widget"};

/* Says something of the page. */
static const char *const about[] = {"articlemeta", "author", "authors", "bio", "byline", "caption",
    "captions", "correction", "credit", "credits", "date", "datecreated", "dateline",
    "datepublished", "datetime", "disclaimer", "entrydate", "entrymeta", "imagecaption",
    "imagecredit", "lastmodified", "lastupdated", "legend", "meta", "photo", "photocredit",
    "photos", "postdate", "posted", "postedby", "postedon", "postmeta", "pubdate",
    "publicationdate", "publish", "publishdate", "published", "readingtime", "readtime", "source",
    "sources", "submitted", "timestamp", "updated", "vcard", "views", "wordcount", "wpcaptiontext"};

/* The text is here. */
static const char *const texts[] = {"articlebody", "articlecontent", "articlecontents",
    "articlecopy", "articledetail", "articledetails", "articlemain", "articletext", "blogcontent",
    "blogtext", "bodycontent", "bodycopy", "bodytext", "cmscontent", "cmstext", "contentarticle",
    "contentbody", "contentcopy", "contentdetail", "contentmain", "contenttext", "detailbody",
    "detailcontent", "detailtext", "editorcontent", "entrybody", "entrycontent", "entrytext",
    "fieldbody", "fieldtext", "fulltext", "htmlfield", "mainbody", "maincopy", "maintext",
    "mwparseroutput", "namebody", "namefieldtext", "newsbody", "newscontent", "newsdetail",
    "newsdetails", "newstext", "pagebody", "pagetext", "parseroutput", "postbody", "postcontent",
    "postcontents", "postentry", "posttext", "pressreleasebody", "prose", "richhtmlfield",
    "richtext", "rte", "rtestatefield", "singlecontent", "singletext", "speechbody",
    "speechcontent", "speechtext", "statementbody", "statementcontent", "statementtext",
    "storybody", "storycontent", "storycopy", "storytext", "textblock", "textbody", "textcontent",
    "textlong", "transcript", "wysiwyg"};

/* The text is here; of many other things as well. */
static const char *const weak_texts[] = {"article", "articles", "body", "content", "contents",
    "detail", "details", "entry", "hentry", "main", "mainbar", "maincolumn", "maincontent",
    "mainpanel", "node", "pagecontent", "post", "primary", "single", "speech", "statement", "story",
    "text"};

/* Notes to the text. */
static const char *const notes[] = {"endnote", "endnotes", "footnote", "footnotelist", "footnotes",
    "footnotetext", "msofootnotetext", "reflist", "sdendnote", "sdfootnote"};

/* A class name that begins so tells of what the page has elsewhere ("has-sidebar"). */
static const char *const conditions[] = {
    "has", "is", "js", "no", "not", "supports", "with", "without"};

/* What WordPress calls a whole post, beside all that it is filed under ("tag-share"). */
static const char *const posts[] = {"hentry", "typepage", "typepost"};

typedef struct list {
    const char *const *word;
    size_t words;
} list_t;

#define LIST(words) ((list_t){(words), sizeof(words) / sizeof *(words)})

static int by_text(const void *key, const void *item)
{
    return strcmp(key, *(const char *const *)item);
}

static bool is_in(list_t list, const char *word)
{
    return list.words > 0 &&
           bsearch(word, list.word, list.words, sizeof *list.word, by_text) != NULL;
}

/* The next word at *at, before `end`, in lower case, cut to WORD_MAX; its bytes, 0 at the end. */
static size_t next_word(const char **at, const char *end, char out[WORD_MAX])
{
    const char *s = *at;
    size_t n = 0;

    while (s < end && !isalpha((unsigned char)*s))
        s++;
    while (s < end && isalpha((unsigned char)*s)) {
        if (n + 1 < WORD_MAX)
            out[n++] = (char)tolower((unsigned char)*s);
        s++;
        if (s < end && islower((unsigned char)s[-1]) && isupper((unsigned char)*s))
            break;
    }
    out[n] = '\0';
    *at = s;
    return n;
}

/* One of the words, or of two or three in a row, of one class name. */
static bool name_says(const char *at, const char *end, list_t list)
{
    char word[WORD_MAX], row[WORDS_MAX * WORD_MAX];
    size_t start[WORDS_MAX] = {0}, len = 0, n;

    while ((n = next_word(&at, end, word)) > 0) {
        /* The row keeps the last WORDS_MAX - 1 words before this one. */
        memcpy(row + len, word, n + 1);
        for (size_t i = 0; i < WORDS_MAX - 1; i++)
            if (is_in(list, row + start[i]))
                return true;
        if (is_in(list, word))
            return true;
        size_t drop = start[1];
        memmove(row, row + drop, len + n + 1 - drop);
        start[0] = 0;
        start[1] = len - drop;
        len += n - drop;
    }
    return false;
}

static bool is_condition(const char *at, const char *end)
{
    char word[WORD_MAX];
    const char *next = at;

    if (memchr(at, ':', (size_t)(end - at)) != NULL)
        return true; /* "print:hidden", "md:hidden" */
    return next_word(&next, end, word) > 0 && next < end && !isalpha((unsigned char)*next) &&
           is_in(LIST(conditions), word);
}

/* A class name of `names` that says one of `list`, or is one of `alone`. */
static bool names_say(const char *names, list_t list, list_t alone)
{
    static const char space[] = " \t\r\n\f";

    for (const char *at = names; at != NULL && *at != '\0';) {
        at += strspn(at, space);
        const char *end = at + strcspn(at, space);
        char whole[WORD_MAX];

        if (end > at && (size_t)(end - at) < sizeof whole) {
            for (size_t i = 0; i < (size_t)(end - at); i++)
                whole[i] = (char)tolower((unsigned char)at[i]);
            whole[end - at] = '\0';
            if (is_in(alone, whole))
                return true;
        }
        if (end > at && !is_condition(at, end) && name_says(at, end, list))
            return true;
        at = end;
    }
    return false;
}

static bool is_called(const html_node_t *node, list_t list, list_t alone)
{
    return node->names != NULL && (names_say(node->names->class_names, list, alone) ||
                                      names_say(node->names->id, list, alone));
}

static bool has_role(const html_node_t *node, const char *const *roles)
{
    const char *role = node->names != NULL ? node->names->role : NULL;

    for (size_t i = 0; role != NULL && roles[i] != NULL; i++)
        if (strcasecmp(role, roles[i]) == 0)
            return true;
    return false;
}

bool html_names_boilerplate(const html_node_t *node)
{
    static const char *const roles[] = {"navigation", "complementary", "contentinfo", "banner",
        "dialog", "alertdialog", "menu", "menubar", "search", "toolbar", NULL};

    if (node->names == NULL || names_say(node->names->class_names, LIST(posts), (list_t){0}))
        return false;
    return has_role(node, roles) || is_called(node, LIST(boilerplate), LIST(boilerplate_alone));
}

bool html_names_about(const html_node_t *node)
{
    return is_called(node, LIST(about), (list_t){0});
}

bool html_names_note(const html_node_t *node)
{
    static const char *const roles[] = {
        "doc-footnote", "doc-endnote", "doc-endnotes", "doc-footnotes", NULL};

    return has_role(node, roles) || is_called(node, LIST(notes), (list_t){0});
}

int html_names_text(const html_node_t *node)
{
    static const char *const roles[] = {"article", "main", NULL};
    bool box = (node->traits & HTML_BOX) != 0;

    if (node->names != NULL && node->names->itemprop != NULL &&
        strcasestr(node->names->itemprop, "articleBody") != NULL)
        return 0;
    if (box && is_called(node, LIST(texts), (list_t){0}))
        return 1;
    if ((node->traits & HTML_MAIN) != 0 || has_role(node, roles))
        return 2;
    return box && is_called(node, LIST(weak_texts), (list_t){0}) ? 3 : -1;
}

/* The same but for digits: "post-1" and "post-23"; both may be NULL. */
static bool same(const char *a, const char *b)
{
    while (a != NULL && b != NULL && *a != '\0' && *b != '\0') {
        if (isdigit((unsigned char)*a) && isdigit((unsigned char)*b)) {
            a += strspn(a, "0123456789");
            b += strspn(b, "0123456789");
        } else if (*a++ != *b++)
            return false;
    }
    return a == b || (a != NULL && b != NULL && *a == *b);
}

bool html_names_same(const html_node_t *a, const html_node_t *b)
{
    static const html_names_t none;
    const html_names_t *x = a->names != NULL ? a->names : &none;
    const html_names_t *y = b->names != NULL ? b->names : &none;

    return a->traits == b->traits && same(x->class_names, y->class_names) && same(x->id, y->id);
}
