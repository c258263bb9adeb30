import { useEffect, useRef } from 'preact/hooks';
import { useConsole } from '../context.ts';
import { keyName } from '../helpers/shortcuts.ts';
import { Icon } from './Icon.tsx';

type Props = {
  readonly label: string;
  readonly hint: string;
  readonly value: string;
  readonly onInput: (value: string) => void;
};

/** The search field of a list: the search key puts the cursor into it, Esc takes it out. */
export function SearchBox({ label, hint, value, onInput }: Props) {
  const { ui } = useConsole();
  const box = useRef<HTMLInputElement>(null);
  const asked = ui.focusSearch.value;
  useEffect(() => {
    if (asked > 0) box.current?.focus();
  }, [asked]);
  return (
    <label class="search-box">
      <Icon name="search" size={16} />
      <input
        ref={box}
        type="search"
        aria-label={label}
        placeholder={hint}
        title={`${label} (${keyName('search')})`}
        value={value}
        onInput={(event) => onInput(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape') event.currentTarget.blur();
        }}
      />
    </label>
  );
}
