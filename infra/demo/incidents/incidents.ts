/** What can be made to go wrong in the demo: each begins at its switch, and ends at it or by itself after a while. */

export interface Incident {
  id: string;
  /** It ends by then, whoever forgot the switch. */
  lastsMs: number;
  begin(): void;
  end(): void;
  /** Whether all is as before; asked after the end. */
  healed(): boolean | Promise<boolean>;
}

/** `healing`: the cause is gone, and what hung on it is on its way back. */
type IncidentState = 'well' | 'wrong' | 'healing';
interface IncidentView {
  id: string;
  state: IncidentState;
  /** ms since 1970; of `wrong`, when it ends by itself. */
  until?: number;
}

export interface Incidents {
  views(): IncidentView[];
  /** False: there is no such incident. Switching to what is already so changes nothing. */
  turn(id: string, on: boolean): boolean;
  /** The demo stops: nothing is looked at any more, and nothing is given back. */
  close(): void;
}

const lookEveryMs = 500;

export function createIncidents(list: readonly Incident[], now: () => number = Date.now): Incidents {
  const places = new Map(
    list.map((incident) => [
      incident.id,
      { incident, state: 'well' as IncidentState, until: 0, timer: undefined as NodeJS.Timeout | undefined },
    ]),
  );
  type Place = NonNullable<ReturnType<typeof places.get>>;

  const end = (place: Place): void => {
    if (place.state !== 'wrong') return;
    clearTimeout(place.timer);
    place.incident.end();
    place.state = 'healing';
  };
  const looking = setInterval(() => {
    for (const place of places.values()) {
      if (place.state !== 'healing') continue;
      void Promise.resolve(place.incident.healed()).then(
        (well) => {
          if (well && place.state === 'healing') place.state = 'well';
        },
        () => undefined,
      );
    }
  }, lookEveryMs);
  looking.unref();

  return {
    views: () =>
      [...places.values()].map(({ incident: { id }, state, until }) => ({
        id,
        state,
        ...(state === 'wrong' ? { until } : {}),
      })),
    turn(id, on) {
      const place = places.get(id);
      if (!place) return false;
      if (!on) end(place);
      else if (place.state !== 'wrong') {
        const { incident } = place;
        incident.begin();
        place.state = 'wrong';
        place.until = now() + incident.lastsMs;
        place.timer = setTimeout(() => end(place), incident.lastsMs);
        place.timer.unref();
      }
      return true;
    },
    close() {
      clearInterval(looking);
      for (const { timer } of places.values()) clearTimeout(timer);
    },
  };
}
