#include "check.h"
#include "figures.h"
#include "words.h"
#include "zone.h"

static struct zone zone;

static void drive(uint8_t technique, uint8_t level, uint16_t rate, uint32_t ramp_ms) {
  zone_drive(&zone, (struct asked){technique, level, rate}, ramp_ms);
}

static void move(unsigned ms) {
  for (unsigned passed = 0; passed < ms; passed += 5) zone_move(&zone, 270, 5);
}

static void ramps(void) {
  it("rises no faster than 0 to 100 in 0.9 s");
  zone_init(&zone);
  drive(KNEAD, 100, 0, 0);
  move(START_MS + 450);
  CHECK(zone_shown_level(&zone) >= 48 && zone_shown_level(&zone) <= 52);
  move(455);
  CHECK(zone_shown_level(&zone) == 100);

  it("falls at once where that is asked");
  zone_release(&zone, 0);
  CHECK(zone.driven == 0 && zone.out.duty == 0);

  it("follows a long ramp without drifting");
  zone_init(&zone);
  drive(VIBRATE, 1, 0, 60000);
  move(START_MS + 59000);
  CHECK(zone.level < LEVEL_ONE && zone.level > LEVEL_ONE * 97 / 100);
  move(1010);
  CHECK(zone.level == LEVEL_ONE);

  it("never makes a fall longer that is under way");
  zone_init(&zone);
  drive(KNEAD, 80, 0, 0);
  move(1000);
  zone_release(&zone, 500);
  move(250);
  zone_release(&zone, 2000);
  move(260);
  CHECK(zone.driven == 0);

  it("nor does SET off where another technique was asked for in the fall of a stop");
  zone_init(&zone);
  drive(KNEAD, 80, 0, 0);
  move(1000);
  zone_release(&zone, 400);
  move(100);
  drive(ROLL, 40, 0, 0);
  zone_lower(&zone, 60000);
  move(310);
  CHECK(zone.driven == 0);

  it("shows its level rounded to the nearest number, and nothing under a half");
  zone.driven = LEVEL_ONE / 2 - 1;
  CHECK(zone_shown_level(&zone) == 0 && zone_shown_rate(&zone) == 0);
  zone.driven = LEVEL_ONE / 2;
  CHECK(zone_shown_level(&zone) == 1);
  zone.driven = 3 * LEVEL_ONE / 2 - 1;
  CHECK(zone_shown_level(&zone) == 1);
}

static void duties(void) {
  it("leads a motor through the band between standstill and its minimum duty in 0.15 to 0.25 s, and never holds it there");
  for (uint8_t technique = KNEAD; technique < TECHNIQUES; technique++) {
    if (is_air(technique)) continue;
    for (uint32_t ramp_ms = 0; ramp_ms <= 60000; ramp_ms += 20000) {
      zone_init(&zone);
      drive(technique, 100, 0, ramp_ms);
      unsigned below_ms = 0;
      uint8_t steepest = 0;
      uint8_t before = 0;
      for (; zone.out.duty < duty_min(technique) && below_ms < 1000; below_ms += 5) {
        move(5);
        if (zone.out.duty - before > steepest) steepest = (uint8_t)(zone.out.duty - before);
        before = zone.out.duty;
        CHECK(zone.driven > 0 && zone_shown_level(&zone) == 1);
      }
      CHECK(below_ms >= 150 && below_ms <= 250);
      CHECK(steepest <= duty_min(technique) / 30);
      for (unsigned passed = 0; passed < 1500; passed += 5) {
        move(5);
        CHECK(zone.out.duty >= duty_min(technique));
      }
    }
  }

  it("leads it up again after each standstill");
  zone_init(&zone);
  drive(KNEAD, 60, 0, 0);
  move(2000);
  zone_release(&zone, 0);
  move(50);
  drive(KNEAD, 60, 0, 0);
  move(5);
  CHECK(zone.out.duty > 0 && zone.out.duty < duty_min(KNEAD) / 10);

  it("rises no steeper for its start than it was asked");
  zone_init(&zone);
  drive(VIBRATE, 60, 0, 2000);
  move(START_MS + 1000);
  CHECK(zone_shown_level(&zone) >= 29 && zone_shown_level(&zone) <= 31);
  move(1005);
  CHECK(zone_shown_level(&zone) == 60);

  it("comes to rest between two techniques also where the first has only begun");
  zone_init(&zone);
  drive(KNEAD, 60, 0, 0);
  move(100);
  CHECK(zone.out.duty > 0);
  drive(ROLL, 60, 0, 0);
  for (unsigned passed = 5; passed < DWELL_MS; passed += 5) {
    move(5);
    CHECK(zone.driven == 0 && zone.out.duty == 0);
  }
  move(50);
  CHECK(zone.technique == ROLL && zone.out.duty > 0);

  it("is off at once where it has only begun");
  zone_init(&zone);
  drive(KNEAD, 60, 0, 0);
  move(100);
  zone_release(&zone, 2000);
  move(5);
  CHECK(zone.driven == 0 && zone.out.duty == 0 && zone.technique == TECHNIQUE_OFF);

  it("reaches full duty at level 100");
  zone_init(&zone);
  drive(ROLL, 100, 0, 0);
  move(1200);
  CHECK(zone.out.duty == 255);

  it("derates a hot motor, and keeps three tenths just before it is stopped");
  zone_move(&zone, 699, 5);
  CHECK(zone_shown_level(&zone) >= 30 && zone_shown_level(&zone) <= 32);

  it("drives nothing unseen, however hot, low or slow");
  for (uint8_t level = 1; level <= 3; level++) {
    zone_init(&zone);
    drive(VIBRATE, level, 0, 3000);
    for (unsigned passed = 0; passed < 36000; passed += 5) {
      if (passed == 5000) zone_lower(&zone, 30000);
      zone_move(&zone, 699, 5);
      CHECK((zone.out.duty > 0) == (zone_shown_level(&zone) > 0));
    }
    CHECK(zone.out.duty == 0);
  }
}

