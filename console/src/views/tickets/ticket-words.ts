import type { CaseState } from '#shared/domain/case/case.ts';
import { CASE_STATES } from '#shared/domain/case/states.ts';
import { TOPICS } from '#shared/domain/intent/topics.ts';
import { CASE_CLOCKS, type CaseClockId } from '#shared/domain/sla/case-policies.ts';
import { localized, t } from '../../i18n.ts';

const isState = (value: string): value is CaseState => Object.hasOwn(CASE_STATES, value);
const isClock = (value: string): value is CaseClockId => Object.hasOwn(CASE_CLOCKS, value);
const isTopic = (value: string): value is keyof typeof TOPICS => Object.hasOwn(TOPICS, value);

const STATUSES = ['bot', 'waiting', 'in-hand', 'resolved', 'closed'] as const;

/** State of a conversation, for what has no case. */
export const statusText = (status: string): string => {
  const known = STATUSES.find((one) => one === status);
  return known === undefined ? status : t(`status_${known}`);
};

/** Words of the server that are closed lists to us, in the language of the page; unknown ones stay as they are. */
export const stateText = (state: string): string =>
  isState(state) ? localized(CASE_STATES[state].label) : statusText(state);

/** Which of the four steps a state belongs to: gives a state its colour. */
export const stateStep = (state: string): string =>
  isState(state) ? CASE_STATES[state].step : 'solve';

export const clockText = (clock: string): string =>
  isClock(clock) ? localized(CASE_CLOCKS[clock].label) : clock;

export const topicText = (topic: string): string =>
  isTopic(topic) ? `${topic} ${localized(TOPICS[topic].label)}` : topic;
