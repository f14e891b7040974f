/** What stands around a page for a meeting room: its title, what it is of, and which of its parts is shown. */
import type { ReactNode, Ref } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './briefing.module.css';

type Props = {
  title: string;
  said?: ReactNode;
  /** From 0. */
  part: number;
  parts: number;
  bodyRef?: Ref<HTMLDivElement>;
  children: ReactNode;
};

export const Briefing = ({ title, said, part, parts, bodyRef, children }: Props) => {
  const { t } = useTranslation();
  return (
    <div className={classes.page}>
      <header className={classes.head}>
        <h1 className={classes.title}>{title}</h1>
        {said && <p className={classes.said}>{said}</p>}
        {parts > 1 && (
          <>
            <span className="visually-hidden">{t('briefing.part', { part: part + 1, parts })}</span>
            <ul className={classes.parts} aria-hidden="true">
              {Array.from({ length: parts }, (_, n) => (
                <li key={String(n)} className={classes.part} data-on={n === part || undefined} />
              ))}
            </ul>
          </>
        )}
      </header>
      <div ref={bodyRef} className={classes.body}>
        {children}
      </div>
    </div>
  );
};
