/** The whole table: every role × every action × every state of a hearing, written out, so that a changed right is a changed line here. */
import type { Authorisation, Role } from '@giamsat/contract/registry';
import { ROLES } from '@giamsat/contract/registry';
import { describe, expect, test } from 'vitest';
import { type Action, grantCovers, type HearingFacts, may, type RecordingFacts } from './policy.ts';
import type { AlertAbout } from './policy-facts.ts';
import type { Viewer } from './viewer.ts';

const NOW = Date.parse('2021-04-15T02:00:00.000Z');
const hearing: HearingFacts = {
  id: 'h1',
  court: 'lb',
  room: 'lb-1',
  caseType: 'HS',
  ended: false,
  panel: ['Trần Thị M', 'Bế Văn N'],
  clerk: 'Đỗ Thị Q',
  prosecutor: 'Ngô Văn R',
};
const STATES: Record<string, RecordingFacts> = {
  open: { ...hearing, restricted: false, released: false },
  restricted: { ...hearing, restricted: true, released: false },
  inCamera: { ...hearing, closed: 'in_camera', restricted: true, released: false },
  minor: { ...hearing, closed: 'minor', restricted: true, released: false },
  inCameraPronouncing: { ...hearing, closed: 'in_camera', restricted: false, released: false },
  ended: { ...hearing, ended: true, restricted: false, released: false },
  released: { ...hearing, ended: true, closed: 'in_camera', restricted: true, released: true },
};
const viewer = (role: Role, more: Partial<Viewer> = {}): Viewer => ({
  login: 'someone',
  displayName: 'Someone Else',
  role,
  organisation: 'org',
  authorisations: [],
  sessionId: 's',
  ...more,
});
const grant = (scope: Partial<Authorisation['scope']> = {}) => ({
  id: 'a1',
  documentNo: '12/QĐ',
  issuedOn: '2021-01-01',
  issuer: 'TAND tỉnh',
  organisation: 'org',
  from: '2021-01-01',
  scope: { live: true, recordings: true, logs: true, exports: false, ...scope },
});
const WHO: Record<string, Viewer> = {
  administrator: viewer('administrator'),
  'administrator of the court, with a document': viewer('administrator', { court: 'lb', authorisations: [grant()] }),
  auditor: viewer('auditor'),
  court_administrator: viewer('court_administrator', { court: 'lb' }),
  'clerk of another court': viewer('clerk', { court: 'cl' }),
  'clerk of the court': viewer('clerk', { court: 'lb' }),
  'the hearing’s clerk': viewer('clerk', { court: 'lb', displayName: 'Đỗ Thị Q' }),
  'judge, other panel': viewer('presiding_judge', { court: 'lb' }),
  'judge, own panel': viewer('presiding_judge', { court: 'lb', displayName: 'Trần Thị M' }),
  'namesake in another court': viewer('presiding_judge', { court: 'cl', displayName: 'Trần Thị M' }),
  'chief judge of the court': viewer('court_chief_judge', { court: 'lb' }),
  'chief judge of another': viewer('court_chief_judge', { court: 'cl' }),
  'chief judge of the province': viewer('province_chief_judge', { court: 'ls' }),
  'prosecutor of the level': viewer('prosecutor', { court: 'lb' }),
  'prosecutor of another level': viewer('prosecutor', { court: 'cl' }),
  'the hearing’s prosecutor': viewer('prosecutor', { court: 'lb', displayName: 'Ngô Văn R' }),
  'prosecutor with a document': viewer('prosecutor', { court: 'cl', authorisations: [grant()] }),
  'supervisor without a document': viewer('supervisor'),
  'supervisor with a document': viewer('supervisor', { authorisations: [grant()] }),
  'supervisor, live only': viewer('supervisor', { authorisations: [grant({ recordings: false, logs: false })] }),
  'supervisor, logs only': viewer('supervisor', { authorisations: [grant({ live: false, recordings: false })] }),
  'supervisor, another court': viewer('supervisor', { authorisations: [grant({ courts: ['cl'] })] }),
  'supervisor, expired': viewer('supervisor', { authorisations: [{ ...grant(), to: '2021-04-14' }] }),
  'supervisor, not yet': viewer('supervisor', { authorisations: [{ ...grant(), from: '2021-04-16' }] }),
  'supervisor, another body’s': viewer('supervisor', { authorisations: [{ ...grant(), organisation: 'other' }] }),
  'screen without a document': viewer('screen'),
  'screen with a document': viewer('screen', { authorisations: [grant()] }),
  'screen of the chief judge of the province': viewer('screen', { office: 'province_chief_judge' }),
  'screen of the chief judge of the court': viewer('screen', { court: 'lb', office: 'court_chief_judge' }),
  'screen of the chief judge of another': viewer('screen', { court: 'cl', office: 'court_chief_judge' }),
  'screen of a supervisor without a document': viewer('screen', { office: 'supervisor' }),
  'judge, own panel, without the second factor that is due': viewer('presiding_judge', {
    court: 'lb',
    displayName: 'Trần Thị M',
    mustEnrol: true,
  }),
};
/** One letter each for row (F full, M masked), log, live, recording, looks; `.` is refused. */
const letters = (who: Viewer, facts: RecordingFacts): string => {
  const row = may(who, 'row.read', facts, NOW);
  const one = (action: 'log.read' | 'live.watch' | 'recording.watch' | 'looks.read', letter: string) =>
    may(who, action, facts, NOW).allowed ? letter : '.';
  return [
    row.allowed ? (row.form === 'full' ? 'F' : 'M') : '.',
    one('log.read', 'g'),
    one('live.watch', 'l'),
    one('recording.watch', 'r'),
    one('looks.read', 'k'),
  ].join('');
};

