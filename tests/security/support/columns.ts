// Every column that leaves the service towards a person, under the word for who may have it. A column is the path of a member in an answer
// or a message; what holds rows, lines and windows of hearings is named once, by what it holds.

/** A JSON Schema as far as answers use it. */
export type Schema = {
  type?: string | string[];
  properties?: Record<string, Schema>;
  items?: Schema;
  anyOf?: Schema[];
  oneOf?: Schema[];
  allOf?: Schema[];
  additionalProperties?: Schema | boolean;
  patternProperties?: Record<string, Schema>;
};

/** The same thing in a list, alone or in a message is the same column. */
const HOLDERS: [RegExp, string][] = [
  [/^(rows\[\]|changes\.upserts\[\]\.row)\./, 'row.'],
  [/^(lines\[\]|changes\.upserts\[\]\.line)\./, 'line.'],
  // The whole list in an answer, and what changes in it in a message.
  [/^changes\.alerts\.alerts\[\]\./, 'alerts.upserts[].'],
  [/^changes\.alerts\./, 'alerts.'],
];
const named = (path: string): string =>
  HOLDERS.reduce((told, [holder, name]) => told.replace(holder, name), path)
    // A named person, whatever their part in it.
    .replace(/^row\.state\.(panel\[\]|prosecutor|clerk)\./, 'row.state.official.');

const memberOf = (path: string, name: string): string => (path === '' ? name : `${path}.${name}`);

function* schemaPaths(schema: Schema, path: string): Generator<string> {
  const union = schema.anyOf ?? schema.oneOf ?? schema.allOf;
  const open = schema.patternProperties ? Object.values(schema.patternProperties)[0] : schema.additionalProperties;
  if (union) for (const one of union) yield* schemaPaths(one, path);
  else if (schema.items) yield* schemaPaths(schema.items, `${path}[]`);
  else if (schema.properties && Object.keys(schema.properties).length > 0) {
    for (const [name, one] of Object.entries(schema.properties)) yield* schemaPaths(one, memberOf(path, name));
  } else if (typeof open === 'object') yield* schemaPaths(open, memberOf(path, '*'));
  else if (schema.type !== 'null') yield path === '' ? WHOLE : path;
}
/** The columns that a schema lets pass; `at` names the message that it is the schema of. */
export const columnsOfSchema = (schema: Schema, at = ''): string[] => [
  ...new Set([...schemaPaths(schema, at)].map(named)),
];

function* valuePaths(value: unknown, path: string): Generator<string> {
  if (Array.isArray(value)) for (const one of value) yield* valuePaths(one, `${path}[]`);
  else if (typeof value === 'object' && value !== null) {
    for (const [name, one] of Object.entries(value)) yield* valuePaths(one, memberOf(path, name));
  } else yield path;
}
/** The columns that came. */
export const columnsOf = (value: unknown, at = ''): string[] => [...new Set([...valuePaths(value, at)].map(named))];

const words = (text: string): readonly string[] => text.trim().split(/\s+/);

/** What is no object: a file, a table, a text. */
const WHOLE = '(whole)';

const AUTHORISATION_CONTENT = words(`
    documentNo issuedOn issuer organisation from to replaces supersededOn supersededBy scope.courts[] scope.rooms[]
    scope.caseTypes[] scope.hearings[] scope.admits[] scope.live scope.recordings scope.logs scope.exports attachment.sha256
    attachment.mediaType attachment.bytes revocation.reason revocation.noticeNo revocation.noticeOn`);
const AUTHORISATION = [
  ...AUTHORISATION_CONTENT,
  ...words(`
    id version enteredBy enteredAt drafters[] withdrawnBy withdrawnAt approvedBy approvedAt revokedBy revokedAt`),
];

const REMOVAL = words(`
    id hearing court courtShort title caseNumbers[] decisionNo decidedOn reason asked.login asked.displayName asked.at
    segments bytes from to digest approvals[].login approvals[].displayName approvals[].at state beginsAt endedAt
    stopped.login stopped.displayName stopped.reason stopped.cause mayApprove mayStop`);
