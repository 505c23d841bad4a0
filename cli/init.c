/* init.c - rapporteur init: a home, with everything in it that a pipeline needs to run. */
#include "base/file.h"
#include "base/opt.h"
#include "base/spawn.h"
#include "cli/command.h"
#include "cli/pipeline.h"
#include "proto/process.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum { SOURCE_MAX = 1024 * 1024, CONFIG_MAX = 256 * 1024, DIR_MODE = 0755, FILE_MODE = 0644 };

static const char *const programs[] = {"rapporteur-broker", "rapporteur-fetcher",
    "rapporteur-parser", "rapporteur-classifier", "rapporteur-sink", "rapporteur-replay", NULL};

static const char head[] =
    "# rapporteur.yaml - the configuration of this pipeline.\n"
    "#\n"
    "# Every option stands here with its default, commented out; 'rapporteur validate' checks what\n"
    "# is changed.  Times are written 250ms 30s 15m 6h 7d, sizes 64K 32M 1G.  YAML 1.2: NO is\n"
    "# Norway.  The environment (RAPPORTEUR_<SECTION>_<OPTION>) and the command line win.\n"
    "# What is watched stands in sources.d/, a file each.\n";

/* ---- rapporteur.yaml ---- */

static rap_code_t add_table(FILE *out, const rap_table_t *table, rap_err_t *err)
{
    (void)fputc('\n', out);
    rap_opt_sample(table, out);
    return ferror(out) ? rap_fail(err, RAP_IO, "could not write the configuration") : RAP_OK;
}

/* Each program prints the section that it reads. */
static rap_code_t add_program(int fd, const char *program, rap_err_t *err)
{
    const char *argv[] = {program, "--sample", NULL};
    char path[RAP_PATH_MAX];
    pid_t pid;

    RAP_TRY(rap_file_write_all(fd, "\n", 1, err));
    RAP_TRY(rap_spawn_sibling(program, path, sizeof path, err));
    const rap_spawn_t spawn = {
        .path = path, .argv = argv, .in = -1, .out = fd, .err = -1, .extra = -1};
    RAP_TRY(rap_spawn(&spawn, &pid, err));
    if (rap_spawn_wait(pid) != 0)
        return rap_fail(err, RAP_INTERNAL, "'%s --sample' failed", program);
    return RAP_OK;
}

static rap_code_t fill_config(FILE *out, rap_err_t *err)
{
    (void)fputs(head, out);
    RAP_TRY(add_table(out, &rap_common_table, err));
    RAP_TRY(add_table(out, &pipeline_table, err));
    if (fflush(out) != 0)
        return rap_fail_sys(
            err, rap_code_of_errno(errno), errno, "could not write the configuration");
    for (size_t i = 0; programs[i] != NULL; i++)
        RAP_TRY(add_program(fileno(out), programs[i], err));
    return RAP_OK;
}

static rap_code_t read_back(int fd, rap_buf_t *text, rap_err_t *err)
{
    bool end = false;

    if (lseek(fd, 0, SEEK_SET) != 0)
        return rap_fail_sys(err, RAP_IO, errno, "could not collect the configuration");
    while (!end)
        RAP_TRY(rap_file_read_next(fd, "the new configuration", text, &end, err));
    return RAP_OK;
}

/* Written last and whole, since its presence is what makes the folder a home; and collected in
 * memory, for a file beside it could be there again when the power goes. */
static rap_code_t write_config(const rap_home_t *home, rap_err_t *err)
{
    RAP_AUTO_RELEASE(rap_buf) text = {0};
    int fd = memfd_create("rapporteur.yaml", MFD_CLOEXEC);
    FILE *out = fd < 0 ? NULL : fdopen(fd, "w+");

    if (out == NULL) {
        int sys = errno;

        if (fd >= 0)
            close(fd);
        return rap_fail_sys(
            err, rap_code_of_errno(sys), sys, "could not collect the configuration");
    }
    rap_buf_init(&text, CONFIG_MAX);
    rap_code_t code = fill_config(out, err);
    if (code == RAP_OK)
        code = read_back(fd, &text, err);
    (void)fclose(out);
    if (code == RAP_OK)
        code = rap_file_replace(home->config, text.data, text.len, FILE_MODE, err);
    return code;
}

/* ---- sources.d/ ---- */

static bool is_source(const char *name)
{
    size_t len = strlen(name);

    return name[0] != '.' && ((len > 5 && strcmp(name + len - 5, ".yaml") == 0) ||
                                 (len > 4 && strcmp(name + len - 4, ".tsv") == 0));
}

static rap_code_t copy_source(
    const char *from_dir, const char *to_dir, const char *name, rap_err_t *err)
{
    RAP_AUTO_RELEASE(rap_buf) bytes = {0};
    char from[RAP_PATH_MAX], to[RAP_PATH_MAX];

    rap_buf_init(&bytes, SOURCE_MAX);
    RAP_TRY(rap_file_join(from, sizeof from, from_dir, name, err));
    RAP_TRY(rap_file_join(to, sizeof to, to_dir, name, err));
    RAP_TRY(rap_file_read(from, &bytes, err));
    return rap_file_replace(to, bytes.data, bytes.len, FILE_MODE, err);
}

static rap_code_t copy_sources(const rap_home_t *home, int *ret_count, rap_err_t *err)
{
    char from[RAP_PATH_MAX];
    rap_code_t code = RAP_OK;

    RAP_TRY(rap_home_data(home, "sources", from, err));
    DIR *dir = opendir(from);
    if (dir == NULL)
        return rap_fail_sys(err, RAP_CONFIG, errno, "could not open '%s'", from);
    *ret_count = 0;
    /* NOLINTNEXTLINE(concurrency-mt-unsafe): one stream, read by one thread */
    for (struct dirent *entry; code == RAP_OK && (entry = readdir(dir)) != NULL;)
        if (is_source(entry->d_name)) {
            code = copy_source(from, home->sources, entry->d_name, err);
            *ret_count += strstr(entry->d_name, ".yaml") != NULL;
        }
    closedir(dir);
    return code;
}

/* ---- the home ---- */

static rap_code_t run(struct cli *cli, rap_err_t *err)
{
    rap_home_t *home = &cli->home;
    int sources;

    RAP_TRY(rap_file_make_dir(cli->operand[0], DIR_MODE, err));
    RAP_TRY(rap_home_at(home, cli->operand[0], err));
    if (access(home->config, F_OK) == 0)
        return rap_fail(
            err, RAP_USAGE, "'%s' is a home already; edit its rapporteur.yaml", home->dir);
    RAP_TRY(rap_home_make(home, err));
    RAP_TRY(rap_file_make_dir(home->sources, DIR_MODE, err));
    RAP_TRY(copy_sources(home, &sources, err));
    RAP_TRY(write_config(home, err));
    (void)printf("made %s\n"
                 "  rapporteur.yaml  the configuration, every option with its default\n"
                 "  sources.d/       %d sources to watch\n"
                 "next: rapporteur run --home %s\n",
        home->dir, sources, home->dir);
    return RAP_OK;
}

const struct command cli_init = {
    .name = "init",
    .summary = "make a folder that a pipeline can run in",
    .operands = "DIR",
    .least = 1,
    .most = 1,
    .about =
        "Makes DIR and in it rapporteur.yaml with every option commented, sources.d/ with the\n"
        "sources that come with the program, and the folders for state, archive and sockets.",
    .homeless = true,
    .run = run,
};