static void changes(void) {
  it("goes to 0 and dwells there before another technique");
  zone_init(&zone);
  drive(KNEAD, 60, 0, 0);
  move(1000);
  drive(ROLL, 60, 0, 0);
  unsigned fall_ms = 0;
  while (zone.driven > 0 && fall_ms < 1000) {
    move(5);
    fall_ms += 5;
  }
  CHECK(fall_ms >= 495 && fall_ms <= 510);
  unsigned off_ms = 0;
  while (zone.driven == 0 && off_ms < 1000) {
    move(5);
    off_ms += 5;
  }
  CHECK(off_ms >= 100 && off_ms <= 120);
  CHECK(zone.technique == ROLL);
}

static void air(void) {
  it("vents a bag by itself that was held for 20 s, and a renewal does not blow it up again");
  zone_init(&zone);
  drive(COMPRESS, 60, 0, 0);
  move(19000);
  CHECK(zone.out.is_valve_closed);
  move(1500);
  CHECK(!zone.out.is_valve_closed && !zone.out.pump && zone.driven == 0);
  CHECK(zone_is_held_out(&zone));
  CHECK(zone_is_same(&zone, (struct asked){COMPRESS, 60, 0}));
  move(60000);
  CHECK(zone.driven == 0 && !zone.out.is_valve_closed);

  it("cycles by itself with a rate, and never holds for 20 s");
  zone_init(&zone);
  drive(COMPRESS, 60, 1, 0);
  unsigned closed_ms = 0;
  unsigned longest_ms = 0;
  for (unsigned passed = 0; passed < 180000; passed += 5) {
    move(5);
    closed_ms = zone.out.is_valve_closed ? closed_ms + 5 : 0;
    if (closed_ms > longest_ms) longest_ms = closed_ms;
  }
  CHECK(longest_ms > 5000 && longest_ms <= 20000);

  it("starts a pump seldom, also on a slow ramp");
  zone_init(&zone);
  drive(COMPRESS, 60, 0, 10000);
  unsigned starts = 0;
  for (unsigned passed = 0; passed < 12000; passed += 5) {
    bool was_on = zone.out.pump;
    move(5);
    if (zone.out.pump && !was_on) starts++;
  }
  CHECK(starts >= 2 && starts <= 15);
  CHECK(zone.air.pressure >= AIR_FULL * 54 / 100);

  it("leaves the motor alone while it blows up a bag");
  zone_init(&zone);
  drive(COMPRESS, 60, 0, 0);
  move(1000);
  CHECK(zone.out.pump && zone.out.is_valve_closed && zone.out.duty == 0);

  it("opens the valve at once when it is cut");
  zone_init(&zone);
  drive(COMPRESS, 60, 0, 0);
  move(3000);
  zone_cut(&zone);
  CHECK(!zone.out.pump && !zone.out.is_valve_closed && zone.out.duty == 0);
}

void zone_tests(void) {
  ramps();
  duties();
  changes();
  air();
}
