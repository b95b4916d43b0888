#include "request.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "chair.h"
#include "latches.h"
#include "port.h"
#include "report.h"

#define WORDS_MAX 9
#define PROTOCOL_VERSION 1

/* The words of the present request: its seq, its verb and its arguments. */
static char *words[WORDS_MAX];
static uint8_t word_count;
static bool has_empty_word;

static bool has_last;
static uint16_t last_seq;
static uint16_t last_check;
static char last_answer[LINE_BYTES_MAX];
static uint8_t last_answer_length;

/* The seq of the request that is being answered, and whether its answer may be asked for again. */
static uint16_t seq;
static bool is_kept;

void request_init(void) { has_last = false; }

static void answer_begin(const FLASH char *verdict) {
  line_begin();
  line_number(seq);
  line_text(verdict);
}

static void answer_end(void) {
  uint8_t length;
  const char *line = line_end(seq == 0 ? PORT_REFUSAL : PORT_ANSWER, &length);
  if (!is_kept) return;
  memcpy(last_answer, line, length);
  last_answer_length = length;
}

static void answer_ok(void) {
  answer_begin(TEXT(" OK"));
  answer_end();
}

static void answer_error_of(const FLASH char *code, const FLASH char *detail) {
  answer_begin(TEXT(" ERR "));
  line_text(code);
  if (detail != NULL) {
    line_char(' ');
    line_text(detail);
  }
  answer_end();
}

static void answer_error(const FLASH char *code) { answer_error_of(code, NULL); }

void request_refuse(const FLASH char *code) {
  seq = 0;
  is_kept = false;
  answer_error(code);
}

static void split(char *payload) {
  word_count = 0;
  has_empty_word = false;
  char *from = payload;
  for (;;) {
    char *space = strchr(from, ' ');
    if (space != NULL) *space = '\0';
    if (word_count < WORDS_MAX) words[word_count] = from;
    if (word_count >= 2 && *from == '\0') has_empty_word = true;
    if (word_count < UINT8_MAX) word_count++;
    if (space == NULL) return;
    from = space + 1;
  }
}

/* One to ten digits; more than fits counts as the most there is. False for anything else. */
static bool read_number(const char *word, uint32_t *number) {
  uint8_t digits = 0;
  *number = 0;
  for (; *word >= '0' && *word <= '9'; word++, digits++) {
    *number = *number > (UINT32_MAX - 9U) / 10U ? UINT32_MAX : *number * 10U + (uint32_t)(*word - '0');
  }
  return *word == '\0' && digits >= 1 && digits <= 10;
}

/* A whole number, also a negative one, which is in no range. */
static bool is_integer(const char *word) {
  uint32_t number;
  return read_number(*word == '-' ? word + 1 : word, &number);
}

/* True where the word is a number within the bounds. */
static bool read_within(const char *word, uint32_t min, uint32_t max, uint32_t *number) {
  return read_number(word, number) && *number >= min && *number <= max;
}

static uint8_t arguments(void) { return (uint8_t)(word_count - 2); }
static char *argument(uint8_t at) { return words[2 + at]; }

static void zones_answer(void) {
  line_text(TEXT(" zones="));
  bool is_first = true;
  for (uint8_t zone = 0; zone < ZONES; zone++) {
    if (!is_fitted(zone)) continue;
    if (!is_first) line_char(',');
    line_text(zone_name(zone));
    is_first = false;
  }
}

static void hello_answer(void) {
  answer_begin(TEXT(" OK 1 fw=" FIRMWARE_NAME " model=" FIRMWARE_MODEL));
  line_number(count_zones());
  line_text(TEXT("z id="));
  for (const char *at = chair.id; *at != '\0'; at++) line_char(*at);
  line_text(TEXT(" boot="));
  for (int8_t shift = 12; shift >= 0; shift = (int8_t)(shift - 4)) {
    line_hex((uint8_t)((chair.boot >> shift) & 0x0FU));
  }
  line_text(TEXT(" lease="));
  line_number(LEASE_MS);
  line_text(TEXT(" ttl="));
  line_number(TTL_MS_MAX);
  zones_answer();
  answer_end();
}

static bool is_readable_hello(uint32_t *version) {
  return arguments() == 2 && !has_empty_word && read_within(argument(0), 0, SEQ_MAX, version) && strlen(argument(1)) <= HOST_NAME_MAX;
}

static bool is_right_hello(void) {
  uint32_t version;
  return is_readable_hello(&version) && version == PROTOCOL_VERSION;
}

