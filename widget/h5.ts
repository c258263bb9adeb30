import { readHostConfig } from './host-config.ts';
import { mountPanel } from './panel.tsx';

const root = document.querySelector<HTMLElement>('#nuanxin');

if (location.hash === '#progress') location.replace('progress.html');
else if (root !== null) {
  const config = readHostConfig((name) => root.getAttribute(name), location.origin);
  mountPanel(root, {
    config,
    mode: 'page',
    emit: () => undefined,
    unread: () => undefined,
    close: () => undefined,
    localeChanged: (locale) => {
      document.documentElement.lang = locale;
    },
  }).open();
}
