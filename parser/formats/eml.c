/* eml.c - e-mails (RFC 5322), see format.h and mail.h
 *
 * A statement is written in a message, or attached to one that says little more than that it is.
 * So the document is the first attachment that can be read, if it says more than the message;
 * otherwise the message, under its subject.
 */
#include "base/text.h"
#include "parser/formats/format.h"
#include "parser/formats/mail.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

enum {
    HEADER_MAX = 64 * 1024, /* bytes in which a message shows what it is             */
    NAME_MAX_BYTES = 80,    /* of a header                                           */
    NOTE_MAX = 1000,        /* characters of a message that may be a cover note only */
    TYPE_MAX = 128
};

typedef struct reader {
    const format_input_t *in;
    rap_arena_t *arena;
    mail_t mail;
} reader_t;

/* -- sniffing --------------------------------------------------------------------------- */

/* What programs write into messages and nobody into a text. */
static const char *const by_programs[] = {
    "mime-version", "message-id", "received", "return-path", "delivered-to", "content-type", NULL};
static const char *const by_people[] = {"subject", "date", "to", NULL};

static bool is_one_of(const char *name, size_t len, const char *const *names)
{
    for (size_t i = 0; names[i] != NULL; i++)
        if (strlen(names[i]) == len && strncasecmp(names[i], name, len) == 0)
            return true;
    return false;
}

/* Bytes of "Name" in "Name: value", 0 when the line is none. */
static size_t header_name(const char *line, size_t len)
{
    size_t n = 0;

    while (n < len && n < NAME_MAX_BYTES && line[n] > ' ' && line[n] != 0x7f && line[n] != ':')
        n++;
    return n < len && line[n] == ':' ? n : 0;
}

/* Where the next line begins; `end` when this is the last. */
static const char *next_line(const char *at, const char *end)
{
    const char *newline = memchr(at, '\n', (size_t)(end - at));

    return newline != NULL ? newline + 1 : end;
}

/* A block of headers up to an empty line, with a sender and what only messages have. */
static bool eml_sniff(const format_input_t *in)
{
    static const char *const sender[] = {"from", NULL};
    const char *at = in->bytes, *end = at + (in->len < HEADER_MAX ? in->len : HEADER_MAX);
    bool from = false, people = false, programs = false;

    if (end - at > 5 && memcmp(at, "From ", 5) == 0) /* as mailboxes begin one */
        at = next_line(at, end);
    for (const char *next; at < end && at[0] != '\n' && at[0] != '\r'; at = next) {
        next = next_line(at, end);
        size_t name = header_name(at, (size_t)(next - at));

        if (name == 0 && at[0] != ' ' && at[0] != '\t')
            return false;
        from = from || is_one_of(at, name, sender);
        people = people || is_one_of(at, name, by_people);
        programs = programs || is_one_of(at, name, by_programs);
    }
    return from && people && programs;
}

/* -- the message ------------------------------------------------------------------------ */

/* Without "Re:", "Fwd:" and the like. */
static const char *subject_of(const char *subject)
{
    static const char *const marks[] = {
        "re:", "fw:", "fwd:", "tr:", "rv:", "aw:", "wg:", "Отв:", "رد:", "回复:", "转发:", NULL};
    bool again = subject != NULL;

    while (again) {
        again = false;
        for (size_t i = 0; marks[i] != NULL; i++) {
            if (strncasecmp(subject, marks[i], strlen(marks[i])) != 0)
                continue;
            subject += strlen(marks[i]);
            subject += strspn(subject, " ");
            again = true;
        }
    }
    return subject != NULL && subject[0] != '\0' ? subject : NULL;
}

/* A text of the message, by the reader for its type. */
static rap_code_t add_text(
    const reader_t *self, const mail_part_t *part, growing_t *block, rap_err_t *err)
{
    bool html = strcmp(part->type, "text/html") == 0;
    rap_envelope_t envelope = *self->in->envelope;
    char type[TYPE_MAX];
    layout_t layout = {0};

    (void)snprintf(type, sizeof type, "%s; charset=%s", part->type,
        part->charset != NULL ? part->charset : "");
    envelope.media_type = type;
    const format_input_t in = {.bytes = part->bytes, .len = part->len, .envelope = &envelope};
    rap_code_t code = (html ? &format_html : &format_text)->read(&in, self->arena, &layout, err);
    if (code == RAP_NO_TEXT)
        return RAP_OK;
    RAP_TRY(code);
    for (size_t i = 0; i < layout.blocks; i++)
        layout.block[i].page = 0; /* a message has none, whatever form feeds are in its text */
    return growing_append(block, self->arena, layout.block, layout.blocks) ? RAP_OK
                                                                           : growing_full(err);
}

static rap_code_t add_texts(const reader_t *self, bool spare, growing_t *block, rap_err_t *err)
{
    const mail_part_t *part = self->mail.part.item;

    for (size_t i = 0; i < self->mail.part.count; i++)
        if (!part[i].attached && part[i].spare == spare)
            RAP_TRY(add_text(self, &part[i], block, err));
    return RAP_OK;
}