//                                            open     restr.   in cam.  minor    pronoun. ended    released
const TABLE: Record<string, string> = {
  administrator: '                            .....    .....    .....    .....    .....    .....    .....',
  'administrator of the court, with a document': '.....  .....   .....    .....    .....    .....    .....',
  auditor: '                                  .....    .....    .....    .....    .....    .....    .....',
  court_administrator: '                      .....    .....    .....    .....    .....    .....    .....',
  'clerk of another court': '                 .....    .....    .....    .....    .....    .....    .....',
  'clerk of the court': '                     Fglr.    Fg...    M....    M....    M.l..    Fglr.    M..r.',
  'the hearing’s clerk': '                    Fglr.    Fg...    Fg...    Fg...    Fgl..    Fglr.    Fg.r.',
  'judge, other panel': '                     .....    .....    .....    .....    .....    .....    .....',
  'judge, own panel': '                       Fglr.    Fg...    Fg...    Fg...    Fgl..    Fglrk    Fg.rk',
  'namesake in another court': '              .....    .....    .....    .....    .....    .....    .....',
  'chief judge of the court': '               Fglr.    Fg...    M....    M....    M.l..    Fglrk    M..rk',
  'chief judge of another': '                 .....    .....    .....    .....    .....    .....    .....',
  'chief judge of the province': '            Fglr.    Fg...    M....    M....    M.l..    Fglrk    M..rk',
  'prosecutor of the level': '                Fg...    Fg...    M....    M....    M....    Fg...    M....',
  'prosecutor of another level': '            .....    .....    .....    .....    .....    .....    .....',
  'the hearing’s prosecutor': '               Fg...    Fg...    Fg...    Fg...    Fg...    Fg...    Fg...',
  'prosecutor with a document': '             Fglr.    Fg...    M....    M....    M.l..    Fglr.    M..r.',
  'supervisor without a document': '          .....    .....    .....    .....    .....    .....    .....',
  'supervisor with a document': '             Fglr.    Fg...    M....    M....    M.l..    Fglr.    M..r.',
  'supervisor, live only': '                  F.l..    F....    M....    M....    M.l..    F.l..    M....',
  'supervisor, logs only': '                  Fg...    Fg...    M....    M....    M....    Fg...    M....',
  'supervisor, another court': '              .....    .....    .....    .....    .....    .....    .....',
  'supervisor, expired': '                    .....    .....    .....    .....    .....    .....    .....',
  'supervisor, not yet': '                    .....    .....    .....    .....    .....    .....    .....',
  'supervisor, another body’s': '             .....    .....    .....    .....    .....    .....    .....',
  'screen without a document': '              .....    .....    .....    .....    .....    .....    .....',
  'screen with a document': '                 Fgl..    Fg...    M....    M....    M.l..    Fgl..    M....',
  'screen of the chief judge of the province': ' Fgl..   Fg...    M....    M....    M.l..    Fgl..    M....',
  'screen of the chief judge of the court': '  Fgl..    Fg...    M....    M....    M.l..    Fgl..    M....',
  'screen of the chief judge of another': '    .....    .....    .....    .....    .....    .....    .....',
  'screen of a supervisor without a document': ' .....   .....    .....    .....    .....    .....    .....',
  'judge, own panel, without the second factor that is due': '.....  .....  .....  .....  .....  .....  .....',
};