const CASE_BOOK = words(`
    court month caseType instance version at by note carriedOver accepted disposed stayed overdue quashedSubjective
    quashedObjective amendedSubjective amendedObjective defendantsCarriedOver defendantsAccepted defendantsDisposed`);
/** An alert, and what its own body made of it: judged one by one in the matrix. */
const ALERT = words(`
    id rule severity since until ended times court courtShort room roomName feed feedName agent
    hearing.id hearing.day hearing.title hearing.caseNumber basis values.*
    work.state work.by work.login work.at work.mutedUntil work.comments`);

/** What the offices and whoever is signed in get: by what the route asks. */
export const OF_OFFICES: Record<string, readonly string[]> = {
  // Open to all.
  nothing: words(`
    now demo unclaimed codeNeeded viewer.login viewer.displayName viewer.role viewer.court viewer.screen
    viewer.organisation.code viewer.organisation.kind viewer.organisation.name viewer.organisation.nameEn
    viewer.permissions.hearings viewer.permissions.logs viewer.permissions.notes viewer.permissions.screens viewer.permissions.endsScreens viewer.permissions.seals viewer.permissions.alerts viewer.permissions.system viewer.permissions.removals viewer.permissions.storage viewer.permissions.statistics viewer.permissions.caseBook viewer.permissions.reports viewer.permissions.schedule viewer.secondFactor viewer.mustEnrol code expiresAt waiting
    viewer.permissions.machines viewer.permissions.cuts viewer.permissions.addsCourts viewer.permissions.accounts
    viewer.permissions.authorisations viewer.permissions.drafts viewer.permissions.approves viewer.permissions.appoints
    viewer.permissions.audit
    audience fingerprint access_token token_type expires_in
    people[].login people[].displayName people[].role people[].court people[].courtName
    people[].organisation.code people[].organisation.kind people[].organisation.name people[].organisation.nameEn`),
  // One's own, and the names of courts, rooms and cameras.
  session: [
    WHOLE,
    ...words(`
    since off[] worked[] recoveryCodesLeft required secret uri recoveryCodes[]
    sessions[].id sessions[].current sessions[].createdAt sessions[].lastSeenAt sessions[].expiresAt sessions[].address
    sessions[].userAgent
    looks[].id looks[].login looks[].displayName looks[].organisation looks[].organisationName looks[].what looks[].hearing
    looks[].feed looks[].court looks[].courtShort looks[].day looks[].authorisation looks[].from looks[].to next
    looks[].stretches[].from looks[].stretches[].to
    entries[].id entries[].number entries[].at entries[].kind entries[].withheld entries[].login entries[].organisation
    entries[].address entries[].hearing entries[].feed entries[].action entries[].reason entries[].authorisation
    entries[].detail.*
    courts[].code courts[].name courts[].nameEn courts[].short courts[].level
    rooms[].code rooms[].court rooms[].name rooms[].nameEn rooms[].validFrom rooms[].validTo
    feeds[].code feeds[].room feeds[].name feeds[].role
    exports[].id exports[].kind exports[].hearing exports[].court exports[].courtShort exports[].day exports[].feed exports[].feedName
    exports[].from exports[].to exports[].state exports[].reason exports[].doneBytes exports[].totalBytes exports[].sha256
    exports[].createdAt exports[].endedAt exports[].expiresAt`),
  ],
  'machines.read': words(`
    courts[].code courts[].level courts[].validFrom courts[].validTo courts[].names[].name courts[].names[].nameEn
    courts[].names[].short courts[].names[].validFrom courts[].names[].validTo
    rooms[].code rooms[].court rooms[].name rooms[].nameEn rooms[].validFrom rooms[].validTo
    feeds[].code feeds[].room feeds[].name feeds[].role
    agents[].code agents[].court agents[].name agents[].fingerprint agents[].enrolledAt agents[].lastSeenAt
    agents[].clockOffsetMs`),
  // Of cameras and machines; of no hearing, and of nobody who watches.
  'vitals.read': [
    ...words(`
      now nodes[].node nodes[].version nodes[].startedAt nodes[].band nodes[].ailments[] nodes[].busyMs
      courts[].code courts[].name
      courts[].machines[].code courts[].machines[].name courts[].machines[].band courts[].machines[].ailments[]
      courts[].machines[].heardAt courts[].machines[].startedAt courts[].machines[].version
      courts[].machines[].diskFreeBytes courts[].machines[].diskHours courts[].machines[].spoolBytes
      courts[].machines[].spoolSince courts[].machines[].outboxLength courts[].machines[].clockOffsetMs
      courts[].feeds[].code courts[].feeds[].name courts[].feeds[].room courts[].feeds[].roomName
      courts[].feeds[].band courts[].feeds[].ailments[] courts[].feeds[].onAir courts[].feeds[].delayMs
      courts[].feeds[].kbps courts[].feeds[].fps courts[].feeds[].viewing.reports
      courts[].feeds[].viewing.stalled courts[].feeds[].viewing.latencyMs
      feed since through samples[].at samples[].band samples[].delayMs samples[].lostMs samples[].kbps samples[].fps
      minutes[].at minutes[].ailments[] minutes[].reports minutes[].stalled minutes[].latencyMs`),
  ],
  'machines.change': words(`
    code court name nameEn level room role validFrom validTo fingerprint enrolledAt expiresAt
    names[].name names[].nameEn names[].short names[].validFrom names[].validTo`),
  // Rooms, and not a word of who sits there.
  'pictures.cut': words(`
    rooms[].court rooms[].courtShort rooms[].room rooms[].roomName rooms[].state rooms[].cut.event rooms[].cut.at
    court courtShort room roomName state cut.event cut.at`),
  // The name of one's own screen, and ids of hearings that one chose for it.
  'screens.steer': words('name steering.page steering.large steering.sound open[]'),
  // Which screen shows a code, and the screens that one put up.
  'screens.confirm': words(`
    address userAgent since login name organisation confirmedBy confirmedAt lastSeenAt
    screens[].login screens[].name screens[].organisation screens[].confirmedBy screens[].confirmedAt screens[].address
    screens[].userAgent screens[].lastSeenAt`),
  'screens.end': words(`
    screens[].login screens[].name screens[].organisation screens[].confirmedBy screens[].confirmedAt screens[].address
    screens[].userAgent screens[].lastSeenAt`),
  // Digests, and how much the whole province wrote: of no hearing.
  'seals.read': words(`
    checkpoint.note checkpoint.size checkpoint.madeAt key keys[] witnesses[].name witnesses[].size witnesses[].signedAt
    fault.kind fault.position position size leaf path[] from to`),
  // Of recordings, how many and until when; of a hearing, what whoever asks may see of it.
  'keeping.change': [
    ...REMOVAL,
    ...REMOVAL.map((column) => `removals[].${column}`),
    ...words(`
      classes[].code classes[].title.vi classes[].title.en classes[].years
      kept.class kept.version kept.documentNo kept.reason kept.login kept.displayName kept.at through
      holds[].id holds[].documentNo holds[].reason holds[].login holds[].displayName holds[].at
      holds[].lifted.documentNo holds[].lifted.reason holds[].lifted.login holds[].lifted.displayName holds[].lifted.at
      recorded.segments recorded.bytes recorded.from recorded.to obstacles[] mayChange mayLift`),
  ],
  'removals.approve': REMOVAL,
  // Counts and rates, and of hearings behind them what whoever asks may see: each is asked again (tests/service/statistics.test.ts).
  'statistics.read': words(`
    period.from period.to period.through before.from before.through yearBegins succeeded closed
    courts[].code courts[].name courts[].short courts[].nameEn
    definitions[].id definitions[].source definitions[].unit definitions[].name.vi definitions[].name.en
    definitions[].how.vi definitions[].how.en definitions[].sql definitions[].better definitions[].listed
    figures[].id figures[].value figures[].before figures[].difference figures[].target.value figures[].target.document
    figures[].target.issuedOn figures[].target.checked
    byCourt[].key byCourt[].values.* byType[].key byType[].values.* byMonth[].key byMonth[].values.*
    reasons[].key reasons[].count entered[].court entered[].months[]`),
  'statistics.hearings': words(`
    hearings[].id hearings[].court hearings[].courtName hearings[].courtShort hearings[].roomName hearings[].day
    hearings[].title hearings[].caseNumber hearings[].stage next`),
  'case-book.read': [
    ...CASE_BOOK.map((column) => `entries[].${column}`),
    ...words(`
      court month newest courts[].code courts[].name courts[].short courts[].nameEn courts[].appeals
      left[].caseType left[].instance left[].pending enters`),
  ],
  'case-book.enter': CASE_BOOK,
  'alerts.read': [
    ...ALERT.map((column) => `alert.${column}`),
    ...words(`
      records[].number records[].what records[].at records[].by records[].text records[].to records[].until
      colleagues[].login colleagues[].displayName`),
  ],
  // Of hearings that are here nothing but what lists have, and of closed ones not even that (decision 95).
  'schedule.import': [
    ...['', 'imports[].'].flatMap((at) =>
      words(`
        id at by sha256 from to added changed cancelled withdrawn.at withdrawn.by withdrawn.reason withdrawn.left`).map(
        (one) => at + one,
      ),
    ),
    ...words(`
      files[].name files[].at files[].outcome files[].import files[].refusal files[].wrong files[].lines[].line
      files[].lines[].caseNumber files[].lines[].faults[].code files[].lines[].faults[].value
      plan planWithMissing ignored[] missing[].start missing[].room
      listed[].line listed[].kind listed[].caseNumber listed[].title listed[].start listed[].room listed[].presiding listed[].clerk
      listed[].prosecutor listed[].closed listed[].faults[].code listed[].faults[].value listed[].notes[].code
      listed[].notes[].value listed[].changes[].field listed[].changes[].from listed[].clashes[].kind listed[].clashes[].line`),
  ],
  'storage.read': words('at freeBytes totalBytes reserveBytes bytesPerDay daysLeft level'),
  'statistics.report': [
    WHOLE,
    ...['', 'reports[].'].flatMap((at) => words('id month court edition at by sha256').map((one) => at + one)),
  ],
  'accounts.read': words(`
    accounts[].login accounts[].displayName accounts[].role accounts[].organisation accounts[].court accounts[].locked
    accounts[].hasPassword accounts[].secondFactor accounts[].createdAt accounts[].sessions`),
  'accounts.change': words(`
    login displayName role organisation court locked hasPassword secondFactor createdAt sessions code kind name nameEn`),
  'organisations.read': words('organisations[].code organisations[].kind organisations[].name organisations[].nameEn'),
  // Of a hearing that it would open, what whoever asks may see of it: judged row by row in the matrix.
  'authorisations.read': [
    WHOLE,
    ...AUTHORISATION.map((column) => `authorisations[].${column}`),
    ...AUTHORISATION_CONTENT.map((column) => `versions[].content.${column}`),
    ...words(`
      versions[].version versions[].at versions[].login versions[].displayName versions[].what
      day hearings[].court hearings[].courtShort hearings[].roomName hearings[].closed hearings[].start
      hearings[].caseNumbers[] hearings[].title`),
  ],
  'authorisations.draft': AUTHORISATION,
  'authorisations.approve': [
    ...AUTHORISATION,
    ...words(`
      deputies[].id deputies[].login deputies[].displayName deputies[].documentNo deputies[].from deputies[].to
      deputies[].appointedBy deputies[].appointedAt deputies[].endedBy deputies[].endedAt
      candidates[].login candidates[].displayName`),
  ],
  'deputies.change': words('id login displayName documentNo from to appointedBy appointedAt endedBy endedAt'),
  // A hearing is named by its id alone.
  'audit.read': words(`
    entries[].id entries[].at entries[].kind entries[].login entries[].organisation entries[].address entries[].hearing
    entries[].feed entries[].action entries[].reason entries[].authorisation entries[].detail.* next
    entries[].number entries[].withheld through of hash fault.kind fault.number fault.entry
    looks[].id looks[].login looks[].displayName looks[].organisation looks[].organisationName looks[].what looks[].hearing
    looks[].feed looks[].court looks[].courtShort looks[].day looks[].authorisation looks[].from looks[].to
    looks[].stretches[].from looks[].stretches[].to lasting`),
  'audit.export': [WHOLE],
};

