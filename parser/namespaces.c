/* namespaces.c - the sandbox's namespaces and capabilities: see sandbox.h
 *
 * In a new network namespace there is not even a loopback that is up; in a new one of inter-process
 * communication no one else's memory or queues.  The new user namespace is what lets an ordinary
 * user make the other two, and maps no user: to the rest of the machine the process has no name.
 */
#include "parser/sandbox_private.h"

#include <errno.h>
#include <linux/capability.h>
#include <sched.h>
#include <sys/syscall.h>
#include <unistd.h>

rap_code_t namespaces_enter(rap_err_t *err)
{
    if (SANDBOX_SANITIZED) /* a thread of its own, and it must look into itself for leaks */
        return rap_fail(err, RAP_CONFIG, "this build has a sanitizer");
    if (unshare(CLONE_NEWUSER | CLONE_NEWNET | CLONE_NEWIPC) != 0)
        return rap_fail_sys(err, RAP_CONFIG, errno, "the system makes no namespaces for this user");
    return RAP_OK;
}

rap_code_t namespaces_drop_capabilities(rap_err_t *err)
{
    struct __user_cap_header_struct head = {.version = _LINUX_CAPABILITY_VERSION_3};
    struct __user_cap_data_struct none[_LINUX_CAPABILITY_U32S_3] = {0};

    if (SANDBOX_SANITIZED)
        return RAP_OK;
    if (syscall(SYS_capset, &head, none) != 0)
        return rap_fail_sys(err, RAP_INTERNAL, errno, "could not give up capabilities");
    return RAP_OK;
}
