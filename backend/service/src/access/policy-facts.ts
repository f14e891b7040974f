/** What the policy must be told of the thing that somebody asks for, and what it answers. */

/** What the policy must know of a hearing; see `factsOf`. */
export type HearingFacts = {
  id: string;
  court: string;
  room?: string | undefined;
  caseType?: string | undefined;
  /** Present while outsiders see it masked. */
  closed?: 'in_camera' | 'minor' | undefined;
  /** No more sittings to come: the looks may be read with names. */
  ended: boolean;
  /** Names as the course has them. */
  panel: readonly string[];
  clerk?: string | undefined;
  prosecutor?: string | undefined;
};
/** `restricted`: something withholds that very picture at that very moment, from everybody. */
type LiveFacts = HearingFacts & { restricted: boolean };
/** `released`: the court released that very stretch by `recording.released`. */
export type RecordingFacts = LiveFacts & { released: boolean };
/** Of a note that is meant: whose it is. */
type NoteFacts = { login: string; organisation: string; shared: boolean };
/** What the house is asked about: the court that it belongs to, where it belongs to one. */
type CourtFacts = { court?: string | undefined };
/**
 * Of an authorisation: instead of one court those whose office keeps it (the province's, and the one to which its scope is limited),
 * and who wrote something of it or is let in by it; both absent while it is not known which one is meant.
 */
export type DraftFacts = CourtFacts & { offices?: readonly string[]; drafters?: readonly string[] };
/** What an alert is about, which decides whom it concerns; `court` is where it is, `hearing` the one it names. */
export type AlertAbout = 'picture' | 'schedule' | 'course' | 'machine' | 'cut' | 'document' | 'seal' | 'copies';
export type AlertFacts = DraftFacts & { about?: AlertAbout; hearing?: HearingFacts };

/** Everything that can be asked, with what must be told of it. */
export type FactsOf = {
  'row.read': HearingFacts;
  'log.read': HearingFacts;
  'live.watch': LiveFacts;
  'recording.watch': RecordingFacts;
  'looks.read': HearingFacts;
  /** Reading the notes of those who supervise, and writing one's own; without `note`: any at all. */
  'notes.keep': HearingFacts & { note?: NoteFacts };
  /** The prosecutors' review sheet: read, answered, printed. */
  'sheet.keep': HearingFacts;
  /** To take the course away as a file, and the pictures. */
  'log.export': HearingFacts;
  'recording.export': RecordingFacts;
  /** How a court's machines and cameras fare, now and in the last weeks. */
  'vitals.read': CourtFacts;
  'machines.read': CourtFacts;
  'machines.change': CourtFacts;
  'pictures.cut': CourtFacts;
  'accounts.read': CourtFacts;
  'accounts.change': CourtFacts;
  'organisations.read': CourtFacts;
  'authorisations.read': DraftFacts;
  'authorisations.draft': DraftFacts;
  'authorisations.approve': DraftFacts;
  'deputies.change': CourtFacts;
  'audit.read': CourtFacts;
  'audit.export': CourtFacts;
  /** Being told who stands in a line of the audit that names a hearing. */
  'audit.name': CourtFacts & { ended?: boolean };
  'screens.confirm': CourtFacts;
  'screens.end': CourtFacts;
  /** What a screen is to show; without `confirmedBy`: any at all. */
  'screens.steer': CourtFacts & { /** Login of who put it up. */ confirmedBy?: string };
  /** Digests of the whole journal and who countersigned them: no word of a hearing, but how much the province wrote. */
  'seals.read': CourtFacts;
  /** A hearing's recordings: classified, held, their removal asked for and stopped; a hold lifted; a removal approved. */
  'keeping.change': CourtFacts & { /** To whoever asks. */ closed?: boolean };
  'keeping.lift': CourtFacts;
  /** How much room is left for recordings. */
  'storage.read': CourtFacts;
  'removals.approve': CourtFacts & { taken?: readonly string[] };
  /** Counts and rates of a court's hearings and of its case book, which name nobody; without a court: of any. */
  'statistics.read': CourtFacts;
  /** The very hearings behind a figure. */
  'statistics.hearings': CourtFacts;
  /** Who entered what into a court's case book, and entering it. */
  'case-book.read': CourtFacts;
  'case-book.enter': CourtFacts;
  /** Being told of an alert, and one's own body's work on it; without `about`: of any at all. */
  'alerts.read': AlertFacts;
  /** Making a report of a court's figures, or (without a court) of the province's, and taking those that were made. */
  'statistics.report': CourtFacts;
  /** Importing a court's hearing list and taking that back: it is compared with the hearings that are here, closed ones included. */
  'schedule.import': CourtFacts;
};

export type Ground = 'panel' | 'clerk' | 'prosecutor' | 'office' | 'statute' | 'authorisation';
export type Refusal =
  | 'second-factor'
  | 'role'
  | 'other-court'
  | 'no-authorisation'
  | 'closed'
  | 'restricted'
  | 'not-ended'
  | 'own-draft'
  | 'not-own';
export type Decision =
  | { allowed: true; reason: Ground; form: 'full' | 'masked'; inside: boolean; authorisation?: string }
  | { allowed: false; reason: Refusal };

export type Action = keyof FactsOf;
export const HEARING_ACTIONS = [
  'row.read',
  'log.read',
  'live.watch',
  'recording.watch',
  'looks.read',
  'notes.keep',
  'sheet.keep',
  'log.export',
  'recording.export',
] as const;
export type HearingAction = (typeof HEARING_ACTIONS)[number];
export type HouseAction = Exclude<Action, HearingAction>;

export const isHearingAction = (action: Action): action is HearingAction =>
  (HEARING_ACTIONS as readonly Action[]).includes(action);
