/** The one field: words are looked for at Enter, suggestions come while one types. */
import type { SuggestAnswer } from '@giamsat/contract/wire/search';
import { MAX_QUERY } from '@giamsat/contract/wire/search';
import { Autocomplete, Button } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { type RefObject, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './logs.module.css';
import { useSuggestions } from './use-search.ts';

type Props = {
  box: RefObject<HTMLInputElement | null>;
  q: string;
  onSearch: (q: string) => void;
  /** Down from the field, where nothing is suggested. */
  onDown: () => void;
};
type Suggestion = SuggestAnswer['suggestions'][number];

/** A name is looked for as it stands. */
const queryOf = ({ kind, text }: Suggestion): string => (kind === 'person' ? `"${text}"` : text);

export const SearchBox = ({ box, q, onSearch, onDown }: Props) => {
  const { t } = useTranslation('logs');
  const [typed, setTyped] = useState(q);
  const [open, setOpen] = useState(false);
  const suggestions = useSuggestions(open ? typed : '');
  const known = new Map(suggestions.map((one) => [queryOf(one), one]));
  const [chosen, setChosen] = useState(false);
  useEffect(() => setTyped(q), [q]);
  const search = (text: string) => {
    setOpen(false);
    onSearch(text.trim());
  };
  return (
    <search>
      <form
        className={classes.search}
        onSubmit={(event) => {
          event.preventDefault();
          if (!chosen) search(typed);
          setChosen(false);
        }}
      >
        <Autocomplete
          ref={box}
          className={classes.box}
          size="lg"
          aria-label={t('box.label')}
          placeholder={t('box.placeholder')}
          leftSection={<IconSearch size={22} aria-hidden="true" />}
          maxLength={MAX_QUERY}
          value={typed}
          onChange={(next) => {
            setTyped(next);
            setOpen(true);
          }}
          data={[...known.keys()]}
          filter={({ options }) => options}
          renderOption={({ option }) => {
            const one = known.get(option.value);
            return (
              <span className={classes.suggestion}>
                <span>{one?.text ?? option.value}</span>
                <small>{one?.role ?? (one && t(`suggestion.${one.kind}`))}</small>
              </span>
            );
          }}
          onOptionSubmit={(value) => {
            setChosen(true);
            search(value);
          }}
          dropdownOpened={open && suggestions.length > 0}
          onBlur={() => setOpen(false)}
          onKeyDown={(event) => {
            if (event.key === 'Escape') setOpen(false);
            if (event.key !== 'Enter') setChosen(false);
            if (event.key === 'ArrowDown' && !(open && suggestions.length > 0)) onDown();
          }}
        />
        <Button type="submit" size="lg">
          {t('box.search')}
        </Button>
      </form>
    </search>
  );
};
