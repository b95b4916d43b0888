#include "flash.h"

bool flash_equals(const char *word, const FLASH char *text) {
  while (*word != '\0' && *word == *text) {
    word++;
    text++;
  }
  return *word == *text;
}
