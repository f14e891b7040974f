/** A picture with the viewer's name, body and the time over it (`domain.md` §4); what that can and cannot do is told in decision 0050. */
import { type ReactNode, useLayoutEffect, useRef } from 'react';
import { clockSecondsText, dateText } from '../core/format.ts';
import { type Mark, markOver } from '../core/mark.ts';

type Props = {
  who: string;
  /** Milliseconds since the epoch; the mark moves with it. */
  now: number;
  /** Whether a picture is shown. */
  shown: boolean;
  /** The one video. */
  children: ReactNode;
};

export const Watermarked = ({ who, now, shown, children }: Props) => {
  const host = useRef<HTMLDivElement>(null);
  const mark = useRef<Mark>(undefined);
  const text = shown ? `${who} · ${dateText(now)} ${clockSecondsText(now)}` : '';
  useLayoutEffect(() => {
    if (!host.current) return;
    mark.current ??= markOver(host.current);
    mark.current.draw(text);
  }, [text]);
  return (
    <div ref={host} style={{ display: 'contents' }}>
      {children}
    </div>
  );
};
