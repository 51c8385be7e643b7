import { faultOf } from '#event-log';
import { openLogReader } from '../runtime/open-log.js';
import { giveLeaves, type FromLeafReader } from './leaves.js';

/** The process that reads a long part of the log again, for what is signed: node leaf-process.js <folder> <size>. */
const [folder, size] = process.argv.slice(2) as [string, string];
const tell = (message: FromLeafReader): void => void process.send!(message);
// Nobody waits for it any more, also when the server was killed.
process.once('disconnect', () => process.exit());

try {
  await giveLeaves(await openLogReader(folder), Number(size), tell);
} catch (error) {
  tell({ fault: faultOf(error) });
}
