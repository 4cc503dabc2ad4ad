/* Lets the nth call that changes the disk kill the process or fail; preloaded before libc.
 *
 * faults_arm(n, mode): count from now on. mode 0 counts only; 1 kills at the nth call (of a write
 * half is done); 2 lets it and all writes after it fail as on a full disk (half of the nth is
 * done); 3 lets the nth sync fail; 4 stops at the first call and at every nth after it, as a kill
 * would find it (of a write half is done), and does the rest when it may go on. Only what changes
 * files is counted, not standard output; to be killed also what is sent to a server, such as one
 * that keeps a database.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

enum { COUNT, KILL, FULL, SYNC, STOP };
static long seen, at;
static int mode, armed;

void faults_arm(long n, int how) { seen = 0; at = n; mode = how; armed = 1; }
long faults_seen(void) { return seen; }

static void dead(void) { kill(getpid(), SIGKILL); for (;;) pause(); }
static int stops(void) { return mode == STOP && seen % at == 1 % at; }
static void stop(void) { kill(getpid(), SIGSTOP); }
#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

/* 0: go on; 1: do half, then die; 2: do half; 3: fail as full; 4: do half, stop, do the rest */
static int at_write(int fd) {
    if (!armed || fd <= 2 || mode == SYNC) return 0;
    ++seen;
    if (mode == KILL && seen == at) return 1;
    if (mode == FULL && seen == at) return 2;
    if (stops()) return 4;
    return mode == FULL && seen > at ? 3 : 0;
}
static void at_step(void) {
    if (!armed || mode == FULL || mode == SYNC) return;
    ++seen;
    if (mode == KILL && seen == at) dead();
    if (stops()) stop();
}
static int at_sync(void) {
    if (!armed || mode == FULL) return 0;
    ++seen;
    if (mode == KILL && seen == at) dead();
    if (stops()) stop();
    return mode == SYNC && seen == at;
}

/* done: what half of it gave, once it went on */
#define WRITING(call_half, call_whole, call_rest) \
    ssize_t done, more; \
    switch (at_write(fd)) { \
    case 1: call_half; dead(); \
    case 2: return call_half; \
    case 3: errno = ENOSPC; return -1; \
    case 4: if ((done = call_half) < 0) return done; \
        stop(); \
        return (more = call_rest) < 0 ? more : done + more; \
    default: return call_whole; }

ssize_t write(int fd, const void *b, size_t n) {
    WRITING(REAL(write)(fd, b, n / 2), REAL(write)(fd, b, n),
            REAL(write)(fd, (const char *)b + done, n - done))
}
ssize_t pwrite(int fd, const void *b, size_t n, off_t o) {
    WRITING(REAL(pwrite)(fd, b, n / 2, o), REAL(pwrite)(fd, b, n, o),
            REAL(pwrite)(fd, (const char *)b + done, n - done, o + done))
}
ssize_t pwrite64(int fd, const void *b, size_t n, off64_t o) {
    WRITING(REAL(pwrite64)(fd, b, n / 2, o), REAL(pwrite64)(fd, b, n, o),
            REAL(pwrite64)(fd, (const char *)b + done, n - done, o + done))
}
ssize_t send(int fd, const void *b, size_t n, int flags) {
    if (armed && (mode == COUNT || mode == KILL) && ++seen == at && mode == KILL) {
        REAL(send)(fd, b, n / 2, flags);
        dead();
    }
    return REAL(send)(fd, b, n, flags);
}
#define SYNCING(call) if (at_sync()) { errno = EIO; return -1; } return call;
int fsync(int fd) { SYNCING(REAL(fsync)(fd)) }
int fdatasync(int fd) { SYNCING(REAL(fdatasync)(fd)) }
int ftruncate(int fd, off_t n) { at_step(); return REAL(ftruncate)(fd, n); }
int ftruncate64(int fd, off64_t n) { at_step(); return REAL(ftruncate64)(fd, n); }
int rename(const char *a, const char *b) { at_step(); return REAL(rename)(a, b); }
int unlink(const char *a) { at_step(); return REAL(unlink)(a); }
int mkdir(const char *a, mode_t m) { at_step(); return REAL(mkdir)(a, m); }
