import type { JSX } from 'preact';

const PATHS = {
  close: ['M6.4 6.4l11.2 11.2M17.6 6.4L6.4 17.6'],
  phone: [
    'M6.5 3.5h3l1.6 4.2-2 1.6a12 12 0 0 0 5.6 5.6l1.6-2 4.2 1.6v3a2 2 0 0 1-2.2 2A16.5 16.5 0 0 1 4.5 5.7a2 2 0 0 1 2-2.2z',
  ],
  send: ['M4.5 12L20 4.5 15.5 20l-3.7-6.3L4.5 12zM11.8 13.7L20 4.5'],
  more: [
    'M4.6 12a.9.9 0 1 0 1.8 0 .9.9 0 0 0-1.8 0zM11.1 12a.9.9 0 1 0 1.8 0 .9.9 0 0 0-1.8 0zM17.6 12a.9.9 0 1 0 1.8 0 .9.9 0 0 0-1.8 0z',
  ],
  mic: [
    'M12 4a2.7 2.7 0 0 1 2.7 2.7v5a2.7 2.7 0 0 1-5.4 0v-5A2.7 2.7 0 0 1 12 4z',
    'M6.3 11.5a5.7 5.7 0 0 0 11.4 0M12 17.2V20',
  ],
  speaker: [
    'M5 9.5v5h3.2L12.5 18V6L8.2 9.5H5z',
    'M15.8 9a4.2 4.2 0 0 1 0 6M18.2 6.7a7.5 7.5 0 0 1 0 10.6',
  ],
  stop: ['M7 7h10v10H7z'],
  copy: ['M9 9h10v10H9z', 'M5 15V5h10'],
  check: ['M5 12.5l4.5 4.5L19 7.5'],
  headset: [
    'M4.5 14v-2a7.5 7.5 0 0 1 15 0v2',
    'M4.5 13.5h2.2v5H5.5a1 1 0 0 1-1-1v-4zM19.5 13.5h-2.2v5h1.2a1 1 0 0 0 1-1v-4z',
    'M19 18.5c-.5 1.5-2.5 2.3-5 2.3',
  ],
  calendar: ['M5 6.5h14V20H5z', 'M5 10.5h14M8.5 4v4M15.5 4v4M9 15l2 2 4-4'],
  compass: ['M12 20a8 8 0 1 0 0-16 8 8 0 0 0 0 16z', 'M15.3 8.7l-2 4.6-4.6 2 2-4.6z'],
  card: ['M4 6.5h16v11H4z', 'M4 10.3h16M7.5 14.5h3'],
  report: ['M6.5 4h7.5l3.5 3.5V20h-11z', 'M9.5 11h5M9.5 14h5M9.5 17h3'],
  bed: [
    'M4 19v-12M4 16.5h16V19M20 16.5v-2.5a2.5 2.5 0 0 0-2.5-2.5H10v5',
    'M7 13.5a1.5 1.5 0 1 0 0-3 1.5 1.5 0 0 0 0 3z',
  ],
  speech: ['M4.5 5.5h15v11h-8L7.5 20v-3.5h-3z', 'M8.5 9.5h7M8.5 12.5h4.5'],
  heart: ['M12 19.5l-6.6-6.4C1.8 9.5 6.6 4 10.7 7.6l1.3 1.3 1.3-1.3c4.1-3.6 8.9 1.9 5.3 5.5z'],
  leave: ['M14 5H6v14h8', 'M10.5 12H20M16.5 8.5L20 12l-3.5 3.5'],
  globe: [
    'M12 20a8 8 0 1 0 0-16 8 8 0 0 0 0 16z',
    'M4 12h16M12 4c2.5 2.5 3.5 5 3.5 8s-1 5.5-3.5 8c-2.5-2.5-3.5-5-3.5-8s1-5.5 3.5-8z',
  ],
  alert: ['M12 4.5l8.5 15h-17z', 'M12 10v4.5M12 17.2h.01'],
  down: ['M12 5.5v13M6.5 13l5.5 5.5 5.5-5.5'],
  pin: [
    'M12 20.5s6.5-5.6 6.5-10.5a6.5 6.5 0 0 0-13 0c0 4.9 6.5 10.5 6.5 10.5z',
    'M12 12.3a2.3 2.3 0 1 0 0-4.6 2.3 2.3 0 0 0 0 4.6z',
  ],
  clock: ['M12 20a8 8 0 1 0 0-16 8 8 0 0 0 0 16z', 'M12 7.5V12l3 2'],
  search: ['M11 17.5a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13zM16 16l4 4'],
} as const;

export type IconName = keyof typeof PATHS;

export const isIconName = (name: string): name is IconName => name in PATHS;

export const Icon = ({ name }: { readonly name: IconName }): JSX.Element => (
  <svg class="nx-icon" viewBox="0 0 24 24" aria-hidden="true">
    {PATHS[name].map((d) => (
      <path key={d} d={d} />
    ))}
  </svg>
);

/** Five faces, worst to best: the mouth tells, not the colour. */
const MOUTHS = [
  'M8 17c1-2.3 2.3-3 4-3s3 .7 4 3',
  'M8.3 16c.9-1.2 2.1-1.7 3.7-1.7s2.8.5 3.7 1.7',
  'M8.5 15.3h7',
  'M8.3 14.3c.9 1.3 2.1 1.9 3.7 1.9s2.8-.6 3.7-1.9',
  'M7.6 13.5c.7 2.6 2.3 4 4.4 4s3.7-1.4 4.4-4z',
] as const;

export const Face = ({ score }: { readonly score: number }): JSX.Element => (
  <svg class="nx-icon nx-face" viewBox="0 0 24 24" aria-hidden="true">
    <path d="M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18z" />
    <path d="M9 9.7v.6M15 9.7v.6" />
    <path d={MOUTHS[score - 1] ?? MOUTHS[2]} />
  </svg>
);
