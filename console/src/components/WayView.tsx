import type { Card } from '#shared/domain/conversation/entry.ts';
import { t } from '../i18n.ts';

type DepartmentsCard = Extract<Card, { type: 'departments' }>;
export type Way = NonNullable<DepartmentsCard['departments'][number]['way']>;

function Plan({ plan }: { readonly plan: Way['plan'] }) {
  const [gateX, gateY] = plan.gate.at;
  return (
    <svg class="way-plan" viewBox={`0 0 ${plan.width} ${plan.height}`} aria-hidden="true">
      {plan.places.map(({ name, place: [x, y, width, height], here }) => (
        <g key={name} class={here ? 'way-here' : undefined}>
          <rect x={x} y={y} width={width} height={height} rx={4} />
          <text x={x + width / 2} y={y + height / 2 + 4}>
            {name}
          </text>
        </g>
      ))}
      <polyline points={plan.line.map((point) => point.join(',')).join(' ')} />
      <circle cx={gateX} cy={gateY} r={5} />
    </svg>
  );
}

/** The way that the patient was shown: plan, steps, step-free route, parking. */
export function WayView({ way }: { readonly way: Way }) {
  return (
    <details class="way">
      <summary>{t('wayShown', { gate: way.plan.gate.name })}</summary>
      <Plan plan={way.plan} />
      <ol>
        {way.steps.map((step) => (
          <li key={step}>{step}</li>
        ))}
      </ol>
      <p>
        <b>{t('wayStepFree')}</b> {way.stepFree}
      </p>
      <p>
        <b>{t('wayParking')}</b> {way.parking}
      </p>
    </details>
  );
}
