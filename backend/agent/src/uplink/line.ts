/** Whether the line to the province is up, as the calls that are made anyway tell. */

export type Line = {
  up(): boolean;
  /** A call was answered, or was not. */
  note(answered: boolean): void;
  onChange(listener: (up: boolean) => void): void;
};

export function createLine(): Line {
  let up = false;
  const listeners: ((up: boolean) => void)[] = [];
  return {
    up: () => up,
    note(answered) {
      if (answered === up) return;
      up = answered;
      for (const listener of listeners) listener(up);
    },
    onChange: (listener) => void listeners.push(listener),
  };
}
