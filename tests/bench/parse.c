/* parse.c - what reading a document costs, against the least that a library does with it.
 *
 *   bench_parse ROUNDS FILE...
 *
 * A line a file, parted by tabs: name, bytes, pages, blocks, and the medians, in microseconds of
 * processor time, of three readings that are done in turns:
 *
 *   bare    PDF: Poppler's words; HTML: libxml2 reads it; DOCX, ODT: libzip unpacks the part with the
 *           text and libxml2 reads it; text: it is looked at whether it is UTF-8
 *   layout  layout_read(): paragraphs
 *   whole   layout, structure_read() and rap_record_pack(): what the parser's child does
 */
#include "base/file.h"
#include "base/text.h"
#include "parser/formats/pdf_poppler.h"
#include "parser/layout.h"
#include "parser/structure/structure.h"
#include "proto/record.h"

#include <libxml/HTMLparser.h>
#include <libxml/xmlreader.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <zip.h>

enum { FILE_MAX = 64 << 20, ROUNDS_MAX = 10000 };

typedef struct bench {
    structure_t *structure;
    rap_arena_t *arena;
    rap_buf_t file, record, texts;
    layout_t layout;
} bench_t;

static bool pass_info(void *arg, const char *key, const char *value)
{
    (void)arg;
    (void)key;
    (void)value;
    return true;
}

static bool pass_pages(void *arg, int64_t count)
{
    (void)arg;
    return count > 0;
}

static bool pass_page(void *arg, double width, double height)
{
    (void)arg;
    (void)width;
    (void)height;
    return true;
}

static bool pass_word(void *arg, const pdf_word_t *word)
{
    size_t *points = arg;

    *points += word->points;
    return true;
}

static bool bare_pdf(const bench_t *self)
{
    size_t points = 0;
    const pdf_listener_t listener = {.arg = &points,
        .info = pass_info,
        .pages = pass_pages,
        .page = pass_page,
        .word = pass_word};

    return pdf_poppler_read(self->file.data, self->file.len, &listener) == PDF_READ;
}

static bool bare_xml(const char *text, int len)
{
    xmlTextReader *reader = xmlReaderForMemory(text, len, NULL, NULL, XML_PARSE_NONET);
    int more;

    while ((more = xmlTextReaderRead(reader)) == 1)
        ;
    xmlFreeTextReader(reader);
    return more == 0;
}

static bool bare_part(zip_t *zip, const char *name)
{
    zip_stat_t stat;
    bool well = false;

    if (zip_stat(zip, name, 0, &stat) != 0)
        return false;
    char *text = malloc(stat.size + 1);
    zip_file_t *part = zip_fopen_index(zip, stat.index, 0);
    if (text != NULL && part != NULL && zip_fread(part, text, stat.size) == (zip_int64_t)stat.size)
        well = bare_xml(text, (int)stat.size);
    (void)zip_fclose(part);
    free(text);
    return well;
}

static bool bare_office(const bench_t *self)
{
    zip_source_t *source = zip_source_buffer_create(self->file.data, self->file.len, 0, NULL);
    zip_t *zip = source != NULL ? zip_open_from_source(source, ZIP_RDONLY, NULL) : NULL;

    if (zip == NULL)
        return false;
    bool well = bare_part(zip, "word/document.xml") || bare_part(zip, "content.xml");
    zip_discard(zip);
    return well;
}

static bool bare_html(const bench_t *self)
{
    xmlDoc *document = htmlReadMemory(self->file.data, (int)self->file.len, NULL, "UTF-8",
        HTML_PARSE_RECOVER | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING | HTML_PARSE_NONET);

    xmlFreeDoc(document);
    return document != NULL;
}

static bool read_bare(bench_t *self)
{
    const char *bytes = self->file.data;

    if (strncmp(bytes, "%PDF", 4) == 0)
        return bare_pdf(self);
    if (strncmp(bytes, "PK", 2) == 0)
        return bare_office(self);
    if (bytes[0] == '<')
        return bare_html(self);
    return rap_text_is_utf8(bytes, self->file.len);
}

static const rap_envelope_t envelope = {
    .id = "0000000000000000000000000000000000000000000000000000000000000000",
    .origin = "",
    .url = "file:bench"};

static bool read_layout(bench_t *self)
{
    rap_err_t err;

    rap_arena_reset(self->arena);
    return layout_read(self->file.data, self->file.len, &envelope, self->arena, &self->layout,
               &err) == RAP_OK;
}

static bool read_whole(bench_t *self)
{
    rap_record_t record;
    rap_err_t err;

    rap_buf_reset(&self->record);
    rap_buf_reset(&self->texts);
    return read_layout(self) &&
           structure_read(&self->layout, &envelope, self->structure, self->arena, &record, &err) ==
               RAP_OK &&
           rap_record_pack(&record, &self->record, &self->texts, &err) == RAP_OK;
}

static double now_us(void)
{
    struct timespec at;

    (void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &at);
    return (double)at.tv_sec * 1e6 + (double)at.tv_nsec / 1e3;
}

static int by_size(const void *left, const void *right)
{
    double a = *(const double *)left, b = *(const double *)right;

    return (a > b) - (a < b);
}

typedef bool read_fn(bench_t *self);

static bool measure(bench_t *self, const char *path, size_t rounds)
{
    static read_fn *const reading[] = {read_bare, read_layout, read_whole};
    enum { READINGS = sizeof reading / sizeof *reading };
    double *took = calloc(READINGS * rounds, sizeof *took);
    rap_err_t err;

    rap_buf_reset(&self->file);
    if (took == NULL || rap_file_read(path, &self->file, &err) != RAP_OK || self->file.len == 0)
        return false;
    for (size_t i = 0; i <= rounds; i++) /* the first one warms up */
        for (size_t k = 0; k < READINGS; k++) {
            double from = now_us();

            if (!reading[k](self))
                return false;
            took[k * rounds + (i > 0 ? i - 1 : 0)] = now_us() - from;
        }
    printf("%s\t%zu\t%lld\t%zu", path, self->file.len, (long long)self->layout.pages,
        self->layout.blocks);
    for (size_t k = 0; k < READINGS; k++) {
        qsort(took + k * rounds, rounds, sizeof *took, by_size);
        printf("\t%.1f", took[k * rounds + rounds / 2]);
    }
    printf("\n");
    free(took);
    return true;
}

int main(int argc, char **argv)
{
    long rounds = argc > 2 ? strtol(argv[1], NULL, 10) : 0;
    bench_t self = {.arena = rap_arena_new((size_t)512 << 20)};
    rap_err_t err;

    if (rounds < 1 || rounds > ROUNDS_MAX) {
        fprintf(stderr, "usage: bench_parse ROUNDS FILE...\n");
        return 64;
    }
    rap_buf_init(&self.file, FILE_MAX);
    rap_buf_init(&self.record, FILE_MAX);
    rap_buf_init(&self.texts, FILE_MAX);
    if (structure_open(&self.structure, NULL, &err) != RAP_OK) {
        fprintf(stderr, "bench_parse: %s\n", err.text);
        return 1;
    }
    for (int i = 2; i < argc; i++)
        if (!measure(&self, argv[i], (size_t)rounds)) {
            fprintf(stderr, "bench_parse: '%s' cannot be read\n", argv[i]);
            return 1;
        }
    return 0;
}
