export type BadgeState = { readonly unread: number; readonly alarms: number };

const ICONS = { calm: 'favicon', unread: 'favicon-unread', alarm: 'favicon-alarm' } as const;

/** `(3) …` for unread; an alarm comes first and swaps with the plain title so that the tab blinks. */
export const titleFor = (
  { unread, alarms }: BadgeState,
  base: string,
  alarmWord: string,
  odd: boolean,
): string => {
  if (alarms > 0) return odd ? `🔴 ${alarmWord} (${alarms})` : `${alarmWord}! ${base}`;
  return unread > 0 ? `(${unread > 99 ? '99+' : unread}) ${base}` : base;
};

export const iconFor = ({ unread, alarms }: BadgeState): keyof typeof ICONS =>
  alarms > 0 ? 'alarm' : unread > 0 ? 'unread' : 'calm';

/** The build writes the three icons' addresses into the page; switching is a new `href`. */
export const showIcon = (state: BadgeState): void => {
  const link = document.querySelector<HTMLLinkElement>('link[rel="icon"]');
  const href = link?.dataset[iconFor(state)];
  if (link && href !== undefined && link.getAttribute('href') !== href)
    link.setAttribute('href', href);
};