describe('role × action × state of the hearing', () => {
  test('the table names every viewer and every role', () => {
    expect(Object.keys(TABLE)).toEqual(Object.keys(WHO));
    expect(new Set(Object.values(WHO).map((who) => who.role))).toEqual(new Set(ROLES));
  });
  for (const [name, row] of Object.entries(TABLE)) {
    test(name, () => {
      const who = WHO[name];
      if (!who) throw new Error('unknown viewer');
      const expected = row.trim().split(/\s+/);
      expect(expected).toHaveLength(Object.keys(STATES).length);
      expect(Object.values(STATES).map((facts) => letters(who, facts))).toEqual(expected);
    });
  }
});

describe('what is kept beside the log', () => {
  /** n notes, s the review sheet; over the same states as above. */
  const BESIDE: Record<string, string> = {
    'prosecutor of the level': '              ns ns .. .. .. ns ..',
    'the hearing’s prosecutor': '             ns ns ns ns ns ns ns',
    'prosecutor with a document': '           ns ns .. .. .. ns ..',
    'supervisor with a document': '           n. n. .. .. .. n. ..',
    'supervisor, logs only': '                n. n. .. .. .. n. ..',
  };
  const beside = (who: Viewer, facts: RecordingFacts) =>
    (may(who, 'notes.keep', facts, NOW).allowed ? 'n' : '.') + (may(who, 'sheet.keep', facts, NOW).allowed ? 's' : '.');
  test.each(Object.entries(WHO))('%s', (name, who) => {
    const expected = (BESIDE[name] ?? '.. '.repeat(Object.keys(STATES).length)).trim().split(/\s+/);
    expect(Object.values(STATES).map((facts) => beside(who, facts))).toEqual(expected);
  });

  const note = { login: 'someone', organisation: 'org', shared: false };
  const reads = (who: Viewer, one: object) =>
    may(who, 'notes.keep', { ...hearing, note: { ...note, ...one } }, NOW).allowed;
  const colleague = viewer('prosecutor', { court: 'lb', login: 'colleague' });
  const author = viewer('prosecutor', { court: 'lb' });
  test('a note is its author’s, and of the organisation where it is shared', () => {
    expect([reads(author, {}), reads(author, { shared: true })]).toEqual([true, true]);
    expect([reads(colleague, {}), reads(colleague, { shared: true })]).toEqual([false, true]);
  });
  test('and stays with the organisation for which it was written, whoever moves', () => {
    expect([
      reads({ ...author, organisation: 'court' }, {}),
      reads(author, { organisation: 'court', shared: true }),
    ]).toEqual([false, false]);
    expect(may(author, 'notes.keep', { ...hearing, note: { ...note, organisation: 'court' } }, NOW)).toEqual({
      allowed: false,
      reason: 'not-own',
    });
  });
  test('in camera not even the author reads it', () => {
    expect(may(author, 'notes.keep', { ...hearing, closed: 'in_camera', note }, NOW)).toEqual({
      allowed: false,
      reason: 'closed',
    });
  });
});

