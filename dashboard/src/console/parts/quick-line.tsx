/** A free line into the course, with the court's templates and what was written before as suggestions. */

import type { Template } from '@giamsat/contract/registry';
import type { ClerkHearing } from '@giamsat/contract/wire/clerk';
import { Autocomplete, Button, Group, Stack } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Enter } from '../core/use-entry.ts';

type Props = { hearing: ClerkHearing; templates: readonly Template[]; written: readonly string[]; enter: Enter };
const CHIPS = 6;

export const QuickLine = ({ hearing, templates, written, enter }: Props) => {
  const { t, i18n } = useTranslation('console');
  const [text, setText] = useState('');
  const fitting = templates.filter(
    (one) => !one.caseTypes || (hearing.state.caseType && one.caseTypes.includes(hearing.state.caseType)),
  );
  const lineOf = (one: Template) => (i18n.language === 'en' && one.textEn ? one.textEn : one.text);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (text.trim() && (await enter('hearing.note.recorded', { text: text.trim() }))) setText('');
  };
  return (
    <Stack gap="xs">
      <form onSubmit={submit}>
        <Group gap="xs" wrap="nowrap">
          <Autocomplete
            flex={1}
            aria-label={t('quick.label')}
            placeholder={t('quick.label')}
            data={[...new Set([...fitting.map(lineOf), ...written])]}
            limit={6}
            maxLength={2000}
            value={text}
            onChange={setText}
          />
          <Button type="submit" disabled={!text.trim()}>
            {t('quick.enter')}
          </Button>
        </Group>
      </form>
      <Group gap={6}>
        {fitting.slice(0, CHIPS).map((one) => (
          <Button
            key={one.code}
            size="compact-sm"
            variant="default"
            onClick={() => enter('hearing.note.recorded', { text: lineOf(one) })}
          >
            {lineOf(one)}
          </Button>
        ))}
      </Group>
    </Stack>
  );
};
