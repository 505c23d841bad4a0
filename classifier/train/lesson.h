/* lesson.h - a model learnt from examples, and what it makes of examples that it has not seen. */
#ifndef RAP_CLASSIFIER_TRAIN_LESSON_H
#define RAP_CLASSIFIER_TRAIN_LESSON_H

#include "classifier/train/examples.h"

typedef struct lesson lesson_t;

/* `examples` and `model`, a new one, are borrowed. */
lesson_t *lesson_new(const examples_t *examples, model_t *model);
void lesson_destroy(lesson_t **self);

/* Scores learnt from the examples that are `in` (one for each example; NULL: from all), in the place of
 * the model's. */
void lesson_learn(lesson_t *self, const bool *in);

/* What the model's judges are to be asked of an example. */
typedef struct sheet {
    question_t *question;
    size_t count;
} sheet_t;

/* With the scores as they are; in the arena. */
rap_code_t lesson_sheet(
    lesson_t *self, size_t example, rap_arena_t *arena, sheet_t *ret, rap_err_t *err) RAP_CHECKED;

/* Judges fitted to the sheets, one for each example, of those that are `in`. */
void lesson_judges(lesson_t *self, const sheet_t *sheet, const bool *in, judges_t *ret);

#endif
