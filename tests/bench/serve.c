/* serve.c - an HTTP server for benchmarks: the files of one folder, nothing else, in one thread.
 *
 *   bench_serve DIR      prints the port it listens on (127.0.0.1), then serves until killed
 *
 * GET /NAME is the file DIR/NAME; names have no slash and no leading dot.  Connections are kept.
 * It must cost next to nothing beside what is measured: epoll, and sendfile(2) from the page
 * cache, so that a response takes four system calls.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

enum { REQUEST_MAX = 4096, EVENTS = 64, BACKLOG = 128 };

struct client {
    int fd, file; /* file: what is being sent, or -1 */
    off_t left;
    size_t len;
    char request[REQUEST_MAX + 1];
};

static void die(const char *what)
{
    (void)fprintf(stderr, "bench_serve: %s: %s\n", what, strerrordesc_np(errno));
    exit(EXIT_FAILURE);
}

static void hang_up(struct client *self)
{
    if (self->file >= 0)
        close(self->file);
    close(self->fd);
    free(self);
}

/* The file's name in the request line, ended in place; NULL for a request that is none. */
static const char *asked(char *request)
{
    if (strncmp(request, "GET /", 5) != 0)
        return NULL;
    char *name = request + 5, *end = strpbrk(name, " ?\r");

    if (end == NULL)
        return NULL;
    *end = '\0';
    return name;
}

static int open_file(int dir, const char *name, off_t *ret_len)
{
    struct stat st;
    int fd = name == NULL || *name == '.' || strchr(name, '/') != NULL
                 ? -1
                 : openat(dir, name, O_RDONLY | O_CLOEXEC);

    *ret_len = 0;
    if (fd >= 0 && fstat(fd, &st) == 0)
        *ret_len = st.st_size;
    return fd;
}

static bool start_response(struct client *self, int dir)
{
    char head[256];

    self->file = open_file(dir, asked(self->request), &self->left);
    int len = snprintf(head, sizeof head,
        "HTTP/1.1 %s\r\nContent-Type: application/pdf\r\nContent-Length: %lld\r\n\r\n",
        self->file >= 0 ? "200 OK" : "404 Not Found", (long long)self->left);
    return send(self->fd, head, (size_t)len, MSG_NOSIGNAL | (self->left > 0 ? MSG_MORE : 0)) == len;
}

/* False: the client is gone. */
static bool send_file(struct client *self)
{
    while (self->left > 0) {
        ssize_t sent = sendfile(self->fd, self->file, NULL, (size_t)self->left);

        if (sent < 0 && errno == EAGAIN)
            return true;
        if (sent <= 0)
            return false;
        self->left -= sent;
    }
    if (self->file >= 0)
        close(self->file);
    self->file = -1;
    return true;
}

static bool serve(struct client *self, int dir)
{
    for (;;) {
        if (self->file >= 0) {
            if (!send_file(self))
                return false;
            if (self->left > 0)
                return true;
        }
        ssize_t got = read(self->fd, self->request + self->len, REQUEST_MAX - self->len);
        if (got < 0)
            return errno == EAGAIN;
        if (got == 0)
            return false;
        self->len += (size_t)got;
        self->request[self->len] = '\0';
        if (strstr(self->request, "\r\n\r\n") == NULL)
            continue;
        self->len = 0; /* clients that send the next request early are none of ours */
        if (!start_response(self, dir))
            return false;
    }
}

static void watch(int epoll, int fd, void *data)
{
    struct epoll_event event = {.events = EPOLLIN | EPOLLOUT | EPOLLET, .data.ptr = data};

    if (epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event) != 0)
        die("epoll_ctl");
}

static void take_client(int listener, int epoll)
{
    int fd, one = 1;

    while ((fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC)) >= 0) {
        struct client *client = calloc(1, sizeof *client);

        if (client == NULL)
            abort();
        (void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
        client->fd = fd;
        client->file = -1;
        watch(epoll, fd, client);
    }
}

static int listen_somewhere(void)
{
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t len = sizeof at;
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

    if (fd < 0 || bind(fd, (struct sockaddr *)&at, len) != 0 || listen(fd, BACKLOG) != 0 ||
        getsockname(fd, (struct sockaddr *)&at, &len) != 0)
        die("listen");
    printf("%d\n", ntohs(at.sin_port));
    (void)fflush(stdout);
    return fd;
}

int main(int argc, char **argv)
{
    struct epoll_event event[EVENTS];

    if (argc != 2) {
        (void)fprintf(stderr, "usage: bench_serve DIR\n");
        return 64;
    }
    int dir = open(argv[1], O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (dir < 0)
        die(argv[1]);
    int listener = listen_somewhere(), epoll = epoll_create1(EPOLL_CLOEXEC);
    if (epoll < 0)
        die("epoll_create1");
    watch(epoll, listener, NULL);
    for (;;) {
        int count = epoll_wait(epoll, event, EVENTS, -1);

        for (int i = 0; i < count; i++) {
            struct client *client = event[i].data.ptr;

            if (client == NULL)
                take_client(listener, epoll);
            else if (!serve(client, dir))
                hang_up(client);
        }
    }
}
