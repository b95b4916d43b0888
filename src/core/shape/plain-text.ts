/** What people write in one line: no control characters, no break, no half of a pair of surrogates, which most readers of JSON refuse, and
 *  nothing that turns the direction of what is shown around it. */
export const onePlainLine = /^[^\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]*$/u;
