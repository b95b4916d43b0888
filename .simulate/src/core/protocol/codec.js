export { bareStop, decodeOrder, emergencyStop, encodeOrder } from './order-codec.js';
export { capabilityArgs, decodeReport, encodeReport, identityArgs, readCapabilities, readIdentity, } from './report-codec.js';
