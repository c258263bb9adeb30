import { HELP_KIND_IDS, HELP_KINDS, type Help, type HelpKind } from '#shared/domain/ticket/help.ts';
import { Input, Pills } from '../../components/fields.tsx';
import { localized, t } from '../../i18n.ts';

type Props = {
  readonly help: Help | null;
  readonly onChange: (help: Help | null) => void;
  /** Leaves the kind to be read from the words. */
  readonly mayBeOpen?: boolean;
};

const kindOf = (id: string): HelpKind | undefined => HELP_KIND_IDS.find((one) => one === id);

/** What kind of help is asked for, and what must be known to give it: nothing of it must be filled in. */
export function HelpFields({ help, onChange, mayBeOpen = false }: Props) {
  const fields = help === null ? [] : HELP_KINDS[help.kind].fields;
  return (
    <>
      <Pills
        legend={t('helpKind')}
        name="help-kind"
        options={[
          ...(mayBeOpen ? [['', t('readByItself')] as const] : []),
          ...HELP_KIND_IDS.map((id) => [id, localized(HELP_KINDS[id].label)] as const),
        ]}
        value={help?.kind ?? ''}
        onChoose={(id) => {
          const kind = kindOf(id);
          onChange(kind === undefined ? null : { kind, details: help?.details ?? {} });
        }}
      />
      {help !== null && (
        <div class="field-pair">
          {fields.map(({ id, label, hint }) => (
            <Input
              key={id}
              label={localized(label)}
              value={help.details[id] ?? ''}
              limit={200}
              placeholder={localized(hint)}
              onInput={(answer) =>
                onChange({ ...help, details: { ...help.details, [id]: answer } })
              }
            />
          ))}
        </div>
      )}
    </>
  );
}
