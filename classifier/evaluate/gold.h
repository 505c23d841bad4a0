/* gold.h - statements that people have coded, and what they found in them.
 *
 * A file has one JSON object a line:
 *
 *   {"id": "m001", "language": "en", "text": "...", "gold": {"codes": [
 *      {"issue": "cap.fund", "stance": "support", "party": "speaker", "attribution": "own",
 *       "quote": "..."}]}}
 *
 * `party` is "speaker" (whoever the statement is made for), the id of a party whose view is told, or
 * null for others without a name; `attribution` is own, group or reported; `quote` and all other keys may
 * be absent.  Who speaks may stand in gold.delegation, gold.on_behalf_of and gold.aligns_with, or in
 * party_iso3.  Unknown keys are passed over.
 */
#ifndef RAP_CLASSIFIER_EVALUATE_GOLD_H
#define RAP_CLASSIFIER_EVALUATE_GOLD_H

#include "proto/parties.h"
#include "proto/record.h"

typedef struct gold_code {
    const char *issue;
    int stance; /* RAP_STANCE_* */
    const char *party;
    int attribution; /* an index of gold_attribution_names */
    const char *quote;
} gold_code_t;

enum { GOLD_OWN, GOLD_GROUP, GOLD_REPORTED };
extern const char *const gold_attribution_names[];

typedef struct gold_answer {
    rap_array_t codes;      /* gold_code_t */
    rap_strings_t disputed; /* issues on which coders did not agree: not scored */
    rap_strings_t delegation, on_behalf_of, aligns_with;
    const char *body, *kind;
} gold_answer_t;

typedef struct gold_item {
    const char *id, *language, *text, *party_iso3;
    gold_answer_t gold;
} gold_item_t;

/* All lines of the file, added to those in *ret (gold_item_t), in the arena.  RAP_SYNTAX and
 * RAP_SCHEMA say "file:line: ...", also of an id that is there already. */
rap_code_t gold_read(
    const char *path, rap_arena_t *arena, rap_array_t *ret, rap_err_t *err) RAP_CHECKED;

/* The id of a party that coders wrote down as "KE", "KEN", "EU" or "G:EU"; a word that names none stays
 * as it is. */
const char *gold_party(const rap_parties_t *parties, const char *word, rap_arena_t *arena);

/* The item as the parser would hand it on: paragraphs are parted by empty lines, or by line ends
 * where there are no empty lines.  A speaker of whom nothing is known is called "speaker". */
rap_code_t gold_statement(const gold_item_t *item, const rap_parties_t *parties, rap_arena_t *arena,
    rap_statement_t *ret, rap_err_t *err) RAP_CHECKED;

#endif
