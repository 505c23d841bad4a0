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

enum {
    WORD_MAX = 32,
    WORDS_MAX = 3, /* that are looked up as one     */
    NUMBER_MIN = 3 /* digits of a record's number    */
};

/* What a word says. */
enum {
    BOILERPLATE = 1 << 0, /* not the text                                                    */
    ALONE = 1 << 1,       /* the same, as a whole class name: "overflow-hidden" and "no-print" say
                             something else                                                  */
    ABOUT = 1 << 2,       /* says something of the page                                      */
    TEXT = 1 << 3,        /* the text is here                                                */
    WEAK = 1 << 4,        /* the text is here; of many other things as well                  */
    NOTE = 1 << 5,        /* notes to the text                                               */
    CONDITION = 1 << 6,   /* a class name that begins so tells of what the page has elsewhere:
                             "has-sidebar"                                                   */
    POST = 1 << 7         /* what WordPress calls a whole post, beside all that it is filed under:
                             "tag-share"                                                     */
};

typedef struct word {
    const char *text;
    uint8_t says;
} word_t;

/* Sorted by text. */
/* clang-format off */
static const word_t words[] = {
    {"aboutauthor", BOILERPLATE}, {"aboutauthors", BOILERPLATE}, {"aboutus", BOILERPLATE},
    {"ad", BOILERPLATE}, {"adbox", BOILERPLATE}, {"addthis", BOILERPLATE},
    {"addtoany", BOILERPLATE}, {"ads", BOILERPLATE}, {"adsbygoogle", BOILERPLATE},
    {"adslot", BOILERPLATE}, {"adunit", BOILERPLATE}, {"advert", BOILERPLATE},
    {"advertisement", BOILERPLATE}, {"advertisements", BOILERPLATE}, {"advertising", BOILERPLATE},
    {"advertorial", BOILERPLATE}, {"adverts", BOILERPLATE}, {"alsointerested", BOILERPLATE},
    {"alsolike", BOILERPLATE}, {"alsoread", BOILERPLATE}, {"alsosee", BOILERPLATE},
    {"ambox", BOILERPLATE}, {"annonce", BOILERPLATE}, {"anzeige", BOILERPLATE},
    {"anzeigen", BOILERPLATE}, {"appdownload", BOILERPLATE}, {"artdate", ABOUT}, {"article", WEAK},
    {"articleauthor", ABOUT}, {"articlebody", TEXT}, {"articlecontainer", WEAK},
    {"articlecontent", TEXT}, {"articlecontents", TEXT}, {"articlecopy", TEXT},
    {"articlecorps", TEXT}, {"articledate", ABOUT}, {"articledetail", TEXT},
    {"articledetails", TEXT}, {"articlemain", TEXT}, {"articlemeta", ABOUT},
    {"articleparagraphs", TEXT}, {"articles", WEAK}, {"articletext", TEXT}, {"articlewrap", WEAK},
    {"articlewrapper", WEAK}, {"articolotesto", TEXT}, {"articulo", WEAK}, {"artikel", WEAK},
    {"artikelbody", TEXT}, {"artikelinhalt", TEXT}, {"artikeltext", TEXT}, {"aural", ALONE},
    {"author", ABOUT}, {"authorbio", BOILERPLATE}, {"authorbox", BOILERPLATE},
    {"authordescription", BOILERPLATE}, {"authorinfo", BOILERPLATE}, {"authors", ABOUT},
    {"autor", ABOUT}, {"autoren", ABOUT}, {"backlink", BOILERPLATE}, {"backtotop", BOILERPLATE},
    {"banner", BOILERPLATE}, {"banners", BOILERPLATE}, {"beitrag", WEAK}, {"beitraginhalt", TEXT},
    {"beitragstext", TEXT}, {"bildtext", ABOUT}, {"bildunterschrift", ABOUT}, {"bio", ABOUT},
    {"biobox", BOILERPLATE}, {"blogcontent", TEXT}, {"blogentry", WEAK}, {"blogpost", WEAK},
    {"blogtext", TEXT}, {"body", WEAK}, {"bodycontent", TEXT}, {"bodycopy", TEXT},
    {"bodytext", TEXT}, {"breadcrumb", BOILERPLATE}, {"breadcrumbs", BOILERPLATE},
    {"brotkrumen", BOILERPLATE}, {"btn", BOILERPLATE}, {"button", BOILERPLATE},
    {"buttons", BOILERPLATE}, {"byline", ABOUT}, {"calltoaction", BOILERPLATE}, {"caption", ABOUT},
    {"captions", ABOUT}, {"carousel", BOILERPLATE}, {"catlinks", BOILERPLATE},
    {"clicktotweet", BOILERPLATE}, {"cmpbox", BOILERPLATE}, {"cmscontent", TEXT}, {"cmstext", TEXT},
    {"comentarios", BOILERPLATE}, {"comment", BOILERPLATE}, {"commentaires", BOILERPLATE},
    {"commentform", BOILERPLATE}, {"commentlist", BOILERPLATE}, {"commentrespond", BOILERPLATE},
    {"comments", BOILERPLATE}, {"compartir", BOILERPLATE}, {"condividi", BOILERPLATE},
    {"consent", BOILERPLATE}, {"consentmanager", BOILERPLATE}, {"contactus", BOILERPLATE},
    {"contenido", WEAK}, {"contenidonoticia", TEXT}, {"content", WEAK}, {"contentarticle", TEXT},
    {"contentbody", TEXT}, {"contentcopy", TEXT}, {"contentdetail", TEXT}, {"contententry", TEXT},
    {"contentholder", WEAK}, {"contentmain", TEXT}, {"contentpost", TEXT}, {"contents", WEAK},
    {"contentstory", TEXT}, {"contenttext", TEXT}, {"contenu", WEAK}, {"contenuto", WEAK},
    {"conteudo", WEAK}, {"contributorbio", BOILERPLATE}, {"cookie", BOILERPLATE},
    {"cookiebanner", BOILERPLATE}, {"cookiebar", BOILERPLATE}, {"cookiecompliance", BOILERPLATE},
    {"cookieconsent", BOILERPLATE}, {"cookiehint", BOILERPLATE}, {"cookieinfo", BOILERPLATE},
    {"cookielaw", BOILERPLATE}, {"cookiemodal", BOILERPLATE}, {"cookienotice", BOILERPLATE},
    {"cookiepolicy", BOILERPLATE}, {"cookies", BOILERPLATE}, {"cookiewarning", BOILERPLATE},
    {"copyright", BOILERPLATE}, {"copyrightnotice", ABOUT}, {"coralthread", BOILERPLATE},
    {"corps", WEAK}, {"corpsarticle", TEXT}, {"corpstexte", TEXT}, {"correction", ABOUT},
    {"credit", ABOUT}, {"credits", ABOUT}, {"crumb", BOILERPLATE}, {"crumbs", BOILERPLATE},
    {"cta", BOILERPLATE}, {"cuerpo", WEAK}, {"cuerponoticia", TEXT},
    {"cybotcookiebotdialog", BOILERPLATE}, {"date", ABOUT}, {"dateauthor", ABOUT},
    {"datecreated", ABOUT}, {"dateline", ABOUT}, {"datepublished", ABOUT}, {"datetime", ABOUT},
    {"datetimestamp", ABOUT}, {"datum", ABOUT}, {"detail", WEAK}, {"detailbody", TEXT},
    {"detailcontent", TEXT}, {"details", WEAK}, {"detailtext", TEXT}, {"detailtextblock", TEXT},
    {"didomi", BOILERPLATE}, {"disclaimer", ABOUT}, {"disqus", BOILERPLATE},
    {"disqusthread", BOILERPLATE}, {"donate", BOILERPLATE}, {"donation", BOILERPLATE},
    {"dontmiss", BOILERPLATE}, {"downloadapp", BOILERPLATE}, {"editorcontent", TEXT},
    {"editorspicks", BOILERPLATE}, {"editsection", BOILERPLATE}, {"emailsignup", BOILERPLATE},
    {"embed", ABOUT}, {"endnote", NOTE}, {"endnotes", NOTE}, {"entry", WEAK}, {"entrybody", TEXT},
    {"entrycontent", TEXT}, {"entrydate", ABOUT}, {"entrymeta", ABOUT}, {"entrytext", TEXT},
    {"entrytextcontent", TEXT}, {"fecha", ABOUT}, {"feedback", BOILERPLATE}, {"fieldbody", TEXT},
    {"fieldtext", TEXT}, {"figure", ABOUT}, {"flyout", BOILERPLATE}, {"follow", BOILERPLATE},
    {"followus", BOILERPLATE}, {"footer", BOILERPLATE}, {"footers", BOILERPLATE},
    {"footnote", NOTE}, {"footnotelist", NOTE}, {"footnotes", NOTE}, {"footnotetext", NOTE},
    {"fulltext", TEXT}, {"furtherreading", BOILERPLATE}, {"fusszeile", BOILERPLATE},
    {"gallery", BOILERPLATE}, {"gdpr", BOILERPLATE}, {"globalheader", BOILERPLATE},
    {"globalnav", BOILERPLATE}, {"haber", WEAK}, {"hamburger", BOILERPLATE}, {"has", CONDITION},
    {"hashtags", BOILERPLATE}, {"hatnote", BOILERPLATE}, {"hauptinhalt", WEAK},
    {"hellobar", BOILERPLATE}, {"hentry", WEAK | POST}, {"hidden", ALONE}, {"htmlfield", TEXT},
    {"image", ABOUT}, {"imagecaption", ABOUT}, {"imagecredit", ABOUT}, {"images", ABOUT},
    {"img", ABOUT}, {"imgcaption", ABOUT}, {"infographic", ABOUT}, {"inhalt", WEAK},
    {"instagram", ABOUT}, {"invisible", ALONE}, {"is", CONDITION}, {"iubenda", BOILERPLATE},
    {"jprelatedposts", BOILERPLATE}, {"js", CONDITION}, {"jssocials", BOILERPLATE},
    {"klaro", BOILERPLATE}, {"kommentar", BOILERPLATE}, {"kommentare", BOILERPLATE},
    {"kommentarliste", BOILERPLATE}, {"langs", BOILERPLATE}, {"langswitch", BOILERPLATE},
    {"langswitcher", BOILERPLATE}, {"languageswitch", BOILERPLATE},
    {"languageswitcher", BOILERPLATE}, {"lastmodified", ABOUT}, {"lastupdated", ABOUT},
    {"latestnews", BOILERPLATE}, {"latestposts", BOILERPLATE}, {"leadgen", BOILERPLATE},
    {"leftrail", BOILERPLATE}, {"legend", ABOUT}, {"legende", ABOUT}, {"lightbox", BOILERPLATE},
    {"lightboxcaption", ABOUT}, {"livefyre", BOILERPLATE}, {"login", BOILERPLATE},
    {"mailchimp", BOILERPLATE}, {"main", WEAK}, {"mainarticle", WEAK}, {"mainbar", WEAK},
    {"mainbody", TEXT}, {"maincolumn", WEAK}, {"maincontent", WEAK}, {"maincopy", TEXT},
    {"mainmenu", BOILERPLATE}, {"mainpanel", WEAK}, {"mainstory", TEXT}, {"maintext", TEXT},
    {"masthead", BOILERPLATE}, {"materia", WEAK}, {"media", ABOUT}, {"mediacaption", ABOUT},
    {"megamenu", BOILERPLATE}, {"mehrzumthema", BOILERPLATE}, {"menu", BOILERPLATE},
    {"menus", BOILERPLATE}, {"meta", ABOUT}, {"metadata", ABOUT}, {"mobileapp", BOILERPLATE},
    {"mobilenav", BOILERPLATE}, {"modal", BOILERPLATE}, {"moreabout", BOILERPLATE},
    {"morearticles", BOILERPLATE}, {"morefrom", BOILERPLATE}, {"moreinfo", BOILERPLATE},
    {"morelikethis", BOILERPLATE}, {"morenews", BOILERPLATE}, {"moreon", BOILERPLATE},
    {"moreposts", BOILERPLATE}, {"morestories", BOILERPLATE}, {"moretopics", BOILERPLATE},
    {"mostpopular", BOILERPLATE}, {"mostread", BOILERPLATE}, {"mostviewed", BOILERPLATE},
    {"msofootnotetext", NOTE}, {"mwparseroutput", TEXT}, {"namebody", TEXT},
    {"namefieldtext", TEXT}, {"nav", BOILERPLATE}, {"navbar", BOILERPLATE}, {"navbox", BOILERPLATE},
    {"navi", BOILERPLATE}, {"navigation", BOILERPLATE}, {"newsarticle", WEAK}, {"newsbody", TEXT},
    {"newscontent", TEXT}, {"newsdate", ABOUT}, {"newsdetail", TEXT}, {"newsdetails", TEXT},
    {"newsletter", BOILERPLATE}, {"newsletters", BOILERPLATE}, {"newslettersignup", BOILERPLATE},
    {"newstext", TEXT}, {"nextarticle", BOILERPLATE}, {"nextlink", BOILERPLATE},
    {"nextpost", BOILERPLATE}, {"nextprev", BOILERPLATE}, {"no", CONDITION}, {"node", WEAK},
    {"noprint", ALONE}, {"not", CONDITION}, {"nota", WEAK}, {"noticia", WEAK},
    {"offcanvas", BOILERPLATE}, {"offscreen", ALONE}, {"onetrust", BOILERPLATE},
    {"optin", BOILERPLATE}, {"outbrain", BOILERPLATE}, {"outbrainwidget", BOILERPLATE},
    {"overlay", BOILERPLATE}, {"pagebody", TEXT}, {"pagecontent", WEAK},
    {"pagefooter", BOILERPLATE}, {"pagenav", BOILERPLATE}, {"pager", BOILERPLATE},
    {"pagetext", TEXT}, {"pagetools", BOILERPLATE}, {"pagination", BOILERPLATE},
    {"parseroutput", TEXT}, {"partage", BOILERPLATE}, {"partager", BOILERPLATE},
    {"paywall", BOILERPLATE}, {"photo", ABOUT}, {"photocredit", ABOUT}, {"photographer", ABOUT},
    {"photos", ABOUT}, {"picture", ABOUT}, {"popular", BOILERPLATE}, {"popularposts", BOILERPLATE},
    {"popup", BOILERPLATE}, {"post", WEAK}, {"postarea", TEXT}, {"postbody", TEXT},
    {"postcontent", TEXT}, {"postcontents", TEXT}, {"postdate", ABOUT}, {"posted", ABOUT},
    {"postedby", ABOUT}, {"postedon", ABOUT}, {"postentry", TEXT}, {"postmeta", ABOUT},
    {"postnav", BOILERPLATE}, {"postratings", BOILERPLATE}, {"posttext", TEXT},
    {"postwrapper", WEAK}, {"pressreleasebody", TEXT}, {"previouslink", BOILERPLATE},
    {"prevlink", BOILERPLATE}, {"prevnext", BOILERPLATE}, {"prevpost", BOILERPLATE},
    {"primary", WEAK}, {"print", ALONE}, {"printfooter", BOILERPLATE},
    {"printfriendly", BOILERPLATE}, {"privacybar", BOILERPLATE}, {"promo", BOILERPLATE},
    {"promobox", BOILERPLATE}, {"promos", BOILERPLATE}, {"promoted", BOILERPLATE},
    {"promotion", BOILERPLATE}, {"prose", TEXT}, {"pubdate", ABOUT}, {"publicationdate", ABOUT},
    {"publicationinfo", ABOUT}, {"publicidad", BOILERPLATE}, {"publicite", BOILERPLATE},
    {"publish", ABOUT}, {"publishdate", ABOUT}, {"published", ABOUT}, {"pullquote", BOILERPLATE},
    {"pullquotes", BOILERPLATE}, {"quantcast", BOILERPLATE}, {"quelle", ABOUT},
    {"quicklinks", BOILERPLATE}, {"rating", BOILERPLATE}, {"ratingbox", BOILERPLATE},
    {"ratings", BOILERPLATE}, {"readalso", BOILERPLATE}, {"readingtime", ABOUT},
    {"readmore", BOILERPLATE}, {"readnext", BOILERPLATE}, {"readtime", ABOUT},
    {"recentarticles", BOILERPLATE}, {"recententries", BOILERPLATE}, {"recentnews", BOILERPLATE},
    {"recentposts", BOILERPLATE}, {"recirc", BOILERPLATE}, {"recirculation", BOILERPLATE},
    {"reclame", BOILERPLATE}, {"recommend", BOILERPLATE}, {"recommendation", BOILERPLATE},
    {"recommendations", BOILERPLATE}, {"recommended", BOILERPLATE}, {"reflist", NOTE},
    {"register", BOILERPLATE}, {"relacionadas", BOILERPLATE}, {"relacionados", BOILERPLATE},
    {"related", BOILERPLATE}, {"relatedarticles", BOILERPLATE}, {"relatedcontent", BOILERPLATE},
    {"relatedlinks", BOILERPLATE}, {"relatednews", BOILERPLATE}, {"relatedposts", BOILERPLATE},
    {"relatedstories", BOILERPLATE}, {"relatedtags", BOILERPLATE}, {"relatedtopics", BOILERPLATE},
    {"reply", BOILERPLATE}, {"respond", BOILERPLATE}, {"richhtmlfield", TEXT}, {"richtext", TEXT},
    {"rightrail", BOILERPLATE}, {"rss", BOILERPLATE}, {"rte", TEXT}, {"rtestatefield", TEXT},
    {"screenreader", BOILERPLATE}, {"screenreadertext", BOILERPLATE}, {"sdendnote", NOTE},
    {"sdfootnote", NOTE}, {"search", BOILERPLATE}, {"searchform", BOILERPLATE},
    {"seealso", BOILERPLATE}, {"seitenleiste", BOILERPLATE}, {"share", BOILERPLATE},
    {"shareaholic", BOILERPLATE}, {"sharebar", BOILERPLATE}, {"sharebuttons", BOILERPLATE},
    {"sharedaddy", BOILERPLATE}, {"sharelinks", BOILERPLATE}, {"sharethis", BOILERPLATE},
    {"sharetools", BOILERPLATE}, {"shariff", BOILERPLATE}, {"sharing", BOILERPLATE},
    {"shirttail", BOILERPLATE}, {"sidebar", BOILERPLATE}, {"sidebars", BOILERPLATE},
    {"sidemenu", BOILERPLATE}, {"sidenav", BOILERPLATE}, {"siderail", BOILERPLATE},
    {"signin", BOILERPLATE}, {"signup", BOILERPLATE}, {"signupform", BOILERPLATE},
    {"similar", BOILERPLATE}, {"similararticles", BOILERPLATE}, {"similarposts", BOILERPLATE},
    {"single", WEAK}, {"singlecontent", TEXT}, {"singletext", TEXT}, {"sitefooter", BOILERPLATE},
    {"siteheader", BOILERPLATE}, {"siteinfo", BOILERPLATE}, {"sitemap", BOILERPLATE},
    {"sitenav", BOILERPLATE}, {"skip", BOILERPLATE}, {"skiplink", BOILERPLATE},
    {"skiplinks", BOILERPLATE}, {"skiptocontent", BOILERPLATE}, {"slider", BOILERPLATE},
    {"slideshow", BOILERPLATE}, {"sociable", BOILERPLATE}, {"social", BOILERPLATE},
    {"sociallinks", BOILERPLATE}, {"socialmedia", BOILERPLATE}, {"socialshare", BOILERPLATE},
    {"source", ABOUT}, {"sources", ABOUT}, {"speech", WEAK}, {"speechbody", TEXT},
    {"speechcontent", TEXT}, {"speechtext", TEXT}, {"sponsor", BOILERPLATE},
    {"sponsored", BOILERPLATE}, {"sponsors", BOILERPLATE}, {"sronly", BOILERPLATE},
    {"statement", WEAK}, {"statementbody", TEXT}, {"statementcontent", TEXT},
    {"statementtext", TEXT}, {"stickybar", BOILERPLATE}, {"story", WEAK}, {"storybody", TEXT},
    {"storycontent", TEXT}, {"storycopy", TEXT}, {"storytext", TEXT}, {"submenu", BOILERPLATE},
    {"submitted", ABOUT}, {"subnav", BOILERPLATE}, {"subscribe", BOILERPLATE},
    {"subscription", BOILERPLATE}, {"subscriptions", BOILERPLATE}, {"supports", CONDITION},
    {"survey", BOILERPLATE}, {"taboola", BOILERPLATE}, {"tagcloud", BOILERPLATE},
    {"taglist", BOILERPLATE}, {"tags", BOILERPLATE}, {"tagslinks", BOILERPLATE},
    {"teaser", BOILERPLATE}, {"teasercontent", TEXT}, {"teasers", BOILERPLATE},
    {"teasertext", WEAK}, {"teilen", BOILERPLATE}, {"tekst", WEAK}, {"testo", WEAK},
    {"testoarticolo", TEXT}, {"text", WEAK}, {"textarticle", TEXT}, {"textblock", TEXT},
    {"textbody", TEXT}, {"textcontent", TEXT}, {"texte", WEAK}, {"textlong", TEXT}, {"texto", WEAK},
    {"textonoticia", TEXT}, {"thumb", ABOUT}, {"thumbcaption", ABOUT}, {"thumbnail", ABOUT},
    {"timestamp", ABOUT}, {"toc", BOILERPLATE}, {"toolbar", BOILERPLATE}, {"toolbox", BOILERPLATE},
    {"tools", BOILERPLATE}, {"tooltip", BOILERPLATE}, {"topbar", BOILERPLATE},
    {"topiclist", BOILERPLATE}, {"topictags", BOILERPLATE}, {"topmenu", BOILERPLATE},
    {"topnav", BOILERPLATE}, {"topnews", BOILERPLATE}, {"topstories", BOILERPLATE},
    {"totop", BOILERPLATE}, {"transcript", TEXT}, {"trc", BOILERPLATE}, {"trending", BOILERPLATE},
    {"truste", BOILERPLATE}, {"tweetbutton", BOILERPLATE}, {"tweetthis", BOILERPLATE},
    {"typepage", POST}, {"typepost", POST}, {"updated", ABOUT}, {"upsell", BOILERPLATE},
    {"usefullinks", BOILERPLATE}, {"usercentrics", BOILERPLATE}, {"utilitynav", BOILERPLATE},
    {"vcard", ABOUT}, {"verwandte", BOILERPLATE}, {"viafoura", BOILERPLATE}, {"video", ABOUT},
    {"videocaption", ABOUT}, {"views", ABOUT}, {"visuallyhidden", BOILERPLATE},
    {"werbung", BOILERPLATE}, {"widget", ALONE}, {"widgetarea", BOILERPLATE}, {"with", CONDITION},
    {"without", CONDITION}, {"wordcount", ABOUT}, {"wpcaptiontext", ABOUT},
    {"wpulike", BOILERPLATE}, {"wysiwyg", TEXT}, {"yarpp", BOILERPLATE},
    {"youmayalso", BOILERPLATE}, {"youmaylike", BOILERPLATE}, {"zergnet", BOILERPLATE},
};
/* clang-format on */

