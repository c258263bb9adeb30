import type { Localized } from '#shared/kernel/locale.ts';

/** Texts of how work is given out, in both languages. `{name}` takes a value. */
export const ROUTING_STRINGS = {
  routingPage: { 'zh-CN': '分配', en: 'Routing' },
  routingMode: { 'zh-CN': '分配方式', en: 'Mode' },
  routingQueue: { 'zh-CN': '排队自取', en: 'Queue' },
  routingQueueHint: {
    'zh-CN': '会话排队等候，客服自己接待；工单由科室自行接单。',
    en: 'Chats wait until somebody takes them; departments take their tickets themselves.',
  },
  routingAuto: { 'zh-CN': '自动分配', en: 'Automatic' },
  routingAutoHint: {
    'zh-CN':
      '分给在线、具备技能、负荷最低的人，同样负荷时给空闲最久的人；两分钟不应答会重新分配，被投诉人自动回避。',
    en: 'Given to who is there, has the skill and the least in hand, ties to the longest idle; not answered within two minutes it moves on. Nobody is given a complaint that names them.',
  },
  routingSaved: { 'zh-CN': '已保存，立即生效', en: 'Saved; it holds at once' },
  routingRules: { 'zh-CN': '什么会话需要什么技能', en: 'Which chats need which skill' },
  routingRulesHint: {
    'zh-CN': '满足任意一项即需要该技能。名单里没有人具备的技能不作要求。',
    en: 'Any one match asks for the skill. A skill that nobody has is not asked for.',
  },
  routingSkill: { 'zh-CN': '技能', en: 'Skill' },
  routingCategories: { 'zh-CN': '类型', en: 'Categories' },
  routingDepartments: { 'zh-CN': '归口科室（用、分隔）', en: 'Departments (、 between)' },
  routingTopics: { 'zh-CN': '投诉主题代码（用、分隔）', en: 'Complaint topics (、 between)' },
  routingEnglish: { 'zh-CN': '英文会话', en: 'English chats' },
  routingAddRule: { 'zh-CN': '增加一条', en: 'Add a rule' },
  routingRemoveRule: { 'zh-CN': '删除这一条', en: 'Remove this rule' },
  routingSaveRules: { 'zh-CN': '保存规则', en: 'Save rules' },
  routingPeople: { 'zh-CN': '人员的技能与上限', en: 'Skills and limits of people' },
  routingPeopleHint: {
    'zh-CN': '上限为 0 时不自动分配，仍可自己接待。',
    en: 'With a limit of 0 nothing is given; they may still take what they like.',
  },
  routingSkills: { 'zh-CN': '技能（用、分隔）', en: 'Skills (、 between)' },
  routingChats: { 'zh-CN': '会话在手', en: 'Chats in hand' },
  routingTickets: { 'zh-CN': '工单在手', en: 'Tickets in hand' },
  routingChatLimit: { 'zh-CN': '会话上限', en: 'Most chats' },
  routingTicketLimit: { 'zh-CN': '工单上限', en: 'Most tickets' },
  routingSavePerson: { 'zh-CN': '保存{name}的设置', en: 'Save {name}' },
  routingNobody: { 'zh-CN': '名单里还没有人', en: 'Nobody is on the list yet' },
  whyHere: { 'zh-CN': '为什么在这里', en: 'Why it is here' },
  whyMe: { 'zh-CN': '为什么是我', en: 'Why me' },
  lineAssigned: { 'zh-CN': '自动分配给 {to}', en: 'Given to {to}' },
  transferPeople: { 'zh-CN': '同事', en: 'Colleagues' },
  transferDepartments: { 'zh-CN': '科室', en: 'Departments' },
  transferDepartmentHint: {
    'zh-CN': '科室的任何一位接受后由其接待；两分钟无人接受会退回给您。',
    en: 'Whoever of the department accepts has it; after two minutes without an answer it falls back to you.',
  },
  transferOnline: { 'zh-CN': '{count} 人在线', en: '{count} online' },
} as const satisfies Record<string, Localized>;
