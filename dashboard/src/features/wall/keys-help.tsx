/** The wall's keys, at `?`. */
import { Kbd, Modal } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import classes from './wall.module.css';

const KEYS = [
  ['1 – 9', 'select'],
  ['← ↑ → ↓', 'move'],
  ['Shift ← ↑ → ↓', 'swap'],
  ['Enter', 'open'],
  ['G', 'grid'],
  ['F', 'full'],
  ['M', 'sound'],
  ['P', 'pin'],
  ['C', 'camera'],
  ['E', 'column'],
  ['PgUp PgDn', 'pages'],
  ['I', 'figures'],
  ['Esc', 'back'],
  ['?', 'help'],
] as const;

export const KeysHelp = ({ onClose }: { onClose: () => void }) => {
  const { t } = useTranslation('wall');
  return (
    <Modal opened onClose={onClose} title={t('keys.title')}>
      <dl className={classes.keys}>
        {KEYS.map(([key, word]) => [
          <dt key={key}>
            <Kbd size="md">{key}</Kbd>
          </dt>,
          <dd key={`${key} word`}>{t(`keys.${word}`)}</dd>,
        ])}
      </dl>
    </Modal>
  );
};
