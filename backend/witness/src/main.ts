#!/usr/bin/env node
/** A second party's witness: `main.ts key --config FILE` shows its key, `… once` makes one round, `… run` one each minute. */
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { SIGNATURE_TYPES, verifierKeyText } from '@giamsat/proof/note';
import { createNoteSigner } from '@giamsat/proof/note-signing';
import { PlainError, readConfig } from './config.ts';
import { openKept } from './kept.ts';
import { type RefusalReason, type Round, witnessRound } from './round.ts';
import { createService } from './service.ts';

const USAGE = 'usage: giamsat-witness key | once | run --config FILE';
/** 0: in order. 1: nobody answered, or something has to be mended. 3: what the service shows contradicts what was kept. */
const REFUSED = 3;

const WORDS: Record<RefusalReason, string> = {
  unreadable: 'what it showed is no checkpoint',
  'keys-broken': 'the history of its keys does not hold',
  'key-unknown': 'its keys do not go back to the one that this witness was given',
  'key-not-proved': 'a new key was not signed by the one before; ask the court, and put the new key into serviceKey',
  'signature-wrong': 'its own signature is wrong or missing',
  'other-journal': 'it is the seal of another journal',
  shorter: 'records that had been sealed are gone',
  forked: 'records that had been sealed were changed',
  'refused-before': 'it was refused before, and stays so until a person has looked into it',
};

const say = (text: string) => console.log(`${new Date().toISOString()} ${text}`);

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({ allowPositionals: true, options: { config: { type: 'string' } } });
  const [command] = positionals;
  if (values.config === undefined || command === undefined || !['key', 'once', 'run'].includes(command)) {
    console.error(USAGE);
    return 2;
  }
  const config = readConfig(values.config);
  const kept = openKept(config.dataDir);
  const signer = createNoteSigner(config.name, SIGNATURE_TYPES.cosignature, kept.key());
  if (command === 'key') {
    console.log(verifierKeyText(signer.key));
    return 0;
  }
  const { serviceKey } = config;
  if (serviceKey === undefined) {
    throw new PlainError(
      'serviceKey is missing: have the key of the court’s page “Niêm phong” handed over by a person, and put it in.',
    );
  }
  const service = createService(config, signer, Date.now);
  try {
    for (;;) {
      let failed = false;
      try {
        const round = await witnessRound({ service, kept, signer, serviceKey, now: Date.now });
        tell(round);
        if (round.kind === 'refused') return REFUSED;
      } catch (error) {
        failed = true;
        say(`not done: ${(error as Error).message}`);
      }
      if (command === 'once') return failed ? 1 : 0;
      await pause(config.everySeconds * 1000);
    }
  } finally {
    await service.close();
  }

  function tell(round: Round): void {
    if (round.kind === 'countersigned') say(`countersigned up to record ${round.size}`);
    if (round.kind === 'nothing-sealed') say('nothing is sealed yet');
    if (round.kind === 'refused') {
      console.error(
        `REFUSED: ${WORDS[round.why]}. Nothing is countersigned any more. The evidence stands in ${config.dataDir}: keep the folder, and tell the court and the procuracy.`,
      );
    }
  }
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(0));
if (process.env.GIAMSAT_PARENT_IPC === '1') process.once('disconnect', () => process.exit(0));
process.exitCode = await main().catch((error: unknown) => {
  console.error(error instanceof PlainError ? error.message : error);
  return 1;
});
