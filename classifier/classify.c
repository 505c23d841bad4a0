/* classify.c - see classify.h; the parts and their order are in analysis.h */
#include "classifier/classify.h"

#include "classifier/analysis.h"

#include <string.h>

rap_code_t classify_before(const codebook_t *codebook, const rap_parties_t *parties,
    const rap_statement_t *statement, const witness_t *witness, rap_arena_t *arena,
    rap_array_t *ret, rap_err_t *err)
{
    analysis_t self = {.codebook = codebook,
        .parties = parties,
        .statement = statement,
        .arena = arena,
        .language = 1u << codebook_language(statement->language),
        .text_len = strlen(statement->text)};
    findings_t findings = {0};

    if (witness != NULL)
        self.witness = *witness;
    RAP_TRY(rap_text_fold(statement->text, self.text_len, arena, &self.folded, err));
    self.plain = match_plain(self.folded.text, self.folded.len, arena);
    if (self.plain == NULL)
        return rap_fail(err, RAP_TOOBIG, "no room to read the statement");
    RAP_TRY(segment_statement(statement, &self.folded, arena, &self.sentences, err));
    RAP_TRY(
        match_scan(codebook_match(codebook), self.plain, self.folded.len, arena, &self.hits, err));
    RAP_TRY(marks_prepare(&self, err));
    RAP_TRY(findings_collect(&self, &findings, err));
    RAP_TRY(co_sponsors_find(&self, &findings, err));
    return positions_make(&self, &findings, ret, err);
}

rap_code_t classify_statement(const codebook_t *codebook, const rap_parties_t *parties,
    const rap_statement_t *statement, rap_arena_t *arena, rap_array_t *ret, rap_err_t *err)
{
    return classify_before(codebook, parties, statement, NULL, arena, ret, err);
}

rap_code_t classify_record(const codebook_t *codebook, const rap_parties_t *parties,
    rap_record_t *record, rap_arena_t *arena, rap_err_t *err)
{
    const rap_statement_t *statement = record->statements.item;
    rap_array_t positions = {0};

    for (size_t i = 0; i < record->statements.count; i++)
        if (classify_statement(codebook, parties, &statement[i], arena, &positions, err) != RAP_OK)
            return rap_fail_prefix(err, "statement '%s'", statement[i].statement_id);
    record->positions = positions;
    if (record->document != NULL) {
        record->document->codebook = codebook_name(codebook);
        record->document->engine = CLASSIFY_ENGINE;
    }
    return RAP_OK;
}
