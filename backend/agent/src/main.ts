#!/usr/bin/env node
/** Starts the court agent: `node backend/agent/src/main.ts --config file.json`; enrols it: `… enrol`; or checks a camera: `… doctor CAMERA_URL`. */
import { parseArgs } from 'node:util';
import { createAgent } from './agent.ts';
import { ConfigError, readConfig } from './config.ts';
import { createConsole } from './console/console.ts';
import { doctor } from './doctor/command.ts';
import { ENROL_USAGE, enrolCommand } from './identity/command.ts';
import { NotEnrolledError } from './identity/identity.ts';
import { OutboxDamagedError } from './outbox/outbox.ts';
import { FolderInUseError } from './platform/folder-lock.ts';
import { createLogger } from './platform/logger.ts';
import { SpoolKeyError } from './spool/spool-key.ts';

const STOP_WITHIN_MS = 10_000;

/** What a person has to mend is told in plain words, without a stack. */
const isPlain = (error: unknown): error is Error =>
  error instanceof ConfigError ||
  error instanceof NotEnrolledError ||
  error instanceof SpoolKeyError ||
  error instanceof FolderInUseError ||
  error instanceof OutboxDamagedError ||
  (error as NodeJS.ErrnoException).code === 'EADDRINUSE';

async function run(configFile: string): Promise<void> {
  const config = readConfig(configFile);
  const logger = createLogger(config.logLevel, config.code);
  const agent = await createAgent(config, logger);
  const clerk = await createConsole(agent, logger);

  // Whatever fails in one part, capture goes on.
  process.on('unhandledRejection', (error) => logger.error({ err: error }, 'agent: something failed'));

  let stopping = false;
  const stop = (why: string): void => {
    if (stopping) return;
    stopping = true;
    logger.info({ why }, 'agent: stops');
    const tooLong = setTimeout(() => process.exit(1), STOP_WITHIN_MS);
    tooLong.unref();
    void (async () => {
      await clerk.close();
      await agent.stop();
      process.exit(0);
    })();
  };
  process.on('SIGINT', () => stop('SIGINT'));
  process.on('SIGTERM', () => stop('SIGTERM'));
  if (process.env.GIAMSAT_PARENT_IPC === '1') process.on('disconnect', () => stop('the parent is gone'));

  await agent.start();
  const address = await clerk.listen();
  logger.info({ console: address, cameras: config.cameras.length }, 'agent: ready');
  process.send?.({ type: 'ready', console: address });
}

/** What went wrong ends the process with 1. */
async function told(work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (error) {
    console.error(isPlain(error) ? error.message : error);
    process.exit(1);
  }
}

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { config: { type: 'string' } } });
  const { config } = values;
  if (config === undefined) {
    console.error(
      `usage: giamsat-agent --config FILE\n       ${ENROL_USAGE}\n       giamsat-agent doctor CAMERA_URL | - | @FILE`,
    );
    process.exit(2);
  }
  await told(() => run(config));
}

const [command, ...rest] = process.argv.slice(2);
if (command === 'doctor') process.exitCode = await doctor(rest);
else if (command === 'enrol')
  await told(async () => {
    process.exitCode = await enrolCommand(rest);
  });
else await main();
