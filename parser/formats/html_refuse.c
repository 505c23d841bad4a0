/* html_refuse.c - see html_refuse.h */
#include "parser/formats/html_refuse.h"

#include "base/text_icu.h"

#include <string.h>
#include <strings.h>

enum {
    TEXT_MIN = 1200, /* characters: a page with more is a document, whatever it says          */
    SHELL_MAX = 200, /* characters of a page that a script would fill                         */
    BLANK_MAX = 20,  /* characters of one that waits for it: "Loading"                        */
    TITLE_MAX = 120  /* bytes of a title that tells of an error; longer ones tell of a subject */
};

/* What the titles of error pages say, folded. */
static const char *const errors[] = {"400 bad request", "401 unauthorized", "403 forbidden", "404",
    "410 gone", "429 too many requests", "500 internal server error", "502 bad gateway",
    "503 service", "504 gateway", "access denied", "access to this page has been denied",
    "error 403", "error 404", "file not found", "internal server error", "no such page",
    "not found", "nothing found", "page cannot be found", "page introuvable", "page non trouvee",
    "page not available", "page not found", "request rejected", "service unavailable",
    "site maintenance", "temporarily unavailable", "under maintenance", "this page can't be found",
    "acces refuse", "acces interdit", "page inexistante", "pagina no encontrada",
    "pagina no existe", "acceso denegado", "no se encuentra la pagina", "страница не найдена",
    "ошибка 404", "доступ запрещен", "الصفحة غير موجودة", "لم يتم العثور", "تم رفض الوصول",
    "页面不存在", "页面未找到", "找不到", "访问被拒绝", "無法找到", NULL};

/* What the titles of pages say that let only people in, folded. */
static const char *const gates[] = {"are you a robot", "are you human", "attention required",
    "bot verification", "captcha", "checking your browser", "ddos protection", "human verification",
    "just a moment", "one moment, please", "please wait", "pardon our interruption",
    "security check", "verify you are human", "robot check", "un instant", "проверка браузера",
    NULL};

/* What such pages call the box that asks. */
static const char *const boxes[] = {"g-recaptcha", "h-captcha", "hcaptcha", "cf-challenge",
    "challenge-form", "challenge-running", "cf-turnstile", "px-captcha", "captcha", "ddg-captcha",
    "sec-container", "incapsula", NULL};

/* Where scripts put the page that they make. */
static const char *const roots[] = {"root", "app", "__next", "__nuxt", "app-root", "react-root",
    "gatsby-focus-wrapper", "svelte", NULL};

static bool contains(const char *text, const char *const *phrases)
{
    for (size_t i = 0; text != NULL && phrases[i] != NULL; i++)
        if (strcasestr(text, phrases[i]) != NULL)
            return true;
    return false;
}

static bool is_called(const html_tree_t *tree, const char *const *names, bool whole)
{
    for (uint32_t i = 0; i < tree->nodes; i++) {
        const html_names_t *at = tree->node[i].names;

        for (size_t k = 0; at != NULL && names[k] != NULL; k++)
            if (whole ? at->id != NULL && strcmp(at->id, names[k]) == 0
                      : (at->id != NULL && strcasestr(at->id, names[k]) != NULL) ||
                            (at->class_names != NULL &&
                                strcasestr(at->class_names, names[k]) != NULL))
                return true;
    }
    return false;
}

/* Does it ask, where it is shown without scripts or at all, to let them run? */
static bool asks_for_script(const html_tree_t *tree)
{
    for (uint32_t i = 0; i < tree->nodes; i++)
        if (tree->node[i].text != NULL && strcasestr(tree->node[i].text, "javascript") != NULL)
            return true;
    return false;
}

/* The page's title, or its first heading, folded, if it says one of the phrases; NULL. */
static rap_code_t find_title(const html_tree_t *tree, const char *const *phrases,
    rap_arena_t *arena, const char **ret, rap_err_t *err)
{
    const char *title[2] = {tree->meta.window, NULL};
    uint32_t h = 0;

    *ret = NULL;
    while (h < tree->nodes && tree->node[h].level != 1)
        h++;
    for (uint32_t k = h; k < tree->nodes && k < tree->node[h].end && title[1] == NULL; k++)
        if (tree->node[k].points > 1)
            title[1] = tree->node[k].text;
    for (size_t i = 0; i < 2 && *ret == NULL; i++) {
        rap_folded_t folded;

        if (title[i] == NULL || strlen(title[i]) > TITLE_MAX)
            continue;
        RAP_TRY(rap_text_fold_bare(title[i], strlen(title[i]), arena, &folded, err));
        if (contains(folded.text, phrases))
            *ret = title[i];
    }
    return RAP_OK;
}

rap_code_t html_refuse(const html_tree_t *tree, uint32_t main, rap_arena_t *arena, rap_err_t *err)
{
    uint32_t points = tree->node[main].points;
    const char *title = NULL;

    if (points >= TEXT_MIN)
        return RAP_OK;
    if (tree->meta.frame != NULL && points < SHELL_MAX)
        return rap_fail(err, RAP_UNSUPPORTED,
            "a page of frames is not supported; give the address of the frame with the text, "
            "perhaps '%.80s'",
            tree->meta.frame);
    RAP_TRY(find_title(tree, gates, arena, &title, err));
    if (title != NULL || (points < SHELL_MAX && is_called(tree, boxes, false)))
        return rap_fail(err, RAP_NOT_STATEMENT,
            "the page asks whether its reader is human, and shows no document");
    RAP_TRY(find_title(tree, errors, arena, &title, err));
    if (title != NULL)
        return rap_fail(err, RAP_NOT_STATEMENT, "the page tells of an error: '%.100s'", title);
    if (tree->meta.refresh != NULL && points < SHELL_MAX)
        return rap_fail(
            err, RAP_NOT_STATEMENT, "the page only sends on to '%.100s'", tree->meta.refresh);
    if (points < SHELL_MAX &&
        (asks_for_script(tree) || (points < BLANK_MAX && is_called(tree, roots, true))))
        return rap_fail(err, RAP_NOT_STATEMENT,
            "the page is made by JavaScript, which is not run; it holds no text without");
    return RAP_OK;
}
