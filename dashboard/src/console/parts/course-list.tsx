/** What was recorded, newest first; each line can be corrected in its time or taken back, and the whole copied for the minutes. */

import { isEventType } from '@giamsat/contract/event/catalogue';
import type { ClerkCourse } from '@giamsat/contract/wire/clerk';
import { ActionIcon, Badge, Button, Group, Menu, Modal, Stack, Text, TextInput, Title } from '@mantine/core';
import { useClipboard } from '@mantine/hooks';
import { IconCloudUp, IconCopy, IconDotsVertical } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { courseText } from '../core/course-text.ts';
import { clockOf, todayAt } from '../core/local-time.ts';
import type { Enter } from '../core/use-entry.ts';

type Line = ClerkCourse['course'][number];

export const CourseList = ({ course, enter }: { course: ClerkCourse; enter: Enter }) => {
  const { t } = useTranslation(['console', 'events']);
  const clipboard = useClipboard();
  const [correcting, setCorrecting] = useState<Line>();
  const lineText = (line: Line): string => {
    const text = line.data.text ?? line.data.exhibit ?? line.data.judgmentNo ?? line.data.proposal;
    const name = isEventType(line.type) ? t(`events:${line.type}`) : line.type;
    return typeof text === 'string' ? (line.type === 'hearing.note.recorded' ? text : `${name}: ${text}`) : name;
  };
  return (
    <Stack gap="xs">
      <Group justify="space-between">
        <Title order={2} size="h5">
          {t('course.title')}
        </Title>
        <Button
          size="compact-sm"
          variant="default"
          leftSection={<IconCopy size={14} />}
          onClick={() =>
            clipboard.copy(courseText(course, { notTheMinutes: t('course.notTheMinutes'), line: lineText }))
          }
        >
          {clipboard.copied ? t('course.copied') : t('course.copy')}
        </Button>
      </Group>
      {course.course.length === 0 && (
        <Text c="dimmed" size="sm">
          {t('course.empty')}
        </Text>
      )}
      <Stack gap={2} component="ol" p={0} m={0} style={{ listStyle: 'none' }}>
        {course.course.toReversed().map((line) => (
          <Group key={line.ref} component="li" wrap="nowrap" gap="xs" align="flex-start">
            <Text size="sm" fw={600} ff="monospace">
              {clockOf(line.time)}
            </Text>
            <Text size="sm" flex={1} {...(line.retracted ? { td: 'line-through', c: 'dimmed' } : {})}>
              {lineText(line)}{' '}
              {line.corrected && (
                <Badge size="sm" tt="none" variant="light">
                  {t('course.corrected')}
                </Badge>
              )}
              {line.retracted && (
                <Badge size="sm" tt="none" variant="light" color="gray">
                  {t('course.retracted')}
                </Badge>
              )}
            </Text>
            {line.rejected && (
              <Badge
                size="sm"
                tt="none"
                variant="light"
                color={line.rejected.aside ? 'gray' : 'lacquer'}
                title={line.rejected.aside}
              >
                {t('course.rejected')}
              </Badge>
            )}
            {!line.sent && <IconCloudUp size={16} aria-label={t('course.unsent')} />}
            {!line.retracted && (
              <Menu position="bottom-end" withinPortal>
                <Menu.Target>
                  <ActionIcon variant="subtle" color="gray" aria-label={t('course.more', { what: lineText(line) })}>
                    <IconDotsVertical size={16} />
                  </ActionIcon>
                </Menu.Target>
                <Menu.Dropdown>
                  <Menu.Item onClick={() => setCorrecting(line)}>{t('course.correctTime')}</Menu.Item>
                  <Menu.Item color="red" onClick={() => enter('hearing.event.retracted', {}, { corrects: line.ref })}>
                    {t('course.retract')}
                  </Menu.Item>
                </Menu.Dropdown>
              </Menu>
            )}
          </Group>
        ))}
      </Stack>
      {correcting && (
        <Correction
          line={correcting}
          title={lineText(correcting)}
          enter={enter}
          onClose={() => setCorrecting(undefined)}
        />
      )}
    </Stack>
  );
};

const Correction = ({
  line,
  title,
  enter,
  onClose,
}: {
  line: Line;
  title: string;
  enter: Enter;
  onClose: () => void;
}) => {
  const { t } = useTranslation('console');
  const [clock, setClock] = useState(clockOf(line.time));
  const [text, setText] = useState(typeof line.data.text === 'string' ? line.data.text : undefined);
  const [reason, setReason] = useState('');
  const submit = async () => {
    const time = clock === clockOf(line.time) ? undefined : todayAt(clock, Date.parse(line.time));
    const data = text !== undefined && text !== line.data.text ? { ...line.data, text } : undefined;
    const change = { ...(time ? { time } : {}), ...(data ? { data } : {}), ...(reason ? { reason } : {}) };
    if (await enter('hearing.event.corrected', change, { corrects: line.ref })) onClose();
  };
  return (
    <Modal opened onClose={onClose} title={t('correction.title', { what: title })}>
      <Stack>
        <TextInput
          type="time"
          label={t('form.time')}
          value={clock}
          onChange={(e) => setClock(e.currentTarget.value)}
          data-autofocus
        />
        {text !== undefined && (
          <TextInput label={t('field.text')} value={text} onChange={(e) => setText(e.currentTarget.value)} />
        )}
        <TextInput label={t('field.reason')} value={reason} onChange={(e) => setReason(e.currentTarget.value)} />
        <Text size="sm" c="dimmed">
          {t('correction.help')}
        </Text>
        <Button onClick={submit} disabled={!clock}>
          {t('form.enter')}
        </Button>
      </Stack>
    </Modal>
  );
};
