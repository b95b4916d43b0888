#include <stdio.h>
#include <string.h>

#include "chair.h"
#include "check.h"
#include "clp.h"
#include "crc.h"

static void checks(void) {
  it("has the check of the standard's own example");
  uint16_t crc = CRC_INIT;
  for (const char *at = "123456789"; *at != '\0'; at++) crc = crc_add(crc, (uint8_t)*at);
  CHECK(crc == 0x29B1);

  it("discards a line with a wrong check, and one without");
  new_chair();
  send_raw("1 HELLO 1 test*0000\n1 HELLO 1 test\n");
  CHECK(strstr(strstr(said(), "0 ERR crc*") + 1, "0 ERR crc*") != NULL);
  CHECK(!chair.is_greeted);

  it("answers a line of 161 bytes once, and takes the next one");
  new_chair();
  for (int at = 0; at < 400; at++) send_raw("x");
  send_raw("\n");
  CHECK(has_said("0 ERR overflow*"));
  send("1 HELLO 1 test");
  CHECK(has_said("1 OK 1 fw="));
}

static void sequences(void) {
  it("repeats its answer to the same line, and runs nothing");
  new_chair();
  send("1 HELLO 1 test");
  send("2 SET legs vibrate 40 0 0 5000");
  pass(1000);
  send("3 STOP 0");
  send("4 SET legs off 0 0 0 0");
  forget_said();
  send("4 SET legs off 0 0 0 0");
  CHECK(has_said("4 OK*"));

  it("refuses an old number, counting round");
  new_chair();
  send("65535 HELLO 1 test");
  send("1 STATUS");
  forget_said();
  send("65535 STATUS");
  CHECK(has_said("65535 ERR seq*"));

  it("takes KEEP without a number in silence, and nothing else");
  new_chair();
  send("1 HELLO 1 test");
  forget_said();
  send("0 KEEP");
  CHECK(said()[0] == '\0');
  send("0 STOP");
  CHECK(has_said("0 ERR arg*"));
}

static void refusals(void) {
  it("says what is wrong with a request");
  static const char *const cases[][2] = {
      {"2 FOO", "2 ERR verb*"},
      {"2", "2 ERR syntax*"},
      {"x STOP", "0 ERR syntax*"},
      {"2 SET", "2 ERR arg*"},
      {"2 SET legs vibrate 40 0 0 x", "2 ERR arg*"},
      {"2 SET legs  vibrate 40 0 0", "2 ERR arg*"},
      {"2 SET legs knead 40 0 0 5000", "2 ERR unsupported*"},
      {"2 SET arms knead 40 0 0 5000", "2 ERR unsupported*"},
      {"2 SET legs vibrate 101 0 0 5000", "2 ERR range*"},
      {"2 SET legs vibrate -1 0 0 5000", "2 ERR range*"},
      {"2 SET legs vibrate 40 91 0 5000", "2 ERR range*"},
      {"2 SET legs vibrate 40 0 60001 5000", "2 ERR range*"},
      {"2 SET legs vibrate 40 0 0 99", "2 ERR range*"},
      {"2 SET legs vibrate 40 0 0 5001", "2 ERR range*"},
      {"2 SET legs vibrate 40 0 0 4294967396", "2 ERR range*"},
      {"2 STOP 2001", "2 ERR range*"},
      {"2 RATE 49", "2 ERR range*"},
      {"2 SET legs knead 101 0 0 5000", "2 ERR unsupported*"},
      {"2 SET arms knead x 0 0 5000", "2 ERR arg*"},
      {"2 SET legs off 150 0 99999 7", "2 ERR range*"},
      {"2 SET legs off 0 0 60001 0", "2 ERR range*"},
      {"2 SET legs off 0 0 500 7", "2 ERR range*"},
      {"2 RESET nothing", "2 OK*"},
      {"2 RESET nothing more", "2 ERR arg*"},
      {"2 HELLO 2 test", "2 ERR unsupported 1*"},
  };
  for (size_t at = 0; at < sizeof cases / sizeof cases[0]; at++) {
    new_chair();
    send("1 HELLO 1 test");
    forget_said();
    send(cases[at][0]);
    CHECK(has_said(cases[at][1]));
    pass(1000);
    CHECK(!chair_is_moving());
  }

  it("answers every verb but HELLO, STOP and ESTOP with hello before it was greeted");
  new_chair();
  send("1 SET legs vibrate 40 0 0 5000");
  CHECK(has_said("1 ERR hello*"));
  send("2 FOO");
  CHECK(has_said("2 ERR hello*"));
  send("3 STOP");
  CHECK(has_said("3 OK*"));
}

static void refused_greetings(void) {
  it("changes nothing at a HELLO that it refuses: no motion, no period, no count");
  new_chair();
  send("5000 HELLO 1 test");
  send("5001 SET legs vibrate 40 0 0 5000");
  pass(400);
  send("4500 HELLO 2 test");
  CHECK(has_said("4500 ERR unsupported 1*"));
  send("4501 HELLO 1");
  CHECK(has_said("4501 ERR arg*"));
  CHECK(chair.is_armed && chair.zones[ZONE_LEGS].target > 0);
  send("4800 CAPS legs");
  CHECK(has_said("4800 ERR seq*"));
  forget_said();
  send("5001 SET legs vibrate 40 0 0 5000");
  CHECK(has_said("5001 OK*"));
}

static void stray_bytes(void) {
  it("discards a control byte, a second star and a second CR, whatever the check says");
  static const char *const payloads[] = {"2 CAPS\tlegs", "2 CAPS legs\x07", "2 CAPS \x7Flegs", "2 CAPS legs*", "2 CAPS*0000 legs"};
  for (size_t at = 0; at < sizeof payloads / sizeof payloads[0]; at++) {
    new_chair();
    send("1 HELLO 1 test");
    forget_said();
    send(payloads[at]);
    CHECK(has_said("0 ERR crc*") && !has_said("2 OK*"));
  }
  new_chair();
  send_raw("STOP\r\r\n");
  CHECK(has_said("0 ERR crc*"));
  forget_said();
  send("   ");
  CHECK(has_said("0 ERR syntax*"));
}

static void random_bytes(void) {
  it("neither moves nor breaks whatever bytes come");
  new_chair();
  uint32_t seed = 1;
  for (uint32_t count = 0; count < 200000; count++) {
    seed = seed * 1664525U + 1013904223U;
    clp_receive((uint8_t)(seed >> 24));
    if (count % 100 == 0) pass(5);
    if (count % 1000 == 0) forget_said();
  }
  CHECK(!chair_is_moving() && !chair.is_armed);
}

void line_tests(void) {
  checks();
  sequences();
  refusals();
  refused_greetings();
  stray_bytes();
  random_bytes();
}
