/** Single keys as commands of a page; never while somebody writes, never together with a modifier. */
import { useEffect, useRef } from 'react';

export type Keys = Readonly<Record<string, (event: KeyboardEvent) => void>>;

const WRITES = new Set(['INPUT', 'TEXTAREA', 'SELECT']);
/** Keys that an element in focus uses itself. */
const PRESSES = new Set(['Enter', ' ']);

const isTaken = (event: KeyboardEvent): boolean => {
  const { target } = event;
  if (!(target instanceof HTMLElement)) return false;
  if (WRITES.has(target.tagName) || target.isContentEditable) return true;
  // A radio group, a menu or a slider moves by arrows; buttons and links are pressed.
  if (target.closest('[role="menu"], [role="listbox"], [role="dialog"]')) return true;
  return PRESSES.has(event.key) && target.closest('button, a, [role="tab"], [role="slider"]') !== null;
};

/** Names as in `KeyboardEvent.key`, all in lower case: `g`, `?`, `arrowleft`. */
export const useKeys = (keys: Keys, active = true): void => {
  const current = useRef(keys);
  current.current = keys;
  useEffect(() => {
    if (!active) return;
    const onKey = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.altKey || event.metaKey || isTaken(event)) return;
      const command = current.current[event.key.toLowerCase()];
      if (!command) return;
      event.preventDefault();
      command(event);
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [active]);
};