/* The message's own text; no blocks when it has none. */
static rap_code_t read_message(const reader_t *self, layout_t *ret, rap_err_t *err)
{
    growing_t block = {.size = sizeof(layout_block_t)};
    const char *subject = subject_of(self->mail.subject);
    layout_block_t head = {
        .role = LAYOUT_HEADING, .text = subject, .len = subject != NULL ? strlen(subject) : 0};

    if (subject != NULL && !growing_append(&block, self->arena, &head, 1))
        return growing_full(err);
    size_t first = block.count;
    RAP_TRY(add_texts(self, false, &block, err));
    if (block.count == first)
        RAP_TRY(add_texts(self, true, &block, err));
    ret->block = block.item;
    ret->blocks = block.count > first ? block.count : 0;
    return RAP_OK;
}

/* -- attachments ------------------------------------------------------------------------ */

/* Signatures, pictures in the text, invitations: nobody's statement. */
static bool may_be_document(const mail_part_t *part)
{
    static const char *const never[] = {"image/", "audio/", "video/", "text/calendar", "text/vcard",
        "text/x-vcard", "application/pgp-", "application/pkcs7-", "application/x-pkcs7-",
        "message/", "application/ics", NULL};

    for (size_t i = 0; never[i] != NULL; i++)
        if (strncmp(part->type, never[i], strlen(never[i])) == 0)
            return false;
    return part->attached;
}

/* The first attachment that can be read; no blocks when there is none, and then *ret_why is why the
 * first one cannot. */
static rap_code_t read_attachment(
    const reader_t *self, layout_t *ret, rap_err_t *ret_why, rap_err_t *err)
{
    const mail_part_t *part = self->mail.part.item;

    for (size_t i = 0; i < self->mail.part.count; i++) {
        rap_envelope_t envelope = *self->in->envelope;
        rap_err_t why = {0};

        if (!may_be_document(&part[i]))
            continue;
        envelope.media_type = part[i].type;
        format_input_t in = *self->in;
        in.bytes = part[i].bytes;
        in.len = part[i].len;
        in.envelope = &envelope;
        rap_code_t code = formats_read(&in, &format_eml, self->arena, ret, &why);
        if (code == RAP_OK)
            return RAP_OK;
        if (rap_code_fate(code) != RAP_FATE_REJECT) {
            *err = why;
            return code;
        }
        if (ret_why->code == RAP_OK) {
            *ret_why = why;
            rap_fail_prefix(
                ret_why, "attachment '%.60s'", part[i].name != NULL ? part[i].name : "");
        }
    }
    ret->blocks = 0;
    return RAP_OK;
}

/* Characters that are no furniture. */
static size_t points_of(const layout_t *layout)
{
    size_t points = 0;

    for (size_t i = 0; i < layout->blocks; i++)
        if (layout->block[i].role != LAYOUT_FURNITURE)
            points += rap_text_points(layout->block[i].text, layout->block[i].len);
    return points;
}

static rap_code_t choose(const reader_t *self, layout_t *ret, rap_err_t *err)
{
    layout_t message = {0}, attached = {0};
    rap_err_t why = {0};

    RAP_TRY(read_message(self, &message, err));
    RAP_TRY(read_attachment(self, &attached, &why, err));
    if (self->in->draw_page > 0)
        return RAP_OK; /* it is drawn, or the caller sees that it is not */
    size_t said = points_of(&message);
    if (points_of(&attached) > said || (attached.wanted_pages > 0 && said < NOTE_MAX)) {
        *ret = attached;
        return RAP_OK;
    }
    if (why.code != RAP_OK && attached.blocks == 0 && said < NOTE_MAX) {
        *err = why;
        return why.code;
    }
    if (message.blocks == 0 && self->mail.encrypted)
        return rap_fail(err, RAP_ENCRYPTED, "the message is encrypted");
    if (message.blocks == 0)
        return rap_fail(err, RAP_NO_TEXT, "the message has no text and no document");
    *ret = message;
    return RAP_OK;
}

static rap_code_t eml_read(
    const format_input_t *in, rap_arena_t *arena, layout_t *ret, rap_err_t *err)
{
    reader_t self = {.in = in, .arena = arena};

    RAP_TRY(mail_read(in->bytes, in->len, arena, &self.mail, err));
    RAP_TRY(choose(&self, ret, err));
    ret->media_type = format_eml.media_type;
    if (ret->title == NULL)
        ret->title = subject_of(self.mail.subject);
    if (ret->author == NULL)
        ret->author = self.mail.from;
    if (ret->date == NULL)
        ret->date = self.mail.date;
    return RAP_OK;
}

const format_t format_eml = {
    .name = "e-mail", .media_type = "message/rfc822", .sniff = eml_sniff, .read = eml_read};
