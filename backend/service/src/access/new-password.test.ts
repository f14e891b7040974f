import { describe, expect, test } from 'vitest';
import { checkNewPassword } from './new-password.ts';

const refusal = (password: string): string | undefined => {
  try {
    checkNewPassword(password, { login: 'tran.van.minh', displayName: 'Trần Văn Minh', field: '/password' });
    return undefined;
  } catch (error) {
    return (error as { code: string }).code;
  }
};

describe('a new password', () => {
  test.each(['một câu dài dễ nhớ', 'con mèo trèo cây cau', 'correct horse battery', '7Gq0-zzPw-11kd-Rt'])(
    'may be any long text, whatever it is composed of: %s',
    (password) => expect(refusal(password)).toBeUndefined(),
  );

  test('has twelve characters as people count them, however they were typed', () => {
    expect(refusal('mười ký tự!')).toBe('password-short');
    // Eight letters whose marks were typed as characters of their own.
    expect(refusal('nghị án ế'.normalize('NFD'))).toBe('password-short');
    expect(refusal('👍'.repeat(6))).toBe('password-short');
  });

  test.each([
    '123qweasdzxc',
    'motherfucker',
    'Password2021!',
    'password password',
    'matkhau123456',
    'Mật Khẩu 2021',
    'giamsat-2021',
    'abcabcabcabcabc',
    '111111111111',
    'abcdefghijklm',
    `${'987654321098'.slice(0, 10)}  `,
    'qwertyuiopqwertyuiop',
  ])('is none of those that are tried first: %s', (password) => expect(refusal(password)).toBe('password-common'));

  test.each(['tran.van.minh 77', 'Trần Văn Minh 1975', 'xx-tranvanminh-xx'])(
    'does not hold the own login or name: %s',
    (password) => expect(refusal(password)).toBe('password-personal'),
  );

  test('a name of three letters forbids nothing', () => {
    expect(() =>
      checkNewPassword('an cư lạc nghiệp', { login: 'an', displayName: 'An', field: '/next' }),
    ).not.toThrow();
  });

  test('is judged in a moment at any length that the schema lets in', () => {
    const begun = process.cpuUsage().user;
    for (const long of [`${'a'.repeat(255)}b`, '1'.repeat(256), 'ab'.repeat(128)]) refusal(long);
    expect(process.cpuUsage().user - begun).toBeLessThan(500_000);
  });
});
