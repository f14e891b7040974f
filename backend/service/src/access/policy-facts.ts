/** What the policy must be told of the thing that somebody asks for. */

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
export type LiveFacts = HearingFacts & { restricted: boolean };
/** `released`: the court released that very stretch by `recording.released`. */
export type RecordingFacts = LiveFacts & { released: boolean };
/** Of a note that is meant: whose it is. */
export type NoteFacts = { login: string; organisation: string; shared: boolean };
/** What the house is asked about: the court that it belongs to, where it belongs to one. */
export type CourtFacts = { court?: string | undefined };
/**
 * Of an authorisation: instead of one court those whose office keeps it (the province's, and the one to which its scope is limited),
 * and who wrote something of it; both absent while it is not known which one is meant.
 */
export type DraftFacts = CourtFacts & { offices?: readonly string[]; drafters?: readonly string[] };
