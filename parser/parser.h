/* parser.h - the stage that makes statements of documents.
 *
 * It takes tasks with a body, hands each to a child that reads it (reader.h), and gives on the
 * record with the document's paragraphs.  This process itself never looks into a document.
 */
#ifndef RAP_PARSER_PARSER_H
#define RAP_PARSER_PARSER_H

#include "proto/stage.h"

extern const rap_stage_type_t parser_stage;

#endif
