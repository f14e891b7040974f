/** A hearing that was not on the list: the fewest fields that make it one; the agent mints its id. */

import type { EventData } from '@giamsat/contract/event/catalogue';
import type { Room } from '@giamsat/contract/registry';
import { Alert, Button, Modal, Stack } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ConsoleClient } from '../core/console-client.ts';
import { fieldsOf } from '../core/form-fields.ts';
import { problemText } from '../core/problem-text.ts';
import { dataSchemaOf } from '../core/steps.ts';
import { SchemaForm } from './schema-form.tsx';

const ASKED = ['caseType', 'instance', 'title', 'caseNumbers', 'room', 'start', 'publicity'];
type Props = {
  client: ConsoleClient;
  court: string;
  room: string;
  rooms: readonly Room[];
  onDone: (hearing?: string) => void;
};

export const AdhocForm = ({ client, court, room, rooms, onDone }: Props) => {
  const { t } = useTranslation('console');
  const [values, setValues] = useState<Record<string, unknown>>({
    room,
    start: new Date().toISOString(),
    publicity: 'public',
    instance: 'ST',
    caseNumbers: [],
  });
  const narrow = useMediaQuery('(max-width: 640px)', true, { getInitialValueInEffect: false });
  const [error, setError] = useState<string>();
  const fields = fieldsOf(dataSchemaOf('hearing.scheduled'));
  const asked = ASKED.flatMap((name) => fields.filter((field) => field.name === name));
  const complete = fields.every((field) => !field.required || values[field.name] !== undefined);
  const submit = async () => {
    try {
      const { id } = await client.adhoc({
        ...values,
        court,
        caseNumbers: values.caseNumbers ?? [],
      } as EventData<'hearing.scheduled'>);
      onDone(id);
    } catch (problem) {
      setError(problemText(problem, t));
    }
  };
  return (
    <Modal opened onClose={() => onDone()} size={560} fullScreen={narrow} title={t('adhoc.title')}>
      <Stack>
        <SchemaForm fields={asked} values={values} onChange={setValues} rooms={rooms} />
        {error && (
          <Alert color="red" role="alert">
            {error}
          </Alert>
        )}
        <Button size="lg" disabled={!complete} onClick={submit}>
          {t('adhoc.enter')}
        </Button>
      </Stack>
    </Modal>
  );
};
