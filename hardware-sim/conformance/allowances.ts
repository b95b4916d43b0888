/** What a kit at the other end of a line has to allow a chair, in ms. */

/** This machine's own lateness. */
export const measuringMs = 50;
/** T comes so often while anything is worth looking at, and no more than this off its time. */
export const periodMs = 100;
export const telemetryJitterMs = 20;
/** The longest T line at 38,400 baud, the slowest line that there is: what is said behind one comes so much later. */
export const lineMs = 31;
/** A byte at 38,400 baud. */
export const byteMs = 10_000 / 38_400;

/** An answer comes within this time of the end of its request's line, and is heard within that one. */
export const answerWithinMs = 100;
export const answerHeardWithinMs = answerWithinMs + periodMs + lineMs;

/** A line that tells of a moment comes at most so much after it. */
export const toldMs = measuringMs + lineMs;
/** A T line that shows a state is heard at most so much after it began. */
export const sampledMs = toldMs + periodMs + telemetryJitterMs;
