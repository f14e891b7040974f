import { describe, expect, test } from 'vitest';
import { ConfigError, readConfig } from './config.ts';

describe('readConfig', () => {
  test('has a default for everything', () => {
    const config = readConfig({});
    expect(config).toMatchObject({ host: '127.0.0.1', port: 8080, tlsPort: 8443, demo: false, logLevel: 'info' });
    expect(config.databaseUrl).toBeUndefined();
  });

  test('lists everything that is wrong, at once', () => {
    const wrong = { PORT: '80a', TLS_PORT: '99999', GIAMSAT_DEMO: 'yes', DATABASE_URL: 'mysql://x', LOG_LEVEL: 'loud' };
    expect(() => readConfig(wrong)).toThrow(ConfigError);
    try {
      readConfig(wrong);
    } catch (error) {
      const { problems } = error as ConfigError;
      expect(problems.map((problem) => problem.split(' ')[0])).toEqual([
        'PORT',
        'TLS_PORT',
        'DATABASE_URL',
        'GIAMSAT_DEMO',
        'LOG_LEVEL',
      ]);
    }
  });

  test('never repeats a URL, which may hold a password', () => {
    expect(() => readConfig({ DATABASE_URL: 'mysql://u:secret@x' })).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining('secret') }),
    );
  });

  test('refuses Redis without a shared database, equal ports and half a certificate', () => {
    expect(() => readConfig({ REDIS_URL: 'redis://x' })).toThrow('REDIS_URL');
    expect(() => readConfig({ DATABASE_OWNER_URL: 'postgres://x' })).toThrow('needs DATABASE_URL');
    expect(() => readConfig({ PORT: '9000', TLS_PORT: '9000' })).toThrow('must differ');
    const alone = { DATABASE_URL: 'postgres://x', REDIS_URL: 'redis://x' };
    expect(() => readConfig(alone)).toThrow('GIAMSAT_NODE_URL');
    expect(() => readConfig({ ...alone, GIAMSAT_NODE_URL: 'http://10.0.0.1:8081' })).toThrow('GIAMSAT_SHARED');
    expect(() => readConfig({ GIAMSAT_NODE_URL: 'http://10.0.0.1:8081' })).toThrow('need REDIS_URL');
    expect(() => readConfig({ TLS_CERT: 'a.pem' })).toThrow('together');
  });

  test('has several nodes share their recordings and keys', () => {
    const config = readConfig({
      ...{ DATABASE_URL: 'postgres://x', REDIS_URL: 'redis://x', GIAMSAT_NODE_URL: 'http://10.0.0.1:8081' },
      ...{ GIAMSAT_SHARED: '/srv/giamsat', GIAMSAT_DATA: '/var/lib/one' },
    });
    expect(config).toMatchObject({
      sharedDir: '/srv/giamsat',
      sealKeyFile: '/srv/giamsat/seal.key',
      checkpointKeyFile: '/srv/giamsat/checkpoint.key',
    });
    expect(readConfig({ GIAMSAT_DATA: '/var/lib/one' })).toMatchObject({
      sharedDir: '/var/lib/one',
      nodeUrl: undefined,
    });
  });

  test('believes a proxy on this machine, or one whose address is named', () => {
    expect(readConfig({}).trustProxy).toBe(false);
    expect(readConfig({ TRUST_PROXY: '1' }).trustProxy).toBe(true);
    expect(readConfig({ TRUST_PROXY: '10.0.0.5, 10.0.0.6' }).trustProxy).toEqual(['10.0.0.5', '10.0.0.6']);
    expect(() => readConfig({ TRUST_PROXY: 'nginx' })).toThrow('TRUST_PROXY');
  });

  test('wants a copy each day unless told otherwise, and watches no folder', () => {
    const HOUR = 3_600_000;
    const ages = [{}, { GIAMSAT_COPY_WITHIN_HOURS: '3' }, { GIAMSAT_COPY_WITHIN_HOURS: '0' }];
    expect(ages.map((env) => readConfig(env).copyWithinMs)).toEqual([26 * HOUR, 3 * HOUR, undefined]);
    expect(() => readConfig({ GIAMSAT_COPY_WITHIN_HOURS: 'a day' })).toThrow('hours');
    expect(readConfig({}).listFolder).toBeUndefined();
    expect(readConfig({ GIAMSAT_LIST_FOLDER: '/srv/lists' }).listFolder).toBe('/srv/lists');
  });

  test('can do without TLS', () => {
    expect(readConfig({ TLS_PORT: 'off' }).tlsPort).toBeUndefined();
  });
});
