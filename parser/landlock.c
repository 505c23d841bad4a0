/* landlock.c - the sandbox's rules for files: see sandbox.h
 *
 * The C library has no functions for it, and Debian 12's headers know two of the kernel's
 * versions; what newer ones handle is spelt out here and used where the kernel says that it has it.
 */
#include "parser/sandbox_private.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <unistd.h>

/* What may be read.  A folder that is not there is not needed: its package is not installed. */
static const char *const readable[] = {
    "/usr/share/poppler",       /* character maps and glyph names, opened when a font needs them */
    "/usr/share/tesseract-ocr", /* models of scripts */
    "/usr/share/fonts",         /* what a page is drawn with that does not bring its fonts */
    "/usr/local/share/fonts",
    "/usr/share/fontconfig",
    "/etc/fonts",
    "/var/cache/fontconfig",
    SANDBOX_SANITIZED ? "/proc" : NULL, /* a sanitizer looks for leaks and for its own code */
    NULL,
};

/* As linux/landlock.h of 6.12 has it: an older kernel is told a smaller size. */
struct ruleset {
    uint64_t fs, net, scoped;
};

enum {
    FS_OF_ABI_1 = 13, /* kinds of access: the first so many bits */
    FS_OF_ABI_2 = 14, /* and to move or link between folders */
    FS_OF_ABI_3 = 15, /* and to truncate */
    FS_OF_ABI_5 = 16, /* and ioctl of devices */
    NET_BIND_AND_CONNECT = 3,
    SCOPED_SOCKETS_AND_SIGNALS = 3
};

static uint64_t first_bits(int n)
{
    return (UINT64_C(1) << n) - 1;
}

/* All that this kernel can forbid; gives the size of the struct as that kernel has it. */
static size_t all_of(int abi, struct ruleset *ret)
{
    *ret = (struct ruleset){.fs = first_bits(abi >= 5   ? FS_OF_ABI_5
                                             : abi >= 3 ? FS_OF_ABI_3
                                             : abi >= 2 ? FS_OF_ABI_2
                                                        : FS_OF_ABI_1)};
    if (abi >= 4)
        ret->net = NET_BIND_AND_CONNECT;
    if (abi >= 6)
        ret->scoped = SCOPED_SOCKETS_AND_SIGNALS;
    return abi >= 6   ? sizeof *ret
           : abi >= 4 ? offsetof(struct ruleset, scoped)
                      : offsetof(struct ruleset, net);
}

static rap_code_t allow(int rules, const char *path, rap_err_t *err)
{
    struct landlock_path_beneath_attr beneath = {
        .allowed_access = LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR,
        .parent_fd = open(path, O_PATH | O_CLOEXEC),
    };

    if (beneath.parent_fd < 0)
        return RAP_OK;
    long failed = syscall(SYS_landlock_add_rule, rules, LANDLOCK_RULE_PATH_BENEATH, &beneath, 0);
    int sys = errno;
    close(beneath.parent_fd);
    if (failed != 0)
        return rap_fail_sys(err, RAP_CONFIG, sys, "no rule for '%s'", path);
    return RAP_OK;
}

static rap_code_t restrict_to(int rules, rap_err_t *err)
{
    for (size_t i = 0; readable[i] != NULL; i++)
        RAP_TRY(allow(rules, readable[i], err));
    if (syscall(SYS_landlock_restrict_self, rules, 0) != 0)
        return rap_fail_sys(err, RAP_CONFIG, errno, "the kernel does not apply its rules");
    return RAP_OK;
}

rap_code_t landlock_enter(rap_err_t *err)
{
    struct ruleset all;

    long abi = syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
    if (abi < 1)
        return rap_fail_sys(err, RAP_CONFIG, errno, "the kernel has none, or it is switched off");
    size_t size = all_of((int)abi, &all);
    int rules = (int)syscall(SYS_landlock_create_ruleset, &all, size, 0);
    if (rules < 0)
        return rap_fail_sys(err, RAP_CONFIG, errno, "the kernel takes no rules");
    rap_code_t code = restrict_to(rules, err);
    close(rules);
    return code;
}
