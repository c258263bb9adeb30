/** Small drawings for empty places; each is said in words below it. */
const DRAWINGS = {
  calm: 'M14 62h68M24 62V40a24 24 0 0 1 48 0v22M48 16v-6M48 34v12l8 5M40 72h16',
  desk: 'M12 66h72M20 66V34h56v32M30 44h22M30 53h14M62 44h6v10h-6zM48 34v-8m-8 0h16',
  bot: 'M24 34h48v32H24zM48 24v10M38 46v6M58 46v6M40 59h16M48 24a3 3 0 1 0 0-6 3 3 0 0 0 0 6M14 44v12M82 44v12',
  search: 'M42 62a22 22 0 1 0 0-44 22 22 0 0 0 0 44Zm16-6 20 20M34 40h16',
  thread: 'M14 20h46v28H32L20 58V48h-6zM68 34h14v28h-6v10L64 62H42v-6',
} as const;
export type Drawing = keyof typeof DRAWINGS;

type Props = {
  readonly drawing: Drawing;
  readonly title: string;
  readonly text: string;
  readonly action?: { readonly label: string; readonly run: () => void };
};

export function Empty({ drawing, title, text, action }: Props) {
  return (
    <div class="empty">
      <svg class="empty-drawing" viewBox="0 0 96 84" aria-hidden="true">
        <path d={DRAWINGS[drawing]} />
      </svg>
      <p class="empty-title">{title}</p>
      <p class="empty-text">{text}</p>
      {action !== undefined && (
        <button type="button" class="button" onClick={action.run}>
          {action.label}
        </button>
      )}
    </div>
  );
}
