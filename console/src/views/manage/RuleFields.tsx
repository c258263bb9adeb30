import type { RoutingView } from '#shared/contract/routing.ts';
import { Icon } from '../../components/Icon.tsx';
import { listText, wordList } from '../../helpers/word-list.ts';
import { t } from '../../i18n.ts';

export type Rule = RoutingView['settings']['rules'][number];
const CATEGORIES = ['咨询', '投诉', '意见建议', '求助', '表扬', '其他'] as const;

type Props = {
  readonly rule: Rule;
  readonly skills: readonly string[];
  readonly onChange: (rule: Rule) => void;
  readonly onRemove: () => void;
};

const toggled = <T extends string>(list: readonly T[], one: T): T[] =>
  list.includes(one) ? list.filter((other) => other !== one) : [...list, one];

/** One skill and the chats that need it. */
export function RuleFields({ rule, skills, onChange, onRemove }: Props) {
  const label = `${t('routingSkill')} ${rule.skill}`;
  return (
    <fieldset class="routing-rule">
      <legend class="sr-only">{label}</legend>
      <label class="field">
        {t('routingSkill')}
        <input
          class="input"
          type="text"
          required
          maxLength={20}
          list="routing-skills"
          value={rule.skill}
          onInput={(e) => onChange({ ...rule, skill: e.currentTarget.value })}
        />
      </label>
      <datalist id="routing-skills">
        {skills.map((skill) => (
          <option key={skill} value={skill} />
        ))}
      </datalist>
      <fieldset class="choices choices-inline">
        <legend>{t('routingCategories')}</legend>
        {CATEGORIES.map((category) => (
          <label key={category} class="choice">
            <input
              type="checkbox"
              checked={rule.categories.includes(category)}
              onChange={() => onChange({ ...rule, categories: toggled(rule.categories, category) })}
            />
            {category}
          </label>
        ))}
        <label class="choice">
          <input
            type="checkbox"
            checked={rule.locales.includes('en')}
            onChange={() => onChange({ ...rule, locales: toggled(rule.locales, 'en') })}
          />
          {t('routingEnglish')}
        </label>
      </fieldset>
      <label class="field">
        {t('routingDepartments')}
        <input
          class="input"
          type="text"
          maxLength={400}
          value={listText(rule.departments)}
          onChange={(e) => onChange({ ...rule, departments: wordList(e.currentTarget.value) })}
        />
      </label>
      <label class="field">
        {t('routingTopics')}
        <input
          class="input"
          type="text"
          maxLength={120}
          pattern="\s*(E\d\d[、，,\s]*)*"
          value={listText(rule.topics)}
          onChange={(e) => onChange({ ...rule, topics: wordList(e.currentTarget.value) })}
        />
      </label>
      <button
        type="button"
        class="icon-button"
        aria-label={`${t('routingRemoveRule')}：${rule.skill}`}
        title={t('routingRemoveRule')}
        onClick={onRemove}
      >
        <Icon name="x" />
      </button>
    </fieldset>
  );
}
