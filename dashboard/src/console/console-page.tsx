/** The clerk's page: one courtroom, one hearing, in a column that fits beside Word. */

import { type EventType, isEventType } from '@giamsat/contract/event/catalogue';
import { courtNameIn, roomNameIn } from '@giamsat/contract/place-names';
import { isEnded } from '@giamsat/contract/stage';
import type { ClerkCourse, ClerkState } from '@giamsat/contract/wire/clerk';
import { ActionIcon, Alert, Button, Divider, Group, NativeSelect, Paper, Stack, Text, Title } from '@mantine/core';
import { useLocalStorage } from '@mantine/hooks';
import { IconCamera, IconLanguage, IconLogout, IconPlus } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { stageLook } from '../core/stage-view.ts';
import { setLanguage } from '../i18n/language.ts';
import type { ConsoleClient } from './core/console-client.ts';
import { clockOf } from './core/local-time.ts';
import { problemText } from './core/problem-text.ts';
import { useEntry } from './core/use-entry.ts';
import { AdhocForm } from './parts/adhoc-form.tsx';
import { CameraCheckPage } from './parts/camera-check.tsx';
import { CameraPreview } from './parts/camera-preview.tsx';
import { ClosedHearing } from './parts/closed-hearing.tsx';
import { CourseList } from './parts/course-list.tsx';
import { CutSwitch } from './parts/cut-switch.tsx';
import { FurtherSteps } from './parts/further-steps.tsx';
import { LineStatus } from './parts/line-status.tsx';
import { NextSteps } from './parts/next-steps.tsx';
import { QuickLine } from './parts/quick-line.tsx';
import { type Rejected, RejectedList } from './parts/rejected-list.tsx';
import { RoomStatus } from './parts/room-status.tsx';
import { StepForm } from './parts/step-form.tsx';
import { StillThere } from './parts/still-there.tsx';
import { TakeBack } from './parts/take-back.tsx';

type Props = { client: ConsoleClient; state: ClerkState; agentUp: boolean };

