import { resolve } from 'node:path';
import { ledgerDirectory } from '../adapters/files/file-ledger.js';
import { ledgerDiskIn } from '../adapters/files/ledger-disk.js';
import { sessionFiles } from '../adapters/files/ledger-reading.js';
import { loadRecord, summaryName } from '../adapters/files/ledger-records.js';
import { errorText } from '../core/error-text.js';
import { RollUp, rollUpSchema } from '../core/ledger/roll-up.js';
import { type DoctorFinding, fineFinding, warningFinding } from './doctor-checks.js';
import { counted } from './process-edge.js';

const name = 'ledger';
const advice = '"chair2mqtt history check" reads every line and says which';

/** How the daemon found its ledger; nothing where it has none yet. Only its summary is read. */
export async function checkLedger(dataFolder: string): Promise<readonly DoctorFinding[]> {
  const folder = resolve(ledgerDirectory(dataFolder));
  try {
    const disk = ledgerDiskIn(folder);
    const names = await disk.list();
    const files = sessionFiles(names).length;
    if (files === 0) return [];
    const record = await loadRecord(disk, summaryName, rollUpSchema);
    if (record === null)
      return [fineFinding(name, `${counted(files, 'month')} in ${folder}, to be read at the next start`)];
    const { wrong, unknown } = new RollUp(record).skipped;
    const torn = names.filter((each) => each.endsWith('.torn')).length;
    return [
      fineFinding(name, `${counted(files, 'month')} in ${folder}`),
      ...(wrong > 0 ? [warningFinding(name, `${counted(wrong, 'damaged line')} skipped`, advice)] : []),
      ...(unknown > 0
        ? [warningFinding(name, `${counted(unknown, 'line')} of a later version skipped`, 'update this program')]
        : []),
      ...(torn > 0
        ? [warningFinding(name, `the end of ${counted(torn, 'month')} was torn once`, 'nothing: it is kept beside')]
        : []),
    ];
  } catch (error) {
    return [warningFinding(name, `${folder} cannot be read: ${errorText(error)}`, 'let this user read it')];
  }
}
