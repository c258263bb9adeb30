import type { JSX } from 'preact';
import type { Card } from '#shared/domain/conversation/entry.ts';
import { isOwnPicture, pictureSize } from '#shared/domain/knowledge/picture.ts';
import { type Inline, parseRichText } from '#shared/domain/knowledge/rich-text.ts';
import { useStrings, useView } from '../view.ts';
import { RichText } from './RichText.tsx';

/** What only some answers show: a chunk of its own, fetched with the first of them. */

const Part = ({ part }: { readonly part: Inline }): JSX.Element => {
  const t = useStrings();
  if (part.kind === 'text') return <RichText text={part.text} />;
  if (part.kind === 'bold') return <strong>{part.text}</strong>;
  return part.href.startsWith('tel:') ? (
    <a href={part.href}>{part.text}</a>
  ) : (
    <a
      href={part.href}
      target="_blank"
      rel="noopener noreferrer nofollow"
      aria-label={`${part.text} (${t.openLink})`}
    >
      {part.text}
    </a>
  );
};

const Line = ({ parts }: { readonly parts: readonly Inline[] }): JSX.Element => (
  <>
    {parts.map((part, i) => (
      <Part key={i} part={part} />
    ))}
  </>
);

/** Paragraphs, lists, bold and links of an answer, drawn as nodes: nothing in it ever becomes markup. */
export const Marked = ({ text }: { readonly text: string }): JSX.Element => (
  <div class="nx-text nx-marked" dir="auto">
    {parseRichText(text).map((block, i) => {
      if (block.kind === 'paragraph')
        return (
          <p key={i}>
            {block.lines.map((line, n) => (
              <span key={n}>
                {n > 0 && <br />}
                <Line parts={line} />
              </span>
            ))}
          </p>
        );
      const List = block.ordered ? 'ol' : 'ul';
      return (
        <List key={i}>
          {block.items.map((item, n) => (
            <li key={n}>
              <Line parts={item} />
            </li>
          ))}
        </List>
      );
    })}
  </div>
);

type Picture = NonNullable<Extract<Card, { type: 'answer' }>['pictures']>[number];

/** Pictures of the service alone; a tap shows one by itself. */
export const Pictures = ({ pictures }: { readonly pictures: readonly Picture[] }): JSX.Element => {
  const { host } = useView();
  const t = useStrings();
  return (
    <>
      {pictures
        .filter(({ url }) => isOwnPicture(url))
        .map(({ url, alt }) => (
          <a
            key={url}
            class="nx-picture"
            href={host.config.api + url}
            target="_blank"
            rel="noopener noreferrer"
            aria-label={`${alt} (${t.openLink})`}
          >
            <img
              src={host.config.api + url}
              alt={alt}
              loading="lazy"
              decoding="async"
              {...pictureSize(url)}
            />
          </a>
        ))}
    </>
  );
};

type WayThere = NonNullable<Extract<Card, { type: 'departments' }>['departments'][number]['way']>;

/** The grounds with the way from the gate: a picture for the eye, its words stand beside it. */
const Plan = ({ plan }: { readonly plan: WayThere['plan'] }): JSX.Element => {
  const [gateX, gateY] = plan.gate.at;
  return (
    <svg class="nx-plan" viewBox={`0 0 ${plan.width} ${plan.height}`} aria-hidden="true">
      {plan.places.map(({ name, place: [x, y, width, height], here }) => (
        <g key={name} class={here ? 'nx-plan-here' : undefined}>
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
};

export const Way = ({ way }: { readonly way: WayThere }): JSX.Element => {
  const t = useStrings();
  return (
    <div class="nx-way">
      <h5>{t.wayFrom(way.plan.gate.name)}</h5>
      <Plan plan={way.plan} />
      <ol>
        {way.steps.map((step) => (
          <li key={step}>{step}</li>
        ))}
      </ol>
      <p>
        <b>{t.stepFree}</b>
        {way.stepFree}
      </p>
      <p>
        <b>{t.parking}</b>
        {way.parking}
      </p>
    </div>
  );
};
