import { describe, expect, test } from 'vitest';
import { createLogger, withhold } from './logger.ts';

const lines = (write: (logger: ReturnType<typeof createLogger>) => void): string => {
  let text = '';
  const destination = {
    write(line: string) {
      text += line;
    },
  };
  write(createLogger({ level: 'trace', destination }));
  return text;
};

describe('a log line', () => {
  test('never holds what a case is called or who is in it', () => {
    const event = {
      type: 'hearing.scheduled',
      subject: 'hearings/0198a',
      data: { title: 'Nguyễn Văn A – Trộm cắp tài sản', caseNumbers: ['9011/2021/TLST-HS'] },
    };
    const text = lines((logger) => {
      logger.info({ event }, 'an event');
      logger.info({ rows: [{ id: 1, title: 'Nguyễn Văn A', panel: [{ name: 'Trần Thị M' }] }] }, 'rows');
      logger.child({ request: { body: { text: 'Nguyễn Văn A' } } }).warn({ state: { participants: ['Lê Thị C'] } });
    });
    expect(text).toContain('hearing.scheduled');
    for (const name of ['Nguyễn', '9011', 'Trần', 'Lê Thị']) expect(text).not.toContain(name);
  });

  test('drops what a database quotes in its errors', () => {
    const error = Object.assign(new Error('invalid input syntax for type json: "Nguyễn Văn A"'), {
      code: '22P02',
      routine: 'pg_parse_json',
      detail: 'Key (title)=(Nguyễn Văn A) already exists.',
      where: 'JSON data, line 1: Nguyễn Văn A',
    });
    const text = lines((logger) => {
      logger.error({ err: error }, 'append failed');
      logger.error({ err: new Error('append failed', { cause: error }) });
      logger.error(error);
    });
    expect(text).toContain('22P02');
    expect(text).not.toContain('Nguyễn');
  });

  test('keeps our own errors readable', () => {
    const text = lines((logger) => logger.error({ err: new Error('the data directory is in use') }, 'cannot start'));
    expect(text).toContain('the data directory is in use');
    expect(text).toContain('logger.test');
  });

  test('ends in depth', () => {
    const deep: Record<string, unknown> = {};
    deep.self = deep;
    expect(JSON.stringify(withhold(deep))).toContain('[deep]');
  });
});
