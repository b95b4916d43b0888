#include "boots.h"

/* The slots count up from one to the next as far as the newest. The first one is that only where it follows the last. */
struct next_boot boots_next(uint16_t (*read)(uint8_t slot)) {
  uint16_t newest = read(0);
  uint8_t slot = 1;
  for (; slot < BOOT_SLOTS && read(slot) == (uint16_t)(newest + 1U); slot++) newest++;
  uint16_t before_first = read(BOOT_SLOTS - 1);
  if (slot == 1 && newest != (uint16_t)(before_first + 1U)) return (struct next_boot){0, (uint16_t)(before_first + 1U)};
  return (struct next_boot){(uint8_t)(slot % BOOT_SLOTS), (uint16_t)(newest + 1U)};
}
