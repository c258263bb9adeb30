type Props = {
  readonly label: string;
  /** What stands there while nothing is chosen. */
  readonly any: string;
  readonly value: string | null;
  readonly options: readonly (readonly [string, string])[];
  readonly onChoose: (value: string | null) => void;
};

/** One condition of a list; it shows that it is set. */
export function FilterSelect({ label, any, value, options, onChoose }: Props) {
  return (
    <select
      class={value === null ? 'select select-small' : 'select select-small select-set'}
      aria-label={label}
      value={value ?? ''}
      onChange={(event) => onChoose(event.currentTarget.value || null)}
    >
      <option value="">{any}</option>
      {options.map(([id, text]) => (
        <option key={id} value={id}>
          {text}
        </option>
      ))}
    </select>
  );
}
