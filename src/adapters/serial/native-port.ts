import { type AutoDetectTypes, autoDetect } from '@serialport/bindings-cpp';
import { type OpenOptions, SerialPortStream } from '@serialport/stream';

const binding = autoDetect();

/** A port of the system. */
export type NativePort = SerialPortStream<AutoDetectTypes>;

/** What the package `serialport` makes of these two parts; its eight other parsers and its mock are not needed. */
export const nativePort = (options: Omit<OpenOptions<AutoDetectTypes>, 'binding'>): NativePort =>
  new SerialPortStream({ ...options, binding });

/** Rejects where the system's own list cannot be had. */
export const listNativePorts = (): ReturnType<AutoDetectTypes['list']> => binding.list();
