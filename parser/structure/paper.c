/* paper.c - who submits a paper: "Working paper submitted by Ghana and Japan"; see cast.h */
#include "parser/structure/cast.h"

/* clang-format off */
static const char *const submitted[] = {"working paper submitted by", "working paper by", "working paper presented by", "working paper from",
    "working paper of", "paper submitted by", "paper presented by", "non-paper submitted by", "non-paper by", "concept paper submitted by",
    "concept note submitted by", "proposal submitted by", "document submitted by", "submission by", "submission of", "submitted by the delegation* of",
    "views submitted by", "document de travail presente par", "document de travail soumis par", "proposition presentee par", "document officieux presente par",
    "documento de trabajo presentado por", "documento presentado por", "propuesta presentada por", "рабочий документ, представленный", "рабочий документ представлен",
    "документ, представленный", "предложение, представленное", "ورقة عمل مقدمة من", "ورقة مقدمة من", "وثيقة مقدمة من", "提交的工作文件", NULL};
/* clang-format on */

/* The line of the head around it; a list may go on in the next one. */
static span_t lines_around(const passage_t *p, span_t hit)
{
    span_t lines = {0, p->folded.len};
    for (size_t i = 0; i < p->tokens; i++) {
        if (!passage_is_word(p, i, "|"))
            continue;
        if (p->token[i].start < hit.start) {
            lines.start = p->token[i].end;
        } else {
            lines.end = p->token[i].start;
            break;
        }
    }
    return lines;
}

void paper_find(cast_t *cast, const passage_t *head, const mentions_t *mentions)
{
    span_t hit;
    if (cast_speaker(cast) != NULL || !passage_find_any(head, passage_span(head), submitted, &hit))
        return;
    span_t lines = lines_around(head, hit);
    /* "古巴提交的工作文件": Chinese names them first. */
    bool before = (unsigned char)head->folded.text[hit.start] >= 0xE0;
    span_t names = before ? (span_t){lines.start, hit.start} : (span_t){hit.end, lines.end};
    for (size_t i = 0; i < mentions->count; i++) {
        const mention_t *mention = &mentions->item[i];
        if (mention->adjective || mention->span.start < names.start ||
            mention->span.end > names.end)
            continue;
        cast_add(cast, mention->party,
            cast_speaker(cast) == NULL ? RAP_ROLE_SPEAKER : RAP_ROLE_ON_BEHALF_OF);
    }
}
