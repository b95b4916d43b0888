/* Runs the firmware on an emulated chip, in real time: its line on a pseudo-terminal, motors and sensors at its pins, faults and
 * questions on standard input, every change of an output on standard output. */
#define _GNU_SOURCE
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "chip.h"
#include "model.h"
#include "terminal.h"

/* At 115200 baud eleven bytes and a half come in a millisecond. */
#define BYTES_PER_MS 11
#define INPUT_MAX 4096
#define COMMAND_MAX 512
#define EMERGENCY_BYTE 0x18
/* A machine that was held up does not make the chip run ahead of the line. */
#define LAG_MS_MAX 200.0

struct bench {
  struct chip chip;
  struct model model;
  struct pins pins[ZONES];
  int line;
  unsigned char input[INPUT_MAX];
  size_t input_length;
  char command[COMMAND_MAX];
  size_t command_length;
  bool is_cut; /* nothing passes on the line, in either direction */
  double injected_at_ms; /* the newest fault */
  double zero_at_ms;
  double emergency_at_ms;
  double heard_at_ms; /* the newest byte from the host */
  bool is_over;
};

static volatile sig_atomic_t is_interrupted;

static void interrupt(int signal_number) {
  (void)signal_number;
  is_interrupted = 1;
}

static double clock_ms(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec * 1000.0 + (double)now.tv_nsec / 1e6;
}

/* A host that does not read loses bytes, as on any serial line. */
static void send_byte(void *context, uint8_t byte) {
  struct bench *bench = context;
  if (bench->is_cut) return;
  (void)!write(bench->line, &byte, 1);
}

static bool is_on(const struct pins *pins) { return pins->duty > 0 || pins->pump || pins->valve; }

static bool is_any_on(const struct bench *bench) {
  return is_on(&bench->pins[0]) || is_on(&bench->pins[1]) || is_on(&bench->pins[2]);
}

static void print_pins(const struct pins *pins) {
  printf("\"duty\":%.3f,\"pump\":%s,\"valve\":%s", pins->duty, pins->pump ? "true" : "false", pins->valve ? "true" : "false");
}

static void look_at_pins(struct bench *bench) {
  struct pins now[ZONES];
  bool was_on = is_any_on(bench);
  chip_read_pins(&bench->chip, now);
  for (int zone = 0; zone < ZONES; zone++) {
    struct pins *before = &bench->pins[zone];
    if (now[zone].duty == before->duty && now[zone].pump == before->pump && now[zone].valve == before->valve) continue;
    *before = now[zone];
    printf("{\"at_ms\":%.1f,\"zone\":\"%s\",", chip_now_ms(&bench->chip), zone_name(zone));
    print_pins(before);
    printf("}\n");
  }
  if (was_on && !is_any_on(bench)) bench->zero_at_ms = chip_now_ms(&bench->chip);
}

static void print_state(const struct bench *bench) {
  printf("{\"ok\":true,\"at_ms\":%.1f,\"zero_at_ms\":%.1f,\"emergency_at_ms\":%.1f,\"injected_at_ms\":%.1f,\"heard_at_ms\":%.1f,\"zones\":{",
         chip_now_ms(&bench->chip), bench->zero_at_ms, bench->emergency_at_ms, bench->injected_at_ms, bench->heard_at_ms);
  for (int zone = 0; zone < ZONES; zone++) {
    printf("%s\"%s\":{", zone == 0 ? "" : ",", zone_name(zone));
    print_pins(&bench->pins[zone]);
    const struct motor *motor = &bench->model.motors[zone];
    printf(",\"current_ma\":%.0f,\"winding_ma\":%.0f,\"case_c\":%.1f}", motor->current_ma, motor->winding_ma, motor->case_c);
  }
  printf("}}\n");
}

/* Copies the text value of a key out of one JSON object. */
static bool read_text(const char *object, const char *key, char *value, size_t size) {
  char name[32];
  snprintf(name, sizeof name, "\"%s\"", key);
  const char *at = strstr(object, name);
  at = at == NULL ? NULL : strchr(at + strlen(name), '"');
  const char *end = at == NULL ? NULL : strchr(at + 1, '"');
  if (end == NULL || (size_t)(end - at) > size) return false;
  memcpy(value, at + 1, (size_t)(end - at - 1));
  value[end - at - 1] = '\0';
  return true;
}

static bool reset_by(struct bench *bench, const char *fault) {
  static const struct {
    const char *name;
    enum reset_cause cause;
  } causes[] = {{"reboot", RESET_PIN},
                {"reboot:power", RESET_POWER},
                {"reboot:brownout", RESET_BROWNOUT},
                {"reboot:watchdog", RESET_WATCHDOG}};
  for (size_t at = 0; at < sizeof causes / sizeof causes[0]; at++) {
    if (strcmp(fault, causes[at].name) != 0) continue;
    chip_reset(&bench->chip, causes[at].cause);
    return true;
  }
  return false;
}

static bool disturb_line(struct bench *bench, const char *fault, bool is_on) {
  if (strcmp(fault, "overrun") == 0) {
    bench->chip.is_overrun = is_on;
    return true;
  }
  if (strcmp(fault, "cut") != 0) return false;
  bench->is_cut = is_on;
  bench->input_length = 0;
  return true;
}

