/** What is kept for a reader; everything goes into the digest. */
const keptMax = 400;
/** The story of one run. The same run gives the same story and the same digest, byte for byte. */
export class Trace {
    nowMs;
    entries = [];
    hash = 0x811c9dc5;
    constructor(nowMs) {
        this.nowMs = nowMs;
    }
    /** Something that a reader wants to see. */
    tell(text) {
        const entry = `${this.time()} ${text}`;
        this.digestText(entry);
        this.entries.push(entry);
        if (this.entries.length > 2 * keptMax)
            this.entries = this.entries.slice(-keptMax);
    }
    /** Something that comes too often to be read: telemetry, keep-alives. */
    digestText(text) {
        let { hash } = this;
        for (let at = 0; at < text.length; at += 1)
            hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
        this.hash = hash;
    }
    /** Of everything that has happened, 8 hex digits. */
    get digest() {
        return (this.hash >>> 0).toString(16).padStart(8, '0');
    }
    /** The last entries, oldest first. */
    tail(count) {
        return this.entries.slice(-Math.min(count, keptMax));
    }
    time() {
        return `${(this.nowMs() / 1000).toFixed(3).padStart(9)} s`;
    }
}
