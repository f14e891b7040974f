/** The events of busy courts: hearings scheduled, prepared, opened, and written down line by line, a hundred lines each. */
import type { EventEnvelope } from '@giamsat/contract/event/envelope';
/** An endless course of one court's agent. */
export declare function eventsOf(court: string, startMs?: number): Generator<EventEnvelope, never>;
export declare function take<T>(source: Generator<T, never>, count: number): T[];
