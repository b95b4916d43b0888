export const errorCodes = [
    'crc',
    'overflow',
    'syntax',
    'verb',
    'arg',
    'range',
    'unsupported',
    'seq',
    'hello',
    'latched',
    'busy',
];
/** Fault codes of the line. */
export const faultCodes = [
    'overtemp',
    'overcurrent',
    'stall',
    'undervolt',
    'overvolt',
    'sensor',
    'estop',
    'lease',
    'contradiction',
];
export const modes = ['idle', 'run', 'stop', 'estop', 'fault'];
export const bootReasons = ['power', 'watchdog', 'brownout', 'reset'];
export const buttons = ['start', 'pause', 'stop', 'estop'];
/** `derated`, `stalled`, `hot`, `at limit`, in the letters of the line. */
export const zoneFlags = ['D', 'S', 'H', 'L'];
/** Bytes of a line with its LF, at most. */
export const lineBytesMax = 160;
export const seqMax = 65535;
/** The emergency byte (CAN): acts anywhere in the stream, without framing. */
export const emergencyByte = 0x18;
export const emergencyCharacter = String.fromCharCode(emergencyByte);
export const rampMsMax = 60_000;
export const protocolVersion = 1;
