/** The keys of this page, at `?`. */
import { Kbd, Modal } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import classes from './hearing.module.css';

const KEYS = [
  ['Space, K', 'keys.play'],
  ['← →, J L', 'keys.skip'],
  [', .', 'keys.frame'],
  ['< >', 'keys.speed'],
  ['↑ ↓', 'keys.lines'],
  ['N', 'keys.live'],
  ['Y', 'keys.copy'],
  ['G', 'keys.note'],
  ['B', 'keys.cameras'],
  ['C', 'keys.moments'],
  ['1 2', 'keys.choose'],
  ['M', 'wall:keys.sound'],
  ['F', 'wall:keys.full'],
  ['Esc', 'wall:keys.back'],
  ['?', 'wall:keys.help'],
] as const;

type Props = {
  opened: boolean;
  /** Whether notes may be kept here. */
  notes: boolean;
  onClose: () => void;
};

export const KeysHelp = ({ opened, notes, onClose }: Props) => {
  const { t } = useTranslation('hearing');
  return (
    <Modal opened={opened} onClose={onClose} title={t('wall:keys.title')}>
      <dl className={classes.keys}>
        {KEYS.filter(([key]) => notes || key !== 'G').map(([key, word]) => [
          <dt key={key}>
            <Kbd size="md">{key}</Kbd>
          </dt>,
          <dd key={`${key} word`}>{t(word)}</dd>,
        ])}
      </dl>
    </Modal>
  );
};