describe('the offices that keep the house', () => {
  const own = { court: 'lb', offices: ['lb'] };
  const other = { court: 'cl', offices: ['cl'] };
  const FIGURES: Partial<Record<Role, string>> = {
    province_chief_judge: 'yy',
    court_chief_judge: 'yn',
    court_administrator: 'yn',
    prosecutor: 'yn',
  };
  const TABLE_OF_OFFICE: [Action, Partial<Record<Role, string>>][] = [
    // own court, another court
    [
      'vitals.read',
      { administrator: 'yy', court_administrator: 'yn', court_chief_judge: 'yn', province_chief_judge: 'yy' },
    ],
    ['machines.read', { administrator: 'yy', court_administrator: 'yn' }],
    ['machines.change', { administrator: 'yy', court_administrator: 'yn' }],
    ['pictures.cut', { court_administrator: 'yn', court_chief_judge: 'yn', province_chief_judge: 'yy' }],
    ['accounts.read', { administrator: 'yy' }],
    ['accounts.change', { administrator: 'yy' }],
    ['organisations.read', { administrator: 'yy', province_chief_judge: 'yy', court_administrator: 'yy' }],
    ['authorisations.read', { province_chief_judge: 'yy', court_administrator: 'yn' }],
    ['authorisations.draft', { court_administrator: 'yn' }],
    ['authorisations.approve', { province_chief_judge: 'yy' }],
    ['deputies.change', { province_chief_judge: 'yy' }],
    ['audit.read', { auditor: 'yy', province_chief_judge: 'yy', court_chief_judge: 'yn' }],
    ['audit.export', { auditor: 'yy', province_chief_judge: 'yy', court_chief_judge: 'yn' }],
    // Nobody while it is not known that the hearing has ended.
    ['audit.name', {}],
    ['screens.confirm', { supervisor: 'yy', court_chief_judge: 'yy', province_chief_judge: 'yy' }],
    ['screens.steer', { supervisor: 'yy', court_chief_judge: 'yy', province_chief_judge: 'yy' }],
    ['screens.end', { administrator: 'yy', court_administrator: 'yy', province_chief_judge: 'yy' }],
    [
      'seals.read',
      { administrator: 'yy', auditor: 'yy', province_chief_judge: 'yy', court_chief_judge: 'yy', prosecutor: 'yy' },
    ],
    // By the document, which is of all courts.
    ['statistics.read', { ...FIGURES, supervisor: 'yy', screen: 'yy' }],
    ['statistics.hearings', { ...FIGURES, supervisor: 'yy' }],
    ['case-book.read', { province_chief_judge: 'yy', court_chief_judge: 'yn', court_administrator: 'yn' }],
    ['case-book.enter', { court_administrator: 'yn' }],
    ['schedule.import', { court_administrator: 'yn' }],
    ['statistics.report', { province_chief_judge: 'yy', court_chief_judge: 'yn' }],
  ];
  for (const [action, expected] of TABLE_OF_OFFICE) {
    test(action, () => {
      for (const role of ROLES) {
        const who = viewer(role, { court: 'lb', authorisations: [grant()] });
        const ask = (facts: object) => (may(who, action, facts as never, NOW).allowed ? 'y' : 'n');
        expect([role, ask(own) + ask(other)]).toEqual([role, expected[role] ?? 'nn']);
      }
    });
  }
  test('figures of a court are open by a document that opens the whole of it, today', () => {
    const reads = (scope: Partial<Authorisation['scope']>, court?: string, to?: string) =>
      may(
        viewer('supervisor', { authorisations: [{ ...grant(scope), ...(to === undefined ? {} : { to }) }] }),
        'statistics.read',
        court === undefined ? {} : { court },
        NOW,
      ).allowed;
    expect([reads({}, 'lb'), reads({}), reads({ courts: ['cl'] })]).toEqual([true, true, true]);
    expect([reads({ courts: ['cl'] }, 'lb'), reads({ courts: ['cl'] }, 'cl')]).toEqual([false, true]);
    const parts: Partial<Authorisation['scope']>[] = [{ rooms: ['lb-1'] }, { caseTypes: ['HS'] }, { hearings: ['h1'] }];
    for (const part of parts) expect(reads(part, 'lb')).toBe(false);
    expect(reads({ live: false, recordings: false, logs: false }, 'lb')).toBe(false);
    expect([reads({}, 'lb', '2021-04-15'), reads({}, 'lb', '2021-04-14')]).toEqual([true, false]);
    expect(may(viewer('prosecutor'), 'statistics.read', { court: 'lb' }, NOW).allowed).toBe(true);
  });
  test('a screen shows figures by the office by which it was put up, and steered it is by that person alone', () => {
    const reads = (more: Partial<Viewer>, court: string) =>
      may(viewer('screen', more), 'statistics.read', { court }, NOW).allowed;
    const chief = { office: 'court_chief_judge', court: 'lb' } as const;
    expect([reads(chief, 'lb'), reads(chief, 'cl')]).toEqual([true, false]);
    expect([reads({ office: 'province_chief_judge' }, 'lb'), reads({ office: 'supervisor' }, 'lb')]).toEqual([
      true,
      false,
    ]);
    expect(reads({ office: 'supervisor', authorisations: [grant()] }, 'lb')).toBe(true);
    const who = viewer('supervisor');
    const steers = (confirmedBy?: string) =>
      may(who, 'screens.steer', confirmedBy === undefined ? {} : { confirmedBy }, NOW);
    expect([steers(), steers(who.login)].map(({ allowed }) => allowed)).toEqual([true, true]);
    expect(steers('of the same body')).toEqual({ allowed: false, reason: 'not-own' });
    const administrator = viewer('administrator');
    expect(may(administrator, 'screens.steer', { confirmedBy: administrator.login }, NOW).allowed).toBe(false);
  });
  describe('alerts: whom each concerns', () => {
    const heads = { province_chief_judge: 'yy', court_chief_judge: 'yn' };
    const keepers = { administrator: 'yy', court_administrator: 'yn' };
    const TABLE_OF_ALERTS: [AlertAbout | undefined, Partial<Record<Role, string>>][] = [
      // Any at all: not in the courtroom, and on no screen of a meeting room.
      [
        undefined,
        {
          supervisor: 'yy',
          prosecutor: 'yy',
          province_chief_judge: 'yy',
          court_chief_judge: 'yy',
          court_administrator: 'yy',
          administrator: 'yy',
          auditor: 'yy',
        },
      ],
      ['machine', { ...keepers, ...heads }],
      ['cut', { court_administrator: 'yn', ...heads }],
      ['document', { province_chief_judge: 'yy', court_administrator: 'yn' }],
      [
        'seal',
        { administrator: 'yy', auditor: 'yy', province_chief_judge: 'yy', court_chief_judge: 'yy', prosecutor: 'yy' },
      ],
      ['copies', { administrator: 'yy' }],
      ['picture', { supervisor: 'yy', prosecutor: 'yy', ...keepers, ...heads }],
      ['schedule', { supervisor: 'yy', prosecutor: 'yn', ...heads }],
      // Never who watches by a document.
      ['course', { prosecutor: 'yn', ...heads }],
    ];
    for (const [about, expected] of TABLE_OF_ALERTS) {
      test(about ?? 'any', () => {
        for (const role of ROLES) {
          const documents = role === 'prosecutor' && about !== 'picture' ? [] : [grant()];
          const who = viewer(role, { court: 'lb', authorisations: documents });
          const ask = (court: string) => {
            const facts = about === undefined ? {} : { about, court, offices: [court], hearing: { ...hearing, court } };
            return may(who, 'alerts.read', facts, NOW).allowed ? 'y' : 'n';
          };
          expect([role, ask('lb') + ask('cl')]).toEqual([role, expected[role] ?? 'nn']);
        }
      });
    }
    test('of a hearing behind closed doors, nobody outside: neither who watches, nor its heads, nor who keeps the camera', () => {
      for (const about of ['picture', 'schedule', 'course'] as const) {
        for (const role of ROLES) {
          const who = viewer(role, { court: 'lb', displayName: 'Ai khác', authorisations: [grant()] });
          const facts = { about, court: 'lb', hearing: { ...hearing, closed: 'in_camera' as const } };
          expect([about, role, may(who, 'alerts.read', facts, NOW).allowed]).toEqual([about, role, false]);
        }
      }
      const inside = viewer('prosecutor', { displayName: hearing.prosecutor ?? '' });
      const facts = { about: 'course' as const, court: 'lb', hearing: { ...hearing, closed: 'in_camera' as const } };
      expect(may(inside, 'alerts.read', facts, NOW).allowed).toBe(true);
    });
    test('who keeps the cameras is told of one without its hearing', () => {
      const facts = { about: 'picture' as const, court: 'lb', hearing };
      expect(may(viewer('administrator', {}), 'alerts.read', facts, NOW)).toMatchObject({ form: 'masked' });
      expect(may(viewer('province_chief_judge', {}), 'alerts.read', facts, NOW)).toMatchObject({ form: 'full' });
    });
  });
  test('the audit names who looked at a hearing once that has ended, and not before', () => {
    const names = (role: Role, ended?: boolean, court = 'lb') =>
      may(viewer(role, { court: 'lb' }), 'audit.name', { ended: ended as boolean, court }, NOW);
    const who = ['auditor', 'court_chief_judge', 'province_chief_judge'] as const;
    expect(ROLES.filter((role) => names(role, true).allowed).sort()).toEqual(who);
    expect(ROLES.filter((role) => names(role, true, 'cl').allowed).sort()).toEqual(['auditor', 'province_chief_judge']);
    for (const role of who) {
      expect([names(role, false), names(role)]).toEqual([
        { allowed: false, reason: 'not-ended' },
        { allowed: false, reason: 'not-ended' },
      ]);
    }
  });
  test('an authorisation over several courts is kept by the province’s office, one over a single court by that court’s, too', () => {
    const office = (court: string, offices: string[]) =>
      may(viewer('court_administrator', { court }), 'authorisations.draft', { offices }, NOW).allowed;
    expect([office('ls', ['ls']), office('lb', ['ls'])]).toEqual([true, false]);
    expect([office('ls', ['lb', 'ls']), office('lb', ['lb', 'ls']), office('cl', ['lb', 'ls'])]).toEqual([
      true,
      true,
      false,
    ]);
  });
  test('nobody approves what they wrote themselves, the chief judge included', () => {
    const chief = viewer('province_chief_judge', { login: 'chanh.an' });
    const ask = (drafters: string[]) => may(chief, 'authorisations.approve', { drafters }, NOW);
    expect(ask(['van.phong']).allowed).toBe(true);
    expect(ask(['van.phong', 'chanh.an'])).toEqual({ allowed: false, reason: 'own-draft' });
  });
  test('a deputy approves from the first to the last day of the appointment, and never appoints', () => {
    const deputy = (role: Role, from: string, to: string) => viewer(role, { court: 'ls', terms: [{ from, to }] });
    const approves = (who: Viewer) => may(who, 'authorisations.approve', {}, NOW).allowed;
    const judge = deputy('presiding_judge', '2021-04-15', '2021-04-15');
    expect(approves(judge)).toBe(true);
    expect(may(judge, 'authorisations.read', { offices: [] }, NOW).allowed).toBe(true);
    expect(may(judge, 'deputies.change', {}, NOW).allowed).toBe(false);
    expect(may(judge, 'authorisations.draft', { offices: ['ls'] }, NOW).allowed).toBe(false);
    expect(approves(deputy('presiding_judge', '2021-04-16', '2021-04-30'))).toBe(false);
    expect(approves(deputy('presiding_judge', '2021-04-01', '2021-04-14'))).toBe(false);
    expect(approves(deputy('court_administrator', '2021-04-01', '2021-04-30'))).toBe(false);
    // The appointment opens no hearing.
    expect(may(judge, 'row.read', hearing, NOW).allowed).toBe(false);
  });
  test('open nothing before the second factor that is due was set up', () => {
    for (const role of ROLES) {
      const who = viewer(role, { court: 'lb', mustEnrol: true });
      for (const [action] of TABLE_OF_OFFICE) {
        expect(may(who, action, own as never, NOW)).toEqual({ allowed: false, reason: 'second-factor' });
      }
    }
  });
  test('a court administrator without a court administers nothing', () => {
    expect(may(viewer('court_administrator'), 'machines.change', {}, NOW).allowed).toBe(false);
  });
});