static int by_text(const void *key, const void *item)
{
    return strcmp(key, ((const word_t *)item)->text);
}

static uint8_t look_up(const char *text)
{
    const word_t *word = bsearch(text, words, sizeof words / sizeof *words, sizeof *words, by_text);

    return word != NULL ? word->says : 0;
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

/* What the words of one class name say, and two or three in a row. */
static uint8_t words_say(const char *at, const char *end)
{
    char word[WORD_MAX], row[WORDS_MAX * WORD_MAX];
    size_t second = 0, len = 0, n; /* the row holds two words, and where the second begins */
    uint8_t says = 0;

    while ((n = next_word(&at, end, word)) > 0) {
        memcpy(row + len, word, n + 1);
        says |= look_up(word);
        if (len > 0)
            says |= look_up(row + second);
        if (second > 0)
            says |= look_up(row);
        memmove(row, row + second, len + n + 1 - second);
        len += n - second;
        second = len - n;
    }
    return says & (uint8_t) ~(ALONE | CONDITION);
}

static bool is_condition(const char *at, const char *end)
{
    char word[WORD_MAX];
    const char *next = at;

    if (memchr(at, ':', (size_t)(end - at)) != NULL)
        return true; /* "print:hidden", "md:hidden" */
    return next_word(&next, end, word) > 0 && next < end && !isalpha((unsigned char)*next) &&
           (look_up(word) & CONDITION) != 0;
}

/* What a list of class names says. */
static uint8_t names_say(const char *names)
{
    static const char space[] = " \t\r\n\f";
    uint8_t says = 0;

    for (const char *at = names; at != NULL && *at != '\0';) {
        at += strspn(at, space);
        const char *end = at + strcspn(at, space), *next = at;
        char whole[WORD_MAX];

        if (end > at && next_word(&next, end, whole) > 0 && next == end &&
            (look_up(whole) & ALONE) != 0)
            says |= BOILERPLATE;
        if (end > at && !is_condition(at, end))
            says |= words_say(at, end);
        at = end;
    }
    return says;
}

uint8_t html_names_read(const html_names_t *names)
{
    uint8_t by_class = names_say(names->class_names), says = by_class | names_say(names->id);

    return (by_class & POST) != 0 ? says & (uint8_t)~BOILERPLATE : says;
}

static bool says(const html_node_t *node, uint8_t what)
{
    return node->names != NULL && (node->names->says & what) != 0;
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

    return says(node, BOILERPLATE) || has_role(node, roles);
}

bool html_names_about(const html_node_t *node)
{
    return says(node, ABOUT);
}

bool html_names_note(const html_node_t *node)
{
    static const char *const roles[] = {
        "doc-footnote", "doc-endnote", "doc-endnotes", "doc-footnotes", NULL};

    return says(node, NOTE) || has_role(node, roles);
}

int html_names_text(const html_node_t *node)
{
    static const char *const article[] = {"article", NULL}, *const main[] = {"main", NULL};
    bool box = (node->traits & HTML_BOX) != 0;

    if (node->names != NULL && node->names->itemprop != NULL &&
        strcasestr(node->names->itemprop, "articleBody") != NULL)
        return 0;
    if (box && says(node, TEXT))
        return 1;
    if ((node->traits & HTML_ARTICLE) != 0 || has_role(node, article))
        return 2;
    if ((node->traits & HTML_MAIN) != 0 || has_role(node, main))
        return 3;
    return box && says(node, WEAK) ? 4 : -1;
}

/* The same but for the number of a record: "post-1023" and "post-1189", not "column1" and
 * "column2"; both may be NULL. */
static bool same(const char *a, const char *b)
{
    static const char digits[] = "0123456789";

    while (a != NULL && b != NULL && *a != '\0' && *b != '\0') {
        size_t x = strspn(a, digits), y = strspn(b, digits);
        bool numbers = x >= NUMBER_MIN && y >= NUMBER_MIN;

        if (!numbers && *a != *b)
            return false;
        a += numbers ? x : 1;
        b += numbers ? y : 1;
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
