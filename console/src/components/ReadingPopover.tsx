import type { DeskConversation } from '#shared/contract/desk.ts';
import { CATEGORIES, isCategory } from '#shared/domain/intent/categories.ts';
import { kindLabel, readIntentOf, readingLines, readTriage } from '../helpers/readings.ts';
import { locale, localized, t } from '../i18n.ts';
import { Icon } from './Icon.tsx';
import { Popover } from './Popover.tsx';

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

function AnswerPart({ value }: { readonly value: unknown }) {
  const lines = readingLines(value);
  if (lines.length === 0) return null;
  return (
    <section>
      <h3>{t('readingAnswer')}</h3>
      <dl class="facts facts-small">
        {lines.map((line) => (
          <div key={line.name}>
            <dt>{line.name}</dt>
            <dd>{line.value}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

/** Why a message was read as it was: emergency check, intent, and what the knowledge base was asked. */
export function ReadingPopover({ reading }: { readonly reading: Reading }) {
  return (
    <Popover
      label={t('whyRead')}
      button={<Icon name="why" size={15} />}
      buttonClass="icon-button icon-button-tiny why-button"
      panelClass="why-panel"
    >
      {() => (
        <>
          <h2>{t('whyRead')}</h2>
          <TriagePart value={reading.triage} />
          <IntentPart value={reading.intent} />
          <AnswerPart value={reading.answer} />
        </>
      )}
    </Popover>
  );
}
