/* Just enough to write tests as sentences. */
#ifndef CHECK_H
#define CHECK_H
#include <stdbool.h>
#include <stdint.h>

void check_that(bool holds, const char *what, const char *file, int line);
#define CHECK(holds) check_that((holds), #holds, __FILE__, __LINE__)

/* Begins a test: `it` says what is promised. */
void it(const char *promise);

/* What the chair said since the test began, and whether a line with this text is in it. */
const char *said(void);
bool has_said(const char *text);
void forget_said(void);

/* A chair that was just switched on, with healthy sensors, which `sensors` may change. */
void new_chair(void);
struct readings;
extern struct readings sensors;

/* Lets time pass; motors follow their duty unless a test says otherwise. */
void pass(unsigned ms);
extern bool are_motors_free;
/* The clock of a chair that rests shows this now. */
void skip_to(uint32_t now_ms);

/* Sends a payload with its check, or bytes as they are. */
void send(const char *payload);
void send_raw(const char *bytes);

void zone_tests(void);
void line_tests(void);
void chair_tests(void);
void motor_tests(void);
void input_tests(void);

#endif
