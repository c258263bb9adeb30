import { signal } from '@preact/signals';

export type Toast = {
  readonly id: number;
  readonly tone: 'good' | 'bad' | 'info';
  readonly text: string;
  /** Something to read out to the operator. */
  readonly code?: string;
};

export const toasts = signal<readonly Toast[]>([]);
let last = 0;

export const dismissToast = (id: number): void => {
  toasts.value = toasts.value.filter((toast) => toast.id !== id);
};

/** Says something in the corner. Bad news stays until it is dismissed. */
export const say = (toast: Omit<Toast, 'id'>): void => {
  const id = ++last;
  toasts.value = [...toasts.value.slice(-3), { ...toast, id }];
  if (toast.tone !== 'bad') setTimeout(() => dismissToast(id), 4_000);
};
