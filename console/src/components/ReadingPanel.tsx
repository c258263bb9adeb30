import type { DeskConversation } from '#shared/contract/desk.ts';
import { CATEGORIES, isCategory } from '#shared/domain/intent/categories.ts';
import { kindLabel, readAnswer, readIntentOf, readTriage } from '../helpers/readings.ts';
import { locale, localized, t } from '../i18n.ts';

type Reading = DeskConversation['readings'][number];

function TriagePart({ value }: { readonly value: unknown }) {
  const triage = readTriage(value);
  if (triage === null) return null;
  const kinds = triage.kinds.map((kind) => kindLabel(kind, locale.value)).join('、');
  return (
    <section>
      <h3>
        {t('readingTriage')}
        <span class={`chip decision-${triage.decision}`}>
          {t(`decision_${triage.decision}`)}
          {kinds !== '' && ` · ${kinds}`}
          {triage.level !== null && ` · ${t('level', { level: triage.level })}`}
        </span>
      </h3>
      <ul>
        {triage.reasons.map((reason) => (
          <li key={reason.zh}>{locale.value === 'en' ? reason.en : reason.zh}</li>
        ))}
      </ul>
    </section>
  );
}

function IntentPart({ value }: { readonly value: unknown }) {
  const intent = readIntentOf(value);
  if (intent === null) return null;
  const name = isCategory(intent.category)
    ? localized(CATEGORIES[intent.category])
    : intent.category;
  const share = Number.isNaN(intent.confidence) ? '' : ` ${Math.round(intent.confidence * 100)}%`;
  return (
    <section>
      <h3>
        {t('readingIntent')}
        <span class="chip">
          {name}
          {share}
        </span>
        {intent.severity !== null && <span class="chip">{intent.severity}</span>}
        {intent.wantsHuman && <span class="chip">{t('wantsHuman')}</span>}
        {intent.implicitComplaint && <span class="chip">{t('implicitComplaint')}</span>}
      </h3>
      <ul>
        {intent.reasons.map((reason) => (
          <li key={reason['zh-CN']}>{localized(reason)}</li>
        ))}
      </ul>
    </section>
  );
}

const REASONS = {
  'no-match': 'defer_no-match',
  expired: 'defer_expired',
  'out-of-scope': 'defer_out-of-scope',
} as const;
const isReason = (reason: string | null): reason is keyof typeof REASONS =>
  reason !== null && reason in REASONS;

function AnswerPart({ value }: { readonly value: unknown }) {
  const answer = readAnswer(value);
  if (answer === null) return null;
  return (
    <section>
      <h3>
        {t('readingAnswer')}
        <span class="chip">{t(`answer_${answer.kind}`)}</span>
      </h3>
      {isReason(answer.reason) && <p class="quiet">{t(REASONS[answer.reason])}</p>}
      <ol class="hits">
        {answer.hits.map((hit) => (
          <li key={hit.id}>
            <code>{hit.id}</code>
            <meter min={0} max={1} value={hit.confidence} aria-label={t('confidence')} />
            <span class="number">{Math.round(hit.confidence * 100)}%</span>
          </li>
        ))}
      </ol>
    </section>
  );
}

/** Why a message was read as it was: emergency check, intent, and what the knowledge base was asked. */
export function ReadingPanel({ reading, id }: { readonly reading: Reading; readonly id: string }) {
  return (
    <section class="why-panel" id={id} aria-label={t('whyRead')}>
      <TriagePart value={reading.triage} />
      <IntentPart value={reading.intent} />
      <AnswerPart value={reading.answer} />
    </section>
  );
}
