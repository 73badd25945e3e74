/* A disk that fails on demand, for one folder: preloaded before the C library.

   STOOP_FAULT_FOLDER names the folder, STOOP_FAULT_SWITCH a file of five 32-bit numbers that all processes share
   (tests/faults/disk.py writes it). Every call that changes something below the folder is counted; after so many
   that are spared, so many fail. What only reads is left alone. Memory that is mapped is out of reach. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

struct switches {
    _Atomic int32_t error;  /* errno of what fails; 0: nothing does */
    _Atomic int32_t spared; /* so many calls are let through first */
    _Atomic int32_t left;   /* then so many fail */
    _Atomic int32_t seen;
    _Atomic int32_t failed;
};

static struct switches *switches;
static char folder[PATH_MAX];
static size_t folder_length;

__attribute__((constructor)) static void begin(void) {
    const char *named = getenv("STOOP_FAULT_FOLDER"), *file = getenv("STOOP_FAULT_SWITCH");
    if (!named || !file || !realpath(named, folder)) return;
    folder_length = strlen(folder);
    int (*real_open)(const char *, int, ...) = (int (*)(const char *, int, ...))dlsym(RTLD_NEXT, "open");
    int descriptor = real_open(file, O_RDWR | O_CLOEXEC);
    if (descriptor < 0) return;
    void *shared = mmap(NULL, sizeof *switches, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0);
    close(descriptor);
    if (shared != MAP_FAILED) switches = shared;
}

static int is_inside(const char *path) {
    return !strncmp(path, folder, folder_length) && (path[folder_length] == '/' || !path[folder_length]);
}

/* Whether this call fails; errno says how. */
static int fails(void) {
    int32_t error = atomic_load(&switches->error);
    atomic_fetch_add(&switches->seen, 1);
    if (!error || atomic_fetch_sub(&switches->spared, 1) > 0) return 0;
    if (atomic_fetch_sub(&switches->left, 1) <= 0) return 0;
    atomic_fetch_add(&switches->failed, 1);
    errno = error;
    return 1;
}

static int fails_at(const char *path) {
    return switches && path && is_inside(path) && fails();
}

static int fails_on(int descriptor) {
    char link[40], path[PATH_MAX];
    if (!switches) return 0;
    snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length <= 0) return 0;
    path[length] = 0;
    return is_inside(path) && fails();
}

#define REAL(result, name, ...) \
    static result (*real)(__VA_ARGS__); \
    if (!real) real = (result (*)(__VA_ARGS__))dlsym(RTLD_NEXT, name)

#define ON_DESCRIPTOR(result, name, parameters, arguments, ...) \
    result name parameters { \
        REAL(result, #name, __VA_ARGS__); \
        return fails_on(descriptor) ? -1 : real arguments; \
    }

#define AT_PATH(result, name, parameters, arguments, ...) \
    result name parameters { \
        REAL(result, #name, __VA_ARGS__); \
        return fails_at(path) ? -1 : real arguments; \
    }

ON_DESCRIPTOR(ssize_t, write, (int descriptor, const void *from, size_t size), (descriptor, from, size), int, const void *, size_t)
ON_DESCRIPTOR(ssize_t, writev, (int descriptor, const struct iovec *from, int count), (descriptor, from, count), int, const struct iovec *, int)
ON_DESCRIPTOR(ssize_t, pwrite, (int descriptor, const void *from, size_t size, off_t at), (descriptor, from, size, at), int, const void *, size_t, off_t)
ON_DESCRIPTOR(ssize_t, pwrite64, (int descriptor, const void *from, size_t size, off64_t at), (descriptor, from, size, at), int, const void *, size_t, off64_t)
ON_DESCRIPTOR(int, fsync, (int descriptor), (descriptor), int)
ON_DESCRIPTOR(int, fdatasync, (int descriptor), (descriptor), int)
ON_DESCRIPTOR(int, ftruncate, (int descriptor, off_t size), (descriptor, size), int, off_t)
ON_DESCRIPTOR(int, ftruncate64, (int descriptor, off64_t size), (descriptor, size), int, off64_t)
ON_DESCRIPTOR(int, fallocate, (int descriptor, int mode, off_t at, off_t size), (descriptor, mode, at, size), int, int, off_t, off_t)
AT_PATH(int, truncate, (const char *path, off_t size), (path, size), const char *, off_t)
AT_PATH(int, truncate64, (const char *path, off64_t size), (path, size), const char *, off64_t)
AT_PATH(int, rename, (const char *path, const char *name), (path, name), const char *, const char *)
AT_PATH(int, link, (const char *path, const char *name), (path, name), const char *, const char *)
AT_PATH(int, unlink, (const char *path), (path), const char *)
AT_PATH(int, mkdir, (const char *path, mode_t mode), (path, mode), const char *, mode_t)

#define OPENING(name) \
    int name(const char *path, int flags, ...) { \
        REAL(int, #name, const char *, int, ...); \
        va_list rest; \
        va_start(rest, flags); \
        mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(rest, mode_t) : 0; \
        va_end(rest); \
        if ((flags & O_ACCMODE) != O_RDONLY && fails_at(path)) return -1; \
        return real(path, flags, mode); \
    }

OPENING(open)
OPENING(open64)
