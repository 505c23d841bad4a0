/* select.c - see select.h
 *
 * One pass over the selector; each part is written as soon as it is read.
 */
#include "fetcher/sources/select.h"

#include <ctype.h>
#include <libxml/xpath.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum { XPATH_TEXT_MAX = 16 * 1024 };

struct reader {
    const char *css; /* the whole, for messages */
    const char *at;
    rap_buf_t *out;
};

static bool is_name(char c)
{
    return isalnum((unsigned char)c) || c == '-' || c == '_' || (unsigned char)c >= 0x80;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static void skip_blanks(struct reader *self)
{
    while (is_blank(*self->at))
        self->at++;
}

static rap_code_t fail(const struct reader *self, const char *what, rap_err_t *err)
{
    return rap_fail(err, RAP_SYNTAX,
        "cannot read the selector '%.80s' at '%.20s': %s; write it as 'xpath' instead", self->css,
        self->at, what);
}

static rap_code_t read_name(struct reader *self, size_t *ret_len, rap_err_t *err)
{
    size_t len = 0;

    while (is_name(self->at[len]))
        len++;
    if (len == 0)
        return fail(self, "a name is missing", err);
    *ret_len = len;
    return RAP_OK;
}

static rap_code_t write_class(struct reader *self, rap_err_t *err)
{
    size_t len = 0;

    self->at++;
    RAP_TRY(read_name(self, &len, err));
    RAP_TRY(rap_buf_printf(self->out, err,
        "[contains(concat(' ',normalize-space(@class),' '),' %.*s ')]", (int)len, self->at));
    self->at += len;
    return RAP_OK;
}

static rap_code_t write_id(struct reader *self, rap_err_t *err)
{
    size_t len = 0;

    self->at++;
    RAP_TRY(read_name(self, &len, err));
    RAP_TRY(rap_buf_printf(self->out, err, "[@id='%.*s']", (int)len, self->at));
    self->at += len;
    return RAP_OK;
}

/* The value of an attribute test; it must not hold the quote that XPath will put around. */
static rap_code_t read_value(struct reader *self, const char **ret, size_t *ret_len, rap_err_t *err)
{
    char quote = *self->at == '"' || *self->at == '\'' ? *self->at : '\0';
    const char *start = self->at + (quote != '\0');
    size_t len = 0;

    while (start[len] != '\0' && start[len] != (quote != '\0' ? quote : ']'))
        len++;
    if (start[len] == '\0')
        return fail(self, "the value has no end", err);
    if (memchr(start, '\'', len) != NULL)
        return fail(self, "a value with an apostrophe", err);
    self->at = start + len + (quote != '\0');
    *ret = start;
    *ret_len = len;
    return RAP_OK;
}

static rap_code_t write_test(
    struct reader *self, char op, const char *name, size_t name_len, rap_err_t *err)
{
    const char *value = "";
    size_t len = 0;
    int n = (int)name_len;

    RAP_TRY(read_value(self, &value, &len, err));
    switch (op) {
    case '^':
        return rap_buf_printf(
            self->out, err, "[starts-with(@%.*s,'%.*s')]", n, name, (int)len, value);
    case '*':
        return rap_buf_printf(self->out, err, "[contains(@%.*s,'%.*s')]", n, name, (int)len, value);
    case '$': /* XPath 1.0 has no ends-with(); its strings count from 1 */
        return rap_buf_printf(self->out, err, "[substring(@%.*s,string-length(@%.*s)-%d)='%.*s']",
            n, name, n, name, (int)len - 1, (int)len, value);
    default:
        return rap_buf_printf(self->out, err, "[@%.*s='%.*s']", n, name, (int)len, value);
    }
}

static rap_code_t write_attribute(struct reader *self, rap_err_t *err)
{
    size_t len = 0;
    char op = '\0';

    self->at++;
    skip_blanks(self);
    RAP_TRY(read_name(self, &len, err));
    const char *name = self->at;
    self->at += len;
    skip_blanks(self);
    if (*self->at == ']') {
        self->at++;
        return rap_buf_printf(self->out, err, "[@%.*s]", (int)len, name);
    }
    if (*self->at == '^' || *self->at == '$' || *self->at == '*')
        op = *self->at++;
    if (*self->at != '=')
        return fail(self, "an attribute is tested with =, ^=, $= or *=", err);
    self->at++;
    skip_blanks(self);
    RAP_TRY(write_test(self, op, name, len, err));
    skip_blanks(self);
    if (*self->at != ']')
        return fail(self, "']' is missing", err);
    self->at++;
    return RAP_OK;
}

/* "td.date[title]": a name or '*', then tests. */
static rap_code_t write_compound(struct reader *self, rap_err_t *err)
{
    const char *start = self->at;
    size_t len = 0;

    while (is_name(self->at[len]))
        len++;
    if (len == 0) {
        RAP_TRY(rap_buf_char(self->out, '*', err));
        len = *self->at == '*';
    } else {
        RAP_TRY(rap_buf_add(self->out, self->at, len, err));
    }
    self->at += len;
    for (;;) {
        if (*self->at == '.')
            RAP_TRY(write_class(self, err));
        else if (*self->at == '#')
            RAP_TRY(write_id(self, err));
        else if (*self->at == '[')
            RAP_TRY(write_attribute(self, err));
        else
            break;
    }
    return self->at > start ? RAP_OK : fail(self, "an element is missing", err);
}

rap_code_t select_to_xpath(const char *css, rap_buf_t *out, rap_err_t *err)
{
    struct reader self = {.css = css, .at = css, .out = out};
    const char *axis = ".//";

    skip_blanks(&self);
    for (;;) {
        RAP_TRY(rap_buf_text(out, axis, err));
        RAP_TRY(write_compound(&self, err));
        bool apart = is_blank(*self.at);
        skip_blanks(&self);
        if (*self.at == '\0')
            return RAP_OK;
        if (*self.at == '>') {
            axis = "/";
        } else if (*self.at == ',') {
            axis = " | .//";
        } else if (apart) {
            axis = "//";
            continue;
        } else {
            return fail(&self, "not in the part of CSS that is read here", err);
        }
        self.at++;
        skip_blanks(&self);
    }
}

static void silent(void *arg, xmlErrorPtr error)
{
    (void)arg; /* what is wrong is told once, by the caller */
    (void)error;
}

rap_code_t select_compile(
    xmlXPathCompExprPtr *ret, const char *css, const char *xpath, rap_buf_t *text, rap_err_t *err)
{
    RAP_AUTO_RELEASE(rap_buf) path;

    rap_buf_init(&path, XPATH_TEXT_MAX);
    if (css != NULL && xpath != NULL)
        return rap_fail(err, RAP_CONFIG, "say either 'css' or 'xpath'");
    if (css == NULL && xpath == NULL)
        return RAP_OK;
    RAP_TRY(css != NULL ? select_to_xpath(css, &path, err) : rap_buf_text(&path, xpath, err));
    xmlXPathContextPtr context = xmlXPathNewContext(NULL);
    if (context == NULL)
        abort();
    context->error = silent;
    *ret = xmlXPathCtxtCompile(context, (const xmlChar *)path.data);
    xmlXPathFreeContext(context);
    if (*ret == NULL)
        return rap_fail(err, RAP_CONFIG, "cannot read the XPath expression '%.120s'", path.data);
    return text != NULL ? rap_buf_text(text, path.data, err) : RAP_OK;
}
