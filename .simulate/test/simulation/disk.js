const writeMsMax = 15;
/** A disk that outlives processes. A write takes its time; one whose process dies is lost, or leaves half a file. */
export class Disk {
    chance;
    files = new Map();
    writing = new Set();
    constructor(chance) {
        this.chance = chance;
    }
    /** The store of one process. */
    storeFor(process) {
        return {
            load: (name) => this.load(name),
            save: (name, record) => this.save(process, name, JSON.stringify(record)),
        };
    }
    /** The process has died in the middle of what it wrote. Gives the names of the files that are torn. */
    lose(process, isTorn) {
        const lost = [...this.writing].filter((write) => write.process === process);
        for (const write of lost)
            this.writing.delete(write);
        if (!isTorn)
            return [];
        for (const { name, text } of lost)
            this.files.set(name, text.slice(0, Math.floor(text.length * this.chance.next())));
        return lost.map(({ name }) => name);
    }
    /** What stands in a file, or undefined where there is none or it is torn. */
    read(name) {
        try {
            return JSON.parse(this.files.get(name) ?? 'null') ?? undefined;
        }
        catch {
            return undefined;
        }
    }
    load(name) {
        const text = this.files.get(name);
        if (text === undefined)
            return undefined;
        const record = this.read(name);
        // As the real store does: a torn file is set aside and reported.
        if (record === undefined)
            this.files.delete(name);
        return record ?? null;
    }
    save(process, name, text) {
        const write = { process, name, text };
        for (const older of this.writing)
            if (older.process === process && older.name === name)
                this.writing.delete(older);
        this.writing.add(write);
        return new Promise((resolve) => {
            process.after(1 + this.chance.next() * writeMsMax, () => {
                if (this.writing.delete(write))
                    this.files.set(name, text);
                resolve();
            });
        });
    }
}
