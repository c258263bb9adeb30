import type { Localized } from '#shared/kernel/locale.ts';
import type { RequestKind } from './kinds.ts';

/** Opening of a deferral, by what was asked: says why we cannot answer without a lecture. Needs the hospital's sign-off. */
const OPENINGS: Readonly<Record<RequestKind, Localized>> = {
  diagnosis: {
    'zh-CN': '您描述的情况我记下了。是什么病要医生当面看过、查过才能说，我不能替医生判断。',
    en: 'Thank you for describing this. Only a doctor who examines you can say what it is.',
  },
  drug_choice: {
    'zh-CN': '知道您想快点好起来。用哪种药要看您的病情和过敏史，得由医生或药师来定。',
    en: 'I understand you want relief. Which medicine suits you must be decided by a doctor or pharmacist.',
  },
  dose: {
    'zh-CN': '用量关系到安全，请按医生的处方或问药师，我这里不能给您数字。',
    en: 'Doses matter for your safety: please follow the prescription or ask a pharmacist.',
  },
  stop_change: {
    'zh-CN': '药停不停、换不换，请先问开药的医生，在那之前不要自己改。',
    en: 'Please ask the doctor who prescribed it before stopping or changing a medicine.',
  },
  combine: {
    'zh-CN': '几样东西能不能一起用，药师核对过最放心，我不能替他判断。',
    en: 'Whether these may be used together should be checked by a pharmacist.',
  },
  interpret: {
    'zh-CN': '报告要结合您的情况看，请开单的医生讲给您听最准，我不能解读。',
    en: 'A result has to be read together with your situation: please let the ordering doctor explain it.',
  },
  prognosis: {
    'zh-CN': '您的担心我能理解。后面会怎样每个人不同，只有了解病情的医生能和您谈。',
    en: 'I understand the worry. Only the doctor who knows the case can talk about the outlook.',
  },
  surgery_needed: {
    'zh-CN': '要不要做、选哪种办法是重要的决定，请和专科医生当面商量。',
    en: 'Whether and which treatment is an important decision to take with the specialist.',
  },
  wait_safe: {
    'zh-CN': '能不能等我不能替您担保。不放心就早点来看；如果加重，请直接来急诊或拨打120。',
    en: 'I cannot say it is safe to wait. If in doubt come early; if it gets worse come to the emergency department or call 120.',
  },
  pregnancy: {
    'zh-CN': '孕期和哺乳期的安全要格外慎重，请由产科医生或药师确认。',
    en: 'Safety in pregnancy and nursing needs an obstetrician or pharmacist to confirm.',
  },
  cosmetic: {
    'zh-CN': '适不适合、效果怎样要医生面诊后才能说，我不能给您承诺。',
    en: 'Suitability and results can only be discussed after a doctor has seen you; I cannot promise an outcome.',
  },
};

/**
 * Answer to a request that only a clinician may answer: why not here, which department, how to book.
 * `department` is a patient-facing name; without it the guidance desk is offered.
 */
export const deferralText = (kind: RequestKind, department: string | null): Localized => {
  const opening = OPENINGS[kind];
  return department === null
    ? {
        'zh-CN': `${opening['zh-CN']}不确定挂哪个科，我可以帮您导诊；要预约也可以直接告诉我。`,
        en: `${opening.en} Not sure which department? I can guide you, and I can help you book.`,
      }
    : {
        'zh-CN': `${opening['zh-CN']}可以先挂「${department}」，要我帮您看看最近的号吗？`,
        en: `${opening.en} ${department} is the right place: shall I look for the next appointment?`,
      };
};