static void hello(void) {
  uint32_t version;
  if (!is_readable_hello(&version)) {
    answer_error(TEXT("arg"));
    return;
  }
  if (version != PROTOCOL_VERSION) {
    answer_error_of(TEXT("unsupported"), TEXT("1"));
    return;
  }
  chair.is_greeted = true;
  chair.period_ms = TELEMETRY_DEFAULT_MS;
  if (!chair_is_still()) chair_settle(0);
  chair_stop_all(OWN_RAMP_MS);
  hello_answer();
  latches_repeat();
}

static void caps(void) {
  uint8_t zone = arguments() == 1 && !has_empty_word ? zone_named(argument(0)) : ZONES;
  if (arguments() != 1 || has_empty_word) answer_error(TEXT("arg"));
  else if (zone == ZONES) answer_error(TEXT("unsupported"));
  else {
    answer_begin(TEXT(" OK"));
    for (uint8_t technique = KNEAD; technique < TECHNIQUES; technique++) {
      struct rate_range range = rates_of(zone, technique);
      if (range.max == 0) continue;
      line_char(' ');
      line_text(technique_name(technique));
      line_char(':');
      line_number(range.min);
      line_char('-');
      line_number(range.max);
    }
    answer_end();
  }
}

struct set {
  uint8_t zone;
  struct asked asked;
  uint32_t ramp_ms;
  uint32_t ttl_ms;
};

static bool is_off(const struct set *set) { return set->asked.technique == TECHNIQUE_OFF || set->asked.level == 0; }

/* Reads the arguments of SET; gives the code of what is wrong with them, or NULL. */
static const FLASH char *read_set(struct set *set) {
  uint32_t level;
  uint32_t rate;
  if (arguments() != 6 || has_empty_word) return TEXT("arg");
  for (uint8_t at = 2; at < 6; at++) {
    if (!is_integer(argument(at))) return TEXT("arg");
  }
  set->zone = zone_named(argument(0));
  set->asked.technique = technique_named(argument(1));
  if (set->zone == ZONES || set->asked.technique == TECHNIQUES) return TEXT("unsupported");
  if (set->asked.technique != TECHNIQUE_OFF && rates_of(set->zone, set->asked.technique).max == 0) return TEXT("unsupported");
  bool is_within = read_within(argument(2), 0, 100, &level) && read_within(argument(3), 0, SEQ_MAX, &rate) &&
                   read_within(argument(4), 0, RAMP_MS_MAX, &set->ramp_ms) && read_within(argument(5), 0, 10000, &set->ttl_ms);
  if (!is_within || (set->asked.technique == TECHNIQUE_OFF && level != 0)) return TEXT("range");
  if (set->ttl_ms < TTL_MS_MIN && !(level == 0 && set->ttl_ms == 0)) return TEXT("range");
  set->asked.level = (uint8_t)level;
  set->asked.rate = (uint16_t)rate;
  return NULL;
}

/* Why the chair does not do this at all, or NULL. */
static const FLASH char *impossible(const struct set *set) {
  if (set->asked.technique != TECHNIQUE_OFF) {
    struct rate_range range = rates_of(set->zone, set->asked.technique);
    if (set->asked.rate != 0 && (set->asked.rate < range.min || set->asked.rate > range.max)) return TEXT("range");
  }
  if (set->ttl_ms > TTL_MS_MAX) return TEXT("range");
  return set->ttl_ms == 0 && !is_off(set) ? TEXT("range") : NULL;
}

static void apply(const struct set *set) {
  struct zone *zone = &chair.zones[set->zone];
  if (is_off(set)) {
    bool is_asked = zone->asked.technique != TECHNIQUE_OFF;
    if (is_asked) zone_lower(zone, zone_within_ttl(zone, set->ramp_ms, chair.now_ms));
    return;
  }
  if (!zone_is_same(zone, set->asked)) zone_drive(zone, set->asked, set->ramp_ms);
  zone->has_ttl = true;
  zone->ttl_ends_at_ms = chair.now_ms + set->ttl_ms;
  chair.is_armed = true;
}

static void set(void) {
  struct set set;
  const FLASH char *problem = read_set(&set);
  if (problem == NULL) problem = impossible(&set);
  bool is_busy = chair.is_settling && !(chair_is_still() && is_reached(chair.now_ms, chair.settles_at_ms));
  if (problem != NULL) answer_error(problem);
  else if (chair.latches.count > 0 && !is_off(&set)) answer_error_of(TEXT("latched"), fault_name(chair.latches.faults[0].code));
  else if (is_busy) answer_error(TEXT("busy"));
  else {
    apply(&set);
    answer_ok();
  }
}

