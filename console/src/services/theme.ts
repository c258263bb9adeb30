import { effect } from '@preact/signals';
import type { Settings } from '../store/settings.ts';

/** Keeps `data-theme` at light or dark: the style sheet needs to know one name only. */
export const applyTheme = (settings: Settings): void => {
  const system = window.matchMedia('(prefers-color-scheme: dark)');
  const apply = () => {
    const { theme } = settings.values.value;
    const dark = theme === 'dark' || (theme === 'auto' && system.matches);
    document.documentElement.dataset['theme'] = dark ? 'dark' : 'light';
  };
  effect(apply);
  system.addEventListener('change', apply);
};
