import type { Card, CardButton } from '#shared/domain/conversation/entry.ts';
import { kindLabel } from '../helpers/readings.ts';
import { locale, t } from '../i18n.ts';
import { Icon } from './Icon.tsx';
import { Pictures } from './Pictures.tsx';
import { WayView } from './WayView.tsx';

/** What the patient was offered, as dead buttons: the agent sees them, and cannot press them by mistake. */
function Offered({ buttons }: { readonly buttons: readonly CardButton[] }) {
  if (buttons.length === 0) return null;
  return (
    <ul class="offered" aria-label={t('offered')}>
      {buttons.map((button) => (
        <li key={button.label}>{button.label}</li>
      ))}
    </ul>
  );
}

type Of<T extends Card['type']> = { readonly card: Extract<Card, { type: T }> };

function EmergencyCard({ card }: Of<'emergency'>) {
  const kinds = card.kinds.map((kind) => kindLabel(kind, locale.value)).join('、');
  return (
    <div class={card.decision === 'fire' ? 'card card-emergency' : 'card card-confirm'}>
      <p class="card-title">
        <Icon name="alert" size={16} />
        {t(card.decision === 'fire' ? 'emergencyShown' : 'emergencyAsked')}
        <span class="card-kinds">{kinds}</span>
        <span class="chip chip-level">{t('level', { level: card.level })}</span>
      </p>
      <p>{card.question ?? card.safetyLine}</p>
      <details>
        <summary>{t('emergencyAdvice')}</summary>
        {card.question !== null && <p>{card.safetyLine}</p>}
        <ul class="dos">
          {card.do.map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
        <ul class="donts">
          {card.dont.map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
        <p class="card-foot">{card.ruleVersion}</p>
      </details>
      <Offered buttons={card.buttons} />
    </div>
  );
}

function AnswerCard({ card }: Of<'answer'>) {
  return (
    <div class="card">
      <p class="card-title">
        <Icon name="book" size={16} />
        {card.question}
      </p>
      <p class="card-foot">
        {card.department} · {t('updatedOn', { date: card.updated })}
        {card.effectiveTo !== null && ` · ${t('validTo', { date: card.effectiveTo })}`}
        <span class="card-id">{card.articleId}</span>
      </p>
      <Pictures pictures={card.pictures ?? []} />
      <Offered buttons={card.buttons ?? []} />
    </div>
  );
}

function DepartmentsCard({ card }: Of<'departments'>) {
  return (
    <div class="card">
      <p class="card-title">
        <Icon name="route" size={16} />
        {t('departmentsOffered')}
      </p>
      <ul class="plain-list">
        {card.departments.map((department) => (
          <li key={department.name}>
            <strong>{department.name}</strong> {department.floor} · {department.phone}
            <span class="card-foot">
              {[department.reason, department.hours].filter((text) => text !== '').join(' · ')}
            </span>
            {department.way !== undefined && <WayView way={department.way} />}
          </li>
        ))}
      </ul>
    </div>
  );
}

export function CardView({ card }: { readonly card: Card }) {
  switch (card.type) {
    case 'emergency':
      return <EmergencyCard card={card} />;
    case 'answer':
      return <AnswerCard card={card} />;
    case 'departments':
      return <DepartmentsCard card={card} />;
    case 'choices':
      return (
        <div class="card">
          <p class="card-title">{card.title}</p>
          <Offered buttons={card.buttons} />
        </div>
      );
    case 'ticket':
      return (
        <div class="card">
          <p class="card-title">
            <Icon name="check" size={16} />
            {t('ticketCard', { number: card.number })}
          </p>
          <p class="card-foot">{card.promise}</p>
        </div>
      );
    case 'rating':
      return <p class="card-foot">{t('ratingAsked')}</p>;
  }
}
