# Prints an Intel HEX file that writes the id of one chair into the EEPROM: eeprom.sh ID
id=$1
case $id in
  '' | *[!A-Za-z0-9._/-]*) echo "eeprom.sh: the id is 1 to 16 of A-Z a-z 0-9 . _ / -" >&2; exit 1 ;;
esac
[ ${#id} -le 16 ] || { echo "eeprom.sh: the id has at most 16 characters" >&2; exit 1; }
# The boot counter has the first two bytes; the id follows, padded with zeros.
bytes=$(printf '%s' "$id" | od -An -tx1 | tr -d ' \n')
while [ ${#bytes} -lt 32 ]; do bytes="${bytes}00"; done
record="10000200$bytes"
sum=0
rest=$record
while [ -n "$rest" ]; do
  sum=$(((sum + 0x$(printf '%.2s' "$rest")) & 255))
  rest=${rest#??}
done
printf ':%s%02X\n:00000001FF\n' "$(printf '%s' "$record" | tr a-f A-F)" $(((256 - sum) & 255))