export const ConsolePage = ({ client, state, agentUp }: Props) => {
  const { t, i18n } = useTranslation(['console', 'events', 'stage']);
  const [roomCode, setRoomCode] = useLocalStorage({
    key: 'giamsat-console-room',
    defaultValue: state.rooms[0]?.room.code ?? '',
  });
  const room = state.rooms.find((one) => one.room.code === roomCode) ?? state.rooms[0];
  const rooms = state.rooms.map((one) => one.room);
  const here = state.hearings.filter((one) => one.state.room === room?.room.code);
  const [chosen, setChosen] = useState<string>();
  const hearing = here.find((one) => one.state.id === chosen) ?? currentOf(here, room?.holder);
  const { enter, last, forgetLast, error, forgetError } = useEntry(client, hearing?.state.id);
  const [form, setForm] = useState<EventType>();
  /** What the form sends anew, of the hearing it belongs to. */
  const [again, setAgain] = useState<Rejected>();
  const [adhoc, setAdhoc] = useState(false);
  const [checking, setChecking] = useState(false);
  const asked = state.asks?.find((one) => one.hearing === hearing?.state.id);
  const course = useCourse(client, hearing?.state.id, state);

  return (
    <Stack maw={560} mx="auto" p="sm" gap="sm" component="main">
      <Group justify="space-between" wrap="nowrap" component="header">
        <div>
          <Title order={1} size="h5">
            {t('title')}
          </Title>
          <Text size="sm" c="dimmed">
            {courtNameIn(state.courtName, i18n.language)}
          </Text>
        </div>
        <Group gap={4} wrap="nowrap">
          <ActionIcon
            variant="subtle"
            size="lg"
            color="gray"
            aria-label={t('check.title')}
            title={t('check.title')}
            onClick={() => setChecking(true)}
          >
            <IconCamera size={20} />
          </ActionIcon>
          <ActionIcon
            variant="subtle"
            size="lg"
            aria-label={t('language')}
            onClick={() => setLanguage(i18n.language === 'vi' ? 'en' : 'vi')}
          >
            <IconLanguage size={20} />
          </ActionIcon>
          <ActionIcon
            variant="subtle"
            size="lg"
            color="gray"
            aria-label={t('signOut', { name: state.clerk.displayName })}
            onClick={() => client.signOut()}
          >
            <IconLogout size={20} />
          </ActionIcon>
        </Group>
      </Group>
      <LineStatus state={state} agentUp={agentUp} />
      {rooms.length > 1 && (
        <NativeSelect
          aria-label={t('room')}
          value={room?.room.code}
          onChange={(e) => setRoomCode(e.currentTarget.value)}
          data={rooms.map((one) => ({ value: one.code, label: roomNameIn(one.name, i18n.language) }))}
        />
      )}
      <Group gap="xs" wrap="nowrap">
        <NativeSelect
          flex={1}
          aria-label={t('hearing')}
          value={hearing?.state.id ?? ''}
          onChange={(e) => setChosen(e.currentTarget.value)}
          data={
            here.length
              ? here.map((one) => ({
                  value: one.state.id,
                  label: `${clockOf(one.state.start)} ${one.state.title ?? t('untitled')}`,
                }))
              : [{ value: '', label: t('noHearing') }]
          }
        />
        <ActionIcon
          variant="default"
          size={36}
          aria-label={t('adhoc.title')}
          title={t('adhoc.title')}
          onClick={() => setAdhoc(true)}
        >
          <IconPlus size={18} />
        </ActionIcon>
      </Group>
      {room && <RoomStatus room={room} />}
      {state.closed
        .filter((one) => one.room === room?.room.code)
        .map((one) => (
          <ClosedHearing key={one.id} hearing={one} client={client} onTaken={setChosen} />
        ))}
      {room && <CameraPreview room={room} client={client} />}
      <RejectedList
        rejected={state.line.rejected}
        client={client}
        onAgain={(one) => {
          const of = state.hearings.find((other) => other.state.id === one.hearing);
          if (!of || !isEventType(one.type)) return;
          if (of.state.room) setRoomCode(of.state.room);
          setChosen(of.state.id);
          setAgain(one);
          setForm(one.type);
        }}
      />
      {hearing ? (
        <>
          <Paper withBorder p="sm">
            <Text fw={700}>{hearing.state.title ?? t('untitled')}</Text>
            <Text size="sm" c="dimmed">
              {hearing.state.caseNumbers.map((one) => one.normal ?? one.raw).join(' · ')}
            </Text>
            <Text size="sm" fw={600}>
              {t(`stage:${stageLook(hearing.state.stage, hearing.state.caseType).word}`)} ·{' '}
              {t('since', { time: clockOf(hearing.state.stageSince) })}
            </Text>
          </Paper>
          {asked && (
            <StillThere ask={asked} client={client} onCut={() => void enter('feed.cut', { order: t('cut.order') })} />
          )}
          <CutSwitch hearing={hearing} enter={enter} />
          {!hearing.state.permission && !isEnded(hearing.state.stage) && (
            <Alert color="blue" title={t('permission.needed')}>
              <Stack gap="xs">
                <Text size="sm">{t('permission.help')}</Text>
                <Button variant="light" onClick={() => setForm('hearing.transmission.permitted')}>
                  {t('permission.record')}
                </Button>
              </Stack>
            </Alert>
          )}
          {hearing.state.stage === 'pronouncing' && hearing.state.publicity === 'in_camera' && (
            <Alert color="yellow">{t(`inCamera.${hearing.state.caseType === 'HS' ? 'criminal' : 'civil'}`)}</Alert>
          )}
          {error !== undefined && (
            <Alert color="red" role="alert" withCloseButton closeButtonLabel={t('form.close')} onClose={forgetError}>
              {problemText(error, t)}
            </Alert>
          )}
          {last?.hearing === hearing.state.id && <TakeBack last={last} enter={enter} onDone={forgetLast} />}
          <NextSteps hearing={hearing} enter={enter} onForm={setForm} />
          <QuickLine
            hearing={hearing}
            templates={state.templates}
            written={
              course?.course.flatMap((line) => (typeof line.data.text === 'string' ? [line.data.text] : [])) ?? []
            }
            enter={enter}
          />
          <Divider />
          {course && <CourseList course={course} enter={enter} />}
          <FurtherSteps onForm={setForm} />
          {form && (
            <StepForm
              key={`${form} ${again?.ref}`}
              type={form}
              draft={again}
              hearing={hearing}
              rooms={rooms}
              enter={enter}
              onEntered={() => {
                if (again) void client.putAside(again.ref, t('rejected.sentAnew')).catch(() => undefined);
              }}
              onClose={() => {
                setForm(undefined);
                setAgain(undefined);
              }}
            />
          )}
        </>
      ) : (
        <Text c="dimmed">{t('noHearingHelp')}</Text>
      )}
      {checking && room && <CameraCheckPage client={client} feeds={room.feeds} onClose={() => setChecking(false)} />}
      {adhoc && room && (
        <AdhocForm
          client={client}
          court={room.room.court}
          room={room.room.code}
          rooms={rooms}
          onDone={(id) => {
            setAdhoc(false);
            if (id) setChosen(id);
          }}
        />
      )}
    </Stack>
  );
};

/** The hearing whose sitting holds the room, else the first that has not ended, else the last. */
const currentOf = (hearings: ClerkState['hearings'], holder: string | undefined) =>
  hearings.find((one) => one.state.id === holder) ??
  hearings.find((one) => !isEnded(one.state.stage)) ??
  hearings.at(-1);

/** The course is asked for again whenever the agent's state changed. */
const useCourse = (client: ConsoleClient, hearing: string | undefined, state: ClerkState): ClerkCourse | undefined => {
  const [course, setCourse] = useState<ClerkCourse>();
  // biome-ignore lint/correctness/useExhaustiveDependencies: each new state means that there may be a new line
  useEffect(() => {
    if (!hearing) return setCourse(undefined);
    let stale = false;
    client.course(hearing).then(
      (next) => !stale && setCourse(next),
      () => undefined,
    );
    return () => {
      stale = true;
    };
  }, [client, hearing, state]);
  return course?.hearing.state.id === hearing ? course : undefined;
};
