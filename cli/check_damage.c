/* check_damage.c - of `rapporteur check`: are the databases sound, and has somebody seen to it where
 * they were not? */
#include "cli/check.h"
#include "cli/damage.h"

#include <stdio.h>

rap_code_t check_damage(struct check *self, rap_err_t *err)
{
    rap_array_t damages;
    char text[1024];

    RAP_TRY(damage_read(self->home, self->arena, &damages, err));
    const struct damage *damage = damages.item;
    for (size_t i = 0; i < damages.count; i++) {
        if (!damage[i].is_open)
            continue;
        damage_describe(&damage[i], text, sizeof text);
        verdict_problem(self->verdict,
            damage[i].rescue.at == NULL ? VERDICT_CRITICAL : VERDICT_WARNING, "damage",
            damage[i].file, "rapporteur status", "%s", text);
    }
    if (damage_open(&damages) == 0)
        verdict_fine(self->verdict, "no database is damaged");
    return RAP_OK;
}
