/** A button that opens one line to fill in, for a step that needs a word of why or by what; it stays open with the reason while it is refused. */
import { Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { type FormEvent, type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { problemText } from '../core/problem-text.ts';

type Props = {
  /** Of the button that opens it, and of the one that sends. */
  action: string;
  label: string;
  help: string;
  maxLength: number;
  /** Called with what was written, trimmed and not empty; what it throws is shown. */
  send: (text: string) => Promise<void>;
  /** Before the button, while the line is closed. */
  children?: ReactNode;
};

export const OneLineForm = ({ action, label, help, maxLength, send, children }: Props) => {
  const { t } = useTranslation('console');
  const [text, setText] = useState<string>();
  const [error, setError] = useState<unknown>();
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    try {
      if (text?.trim()) await send(text.trim());
    } catch (problem) {
      setError(problem);
    }
  };
  if (text === undefined)
    return (
      <Group gap="xs">
        {children}
        <Button size="sm" variant="default" onClick={() => setText('')}>
          {action}
        </Button>
      </Group>
    );
  return (
    <form onSubmit={submit}>
      <Stack gap="xs">
        <TextInput
          label={label}
          description={help}
          maxLength={maxLength}
          value={text}
          onChange={(e) => setText(e.currentTarget.value)}
          data-autofocus
          autoFocus
        />
        {error !== undefined && (
          <Text size="sm" role="alert">
            {problemText(error, t)}
          </Text>
        )}
        <Group gap="xs">
          <Button size="sm" type="submit" disabled={!text.trim()}>
            {action}
          </Button>
          <Button size="sm" variant="subtle" onClick={() => setText(undefined)}>
            {t('rejected.cancel')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
};