describe('what is taken away as a file', () => {
  const exporting = (scope: Partial<Authorisation['scope']> = {}) => [grant({ exports: true, ...scope })];
  const more: Record<string, Viewer> = {
    'supervisor, exports': viewer('supervisor', { authorisations: exporting() }),
    'supervisor, exports of logs': viewer('supervisor', { authorisations: exporting({ recordings: false }) }),
    'supervisor, exports of recordings': viewer('supervisor', { authorisations: exporting({ logs: false }) }),
    'supervisor, exports alone': viewer('supervisor', {
      authorisations: exporting({ live: false, logs: false, recordings: false }),
    }),
    'supervisor, exports of another court': viewer('supervisor', { authorisations: exporting({ courts: ['cl'] }) }),
    'supervisor, exports by one document and pictures by another': viewer('supervisor', {
      authorisations: [...exporting({ recordings: false }), grant({ logs: false })],
    }),
    'prosecutor, exports': viewer('prosecutor', { court: 'lb', authorisations: exporting() }),
    'screen, exports': viewer('screen', { authorisations: exporting() }),
    'clerk of the court, exports': viewer('clerk', {
      court: 'lb',
      displayName: 'Đỗ Thị Q',
      authorisations: exporting(),
    }),
    'auditor, exports': viewer('auditor', { authorisations: exporting() }),
  };
  //                                                        open  restr. ended; of a closed hearing nothing, whoever asks
  const TAKES: Record<string, string> = {
    'judge, own panel': '                                    gr    g.    gr',
    'chief judge of the court': '                            gr    g.    gr',
    'chief judge of the province': '                         gr    g.    gr',
    'supervisor, exports': '                                 gr    g.    gr',
    'supervisor, exports of logs': '                         g.    g.    g.',
    'supervisor, exports of recordings': '                   .r    ..    .r',
    'supervisor, exports by one document and pictures by another': ' g.  g.  g.',
    'prosecutor, exports': '                                 gr    g.    gr',
  };
  const takes = (who: Viewer, state: string): string => {
    const facts = STATES[state] as RecordingFacts;
    const one = (action: 'log.export' | 'recording.export', letter: string) =>
      may(who, action, facts, NOW).allowed ? letter : '.';
    return one('log.export', 'g') + one('recording.export', 'r');
  };
  test.each(Object.entries({ ...WHO, ...more }))('%s', (name, who) => {
    const expected = (TAKES[name] ?? '.. .. ..').trim().split(/\s+/);
    expect(['open', 'restricted', 'ended'].map((state) => takes(who, state))).toEqual(expected);
    for (const state of ['inCamera', 'minor', 'inCameraPronouncing', 'released']) {
      expect([state, takes(who, state)]).toEqual([state, '..']);
    }
  });
});

