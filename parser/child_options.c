/* child_options.c - see child_options.h */
#include "parser/child_options.h"

#include "parser/sandbox_names.h"

#include <limits.h>

static const rap_field_t fields[] = {
    {.name = "parent",
        .kind = RAP_KIND_INT,
        .offset = offsetof(child_options_t, parent),
        .max = INT_MAX,
        .meta = "PID",
        .help = "the process to end with"},
    {.name = "home",
        .kind = RAP_KIND_STRING,
        .offset = offsetof(child_options_t, home),
        .meta = "DIR",
        .help = "the home whose data/ comes first"},
    {.name = "memory_max",
        .kind = RAP_KIND_BYTES,
        .offset = offsetof(child_options_t, memory_max),
        .min = 1,
        .max = INT64_MAX,
        .preset = "1G",
        .meta = "BYTES",
        .help = "most address space"},
    {.name = "sandbox",
        .kind = RAP_KIND_CHOICE,
        .offset = offsetof(child_options_t, sandbox),
        .choices = sandbox_mode_names,
        .preset = "prefer",
        .meta = "WORD",
        .help = "what to do without a piece of the sandbox"},
    {.name = "check",
        .kind = RAP_KIND_BOOL,
        .offset = offsetof(child_options_t, check),
        .help = "read the data files, say what is wrong with them, and end"},
    {.kind = RAP_KIND_END},
};

const rap_table_t child_options_table = {
    .name = "child", .size = sizeof(child_options_t), .fields = fields};
