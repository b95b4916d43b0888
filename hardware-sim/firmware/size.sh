# Prints what the firmware takes of the chip, and fails where it is more than it may be: size.sh ELF FLASH_MAX RAM_MAX
avr-size -A "$1" | awk -v name="$1" -v flash_max="$2" -v ram_max="$3" '
  $1 == ".text" || $1 == ".data" { flash += $2 }
  $1 == ".data" || $1 == ".bss" || $1 == ".noinit" { ram += $2 }
  END {
    printf "%s: %d bytes of flash (at most %d), %d bytes of RAM (at most %d)\n", name, flash, flash_max, ram, ram_max
    exit flash == 0 || flash > flash_max || ram > ram_max
  }'