describe('who is let in behind closed doors by a written decision', () => {
  const decision = (scope: Partial<Authorisation['scope']> = {}) => ({
    authorisations: [grant({ hearings: ['h1'], admits: ['someone'], ...scope })],
  });
  //                                              open     restr.   in cam.  minor    pronoun. ended    released
  const ADMITTED: [string, Viewer, string][] = [
    ['a supervisor', viewer('supervisor', decision()), '          Fglr. Fg... Fg... Fg... Fgl.. Fglr. Fg.r.'],
    [
      'one who is not named',
      viewer('supervisor', decision({ admits: ['another'] })),
      '..... ..... ..... ..... ..... ..... .....',
    ],
    [
      'to another hearing',
      viewer('supervisor', decision({ hearings: ['h2'] })),
      '..... ..... ..... ..... ..... ..... .....',
    ],
    [
      'to no hearing by name',
      viewer('supervisor', { authorisations: [grant({ admits: ['someone'] })] }),
      'Fglr. Fg... M.... M.... M.l.. Fglr. M..r.',
    ],
    ['without the log', viewer('supervisor', decision({ logs: false })), 'F.lr. F.... M.... M.... M.l.. F.lr. M..r.'],
    [
      'the log alone',
      viewer('supervisor', decision({ live: false, recordings: false })),
      'Fg... Fg... Fg... Fg... Fg... Fg... Fg...',
    ],
    [
      'its last day was yesterday',
      viewer('supervisor', {
        authorisations: [{ ...grant({ hearings: ['h1'], admits: ['someone'] }), to: '2021-04-14' }],
      }),
      '..... ..... ..... ..... ..... ..... .....',
    ],
    [
      'a prosecutor of another level',
      viewer('prosecutor', { court: 'cl', ...decision({ live: false, recordings: false }) }),
      'Fg... Fg... Fg... Fg... Fg... Fg... Fg...',
    ],
    [
      'the chief judge of the court',
      viewer('court_chief_judge', { court: 'lb', ...decision() }),
      'Fglr. Fg... Fg... Fg... Fgl.. Fglrk Fg.rk',
    ],
    [
      'the chief judge of another court: names and log',
      viewer('court_chief_judge', { court: 'cl', ...decision() }),
      'Fg... Fg... Fg... Fg... Fg... Fg... Fg...',
    ],
    [
      'no judge of another panel',
      viewer('presiding_judge', { court: 'lb', ...decision() }),
      '..... ..... ..... ..... ..... ..... .....',
    ],
    [
      'no administrator',
      viewer('administrator', { court: 'lb', ...decision() }),
      '..... ..... ..... ..... ..... ..... .....',
    ],
    ['no screen', viewer('screen', decision()), 'Fgl.. Fg... M.... M.... M.l.. Fgl.. M....'],
  ];
  test.each(ADMITTED)('%s', (_name, who, row) => {
    expect(Object.values(STATES).map((facts) => letters(who, facts))).toEqual(row.trim().split(/\s+/));
  });
  test('the answer names the decision, and the row is the one of the inside', () => {
    const who = viewer('court_chief_judge', { court: 'lb', ...decision() });
    const facts = STATES.inCamera as RecordingFacts;
    expect(may(who, 'log.read', facts, NOW)).toMatchObject({ reason: 'authorisation', authorisation: '12/QĐ' });
    expect(may(who, 'row.read', facts, NOW)).toMatchObject({ form: 'full', inside: true });
  });
  test('nothing of it is taken away, and no looks are shown sooner', () => {
    const who = viewer('supervisor', decision({ exports: true }));
    const facts = STATES.inCamera as RecordingFacts;
    for (const action of ['log.export', 'recording.export', 'recording.watch', 'live.watch', 'looks.read'] as const) {
      expect([action, may(who, action, facts, NOW).allowed]).toEqual([action, false]);
    }
  });
});

