/** The wall: every hearing that sits, filling the screen, each in its place. */
import { useDisclosure, useElementSize, useFullscreenDocument } from '@mantine/hooks';
import { Suspense, useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { besideLarge, GRID_SIZES, gridOf } from '../../core/wall/grid.ts';
import { swap } from '../../core/wall/placing.ts';
import { useServices } from '../../hooks/services.ts';
import { useViewer } from '../../hooks/session.ts';
import { useStoreSnapshot } from '../../hooks/use-hearings.ts';
import { useKeys } from '../../hooks/use-keys.ts';
import { useNow } from '../../hooks/use-now.ts';
import { usePageTitle } from '../../hooks/use-page-title.ts';
import { useSteering } from '../../hooks/use-steering.ts';
import { lazyWithWords } from '../../i18n/lazy-with-words.ts';
import { type CameraChoice, nextCamera } from './camera-choice.ts';
import { EventColumn } from './event-column.tsx';
import { FreeTile } from './free-tile.tsx';
import { Tile } from './tile.tsx';
import { useWallLayout } from './use-wall-layout.ts';
import classes from './wall.module.css';
import { WallBar } from './wall-bar.tsx';
import { WallEmpty } from './wall-empty.tsx';

const KeysHelp = lazyWithWords(async () => (await import('./keys-help.tsx')).KeysHelp, []);
const SIZES = ['auto', ...GRID_SIZES] as const;
const GAP_PX = 10;
/** Names what is dragged, so that a file or a link dropped here changes nothing. */
const DRAGGED = 'application/x-giamsat-tile';

export const WallPage = () => {
  const { t } = useTranslation('wall');
  usePageTitle(t('common:nav.wall'));
  const viewer = useViewer();
  const { sparing } = useServices();
  const navigate = useNavigate();
  const snapshot = useStoreSnapshot();
  const now = useNow();
  const minute = Math.floor(now / 15_000) * 15_000;
  const known = snapshot.scopeEpoch !== undefined;
  const { ref, width, height } = useElementSize();
  // Before it was measured, and while nothing is shown that could be measured, a common screen is assumed.
  const surface = { width: width || 1500, height: height || 860 };
  const wall = useWallLayout(viewer.login, known ? snapshot.hearings : undefined, minute, surface);
  const { layout, size, places, pages, change } = wall;
  const steering = useSteering();
  const placed = steering?.large === undefined ? -1 : places.indexOf(steering.large);
  // The page with the large tile, whichever was open.
  const page = placed < 0 ? wall.page : Math.floor(placed / size);
  const [selected, setSelected] = useState<number>();
  const [sound, setSound] = useState<string>();
  const [figures, setFigures] = useState(false);
  const [cameras, setCameras] = useState<Readonly<Record<string, CameraChoice>>>({});
  const [help, { open: openHelp, close: closeHelp }] = useDisclosure(false);
  const { toggle: toggleFullscreen } = useFullscreenDocument();

  useEffect(() => setSound(steering?.sound), [steering?.sound]);

  const onPage = places.slice(page * size, (page + 1) * size);
  const large = placed < 0 ? undefined : steering?.large;
  // Beside a large tile no place is kept free.
  const tiles = large === undefined ? onPage : onPage.filter((id) => id !== null);
  const spared = sparing.isSpared(tiles.filter((id) => id !== null).length, Date.now());
  const grid = gridOf(tiles.length, surface.width, surface.height);
  const selectedId = selected === undefined ? undefined : (tiles[selected] ?? undefined);
  const pins = useMemo(() => new Set(layout.pins), [layout.pins]);

  const togglePin = (id: string) =>
    change({ pins: pins.has(id) ? layout.pins.filter((one) => one !== id) : [...layout.pins, id] });
  const toggleSound = (id: string) => setSound((before) => (before === id ? undefined : id));
  const swapCamera = (id: string) => setCameras((before) => ({ ...before, [id]: nextCamera(before[id] ?? 'panel') }));
  const move = (by: number) => setSelected((before) => Math.min(tiles.length - 1, Math.max(0, (before ?? -1) + by)));
  const swapTiles = (from: number, to: number) => {
    if (to < 0 || to >= tiles.length) return;
    change({ places: swap(places, page * size + from, page * size + to) });
    setSelected(to);
  };
  /** Arrows move the choice; with Shift they take the tile along. */
  const arrow = (by: number) => (event: KeyboardEvent) =>
    event.shiftKey && selected !== undefined ? swapTiles(selected, selected + by) : move(by);
  const onSelected = (act: (id: string) => void) => () => {
    if (selectedId) act(selectedId);
  };
  useKeys(
    {
      ...Object.fromEntries(
        Array.from({ length: 9 }, (_, index) => [String(index + 1), () => index < tiles.length && setSelected(index)]),
      ),
      arrowright: arrow(1),
      arrowleft: arrow(-1),
      arrowdown: arrow(grid.columns),
      arrowup: arrow(-grid.columns),
      enter: onSelected((id) => !viewer.screen && navigate(`/hearings/${id}`)),
      g: () => change({ size: SIZES[(SIZES.indexOf(layout.size) + 1) % SIZES.length] ?? 'auto', page: 0 }),
      f: () => void toggleFullscreen(),
      m: () => (sound ? setSound(undefined) : onSelected(toggleSound)()),
      p: onSelected(togglePin),
      c: onSelected(swapCamera),
      e: () => change({ column: !layout.column }),
      i: () => setFigures((before) => !before),
      pagedown: () => change({ page: Math.min(pages - 1, page + 1) }),
      pageup: () => change({ page: Math.max(0, page - 1) }),
      escape: () => setSelected(undefined),
      '?': openHelp,
    },
    !help,
  );

  return (
    <div className={classes.page}>
      <h1 className="visually-hidden">{t('title')}</h1>
      <WallBar wall={wall} rows={snapshot.hearings} onFullscreen={() => void toggleFullscreen()} onHelp={openHelp} />
      <div className={classes.body}>
        {known && places.every((id) => id === null) ? (
          <WallEmpty rows={snapshot.hearings} now={now} />
        ) : (
          <ul
            ref={ref}
            className={classes.grid}
            style={
              large === undefined
                ? {
                    gap: GAP_PX,
                    gridTemplateColumns: `repeat(${grid.columns}, minmax(0, 1fr))`,
                    gridTemplateRows: `repeat(${grid.rows}, minmax(0, 1fr))`,
                  }
                : { gap: GAP_PX, ...besideLarge(tiles.length - 1) }
            }
          >
            {tiles.map((id, index) => {
              const row = id === null ? undefined : snapshot.hearings.get(id);
              // A free tile is its place; a hearing keeps its picture when it moves.
              return (
                <li
                  key={id ?? `free-${page}-${index}`}
                  className={classes.place}
                  data-large={id === large && large !== undefined ? true : undefined}
                  draggable={row !== undefined}
                  onDragStart={(event) => event.dataTransfer.setData(DRAGGED, String(index))}
                  onDragOver={(event) => event.dataTransfer.types.includes(DRAGGED) && event.preventDefault()}
                  onDrop={(event) => {
                    event.preventDefault();
                    swapTiles(Number(event.dataTransfer.getData(DRAGGED)), index);
                  }}
                >
                  {row ? (
                    <Tile
                      row={row}
                      now={now}
                      number={index + 1}
                      selected={selected === index}
                      pinned={pins.has(row.id)}
                      sounding={sound === row.id}
                      camera={cameras[row.id] ?? 'panel'}
                      figures={figures}
                      spared={spared}
                      onSelect={() => setSelected(index)}
                      onPin={() => togglePin(row.id)}
                      onSound={() => toggleSound(row.id)}
                      onCamera={() => swapCamera(row.id)}
                    />
                  ) : (
                    <FreeTile waiting={!known} />
                  )}
                </li>
              );
            })}
          </ul>
        )}
        <EventColumn open={layout.column} courts={layout.courts} onToggle={() => change({ column: !layout.column })} />
      </div>
      {help && (
        <Suspense>
          <KeysHelp onClose={closeHelp} />
        </Suspense>
      )}
    </div>
  );
};
