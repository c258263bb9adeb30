import type { ChannelId } from '#shared/domain/conversation/channels.ts';
import { hueOf, initials } from '../helpers/faces.ts';
import { Icon, type IconName } from './Icon.tsx';

const CHANNEL_ICONS: Readonly<Record<ChannelId, IconName>> = {
  web: 'web',
  wechat: 'wechat',
  phone: 'phone',
  onsite: 'onsite',
  letter: 'letter',
  hotline12345: 'phone',
  'leader-day': 'person',
};

type StaffProps = {
  readonly id: string;
  readonly name: string;
  readonly presence?: string;
  readonly small?: boolean;
};

export function StaffAvatar({ id, name, presence, small = false }: StaffProps) {
  return (
    <span
      class={`avatar hue-${hueOf(id)} ${small ? 'avatar-small' : ''}`}
      title={name}
      aria-hidden="true"
    >
      {initials(name)}
      {presence !== undefined && <span class={`presence-dot presence-${presence}`} />}
    </span>
  );
}

/** A patient has no name here: a person in a colour, with the door they came through. */
export function PatientAvatar({
  id,
  channel,
}: {
  readonly id: string;
  readonly channel: ChannelId;
}) {
  return (
    <span class={`avatar avatar-patient hue-${hueOf(id)}`} aria-hidden="true">
      <Icon name="person" />
      <span class="avatar-channel">
        <Icon name={CHANNEL_ICONS[channel]} size={12} />
      </span>
    </span>
  );
}
