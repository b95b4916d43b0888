#ifndef CRC_H
#define CRC_H
#include <stdint.h>

#define CRC_INIT 0xFFFFU

/* CRC-16/CCITT-FALSE, a byte at a time: "123456789" gives 0x29B1. */
uint16_t crc_add(uint16_t crc, uint8_t byte);

#endif
