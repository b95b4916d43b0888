#define _GNU_SOURCE
#include "terminal.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

int terminal_open(char *path, size_t size) {
  int chair = posix_openpt(O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
  if (chair < 0 || grantpt(chair) != 0 || unlockpt(chair) != 0 || ptsname_r(chair, path, size) != 0) return -1;
  int host = open(path, O_RDWR | O_NOCTTY | O_CLOEXEC);
  struct termios raw;
  if (host < 0 || tcgetattr(host, &raw) != 0) return -1;
  cfmakeraw(&raw);
  return tcsetattr(host, TCSANOW, &raw) == 0 ? chair : -1;
}
