import { describe, expect, test } from 'vitest';
import { caseNumberOf, parseCaseNumber } from './case-number.ts';

describe('the patterns of domain.md §1', () => {
  test.each([
    ['12/2021/TLST-HS', 'accepted', 'ST', 'HS', 2021],
    ['9004/2021/TLPT-KDTM', 'accepted', 'PT', 'KDTM', 2021],
    ['15/2021/QĐXXST-HS', 'trial_decision', 'ST', 'HS', 2021],
    ['34/2025/DS-ST', 'judgment', 'ST', 'DS', 2025],
    ['01/2020/QĐST-HNGĐ', 'other_decision', 'ST', 'HNGĐ', 2020],
    ['43/2021/HSST-QĐ', 'other_decision', 'ST', 'HS', 2021],
    ['01/2021/TLST-PS', 'accepted', 'ST', 'PS', 2021],
  ])('%s', (raw, kind, instance, caseType, year) => {
    expect(parseCaseNumber(raw)).toMatchObject({ kind, instance, caseType, year, normal: raw });
  });

  test('the year may be missing in an accepted number', () => {
    expect(parseCaseNumber('50/TLST-HS')).toEqual({
      kind: 'accepted',
      number: 50,
      instance: 'ST',
      caseType: 'HS',
      normal: '50/TLST-HS',
    });
  });
});

describe('input as it comes', () => {
  test.each([
    ['15/2021/QDXXST-HS', '15/2021/QĐXXST-HS'],
    ['9006/2021/TLST-HNGD', '9006/2021/TLST-HNGĐ'],
    ['9010/2021/tlst-ld', '9010/2021/TLST-LĐ'],
    ['43/2021/HSST-QD', '43/2021/HSST-QĐ'],
    ['9006/2021/TLST-HNG\u00d0', '9006/2021/TLST-HNG\u0110'],
    ['15/2021/QĐXXST-HS'.normalize('NFD'), '15/2021/QĐXXST-HS'],
    [' 12/2021/TLST – HS ', '12/2021/TLST-HS'],
  ])('%j → %s', (raw, normal) => {
    expect(caseNumberOf(raw).normal).toBe(normal);
  });

  test('what does not match is kept as it was given, in NFC, without a normal form', () => {
    expect(caseNumberOf('Hồ sơ số 7'.normalize('NFD'))).toEqual({ raw: 'Hồ sơ số 7' });
    expect(caseNumberOf('15/2021/PS-ST')).toEqual({ raw: '15/2021/PS-ST' });
  });
});