describe('what a document covers', () => {
  const cases: [string, Partial<Authorisation['scope']>, Partial<HearingFacts>, boolean][] = [
    ['no limits', {}, {}, true],
    ['its court', { courts: ['lb'] }, {}, true],
    ['its room', { rooms: ['lb-1'] }, {}, true],
    ['another room', { rooms: ['lb-2'] }, {}, false],
    ['a room while the hearing has none', { rooms: ['lb-1'] }, { room: undefined }, false],
    ['its type', { caseTypes: ['HS', 'DS'] }, {}, true],
    ['a type while it is unknown', { caseTypes: ['HS'] }, { caseType: undefined }, false],
    ['that very hearing', { hearings: ['h1'] }, {}, true],
    ['another hearing', { hearings: ['h2'] }, {}, false],
    ['court right, room wrong', { courts: ['lb'], rooms: ['cl-1'] }, {}, false],
    ['an empty list', { courts: [] }, {}, false],
  ];
  test.each(cases)('%s', (_name, scope, facts, covered) => {
    expect(grantCovers(grant(scope), { ...hearing, ...facts }, '2021-04-15')).toBe(covered);
  });
  test('its last day is inside, by the clock of Ho Chi Minh City', () => {
    const who = viewer('supervisor', { authorisations: [{ ...grant(), to: '2021-04-15' }] });
    const at = (iso: string) => may(who, 'row.read', hearing, Date.parse(iso)).allowed;
    expect(at('2021-04-15T16:59:59.999Z')).toBe(true);
    expect(at('2021-04-15T17:00:00.000Z')).toBe(false);
  });
  test('the answer names the document', () => {
    const who = viewer('supervisor', {
      authorisations: [grant({ courts: ['cl'] }), { ...grant(), documentNo: '13/QĐ' }],
    });
    expect(may(who, 'live.watch', { ...hearing, restricted: false }, NOW)).toMatchObject({ authorisation: '13/QĐ' });
  });
});
