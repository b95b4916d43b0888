# Prints what the firmware takes of the chip, and fails where it is more than it may be: size.sh ELF FLASH_MAX RAM_MAX
avr-size "$1" | awk -v name="$1" -v flash_max="$2" -v ram_max="$3" 'NR == 2 {
  flash = $1 + $2; ram = $2 + $3
  printf "%s: %d bytes of flash (at most %d), %d bytes of RAM (at most %d)\n", name, flash, flash_max, ram, ram_max
  exit flash > flash_max || ram > ram_max
}'
