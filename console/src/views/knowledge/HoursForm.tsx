import { useSignal } from '@preact/signals';
import type { Response } from '#shared/contract/endpoints.ts';
import { sayError } from '../../actions.ts';
import { Dialog } from '../../components/Dialog.tsx';
import { Icon } from '../../components/Icon.tsx';
import { useConsole } from '../../context.ts';
import { t } from '../../i18n.ts';
import { say } from '../../store/toasts.ts';
import { SeasonFields } from './SeasonFields.tsx';
import {
  EMPTY_SEASON,
  formOfService,
  type SeasonForm,
  type ServiceForm,
  servicesOf,
} from './week-form.ts';

type Department = Response<'departmentHours'>['departments'][number];

function Season({
  season,
  single,
  onChange,
}: {
  readonly season: SeasonForm;
  readonly single: boolean;
  readonly onChange: (season: SeasonForm) => void;
}) {
  return (
    <div class="hours-season">
      <SeasonFields season={season} dated={!single} onChange={onChange} />
    </div>
  );
}

function Service({
  service,
  onChange,
  onRemove,
}: {
  readonly service: ServiceForm;
  readonly onChange: (service: ServiceForm) => void;
  readonly onRemove: (() => void) | undefined;
}) {
  const { seasons } = service;
  return (
    <fieldset class="hours-service">
      <legend>{service.name || t('hrsService')}</legend>
      <label class="field field-short">
        <span>{t('hrsService')}</span>
        <input
          class="input"
          maxLength={20}
          value={service.name}
          onInput={(e) => onChange({ ...service, name: e.currentTarget.value })}
        />
      </label>
      {seasons.map((season, at) => (
        <Season
          key={`season-${at + 1}`}
          season={season}
          single={seasons.length === 1}
          onChange={(next) =>
            onChange({ ...service, seasons: seasons.map((one, i) => (i === at ? next : one)) })
          }
        />
      ))}
      <p class="kb-links">
        <button
          type="button"
          class="link"
          onClick={() =>
            onChange({
              ...service,
              seasons: [...seasons, { ...(seasons.at(-1) ?? EMPTY_SEASON), from: '' }],
            })
          }
        >
          {t('hrsAddSeason')}
        </button>
        {seasons.length > 1 && (
          <button
            type="button"
            class="link"
            onClick={() => onChange({ ...service, seasons: seasons.slice(0, -1) })}
          >
            {t('hrsDropSeason')}
          </button>
        )}
        {onRemove !== undefined && (
          <button type="button" class="link" onClick={onRemove}>
            {t('kbRemove')}
          </button>
        )}
      </p>
    </fieldset>
  );
}

/** The regular hours of a department: part by part, season by season, day by day. */
export function HoursForm({
  department,
  onClose,
  onSaved,
}: {
  readonly department: Department;
  readonly onClose: () => void;
  readonly onSaved: () => void;
}) {
  const { knowledge } = useConsole().desk;
  const forms = useSignal<readonly ServiceForm[]>(
    department.services.length === 0
      ? [{ name: '', seasons: [EMPTY_SEASON] }]
      : department.services.map(formOfService),
  );
  const busy = useSignal(false);
  const services = servicesOf(department.id, forms.value);
  const save = async (): Promise<void> => {
    if (services === undefined) return;
    busy.value = true;
    const answer = await knowledge.call('changeDepartmentHours', {
      params: { departmentId: department.id },
      body: { services },
    });
    busy.value = false;
    if (!answer.ok) return sayError(answer.error);
    say({ tone: 'good', text: t('hrsSaved', { name: department.name }) });
    onSaved();
  };
  return (
    <Dialog title={t('hrsRegular', { name: department.name })} onClose={onClose} wide>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        <p class="quiet">{t('hrsHint')}</p>
        {forms.value.map((service, at) => (
          <Service
            key={`service-${at + 1}`}
            service={service}
            onChange={(next) => {
              forms.value = forms.value.map((one, i) => (i === at ? next : one));
            }}
            onRemove={
              forms.value.length === 1
                ? undefined
                : () => {
                    forms.value = forms.value.filter((_, i) => i !== at);
                  }
            }
          />
        ))}
        {forms.value.length < 4 && (
          <button
            type="button"
            class="button"
            onClick={() => {
              forms.value = [...forms.value, { name: '', seasons: [EMPTY_SEASON] }];
            }}
          >
            <Icon name="plus" size={16} /> {t('hrsAddService')}
          </button>
        )}
        <p class="dialog-foot">
          <button type="button" class="button" onClick={onClose}>
            {t('cancel')}
          </button>
          <button
            type="submit"
            class="button button-primary"
            disabled={services === undefined || busy.value}
          >
            {t('save')}
          </button>
        </p>
      </form>
    </Dialog>
  );
}
