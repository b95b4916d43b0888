const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const timeLetters = 10;
const chanceLetters = 16;
/** A ULID: sorts by time, 26 letters of Crockford's base 32. */
export function newUlid(clock) {
    let time = Math.floor(clock.wallMs());
    let text = '';
    for (let letter = 0; letter < timeLetters; letter++) {
        text = alphabet.charAt(time % 32) + text;
        time = Math.floor(time / 32);
    }
    for (let letter = 0; letter < chanceLetters; letter++)
        text += alphabet.charAt(Math.floor(clock.random() * 32));
    return text;
}
