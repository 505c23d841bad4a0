/* home.c - see home.h */
#include "proto/home.h"

#include "base/file.h"
#include "base/spawn.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#define CONFIG_FILE "rapporteur.yaml"
#define IPC         "ipc://"

enum { SOCKET_PATH_MAX = sizeof((struct sockaddr_un *)0)->sun_path - 1 };

/* A folder that is not there yet is taken as written, below the current one. */
static rap_code_t make_absolute(const char *home, char out[RAP_PATH_MAX], rap_err_t *err)
{
    char path[PATH_MAX];

    if (home[0] == '\0')
        return rap_fail(err, RAP_CONFIG, "the home's path is empty; name a folder");
    if (realpath(home, path) != NULL) {
        int need = snprintf(out, RAP_PATH_MAX, "%s", path);

        if (need >= RAP_PATH_MAX)
            return rap_fail(err, RAP_CONFIG, "path '%.80s...' is too long for a home", path);
        return RAP_OK;
    }
    if (errno != ENOENT)
        return rap_fail_sys(err, RAP_CONFIG, errno, "could not reach the home '%s'", home);
    if (home[0] == '/')
        return rap_file_join(out, RAP_PATH_MAX, "", home + 1, err);
    if (getcwd(path, sizeof path) == NULL)
        return rap_fail_sys(err, RAP_CONFIG, errno, "could not find the current folder");
    return rap_file_join(out, RAP_PATH_MAX, path, home, err);
}

static rap_code_t socket_in(const char *run, const char *name, char *out, rap_err_t *err)
{
    char path[RAP_PATH_MAX];

    RAP_TRY(rap_file_join(path, sizeof path, run, name, err));
    if (strlen(path) > SOCKET_PATH_MAX)
        return rap_fail(err, RAP_CONFIG,
            "'%.120s' is longer than the %d bytes a socket's path may have; "
            "take a home with a shorter path",
            path, (int)SOCKET_PATH_MAX);
    memcpy(out, IPC, sizeof IPC - 1); /* fits: the path is far shorter than RAP_PATH_MAX */
    memcpy(out + sizeof IPC - 1, path, strlen(path) + 1);
    return RAP_OK;
}

static rap_code_t fill(rap_home_t *self, const char *dir, rap_err_t *err)
{
    RAP_TRY(make_absolute(dir, self->dir, err));
    RAP_TRY(rap_file_join(self->config, RAP_PATH_MAX, self->dir, CONFIG_FILE, err));
    RAP_TRY(rap_file_join(self->sources, RAP_PATH_MAX, self->dir, "sources.d", err));
    RAP_TRY(rap_file_join(self->state, RAP_PATH_MAX, self->dir, "state", err));
    RAP_TRY(rap_file_join(self->archive, RAP_PATH_MAX, self->dir, "archive", err));
    RAP_TRY(rap_file_join(self->run, RAP_PATH_MAX, self->dir, "run", err));
    RAP_TRY(rap_file_join(self->store, RAP_PATH_MAX, self->state, "store.db", err));
    RAP_TRY(socket_in(self->run, "broker.sock", self->endpoint, err));
    return socket_in(self->run, "control.sock", self->control, err);
}

rap_code_t rap_home_at(rap_home_t *self, const char *dir, rap_err_t *err)
{
    if (fill(self, dir, err) != RAP_OK)
        return err->code = RAP_CONFIG; /* a path that does not fit is the wrong home */
    return RAP_OK;
}

static const char *choose(const char *dir)
{
    const char *variable = secure_getenv("RAPPORTEUR_HOME");

    if (dir != NULL)
        return dir;
    if (variable != NULL && variable[0] != '\0')
        return variable;
    return access(CONFIG_FILE, F_OK) == 0 ? "." : RAP_HOME_DEFAULT;
}

rap_code_t rap_home_find(rap_home_t *self, const char *dir, rap_err_t *err)
{
    const char *chosen = choose(dir);

    RAP_TRY(rap_home_at(self, chosen, err));
    if (access(self->config, F_OK) != 0)
        return rap_fail(err, RAP_CONFIG,
            "no " CONFIG_FILE " in '%.120s'; make a home with 'rapporteur init DIR', "
            "or name one with --home DIR",
            self->dir);
    return RAP_OK;
}

rap_code_t rap_home_make(const rap_home_t *self, rap_err_t *err)
{
    struct stat st;

    RAP_TRY(rap_file_make_dir(self->state, 0750, err));
    RAP_TRY(rap_file_make_dir(self->archive, 0750, err));
    RAP_TRY(rap_file_make_dir(self->run, 0700, err));
    /* sockets in it answer whoever can reach them, so one that was there is closed, too */
    if (stat(self->run, &st) == 0 && (st.st_mode & 0777) != 0700 && chmod(self->run, 0700) != 0)
        return rap_fail_sys(err, RAP_CONFIG, errno,
            "could not close '%s' to other users; make it yours, or remove it", self->run);
    return RAP_OK;
}

enum { PLACES = 4 };

/* The folders that data files may be in, the first one first.  Returns how many. */
static size_t find_places(const rap_home_t *self, char place[PLACES][RAP_PATH_MAX])
{
    static const char *const beside[] = {"data", "../share/rapporteur"};
    const char *variable = secure_getenv("RAPPORTEUR_DATA");
    rap_err_t ignored; /* a place whose path is too long is none */
    size_t n = 0;

    if (self != NULL &&
        rap_file_join(place[n], RAP_PATH_MAX, self->dir, "data", &ignored) == RAP_OK)
        n++;
    if (variable != NULL && variable[0] != '\0' &&
        snprintf(place[n], RAP_PATH_MAX, "%s", variable) < RAP_PATH_MAX)
        n++;
    for (size_t i = 0; i < sizeof beside / sizeof *beside; i++)
        if (rap_spawn_sibling(beside[i], place[n], RAP_PATH_MAX, &ignored) == RAP_OK)
            n++;
    return n;
}

rap_code_t rap_home_data(const rap_home_t *self, const char *name, char *out, rap_err_t *err)
{
    char place[PLACES][RAP_PATH_MAX];
    char path[RAP_PATH_MAX];
    size_t n = find_places(self, place);

    for (size_t i = 0; i < n; i++) {
        if (rap_file_join(path, sizeof path, place[i], name, err) != RAP_OK)
            continue;
        if (access(path, F_OK) == 0) {
            memcpy(out, path, strlen(path) + 1);
            return RAP_OK;
        }
    }
    (void)rap_fail(err, RAP_CONFIG, "no '%s' in", name);
    for (size_t i = 0; i < n; i++) {
        size_t len = strlen(err->text);

        (void)snprintf(
            err->text + len, sizeof err->text - len, "%s '%s'", i > 0 ? "," : "", place[i]);
    }
    return err->code;
}
