import type { Localized } from '#shared/kernel/locale.ts';

/** What the bot says in its own words. Short, warm, no promise that the hospital has not made. */
export const TEXTS = {
  greeting: {
    'zh-CN': '您好，我是暖心线。挂号、医保、检查、住院、找科室都可以问我；想找人工，说一声就行。',
    en: 'Hello, this is the hospital’s service line. Ask about booking, insurance, tests, admission or finding a department; say so whenever you would like a person.',
  },
  thanks: {
    'zh-CN': '不客气，祝您和家人平安健康。还有需要随时找我。',
    en: 'You are welcome. I wish you and your family well; write whenever you need us.',
  },
  bye: {
    'zh-CN': '好的，再见，祝您早日康复。这段对话会保留，下次可以接着问。',
    en: 'Goodbye, and get well soon. This conversation stays here for next time.',
  },
  missed: {
    'zh-CN': '抱歉，这个我没有把握，不想给您说错。换个说法再问一次，或者我帮您转人工。',
    en: 'I am sorry, I am not sure about this one and do not want to mislead you. Try other words, or let me bring in a person.',
  },
  missedAgain: {
    'zh-CN': '还是没能帮上您，很抱歉。请人工同事来看看好吗？点一下就转接，前面说的不用重复。',
    en: 'I still could not help, sorry. Shall a colleague take over? One tap, and you need not repeat anything.',
  },
  expired: {
    'zh-CN': '这条信息目前不在有效期内，我不想用过期或还没生效的规定误导您，请人工同事为您核实。',
    en: 'What I have on this does not hold today, so I will not quote it. A colleague can check it for you.',
  },
  unavailable: {
    'zh-CN': '我这边暂时查不到资料。您的问题已经记下，可以稍等再问，或者转人工。',
    en: 'I cannot look things up right now. Your question is recorded: ask again shortly, or talk to a person.',
  },
  offered: { 'zh-CN': '您想问的是下面哪一个？', en: 'Which of these do you mean?' },
  guided: {
    'zh-CN':
      '按您说的情况，可以看下面的科室。这是就诊方向，不是诊断；加重或难以忍受请直接来急诊或拨打120。',
    en: 'These departments see such complaints. This is a direction, not a diagnosis; if it gets worse, come to the emergency department or call 120.',
  },
  guidedUnsure: {
    'zh-CN': '可能是下面这几个科室，您看哪个更符合？拿不准也可以问门诊导诊台。',
    en: 'It may be one of these departments: which fits best? The guidance desk in the outpatient hall can help, too.',
  },
  askAge: { 'zh-CN': '请问患者多大年纪？', en: 'How old is the patient?' },
  askSex: { 'zh-CN': '请问患者是男士还是女士？', en: 'Is the patient male or female?' },
  askPregnancy: { 'zh-CN': '请问是否怀孕？', en: 'Is the patient pregnant?' },
  directory: { 'zh-CN': '为您查到：', en: 'Here it is:' },
  handoffOpen: {
    'zh-CN': '好的，正在为您转人工，同事很快就来。您可以先把情况写下来，我们都会看到。',
    en: 'Of course: I am passing you to a colleague. Write down what happened meanwhile; we will see it.',
  },
  complaint: {
    'zh-CN':
      '让您遇到这样的事，真的抱歉，您的心情我能理解。已经为您登记，会有专人跟进。方便的话，请补充时间、地点和您希望怎样处理。',
    en: 'I am sorry that this happened to you. It is on record and somebody will follow it up. If you can, add when and where it was and what you would like us to do.',
  },
  complaintGrave: {
    'zh-CN': '您说的事情很重要，非常抱歉让您经历这些。我已登记并马上请同事来接，请稍等。',
    en: 'This matters, and I am very sorry. It is on record, and I am bringing in a colleague right away.',
  },
  praise: {
    'zh-CN': '谢谢您愿意告诉我们！这份肯定我会转达到科室，他们看到一定很高兴。',
    en: 'Thank you for telling us! I will pass your kind words on to the team.',
  },
  suggestion: {
    'zh-CN': '谢谢您的建议，已经登记，会转给负责的部门研究。',
    en: 'Thank you for the suggestion. It is on record and goes to the department in charge.',
  },
  help: {
    'zh-CN': '收到，您需要帮忙的事已经登记。要现在就安排，可以直接转人工。',
    en: 'Noted: your request is on record. To arrange it right now, talk to a person.',
  },
  helpful: { 'zh-CN': '太好了，很高兴能帮到您。', en: 'Great, I am glad that helped.' },
  unhelpful: {
    'zh-CN': '抱歉没有解决您的问题。可以换个说法再问我，也可以直接转人工。',
    en: 'I am sorry that did not solve it. Ask in other words, or talk to a person.',
  },
  notHappening: {
    'zh-CN': '好的，没有在发生就放心些。之后若出现类似情况，请立即拨打120。刚才的问题我接着帮您。',
    en: 'Good to hear that it is not happening. Should it start, call 120 at once. Let us go on.',
  },
  rated: {
    'zh-CN': '谢谢您的评价，我们会认真看每一条。',
    en: 'Thank you for rating us; we read every one.',
  },
  inChinese: { 'zh-CN': '', en: 'From the hospital’s guide (in Chinese):\n' },
} as const satisfies Record<string, Localized>;

export const LABELS = {
  person: { 'zh-CN': '转人工', en: 'Talk to a person' },
  choices: { 'zh-CN': '您是想问', en: 'Did you mean' },
  more: { 'zh-CN': '需要的话', en: 'If you like' },
  elsewhere: { 'zh-CN': '都不是，转人工', en: 'None of these: a person, please' },
  noted: { 'zh-CN': '已登记，专人跟进', en: 'On record, somebody follows up' },
} as const satisfies Record<string, Localized>;

/** The desk is closed: what a person who asks for one is told. `when` is the next opening, in words. */
export const deskClosed = (when: Localized | null, hours: string): Localized => ({
  'zh-CN': `已为您登记转人工。现在人工客服不在班（${hours}）${when === null ? '' : `，${when['zh-CN']}上班后优先联系您`}。您可以先把情况写下来，留言会生成工单，不用一直等着；紧急情况请直接来急诊或拨打120。`,
  en: `You are in line for a person. Our desk is closed now (${hours})${when === null ? '' : `; it opens ${when.en} and comes back to you first`}. Write down what you need: your message becomes a ticket, there is no need to wait here. In an emergency come to the hospital or call 120.`,
});
