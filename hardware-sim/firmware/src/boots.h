/* Which boot this is. A cell of EEPROM bears a hundred thousand writes, and opening the port of an Arduino boots it: each boot is
 * written to the next of many slots. */
#ifndef BOOTS_H
#define BOOTS_H
#include <stdint.h>

#define BOOT_SLOTS 32

struct next_boot {
  uint8_t slot;
  uint16_t boot;
};

/* The boot that follows the newest one, and where it belongs. A slot whose writing was cut short is written again. */
struct next_boot boots_next(uint16_t (*read)(uint8_t slot));

#endif
