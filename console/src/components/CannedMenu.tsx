import type { CannedReply } from '../data/canned-replies.ts';
import { localized, t } from '../i18n.ts';

type Props = {
  readonly replies: readonly CannedReply[];
  readonly chosen: number;
  readonly onChoose: (reply: CannedReply) => void;
  readonly onPoint: (index: number) => void;
};

/** Canned replies over the box, chosen with the arrows while the cursor stays in the text. */
export function CannedMenu({ replies, chosen, onChoose, onPoint }: Props) {
  return (
    <div class="canned" id="canned-menu" role="listbox" aria-label={t('canned')}>
      {replies.map((reply, index) => (
        // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are heard by the text box, which keeps the focus
        <div
          key={reply.id}
          id={`canned-${reply.id}`}
          role="option"
          tabIndex={-1}
          aria-selected={index === chosen}
          onMouseDown={(event) => event.preventDefault()}
          onMouseEnter={() => onPoint(index)}
          onClick={() => onChoose(reply)}
        >
          <span class="canned-title">
            <kbd>/{reply.short}</kbd> {localized(reply.title)}
          </span>
          <span class="canned-text">{localized(reply.text)}</span>
        </div>
      ))}
    </div>
  );
}
