/** The list of alerts as each group sees it: whole in answers, by difference in between, with a digest that is equal on every node. */
import { createHash } from 'node:crypto';
import type { Alert, AlertList } from '@giamsat/contract/wire/alerts';
import type { Viewer } from '../access/viewer.ts';
import type { Members } from './members.ts';
import type { Member } from './sockets.ts';

/** What the gateway needs of alerts. */
export type AlertSource = {
  /** What that viewer may see, in a fixed order; the same for all of an audience. */
  listFor(viewer: Viewer): Alert[];
  onChange(fn: () => void): () => void;
  /** Reads what was appended since: nothing is told of what closed meanwhile. */
  refresh(): Promise<void>;
};

type AlertViews = {
  /** For an answer; undefined where the group did not ask for alerts. Others of the group are brought as far first. */
  whole(member: Member): { alerts: AlertList } | undefined;
  /** As it was told last. */
  digestOf(member: Member): { alerts: string } | undefined;
  /** Tells every group what is different for it: alerts changed, or the clock went on. */
  push(): void;
};

type Told = { digest: string; list: Alert[]; texts: Map<string, string> };

export function createAlertViews(deps: { alerts: AlertSource; members: Members; now: () => number }): AlertViews {
  const { alerts, members } = deps;
  const told = new WeakMap<Member, Told>();
  const asks = ({ group }: Member): boolean => group.scopes.includes('alerts');
  const look = ({ group }: Member): Told => {
    const list = alerts.listFor(group.audience.viewer);
    const texts = new Map(list.map((alert) => [alert.id, JSON.stringify(alert)]));
    const digest = createHash('sha256')
      .update([...texts.values()].join('\n'))
      .digest('base64url')
      .slice(0, 16);
    return { digest, list, texts };
  };
  const bring = (member: Member): Told => {
    const before = told.get(member);
    const after = look(member);
    told.set(member, after);
    if (!before || before.digest === after.digest) return after;
    members.tell(member, 'alerts', {
      from: before.digest,
      digest: after.digest,
      upserts: after.list.filter(({ id }) => before.texts.get(id) !== after.texts.get(id)),
      removals: [...before.texts.keys()].filter((id) => !after.texts.has(id)),
    });
    member.spokenAt = deps.now();
    return after;
  };
  return {
    whole(member) {
      if (!asks(member)) return undefined;
      const { digest, list } = bring(member);
      return { alerts: { digest, alerts: list } };
    },
    digestOf(member) {
      const known = told.get(member);
      return known && { alerts: known.digest };
    },
    push() {
      for (const member of members.all()) if (asks(member) && members.isOccupied(member)) bring(member);
    },
  };
}
