/* The line as a pseudo-terminal, which a host opens like a USB adapter. */
#ifndef TERMINAL_H
#define TERMINAL_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The descriptor of the chair's side, and in `path` where the host's is; below 0 where none can be had. The host's side is kept
 * open, so that a host that closes it does not hang up. */
int terminal_open(char *path, size_t size);

#endif
