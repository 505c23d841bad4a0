/* reading.c - see reading.h */
#include "parser/structure/reading.h"

#include <string.h>

#include "parser/structure/assemble.h"
#include "parser/structure/foot.h"
#include "parser/structure/language.h"

rap_code_t reading_copy(const reading_t *self, const char **ret, const char *text, rap_err_t *err)
{
    *ret = rap_arena_strdup(self->arena, text);
    if (*ret == NULL)
        return rap_fail(err, RAP_TOOBIG, "no room for '%s'", text);
    return RAP_OK;
}

rap_code_t reading_end(reading_t *self, rap_err_t *err)
{
    const size_t body = self->head.body;
    size_t said = 0;
    RAP_TRY(foot_begin(self->layout, body, &self->end, err));
    for (size_t i = body; i < self->end && said < self->head.openings; i++)
        said += head_is_text(self->layout, body, i);
    self->head.openings = said;
    return RAP_OK;
}

rap_code_t reading_text(reading_t *self, rap_err_t *err)
{
    rap_statement_t *statement = self->statement;
    bool garbage;
    RAP_TRY(assemble_text(statement, self->layout, self->head.body, self->end, self->arena, err));
    RAP_TRY(passage_make(&self->body, statement->text, strlen(statement->text), self->arena, err));
    RAP_TRY(language_set(statement, &self->body, &garbage, self->arena, err));
    if (garbage)
        return rap_fail(err, RAP_NO_TEXT, "the document's characters form no words");
    if (statement->language == NULL)
        statement->language = self->envelope->hints.language;
    return RAP_OK;
}
