import type { ChannelId } from '#shared/domain/conversation/channels.ts';
import type { IconName } from '../../components/Icon.tsx';

/** The sign of each door. A channel without one does not compile. */
export const CHANNEL_ICONS = {
  web: 'web',
  wechat: 'wechat',
  phone: 'phone',
  onsite: 'onsite',
  letter: 'letter',
  hotline12345: 'bell',
  'leader-day': 'star',
} as const satisfies Record<ChannelId, IconName>;
