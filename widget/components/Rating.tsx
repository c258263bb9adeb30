import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { useStrings, useView } from '../view.ts';
import { Face } from './icons.tsx';

const SCORES = [1, 2, 3, 4, 5] as const;

export const Rating = (): JSX.Element => {
  const { chat } = useView();
  const t = useStrings();
  const [score, setScore] = useState<number | null>(null);
  const [solved, setSolved] = useState<boolean | null>(null);
  const [comment, setComment] = useState('');
  const submit = (event: Event): void => {
    event.preventDefault();
    if (score !== null) chat.rate(score, solved, comment);
  };
  return (
    <form class="nx-rating" aria-label={t.rateTitle} onSubmit={submit}>
      <h3>{t.rateTitle}</h3>
      <div class="nx-faces" role="radiogroup" aria-label={t.rateTitle}>
        {SCORES.map((value) => (
          <label key={value} class={score === value ? 'nx-chosen' : ''}>
            <input
              type="radio"
              name="nx-score"
              class="nx-hidden"
              value={value}
              checked={score === value}
              onChange={() => setScore(value)}
            />
            <Face score={value} />
            <span>{t.rateFaces[value - 1]}</span>
          </label>
        ))}
      </div>
      {score !== null && (
        <>
          <fieldset class="nx-rate-solved">
            <legend>{t.rateSolved}</legend>
            {[true, false].map((value) => (
              <button
                key={String(value)}
                type="button"
                class={solved === value ? 'nx-chip nx-primary' : 'nx-chip'}
                aria-pressed={solved === value}
                onClick={() => setSolved(value)}
              >
                {value ? t.yes : t.no}
              </button>
            ))}
          </fieldset>
          <textarea
            class="nx-comment"
            rows={2}
            maxLength={500}
            aria-label={t.rateComment}
            placeholder={t.rateComment}
            value={comment}
            onInput={(event) => setComment(event.currentTarget.value)}
          />
          <button type="submit" class="nx-button nx-primary">
            {t.rateSubmit}
          </button>
        </>
      )}
    </form>
  );
};
