/* A machine whose clock is wrong by STOOP_FAULT_SECONDS: preloaded before the C library.

   Clocks that only measure how long something takes are left alone. The moments of files in STOOP_FAULT_FOLDER move
   along, as they do on a machine that is wrong itself; elsewhere they must not: Python would compile itself anew. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <time.h>

static time_t offset(void) {
    static time_t seconds;
    static int is_read;
    if (!is_read) {
        const char *text = getenv("STOOP_FAULT_SECONDS");
        seconds = text ? atoll(text) : 0;
        is_read = 1;
    }
    return seconds;
}

int clock_gettime(clockid_t clock, struct timespec *now) {
    static int (*real)(clockid_t, struct timespec *);
    if (!real) real = (int (*)(clockid_t, struct timespec *))dlsym(RTLD_NEXT, "clock_gettime");
    int result = real(clock, now);
    if (!result && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE)) now->tv_sec += offset();
    return result;
}

int gettimeofday(struct timeval *restrict now, void *restrict zone) {
    static int (*real)(struct timeval *, void *);
    if (!real) real = (int (*)(struct timeval *, void *))dlsym(RTLD_NEXT, "gettimeofday");
    int result = real(now, zone);
    if (!result) now->tv_sec += offset();
    return result;
}

time_t time(time_t *where) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    if (where) *where = now.tv_sec;
    return now.tv_sec;
}

int stat64(const char *restrict path, struct stat64 *restrict found) {
    static int (*real)(const char *, struct stat64 *);
    if (!real) real = (int (*)(const char *, struct stat64 *))dlsym(RTLD_NEXT, "stat64");
    int result = real(path, found);
    const char *folder = getenv("STOOP_FAULT_FOLDER");
    if (!result && folder && !strncmp(path, folder, strlen(folder))) found->st_mtim.tv_sec += offset();
    return result;
}