static void stop(void) {
  uint32_t ramp_ms = STOP_RAMP_MS;
  if (arguments() > 1 || has_empty_word || (arguments() == 1 && !is_integer(argument(0)))) answer_error(TEXT("arg"));
  else if (arguments() == 1 && !read_within(argument(0), 0, STOP_RAMP_MS_MAX, &ramp_ms)) answer_error(TEXT("range"));
  else {
    chair_stop_all(ramp_ms);
    answer_ok();
  }
}

static void reset(void) {
  bool is_whole = arguments() == 1 && !has_empty_word;
  uint8_t code = is_whole ? fault_named(argument(0)) : FAULT_CODES;
  if (!is_whole) answer_error(TEXT("arg"));
  else if (code == FAULT_CODES) answer_ok(); /* a fault that this chair does not know cannot be in force */
  else if (!latches_reset(code, answer_ok)) answer_error_of(TEXT("latched"), fault_name(code));
}

static void rate(void) {
  uint32_t period_ms;
  if (arguments() != 1 || has_empty_word || !is_integer(argument(0))) answer_error(TEXT("arg"));
  else if (!read_within(argument(0), TELEMETRY_MS_MIN, TELEMETRY_MS_MAX, &period_ms)) answer_error(TEXT("range"));
  else {
    chair.period_ms = (uint16_t)period_ms;
    answer_ok();
  }
}

/* The verbs without arguments. */
static bool is_bare(void) {
  if (arguments() == 0) return true;
  answer_error(TEXT("arg"));
  return false;
}

static void keep(void) {
  if (is_bare()) answer_ok();
}

static void estop(void) {
  if (!is_bare()) return;
  answer_ok();
  chair_emergency_stop();
}

static void status(void) {
  if (!is_bare()) return;
  answer_ok();
  report_telemetry(PORT_ANSWER);
}

struct verb {
  char name[7];
  void (*run)(void);
  bool works_before_hello;
};

static const FLASH struct verb verbs[] = {
    {"HELLO", hello, true}, {"CAPS", caps, false},   {"SET", set, false},   {"KEEP", keep, false},    {"STOP", stop, true},
    {"ESTOP", estop, true}, {"RESET", reset, false}, {"RATE", rate, false}, {"STATUS", status, false},
};

static const FLASH struct verb *verb_named(const char *word) {
  for (uint8_t at = 0; at < sizeof verbs / sizeof verbs[0]; at++) {
    if (flash_equals(word, verbs[at].name)) return &verbs[at];
  }
  return NULL;
}

/* Seq 0 asks for no answer and is for KEEP only. */
static void take_unnumbered(const FLASH struct verb *verb) {
  is_kept = false;
  bool is_keep = verb != NULL && verb->run == keep && arguments() == 0;
  if (!is_keep) answer_error(TEXT("arg"));
  else if (!chair.is_greeted) answer_error(TEXT("hello"));
}

static void repeat_answer(void) { port_send(last_answer, last_answer_length, PORT_ANSWER); }

/* How many numbers `seq` is behind the last one, counting round. */
static uint16_t behind(void) { return (uint16_t)(((uint32_t)last_seq + SEQ_MAX - seq) % SEQ_MAX); }

static void keep_answer_to(uint16_t check) {
  has_last = true;
  last_seq = seq;
  last_check = check;
  is_kept = true;
}

static void take_numbered(const FLASH struct verb *verb, uint16_t check) {
  bool is_hello = verb != NULL && verb->run == hello;
  if (!is_hello && has_last && seq == last_seq && check == last_check) {
    repeat_answer();
    return;
  }
  if (!is_hello && has_last && behind() <= OLD_SEQS_MAX) {
    is_kept = false;
    answer_error(TEXT("seq"));
    return;
  }
  /* A HELLO that is refused changes nothing, and so not the count. */
  is_kept = false;
  if (!is_hello || is_right_hello()) keep_answer_to(check);
  if (word_count < 2 || *words[1] == '\0') answer_error(TEXT("syntax"));
  else if (!chair.is_greeted && (verb == NULL || !verb->works_before_hello)) answer_error(TEXT("hello"));
  else if (verb == NULL) answer_error(TEXT("verb"));
  else verb->run();
}

void request_take(char *payload, uint16_t check) {
  split(payload);
  uint32_t number;
  bool has_seq = read_within(words[0], 0, SEQ_MAX, &number);
  bool has_verb = word_count >= 2 && *words[1] != '\0';
  seq = has_seq ? (uint16_t)number : 0;
  if (seq == 0 && !(has_seq && has_verb)) {
    is_kept = false;
    answer_error(TEXT("syntax"));
    return;
  }
  const FLASH struct verb *verb = has_verb ? verb_named(words[1]) : NULL;
  if (seq == 0) take_unnumbered(verb);
  else take_numbered(verb, check);
}
