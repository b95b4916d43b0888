/* Texts and tables stay in flash, for a chip with 2 KB of RAM. On a host they are what they always are. */
#ifndef FLASH_H
#define FLASH_H
#include <stdbool.h>

#ifdef __AVR__
#define FLASH __flash
#define TEXT(text)                            \
  (__extension__({                            \
    static const FLASH char in_flash[] = text; \
    &in_flash[0];                             \
  }))
#else
#define FLASH
#define TEXT(text) text
#endif

bool flash_equals(const char *word, const FLASH char *text);

#endif
