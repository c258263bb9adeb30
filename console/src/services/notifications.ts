import { signal } from '@preact/signals';

const supported = typeof Notification !== 'undefined';

/** What the browser allows; `unsupported` where it knows no notifications (WeChat, plain http). */
export const permission = signal<NotificationPermission | 'unsupported'>(
  supported ? Notification.permission : 'unsupported',
);

export const askPermission = async (): Promise<void> => {
  if (supported) permission.value = await Notification.requestPermission();
};

/** One notification per subject: a newer one replaces it. A click brings the page to the front. */
export const notify = (
  subject: string,
  title: string,
  body: string,
  options: { readonly stays: boolean; readonly onClick: () => void },
): void => {
  if (permission.value !== 'granted') return;
  try {
    const shown = new Notification(title, {
      body,
      tag: subject,
      requireInteraction: options.stays,
    });
    shown.onclick = () => {
      window.focus();
      options.onClick();
      shown.close();
    };
  } catch {
    // Android's Chromium knows notifications from a service worker only; title and sound remain.
  }
};
