/** `giamsat verify FILE.zip|FOLDER [--key KEY] [--lang vi|en] [--json]` */
import { hash } from 'node:crypto';
import { verifyCommand } from './package/command.ts';

const [command, ...args] = process.argv.slice(2);
process.exitCode = await verifyCommand(command === 'verify' ? args : [], (bytes) => hash('sha256', bytes, 'hex'));
