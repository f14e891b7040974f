/** Who is looking: the account behind a session, with the documents by which its organisation may see hearings. */
import type { Authorisation, Role, ScreenOffice } from '@giamsat/contract/registry';
import type { ScreenSteering } from '@giamsat/contract/wire/screens';

/** An authorisation that the court approved and nobody revoked; its dates are judged when it is used. */
export type Grant = Authorisation & { id: string };

/** Days in Ho Chi Minh City, both inclusive. */
export type Term = { from: string; to: string };

export type Viewer = {
  login: string;
  /** The name by which events name judges, clerks and prosecutors. */
  displayName: string;
  role: Role;
  organisation: string;
  /** The court (or the procuracy's level) that the account belongs to. */
  court?: string;
  authorisations: readonly Grant[];
  /** When this account approves in the chief judge's place; judged when it is used. */
  terms?: readonly Term[];
  /** The session's public id, never its secret. */
  sessionId: string;
  /**
   * A viewer is read anew for each request, and knows the changes of rights up to this one; a later one that concerns it makes it
   * worth nothing. Without it every change is later.
   */
  asOf?: number;
  /** Of a screen that somebody put up: by whose office it shows. */
  office?: ScreenOffice;
  /** Of such a screen: the login of who put it up, and what they want it to show. */
  steered?: { by: string; to: ScreenSteering };
  /** Codes of an app are asked for beside the password. */
  secondFactor?: boolean;
  /** The office needs a second factor and has none yet: nothing else is open. */
  mustEnrol?: boolean;
  /** When who holds the session last proved who they are, ms since the epoch; absent: never. */
  provedAt?: number;
};
