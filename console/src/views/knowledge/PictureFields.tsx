import { useSignal } from '@preact/signals';
import { isOwnPicture } from '#shared/domain/knowledge/picture.ts';
import { errorText } from '../../actions.ts';
import { Icon } from '../../components/Icon.tsx';
import { useConsole } from '../../context.ts';
import { toBase64 } from '../../helpers/base64.ts';
import { t } from '../../i18n.ts';
import { shrinkPicture } from '../../services/shrink-picture.ts';
import type { EntryForm } from './entry-form.ts';

type Pictures = EntryForm['images'];
type Props = {
  readonly pictures: Pictures;
  /** Told what becomes of the list as it stands then: an upload takes a while. */
  readonly onChange: (change: (pictures: Pictures) => Pictures) => void;
  readonly locked: boolean;
};
const MOST = 6;

const moved = (pictures: Pictures, from: number, by: number): Pictures => {
  const next = [...pictures];
  const [one] = next.splice(from, 1);
  if (one !== undefined) next.splice(from + by, 0, one);
  return next;
};

function Row({
  picture,
  at,
  last,
  locked,
  onChange,
}: Omit<Props, 'pictures'> & {
  readonly picture: Pictures[number];
  readonly at: number;
  readonly last: boolean;
}) {
  const own = isOwnPicture(picture.url);
  return (
    <li class="kb-picture">
      {own ? (
        <img src={picture.url} alt="" loading="lazy" />
      ) : (
        <span class="kb-trouble">{t('kbPictureForeign')}</span>
      )}
      <label class="field">
        <span>{t('kbPictureAlt')}</span>
        <input
          class="input"
          value={picture.alt}
          maxLength={120}
          onInput={({ currentTarget: { value } }) =>
            onChange((all) => all.map((one, i) => (i === at ? { ...one, alt: value } : one)))
          }
        />
      </label>
      {!locked && (
        <p class="kb-links">
          <button
            type="button"
            class="link"
            disabled={at === 0}
            onClick={() => onChange((all) => moved(all, at, -1))}
          >
            {t('kbPictureUp')}
          </button>
          <button
            type="button"
            class="link"
            disabled={last}
            onClick={() => onChange((all) => moved(all, at, 1))}
          >
            {t('kbPictureDown')}
          </button>
          <button
            type="button"
            class="link"
            onClick={() => onChange((all) => all.filter((_, i) => i !== at))}
          >
            {t('kbRemove')}
          </button>
        </p>
      )}
    </li>
  );
}

/** Pictures of an answer: chosen from this computer, made small here, kept by the service. */
export function PictureFields({ pictures, onChange, locked }: Props) {
  const { knowledge } = useConsole().desk;
  const busy = useSignal(false);
  const trouble = useSignal('');
  const add = async (file: File): Promise<void> => {
    busy.value = true;
    trouble.value = '';
    const bytes = await shrinkPicture(file);
    if (bytes === undefined) {
      trouble.value = t('kbPictureNone');
      busy.value = false;
      return;
    }
    const answer = await knowledge.call('uploadPicture', { body: { data: toBase64(bytes) } });
    busy.value = false;
    if (!answer.ok) {
      trouble.value = errorText(answer.error).text;
      return;
    }
    const { url } = answer.value;
    onChange((all) =>
      all.some((one) => one.url === url) || all.length >= MOST ? all : [...all, { url, alt: '' }],
    );
  };
  return (
    <fieldset class="kb-buttons">
      <legend>{t('kbPictures')}</legend>
      {pictures.length > 0 && (
        <ul class="kb-pictures">
          {pictures.map((picture, at) => (
            <Row
              key={picture.url}
              picture={picture}
              at={at}
              last={at === pictures.length - 1}
              locked={locked}
              onChange={onChange}
            />
          ))}
        </ul>
      )}
      {!locked && pictures.length < MOST && (
        <label class={busy.value ? 'button button-busy' : 'button'}>
          <Icon name="plus" size={16} /> {t(busy.value ? 'kbPictureBusy' : 'kbAddPicture')}
          <input
            type="file"
            class="sr-only"
            accept="image/png,image/jpeg,image/webp"
            disabled={busy.value}
            onChange={({ currentTarget }) => {
              const [file] = currentTarget.files ?? [];
              currentTarget.value = '';
              if (file !== undefined) void add(file);
            }}
          />
        </label>
      )}
      <p class="quiet">{t('kbPicturesHint')}</p>
      <p class="kb-trouble" aria-live="polite">
        {trouble.value}
      </p>
    </fieldset>
  );
}
