type PillsProps = {
  readonly legend: string;
  readonly name: string;
  readonly options: readonly (readonly [string, string])[];
  readonly value: string;
  readonly onChoose: (value: string) => void;
};

/** A choice of few, all in sight: arrow keys move, one Tab stop. */
export function Pills({ legend, name, options, value, onChoose }: PillsProps) {
  return (
    <fieldset class="pills">
      <legend>{legend}</legend>
      {options.map(([id, label]) => (
        <label key={id} class="pill">
          <input
            type="radio"
            name={name}
            checked={value === id}
            onChange={() => onChoose(id)}
            class="sr-only"
          />
          <span>{label}</span>
        </label>
      ))}
    </fieldset>
  );
}

type InputProps = {
  readonly label: string;
  readonly value: string;
  readonly onInput: (value: string) => void;
  readonly limit?: number;
  readonly inputMode?: 'tel' | 'text';
  readonly placeholder?: string;
};

/** One line of text. */
export function Input({
  label,
  value,
  onInput,
  limit,
  inputMode = 'text',
  placeholder = '',
}: InputProps) {
  return (
    <label class="field">
      {label}
      <input
        class="input"
        autocomplete="off"
        value={value}
        onInput={(event) => onInput(event.currentTarget.value)}
        inputMode={inputMode}
        placeholder={placeholder}
        {...(limit === undefined ? {} : { maxLength: limit })}
      />
    </label>
  );
}

/** Date and time, read as Beijing time. */
export function When({
  label,
  value,
  onInput,
}: {
  readonly label: string;
  readonly value: string;
  readonly onInput: (value: string) => void;
}) {
  return (
    <label class="field">
      {label}
      <input
        class="input"
        type="datetime-local"
        value={value}
        onInput={(event) => onInput(event.currentTarget.value)}
      />
    </label>
  );
}

type TextAreaProps = {
  readonly label: string;
  readonly value: string;
  readonly onInput: (value: string) => void;
  readonly limit: number;
  readonly rows?: number;
  readonly placeholder?: string;
  readonly required?: boolean;
  readonly inputRef?: { current: HTMLTextAreaElement | null };
};

export function TextArea({
  label,
  value,
  onInput,
  limit,
  rows = 3,
  placeholder = '',
  required = false,
  inputRef,
}: TextAreaProps) {
  return (
    <label class="field">
      {label}
      <textarea
        rows={rows}
        maxLength={limit}
        required={required}
        value={value}
        placeholder={placeholder}
        onInput={(event) => onInput(event.currentTarget.value)}
        {...(inputRef === undefined ? {} : { ref: inputRef })}
      />
    </label>
  );
}

type PickProps = {
  readonly label: string;
  /** What stands for no choice. */
  readonly none?: string;
  readonly value: string;
  readonly options: readonly (readonly [string, string])[];
  readonly onChoose: (value: string) => void;
};

/** A choice of many. */
export function Pick({ label, none, value, options, onChoose }: PickProps) {
  return (
    <label class="field">
      {label}
      <select
        class="select"
        value={value}
        onChange={(event) => onChoose(event.currentTarget.value)}
      >
        {none !== undefined && <option value="">{none}</option>}
        {options.map(([id, text]) => (
          <option key={id} value={id}>
            {text}
          </option>
        ))}
      </select>
    </label>
  );
}
