#include "crc.h"

uint16_t crc_add(uint16_t crc, uint8_t byte) {
  crc = (uint16_t)(crc ^ (uint16_t)((uint16_t)byte << 8));
  for (uint8_t bit = 0; bit < 8; bit++) {
    crc = (crc & 0x8000U) != 0 ? (uint16_t)((uint16_t)(crc << 1) ^ 0x1021U) : (uint16_t)(crc << 1);
  }
  return crc;
}
