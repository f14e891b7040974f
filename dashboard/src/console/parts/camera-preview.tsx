/** What the room's cameras see, for setting them up: a picture every few seconds while the clerk looks, none while cut. */
import { cameraNameIn } from '@giamsat/contract/place-names';
import type { ClerkState } from '@giamsat/contract/wire/clerk';
import { Button, SimpleGrid, Stack, Text } from '@mantine/core';
import { IconCamera } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import classes from '../console.module.css';
import type { ConsoleClient } from '../core/console-client.ts';

type Room = ClerkState['rooms'][number];
type Feed = Room['feeds'][number];

const EVERY_MS = 3000;

export const CameraPreview = ({ room, client }: { room: Room; client: ConsoleClient }) => {
  const { t } = useTranslation('console');
  const [open, setOpen] = useState(false);
  if (room.feeds.length === 0) return null;
  return (
    <Stack gap="xs">
      <Button
        size="sm"
        variant="subtle"
        justify="flex-start"
        aria-expanded={open}
        leftSection={<IconCamera size={18} />}
        onClick={() => setOpen(!open)}
      >
        {t(open ? 'preview.hide' : 'preview.show')}
      </Button>
      {open && (
        <SimpleGrid cols={room.feeds.length > 1 ? 2 : 1} spacing="xs">
          {room.feeds.map((feed) => (
            <Picture key={feed.feed} feed={feed} client={client} />
          ))}
        </SimpleGrid>
      )}
    </Stack>
  );
};

const Picture = ({ feed, client }: { feed: Feed; client: ConsoleClient }) => {
  const { t, i18n } = useTranslation('console');
  const name = cameraNameIn(feed.name, i18n.language);
  const picture = useNewest(client, feed);
  return (
    <figure className={classes.preview}>
      <div className={classes.previewPicture}>
        {typeof picture === 'string' ? (
          <img src={picture} alt={t('preview.picture', { camera: name })} />
        ) : (
          <Text size="sm">{t(feed.sending === 'cut' ? 'preview.cut' : 'preview.none')}</Text>
        )}
      </div>
      <figcaption>{name}</figcaption>
    </figure>
  );
};

/** An address of a picture in memory, renewed while it is looked at; a refusal takes the last one away. */
const useNewest = (client: ConsoleClient, feed: Feed): string | undefined => {
  const [address, setAddress] = useState<string>();
  // What the agent would refuse is not asked for.
  const asks = feed.sending !== 'cut' && feed.camera === 'running';
  useEffect(() => {
    if (!asks) return setAddress(undefined);
    let stale = false;
    let shown: string | undefined;
    const show = (next: string | undefined) => {
      if (shown) URL.revokeObjectURL(shown);
      shown = next;
      setAddress(next);
    };
    const look = async () => {
      const picture = await client.picture(feed.feed).catch(() => undefined);
      if (!stale) show(picture && URL.createObjectURL(picture));
    };
    void look();
    const timer = setInterval(() => void look(), EVERY_MS);
    return () => {
      stale = true;
      clearInterval(timer);
      if (shown) URL.revokeObjectURL(shown);
    };
  }, [client, feed.feed, asks]);
  return address;
};
