/* check_disk.c - of `rapporteur check`: is there room where the pipeline writes? */
#include "cli/check.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <sys/statvfs.h>

enum { PER_CENT = 100, LABEL_SIZE = 32 };

static void check_folder(
    struct check *self, const char *name, const struct statvfs *room, const char *path)
{
    const struct check_options *options = self->options;
    char label[LABEL_SIZE];
    const verdict_measure_t measure = {.label = label,
        .unit = "%",
        .value = (int64_t)(room->f_bavail * PER_CENT / room->f_blocks),
        .warning = options->disk_warning,
        .critical = options->disk_critical,
        .least = true};

    (void)snprintf(label, sizeof label, "%s_free", name);
    verdict_measure(self->verdict, &measure);
    if (verdict_of(&measure) == VERDICT_OK)
        verdict_fine(self->verdict, "%" PRId64 " %% free in %s/", measure.value, name);
    else
        verdict_problem(self->verdict, verdict_of(&measure), "disk", name, "df",
            "only %" PRId64 " %% of the disk of '%s' are free", measure.value, path);
}

rap_code_t check_disk(struct check *self, rap_err_t *err)
{
    const struct {
        const char *name, *path;
    } folders[] = {{"state", self->home->state}, {"archive", self->home->archive}};
    unsigned long seen = 0;

    for (size_t i = 0; i < sizeof folders / sizeof folders[0]; i++) {
        struct statvfs room;

        if (statvfs(folders[i].path, &room) != 0 && errno == ENOENT)
            continue; /* nothing ever ran here */
        if (statvfs(folders[i].path, &room) != 0)
            return rap_fail_sys(
                err, rap_code_of_errno(errno), errno, "could not look at '%s'", folders[i].path);
        if (room.f_blocks == 0 || (i > 0 && room.f_fsid == seen))
            continue; /* a file system without a size, or the one before */
        seen = room.f_fsid;
        check_folder(self, folders[i].name, &room, folders[i].path);
    }
    return RAP_OK;
}
