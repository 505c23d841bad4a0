/* head.h - a WARC record's head as text, both ways.  For reader.c and writer.c. */
#ifndef RAP_FETCHER_WARC_HEAD_H
#define RAP_FETCHER_WARC_HEAD_H

#include "base/buf.h"
#include "fetcher/warc/warc.h"

/* Reads the head in place: `text` is its lines from "WARC/1.1" on, with the empty one that closes
 * it, of `len` bytes and a NUL behind them; the record's texts point into it.  Offset and
 * `shared` are left alone.  RAP_SYNTAX says what is wrong. */
rap_code_t warc_head_parse(char *text, size_t len, warc_record_t *ret, rap_err_t *err) RAP_CHECKED;

/* Appends the head, with the empty line.  Line ends in texts are cut off with what follows. */
rap_code_t warc_head_write(const warc_record_t *record, rap_buf_t *out, rap_err_t *err) RAP_CHECKED;

#endif