/** What is told of a hearing, over HTTP and over sockets, under the word for who may have it. */
export const OF_HEARINGS = {
  /** Of no hearing. */
  anybody: words(`
    day next understood changes.scopeEpoch changes.through changes.upserts[].kind changes.removals[].kind head.scopeEpoch head.through head.alerts
    scope.scopeEpoch ended.reason steering.pages[]`),
  /** To whom its place in the list is shown, also while it is closed: that it is there, and where. */
  'row, masked or full': words(`
    row.form row.id row.version row.court row.courtName row.courtShort row.room row.roomName row.day row.cause
    may.live may.log may.recording may.looks may.notes may.sheet may.keeping may.takeLog may.takeRecording may.system
    changes.upserts[].hearing changes.upserts[].version changes.removals[].id changes.removals[].hearing
    changes.removals[].ref`),
  'row in full': words(`
    row.inside row.inForce[].cause row.inForce[].event row.inForce[].feeds[] row.inForce[].from row.inForce[].picture
    row.inForce[].releasedAt row.inForce[].settlesAt row.inForce[].sound row.inForce[].to
    row.sittings[].id row.sittings[].hearing row.sittings[].from row.sittings[].to row.sittings[].endedBy
    row.sittings[].holdsRoom row.sittings[].holds[].from row.sittings[].holds[].room row.sittings[].holds[].to
    row.sittings[].rooms[].from row.sittings[].rooms[].room
    row.state.id row.state.court row.state.room row.state.day row.state.start row.state.title row.state.caseType
    row.state.instance row.state.caseNumbers[].raw row.state.caseNumbers[].normal row.state.caseNumbers[].kind
    row.state.mode row.state.publicity row.state.minor row.state.adhoc row.state.stage row.state.stageSince
    row.state.stageBefore row.state.decisionFrom row.state.expectedEnd row.state.openedAt row.state.closedAt
    row.state.minutesSignedAt row.state.parentHearingId row.state.successorId row.state.duplicateOf
    row.state.official.name row.state.official.role row.state.participants[].name row.state.participants[].role
    row.state.participants[].present row.state.participants[].absenceReason row.state.participants[].summonsNo
    row.state.permission.event row.state.permission.scope row.state.permission.since
    row.state.outcome.kind row.state.outcome.result row.state.outcome.judgmentNo row.state.outcome.decisionNo
    row.state.outcome.reasonCode row.state.outcome.nextStart row.state.outcome.until row.state.outcome.limitDate
    row.state.sitting.id row.state.sitting.room row.state.sitting.open row.state.sitting.moved
    row.state.flags[].code row.state.flags[].detail row.state.flags[].event
    hearing version stages[].stage stages[].from stages[].to
    sittings[].id sittings[].hearing sittings[].from sittings[].to sittings[].endedBy sittings[].holdsRoom
    sittings[].holds[].from sittings[].holds[].room sittings[].holds[].to sittings[].rooms[].from sittings[].rooms[].room
    restrictions[].cause restrictions[].event restrictions[].feeds[] restrictions[].from restrictions[].picture
    restrictions[].releasedAt restrictions[].settlesAt restrictions[].sound restrictions[].to
    feeds[].feed feeds[].feedName feeds[].feedRole feeds[].gaps[].cause feeds[].gaps[].from feeds[].gaps[].to`),
  log: words(`
    line.ref line.hearing line.court line.courtShort line.room line.roomName line.type line.time line.recordedtime
    line.recordedby line.data.* line.correctedBy[] line.retracted line.flags[] line.version
    hits[].hearing hits[].kind hits[].at hits[].ref hits[].stage hits[].text hits[].marks[].from hits[].marks[].to hits[].flags[] hits[].corrected hits[].author
    hearings[].id hearings[].court hearings[].courtName hearings[].courtShort hearings[].roomName hearings[].day
    hearings[].title hearings[].caseNumber hearings[].stage
    suggestions[].kind suggestions[].text suggestions[].role`),
  'live windows': words(`
    row.windows[].window row.windows[].feed row.windows[].feedName row.windows[].feedRole row.windows[].opensAt
    row.windows[].picture row.windows[].sound
    cut.position cut.hearing cut.windows[] cut.cause cut.at opened.position opened.hearing opened.windows[] opened.at
    steering.large steering.sound
    presence.watching.* vitals.at vitals.feeds[].feed vitals.feeds[].state vitals.feeds[].sending vitals.feeds[].fps
    vitals.feeds[].kbps vitals.feeds[].keyIntervalMs vitals.feeds[].black vitals.feeds[].frozen vitals.feeds[].silent
    vitals.feeds[].levelDb vitals.feeds[].slow vitals.feeds[].garbage vitals.feeds[].findings[] vitals.feeds[].refused
    vitals.feeds[].transcoded vitals.feeds[].corePercent vitals.feeds[].restarts`),
  recording: words(`
    feeds[].recorded[].from feeds[].recorded[].to feeds[].filled[].from feeds[].filled[].to feeds[].filled[].filledAt`),
  alerts: [
    ...words('alerts.from alerts.digest alerts.removals[]'),
    ...ALERT.map((column) => `alerts.upserts[].${column}`),
  ],
  /** What was ordered, to who may take it away. */
  export: words(`
    export.id export.kind export.hearing export.court export.courtShort export.day export.feed export.feedName export.from
    export.to export.state export.reason export.doneBytes export.totalBytes export.sha256 export.createdAt export.endedAt
    export.expiresAt`),
  looks: words(`
    looks[].id looks[].login looks[].displayName looks[].organisation looks[].organisationName looks[].what looks[].hearing
    looks[].feed looks[].court looks[].courtShort looks[].day looks[].authorisation looks[].from looks[].to
    looks[].stretches[].from looks[].stretches[].to`),
  // Of whoever keeps them: by id alone they lead nowhere else.
  notes: words(`
    notes[].id notes[].from notes[].to notes[].text notes[].tags[] notes[].shared notes[].version notes[].author notes[].own
    notes[].createdAt notes[].changedAt
    id from to text tags[] shared author own createdAt changedAt
    versions[].from versions[].to versions[].text versions[].tags[] versions[].shared versions[].version versions[].at
    versions[].deleted`),
  sheet: words(`
    title.vi title.en sections[].id sections[].title.vi sections[].title.en
    sections[].items[].id sections[].items[].title.vi sections[].items[].title.en sections[].items[].basis
    sections[].items[].kind sections[].items[].findings[].code sections[].items[].findings[].values.*
    sections[].items[].findings[].state sections[].items[].findings[].at sections[].items[].findings[].ref
    sections[].items[].options[].code sections[].items[].options[].title.vi sections[].items[].options[].title.en
    sections[].items[].answer.value sections[].items[].answer.note sections[].items[].answer.version
    sections[].items[].answer.by sections[].items[].answer.at
    deadlines[].id deadlines[].title.vi deadlines[].title.en deadlines[].basis deadlines[].checked deadlines[].term.unit
    deadlines[].term.count deadlines[].from deadlines[].until deadlines[].moved deadlines[].calendarKnown (whole)`),
} as const;
export type Word = keyof typeof OF_HEARINGS;

const wordOfColumn = new Map(
  Object.entries(OF_HEARINGS).flatMap(([word, columns]) => columns.map((column) => [column, word as Word])),
);
/** What stands there has names of its own: an event's data, and what a finding of the review sheet is filled with. */
const OPEN: [string, Word][] = [
  ['line.data.', 'log'],
  ['alerts.upserts[].values.', 'alerts'],
  ['sections[].items[].findings[].values.', 'sheet'],
];
/** Who may have a column of a hearing. */
export const wordOf = (column: string): Word | undefined =>
  wordOfColumn.get(column) ?? OPEN.find(([begins]) => column.startsWith(begins))?.[1];
