/* The figures of this chair. Those of the line are stated in docs/serial-protocol.md, those of the motors in docs/simulator.md. */
#ifndef FIGURES_H
#define FIGURES_H
#include <stdint.h>

#define FIRMWARE_NAME "avr/0.1.0"
#define FIRMWARE_MODEL "avr-" /* and how many zones */
#ifndef CHAIR_ID
#define CHAIR_ID "AVR0001"
#endif
#define ID_LENGTH_MAX 16

#define LINE_BYTES_MAX 160 /* with its LF */
#define SEQ_MAX 65535U
#define OLD_SEQS_MAX 1000U
#define HOST_NAME_MAX 32

#define LEASE_MS 600U
#define TTL_MS_MIN 100U
#define TTL_MS_MAX 5000U
#define RAMP_MS_MAX ((uint32_t)60000)
#define STOP_RAMP_MS_MAX 2000U

/* Ramps to 0 that the chair begins by itself. */
#define OWN_RAMP_MS 500U
#define STOP_RAMP_MS 1000U
/* After a stop by the chair's own button telemetry must be able to show it: three fast lines. */
#define OWN_STOP_BUSY_MS 300U

#define CHANGE_RAMP_MS 500U
#define DWELL_MS 100U
#define FULL_RISE_MS 900U
/* From standstill to its least duty a motor is led, not thrown: thrown, it takes its locked current. */
#define START_MS 220U
#define STARTED_MS 300U

#define AIR_INFLATE_MS 6000U
#define AIR_VENT_MS 1500U
#define AIR_DECAY_MS 700U
#define AIR_STEADY_MS_MAX 20000U

#define TELEMETRY_FAST_MS 100U
#define TELEMETRY_FAST_AFTER_MS 3000U
#define TELEMETRY_DEFAULT_MS 1000U
#define TELEMETRY_MS_MIN 50U
#define TELEMETRY_MS_MAX 5000U

#define FAULT_REPEAT_MS 1000U
#define FAULT_CLEAR_MS 1000U
#define EMERGENCY_REPEAT_MS 100U
#define LATCH_WINDOW_MS ((uint32_t)60000)
#define LATCH_COUNT 3

/* Of the winding: what the supply gives, over the duty. */
#define CURRENT_LIMIT_MA 3000
/* A motor that is still slower than its duty asks takes more, and its inertia says for how long: whatever the duty rose by in
 * SURGE_MS raises the limit, by SURGE_MA for a whole one. */
#define SURGE_MS 150U
#define SURGE_MA 15000
#define SURGE_LIMIT_MA 9000
/* Under a quarter of full duty, which a motor only passes through, a division by it would make currents of noise. */
#define DUTY_JUDGED_MIN 64
/* A current that rises by so much within STALL_RISE_MS is a motor that was caught; a slower one carries too much. A motor at full
 * takes 2 A, so that it has risen by no more than 1 A when it comes to the limit: this leaves a quarter of that to its sensor. */
#define STALL_RISE_MA 750
#define STALL_RISE_MS 200U
#define LOOK_MS 25U
#define STILL_CURRENT_MA 100
#define CONTRADICTION_MA 200
#define CONTRADICTION_MS 300U
/* A sensor has to read nonsense for so long: a spike of a motor's brushes is over in a few ms. */
#define NONSENSE_MS 50U

#define RAIL_MV_MIN 10000
/* Under the 27.6 V at which a driver with BTS7960 may let go by itself. */
#define RAIL_MV_MAX 27000
#define RAIL_HYSTERESIS_MV 1000
#define RAIL_SAMPLED_MS 20U
/* With the emergency stop pressed its relay has cut the supply: capacitors may hold it up for so long, a welded contact for ever. */
#define WELDED_MS 4000U
/* When it is let go, the relay and the capacitors take so long to bring the supply back. */
#define POWERED_MS 500U

#define UNFITTED_CASE_DC 250
#define CASE_WARN_DC 450
#define CASE_DERATE_DC 550
#define CASE_STOP_DC 700
/* The share of its level that a zone keeps just before it is stopped, of 256. */
#define DERATE_SHARE_MIN 77

#endif