static void obey(struct bench *bench, const char *command) {
  char verb[32];
  char fault[64];
  if (!read_text(command, "do", verb, sizeof verb)) strcpy(verb, "");
  if (strcmp(verb, "state") == 0) {
    print_state(bench);
    return;
  }
  bool is_inject = strcmp(verb, "inject") == 0;
  bool has_fault = (is_inject || strcmp(verb, "clear") == 0) && read_text(command, "fault", fault, sizeof fault);
  bool is_done = has_fault && ((is_inject && reset_by(bench, fault)) || disturb_line(bench, fault, is_inject) ||
                              model_inject(&bench->model, fault, is_inject));
  if (is_inject && is_done) bench->injected_at_ms = chip_now_ms(&bench->chip);
  printf(is_done ? "{\"ok\":true}\n" : "{\"ok\":false,\"message\":\"not understood\"}\n");
}

static void read_commands(struct bench *bench) {
  char text[256];
  ssize_t length = read(STDIN_FILENO, text, sizeof text);
  if (length <= 0) {
    fprintf(stderr, "standard input has closed: the emulator ends with it; keep it open, as with \"tail -f /dev/null | ...\"\n");
    bench->is_over = true;
    return;
  }
  for (ssize_t at = 0; at < length; at++) {
    if (text[at] != '\n') {
      if (bench->command_length < COMMAND_MAX - 1) bench->command[bench->command_length++] = text[at];
      continue;
    }
    bench->command[bench->command_length] = '\0';
    bench->command_length = 0;
    obey(bench, bench->command);
  }
}

static void read_line(struct bench *bench) {
  ssize_t length = read(bench->line, bench->input + bench->input_length, INPUT_MAX - bench->input_length);
  if (length > 0 && !bench->is_cut) bench->input_length += (size_t)length;
}

/* The chip gets what came in at the pace of the line. */
static void feed(struct bench *bench) {
  size_t given = 0;
  while (given < BYTES_PER_MS && given < bench->input_length && bench->chip.is_line_free) {
    unsigned char byte = bench->input[given++];
    bench->heard_at_ms = chip_now_ms(&bench->chip);
    if (byte == EMERGENCY_BYTE) bench->emergency_at_ms = chip_now_ms(&bench->chip);
    chip_receive(&bench->chip, byte);
  }
  bench->input_length -= given;
  memmove(bench->input, bench->input + given, bench->input_length);
}

static bool step_ms(struct bench *bench) {
  feed(bench);
  chip_set_inputs(&bench->chip, &bench->model);
  bool is_alive = chip_run(&bench->chip, 1000);
  look_at_pins(bench);
  model_move(&bench->model, bench->pins, 1.0);
  return is_alive;
}

static void wait_until(struct bench *bench, double due_ms) {
  double left_ms = due_ms - clock_ms();
  struct pollfd polls[] = {{bench->line, POLLIN, 0}, {STDIN_FILENO, POLLIN, 0}};
  if (bench->input_length == INPUT_MAX) polls[0].events = 0;
  int timeout_ms = left_ms > 1.0 ? (int)left_ms : 0;
  if (left_ms > 0 && timeout_ms == 0) usleep((useconds_t)(left_ms * 1000.0));
  if (poll(polls, 2, timeout_ms) <= 0) return;
  if ((polls[0].revents & POLLIN) != 0) read_line(bench);
  if ((polls[1].revents & (POLLIN | POLLHUP)) != 0) read_commands(bench);
}

static int run(struct bench *bench) {
  double due_ms = clock_ms();
  while (!bench->is_over && !is_interrupted) {
    if (!step_ms(bench)) {
      fprintf(stderr, "error: the chip has crashed\n");
      return 1;
    }
    due_ms += 1.0;
    if (clock_ms() - due_ms > LAG_MS_MAX) due_ms = clock_ms();
    wait_until(bench, due_ms);
  }
  return 0;
}

static const char *option(int count, char **words, const char *name) {
  for (int at = 1; at + 1 < count; at++) {
    if (strcmp(words[at], name) == 0) return words[at + 1];
  }
  return NULL;
}

static double number_option(int count, char **words, const char *name, double usual) {
  const char *text = option(count, words, name);
  return text == NULL ? usual : atof(text);
}

static bool has_option(int count, char **words, const char *name) {
  for (int at = 1; at < count; at++) {
    if (strcmp(words[at], name) == 0) return true;
  }
  return false;
}

int main(int count, char **words) {
  static struct bench bench;
  const char *mcu = option(count, words, "--mcu");
  const char *firmware = option(count, words, "--firmware");
  if (mcu == NULL || firmware == NULL) {
    fprintf(stderr, "usage: emulator --mcu atmega328p|atmega2560 --firmware FILE.elf [--empty] [--active-low] [--locked-a 6] [--inertia-ms 60]\n");
    return 2;
  }
  char path[64];
  signal(SIGINT, interrupt);
  signal(SIGTERM, interrupt);
  setvbuf(stdout, NULL, _IOLBF, 0);
  model_init(&bench.model, number_option(count, words, "--locked-a", 6.0), number_option(count, words, "--inertia-ms", 60.0));
  bench.chip.is_active_low = has_option(count, words, "--active-low");
  bench.model.is_occupied = !has_option(count, words, "--empty");
  bench.chip.on_byte = send_byte;
  bench.chip.context = &bench;
  bench.line = terminal_open(path, sizeof path);
  if (bench.line < 0) {
    fprintf(stderr, "error: no pseudo-terminal can be had\n");
    return 1;
  }
  if (!chip_open(&bench.chip, mcu, firmware)) return 1;
  printf("ready pty=%s\n", path);
  return run(&bench);
}
